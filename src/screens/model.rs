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

/// A link there is, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Its number.
    pub id: i64,
    /// What it shows.
    pub kind: ScreenKind,
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
}

impl ScreenForm {
    /// What was meant; messages go to `errors`.
    pub fn check(&self, errors: &mut FieldErrors) -> Option<(ScreenKind, String)> {
        let kind = ScreenKind::from_key(self.kind.trim()).ok_or("Choose what the link is for.");
        let kind = errors.check("kind", kind);
        let name = errors.check("name", validate::short_text("name", &self.name, 80));
        Some((kind?, name?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_spelt_alike_in_json_and_in_the_database() {
        for kind in ScreenKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.key());
            assert_eq!(ScreenKind::from_key(kind.key()), Some(kind));
        }
        assert_eq!(ScreenKind::from_key("cinema"), None);
    }
}
