//! Calendar days, as pages write them.

use jiff::civil::Date;

/// Names of the months, and how they are shortened, in the languages of many sites.
const MONTHS: [&str; 12] = [
    "janeiro januar january janvier janv enero ene gennaio gen jan января",
    "februar fevereiro février févr febbraio feb fev февраля",
    "march märz mars marzo março maart mar марта",
    "april avril abril aprile apr abr апреля",
    "may mai mayo maggio maio mei мая",
    "june juni juin junio giugno junho jun июня giu",
    "july juli juillet julio luglio julho jul июля lug",
    "august août agosto augustus aug августа ago",
    "september septembre septiembre settembre setembro sept sep set сентября",
    "october oktober octobre octubre ottobre outubro oct okt out ott октября",
    "november novembre noviembre novembro nov ноября",
    "december dezember décembre diciembre dicembre dezembro dec dez déc dic декабря",
];

/// The first day that a text names: `2024-05-01T09:00`, `20240501`, `2024/5/1`, `May 1st, 2024`, `1. Mai 2024`,
/// `1.5.2024`, `2024年5月1日`. With numbers alone, `5/1/2024` is a day only if one of them is above twelve.
pub(super) fn day(text: &str) -> Option<Date> {
    let words = words(text);
    (0..words.len()).find_map(|at| at_words(&words[at..]))
}

/// Texts longer than this are no dates.
const MAX_WORDS: usize = 40;

#[derive(Clone, Copy, Debug)]
enum Word {
    /// A number, with how many digits it has and the character behind it.
    Number {
        value: i32,
        digits: usize,
        behind: char,
    },
    Month(i8),
    Other,
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        rest = &rest[start..];
        if words.len() >= MAX_WORDS {
            break;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let behind = rest[digits..].chars().next().unwrap_or(' ');
            let value = rest[..digits].parse().unwrap_or(-1);
            words.push(Word::Number { value, digits, behind });
            rest = &rest[digits..];
            // `1st`, `T09:00`, `年` belong to the number.
            let suffix =
                ["st", "nd", "rd", "th", "er", "º", "年", "月", "日"].into_iter().find(|it| rest.starts_with(it));
            rest = &rest[suffix.map_or(0, str::len)..];
            continue;
        }
        let end = rest.find(|it: char| !it.is_alphabetic()).unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        if !matches!(name.as_str(), "de" | "of" | "the" | "del") {
            let month = (1..).zip(MONTHS).find(|(_, names)| names.split(' ').any(|it| it == name));
            words.push(month.map_or(Word::Other, |(number, _)| Word::Month(number)));
        }
        rest = &rest[end..];
    }
    words
}

fn at_words(words: &[Word]) -> Option<Date> {
    let year = |word: Option<&Word>| match word? {
        Word::Number { value, digits: 4, .. } => Some(*value),
        _ => None,
    };
    let small = |word: Option<&Word>| match word? {
        Word::Number { value, digits: 1..=2, .. } => i8::try_from(*value).ok(),
        _ => None,
    };
    match words.first()? {
        Word::Number { value, digits: 8, .. } => {
            date(value / 10_000, i8::try_from(value / 100 % 100).ok()?, i8::try_from(value % 100).ok()?)
        }
        Word::Number { value, digits: 4, .. } if matches!(words.get(1), Some(Word::Month(_))) => {
            let Some(Word::Month(month)) = words.get(1) else { return None };
            date(*value, *month, small(words.get(2))?)
        }
        Word::Number { value, digits: 4, behind: '-' | '/' | '.' | '年' } => {
            date(*value, small(words.get(1))?, small(words.get(2))?)
        }
        Word::Month(month) => date(year(words.get(2))?, *month, small(words.get(1))?),
        Word::Number { value, digits: 1..=2, behind } => {
            let first = i8::try_from(*value).ok()?;
            let year = year(words.get(2))?;
            match (words.get(1)?, behind) {
                (Word::Month(month), _) => date(year, *month, first),
                (Word::Number { .. }, '.') => date(year, small(words.get(1))?, first),
                (Word::Number { .. }, '/' | '-') => {
                    let second = small(words.get(1))?;
                    match (first > 12, second > 12) {
                        (true, false) => date(year, second, first),
                        (false, true) => date(year, first, second),
                        _ if first == second => date(year, first, second),
                        _ => None,
                    }
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn date(year: i32, month: i8, day: i8) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|it| (1990..2100).contains(it))?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn reads_days_however_they_are_written() {
        for (text, expected) in [
            ("2024-05-01", "2024-05-01"),
            ("2024-05-01T22:59:59+02:00", "2024-05-01"),
            ("2024-05-01 09:00", "2024-05-01"),
            ("20240501", "2024-05-01"),
            ("2024/5/1", "2024-05-01"),
            ("Updated on May 1st, 2024 by A", "2024-05-01"),
            ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01"),
            ("Wed May 01 2024 10:00", "2024-05-01"),
            ("2024 May 1", "2024-05-01"),
            ("1 de mayo de 2024", "2024-05-01"),
            ("am 1. März 2024", "2024-03-01"),
            ("1er août 2024", "2024-08-01"),
            ("1.5.2024", "2024-05-01"),
            ("31/5/2024", "2024-05-31"),
            ("5/31/2024", "2024-05-31"),
            ("2024年5月1日", "2024-05-01"),
            ("Sept. 9, 2024", "2024-09-09"),
            ("5/1/2024", ""),
            ("2024-13-01", ""),
            ("2024-02-30", ""),
            ("May 2024", ""),
            ("in 1850, 12 of 99", ""),
            ("99999999999999999999", ""),
            ("", ""),
        ] {
            assert_eq!(day(text).map(|it| it.to_string()).unwrap_or_default(), expected, "{text}");
        }
    }
}
