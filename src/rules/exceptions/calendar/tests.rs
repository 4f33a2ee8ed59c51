use jiff::civil::datetime;

use super::*;

const NOW: DateTime = datetime(2026, 11, 23, 8, 0, 0, 0);

fn read_events(lines: &str) -> Contents {
    let zone = TimeZone::get("Europe/London").unwrap();
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{lines}END:VCALENDAR\r\n");
    read(&text, &zone, NOW).unwrap()
}

fn event(lines: &[&str]) -> String {
    let lines = lines.join("\r\n");
    format!("BEGIN:VEVENT\r\nUID:one@example.com\r\nSUMMARY:A day\r\n{lines}\r\nEND:VEVENT\r\n")
}

fn times(lines: &[&str]) -> Result<Vec<(String, String)>, String> {
    let contents = read_events(&event(lines));
    match contents.left_out.first() {
        Some(left) => Err(left.why.clone()),
        None => Ok(contents
            .events
            .iter()
            .map(|each| (each.starts.to_string(), each.ends.to_string()))
            .collect()),
    }
}

#[track_caller]
fn once(lines: &[&str], starts: &str, ends: &str) {
    assert_eq!(times(lines), Ok(vec![(starts.into(), ends.into())]));
}

#[test]
fn days_and_times_are_read_by_the_clinics_clock() {
    once(
        &["DTSTART;VALUE=DATE:20261225"],
        "2026-12-25T00:00:00",
        "2026-12-26T00:00:00",
    );
    once(
        &["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227"],
        "2026-12-25T00:00:00",
        "2026-12-27T00:00:00",
    );
    once(
        &["DTSTART:20261224T120000", "DURATION:PT3H30M"],
        "2026-12-24T12:00:00",
        "2026-12-24T15:30:00",
    );
    once(
        &[
            "DTSTART;TZID=Europe/Berlin:20261224T120000",
            "DTEND;TZID=\"/example.com/Europe/Berlin\":20261224T130000",
        ],
        "2026-12-24T11:00:00",
        "2026-12-24T12:00:00",
    );
    once(
        &["DTSTART:20270701T090000Z", "DTEND:20270701T225959Z"],
        "2027-07-01T10:00:00",
        "2027-07-02T00:00:00",
    );
}

#[test]
fn what_makes_no_closure_says_why() {
    let why = |lines: &[&str]| times(lines).unwrap_err();
    assert_eq!(why(&["DTSTART;VALUE=DATE:20251225"]), "it is over");
    assert_eq!(why(&["DTSTART:20261224T120000"]), "it has no end");
    assert_eq!(why(&["DTEND:20261224T120000"]), "it has no beginning");
    assert_eq!(why(&["DTSTART:20261324"]), "“20261324” is no day or time");
    assert_eq!(
        why(&["DTSTART;TZID=Mars/Olympus:20261224T120000", "DURATION:PT1H"]),
        "its time zone “Mars/Olympus” is not known"
    );
    assert_eq!(
        why(&["DTSTART:20261224T120000", "DTEND:20261224T120000"]),
        "it ends before it begins"
    );
    assert_eq!(
        why(&["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20281225"]),
        "it is longer than two years"
    );
    assert_eq!(
        why(&["DTSTART;VALUE=DATE:20261224", "STATUS:CANCELLED"]),
        "it is cancelled"
    );
    assert!(why(&["DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=WEEKLY"]).contains("weekly"));
}

#[test]
fn yearly_events_are_followed_for_three_years() {
    let christmas = times(&["DTSTART;VALUE=DATE:19701225", "RRULE:FREQ=YEARLY"]).unwrap();
    let days: Vec<_> = christmas.iter().map(|(starts, _)| &starts[..10]).collect();
    assert_eq!(days, ["2026-12-25", "2027-12-25", "2028-12-25"]);
    let without = times(&[
        "DTSTART;VALUE=DATE:19701225",
        "RRULE:FREQ=YEARLY",
        "EXDATE;VALUE=DATE:20271225,20281225",
    ]);
    assert_eq!(without.unwrap().len(), 1);
}

#[test]
fn an_occurrence_that_was_moved_is_not_read_twice() {
    let main = event(&["DTSTART;VALUE=DATE:20251225", "RRULE:FREQ=YEARLY"]);
    let moved = event(&[
        "DTSTART;VALUE=DATE:20271227",
        "RECURRENCE-ID;VALUE=DATE:20271225",
    ]);
    let contents = read_events(&format!("{main}{moved}"));
    let days: Vec<_> = contents
        .events
        .iter()
        .map(|each| each.starts.date().to_string())
        .collect();
    assert_eq!(days, ["2026-12-25", "2028-12-25", "2027-12-27"]);
}

#[test]
fn names_are_text_in_one_line() {
    let lines = "BEGIN:VEVENT\nSUMMARY;LANGUAGE=en:St. Stephen's\\, or\n  \\nBoxing\\;  Day\nDTSTART:20261226\n\
                 BEGIN:VALARM\nSUMMARY:wake up\nEND:VALARM\nEND:VEVENT\n";
    let contents = read_events(lines);
    assert_eq!(contents.events[0].name, "St. Stephen's, or Boxing; Day");
    assert_eq!(
        contents.events[0].uid, contents.events[0].name,
        "it has no other"
    );
}

#[test]
fn what_is_no_calendar_is_none_and_oddities_do_no_harm() {
    let read = |text: &str| read(text, &TimeZone::UTC, NOW);
    for text in ["", "hello", "<html>", "BEGIN:VCARD\nEND:VCARD\n"] {
        assert_eq!(read(text), None, "{text}");
    }
    let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(20_000));
    assert_eq!(read(&deep).unwrap().events, []);
    for odd in [
        "\u{feff}BEGIN:VCALENDAR\r\n:\r\n;;=:\r\n\"\r\nEND:VEVENT\r\nä:ö",
        "BEGIN:VCALENDAR\nX\n é",
    ] {
        assert_eq!(read(odd), Some(Contents::default()), "{odd}");
    }
}
