//! Lists of appointments: their pages, their order, and what they are filtered by.

use serde::{Deserialize, Serialize};

use super::{Appointment, Status};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paged<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Its number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many items there are on all of them.
    pub total: u64,
}

impl<T> Paged<T> {
    /// Items on a page.
    pub const SIZE: u32 = 25;

    /// How many pages `total` items fill.
    pub fn pages(total: u64) -> u32 {
        u32::try_from(total.div_ceil(u64::from(Self::SIZE)).max(1)).unwrap_or(u32::MAX)
    }
}

/// How a list of appointments is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The earliest first.
    #[default]
    Soonest,
    /// The latest first.
    Latest,
}

impl Sort {
    /// The order with this key; the soonest first for anything else.
    pub fn from_key(key: &str) -> Self {
        if key == "latest" {
            Self::Latest
        } else {
            Self::Soonest
        }
    }

    /// The order as addresses spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Soonest => "soonest",
            Self::Latest => "latest",
        }
    }
}

/// How many appointments have a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCount {
    /// The status.
    pub status: Status,
    /// How many.
    pub count: u64,
}

/// A list of appointments with the number of each status under the same filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentList {
    /// What is on the page.
    pub items: Vec<Appointment>,
    /// Its number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many appointments there are on all of them.
    pub total: u64,
    /// Statuses that occur, whichever status is filtered for.
    pub counts: Vec<StatusCount>,
}

/// A doctor by whom appointments can be filtered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorName {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub full_name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_has_one_page() {
        assert_eq!(Paged::<()>::pages(0), 1);
        assert_eq!(Paged::<()>::pages(25), 1);
        assert_eq!(Paged::<()>::pages(26), 2);
    }
}
