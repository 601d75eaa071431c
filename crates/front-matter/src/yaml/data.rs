//! YAML text as data, through `serde_yaml`.
//!
//! The library's own value type takes the last of two equal keys, lists and mappings as keys, and
//! as many copies of an anchor as there are aliases. The visitors here refuse all three.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::Value;

use crate::error::ErrorKind;
use crate::front_matter::{Data, Fault};
use crate::lines::Lines;
use crate::number::float;
use crate::yaml::{guard, scan};

/// What a whole text is.
pub(crate) enum Root {
    Mapping(Data),
    /// No content, or `null`.
    Null,
    /// A scalar or a list.
    Other,
}

pub(crate) fn read(text: &str) -> Result<Data, Fault> {
    match root(text)? {
        Root::Mapping(data) => Ok(data),
        Root::Null => Ok(Data::new()),
        Root::Other => {
            let message = "expected a mapping".to_owned();
            Err(Fault { kind: ErrorKind::Syntax, span: 0..0, message })
        }
    }
}

pub(crate) fn root(text: &str) -> Result<Root, Fault> {
    let admitted = guard::admit(text)?;
    let budget = Budget::new(text.len());
    let node = Node { budget: &budget };
    match node.deserialize(serde_yaml::Deserializer::from_str(&admitted)) {
        Ok(Value::Object(data)) => Ok(Root::Mapping(data)),
        Ok(Value::Null) => Ok(Root::Null),
        Ok(_) => Ok(Root::Other),
        Err(error) => Err(fault(text, &error, budget.refusal.get())),
    }
}

/// What may still be built, so that aliases cannot turn a small text into much data.
struct Budget {
    nodes: Cell<usize>,
    bytes: Cell<usize>,
    /// Why our own code refused, where it was not the library.
    refusal: Cell<Option<ErrorKind>>,
}

impl Budget {
    /// Without aliases no text of this length exceeds its budget: a node takes a byte, and an
    /// escape gives at most twice its length.
    fn new(length: usize) -> Budget {
        Budget {
            nodes: Cell::new(length.max(100_000) + 2),
            bytes: Cell::new((1024 * 1024).max(2 * length)),
            refusal: Cell::new(None),
        }
    }

    fn spend<E: Error>(&self, bytes: usize) -> Result<(), E> {
        let nodes = self.nodes.get().checked_sub(1);
        let bytes = self.bytes.get().checked_sub(bytes);
        let (Some(nodes), Some(bytes)) = (nodes, bytes) else {
            return Err(self.refuse(ErrorKind::AliasExpansion, "aliases expand into too much data"));
        };
        self.nodes.set(nodes);
        self.bytes.set(bytes);
        Ok(())
    }

    fn refuse<E: Error>(&self, kind: ErrorKind, message: &str) -> E {
        self.refusal.set(Some(kind));
        E::custom(message)
    }
}

/// Any value.
#[derive(Clone, Copy)]
struct Node<'b> {
    budget: &'b Budget,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E: Error>(self, it: bool) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::Bool(it))
    }

    fn visit_i64<E: Error>(self, it: i64) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::from(it))
    }

    fn visit_u64<E: Error>(self, it: u64) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::from(it))
    }

    fn visit_i128<E: Error>(self, it: i128) -> Result<Value, E> {
        self.visit_f64(it as f64)
    }

    fn visit_u128<E: Error>(self, it: u128) -> Result<Value, E> {
        self.visit_f64(it as f64)
    }

    fn visit_f64<E: Error>(self, it: f64) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(float(it))
    }

    fn visit_str<E: Error>(self, it: &str) -> Result<Value, E> {
        self.budget.spend(it.len())?;
        Ok(Value::from(it))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.budget.spend(0)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Value, A::Error> {
        self.budget.spend(0)?;
        let mut data = Data::new();
        while let Some(key) = pairs.next_key_seed(Key { budget: self.budget, known: &data })? {
            let value = pairs.next_value_seed(self)?;
            data.insert(key, value);
        }
        Ok(Value::Object(data))
    }

    /// A tag of the file's own, as `!ruby/object {}`: the value counts, nothing is executed.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (_, contents) = tagged.variant::<serde::de::IgnoredAny>()?;
        contents.newtype_variant_seed(self)
    }
}

/// A key: the text of a scalar, in the file's spelling. Refused here and not after, because only
/// an error raised while the library stands on the key is given the key's place.
#[derive(Clone, Copy)]
struct Key<'b, 'd> {
    budget: &'b Budget,
    known: &'d Data,
}

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        // Lists and mappings never reach the visitor: the library refuses them in its own words.
        self.budget.refusal.set(Some(ErrorKind::NonScalarKey));
        let key = deserializer.deserialize_str(self)?;
        self.budget.refusal.set(None);
        Ok(key)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a single word or text as key")
    }

    fn visit_str<E: Error>(self, it: &str) -> Result<String, E> {
        self.budget.spend(it.len())?;
        if self.known.contains_key(it) {
            let message = format!("duplicate key `{it}`");
            return Err(self.budget.refuse(ErrorKind::DuplicateKey, &message));
        }
        Ok(it.to_owned())
    }
}

fn fault(text: &str, error: &serde_yaml::Error, refusal: Option<ErrorKind>) -> Fault {
    let message = without_places(&error.to_string());
    let Some(location) = error.location() else {
        return placeless_fault(text, message);
    };
    let start = location.index().min(text.len());
    // A walk found the text itself shallow enough: the rest of the depth came through aliases.
    let is_too_deep = message.contains("recursion limit exceeded");
    let kind = if is_too_deep {
        let has_aliases = text.contains('*');
        if has_aliases { ErrorKind::AliasExpansion } else { ErrorKind::TooDeep }
    } else {
        refusal.unwrap_or(ErrorKind::Syntax)
    };
    let span = match kind {
        ErrorKind::DuplicateKey | ErrorKind::NonScalarKey => key_span(text, start),
        _ => start..start,
    };
    Fault { kind, span, message }
}

/// The errors the library gives no place for: a second document, or too many aliases.
fn placeless_fault(text: &str, message: String) -> Fault {
    let raw = text.as_bytes();
    if message.contains("repetition limit") {
        let start = text.find('*').unwrap_or(0);
        return Fault { kind: ErrorKind::AliasExpansion, span: start..start, message };
    }
    let marker = Lines::new(raw, 0).skip(1).find(|line| scan::is_document_marker(raw, line.start));
    let span = marker.map_or(0..0, |line| line.start..line.start + 3);
    Fault { kind: ErrorKind::Syntax, span, message }
}

fn key_span(text: &str, start: usize) -> Range<usize> {
    let raw = text.as_bytes();
    match scan::key(raw, start) {
        Some(key) => key.span,
        None if matches!(raw.get(start), Some(b'[' | b'{')) => {
            start..scan::flow_end(raw, start, guard::MAX_DEPTH).unwrap_or(start)
        }
        None => start..start,
    }
}

/// The library counts inside the header; what we say counts in the file, and says so once.
fn without_places(message: &str) -> String {
    let mut words = message.split(" at line ");
    let mut kept = words.next().unwrap_or_default().to_owned();
    for part in words {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = rest.strip_prefix(" column ").unwrap_or(rest);
        kept.push_str(rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    match kept.rsplit_once(" at position ") {
        Some((before, digits)) if digits.bytes().all(|it| it.is_ascii_digit()) => before.to_owned(),
        _ => kept,
    }
}
