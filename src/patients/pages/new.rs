//! Registering a patient at the front desk.

use dioxus::prelude::*;

use crate::{
    auth::Role,
    error::AppError,
    form::Input,
    patients::{
        api,
        duplicates::{
            self,
            model::Duplicate,
            pages::{PerhapsHere, returned, use_lookalikes},
        },
        model::{Details, Patient},
    },
    ui::{
        ButtonKind, ErrorPage, Form, FormField, LinkButton, Page, SubmitButton, use_page_data,
        use_session, use_submit, use_toast,
    },
};

const ACTION: &str = "/api/patients";

/// Register a patient who has no account.
#[component]
pub fn NewPatient() -> Element {
    let refused = match use_session().me() {
        None => Some(AppError::NotSignedIn),
        Some(me) if me.must_change_password => Some(AppError::PasswordChangeRequired),
        Some(me) if !matches!(me.role, Role::Admin | Role::FrontDesk) => Some(AppError::Forbidden),
        Some(_) => None,
    };
    match refused {
        Some(error) => rsx! {
            ErrorPage { error }
        },
        None => rsx! {
            Registration {}
        },
    }
}

#[component]
fn Registration() -> Element {
    let returned = returned(ACTION);
    let known = use_page_data(move || {
        let returned = returned.clone();
        async move {
            match returned {
                Some(person) => duplicates::api::like(Input(person)).await,
                None => Ok(Vec::new()),
            }
        }
    })?;
    let known = known.read().as_ref().clone().unwrap_or_default();
    rsx! {
        RegistrationForm { known }
    }
}

#[component]
fn RegistrationForm(known: Vec<Duplicate>) -> Element {
    let toasts = use_toast();
    let lookalikes = use_lookalikes(known);
    let submit = use_submit(api::register, move |patient: Patient| {
        toasts.push("The patient is registered.");
        navigator().push(format!("/patients/{}", patient.id));
    });
    rsx! {
        Page {
            title: "Register a patient",
            lede: "For a patient without an account.",
            class: "narrow",
            Form {
                action: ACTION,
                submit,
                ontyped: move |(name, value): (String, String)| lookalikes.typed(&name, value),
                DetailsFields {}
                PerhapsHere { found: lookalikes.found() }
                div { class: "form-actions",
                    SubmitButton { "Register patient" }
                    LinkButton { to: "/patients", kind: ButtonKind::Quiet, "Back to patients" }
                }
            }
        }
    }
}

/// A patient's details as the front desk fills them in: all but the name may be missing.
#[component]
pub(super) fn DetailsFields(
    /// What stands in the fields at first.
    #[props(default)]
    details: Details,
) -> Element {
    let today = use_session().today();
    rsx! {
        FormField {
            label: "Full name",
            name: "full_name",
            value: details.full_name,
            autocomplete: "off",
            maxlength: 120,
            required: true,
        }
        FormField {
            label: "Contact number",
            name: "contact_number",
            r#type: "tel",
            value: details.contact_number,
            autocomplete: "off",
            maxlength: 32,
        }
        FormField {
            label: "Email",
            name: "email",
            r#type: "email",
            value: details.email,
            autocomplete: "off",
            maxlength: 254,
        }
        FormField {
            label: "Date of birth",
            name: "date_of_birth",
            r#type: "date",
            value: details.date_of_birth,
            autocomplete: "off",
            min: "1900-01-01",
            max: today.to_string(),
        }
    }
}
