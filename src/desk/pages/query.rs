//! What is asked of the front desk: the part of its address after the question mark.

use jiff::civil::Date;

use crate::{
    desk::model::{Board, BoardVisit},
    encounters::model::Stage,
    patients::pages::query_path,
};

/// How a day is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// Doctors side by side on a time axis.
    Columns,
    /// A table by time.
    List,
}

impl View {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::List => "list",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        [Self::Columns, Self::List]
            .into_iter()
            .find(|view| view.key() == key)
    }
}

/// What is asked for: what is not given is not narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// How; none leaves it to the room there is: columns, and below each other on a phone.
    pub(super) view: Option<View>,
    pub(super) doctor_id: Option<i64>,
    pub(super) room_id: Option<i64>,
    pub(super) stage: Option<Stage>,
    /// The visit that is opened, for pages without JavaScript.
    pub(super) visit: Option<i64>,
}

impl Query {
    /// From the texts of the address.
    pub(super) fn read(
        view: &str,
        doctor_id: &str,
        room_id: &str,
        stage: &str,
        visit: &str,
    ) -> Self {
        Self {
            view: View::from_key(view),
            doctor_id: doctor_id.parse().ok(),
            room_id: room_id.parse().ok(),
            stage: Stage::from_key(stage),
            visit: visit.parse().ok(),
        }
    }

    /// What addresses and forms say of it and of the day, empty where it is not narrowed; without a day it is
    /// today's, whichever day that will be. What is opened stays behind, and what is searched for
    /// stands in no address.
    pub(super) fn fields(&self, day: Option<Date>) -> [(&'static str, String); 5] {
        let number = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        [
            ("date", day.map(|day| day.to_string()).unwrap_or_default()),
            ("view", self.view.map_or("", View::key).to_owned()),
            ("doctor_id", number(self.doctor_id)),
            ("room_id", number(self.room_id)),
            ("stage", self.stage.map_or("", Stage::key).to_owned()),
        ]
    }

    /// The address of a day, narrowed like this.
    pub(super) fn path(&self, day: Option<Date>) -> String {
        query_path("/desk", self.fields(day))
    }

    /// The address that has this visit opened.
    pub(super) fn visit_path(&self, day: Option<Date>, id: i64) -> String {
        let opened = ("visit", id.to_string());
        query_path("/desk", self.fields(day).into_iter().chain([opened]))
    }

    /// The view there is where nothing else was asked for.
    pub(super) fn shown(&self) -> View {
        self.view.unwrap_or(View::Columns)
    }

    /// Whether the visits are narrowed by anything but their doctor.
    pub(super) fn narrows(&self) -> bool {
        self.room_id.is_some() || self.stage.is_some()
    }

    /// Whether this visit is asked for. One that takes no time any more has no place among the others:
    /// it is in the list, and where it is asked for.
    pub(super) fn takes(&self, visit: &BoardVisit) -> bool {
        let drawn = match self.stage {
            Some(stage) => visit.stage == stage,
            None => visit.stage.status().takes_time() || self.shown() == View::List,
        };
        drawn
            && self.doctor_id.is_none_or(|id| visit.doctor_id == id)
            && self.room_id.is_none_or(|id| visit.room_id == Some(id))
    }

    /// How many visits of each stage there are, of the doctor and in the room that are asked for.
    pub(super) fn counts(&self, board: &Board) -> Vec<(Stage, usize)> {
        let all = Self {
            stage: None,
            view: Some(View::List),
            ..self.clone()
        };
        let taken: Vec<Stage> = board
            .visits
            .iter()
            .filter(|visit| all.takes(visit))
            .map(|visit| visit.stage)
            .collect();
        let count = |stage: Stage| taken.iter().filter(|each| **each == stage).count();
        Stage::ALL
            .into_iter()
            .map(|stage| (stage, count(stage)))
            .filter(|(stage, count)| *count > 0 || self.stage == Some(*stage))
            .collect()
    }
}

/// Whether a visit is meant by what somebody typed: every word begins a word of the patient's name, or
/// is the number in the queue, or part of the telephone number. Accents and capitals do not matter.
pub(super) fn meant(visit: &BoardVisit, typed: &str) -> bool {
    let name = plain(&visit.patient_name);
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let contact = digits(&visit.patient_contact);
    let typed = plain(typed);
    let number = digits(&typed);
    if !number.is_empty() && !typed.contains(char::is_alphabetic) {
        let queue = visit.queue_number.map(|number| number.to_string());
        return queue.as_ref() == Some(&number) || number.len() > 2 && contact.contains(&number);
    }
    typed
        .split_whitespace()
        .all(|word| name.split_whitespace().any(|part| part.starts_with(word)))
}

/// Small letters without the marks of the Latin alphabets.
fn plain(text: &str) -> String {
    let letter = |letter: char| match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '-' | '.' | '\'' | '’' => ' ',
        other => other,
    };
    text.to_lowercase().chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::desk::testing::{board, visit};

