//! The head of an HTTP response.

use std::borrow::Cow;

use httparse::{Error, ParserConfig, Status};

/// A head of more bytes is none.
pub(super) const LONGEST_HEAD: usize = 1 << 16;

/// A head of more fields is none.
const MOST_FIELDS: usize = 1 << 10;

/// What the head of a response says.
#[derive(Debug)]
pub(super) struct Response {
    status: u16,
    content_type: Option<String>,
    /// How the body is packed, the innermost first.
    pub(super) codings: Vec<String>,
    pub(super) is_chunked: bool,
    /// Bytes of the head.
    pub(super) length: usize,
}

impl Response {
    /// Reads the head with which some bytes begin.
    ///
    /// # Errors
    /// Tells why it is none.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let start = &bytes[..bytes.len().min(LONGEST_HEAD)];
        let (start, n_replaced, n_instead) = match newer_version(start) {
            Some(n) => (Cow::Owned([b"HTTP/1.1", &start[n..]].concat()), n, b"HTTP/1.1".len()),
            None => (Cow::Borrowed(start), 0, 0),
        };
        let mut config = ParserConfig::default();
        config
            .allow_multiple_spaces_in_response_status_delimiters(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true);
        let mut fields = vec![httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut fields);
        let mut parsed = config.parse_response(&mut head, &start);
        let mut more;
        if parsed == Err(Error::TooManyHeaders) {
            more = vec![httparse::EMPTY_HEADER; MOST_FIELDS];
            head = httparse::Response::new(&mut more);
            parsed = config.parse_response(&mut head, &start);
        }
        let length = match parsed {
            Ok(Status::Complete(length)) => length - n_instead + n_replaced,
            Ok(Status::Partial) => return Err("its HTTP head has no end".to_string()),
            Err(error) => return Err(format!("no HTTP response: {error}")),
        };
        // A field may stand there several times, or once with all values.
        let listed = |name: &str| -> Vec<String> {
            let fields = head.headers.iter().filter(|it| it.name.eq_ignore_ascii_case(name));
            let values: Vec<Cow<'_, str>> = fields.map(|it| String::from_utf8_lossy(it.value)).collect();
            let values = values.iter().flat_map(|it| it.split(','));
            values.map(|it| it.trim().to_ascii_lowercase()).filter(|it| !it.is_empty()).collect()
        };
        Ok(Self {
            status: head.code.unwrap_or(0),
            content_type: listed("content-type").into_iter().next(),
            codings: listed("content-encoding"),
            is_chunked: listed("transfer-encoding").iter().any(|it| it == "chunked"),
            length,
        })
    }

    /// Whether the body is a page, or, where nobody says what it is, may be one.
    pub(super) fn may_be_page(&self) -> bool {
        let is_html = self.media_type().is_none_or(|it| ["text/html", "application/xhtml+xml"].contains(&it));
        (200..300).contains(&self.status) && is_html
    }

    /// What the body is, if that is said.
    pub(super) fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref().map(|it| it.split(';').next().unwrap_or(it).trim())
    }

    /// What the body is written in, if that is said.
    pub(super) fn charset(&self) -> Option<&str> {
        let (_, rest) = self.content_type.as_ref()?.split_once("charset")?;
        let label = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        label.split([';', '"', '\'', ' ']).next().filter(|it| !it.is_empty())
    }
}

/// The length of the version with which a head begins, if it is a later one: `HTTP/2` has no such heads, but those who keep
/// its answers write them.
fn newer_version(bytes: &[u8]) -> Option<usize> {
    let n = bytes.iter().position(|it| *it == b' ')?;
    [&b"HTTP/2"[..], b"HTTP/2.0", b"HTTP/3", b"HTTP/3.0"].contains(&&bytes[..n]).then_some(n)
}
