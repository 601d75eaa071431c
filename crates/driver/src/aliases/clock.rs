//! What a clock showed when a post was published.

use std::sync::LazyLock;

use jiff::{
    civil::DateTime,
    tz::{Offset, TimeZone, TimeZoneDatabase},
};
use regex::Regex;

/// A date in front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// What the clock of the author showed.
    pub(super) clock: DateTime,
    /// How precise it is.
    pub(super) precision: Precision,
    /// The zone, where it stands there.
    pub(super) offset: Option<Offset>,
}

/// How precise a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    Day,
    Minute,
    Second,
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]*)?)?[ \t]*(Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$",
    )
    .expect("the pattern is valid")
});

impl Written {
    /// Reads `2024-01-02`, with or without a time and a zone.
    pub(super) fn read(text: &str) -> Option<Self> {
        let found = DATE.captures(text.trim())?;
        let number = |group: usize| found.get(group).map_or(Some(0), |it| it.as_str().parse::<i8>().ok());
        let year = found[1].parse().ok()?;
        let clock = DateTime::new(year, number(2)?, number(3)?, number(4)?, number(5)?, number(6)?, 0).ok()?;
        let precision = match (found.get(4), found.get(6)) {
            (None, _) => Precision::Day,
            (_, None) => Precision::Minute,
            _ => Precision::Second,
        };
        let offset = match found.get(7) {
            Some(zone) => Some(offset(zone.as_str())?),
            None => None,
        };
        Some(Self { clock, precision, offset })
    }

    /// What a clock in Greenwich showed; of a date without a zone, the clock itself.
    pub(super) fn in_utc(&self) -> DateTime {
        self.offset.and_then(|it| it.to_timestamp(self.clock).ok()).map_or(self.clock, |it| Offset::UTC.to_datetime(it))
    }
}

fn offset(zone: &str) -> Option<Offset> {
    let Some(digits) = zone.strip_prefix(['+', '-']) else { return Some(Offset::UTC) };
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at(2);
    let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes * 60;
    Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).ok()
}

/// A zone by its name: `Asia/Tokyo`. Of the list in this program, so that every machine knows the same.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// What a clock in that zone showed while one in Greenwich showed this.
pub(super) fn from_utc(clock: DateTime, zone: &TimeZone) -> DateTime {
    Offset::UTC.to_timestamp(clock).map_or(clock, |it| zone.to_datetime(it))
}

/// What a clock in Greenwich showed while one in that zone showed this.
pub(super) fn to_utc(clock: DateTime, zone: &TimeZone) -> DateTime {
    zone.to_timestamp(clock).map_or(clock, |it| Offset::UTC.to_datetime(it))
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    #[test]
    fn reads_dates_as_people_write_them() {
        let check = |text: &str, clock: DateTime, offset: Option<i32>| {
            let found = Written::read(text).unwrap_or_else(|| panic!("{text} is a date"));
            assert_eq!((found.clock, found.offset.map(Offset::seconds)), (clock, offset), "{text}");
        };
        check("2024-1-2", datetime(2024, 1, 2, 0, 0, 0, 0), None);
        check("2024-01-02 23:30", datetime(2024, 1, 2, 23, 30, 0, 0), None);
        check("2024-01-02T23:30:05.5Z", datetime(2024, 1, 2, 23, 30, 5, 0), Some(0));
        check("2024-01-02 23:30:05 -0830", datetime(2024, 1, 2, 23, 30, 5, 0), Some(-30_600));
        check("2024-01-02 23:30:05+02:00", datetime(2024, 1, 2, 23, 30, 5, 0), Some(7200));
        for text in ["", "January 2, 2024", "2024-13-01", "2024-01-02x", "24-01-02", "2024-01-02 25:00"] {
            assert_eq!(Written::read(text), None, "{text}");
        }
    }

    #[test]
    fn knows_zones_by_name() {
        let tokyo = zone("Asia/Tokyo").expect("it is in the list");
        let clock = datetime(2024, 1, 2, 23, 30, 0, 0);
        assert_eq!(from_utc(clock, &tokyo), datetime(2024, 1, 3, 8, 30, 0, 0));
        assert_eq!(to_utc(from_utc(clock, &tokyo), &tokyo), clock);
        assert!(zone("Atlantis/Harbour").is_none());
    }
}
