//! Forms that work with and without JavaScript through the same server function.
//!
//! A [`Form`] is a plain `<form method="post" action="/api/..">`. Hydrated, its `onsubmit` calls
//! the server function instead; without JavaScript the browser sends it, and what was typed and
//! what was wrong come back in the session's flash. Fields inside find both by their name.

mod fields;
mod submit;

use dioxus::prelude::*;

use super::{Notice, Tone, platform, use_session};
use crate::{error::AppError, form::Flash};

pub use fields::{
    FormCheckbox, FormField, FormGroup, FormPassword, FormSelect, FormTextArea, SubmitButton,
};
pub use submit::{Submit, typed, use_submit};

/// What the fields of a form share.
#[derive(Clone, PartialEq)]
struct Shared {
    submit: Submit,
    flash: Option<Flash>,
    ids: String,
    ontyped: Option<EventHandler<(String, String)>>,
}

impl Shared {
    /// The id of the field of that name.
    fn id(&self, name: &str) -> String {
        format!("{}{name}", self.ids)
    }

    /// Tells whoever wants to know what a field holds now.
    fn typed(&self, name: &str, value: String) {
        if let Some(handler) = self.ontyped {
            handler.call((name.to_owned(), value));
        }
    }

    fn error(&self) -> Option<AppError> {
        let kept = self.flash.as_ref().and_then(|flash| flash.error.clone());
        // Once the form has been sent by the hydrated page, what the plain form left is past.
        self.submit.error().or(kept.filter(|_| !self.submit.busy()))
    }

    fn field_error(&self, name: &str) -> Option<String> {
        self.error()?.for_field(name).map(str::to_owned)
    }

    fn value(&self, name: &str, initial: Option<String>) -> Option<String> {
        let typed = self
            .flash
            .as_ref()
            .and_then(|flash| flash.values.get(name).cloned());
        typed.or(initial)
    }
}

/// A form. `action` is the server function's path and identifies the form in the flash.
#[component]
pub fn Form(
    /// The server function's path.
    action: String,
    /// From [`use_submit`].
    submit: Submit,
    /// Classes beside `form`.
    #[props(default)]
    class: String,
    /// Its accessible name, where the page has several.
    #[props(default)]
    label: Option<String>,
    /// How the ids of its fields begin, where the page has several forms with fields of one name.
    #[props(default)]
    ids: String,
    /// Called with the name of a field and what it holds, at each change of a text field, a choice or
    /// a box.
    #[props(default)]
    ontyped: Option<EventHandler<(String, String)>>,
    /// A field and its value that tell this form from others of the same action in its page.
    #[props(default)]
    apart_by: Option<(String, String)>,
    /// The fields and the button.
    children: Element,
) -> Element {
    let session = use_session();
    let shared = use_context_provider(|| {
        let flash = session
            .flash()
            .filter(|flash| flash.action == action && flash.error.is_some())
            .filter(|flash| match &apart_by {
                Some((name, value)) => flash.values.get(name) == Some(value),
                None => true,
            });
        Signal::new(Shared {
            submit,
            flash,
            ids,
            ontyped,
        })
    });
    // The eye goes to the first field to put right; where none is, to what is said above them.
    let this = format!("form[action=\"{action}\"]");
    use_effect(move || {
        if submit.error().is_some() {
            platform::focus(&format!(
                "{this} [aria-invalid=true], {this}:not(:has([aria-invalid=true])) [role=alert]"
            ));
        }
    });
    let error = shared.read().error();
    rsx! {
        form {
            method: "post",
            action,
            class: "form {class}",
            "aria-label": label,
            novalidate: true,
            onsubmit: move |event| submit.send(event),
            if let Some(error) = error {
                FormError { error }
            }
            {children}
        }
    }
}

#[component]
fn FormError(error: AppError) -> Element {
    let request_id = match &error {
        AppError::Internal { request_id } => Some(request_id.clone()),
        _ => None,
    };
    rsx! {
        div { role: "alert", tabindex: "-1",
            Notice { tone: Tone::Danger,
                p { "{error}" }
                if let Some(id) = request_id {
                    p { class: "small muted", "Reference: {id}" }
                }
            }
        }
    }
}
