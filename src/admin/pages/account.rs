//! What an admin can do with somebody's account: the forms, wherever the account is listed.

use dioxus::prelude::*;

use super::TemporaryPassword;
use crate::{
    admin::accounts::{
        api,
        model::{DisableForm, Disabled, NewAccount},
    },
    form::{Input, Nothing},
    ui::{
        ButtonKind, Form, FormSelect, SelectOption, SubmitButton, use_session, use_submit,
        use_toast, words::plural,
    },
};

/// Whether a form sent without JavaScript came back to this page with an error.
fn came_back(action: &str) -> bool {
    let flash = use_session().flash();
    flash.is_some_and(|flash| flash.action == action && flash.error.is_some())
}

/// Takes somebody the right to log in, after saying what comes with it. Where a doctor has
/// appointments still to come, it asks what becomes of them.
#[component]
pub fn DisableAccount(
    /// The account's id.
    user_id: i64,
    /// Whose it is.
    name: String,
    /// What it is called here: "Disable", or "Deactivate" for a doctor.
    #[props(default = "Disable".to_owned())]
    verb: String,
    /// A doctor's booked appointments still to come.
    #[props(default)]
    upcoming: i64,
    /// Called when it is done.
    ondone: EventHandler<()>,
) -> Element {
    let toasts = use_toast();
    let who = name.clone();
    let submit = use_submit(
        move |form: Input<DisableForm>| api::disable(user_id, form),
        move |done: Disabled| {
            toasts.push(done.words(&who));
            ondone.call(());
        },
    );
    let action = format!("/api/admin/users/{user_id}/disable");
    let open = came_back(&action);
    let count = plural(upcoming, "future appointment");
    rsx! {
        details { class: "disclosure", open,
            summary {
                "{verb}"
                span { class: "visually-hidden", " {name}" }
            }
            Form { action, submit, label: "{verb} {name}",
                p { "{name} will be logged out everywhere at once and cannot log in until enabled again." }
                if upcoming > 0 {
                    p { strong { "{name} has {count}." } }
                    FormSelect {
                        label: "Future appointments",
                        name: "appointments",
                        required: true,
                        options: vec![
                            SelectOption::new("", "Choose what becomes of them"),
                            SelectOption::new("keep", "Keep them for another solution"),
                            SelectOption::new("cancel", format!("Cancel {count}")),
                        ],
                    }
                }
                div { class: "form-actions",
                    SubmitButton { kind: ButtonKind::Danger,
                        "{verb} account"
                        span { class: "visually-hidden", " of {name}" }
                    }
                }
            }
        }
    }
}

/// Lets somebody log in again.
#[component]
pub fn EnableAccount(
    /// The account's id.
    user_id: i64,
    /// Whose it is.
    name: String,
    /// What it is called here: "Enable", or "Reactivate" for a doctor.
    #[props(default = "Enable".to_owned())]
    verb: String,
    /// Called when it is done.
    ondone: EventHandler<()>,
) -> Element {
    let toasts = use_toast();
    let who = name.clone();
    let submit = use_submit(
        move |form: Input<Nothing>| api::enable(user_id, form),
        move |()| {
            toasts.push(format!("{who} can log in again."));
            ondone.call(());
        },
    );
    rsx! {
        Form { action: "/api/admin/users/{user_id}/enable", submit, label: "{verb} {name}",
            div { class: "form-actions",
                SubmitButton { kind: ButtonKind::Secondary,
                    "{verb}"
                    span { class: "visually-hidden", " {name}" }
                }
            }
        }
    }
}

/// Gives somebody a temporary password and shows it once.
#[component]
pub fn ResetPassword(
    /// The account's id.
    user_id: i64,
    /// Whose it is.
    name: String,
    /// Called when it is done.
    ondone: EventHandler<()>,
) -> Element {
    let mut given = use_signal(|| None::<NewAccount>);
    let submit = use_submit(
        move |form: Input<Nothing>| api::reset_password(user_id, form),
        move |account| {
            given.set(Some(account));
            ondone.call(());
        },
    );
    if let Some(account) = given() {
        return rsx! {
            TemporaryPassword { account }
        };
    }
    let action = format!("/api/admin/users/{user_id}/reset-password");
    let open = came_back(&action);
    rsx! {
        details { class: "disclosure", open,
            summary {
                "Reset password"
                span { class: "visually-hidden", " of {name}" }
            }
            Form { action, submit,
                p { "{name} will be logged out everywhere and logs in next with a temporary password that you hand over." }
                div { class: "form-actions",
                    SubmitButton { kind: ButtonKind::Secondary,
                        "Make a temporary password"
                        span { class: "visually-hidden", " for {name}" }
                    }
                }
            }
        }
    }
}
