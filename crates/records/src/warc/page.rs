//! A page that a server has sent.

use std::borrow::Cow;

use unchaff_driver::{PageEncoding, RecordFields, begins_as_page};

use super::{
    content::{in_one_piece, unpacked},
    head::Head,
    http::Response,
};

/// A page, and what is known of it.
#[derive(Debug)]
pub(super) struct Page {
    id: Option<String>,
    pub(super) url: Option<String>,
    date: Option<String>,
    pub(super) text: String,
}

impl Page {
    /// Reads a record, head and all; nothing if it is no page.
    ///
    /// # Errors
    /// If it is a response that cannot be read.
    pub(super) fn read(record: &[u8], largest: usize) -> Result<Option<Self>, String> {
        if record.is_empty() {
            return Ok(None);
        }
        let (Head { id, url, date, .. }, n_head) = Head::parse(record)?;
        let block = &record[n_head..];
        let response = Response::parse(block)?;
        if !response.may_be_page() {
            return Ok(None);
        }
        let body = &block[response.length..];
        let body = if response.is_chunked { in_one_piece(body) } else { Cow::Borrowed(body) };
        let body = unpacked(body, &response.codings, largest)?;
        if body.trim_ascii().is_empty() || response.media_type().is_none() && !begins_as_page(&body) {
            return Ok(None);
        }
        let encoding = match response.charset() {
            Some(label) => PageEncoding::announced(&body, label.as_bytes()),
            None => PageEncoding::of(&body),
        };
        let text = encoding.decode(&body).into_owned();
        Ok(Some(Self { id, url, date, text }))
    }

    /// What the archive says of it, by the keys that hold it.
    pub(super) fn said<'a>(&'a self, fields: &'a RecordFields) -> impl DoubleEndedIterator<Item = (&'a str, &'a str)> {
        let said = [(&fields.id, &self.id), (&fields.url, &self.url), (&fields.date, &self.date)];
        said.into_iter().filter_map(|(key, value)| Some((key.as_str(), value.as_deref()?)))
    }

    /// What the archive says of it under a key. Where several things have the same, it is the last, as in a line.
    pub(super) fn value(&self, fields: &RecordFields, key: &str) -> Option<String> {
        self.said(fields).rev().find(|it| it.0 == key).map(|it| it.1.to_string())
    }

    /// Its name.
    ///
    /// # Errors
    /// If it has none.
    pub(super) fn name(&self, fields: &RecordFields) -> Result<String, String> {
        let name = self.value(fields, &fields.id);
        name.ok_or_else(|| "nothing in its head names it: expected `WARC-Record-ID`".to_string())
    }
}
