//! Lines under the title with author, date and reading time.

use unchaff_document::{Applicability::Unsafe, Block, BlockKind, Container, Evidence, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::LinkLine,
    phrases::{Head, Phrases},
    vocabulary::vocabulary,
    words::{n_words, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("byline"),
    phase: Phase::Structure,
    category: Category::Author,
    summary: "lines under the title with author, date and reading time",
    explanation: include_str!("byline.md"),
    since: "0.1.0",
    check,
};

/// A standfirst or two may stand above the line; further down nobody prints it.
const MOST_PROSE: usize = 2;
const REACH: usize = 24;
const REACH_BELOW_TITLE: usize = 8;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let heads = heads(ctx);
    let part = |(block, in_head): (&&Block, &bool)| if *in_head { ctx.byline_part(block) } else { None };
    let parts: Vec<Option<&Part>> = ctx.blocks.iter().zip(&heads).map(part).collect();
    let mut found: Vec<(usize, &Block, String)> = Vec::new();
    let mut n_titles = 0;
    let mut first = 0;
    while first < parts.len() {
        let run: Vec<&Part> = parts[first..].iter().map_while(|it| *it).collect();
        if let Some(sign) = sign(&run).filter(|_| !is_among_labels(ctx, first, first + run.len())) {
            for (index, part) in run.iter().enumerate() {
                // A date alone belongs to the text: a diary and a press release begin with it.
                let goes = match part {
                    Part::Date => false,
                    Part::Name(_) => index > 0 && *run[index - 1] == Part::Portrait,
                    _ => true,
                };
                if goes && is_whole_list(ctx, first + index) {
                    found.push((n_titles.max(1), ctx.blocks[first + index], sign.clone()));
                }
            }
        }
        // A title is no part, so it stands right behind a run.
        n_titles += usize::from(ctx.blocks.get(first + run.len()).is_some_and(|it| it.kind == BlockKind::Heading(1)));
        first += run.len() + 1;
    }
    // In a collection the lines under its titles say who wrote which piece.
    let is_collection = found.iter().any(|it| it.0 != found[0].0);
    for (_, block, sign) in found.into_iter().filter(|_| !is_collection) {
        claims.remove(block.span, Unsafe, Evidence::Phrase(sign));
    }
}

/// For every block, whether it stands at the head of the document or right below a title of the first level.
fn heads(ctx: &Context<'_>) -> Vec<bool> {
    let mut left = REACH;
    let mut n_prose = 0;
    let mut heads = Vec::with_capacity(ctx.blocks.len());
    for block in &ctx.blocks {
        if block.kind == BlockKind::Heading(1) {
            left = left.max(REACH_BELOW_TITLE);
            n_prose = 0;
        }
        n_prose += usize::from(left > 0 && ctx.is_prose(block));
        heads.push(left > 0 && n_prose <= MOST_PROSE);
        left = left.saturating_sub(1);
    }
    heads
}

/// What a block of such a head is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The author with a label or a date, or the reading time.
    Byline(String),
    /// A picture of the author.
    Portrait,
    /// A picture of a clock or a calendar.
    Icon,
    /// A name without a label.
    Name(String),
    /// A date with a label or a few words of the site: a notice or a manual may have it too.
    DatedLabel,
    /// A date alone.
    Date,
}

/// What proves that a run of parts is a head: a byline, or a portrait with a name below it.
fn sign(run: &[&Part]) -> Option<String> {
    let byline = run.iter().find_map(|it| if let Part::Byline(text) = it { Some(text.clone()) } else { None });
    byline.or_else(|| {
        run.windows(2).find_map(|it| match it {
            [Part::Portrait, Part::Name(name)] => Some(name.clone()),
            _ => None,
        })
    })
}

/// Whether "Label: value" stands right above or below: then the lines describe a book or a dish.
fn is_among_labels(ctx: &Context<'_>, first: usize, end: usize) -> bool {
    let neighbours = [first.checked_sub(1), Some(end)].into_iter().flatten().filter_map(|it| ctx.blocks.get(it));
    neighbours.into_iter().filter(|it| it.kind.is_paragraph()).any(|it| {
        let text = ctx.reader_text(it);
        let Some((label, _)) = text.split_once([':', '：']) else { return false };
        n_words(text) <= 10 && n_words(label) <= 3 && !vocabulary().share_labels.contains(label)
    })
}

