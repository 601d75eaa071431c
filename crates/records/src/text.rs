//! The text of one record.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Serialize;
use unchaff_driver::{Applicability, Cleaned, Conversion, Converted, Edit, Format, Kind, RuleId, Url, clean, convert};

use crate::{Added, RecordOptions};

/// What became of a text.
pub(crate) struct CleanText {
    pub(crate) cleaned: Cleaned,
    /// The text that stays, if it is another one.
    pub(crate) output: Option<String>,
    /// Whether it is the old one with the edits, and not another form of it.
    pub(crate) is_edited: bool,
}

/// Cleans a text. `url` is where it was found.
///
/// # Errors
/// Tells why there is no result.
pub(crate) fn clean_text(
    source: &str,
    format: Format,
    url: Option<&str>,
    options: &RecordOptions,
) -> Result<CleanText, String> {
    let Some(conversion) = &options.conversion else {
        let mut cleaned = clean(source.as_bytes(), format, &options.clean);
        let output = std::mem::take(&mut cleaned.output);
        let is_edited = !cleaned.edits.is_empty();
        let text = || String::from_utf8(output).map_err(|_| "what is left of it is not UTF-8".to_string());
        let output = is_edited.then(text).transpose()?;
        return Ok(CleanText { cleaned, output, is_edited });
    };
    let conversion = with_address(conversion, url);
    let Converted { cleaned, output } = convert(source.as_bytes(), format, &options.clean, &conversion);
    let notes = || cleaned.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let output = output.ok_or_else(notes)?;
    let is_edited = output == cleaned.output;
    let output = String::from_utf8(output).map_err(|_| "what is made of it is not UTF-8".to_string())?;
    Ok(CleanText { cleaned, output: Some(output).filter(|it| *it != source), is_edited })
}

/// The conversion of a text that was found at an address.
fn with_address<'a>(conversion: &'a Conversion, url: Option<&str>) -> Cow<'a, Conversion> {
    match (conversion, url.and_then(|it| Url::parse(it).ok())) {
        (Conversion::Markdown { base_url: None, with_front_matter }, Some(url)) => {
            Cow::Owned(Conversion::Markdown { base_url: Some(url), with_front_matter: *with_front_matter })
        }
        (_, _) => Cow::Borrowed(conversion),
    }
}

/// An edit in [`Added::EDITS`].
#[derive(Serialize)]
pub(crate) struct EditRow<'a> {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) rule: &'a RuleId,
    pub(crate) applicability: Applicability,
    pub(crate) evidence: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) insert: Cow<'a, str>,
}

impl<'a> From<&'a Edit> for EditRow<'a> {
    fn from(edit: &'a Edit) -> Self {
        Self {
            start: edit.span.start,
            end: edit.span.end,
            rule: &edit.rule,
            applicability: edit.applicability,
            evidence: edit.evidence.to_string(),
            insert: String::from_utf8_lossy(&edit.insert),
        }
    }
}

/// The edits that were made of a text.
pub(crate) fn edit_rows(cleaned: &Cleaned) -> impl Iterator<Item = EditRow<'_>> {
    cleaned.edits.edits().iter().map(Into::into)
}

/// The name of a kind.
pub(crate) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Markdown => "markdown",
        Kind::Mdx => "mdx",
        Kind::Html => "html",
        Kind::Text => "text",
    }
}

/// The values that a record gets besides its text, as JSON. `cleaned` is nothing where there is no text.
pub(crate) fn added(
    cleaned: Option<&Cleaned>,
    kept: Option<&str>,
    added: Added,
) -> Result<BTreeMap<&'static str, String>, serde_json::Error> {
    let mut values = BTreeMap::new();
    if added.edits {
        let rows: Vec<EditRow<'_>> = cleaned.into_iter().flat_map(edit_rows).collect();
        values.insert(Added::EDITS, serde_json::to_string(&rows)?);
    }
    if added.kind {
        let kind = cleaned.and_then(|it| it.kind).map(kind_name);
        values.insert(Added::KIND, serde_json::to_string(&kind)?);
    }
    if added.duplicate_of {
        values.insert(Added::DUPLICATE_OF, serde_json::to_string(&kept)?);
    }
    Ok(values)
}
