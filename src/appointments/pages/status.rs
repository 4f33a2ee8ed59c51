//! Statuses as people see them.

use dioxus::prelude::*;

use crate::{
    appointments::model::Status,
    ui::{Badge, Tone},
};

/// What a status means to its reader.
fn tone(status: Status) -> Tone {
    match status {
        Status::Booked => Tone::Info,
        Status::Arrived | Status::CheckedIn | Status::Fulfilled => Tone::Success,
        Status::Noshow => Tone::Warning,
        Status::Cancelled => Tone::Danger,
        Status::EnteredInError | Status::Waitlist => Tone::Neutral,
    }
}

/// Where an appointment stands, in a word and a mark.
#[component]
pub fn StatusBadge(
    /// Where it stands.
    status: Status,
) -> Element {
    rsx! {
        Badge { tone: tone(status), "{status.words()}" }
    }
}