/// Whether the block stands in no list, or in one that holds nothing else.
fn is_whole_list(ctx: &Context<'_>, index: usize) -> bool {
    let list = |it: &Block| it.containers.iter().find(|it| matches!(it, Container::List { .. })).map(|it| it.id());
    let Some(id) = list(ctx.blocks[index]) else { return true };
    let near = &ctx.blocks[index.saturating_sub(REACH)..ctx.blocks.len().min(index + REACH)];
    let mut items = near.iter().filter(|it| list(it) == Some(id));
    items.all(|it| ctx.byline_part(it).is_some() || ctx.is_one_of(it, &vocabulary().share_labels))
}

/// What a block would be in such a head.
pub(crate) fn part(ctx: &Context<'_>, block: &Block) -> Option<Part> {
    if ctx.is_only_pictures(block) {
        return picture_part(ctx, block);
    }
    let is_small_heading = matches!(block.kind, BlockKind::Heading(3..));
    if !block.kind.is_paragraph() && !is_small_heading || ctx.is_plain() {
        return None;
    }
    if ctx.pictures(block).next().is_some() && picture_part(ctx, block).is_none() {
        return None;
    }
    let lines = ctx.link_lines(block)?;
    let mut parts = Vec::new();
    for line in lines {
        let link = line.links.first().map_or("", |it| it.text.as_str());
        let is_picture = line.has_image && [&line.before, link, &line.after].iter().all(|it| it.trim().is_empty());
        parts.push(if is_picture { Part::Icon } else { line_part(line)? });
    }
    let found = parts.iter().position(|it| matches!(it, Part::Byline(_))).unwrap_or_default();
    // A heading that is more than a name is the author's.
    let part = parts.swap_remove(found);
    (!is_small_heading || matches!(part, Part::Name(_))).then_some(part)
}

/// Parts of an address that only pictures of authors have.
const PORTRAIT_ADDRESSES: &[&str] = &["gravatar.com/avatar", "/avatar/", "/avatars/", "/author/", "/authors/"];

/// What the pictures of a block are, if all of them are such.
fn picture_part(ctx: &Context<'_>, block: &Block) -> Option<Part> {
    let mut part = None;
    for (address, words) in ctx.pictures(block) {
        let is_label = vocabulary().byline_words.contains(&words) || vocabulary().byline_starts.contains(&words);
        let is_portrait = is_portrait(address, &words);
        if !is_label && !is_portrait {
            return None;
        }
        part = Some(if is_portrait { Part::Portrait } else { Part::Icon });
    }
    part
}

/// Whether a picture shows an author, by its address or description.
pub(crate) fn is_portrait(address: &str, words: &str) -> bool {
    const WORDS: &[&str] = &["author", "author avatar", "author image", "author photo", "avatar", "written by"];
    let address = address.to_ascii_lowercase();
    PORTRAIT_ADDRESSES.iter().any(|it| address.contains(it)) || WORDS.contains(&plain_words(words).as_str())
}

/// A longer line is a sentence.
const MOST_TOKENS: usize = 24;
const MOST_PHRASE_WORDS: usize = 4;
/// So many of them tell how long a line is, and which phrase begins with the last that counts.
const ENOUGH_TOKENS: usize = MOST_TOKENS + MOST_PHRASE_WORDS;
const MOST_NAME_WORDS: usize = 8;
/// What a site says beside a date.
const MOST_OTHER_WORDS: usize = 3;

/// What a line is made of, besides closed words and marks.
#[derive(Debug, Default)]
struct Shape {
    starts_with_label: bool,
    /// Whether that label says what somebody does: "Author", and not "Published".
    has_role: bool,
    n_tokens: usize,
    n_numbers: usize,
    n_date_words: usize,
    n_name_words: usize,
    /// Whether some of them are of a script without capitals, in which any word may be a name.
    has_uncased_word: bool,
    n_other_words: usize,
    has_whole_date: bool,
    has_reading_time: bool,
    has_bar: bool,
    has_linked_name: bool,
}

