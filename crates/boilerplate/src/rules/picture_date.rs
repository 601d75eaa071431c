//! Posts whose date does not fit their pictures.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};
use unchaff_document::{Evidence, InlineKind, RuleId, Span};
use unchaff_front_matter::is_picture_key;

use crate::{Category, Claims, Context, Phase, Rule, period::Period};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("picture-date"),
    phase: Phase::Markup,
    category: Category::FrontMatter,
    summary: "posts whose date does not fit their pictures",
    explanation: include_str!("picture_date.md"),
    since: "0.1.0",
    check,
};

/// Posts are dated ahead, and their pictures filed under the day of the upload.
const DAYS_AHEAD: i32 = 31;

/// One old picture is a stock picture. All pictures of a post are seldom that old.
const DAYS_BEHIND: i32 = 365;

/// Keys that say when a post was last worked on: its pictures may be as new as that.
const UPDATE_KEYS: &[&str] =
    &["updated", "updated_at", "update_date", "lastmod", "last_modified", "last_modified_at", "modified"];

/// 2024-05-19, 2024/5/19, with or without a time behind it.
static POST_DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)").expect("a constant pattern"));

/// `/2024/05/` and `/2024/05/19/`; 2024-05-19; `/20240519/` and `/20240519-name`. Eight digits alone are no
/// date, nor are those inside of a name: picture agencies number their stock like that.
static PATH_DATES: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    [
        r"(?:^|/)(19[89]\d|20\d\d)/(\d\d)/(?:(\d\d)/)?",
        r"(?:^|[^0-9A-Za-z])(19[89]\d|20\d\d)[-_](\d\d)[-_](\d\d)(?:\D|$)",
        r"(?:^|/)(19[89]\d|20\d\d)(\d\d)(\d\d)[-_/]",
    ]
    .map(|it| Regex::new(it).expect("a constant pattern"))
});

/// A date in the address of a picture.
struct PictureDate {
    period: Period,
    /// As it stands there.
    text: String,
    /// Whether it is the date of a folder. That in a name may be the day of the photograph.
    is_folder: bool,
}

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let day_of = |key: &str| post_day(ctx.front_matter.get_str(key)?);
    let Some(posted) = day_of("date") else { return };
    let Some((key, span, newest)) = newest_of_header(ctx) else { return };
    let written = ctx.front_matter.get_str("date").unwrap_or_default().trim();
    let evidence = || Evidence::Value(format!("{key}: {}, date: {written}", newest.text));

    let worked_on = UPDATE_KEYS.iter().filter_map(|it| day_of(it)).chain([posted]).max_by_key(|it| it.last);
    if worked_on.is_some_and(|it| it.days_until(newest.period) > DAYS_AHEAD) {
        claims.report(Span::of(span), evidence());
        return;
    }
    // A post about an old photograph is no old post.
    if !newest.is_folder || newest.period.days_until(posted) <= DAYS_BEHIND {
        return;
    }
    // A post may begin with any picture; those in its text were made or chosen for it.
    if newest_of_body(ctx).is_some_and(|it| it.period.days_until(posted) > DAYS_BEHIND) {
        claims.report(Span::of(span), evidence());
    }
}

fn post_day(value: &str) -> Option<Period> {
    period(&POST_DATE.captures(value)?)
}

/// The newest date of the pictures that the header names: its key, the place of the value, the date.
fn newest_of_header(ctx: &Context<'_>) -> Option<(String, Range<usize>, PictureDate)> {
    let dated = ctx.front_matter.entries().iter().filter_map(|entry| {
        let key = entry.key().filter(|key| is_picture_key(key))?;
        let span = entry.content_span();
        let value = std::str::from_utf8(&ctx.front_matter.source()[span.clone()]).ok()?;
        Some((key.to_owned(), span, newest_in(value)?))
    });
    dated.max_by_key(|it| it.2.period.last)
}

/// The newest date of the pictures in the text, whether they are written as Markdown or as tags.
fn newest_of_body(ctx: &Context<'_>) -> Option<PictureDate> {
    let inlines = ctx.document.blocks.iter().flat_map(|it| ctx.document.inlines(it));
    let dated = inlines.filter_map(|it| match &it.kind {
        InlineKind::ImageStart { target } => newest_in(target),
        InlineKind::Html => Some(ctx.document.text(it.span)).filter(|it| it.contains("<img")).and_then(newest_in),
        _ => None,
    });
    dated.max_by_key(|it| it.period.last)
}

