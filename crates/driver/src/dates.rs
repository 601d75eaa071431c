//! Dates as people write them, for telling which document is the earliest.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

/// Reads a date: RFC 3339 or 2822, `2024-03-01 18:00:00`, `2024-03-01`, `2024/3/1`, seconds since 1970; with words
/// behind it too. Seconds since 1970; without a time zone it counts as UTC.
pub fn read(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(it) = text.parse::<Timestamp>() {
        return Some(it.as_second());
    }
    if let Ok(it) = jiff::fmt::rfc2822::parse(text) {
        return Some(it.timestamp().as_second());
    }
    if let Ok(it) = text.parse::<DateTime>() {
        return seconds(it);
    }
    // `2024-03-01 18:00:00 +0800`, as Jekyll and Hexo write it.
    if let Ok(it) = Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", text) {
        return Some(it.as_second());
    }
    if let Ok(it) = DateTime::strptime("%Y/%m/%d %H:%M:%S", text) {
        return seconds(it);
    }
    let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if is_number && text.len() > 8 {
        return text.parse().ok();
    }
    let end = text.find(|it: char| !it.is_ascii_digit() && !matches!(it, '-' | '/' | '.')).unwrap_or(text.len());
    let day = text[..end].replace(['/', '.'], "-");
    Date::strptime("%Y-%m-%d", day).ok().and_then(|it| seconds(it.into()))
}

/// Writes a date as RFC 3339, in UTC.
pub(crate) fn to_text(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |it| it.to_string())
}

fn seconds(time: DateTime) -> Option<i64> {
    Offset::UTC.to_timestamp(time).ok().map(Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::{read, to_text};

    fn check(text: &str, expected: &str) {
        assert_eq!(read(text).map(to_text).unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn reads_what_headers_hold() {
        check("2024-03-01T18:00:00+08:00", "2024-03-01T10:00:00Z");
        check("2024-03-01 18:00:00 +0800", "2024-03-01T10:00:00Z");
        check("2024-03-01 18:00:00", "2024-03-01T18:00:00Z");
        check("2024-03-01", "2024-03-01T00:00:00Z");
        check("2024/3/1", "2024-03-01T00:00:00Z");
        check("2024.03.01", "2024-03-01T00:00:00Z");
        check("Fri, 01 Mar 2024 10:00:00 GMT", "2024-03-01T10:00:00Z");
        check("1709287200", "2024-03-01T10:00:00Z");
        check("20240301", "2024-03-01T00:00:00Z");
        check("yesterday", "");
        check("", "");
    }
}
