//! The step of booking in which the kind of visit is chosen.

use dioxus::prelude::*;

use crate::{
    rules::model::VisitType,
    ui::{Anchor, Href, words::plural},
};

/// The kind of visit that the address names; the only one, where there is no choice.
pub(super) fn chosen(visits: &[VisitType], id: &str) -> Option<VisitType> {
    if let [only] = visits {
        return Some(only.clone());
    }
    let id = id.parse::<i64>().ok()?;
    visits.iter().find(|each| each.id == Some(id)).cloned()
}

/// The kinds of visit on offer, each with its length and what to know beforehand.
#[component]
pub(super) fn VisitChoice(
    /// What is on offer.
    visits: Vec<VisitType>,
    /// Where each leads.
    #[props(into)]
    href: Href<Option<i64>>,
) -> Element {
    rsx! {
        ul { class: "visit-choice",
            for visit in visits {
                li { key: "{visit.name}", class: "card link-card",
                    h2 {
                        Anchor { class: "stretched", href: href.of(visit.id), "{visit.name}" }
                    }
                    p { class: "muted tabular", {plural(visit.minutes.into(), "minute")} }
                    if !visit.note.is_empty() {
                        p { "{visit.note}" }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_only_one_needs_no_choosing() {
        let ordinary = VisitType::ordinary(30);
        assert_eq!(chosen(std::slice::from_ref(&ordinary), ""), Some(ordinary));
        let visit = |id| VisitType {
            id: Some(id),
            ..VisitType::ordinary(30)
        };
        let two = [visit(1), visit(2)];
        assert_eq!(chosen(&two, ""), None);
        assert_eq!(chosen(&two, "3"), None);
        assert_eq!(chosen(&two, "2"), Some(visit(2)));
        assert_eq!(chosen(&[], "2"), None);
    }
}