impl Shape {
    /// Whether it has more words than any line of a head.
    fn is_sentence(&self) -> bool {
        self.n_other_words > MOST_OTHER_WORDS || self.n_name_words > MOST_NAME_WORDS
    }
}

fn line_part(line: &LinkLine) -> Option<Part> {
    // Every word that is no address is a token at least.
    let has_many_words = || line.before.split_whitespace().nth(MOST_TOKENS).is_some();
    if line.before.len() > MOST_TOKENS && !line.before.contains("://") && has_many_words() {
        return None;
    }
    let shape = shape(line);
    let has_date = shape.has_whole_date || shape.n_date_words > 0 && shape.n_numbers > 0;
    let has_name = shape.has_linked_name || shape.n_name_words >= 2;
    if shape.n_tokens > MOST_TOKENS || shape.is_sentence() {
        return None;
    }
    if shape.n_other_words > 0 {
        // "27 March | Tested and approved": the date stands first, then a bar, then what the site says of it.
        let is_dated = has_date && shape.has_bar && shape.n_name_words <= 2;
        return (is_dated && line.links.is_empty()).then_some(Part::DatedLabel);
    }
    let text = [line.before.trim(), line.links.first().map_or("", |it| it.text.trim()), line.after.trim()].join(" ");
    let text = text.trim().to_string();
    let is_named = has_name && (shape.has_role || !shape.has_uncased_word);
    let is_byline = shape.starts_with_label && is_named
        || shape.has_reading_time && shape.n_numbers > 0
        || has_date && shape.has_bar && has_name;
    if is_byline {
        return Some(Part::Byline(text));
    }
    if has_date {
        return Some(if shape.n_name_words > 0 || shape.starts_with_label { Part::DatedLabel } else { Part::Date });
    }
    // "Publisher: Marsh Books" is a label with its value.
    let is_alone = shape.n_numbers == 0 && !shape.starts_with_label && !text.contains([':', '：']);
    let is_name = is_alone && (1..=4).contains(&shape.n_name_words);
    is_name.then_some(Part::Name(text))
}

/// Whether a line is a date with a time of day, and nothing else.
pub(crate) fn is_date_with_time(text: &str) -> bool {
    let line = LinkLine { before: text.to_string(), ..LinkLine::default() };
    let shape = shape(&line);
    let has_time = text.split_whitespace().any(|it| {
        let numbers = it.split_once(':');
        numbers
            .is_some_and(|(hour, rest)| hour.parse::<u8>().is_ok() && rest.starts_with(|it: char| it.is_ascii_digit()))
    });
    let has_date = shape.has_whole_date || shape.n_date_words > 0 && shape.n_numbers >= 2;
    has_time && has_date && shape.n_name_words == 0 && shape.n_other_words == 0
}

fn shape(line: &LinkLine) -> Shape {
    let mut shape = Shape::default();
    scan(&line.before, true, &mut shape);
    for link in &line.links {
        let mut inside = Shape::default();
        let starts = shape.n_tokens == 0;
        scan(&link.text, starts, &mut inside);
        // A handle has no capital: "by ruth".
        let is_handle = inside.n_other_words > 0 && inside.n_tokens <= 2;
        shape.has_linked_name |= inside.n_name_words > 0 && inside.n_other_words == 0 || is_handle;
        shape.starts_with_label |= inside.starts_with_label;
        shape.has_role |= inside.has_role;
        shape.has_uncased_word |= inside.has_uncased_word;
        shape.n_tokens += inside.n_tokens;
        shape.n_numbers += inside.n_numbers;
        shape.n_date_words += inside.n_date_words;
        shape.n_name_words += inside.n_name_words + usize::from(is_handle);
        shape.n_other_words += if is_handle { 0 } else { inside.n_other_words };
        shape.has_whole_date |= inside.has_whole_date;
        shape.has_reading_time |= inside.has_reading_time;
        shape.has_bar |= inside.has_bar;
    }
    scan(&line.after, shape.n_tokens == 0, &mut shape);
    shape
}

