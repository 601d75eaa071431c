//! Packs that would take too long, or too much memory, to be read.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor},
};
use unchaff_front_matter::check_yaml_cost;

use crate::pack::{PackError, format::pack_error};

/// Refuses what nests too deep for the library, and aliases that expand into much more than the pack holds.
pub(crate) fn check_cost(text: &str) -> Result<(), PackError> {
    check_yaml_cost(text)
        .map_err(|error| PackError { message: error.message, place: Some((error.line, error.column)) })?;
    // Without both signs there is no alias.
    if !text.contains('&') || !text.contains('*') {
        return Ok(());
    }
    let mut weight = Weight { left: text.len().saturating_mul(2).max(1 << 20), is_spent: false };
    let weighed = Weigh(&mut weight).deserialize(serde_yaml::Deserializer::from_str(text));
    match weighed {
        Err(error) if weight.is_spent => Err(pack_error(&error)),
        // Whatever else is wrong, the reader of packs says in its own words.
        _ => Ok(()),
    }
}

/// How much may still be read.
struct Weight {
    /// A value counts one, a text its bytes too. Without aliases no pack has twice its length.
    left: usize,
    is_spent: bool,
}

impl Weight {
    fn spend<E: Error>(&mut self, n_bytes: usize) -> Result<(), E> {
        match self.left.checked_sub(1 + n_bytes) {
            Some(left) => self.left = left,
            None => {
                self.is_spent = true;
                return Err(E::custom("aliases expand into too much data"));
            }
        }
        Ok(())
    }
}

/// Reads any value and keeps nothing of it.
struct Weigh<'w>(&'w mut Weight);

impl<'de> DeserializeSeed<'de> for Weigh<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Weigh<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.spend(0)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.0.spend(0)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.0.spend(0)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.0.spend(0)
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.0.spend(0)
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.0.spend(0)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.0.spend(0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.spend(text.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.spend(0)?;
        while list.next_element_seed(Weigh(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.spend(0)?;
        while map.next_key_seed(Weigh(self.0))?.is_some() {
            map.next_value_seed(Weigh(self.0))?;
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let ((), value) = tagged.variant_seed(Weigh(self.0))?;
        value.newtype_variant_seed(Weigh(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<String> {
        check_cost(text).err().map(|it| it.to_string())
    }

    #[test]
    fn deep_packs_are_refused_where_they_are_too_deep() {
        let text = format!("unchaff-pack: 1\nrules: {}", "[".repeat(100_000));
        assert_eq!(refusal(&text).as_deref(), Some("line 2, column 135: nested deeper than 128 levels"));
    }

    #[test]
    fn aliases_may_not_expand_without_end() {
        let list = |item: &str, n: usize| vec![item; n].join(", ");
        // Double keys and tags hide nothing.
        let text = format!("a: &a [{}]\nb: 1\nb: !c 2\nd: [{}]\n", list("x", 2000), list("*a", 2000));
        let message = refusal(&text).expect("two million values");
        assert!(message.ends_with("aliases expand into too much data"), "{message}");
        let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), list("*a", 200));
        assert!(refusal(&text).is_some());
        assert_eq!(refusal("a: &a [x, y]\nb: [*a, *a]\n"), None);
    }

    #[test]
    fn what_is_wrong_otherwise_is_said_elsewhere() {
        for text in ["", "a: [", "&a *a", "a: & *", "\u{1b}&*"] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }
}
