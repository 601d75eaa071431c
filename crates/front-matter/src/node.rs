//! Values of YAML and JSON as they are built from the libraries' readers.
//!
//! The libraries' own value types take the last of two equal keys; that of YAML takes lists and
//! mappings as keys, and as many copies of an anchor as there are aliases. The visitors here refuse all
//! of that.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::Value;

use crate::error::ErrorKind;
use crate::front_matter::Data;
use crate::number::float;

/// What may still be built, so that aliases cannot turn a small text into much data.
pub(crate) struct Budget {
    nodes: Cell<usize>,
    bytes: Cell<usize>,
    refusal: Cell<Option<ErrorKind>>,
}

impl Budget {
    /// Without aliases no text of this length exceeds its budget: a node takes a byte, and an
    /// escape gives at most twice its length.
    pub(crate) fn new(length: usize) -> Budget {
        Budget {
            nodes: Cell::new(length.max(100_000) + 2),
            bytes: Cell::new((1024 * 1024).max(2 * length)),
            refusal: Cell::new(None),
        }
    }

    /// Why our own code refused, where it was not the library.
    pub(crate) fn refusal(&self) -> Option<ErrorKind> {
        self.refusal.get()
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
pub(crate) struct Node<'b> {
    pub(crate) budget: &'b Budget,
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
