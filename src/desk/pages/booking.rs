//! What the dialog for a new visit is opened for.

use super::items::Gap;
use crate::patients::pages::query_path;

/// A new visit that is about to be entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Booking {
    /// With whom, where a gap was chosen.
    pub(super) doctor_id: Option<i64>,
    /// When, where a gap was chosen.
    pub(super) starts_at: Option<String>,
    /// Until when the time from there on is free.
    pub(super) ends_at: Option<String>,
    /// The patient is here already.
    pub(super) walk_in: bool,
}

impl Booking {
    /// In that gap, told with the offsets that hold at its ends.
    pub(super) fn within(gap: &Gap) -> Self {
        Self {
            doctor_id: Some(gap.doctor_id),
            starts_at: Some(gap.stretch.starts_at.to_string()),
            ends_at: Some(gap.until.to_string()),
            walk_in: false,
        }
    }

    /// The address of the page that does the same as the dialog.
    pub(super) fn path(&self) -> String {
        query_path(
            "/desk/new",
            [
                (
                    "doctor_id",
                    self.doctor_id.map(|id| id.to_string()).unwrap_or_default(),
                ),
                ("starts_at", self.starts_at.clone().unwrap_or_default()),
                ("ends_at", self.ends_at.clone().unwrap_or_default()),
                ("walk_in", if self.walk_in { "true" } else { "" }.to_owned()),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_leads_to_the_page_for_a_new_visit() {
        let booking = Booking {
            doctor_id: Some(3),
            starts_at: Some("2026-11-23T09:30:00+01:00".into()),
            ends_at: Some("2026-11-23T12:00:00+01:00".into()),
            walk_in: false,
        };
        assert_eq!(
            booking.path(),
            "/desk/new?doctor_id=3&starts_at=2026-11-23T09%3A30%3A00%2B01%3A00\
             &ends_at=2026-11-23T12%3A00%3A00%2B01%3A00"
        );
        let walk_in = Booking {
            walk_in: true,
            ..Booking::default()
        };
        assert_eq!(walk_in.path(), "/desk/new?walk_in=true");
    }
}
