//! A temporary password, shown once.

use dioxus::prelude::*;

use crate::{
    admin::accounts::NewAccount,
    ui::{Button, ButtonKind, Icon, IconName, platform},
};

/// Shows the password an account was just given, with a button to copy it. It takes the focus,
/// since it cannot be shown again.
#[component]
pub fn TemporaryPassword(
    /// The account.
    account: NewAccount,
    /// What to do next.
    children: Element,
) -> Element {
    let mut copied = use_signal(|| false);
    use_effect(|| platform::focus("#temporary-password"));
    let password = account.temporary_password;
    rsx! {
        div { class: "stack", id: "temporary-password", role: "status", tabindex: "-1",
            p {
                "Temporary password for "
                strong { "{account.username}" }
                ". It is shown only now."
            }
            div { class: "secret",
                code { "{password}" }
                Button {
                    kind: ButtonKind::Secondary,
                    class: "small",
                    onclick: move |_| {
                        platform::copy(&password);
                        copied.set(true);
                    },
                    Icon { name: if copied() { IconName::Check } else { IconName::Copy } }
                    if copied() {
                        "Copied"
                    } else {
                        "Copy password"
                    }
                }
            }
            p { class: "small muted", "They choose a password of their own at the first login." }
            {children}
        }
    }
}
