//! Days and months, as far as headers and paths name them.

use jiff::civil::Date;

/// A day or a month; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    /// Its first day.
    pub(crate) first: Date,
    /// Its last day.
    pub(crate) last: Date,
}

impl Period {
    /// A day of the calendar, or a month where no day is named. `None` if there is no such day.
    pub(crate) fn new(year: i16, month: i8, day: Option<i8>) -> Option<Self> {
        let first = Date::new(year, month, day.unwrap_or(1)).ok()?;
        let last = if day.is_some() { first } else { first.last_of_month() };
        Some(Self { first, last })
    }

    /// How many days lie between this and a period behind it. Negative or 0 if there is none behind it.
    pub(crate) fn days_until(self, later: Self) -> i32 {
        later.first.since(self.last).expect("a span of days reaches over all dates").get_days()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(year: i16, month: i8, day: Option<i8>, expected: Option<(&str, &str)>) {
        let found = Period::new(year, month, day).map(|it| (it.first.to_string(), it.last.to_string()));
        let found = found.as_ref().map(|(first, last)| (&**first, &**last));
        assert_eq!(found, expected, "{year} {month} {day:?}");
    }

    #[test]
    fn months_have_all_their_days() {
        check(2024, 5, Some(9), Some(("2024-05-09", "2024-05-09")));
        check(2024, 2, None, Some(("2024-02-01", "2024-02-29")));
        check(2023, 2, None, Some(("2023-02-01", "2023-02-28")));
    }

    #[test]
    fn there_is_no_such_day() {
        check(2023, 2, Some(29), None);
        check(2023, 13, None, None);
        check(2023, 0, Some(1), None);
        check(2023, 4, Some(0), None);
    }

    #[test]
    fn periods_that_overlap_have_nothing_between_them() {
        let month = Period::new(2024, 2, None).expect("a month");
        let day = Period::new(2024, 3, Some(2)).expect("a day");
        assert_eq!(month.days_until(day), 2);
        assert!(day.days_until(month) < 0 && month.days_until(month) < 0);
    }
}
