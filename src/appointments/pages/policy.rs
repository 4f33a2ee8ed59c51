//! The policy, said to the patient whom it concerns.

use dioxus::prelude::*;

use crate::{
    rules::{
        model::{Audience, Policy},
        reason::{Reason, length},
    },
    ui::{ButtonKind, LinkButton, Notice, Page, Tone, use_session, words::plural},
};

/// What the policy will mean for an appointment, in sentences.
pub fn consequences(policy: &Policy) -> Vec<String> {
    let mut sentences = Vec::new();
    let until = match policy.cancel_minutes {
        0 => "the appointment begins".to_owned(),
        minutes => format!("{} before it begins", length(minutes)),
    };
    sentences.push(format!("You can cancel or move it online until {until}."));
    if policy.cancel_minutes > 0 {
        sentences.push("Later than that, please call the clinic.".to_owned());
    }
    if let Some(limit) = policy.noshow_limit {
        sentences.push(format!(
            "Please cancel if you cannot come: after {} missed without a word, online booking is closed.",
            plural(limit.into(), "appointment")
        ));
    }
    sentences
}

/// The clinic's telephone number to press; nothing where there is none.
#[component]
pub fn CallClinic() -> Element {
    let phone = use_session().clinic().phone;
    let dialled = phone.replace(' ', "");
    rsx! {
        if !phone.is_empty() {
            p {
                "The clinic’s number: "
                a { class: "nowrap", href: "tel:{dialled}", "{phone}" }
            }
        }
    }
}

/// Why a patient cannot book online, whatever the time.
#[component]
pub(super) fn NotOnline(
    /// The reasons.
    reasons: Vec<Reason>,
) -> Element {
    rsx! {
        Page { title: "You cannot book online at present", class: "narrow",
            Notice { tone: Tone::Warning,
                for reason in reasons.iter() {
                    p { {reason.words(Audience::Patient)} }
                }
                CallClinic {}
            }
            div { class: "cluster",
                LinkButton { to: "/appointments", kind: ButtonKind::Secondary, "Your appointments" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_holds_is_said() {
        let policy = Policy::default();
        assert_eq!(
            consequences(&policy),
            [
                "You can cancel or move it online until 4 hours before it begins.",
                "Later than that, please call the clinic."
            ]
        );
        let strict = Policy {
            cancel_minutes: 0,
            noshow_limit: Some(3),
            ..policy
        };
        let said = consequences(&strict);
        assert_eq!(
            said.first().map(String::as_str),
            Some("You can cancel or move it online until the appointment begins.")
        );
        assert_eq!(said.len(), 2);
        assert!(said[1].contains("after 3 appointments missed"), "{said:?}");
    }
}
