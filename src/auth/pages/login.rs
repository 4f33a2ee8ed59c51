//! The log-in page.

use dioxus::prelude::*;

use super::sent_on::{SentOn, after_login};
#[cfg(not(feature = "desktop"))]
use crate::{auth::api::login, ui::FormCheckbox};
use crate::{
    auth::{
        Me,
        model::{given_next, with_next},
    },
    ui::{Form, FormField, FormPassword, Page, SubmitButton, use_session, use_submit},
};
// The installed app keeps the session itself.
#[cfg(feature = "desktop")]
use crate::desktop::{KeepBox, session::login};

/// Log in.
#[component]
pub fn Login(
    /// Where to go afterwards.
    next: ReadSignal<String>,
) -> Element {
    match use_session().me() {
        Some(me) => rsx! {
            SentOn { me, next: given_next(&next()) }
        },
        None => rsx! {
            LoginForm { next: given_next(&next()) }
        },
    }
}

#[component]
fn LoginForm(next: String) -> Element {
    let session = use_session();
    let after = next.clone();
    let submit = use_submit(login, move |me: Me| {
        session.reload();
        navigator().push(after_login(&me, &after));
    });
    rsx! {
        Page { title: "Log in", class: "entry",
            div { class: "entry-card",
                Form { action: "/api/login", submit,
                    input { r#type: "hidden", name: "next", "value": "{next}" }
                    FormField {
                        label: "Username",
                        name: "username",
                        autocomplete: "username",
                        maxlength: 64,
                        required: true,
                    }
                    FormPassword {
                        label: "Password",
                        name: "password",
                        autocomplete: "current-password",
                    }
                    KeepBox {}
                    SubmitButton { "Log in" }
                }
            }
            p {
                "New here? "
                Link { to: with_next("/register", &next), "Create an account" }
            }
        }
    }
}

#[cfg(not(feature = "desktop"))]
#[component]
fn KeepBox() -> Element {
    rsx! {
        FormCheckbox {
            label: "Keep me signed in",
            name: "keep",
            hint: "For patients on a device of their own: 14 days without logging in again.",
        }
    }
}
