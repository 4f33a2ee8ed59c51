//! One's own account.

use dioxus::prelude::*;

use super::{agent::agent_words, register::PatientFields};
#[cfg(not(feature = "desktop"))]
use crate::auth::account_api::change_password;
// The installed app's lock opens with the new one from then on, also without the server.
#[cfg(feature = "desktop")]
use crate::desktop::session::change_password;
use crate::{
    auth::{Me, Role, account_api, model::SignIn},
    error::AppError,
    ui::{
        Badge, ButtonKind, Card, ErrorPage, Form, FormPassword, LettersSwitch, Notice, Page,
        SubmitButton, Tone, use_page_data, use_session, use_submit, use_toast,
    },
};

/// Your account.
#[component]
pub fn Account() -> Element {
    match use_session().me() {
        Some(me) if me.must_change_password => rsx! {
            FirstPassword { me }
        },
        Some(me) => rsx! {
            OwnAccount { me }
        },
        None => rsx! {
            ErrorPage { error: AppError::NotSignedIn }
        },
    }
}

/// All there is to do with a temporary password.
#[component]
fn FirstPassword(me: Me) -> Element {
    rsx! {
        Page { title: "Choose your own password", class: "narrow",
            Notice { tone: Tone::Warning,
                p {
                    "Somebody else made the password you logged in with. Replace it by one that only you know; then you can go on."
                }
            }
            PasswordForm { me }
        }
    }
}

#[component]
fn OwnAccount(me: Me) -> Element {
    let mut sign_ins = use_page_data(account_api::sign_ins)?;
    let places = match &*sign_ins.read() {
        Ok(places) => places.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let changed = move || sign_ins.restart();
    rsx! {
        Page { title: "Your account", class: "narrow",
            dl { class: "facts",
                dt { "Name" }
                dd { "{me.full_name}" }
                dt { "Username" }
                dd { "{me.username}" }
                dt { "Role" }
                dd { "{me.role.words()}" }
            }
            if me.role == Role::Patient {
                Card { title: "Your details", Details {} }
            }
            // Patients have no pages with keys.
            if me.role != Role::Patient {
                Card { title: "Keys", LettersSwitch {} }
            }
            Card { title: "Password", Password { me, changed } }
            Card { title: "Where you are signed in", SignIns { places, changed } }
        }
    }
}

/// A patient's details.
#[component]
fn Details() -> Element {
    let session = use_session();
    let toasts = use_toast();
    let mut details = use_page_data(account_api::details)?;
    let submit = use_submit(account_api::change_details, move |()| {
        toasts.push("Your details are saved.");
        details.restart();
        session.reload();
    });
    match &*details.read() {
        Ok(details) => rsx! {
            Form { action: "/api/account", submit, label: "Your details",
                PatientFields { details: details.clone() }
                SubmitButton { "Save details" }
            }
        },
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        },
    }
}

/// The password form, emptied each time it has done its work.
#[component]
fn Password(me: Me, changed: Callback) -> Element {
    let mut times = use_signal(|| 0);
    rsx! {
        // A new key makes a new form.
        for time in [times()] {
            PasswordForm {
                key: "{time}",
                me: me.clone(),
                changed: move |()| {
                    times += 1;
                    changed.call(());
                },
            }
        }
    }
}

/// Without `changed` the reader goes home afterwards.
#[component]
fn PasswordForm(me: Me, #[props(default)] changed: Option<Callback>) -> Element {
    let (session, toasts) = (use_session(), use_toast());
    let submit = use_submit(change_password, move |me: Me| {
        session.reload();
        toasts.push("Your password is changed. Other devices were logged out.");
        match changed {
            Some(changed) => changed.call(()),
            None => {
                navigator().push(me.home());
            }
        }
    });
    rsx! {
        Form { action: "/api/account/password", submit, label: "Password",
            // Tells a password manager whose password this is.
            input {
                r#type: "text",
                name: "username",
                "value": "{me.username}",
                autocomplete: "username",
                hidden: true,
                readonly: true,
            }
            FormPassword {
                label: "Current password",
                name: "current_password",
                autocomplete: "current-password",
            }
            FormPassword {
                label: "New password",
                name: "new_password",
                hint: "At least 12 characters. A few unrelated words work well.",
                autocomplete: "new-password",
            }
            SubmitButton { "Change password" }
        }
    }
}

#[component]
fn SignIns(places: Vec<SignIn>, changed: Callback) -> Element {
    let toasts = use_toast();
    let submit = use_submit(account_api::end_other_sessions, move |()| {
        toasts.push("Everywhere else you are logged out.");
        changed.call(());
    });
    let others = places.iter().any(|place| !place.current);
    rsx! {
        ul { class: "rows",
            for (index , place) in places.into_iter().enumerate() {
                li { key: "{index}", class: "spread",
                    div {
                        p { class: "strong", "{agent_words(&place.agent)}" }
                        p { class: "small muted",
                            "Since "
                            time { datetime: "{place.since}", "{place.since.words()}" }
                            ", last used "
                            time { datetime: "{place.last_seen}", "{place.last_seen.words()}" }
                        }
                    }
                    if place.current {
                        Badge { tone: Tone::Success, "This device" }
                    }
                }
            }
        }
        if others {
            Form { action: "/api/account/sessions/end", submit, label: "Other devices",
                p { "Do you see one that is not yours? Log it out and change your password." }
                SubmitButton { kind: ButtonKind::Secondary, "Log out everywhere else" }
            }
        }
    }
}