/// Counts the words of a text by their kind. `is_start`: nothing stands before it on the line.
fn scan(text: &str, is_start: bool, shape: &mut Shape) {
    let tokens = tokens(text);
    // As many as are needed.
    let mut words: Vec<String> = Vec::new();
    shape.n_tokens += tokens.len();
    let mut index = 0;
    while index < tokens.len().min(MOST_TOKENS) && !shape.is_sentence() {
        let next = tokens.iter().take(index + MOST_PHRASE_WORDS).skip(words.len());
        words.extend(next.map(|it| plain_words(it)));
        let is_first = is_start && words[..index].iter().all(String::is_empty);
        let head = Head::of_each(&words[index..]);
        let length = |list: &Phrases| phrase_length(list, head, &words[index..]);
        if words[index].is_empty() {
            shape.has_bar |= matches!(tokens[index], "|" | "·" | "•");
            index += 1;
        } else if let Some(length) = length(&vocabulary().byline_starts).filter(|_| is_first) {
            shape.starts_with_label = true;
            shape.has_role = vocabulary().author_roles.contains(&words[index..index + length].join(" "));
            index += length;
        } else if let Some(length) = length(&vocabulary().reading_times) {
            shape.has_reading_time = true;
            index += length;
        } else if let Some(length) = length(&vocabulary().date_words) {
            shape.n_date_words += length;
            index += length;
        } else if let Some(length) = length(&vocabulary().byline_words).or_else(|| length(&vocabulary().byline_starts))
        {
            index += length;
        } else {
            let token = tokens[index];
            let first = token.chars().find(|it| it.is_alphanumeric());
            match first {
                Some(it) if it.is_numeric() => {
                    shape.n_numbers += 1;
                    shape.has_whole_date |= is_whole_date(token);
                }
                Some(it) if it.is_lowercase() => shape.n_other_words += 1,
                _ => {
                    shape.n_name_words += n_words(token);
                    shape.has_uncased_word |= token.contains(is_uncased);
                }
            }
            index += 1;
        }
    }
}

/// How many words make up the longest phrase of a list at the start, whose head this is.
fn phrase_length(list: &Phrases, head: Head, words: &[String]) -> Option<usize> {
    if !list.may_start(head) {
        return None;
    }
    (1..=words.len().min(MOST_PHRASE_WORDS)).rev().find(|it| {
        let phrase = &words[..*it];
        !phrase.iter().any(String::is_empty) && list.contains_words(&phrase.join(" "))
    })
}

/// Words, numbers and marks, as many as are [`ENOUGH_TOKENS`]. "on25" is two: converters lose the blank between two
/// elements.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let is_mark = |it: char| {
        matches!(it, '|' | '·' | '•' | '–' | '—' | ',' | ';' | '(' | ')' | '«' | '»' | '：' | '，' | '-' | '/' | ':')
    };
    // What a broken link leaves of its address is no word.
    let is_address = |it: &str| it.contains(':') && it.contains("://");
    for word in text.split_whitespace().filter(|it| !is_address(it)).take(ENOUGH_TOKENS) {
        // Letters alone are one word.
        if word.bytes().all(|it| it.is_ascii_alphabetic()) {
            tokens.push(word);
            continue;
        }
        let mut start = 0;
        let mut before = None;
        let mut letters = word.char_indices().peekable();
        // Two of three may be empty.
        while tokens.len() < 3 * ENOUGH_TOKENS
            && let Some((at, letter)) = letters.next()
        {
            let after = letters.peek().map(|it| it.1);
            // Inside of dates, times and names such marks part nothing.
            let is_inner = matches!(letter, '-' | '/' | ':')
                && before.is_some_and(char::is_alphanumeric)
                && after.is_some_and(char::is_alphanumeric);
            let is_behind_sign = before.is_some_and(is_date_sign);
            let begins_number = letter.is_ascii_digit() && !is_behind_sign && before.is_some_and(char::is_alphabetic);
            // "5分", "1月5日公開": no blank stands behind a number there.
            let ends_number = word[start..].starts_with(|it: char| it.is_ascii_digit())
                && is_uncased(letter)
                && !is_date_sign(letter)
                && (is_behind_sign || before.is_some_and(|it| it.is_ascii_digit()));
            if is_mark(letter) && !is_inner {
                tokens.extend([&word[start..at], &word[at..at + letter.len_utf8()]]);
                start = at + letter.len_utf8();
            } else if begins_number || ends_number {
                tokens.push(&word[start..at]);
                start = at;
            }
            before = Some(letter);
        }
        tokens.push(&word[start..]);
    }
    tokens.retain(|it| !it.is_empty());
    tokens.truncate(ENOUGH_TOKENS);
    tokens
}

