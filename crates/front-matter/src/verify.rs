//! The proof every splice has to pass.

use serde_json::Value;

use crate::error::SpliceError;
use crate::format::Format;
use crate::front_matter::{Data, FrontMatter};
use crate::path::{Path, Step};
use crate::splice::{Splice, apply};

/// What an edit is meant to do to the data.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Change<'a> {
    /// The value at the path becomes this; a key that is not there yet comes last.
    Set(&'a Value),
    Remove,
    Rename(&'a str),
    /// Behind the key at the path comes this one.
    InsertAfter(&'a str, &'a Value),
}

/// Makes the splices (sorted, disjoint) on the header alone, reads it again and compares with the change made on the data.
pub(crate) fn proved(
    front: &FrontMatter<'_>,
    splices: Vec<Splice>,
    path: &Path,
    change: Change<'_>,
) -> Result<Vec<Splice>, SpliceError> {
    let old_data = front.data().map_err(|error| SpliceError::Unreadable(error.clone()))?;
    let mut wish = Value::Object(old_data.clone());
    make(change, &mut wish, path.steps()).ok_or_else(|| SpliceError::NoSuchKey(path.clone()))?;

    let before = &front.source()[..front.body_offset()];
    let after = apply(before, &splices);
    let edited = FrontMatter::in_dialect(&after, front.dialect());
    let new_data = edited.data().map_err(|error| SpliceError::BreaksHeader(error.clone()))?;
    // A value that closes the header early, or hides its end, moves the body.
    let is_whole = edited.format() == front.format() && edited.body_offset() == after.len();
    let wish = wish.as_object().expect("a change inside an object leaves it one");
    // Tables stand behind values in TOML, whatever came first.
    let difference = match front.format() {
        Format::Toml => unordered_difference(wish, new_data),
        _ => first_difference(wish, new_data),
    };
    match difference {
        None if is_whole => Ok(splices),
        Some(key) if path.steps().first() == Some(&Step::from(key)) => Err(SpliceError::ReadsOtherwise(path.clone())),
        Some(key) => Err(SpliceError::ChangesOther(key.to_owned())),
        None => Err(SpliceError::ReadsOtherwise(path.clone())),
    }
}

/// [`proved`] for an edit of one splice.
pub(crate) fn proved_one(
    front: &FrontMatter<'_>,
    splice: Splice,
    path: &Path,
    change: Change<'_>,
) -> Result<Splice, SpliceError> {
    proved(front, vec![splice.clone()], path, change).map(|_| splice)
}

/// The value at the end of a path.
pub(crate) fn value_at<'a>(data: &'a Data, path: &[Step]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(data.get(first.key()?)?, |value, step| match step {
        Step::Key(key) => value.as_object()?.get(key),
        Step::Index(index) => value.as_array()?.get(*index),
    })
}

fn make(change: Change<'_>, root: &mut Value, path: &[Step]) -> Option<()> {
    let (last, parents) = path.split_last()?;
    let parent = parents.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.as_object_mut()?.get_mut(key),
        Step::Index(index) => value.as_array_mut()?.get_mut(*index),
    })?;
    match (last, parent, change) {
        (Step::Key(key), Value::Object(members), Change::Set(value)) => {
            members.insert(key.clone(), value.clone());
        }
        (Step::Key(key), Value::Object(members), Change::Remove) => {
            members.shift_remove(key)?;
        }
        (Step::Key(key), Value::Object(members), Change::Rename(new_key))
            if key == new_key || !members.contains_key(new_key) =>
        {
            let renamed = |(name, value)| if name == *key { (new_key.to_owned(), value) } else { (name, value) };
            *members = std::mem::take(members).into_iter().map(renamed).collect();
        }
        (Step::Key(key), Value::Object(members), Change::InsertAfter(new_key, value))
            if !members.contains_key(new_key) =>
        {
            let index = members.keys().position(|it| it == key)?;
            members.shift_insert(index + 1, new_key.to_owned(), value.clone());
        }
        (Step::Index(index), Value::Array(items), Change::Set(value)) if *index < items.len() => {
            items[*index] = value.clone();
        }
        (Step::Index(index), Value::Array(items), Change::Set(value)) if *index == items.len() => {
            items.push(value.clone());
        }
        (Step::Index(index), Value::Array(items), Change::Remove) if *index < items.len() => {
            items.remove(*index);
        }
        _ => return None,
    }
    Some(())
}

/// The first key that differs; the order of keys counts on every level.
fn first_difference<'a>(wish: &'a Data, found: &'a Data) -> Option<&'a str> {
    let differing = wish.iter().zip(found).find(|(wish, found)| wish.0 != found.0 || !is_same(wish.1, found.1));
    let longer = if wish.len() < found.len() { found } else { wish };
    let surplus = || longer.keys().nth(wish.len().min(found.len()));
    differing.map(|(wish, _)| wish.0).or_else(surplus).map(String::as_str)
}

fn unordered_difference<'a>(wish: &'a Data, found: &'a Data) -> Option<&'a str> {
    let differing = wish.iter().find(|(key, value)| found.get(*key) != Some(value)).map(|(key, _)| key);
    differing.or_else(|| found.keys().find(|it| !wish.contains_key(*it))).map(String::as_str)
}

fn is_same(wish: &Value, found: &Value) -> bool {
    match (wish, found) {
        (Value::Array(wish), Value::Array(found)) => {
            wish.len() == found.len() && wish.iter().zip(found).all(|(wish, found)| is_same(wish, found))
        }
        (Value::Object(wish), Value::Object(found)) => {
            wish.len() == found.len() && first_difference(wish, found).is_none()
        }
        _ => wish == found,
    }
}
