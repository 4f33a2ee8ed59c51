//! What a link to a screen is.

use serde::{Deserialize, Serialize};

use crate::{clinic_time::ClinicTime, error::FieldErrors, form::validate};

/// What a link shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScreenKind {
    /// Who is called, for everybody in the waiting room to see.
    WaitingRoom,
    /// Where patients check themselves in.
    Kiosk,
}

impl ScreenKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::WaitingRoom, Self::Kiosk];

    /// How the database and addresses spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::WaitingRoom => "waiting-room",
            Self::Kiosk => "kiosk",
        }
    }

    /// The kind with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The kind in the reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::WaitingRoom => "Waiting room screen",
            Self::Kiosk => "Check-in kiosk",
        }
    }

    /// Where the link with this secret leads.
    pub fn path(self, token: &str) -> String {
        format!("/{}/{token}", self.key())
    }
}

/// As what a screen in the waiting room shows patients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shows {
    /// By their numbers in the day's queue alone.
    #[default]
    Numbers,
    /// By the initials of their names, with the number beside them.
    Initials,
}

impl Shows {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Numbers, Self::Initials];

    /// How the database and forms spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Initials => "initials",
        }
    }

    /// The choice with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shows| shows.key() == key)
    }

    /// In the reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Numbers => "Queue numbers",
            Self::Initials => "Initials and queue numbers",
        }
    }
}

/// A link there is, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Its number.
    pub id: i64,
    /// What it shows.
    pub kind: ScreenKind,
    /// As what it shows patients; a kiosk shows none.
    pub shows: Shows,
    /// What the clinic calls it.
    pub name: String,
    /// When it was made.
    pub created_at: ClinicTime,
    /// Since when it shows nothing any more.
    pub revoked_at: Option<ClinicTime>,
}

/// A link just made. Its secret is told this once: only a hash of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewScreen {
    /// Its number.
    pub id: i64,
    /// What it shows.
    pub kind: ScreenKind,
    /// What the clinic calls it.
    pub name: String,
    /// The link: an address, or a path where the server has not been told its own address.
    pub link: String,
}

/// `POST /api/admin/screens`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScreenForm {
    /// The key of a [`ScreenKind`].
    pub kind: String,
    /// What to call it.
    pub name: String,
    /// The key of a [`Shows`], numbers when empty; of no account for a kiosk.
    pub shows: String,
}

impl ScreenForm {
    /// What was meant; messages go to `errors`.
    pub fn check(&self, errors: &mut FieldErrors) -> Option<(ScreenKind, Shows, String)> {
        let kind = ScreenKind::from_key(self.kind.trim()).ok_or("Choose what the link is for.");
        let kind = errors.check("kind", kind);
        let name = errors.check("name", validate::short_text("name", &self.name, 80));
        let shows = match (kind, self.shows.trim()) {
            (Some(ScreenKind::Kiosk), _) | (_, "") => Some(Shows::default()),
            (_, key) => errors.check("shows", Shows::from_key(key).ok_or("Choose what it shows.")),
        };
        Some((kind?, shows?, name?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    #[test]
    fn keys_are_spelt_alike_in_json_and_in_the_database() {
        for kind in ScreenKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.key());
            assert_eq!(ScreenKind::from_key(kind.key()), Some(kind));
        }
        assert_eq!(ScreenKind::from_key("cinema"), None);
        for shows in Shows::ALL {
            assert_eq!(serde_json::to_value(shows).unwrap(), shows.key());
            assert_eq!(Shows::from_key(shows.key()), Some(shows));
        }
        assert_eq!(Shows::from_key("names"), None);
    }

    #[test]
    fn a_screen_shows_numbers_unless_told_otherwise_and_a_kiosk_nobody() {
        let checked = |kind: &str, shows: &str| {
            let form = ScreenForm {
                kind: kind.into(),
                name: "Hall".into(),
                shows: shows.into(),
            };
            let mut errors = FieldErrors::default();
            let shows = form.check(&mut errors).map(|(_, shows, _)| shows);
            errors.finish().map(|()| shows)
        };
        assert_eq!(checked("waiting-room", ""), Ok(Some(Shows::Numbers)));
        assert_eq!(
            checked("waiting-room", " initials "),
            Ok(Some(Shows::Initials))
        );
        assert_eq!(checked("kiosk", "names"), Ok(Some(Shows::Numbers)));
        assert_eq!(
            checked("waiting-room", "names"),
            Err(AppError::field("shows", "Choose what it shows."))
        );
    }
}
