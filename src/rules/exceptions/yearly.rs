//! Rules of calendar files by which an event comes back every year.

use jiff::civil::{Date, Weekday};

const NOT_UNDERSTOOD: &str = "it repeats in a way that is not understood";

/// Every so many years, on a date or on a weekday counted within a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Yearly {
    first: Date,
    interval: i16,
    count: Option<usize>,
    until: Option<Date>,
    month: i8,
    on: On,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Day(i8),
    /// Such as the fourth Thursday, or the last Monday (-1).
    Nth(i8, Weekday),
}

impl Yearly {
    /// Reads the value of an `RRULE` of an event that first takes place on that day.
    pub(super) fn read(rule: &str, first: Date) -> Result<Self, String> {
        let mut yearly = Self {
            first,
            interval: 1,
            count: None,
            until: None,
            month: first.month(),
            on: On::Day(first.day()),
        };
        let mut frequency = String::new();
        for part in rule.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or(NOT_UNDERSTOOD)?;
            match name {
                "FREQ" => frequency = value.to_ascii_lowercase(),
                "INTERVAL" => yearly.interval = number(value, 1, 1000)?,
                "COUNT" => yearly.count = Some(number::<u16>(value, 1, 1000)?.into()),
                "UNTIL" => {
                    let day = value.get(..8).unwrap_or_default();
                    let day = Date::strptime("%Y%m%d", day).map_err(|_| NOT_UNDERSTOOD)?;
                    yearly.until = Some(day);
                }
                "BYMONTH" => yearly.month = number(value, 1, 12)?,
                "BYMONTHDAY" => yearly.on = On::Day(number(value, 1, 31)?),
                "BYDAY" => yearly.on = nth(value)?,
                "WKST" => {}
                _ => return Err(NOT_UNDERSTOOD.to_owned()),
            }
        }
        if frequency == "yearly" {
            Ok(yearly)
        } else {
            Err(format!(
                "it repeats {frequency}, and only yearly closures are understood"
            ))
        }
    }

    /// The days on which it takes place, up to the last.
    pub(super) fn days(self, last: Date) -> Vec<Date> {
        let last = self.until.map_or(last, |until| until.min(last));
        let step = usize::from(self.interval.unsigned_abs());
        (self.first.year()..=last.year())
            .step_by(step.max(1))
            .filter_map(|year| self.in_year(year))
            .filter(|day| *day >= self.first)
            .take(self.count.unwrap_or(usize::MAX))
            .take_while(|day| *day <= last)
            .collect()
    }

    /// Its day of a year, if the year has one.
    fn in_year(self, year: i16) -> Option<Date> {
        match self.on {
            On::Day(day) => Date::new(year, self.month, day).ok(),
            On::Nth(nth, weekday) => {
                let month = Date::new(year, self.month, 1).ok()?;
                month.nth_weekday_of_month(nth, weekday).ok()
            }
        }
    }
}

fn number<N: std::str::FromStr + PartialOrd>(text: &str, least: N, most: N) -> Result<N, String> {
    let number = text.trim().parse::<N>().ok();
    number
        .filter(|number| (&least..=&most).contains(&number))
        .ok_or_else(|| NOT_UNDERSTOOD.to_owned())
}

/// `4TH`: the fourth Thursday; `-1MO`: the last Monday.
fn nth(text: &str) -> Result<On, String> {
    let weekdays = [
        ("MO", Weekday::Monday),
        ("TU", Weekday::Tuesday),
        ("WE", Weekday::Wednesday),
        ("TH", Weekday::Thursday),
        ("FR", Weekday::Friday),
        ("SA", Weekday::Saturday),
        ("SU", Weekday::Sunday),
    ];
    let found = weekdays
        .into_iter()
        .find_map(|(key, weekday)| Some((text.strip_suffix(key)?, weekday)));
    let (count, weekday) = found.ok_or(NOT_UNDERSTOOD)?;
    match number(count, -5, 5)? {
        0 => Err(NOT_UNDERSTOOD.to_owned()),
        count => Ok(On::Nth(count, weekday)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn days(rule: &str, first: Date, last: Date) -> Vec<String> {
        let days = Yearly::read(rule, first).unwrap().days(last);
        days.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_day_of_the_year_comes_back() {
        let (christmas, last) = (date(2020, 12, 25), date(2023, 6, 1));
        let all = ["2020-12-25", "2021-12-25", "2022-12-25"];
        assert_eq!(days("FREQ=YEARLY", christmas, last), all);
        assert_eq!(days("FREQ=YEARLY;COUNT=2", christmas, last), all[..2]);
        assert_eq!(
            days("FREQ=YEARLY;UNTIL=20211224T000000Z", christmas, last),
            all[..1]
        );
        let every_other = days("FREQ=YEARLY;INTERVAL=2", christmas, last);
        assert_eq!(every_other, ["2020-12-25", "2022-12-25"]);
        let leap = days("FREQ=YEARLY", date(2020, 2, 29), date(2028, 12, 31));
        assert_eq!(leap, ["2020-02-29", "2024-02-29", "2028-02-29"]);
    }

    #[test]
    fn a_weekday_of_a_month_comes_back() {
        let thanksgiving = days(
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            date(2025, 11, 27),
            date(2027, 12, 31),
        );
        assert_eq!(thanksgiving, ["2025-11-27", "2026-11-26", "2027-11-25"]);
        let bank = days(
            "FREQ=YEARLY;BYDAY=-1MO",
            date(2026, 8, 31),
            date(2027, 12, 31),
        );
        assert_eq!(bank, ["2026-08-31", "2027-08-30"]);
    }

    #[test]
    fn other_rules_are_not_guessed_at() {
        let first = date(2026, 1, 1);
        for rule in [
            "FREQ=YEARLY;BYDAY=MO",
            "FREQ=YEARLY;BYDAY=1MO,2MO",
            "FREQ=YEARLY;BYMONTH=1,2",
            "FREQ=YEARLY;BYYEARDAY=1",
            "FREQ=YEARLY;INTERVAL=0",
            "YEARLY",
        ] {
            assert_eq!(
                Yearly::read(rule, first),
                Err(NOT_UNDERSTOOD.into()),
                "{rule}"
            );
        }
        let weekly = Yearly::read("FREQ=WEEKLY;BYDAY=MO", first).unwrap_err();
        assert!(
            weekly.contains("weekly") || weekly == NOT_UNDERSTOOD,
            "{weekly}"
        );
    }
}
