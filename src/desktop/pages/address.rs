//! Where the clinic's server is.

use std::time::Duration;

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    desktop::{
        address::{Address, PLAIN},
        check::check,
        settings,
    },
    error::AppError,
    form::Input,
    ui::{Button, ButtonKind, Notice, TextInput, Tone, platform, use_submit},
};

const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct AddressForm {
    server: String,
}

/// Takes an address that a fitting server answers at, and remembers it.
async fn take(form: Input<AddressForm>) -> Result<(), AppError> {
    let wrong = |message: String| AppError::field("server", message);
    let address = Address::read(&form.0.server).map_err(wrong)?;
    check(&address, PATIENCE)
        .await
        .map_err(|trouble| wrong(trouble.to_string()))?;
    settings::change(|settings| settings.server = Some(address.url)).map_err(|error| {
        wrong(format!(
            "The address cannot be kept on this computer: {error}."
        ))
    })
}

/// Asks for the server's address.
#[component]
pub fn AddressPage(
    /// What was wrong with the address there is.
    trouble: Option<String>,
    /// Called when there is a new one.
    ondone: EventHandler<()>,
    /// Called when it is to stay as it is; nothing when there must be one.
    oncancel: Option<EventHandler<()>>,
) -> Element {
    let known = use_hook(|| settings::get().server);
    let mut typed = use_signal(|| known.clone().unwrap_or_default());
    let submit = use_submit(take, move |()| ondone.call(()));
    use_effect(|| platform::focus("#server"));
    use_effect(move || {
        if submit.error().is_some() {
            platform::focus("#server");
        }
    });
    let error = submit.error().map(|error| error.to_string()).or(trouble);
    let plain = Address::read(&typed()).is_ok_and(|address| address.plain);
    rsx! {
        main { class: "page entry desktop-page",
            div { class: "page-head",
                h1 { "Your clinic’s server" }
                p { class: "lede", "Anteroom works with a server of your clinic’s. Whoever runs it knows its address." }
            }
            div { class: "entry-card",
                form {
                    class: "form",
                    novalidate: true,
                    onsubmit: move |event| submit.send(event),
                    TextInput {
                        label: "Server address",
                        name: "server",
                        r#type: "url",
                        inputmode: "url",
                        autocomplete: "url",
                        maxlength: 255,
                        required: true,
                        hint: "Such as https://appointments.example.org",
                        value: known,
                        error,
                        oninput: move |event: FormEvent| typed.set(event.value()),
                    }
                    if plain {
                        Notice { tone: Tone::Warning, role: "status", p { "{PLAIN}" } }
                    }
                    div { class: "form-actions",
                        Button { r#type: "submit", busy: submit.busy(), "Connect" }
                        if let Some(oncancel) = oncancel {
                            Button { kind: ButtonKind::Secondary, onclick: move |_| oncancel.call(()), "Cancel" }
                        }
                    }
                }
            }
        }
    }
}
