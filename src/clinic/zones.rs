//! The time zones a clinic can be in.

use jiff::tz::{self, TimeZone};

/// The zones people know by a place, and UTC. The database knows others, most of them names of
/// the past.
pub(super) fn all() -> Vec<String> {
    const REGIONS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    let of_a_place = |zone: &str| {
        zone.split_once('/')
            .is_some_and(|(region, _)| REGIONS.contains(&region))
    };
    let mut zones: Vec<String> = tz::db()
        .available()
        .map(|zone| zone.to_string())
        .filter(|zone| zone == "UTC" || of_a_place(zone))
        .collect();
    zones.sort_unstable();
    zones.dedup();
    zones
}

/// [`all`], and the one in use, whatever it is.
pub(super) fn with(current: &str) -> Vec<String> {
    let mut zones = all();
    if !zones.iter().any(|zone| zone == current) {
        zones.insert(0, current.to_owned());
    }
    zones
}

/// The zone of that name, spelled as the database spells it.
pub(super) fn check(name: &str) -> Result<String, &'static str> {
    TimeZone::get(name.trim())
        .ok()
        .filter(|zone| !zone.is_unknown())
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or("Choose a time zone from the list.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_places_in_order() {
        let zones = all();
        assert!(zones.is_sorted() && zones.len() > 300, "{}", zones.len());
        for zone in ["Europe/London", "America/Argentina/Salta", "UTC"] {
            assert!(zones.iter().any(|each| each == zone), "{zone}");
        }
        assert!(
            !zones
                .iter()
                .any(|zone| zone.starts_with("Etc/") || zone == "EST")
        );
        assert_eq!(
            with("Etc/GMT+5").first().map(String::as_str),
            Some("Etc/GMT+5")
        );
    }

    #[test]
    fn a_zone_is_checked_and_spelled_right() {
        assert_eq!(check(" europe/london "), Ok("Europe/London".to_owned()));
        for bad in ["", "Mars/Olympus", "Etc/Unknown", "../etc/passwd"] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
