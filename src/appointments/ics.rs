//! An appointment as a calendar file (RFC 5545), for the patient's own calendar.

use jiff::Timestamp;

/// The longest line in octets, without its line break.
const LINE_OCTETS: usize = 75;

/// What the calendar file says. It holds nothing but what is given here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The same for every version of an appointment, and for no other.
    pub uid: &'a str,
    /// Grows with each change, so that a newer file replaces an older one.
    pub version: u32,
    /// When this version was made.
    pub changed_at: Timestamp,
    /// When the visit starts.
    pub starts_at: Timestamp,
    /// When the visit ends.
    pub ends_at: Timestamp,
    /// The title.
    pub summary: &'a str,
    /// Where to go; left out when empty.
    pub location: &'a str,
    /// Further words; left out when empty.
    pub description: &'a str,
    /// Whether the visit no longer takes place.
    pub cancelled: bool,
}

/// The calendar file of one event. The same event gives the same bytes.
pub fn calendar(event: &Event) -> String {
    let status = if event.cancelled {
        "CANCELLED"
    } else {
        "CONFIRMED"
    };
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Anteroom//Appointments//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        text("UID", event.uid),
        instant("DTSTAMP", event.changed_at),
        instant("DTSTART", event.starts_at),
        instant("DTEND", event.ends_at),
        text("SUMMARY", event.summary),
        text("LOCATION", event.location),
        text("DESCRIPTION", event.description),
        format!("STATUS:{status}"),
        format!("SEQUENCE:{}", event.version),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    let present = lines.iter().filter(|line| !line.is_empty());
    present.map(|line| folded(line)).collect()
}

fn instant(name: &str, at: Timestamp) -> String {
    format!("{name}:{}", at.strftime("%Y%m%dT%H%M%SZ"))
}

/// A text property, or nothing when there is no text.
fn text(name: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    let mut line = format!("{name}:");
    for char in value.replace("\r\n", "\n").chars() {
        match char {
            '\\' | ';' | ',' => line.extend(['\\', char]),
            '\n' | '\r' => line.push_str("\\n"),
            '\t' => line.push(char),
            _ if char.is_control() => {}
            _ => line.push(char),
        }
    }
    line
}

/// The line with its break, continued on lines that start with a space where it
/// is too long; no character is split.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 2);
    let mut octets = 0;
    for char in line.chars() {
        if octets + char.len_utf8() > LINE_OCTETS {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(char);
        octets += char.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn visit() -> Event<'static> {
        Event {
            uid: "a1b2@anteroom",
            version: 2,
            changed_at: "2026-11-20T12:00:00.75Z".parse().unwrap(),
            starts_at: "2026-11-24T08:30:00Z".parse().unwrap(),
            ends_at: "2026-11-24T09:00:00Z".parse().unwrap(),
            summary: "Visit to Dr. Mara Lind",
            location: "Hill Street 4, Port; 2nd floor",
            description: "",
            cancelled: false,
        }
    }

    fn unfolded(calendar: &str) -> String {
        calendar.replace("\r\n ", "")
    }

    #[test]
    fn a_whole_file() {
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Anteroom//Appointments//EN",
            "CALSCALE:GREGORIAN",
            "BEGIN:VEVENT",
            "UID:a1b2@anteroom",
            "DTSTAMP:20261120T120000Z",
            "DTSTART:20261124T083000Z",
            "DTEND:20261124T090000Z",
            "SUMMARY:Visit to Dr. Mara Lind",
            r"LOCATION:Hill Street 4\, Port\; 2nd floor",
            "STATUS:CONFIRMED",
            "SEQUENCE:2",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(calendar(&visit()), expected.join("\r\n"));
    }

    #[test]
    fn a_cancelled_visit_says_so() {
        let event = Event {
            cancelled: true,
            ..visit()
        };
        assert!(calendar(&event).contains("\r\nSTATUS:CANCELLED\r\n"));
    }

    #[test]
    fn text_cannot_break_out_of_its_line() {
        let event = Event {
            description: "one\\\r\ntwo\nSTATUS:CANCELLED\rthree\u{7}",
            ..visit()
        };
        let calendar = calendar(&event);
        let line = r"DESCRIPTION:one\\\ntwo\nSTATUS:CANCELLED\nthree";
        assert!(calendar.contains(&format!("\r\n{line}\r\n")));
    }

    #[test]
    fn long_lines_are_folded_at_75_octets() {
        let summary = "ä".repeat(80);
        let event = Event {
            summary: &summary,
            ..visit()
        };
        let calendar = calendar(&event);
        let lines: Vec<&str> = calendar.split("\r\n").collect();
        let first = lines.iter().position(|line| line.starts_with("SUMMARY"));
        let lengths = |line: &&str| line.len();
        let lengths: Vec<usize> = lines[first.unwrap()..]
            .iter()
            .map(lengths)
            .take(3)
            .collect();
        // "SUMMARY:" and 33 letters; a space and 37 letters; a space and the rest.
        assert_eq!(lengths, [74, 75, 21]);
        assert!(unfolded(&calendar).contains(&format!("SUMMARY:{summary}\r\n")));
    }

    proptest! {
        #[test]
        fn any_text_stays_within_the_format(
            summary in "(?s).{0,200}",
            description in "[\\\\;,\r\n\ta-zé漢🙂]{0,300}",
        ) {
            let event = Event { summary: &summary, description: &description, ..visit() };
            let calendar = calendar(&event);
            prop_assert!(calendar.ends_with("\r\nEND:VCALENDAR\r\n"));
            prop_assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
            let bare = calendar.replace("\r\n", "");
            prop_assert!(!bare.chars().any(|char| char.is_control() && char != '\t'));
            let properties = unfolded(&calendar);
            let count = 16 - usize::from(summary.is_empty()) - usize::from(description.is_empty());
            prop_assert_eq!(properties.lines().count(), count);
        }
    }
}
