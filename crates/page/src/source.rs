//! The text of a page, and where its tags stand in the bytes of the file.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// What an HTML page is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageEncoding(&'static Encoding);

impl PageEncoding {
    /// The encoding of a page, by the same signs by which [`Page::read`](crate::Page::read) knows it. Of what is UTF-8, be
    /// it a page or not, it is UTF-8.
    pub fn of(page: &[u8]) -> Self {
        Self(Source::read(page).encoding)
    }

    /// The same for a page of which somebody else, such as a server, has said what it is written in: `label`. That counts
    /// where the bytes are neither UTF-8 nor have a byte order mark, and fit.
    pub fn announced(page: &[u8], label: &[u8]) -> Self {
        Self(Source::read_as(page, encoding_of(label)).encoding)
    }

    /// A passage of that page as text, without a byte order mark.
    pub fn decode(self, passage: &[u8]) -> Cow<'_, str> {
        self.0.decode_with_bom_removal(passage).0
    }
}

/// A page as text.
pub(crate) struct Source<'a> {
    /// UTF-8, with the byte order mark if there is one. Borrowed where the file is UTF-8.
    pub(crate) text: Cow<'a, str>,
    /// What the file is written in.
    pub(crate) encoding: &'static Encoding,
    /// How many bytes the page has in the file.
    pub(crate) length_of_file: usize,
    /// For each `<`, and behind each `>` and each end of a line, of a transcoded text its place there and in the file, in
    /// order.
    marks: Vec<(usize, usize)>,
}

impl<'a> Source<'a> {
    /// Reads a page in the encoding it is written in: UTF-8 wherever it is valid, else what a byte order mark or the
    /// page itself says, if that fits, else the best guess.
    pub(crate) fn read(bytes: &'a [u8]) -> Self {
        Self::read_as(bytes, None)
    }

    fn read_as(bytes: &'a [u8], announced: Option<&'static Encoding>) -> Self {
        if let Some((encoding, _)) = Encoding::for_bom(bytes)
            && encoding != UTF_8
        {
            return Self::transcoded(bytes, encoding);
        }
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Self::utf8(text);
        }
        let said = [announced, declared_encoding(bytes)];
        let fits = |it: &&'static Encoding| it.decode_without_bom_handling_and_without_replacement(bytes).is_some();
        if let Some(fitting) = said.into_iter().flatten().find(fits) {
            return Self::transcoded(bytes, fitting);
        }
        // A single wrong byte in a page of any length is no reason to doubt what the page says of itself.
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        let guessed = detector.guess(None, Utf8Detection::Allow);
        let encoding = match said.into_iter().flatten().next() {
            Some(it) if guessed == WINDOWS_1252 => it,
            _ => guessed,
        };
        Self::transcoded(bytes, encoding)
    }

    /// Text that is known to be UTF-8.
    pub(crate) fn utf8(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), encoding: UTF_8, length_of_file: text.len(), marks: Vec::new() }
    }

    fn transcoded(bytes: &[u8], encoding: &'static Encoding) -> Source<'static> {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let unit = if encoding == UTF_16LE || encoding == UTF_16BE { 2 } else { 1 };
        let is_mark = |at: usize, mark: u8| match unit {
            1 => bytes[at] == mark,
            _ => bytes.get(at..at + 2).is_some_and(|it| it.contains(&mark) && it.contains(&0)),
        };
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
        let mut marks = Vec::new();
        let mut decode = |from: usize, to: usize, text: &mut String| {
            let is_last = to == bytes.len();
            let needed = decoder.max_utf8_buffer_length(to - from).unwrap_or(0);
            text.reserve(needed);
            let _ = decoder.decode_to_string(&bytes[from..to], text, is_last);
        };
        let mut at = 0;
        while at < bytes.len() {
            let mut end = at;
            while end < bytes.len() && ![b'<', b'>', b'\n'].iter().any(|it| is_mark(end, *it)) {
                end += unit;
            }
            let end = end.min(bytes.len());
            if end > at {
                decode(at, end, &mut text);
            }
            if end < bytes.len() {
                let after = (end + unit).min(bytes.len());
                decode(end, after, &mut text);
                // What looked like a mark may be the second half of a character.
                if text.ends_with('<') {
                    marks.push((text.len() - 1, end));
                } else if text.ends_with(['>', '\n']) {
                    marks.push((text.len(), after));
                }
                at = after;
            } else {
                at = end;
            }
        }
        Source { text: Cow::Owned(text), encoding, length_of_file: bytes.len(), marks }
    }

    /// Where something that stands at the end of a tag or a line in the text stands in the file. `None` if nothing ends
    /// there.
    pub(crate) fn offset_in_file(&self, offset: usize) -> Option<usize> {
        match self.text {
            Cow::Borrowed(_) => Some(offset),
            Cow::Owned(_) => {
                let found = self.marks.binary_search_by_key(&offset, |it| it.0).ok()?;
                Some(self.marks[found].1)
            }
        }
    }
}