    const MONDAY: Date = date(2026, 11, 23);

    #[test]
    fn an_address_says_what_is_narrowed_and_nobody_s_name() {
        let all = Query::default();
        let day = Some(MONDAY);
        assert_eq!(all.path(day), "/desk?date=2026-11-23");
        let asked = Query::read("list", "3", "", "arrived", "12");
        assert_eq!(
            asked.path(day),
            "/desk?date=2026-11-23&view=list&doctor_id=3&stage=arrived"
        );
        assert_eq!(asked.visit, Some(12));
        assert_eq!(all.visit_path(day, 12), "/desk?date=2026-11-23&visit=12");
        assert_eq!(Query::read("week", "x", "y", "z", ""), all);
    }

    #[test]
    fn an_address_that_follows_the_day_names_none() {
        let all = Query::default();
        assert_eq!(all.path(None), "/desk");
        assert_eq!(all.visit_path(None, 12), "/desk?visit=12");
        let asked = Query::read("list", "3", "", "", "");
        assert_eq!(asked.path(None), "/desk?view=list&doctor_id=3");
    }

    #[test]
    fn cancelled_visits_are_in_the_list_and_where_they_are_asked_for() {
        let cancelled = BoardVisit {
            stage: Stage::Cancelled,
            ..visit(1, 3, "09:00", "09:30")
        };
        let takes =
            |view: &str, stage: &str| Query::read(view, "", "", stage, "").takes(&cancelled);
        assert!(!takes("", "") && !takes("columns", ""));
        assert!(takes("list", "") && takes("columns", "cancelled"));
        assert!(!takes("list", "booked"));
    }

    #[test]
    fn the_stages_of_a_doctor_are_counted_whatever_is_shown() {
        let here = BoardVisit {
            stage: Stage::Arrived,
            ..visit(1, 3, "09:00", "09:30")
        };
        let visits = vec![
            here,
            visit(2, 3, "10:00", "10:30"),
            visit(3, 4, "09:00", "09:30"),
        ];
        let query = Query::read("", "3", "", "noshow", "");
        assert_eq!(
            query.counts(&board(visits)),
            [(Stage::Booked, 1), (Stage::Arrived, 1), (Stage::Noshow, 0)]
        );
    }

    #[test]
    fn a_few_letters_find_a_patient() {
        let mut lena = visit(1, 3, "09:00", "09:30");
        lena.patient_name = "Lena Marie Müller-Ōtani".into();
        lena.queue_number = Some(12);
        for typed in ["", "len", "LENA mul", "otani lena", "12", "7946 0018"] {
            assert!(meant(&lena, typed), "{typed}");
        }
        for typed in ["ena", "rosa", "lena x", "1", "44"] {
            assert!(!meant(&lena, typed), "{typed}");
        }
    }
}
