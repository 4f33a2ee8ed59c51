//! Who was found.

use dioxus::prelude::*;

use super::search::{MayBeMore, look_up};
use crate::{
    patients::model::birth_words,
    ui::{Anchor, Href, Notice, Tone, use_page_data},
};

/// Below a [`PatientSearch`](super::PatientSearch): those who fit best, each a link to go on with.
#[component]
pub fn FoundPatients(
    /// Whom to look for.
    sought: Signal<String>,
    /// Where it goes on with a patient, by the number of the record.
    #[props(into)]
    href: Href<i64>,
    /// Whether their telephone numbers are shown.
    #[props(default)]
    numbers: bool,
) -> Element {
    let found = use_page_data(move || look_up(sought()))?;
    match &*found.read() {
        Ok(hits) if hits.is_empty() => rsx! {
            p { "No patient matches." }
        },
        Ok(hits) => rsx! {
            ul { class: "rows",
                for hit in hits.clone() {
                    li { key: "{hit.id}",
                        Anchor { href: href.of(hit.id), "{hit.full_name}" }
                        span { class: "small muted",
                            if let Some(born) = &hit.date_of_birth {
                                " born {birth_words(born)}"
                            }
                            if numbers && !hit.contact_number.is_empty() {
                                " · {hit.contact_number}"
                            }
                        }
                    }
                }
            }
            MayBeMore { hits: hits.len() }
        },
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        },
    }
}
