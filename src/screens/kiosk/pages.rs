//! The kiosk: one field, large keys, and nothing of anybody else.

use dioxus::prelude::*;

use super::{
    api::{self, CheckedIn, CodeForm},
    code::Qr,
    code_api,
};
use crate::{
    error::AppError,
    form::Input,
    screens::pages::{NoScreen, Refresh},
    ui::{Button, ButtonKind, Icon, IconName, Notice, Tone, platform, use_page_data, use_session},
};

/// What is shown, and what was typed and not sent, goes away by itself after so many milliseconds, for who
/// comes next.
const RESET: u32 = 15_000;
/// More than any code has.
const LONGEST: usize = 24;

const KEYS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// What a kiosk says to who stands before it.
#[derive(Clone, Debug, PartialEq)]
enum Said {
    Thanks(CheckedIn),
    Sorry(AppError),
}

/// The kiosk.
#[component]
pub fn KioskPage(
    /// The secret of the link.
    token: ReadSignal<String>,
) -> Element {
    let open = use_page_data(move || api::kiosk(token()))?;
    match &*open.read() {
        Ok(()) => rsx! {
            CheckIn { token }
        },
        Err(error) => rsx! {
            NoScreen { error: error.clone() }
        },
    }
}

#[component]
fn CheckIn(token: ReadSignal<String>) -> Element {
    let session = use_session();
    let mut typed = use_signal(String::new);
    let mut said = use_signal(|| None::<Said>);
    let mut sent = use_signal(|| 0_u32);
    let mut busy = use_signal(|| false);
    let mut turn = use_signal(|| 0_u32);
    let mut alive = use_signal(|| false);
    use_effect(move || {
        alive.set(true);
        platform::focus("#code");
    });
    // A key, a scanner or an answer begins a turn. Who has gone away by its end leaves nothing to who comes next.
    let mut begin = move || {
        turn += 1;
        let mine = *turn.peek();
        spawn(async move {
            platform::pause(RESET).await;
            if *turn.peek() == mine {
                said.set(None);
                typed.set(String::new());
            }
        });
    };
    let mut send = move || {
        if typed.peek().trim().is_empty() {
            return;
        }
        busy.set(true);
        said.set(None);
        sent += 1;
        let mine = *sent.peek();
        // From here on the field is the next patient's: a scanner waits for no answer.
        let code = typed.take();
        spawn(async move {
            let answer = api::check_in(token.peek().clone(), Input(CodeForm { code })).await;
            // The next patient has sent theirs and would take this number for their own; whose it is can ask again.
            if *sent.peek() != mine {
                return;
            }
            busy.set(false);
            // A tap on the button while it was busy may have taken the focus away.
            platform::focus("#code");
            said.set(Some(match answer {
                Ok(checked_in) => Said::Thanks(checked_in),
                Err(error) => Said::Sorry(error),
            }));
            begin();
        });
    };
    let mut put = move |text: String| {
        said.set(None);
        typed.set(text.chars().take(LONGEST).collect());
        begin();
    };
    let mut press = move |key: &str| {
        let text = format!("{}{key}", typed.peek());
        put(text);
    };
    let clinic = session.clinic().name;
    rsx! {
        document::Title { "Check in · {clinic}" }
        // Whatever was touched last, a scanner types into the field.
        main { class: "kiosk", onclick: |_| platform::focus("#code"),
            header { class: "kiosk-head",
                p { "{clinic}" }
                h1 { "Check in" }
                p { class: "kiosk-how", "Hold your code under the scanner, or type it." }
            }
            form {
                method: "post",
                action: "/api/kiosk/{token}/check-in",
                class: "kiosk-form",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    send();
                },
                div { class: "field",
                    label { r#for: "code", "Your code" }
                    input {
                        id: "code",
                        name: "code",
                        class: "kiosk-code tabular",
                        value: "{typed}",
                        placeholder: "A-000123 · 482 173",
                        autofocus: true,
                        autocomplete: "off",
                        spellcheck: "false",
                        maxlength: 40,
                        // The keys below are enough; a tablet's own would hide them.
                        inputmode: if alive() { "none" } else { "numeric" },
                        oninput: move |event| put(event.value()),
                    }
                }
                div { role: "status", class: "kiosk-said",
                    if let Some(said) = said() {
                        Answer { said }
                    } else if turn() == 0 {
                        Before {}
                    }
                }
                if alive() {
                    div { class: "kiosk-keys", role: "group", "aria-label": "Keys",
                        for key in KEYS {
                            button { key: "{key}", r#type: "button", class: "kiosk-key", onclick: move |_| press(key), "{key}" }
                        }
                        button {
                            r#type: "button",
                            class: "kiosk-key",
                            "aria-label": "Delete the last digit",
                            onclick: move |_| {
                                let mut text = typed.peek().clone();
                                text.pop();
                                put(text);
                            },
                            Icon { name: IconName::ArrowLeft }
                        }
                        button { r#type: "button", class: "kiosk-key", onclick: move |_| press("0"), "0" }
                        button {
                            r#type: "button",
                            class: "kiosk-key",
                            "aria-label": "Delete all",
                            onclick: move |_| put(String::new()),
                            Icon { name: IconName::X }
                        }
                    }
                }
                Button {
                    r#type: "submit",
                    kind: ButtonKind::Primary,
                    class: "kiosk-send",
                    // Once somebody types again, it is there for them.
                    busy: busy() && typed.read().is_empty(),
                    "Check in"
                }
            }
        }
    }
}

/// What became of the code.
#[component]
fn Answer(said: Said) -> Element {
    match said {
        Said::Thanks(checked_in) => rsx! {
            Notice { tone: Tone::Success, title: "Thank you.",
                p { class: "kiosk-number",
                    "Your number is "
                    strong { class: "tabular", "{checked_in.number}" }
                    ". Please take a seat."
                }
                if let Some(words) = checked_in.wait_words() {
                    p { "{words}" }
                }
            }
        },
        Said::Sorry(error) => rsx! {
            Notice { tone: Tone::Warning, p { "{error}" } }
        },
    }
}

/// What a form sent without JavaScript left.
#[component]
fn Before() -> Element {
    let flash = use_session()
        .flash()
        .filter(|flash| flash.action == "/api/kiosk");
    let Some(flash) = flash else {
        return rsx! {};
    };
    rsx! {
        Refresh { seconds: 15 }
        if let Some(error) = flash.error {
            Notice { tone: Tone::Warning, p { "{error}" } }
        } else if let Some(thanks) = flash.notice {
            Notice { tone: Tone::Success, p { "{thanks}" } }
        }
    }
}

/// What an appointment is checked in with, for its page and its slip.
#[component]
pub fn CheckInCodeCard(
    /// The appointment's id.
    id: ReadSignal<i64>,
) -> Element {
    let code = use_page_data(move || code_api::check_in_code(id()))?;
    match &*code.read() {
        Ok(code) => rsx! {
            div { class: "check-in-code",
                QrCode { qr: code.qr.clone() }
                div {
                    p { class: "small muted", "Check-in code" }
                    p { class: "check-in-words tabular", "{code.words}" }
                    p { class: "small", "At a check-in kiosk, scan or type it from three hours before the visit." }
                }
            }
        },
        Err(AppError::NotFound) => rsx! {},
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        },
    }
}

/// A QR code: dark on light whatever the page's colours, since scanners want it so.
#[component]
fn QrCode(qr: Qr) -> Element {
    rsx! {
        svg {
            class: "qr",
            view_box: "0 0 {qr.size} {qr.size}",
            role: "img",
            "aria-label": "The check-in code for scanners",
            rect { class: "qr-light", width: "{qr.size}", height: "{qr.size}" }
            path { class: "qr-dark", d: "{qr.path}" }
        }
    }
}