/// Whether the letter stands behind the parts of a date.
fn is_date_sign(it: char) -> bool {
    matches!(it, '年' | '月' | '日' | '년' | '월' | '일')
}

/// Whether the letter is of a script without capitals.
fn is_uncased(it: char) -> bool {
    it.is_alphabetic() && !it.is_lowercase() && !it.is_uppercase()
}

/// 7/10/2018, 2018-07-10, 2018年7月10日.
fn is_whole_date(token: &str) -> bool {
    let n_numbers = token.split(['/', '-', '.', '年', '月', '日']).filter(|it| it.parse::<u16>().is_ok()).count();
    n_numbers == 3 && token.chars().all(|it| it.is_ascii_digit() || matches!(it, '/' | '-' | '.' | '年' | '月' | '日'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_line(text: &str, expected: Option<fn(&Part) -> bool>) {
        let line = LinkLine { before: text.to_string(), ..LinkLine::default() };
        let part = line_part(&line);
        match expected {
            Some(is_expected) => assert!(part.as_ref().is_some_and(is_expected), "{text}: {part:?}"),
            None => assert_eq!(part, None, "{text}"),
        }
    }

    #[test]
    fn a_giant_line_is_not_taken_apart_to_its_end() {
        for (text, part) in [("( ", 1), ("(a", 2), ("on25 ", 2), ("Ruth ", 1)] {
            let many = text.repeat(1 << 20);
            let few: Vec<&str> = tokens(&many[..ENOUGH_TOKENS * text.len() / part]);
            assert_eq!(few.len(), ENOUGH_TOKENS);
            assert_eq!(tokens(&many), few);
        }
    }

    #[test]
    fn a_label_with_a_name_and_a_reading_time_are_bylines() {
        for text in [
            "By Ruth Calder",
            "Posted by Ruth Calder on 7/10/2018 10:43:51 AM.",
            "Written by Ruth Calder / Updated on September 4, 2024",
            "Min Reading 4 Min",
            "5 min read",
            "Ruth Calder | Mar 20, 2024",
            "Ruth Calder · 3 May 2021 · 5 min read",
            "作者：王小河",
            "1月5日更新 · 3分钟阅读",
        ] {
            check_line(text, Some(|it| matches!(it, Part::Byline(_))));
        }
    }

    #[test]
    fn a_label_with_a_date_is_no_byline_yet() {
        for text in [
            "Updated on25 Jul, 2022",
            "Last updated: 2024-01-05",
            "发布于2024年1月5日",
            "최종 수정: 2024년 1월 5일",
            "Опубликовано 5 января 2024 г.",
        ] {
            check_line(text, Some(|it| *it == Part::DatedLabel));
        }
    }

    #[test]
    fn a_date_alone_is_a_date() {
        for text in ["November 29, 2010", "2015年10月15日", "7/10/2018", "Sat, 3 May 2021"] {
            check_line(text, Some(|it| *it == Part::Date));
        }
    }

    #[test]
    fn sentences_are_neither() {
        for text in [
            "By the river stood a barn",
            "Posted by the harbour master on 3 May 2021",
            "By 2026 the bridge will stand",
            "Updated every week",
            "最后更新：修好了第二座桥",
            "监修 桥梁的人",
        ] {
            check_line(text, None);
        }
    }
}
