//! What a file is written in.

use std::path::Path;

/// What a file is written in: the format its blocks are cut by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// CommonMark with tables, footnotes, task lists, strikethrough and math.
    Markdown,
    /// Markdown with JSX components, `import`s and `{expressions}`.
    Mdx,
    /// A whole HTML page.
    Html,
    /// Plain text: every line is a block.
    Text,
}

impl Kind {
    /// The kind that a file's ending announces; `None` for files that are no documents.
    ///
    /// `.txt` announces [`Kind::Text`]; what stands in it may still be Markdown: see [`Kind::sniff`].
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "mdx" => Some(Self::Mdx),
            "html" | "htm" => Some(Self::Html),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }

    /// Whether text without a telling name is Markdown or plain text.
    ///
    /// Front matter, a heading line, a link or picture with a target, a fence or a list of two items
    /// makes it Markdown. A single asterisk or dash does not: plain articles use them too.
    pub fn sniff(body: &str, has_front_matter: bool) -> Self {
        if has_front_matter || lines(body).any(is_heading_or_fence) || has_link(body) || has_list(body) {
            Self::Markdown
        } else {
            Self::Text
        }
    }
}

/// Lines end with LF, CRLF or CR.
fn lines(body: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr2_iter(b'\n', b'\r', body.as_bytes()).chain([body.len()]);
    let mut start = 0;
    ends.map(move |end| &body[std::mem::replace(&mut start, end + 1)..end]).filter(|it| !it.is_empty())
}

fn is_heading_or_fence(line: &str) -> bool {
    let hashes = line.bytes().take_while(|it| *it == b'#').count();
    let heading = (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') && !line[hashes..].trim().is_empty();
    heading || line.starts_with("```") || line.starts_with("~~~")
}

/// Whether `](` is followed by something that can only be the target of a link.
fn has_link(body: &str) -> bool {
    memchr::memmem::find_iter(body.as_bytes(), "](").any(|at| {
        let target = &body[at + 2..];
        ["http://", "https://", "/", "./", "../", "#", "mailto:"].iter().any(|it| target.starts_with(it))
    })
}

/// Whether two lines that follow each other are bullets of the same kind.
fn has_list(body: &str) -> bool {
    let bullet = |line: &str| ["* ", "- ", "+ "].iter().position(|it| line.starts_with(it));
    let mut before = None;
    for line in lines(body) {
        let here = bullet(line);
        if here.is_some() && here == before {
            return true;
        }
        before = here;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structure_makes_markdown() {
        for text in ["# A title\n", "See [this](https://example.com).\n", "```\ncode\n```\n", "* one\n* two\n"] {
            assert_eq!(Kind::sniff(text, false), Kind::Markdown, "{text:?}");
        }
    }

    #[test]
    fn prose_stays_text() {
        for text in ["A line.\nAnother - with a dash.\n", "#hashtag\n", "* one star\n", "[1](see below)\n"] {
            assert_eq!(Kind::sniff(text, false), Kind::Text, "{text:?}");
        }
    }
}
