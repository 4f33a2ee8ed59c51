//! Pages for strangers, seen by somebody who is signed in.

use dioxus::prelude::*;

use crate::{
    auth::{Me, model::local_path},
    ui::{Page, error_page::redirect, use_session},
};

/// Sends somebody who is signed in on to where they were going, else to their own home.
#[component]
pub fn SentOn(
    /// Who is signed in, as far as this page knows.
    me: Me,
    /// Where they were going.
    #[props(default)]
    next: String,
) -> Element {
    let target = after_login(&me, &next);
    redirect(&target);
    let session = use_session();
    let asked_at = use_hook(|| session.now());
    // The session may have ended unnoticed, and sending on a reader who has none would send them
    // in a circle. So a hydrated page asks again first; without a session the caller's form is
    // shown in the place of this.
    use_effect(move || session.reload());
    use_effect(use_reactive!(|(target,)| {
        if session.now() != asked_at && session.me().is_some() {
            navigator().replace(target);
        }
    }));
    rsx! {
        Page { title: "One moment", p { "Taking you to your page." } }
    }
}

/// Where to go after signing in.
pub(super) fn after_login(me: &Me, next: &str) -> String {
    local_path(next)
        .filter(|_| !me.must_change_password)
        .unwrap_or(me.home())
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role;

    #[test]
    fn a_temporary_password_comes_before_everything() {
        let mut me = Me {
            id: 1,
            username: "rosa".into(),
            full_name: "Rosa Delgado".into(),
            role: Role::Patient,
            must_change_password: false,
            doctor_id: None,
            patient_id: Some(1),
        };
        assert_eq!(
            after_login(&me, "/book/3?date=2026-11-24"),
            "/book/3?date=2026-11-24"
        );
        assert_eq!(after_login(&me, "https://evil.example"), "/appointments");
        me.must_change_password = true;
        assert_eq!(after_login(&me, "/book/3"), "/account");
    }
}
