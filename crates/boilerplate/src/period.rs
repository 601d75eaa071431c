//! Days and months, as far as headers and paths name them.

/// A day or a month. Both ends belong to it and count days from the first of January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    /// Its first day.
    pub(crate) first: i64,
    /// Its last day.
    pub(crate) last: i64,
}

impl Period {
    /// A day of the calendar, or a month where no day is named. `None` if there is no such day.
    pub(crate) fn new(year: u16, month: u8, day: Option<u8>) -> Option<Self> {
        let year = i64::from(year);
        let n_days = n_days(year, month)?;
        let first_of_month = first_of_month(year, month);
        match day {
            None => Some(Self { first: first_of_month, last: first_of_month + n_days - 1 }),
            Some(day) if (1..=n_days).contains(&i64::from(day)) => {
                let it = first_of_month + i64::from(day) - 1;
                Some(Self { first: it, last: it })
            }
            Some(_) => None,
        }
    }

    /// How many days lie between this and a period behind it. Negative or 0 if there is none behind it.
    pub(crate) fn days_until(self, later: Self) -> i64 {
        later.first - self.last
    }
}

fn n_days(year: i64, month: u8) -> Option<i64> {
    let is_leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => Some(if is_leap_year { 29 } else { 28 }),
        4 | 6 | 9 | 11 => Some(30),
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        _ => None,
    }
}

/// The first day of a month. The year is taken to begin in March, so that a leap day is its last.
fn first_of_month(year: i64, month: u8) -> i64 {
    let month = i64::from(month);
    let (year, months_since_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // Months of 31 and 30 days alternate in runs of five: 153 days.
    let days_since_march = (153 * months_since_march + 2) / 5;
    365 * year + leap_days + days_since_march - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(year: u16, month: u8, day: Option<u8>, expected: Option<(i64, i64)>) {
        assert_eq!(Period::new(year, month, day).map(|it| (it.first, it.last)), expected, "{year} {month} {day:?}");
    }

    #[test]
    fn days_count_from_1970() {
        check(1970, 1, Some(1), Some((0, 0)));
        check(1969, 12, Some(31), Some((-1, -1)));
        check(2000, 2, Some(29), Some((11_016, 11_016)));
        check(2000, 3, Some(1), Some((11_017, 11_017)));
        check(2024, 12, Some(31), Some((20_088, 20_088)));
    }

    #[test]
    fn months_have_all_their_days() {
        check(1970, 1, None, Some((0, 30)));
        check(2024, 2, None, Some((19_754, 19_782)));
        check(2023, 2, None, Some((19_389, 19_416)));
    }

    #[test]
    fn there_is_no_such_day() {
        check(2023, 2, Some(29), None);
        check(1900, 2, Some(29), None);
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
