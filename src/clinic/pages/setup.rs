//! The first start.

use dioxus::prelude::*;

use super::zone_options;
use crate::{
    clinic::{api, model::SetupOptions},
    ui::{
        ErrorPage, Form, FormField, FormPassword, FormSelect, FormTextArea, Page, SubmitButton,
        use_page_data, use_session, use_submit, use_toast,
    },
};

/// Set up your clinic.
#[component]
pub fn Setup() -> Element {
    let options = use_page_data(api::setup_options)?;
    match &*options.read() {
        Ok(options) => rsx! {
            SetupForm { options: options.clone() }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn SetupForm(options: SetupOptions) -> Element {
    let session = use_session();
    let toasts = use_toast();
    let submit = use_submit(api::set_up, move |()| {
        session.reload();
        toasts.push("Your clinic is ready. Log in with the account you have just made.");
        navigator().push("/login");
    });
    rsx! {
        Page {
            title: "Set up your clinic",
            lede: "Two things to begin with: what the clinic is called and where it is, and who looks after this system.",
            class: "narrow",
            Form { action: "/api/setup", submit,
                fieldset { class: "fieldset",
                    legend { "The clinic" }
                    FormField {
                        label: "Clinic name",
                        name: "clinic_name",
                        autocomplete: "organization",
                        maxlength: 120,
                        required: true,
                    }
                    FormTextArea {
                        label: "Address",
                        name: "address",
                        hint: "As it should stand on a letter. Patients see it.",
                        maxlength: 500,
                    }
                    FormField {
                        label: "Phone",
                        name: "phone",
                        r#type: "tel",
                        hint: "The number patients call.",
                        maxlength: 32,
                    }
                    FormSelect {
                        label: "Time zone",
                        name: "time_zone",
                        options: zone_options(&options.zones),
                        value: options.default_zone,
                        hint: "All times are those of the clinic's clock.",
                        required: true,
                    }
                }
                fieldset { class: "fieldset",
                    legend { "The first administrator" }
                    FormField {
                        label: "Full name",
                        name: "full_name",
                        autocomplete: "name",
                        maxlength: 120,
                        required: true,
                    }
                    FormField {
                        label: "Username",
                        name: "username",
                        hint: "3 to 64 letters, digits and . _ - @ +",
                        autocomplete: "username",
                        maxlength: 64,
                        required: true,
                    }
                    FormPassword {
                        label: "Password",
                        name: "password",
                        hint: "At least 12 characters. A few unrelated words work well.",
                        autocomplete: "new-password",
                    }
                }
                SubmitButton { "Set up the clinic" }
            }
        }
    }
}
