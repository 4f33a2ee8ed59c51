//! The page where a patient makes an account.

use dioxus::prelude::*;

use super::sent_on::{SentOn, after_login};
use crate::{
    auth::{
        Me, api,
        model::{DetailsForm, given_next, with_next},
    },
    ui::{Form, FormField, FormPassword, Page, SubmitButton, use_session, use_submit, use_toast},
};

/// Register as a patient.
#[component]
pub fn Register(
    /// Where to go afterwards.
    next: ReadSignal<String>,
) -> Element {
    match use_session().me() {
        Some(me) => rsx! {
            SentOn { me, next: given_next(&next()) }
        },
        None => rsx! {
            RegisterForm { next: given_next(&next()) }
        },
    }
}

#[component]
fn RegisterForm(next: String) -> Element {
    let (session, toasts) = (use_session(), use_toast());
    let after = next.clone();
    let submit = use_submit(api::register, move |me: Me| {
        session.reload();
        toasts.push("Welcome. Your account is ready.");
        navigator().push(after_login(&me, &after));
    });
    rsx! {
        Page {
            title: "Create an account",
            lede: "For patients: book visits, see them and cancel them.",
            class: "narrow",
            Form { action: "/api/register", submit,
                input { r#type: "hidden", name: "next", "value": "{next}" }
                FormField {
                    label: "Username",
                    name: "username",
                    hint: "What you log in with: 3 to 64 letters and digits. Your email address will do.",
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
                PatientFields {}
                SubmitButton { "Create account" }
            }
            p {
                "Do you have an account? "
                Link { to: with_next("/login", &next), "Log in" }
            }
        }
    }
}

/// What a patient tells about themselves, here and in their account.
#[component]
pub(super) fn PatientFields(
    /// What stands in the fields at first.
    #[props(default)]
    details: DetailsForm,
) -> Element {
    let today = use_session().today();
    rsx! {
        FormField {
            label: "Full name",
            name: "full_name",
            value: details.full_name,
            autocomplete: "name",
            maxlength: 120,
            required: true,
        }
        FormField {
            label: "Contact number",
            name: "contact_number",
            r#type: "tel",
            value: details.contact_number,
            hint: "So that the clinic can reach you if something changes.",
            autocomplete: "tel",
            maxlength: 32,
            required: true,
        }
        FormField {
            label: "Email",
            name: "email",
            r#type: "email",
            value: details.email,
            autocomplete: "email",
            maxlength: 254,
        }
        FormField {
            label: "Date of birth",
            name: "date_of_birth",
            r#type: "date",
            value: details.date_of_birth,
            autocomplete: "bday",
            min: "1900-01-01",
            max: today.to_string(),
        }
    }
}
