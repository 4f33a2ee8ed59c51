//! The settings of this computer.

use std::future::ready;

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    desktop::settings::{self, lock_minutes},
    error::AppError,
    form::{Input, checkbox},
    ui::{Button, ButtonKind, Checkbox, TextInput, platform, use_submit},
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct PreferencesForm {
    lock_minutes: String,
    #[serde(deserialize_with = "checkbox")]
    notify: bool,
}

/// Keeps the settings; nothing of it waits, but a form does for whatever it is sent to.
fn save(form: Input<PreferencesForm>) -> Result<(), AppError> {
    let Input(form) = form;
    let wrong = |message: &str| AppError::field("lock_minutes", message);
    let minutes = lock_minutes(&form.lock_minutes).map_err(wrong)?;
    settings::change(|settings| {
        settings.lock_minutes = minutes;
        settings.notify = form.notify;
    })
    .map_err(|error| {
        wrong(&format!(
            "The settings cannot be kept on this computer: {error}."
        ))
    })
}

/// The lock and the notifications.
#[component]
pub fn PreferencesPage(
    /// Called when the page has done its part.
    ondone: EventHandler<()>,
) -> Element {
    let settings = use_hook(settings::get);
    let submit = use_submit(|form| ready(save(form)), move |()| ondone.call(()));
    use_effect(|| platform::focus("#lock_minutes"));
    let error = submit.error().map(|error| error.to_string());
    rsx! {
        main { class: "page entry desktop-page",
            div { class: "page-head",
                h1 { "Settings of this computer" }
            }
            div { class: "entry-card",
                form {
                    class: "form",
                    novalidate: true,
                    onsubmit: move |event| submit.send(event),
                    TextInput {
                        label: "Lock after minutes",
                        name: "lock_minutes",
                        r#type: "number",
                        min: "1",
                        max: "60",
                        required: true,
                        hint: "When nobody touches the keyboard or the mouse for so long, 1 to 60.",
                        value: settings.lock_minutes.to_string(),
                        error,
                    }
                    Checkbox {
                        label: "Tell me of arrivals and of bookings for today",
                        name: "notify",
                        checked: settings.notify,
                        hint: "By this computer’s notifications, without names, while another window is in front.",
                    }
                    div { class: "form-actions",
                        Button { r#type: "submit", busy: submit.busy(), "Save" }
                        Button { kind: ButtonKind::Secondary, onclick: move |_| ondone.call(()), "Cancel" }
                    }
                }
            }
        }
    }
}
