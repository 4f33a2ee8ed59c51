//! What covers everything while the app is locked.

use dioxus::prelude::*;

use crate::{
    desktop::{lock, session, window::quit},
    ui::{Button, ButtonKind, Notice, PasswordInput, Tone, platform, use_submit},
};

/// Asks for the password of whoever is signed in.
#[component]
pub fn LockPage() -> Element {
    let name = use_hook(session::who).map(|who| who.full_name);
    let submit = use_submit(lock::unlock, |()| {});
    let logout = use_submit(session::logout, |()| lock::open());
    use_effect(|| platform::focus("#unlock-password"));
    use_effect(move || {
        if submit.error().is_some() {
            platform::focus("#unlock-password");
        }
    });
    let error = submit.error().or(logout.error());
    let beside = error
        .as_ref()
        .and_then(|error| error.for_field("password").map(str::to_owned));
    rsx! {
        main { class: "page entry desktop-page",
            div { class: "page-head",
                h1 { "Locked" }
                if let Some(name) = name {
                    p { class: "lede", "{name} works here." }
                }
            }
            div { class: "entry-card",
                form {
                    class: "form",
                    "aria-label": "Unlock",
                    novalidate: true,
                    onsubmit: move |event| submit.send(event),
                    if let Some(error) = error.filter(|_| beside.is_none()) {
                        Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
                    }
                    PasswordInput {
                        label: "Password",
                        name: "password",
                        id: "unlock-password",
                        autocomplete: "current-password",
                        required: true,
                        error: beside,
                    }
                    Button { r#type: "submit", busy: submit.busy(), "Unlock" }
                }
            }
            div { class: "cluster",
                form { onsubmit: move |event| logout.send(event),
                    Button { r#type: "submit", kind: ButtonKind::Quiet, busy: logout.busy(), "Log out" }
                }
                Button { kind: ButtonKind::Quiet, onclick: |_| { quit(); }, "Quit" }
            }
        }
    }
}