/// The newest date in addresses. Words that are no address, such as those of a caption, do not count.
fn newest_in(text: &str) -> Option<PictureDate> {
    let words = text.split(|it: char| it.is_whitespace() || matches!(it, '"' | '\'' | ','));
    words
        .filter(|it| it.contains('/') || it.contains('.'))
        .flat_map(dates_in)
        .max_by_key(|it| (it.period.last, it.is_folder))
}

fn dates_in(address: &str) -> Vec<PictureDate> {
    // What stands behind the path is about the copy: its size, the day it was last touched.
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name_start = path.rfind('/').unwrap_or_default();
    let date = |found: Captures<'_>| {
        let end = found.iter().flatten().skip(1).last()?.end();
        let start = found.get(1)?.start();
        Some(PictureDate { period: period(&found)?, text: path[start..end].to_string(), is_folder: end <= name_start })
    };
    PATH_DATES.iter().flat_map(|it| it.captures_iter(path)).filter_map(date).collect()
}

/// The period that a pattern found: year, month, and perhaps a day.
fn period(found: &Captures<'_>) -> Option<Period> {
    let year = found.get(1)?.as_str().parse().ok()?;
    let number = |group: usize| found.get(group)?.as_str().parse::<i8>().ok();
    Period::new(year, number(2)?, number(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_address(address: &str, expected: Option<(i16, i8, Option<i8>)>) {
        let period = expected.and_then(|(year, month, day)| Period::new(year, month, day));
        assert_eq!(newest_in(address).map(|it| it.period), period, "{address}");
    }

    #[test]
    fn finds_dates_of_folders_and_names() {
        check_address("https://img.example.com/2023/05/19/quay.jpg", Some((2023, 5, Some(19))));
        check_address("/uploads/2023/05/quay.jpg", Some((2023, 5, None)));
        check_address("2023/05/quay.jpg", Some((2023, 5, None)));
        check_address("/img/20230519/quay.jpg", Some((2023, 5, Some(19))));
        check_address("/img/20230519_112410.jpg", Some((2023, 5, Some(19))));
        check_address("/img/quay-2023-05-19.jpg", Some((2023, 5, Some(19))));
        check_address("2023-05-19.jpg", Some((2023, 5, Some(19))));
    }

    #[test]
    fn a_number_before_the_name_is_no_day() {
        check_address("/uploads/2022/12/1-47.jpg", Some((2022, 12, None)));
        check_address("/uploads/2022/12/10-ferries.jpg", Some((2022, 12, None)));
    }

    #[test]
    fn the_newest_date_counts() {
        check_address("/2021/03/04/quay-2021-02-28.jpg", Some((2021, 3, Some(4))));
        check_address("/2021/03/a.jpg https://example.com/2022/04/b.jpg", Some((2022, 4, None)));
    }

    #[test]
    fn the_folder_counts_where_the_name_says_the_same() {
        let found = newest_in("/img/2004/08/15/quay-2004-08-15.jpg").expect("a date");
        assert!(found.is_folder && found.text == "2004/08/15");
        assert!(newest_in("/img/quay-2004-08-15.jpg").is_some_and(|it| !it.is_folder));
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for address in [
            "/img/quay.jpg?v=2023-05-19",
            "/stock/20481203.jpg",
            "/stock/photo-20481203.jpg",
            "/2023/13/quay.jpg",
            "/2023/02/30/quay.jpg",
            "/12023/05/quay.jpg",
            "/img/1920/10/quay.jpg",
            "/img/9cf2023-05-19.jpg",
            "2023-05-19",
            "",
        ] {
            check_address(address, None);
        }
    }

    #[test]
    fn dates_of_posts_may_have_a_time_and_short_months() {
        let day = Period::new(2024, 5, Some(9));
        for date in ["2024-05-09", " 2024-5-9 10:00:00", "2024-05-09T10:00:00.000Z", "2024/05/09", "2024.5.9"] {
            assert_eq!(post_day(date), day, "{date}");
        }
        for date in ["", "May 9, 2024", "2024-05", "2024-05-123", "09.05.2024", "2024-02-30"] {
            assert_eq!(post_day(date), None, "{date}");
        }
    }
}