impl Source<'_> {
    /// The bytes of the file that hold a part of the text, and as few others as is known.
    pub(crate) fn around_in_file(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        match self.text {
            Cow::Borrowed(_) => range,
            Cow::Owned(_) => {
                let start = self.marks.partition_point(|it| it.0 <= range.start).checked_sub(1);
                let end = self.marks.partition_point(|it| it.0 < range.end);
                start.map_or(0, |it| self.marks[it].1)..self.marks.get(end).map_or(self.length_of_file, |it| it.1)
            }
        }
    }
}

/// What a page says it is written in, within its first kilobyte.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let at = memchr::memmem::find(&start, b"charset")? + b"charset".len();
    let rest = start[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let is_of_label = |it: &&u8| it.is_ascii_alphanumeric() || b"-_:.".contains(it);
    let label = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let length = label.iter().take_while(is_of_label).count();
    encoding_of(&label[..length])
}

/// The encoding of a page that is not in wide characters, by the name that is said.
fn encoding_of(label: &[u8]) -> Option<&'static Encoding> {
    let declared = Encoding::for_label(label)?;
    // Such a page could not have said so in ASCII; and wide characters that are none fit nearly everything.
    let declared = if declared == UTF_16LE || declared == UTF_16BE { UTF_8 } else { declared };
    (declared != REPLACEMENT).then_some(declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str, expected: &str) {
        let source = Source::read(bytes);
        assert_eq!((source.encoding.name(), &*source.text), (encoding, expected));
        for (at, _) in source.text.match_indices('<') {
            let original = source.offset_in_file(at).expect("a `<` has a place");
            assert_eq!(bytes[original..].iter().find(|it| **it != 0), Some(&b'<'));
        }
        for (at, _) in source.text.match_indices('>') {
            let original = source.offset_in_file(at + 1).expect("a `>` has a place");
            assert_eq!(bytes[..original].iter().rfind(|it| **it != 0), Some(&b'>'));
        }
    }

    #[test]
    fn reads_utf_8_whatever_a_page_says() {
        check("<meta charset=windows-1252><p>Fähre</p>".as_bytes(), "UTF-8", "<meta charset=windows-1252><p>Fähre</p>");
    }

    #[test]
    fn reads_what_a_page_says() {
        check(b"<meta charset='koi8-r'><p>\xf0\xc1\xd2\xcf\xcd</p>", "KOI8-R", "<meta charset='koi8-r'><p>Паром</p>");
        check(
            b"<meta http-equiv=content-type content=\"text/html; charset=Shift_JIS\">\x83\x5c<b>",
            "Shift_JIS",
            "<meta http-equiv=content-type content=\"text/html; charset=Shift_JIS\">ソ<b>",
        );
    }

    #[test]
    fn takes_what_somebody_else_says_before_what_a_page_says() {
        let check = |page: &[u8], label: &str, encoding: &str| {
            assert_eq!(PageEncoding::announced(page, label.as_bytes()).0.name(), encoding, "{label}");
        };
        let page = b"<meta charset=koi8-r><p>\xcf\xe0\xf0\xee\xec</p>";
        check(page, "windows-1251", "windows-1251");
        check(page, "utf-8", "KOI8-R");
        check(page, "utf-16", "KOI8-R");
        check(page, "no-such", "KOI8-R");
        check("<p>Fähre</p>".as_bytes(), "windows-1252", "UTF-8");
        check(b"\xff\xfe<\0p\0>\0\xe9\0", "windows-1252", "UTF-16LE");
    }

    #[test]
    fn guesses_where_a_page_says_nothing_or_lies() {
        check(b"<p>caf\xe9</p>", "windows-1252", "<p>café</p>");
    }

    #[test]
    fn reads_wide_characters() {
        check(b"\xff\xfe<\0p\0>\0\xe9\0<\0", "UTF-16LE", "\u{feff}<p>é<");
        check(b"\xfe\xff\0<\0p\0>\0\xe9", "UTF-16BE", "\u{feff}<p>é");
    }

    #[test]
    fn a_cut_off_character_swallows_no_tag() {
        check(b"<meta charset=gbk>\xc4\xe3\x81<b>\xba\xc3", "GBK", "<meta charset=gbk>你\u{fffd}<b>好");
    }
}
