//! The head of a record.

/// What the head of a record says.
#[derive(Debug)]
pub(super) struct Head {
    /// `WARC-Type`, in small letters.
    kind: String,
    /// Bytes behind the head.
    pub(super) length: u64,
    /// `WARC-Record-ID`, without angle brackets.
    pub(super) id: Option<String>,
    /// `WARC-Target-URI`.
    pub(super) url: Option<String>,
    /// `WARC-Date`.
    pub(super) date: Option<String>,
    /// What the bytes behind the head are.
    content_type: Option<String>,
}

/// Whether a record may begin with a line.
pub(super) fn begins_record(line: &[u8]) -> bool {
    line.starts_with(b"WARC/1.") || line.starts_with(b"WARC/0.")
}

/// Whether a line ends a head.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|it| b"\r\n".contains(it))
}

impl Head {
    /// Reads a head, and tells its length with the empty line that ends it. What follows it does not matter.
    ///
    /// # Errors
    /// Tells why it is none.
    pub(super) fn parse(bytes: &[u8]) -> Result<(Self, usize), String> {
        let mut lines = bytes.split_inclusive(|it| *it == b'\n');
        let version = lines.next().unwrap_or_default();
        if !begins_record(version) {
            return Err(format!("begins with {}: expected `WARC/1.0`", quoted(version)));
        }
        let mut n_bytes = version.len();
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines {
            n_bytes += line.len();
            if is_blank(line) {
                break;
            }
            let text = String::from_utf8_lossy(line);
            if let (true, Some((_, value))) = (text.starts_with([' ', '\t']), fields.last_mut()) {
                value.extend([" ", text.trim()]);
                continue;
            }
            let Some((name, value)) = text.split_once(':') else {
                return Err(format!("{} in its head is no field: expected `Name: value`", quoted(line)));
            };
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
        }
        let value =
            |name: &str| fields.iter().find(|it| it.0 == name).map(|it| it.1.trim()).filter(|it| !it.is_empty());
        let address = |name: &str| {
            value(name).map(|it| it.strip_prefix('<').and_then(|it| it.strip_suffix('>')).unwrap_or(it).to_string())
        };
        let length = value("content-length").ok_or("no `Content-Length` in its head")?;
        let head = Self {
            kind: value("warc-type").ok_or("no `WARC-Type` in its head")?.to_ascii_lowercase(),
            length: length
                .parse()
                .map_err(|_| format!("its length is {}: expected a number", quoted(length.as_bytes())))?,
            id: address("warc-record-id"),
            url: address("warc-target-uri"),
            date: value("warc-date").map(str::to_string),
            content_type: value("content-type").map(str::to_ascii_lowercase),
        };
        Ok((head, n_bytes))
    }

    /// Whether it is an answer over HTTP, and not, for example, the address that belongs to a name.
    pub(super) fn is_response(&self) -> bool {
        self.kind == "response" && self.content_type.as_ref().is_none_or(|it| it.starts_with("application/http"))
    }
}

/// The start of a line, between marks.
fn quoted(line: &[u8]) -> String {
    const SHOWN: usize = 24;
    let text = String::from_utf8_lossy(&line[..line.len().min(4 * SHOWN)]);
    let text = text.trim();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}...`", &text[..end]),
        None => format!("`{text}`"),
    }
}
