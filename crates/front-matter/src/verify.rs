//! The proof every splice has to pass.

use crate::error::SpliceError;
use crate::front_matter::FrontMatter;
use crate::splice::{Splice, apply};

/// Makes the change on the header alone, reads it again and compares.
pub(crate) fn verify(front: &FrontMatter<'_>, key: &str, splices: &[Splice], wish: &str) -> Result<(), SpliceError> {
    let old_data = front.data().map_err(|error| SpliceError::Unreadable(error.clone()))?;
    let changes_nothing = splices.iter().all(|it| front.bytes(it.range.clone()) == it.bytes);
    if changes_nothing && old_data.get(key).and_then(|it| it.as_str()) == Some(wish) {
        return Ok(());
    }
    let before = &front.source()[..front.body_offset()];
    let after = apply(before, splices);
    let edited = FrontMatter::new(&after);
    // A value that closes the header early, or hides its end, moves the body.
    if edited.format() != front.format() || edited.body_offset() != after.len() {
        return Err(SpliceError::ChangesOther(key.to_owned()));
    }
    let new_data = edited.data().map_err(|error| SpliceError::BreaksHeader(error.clone()))?;
    if new_data.len() != old_data.len() {
        return Err(SpliceError::ChangesOther(key.to_owned()));
    }
    for ((old_key, old), (new_key, new)) in old_data.iter().zip(new_data) {
        let is_same = old_key == new_key && (old_key == key || old == new);
        if !is_same {
            return Err(SpliceError::ChangesOther(old_key.clone()));
        }
    }
    if new_data.get(key).and_then(|it| it.as_str()) != Some(wish) {
        return Err(SpliceError::ReadsOtherwise(key.to_owned()));
    }
    Ok(())
}
