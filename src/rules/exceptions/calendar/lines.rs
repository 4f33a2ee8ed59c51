//! The lines of a calendar file, and the events that they make.

/// The longest name that is kept.
const LONGEST_NAME: usize = 200;

/// A line of a file: `DTSTART;TZID=Europe/London:20261224T120000`.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) value: String,
}

/// An event as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct RawEvent(pub(super) Vec<Property>);

/// The events of a file; nothing when it is no calendar.
pub(super) fn raw_events(text: &str) -> Option<Vec<RawEvent>> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    // A line that begins with a blank goes on with the one before.
    let text = text.replace("\n ", "").replace("\n\t", "");
    let (mut inside, mut events): (Vec<String>, Vec<RawEvent>) = (Vec::new(), Vec::new());
    let mut is_calendar = false;
    for property in text.lines().filter_map(property) {
        let value = property.value.trim().to_ascii_uppercase();
        match property.name.as_str() {
            "BEGIN" => {
                is_calendar |= value == "VCALENDAR";
                if value == "VEVENT" {
                    events.push(RawEvent::default());
                }
                inside.push(value);
            }
            "END" if inside.last() == Some(&value) => {
                inside.pop();
            }
            _ if inside.last().is_some_and(|last| last == "VEVENT") => {
                if let Some(event) = events.last_mut() {
                    event.0.push(property);
                }
            }
            _ => {}
        }
    }
    is_calendar.then_some(events)
}

/// Reads one line; nothing when it is none.
fn property(line: &str) -> Option<Property> {
    let mut quoted = false;
    let mut outside_quotes = |letter: char| {
        quoted ^= letter == '"';
        !quoted
    };
    let colon = line.find(|letter| outside_quotes(letter) && letter == ':')?;
    let (head, value) = line.split_at(colon);
    let mut quoted = false;
    let mut parts = head.split(|letter: char| {
        quoted ^= letter == '"';
        !quoted && letter == ';'
    });
    let name = parts.next()?.trim().to_ascii_uppercase();
    let parameters = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| {
            let value = value.trim_matches('"').to_owned();
            (name.trim().to_ascii_uppercase(), value)
        });
    Some(Property {
        name,
        parameters: parameters.collect(),
        value: value.get(1..)?.to_owned(),
    })
}

impl Property {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(each, _)| each == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value as one line of text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut letters = self.value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n' | 'N') => text.push(' '),
                    Some(other) => text.push(other),
                    None => {}
                },
                other => text.push(other),
            }
        }
        let printable = |letter: &char| !letter.is_control();
        let words: Vec<&str> = text.split_whitespace().collect();
        words
            .join(" ")
            .chars()
            .filter(printable)
            .take(LONGEST_NAME)
            .collect()
    }
}

impl RawEvent {
    pub(super) fn get(&self, name: &str) -> Option<&Property> {
        self.0.iter().find(|property| property.name == name)
    }

    pub(super) fn name(&self) -> String {
        self.get("SUMMARY").map(Property::text).unwrap_or_default()
    }

    pub(super) fn uid(&self) -> String {
        let uid = self.get("UID").map(Property::text);
        uid.filter(|uid| !uid.is_empty())
            .unwrap_or_else(|| self.name())
    }
}
