//! Values of picture keys that no page can show, and what was meant.
//!
//! A value is judged by its text alone: nothing is asked over a network, and there is no clock. What
//! is kept of it is kept byte for byte, which is why no URL library prints it again.

mod address;
mod key;

mod markdown;
mod wrapping;

mod escapes;
mod junk;
mod scheme;
mod several;

mod data_uri;
mod expiry;
mod nowhere;
mod pages;
mod tracking;

pub use key::is_picture_key;

pub(crate) use address::names_picture;
pub(crate) use key::may_hold_another_thing;

/// What can be done about the value of a picture key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureRepair {
    /// The new value, without quotes; nothing if the key should go.
    pub new: Option<String>,
    /// Whether this is a guess: another mend is as likely, or something is lost that a person may want, as
    /// with the still of a video or a link that has expired.
    pub is_guess: bool,
    /// What was wrong, in a few lower-case words.
    pub reason: String,
}

/// Judges the text of one picture value, without the quotes of the file; nothing if it should stay as it is.
///
/// A value that is not an address at all (a colour, `false`, a list, a template) stays. Repairs
/// follow each other, so the new value itself would stay.
///
/// ```
/// use unchaff_front_matter::judge_picture;
///
/// let repair = judge_picture("![a boat](htps://example.com/boat.jpg)").expect("there is something to repair");
/// assert_eq!(repair.new.as_deref(), Some("https://example.com/boat.jpg"));
/// assert_eq!(repair.reason, "markdown around the address, misspelled scheme");
/// assert_eq!(judge_picture("https://example.com/boat.jpg?w=300,200"), None);
/// ```
pub fn judge_picture(raw: &str) -> Option<PictureRepair> {
    let mut value = raw.trim_matches(is_invisible).to_string();
    let mut is_guess = false;
    let mut reasons: Vec<&str> = Vec::new();
    if value != raw.trim_ascii() && address::is_address(&value) {
        reasons.push("invisible characters");
    }
    for _ in 0..MOST_STEPS {
        let Some(step) = next_step(&value) else {
            let is_changed = !reasons.is_empty() && value != raw;
            return is_changed.then(|| PictureRepair { new: Some(value), is_guess, reason: reasons.join(", ") });
        };
        is_guess |= step.is_guess;
        if !reasons.contains(&step.reason) {
            reasons.push(step.reason);
        }
        match step.new {
            Some(new) => value = new.trim_matches(is_invisible).to_string(),
            None => return Some(PictureRepair { new: None, is_guess, reason: reasons.join(", ") }),
        }
    }
    // Whatever needs this many repairs is not understood.
    None
}

/// More than any value found needs; it bounds the time for text made to be slow.
const MOST_STEPS: usize = 12;

/// One repair among several that may follow each other.
struct Step {
    new: Option<String>,
    is_guess: bool,
    reason: &'static str,
}

impl Step {
    /// The same address, spelled right or without what stood around it.
    fn right(new: impl Into<String>, reason: &'static str) -> Step {
        Step { new: Some(new.into()), is_guess: false, reason }
    }

    /// An address that is likely what was meant; for what a guess is, see [`PictureRepair::is_guess`].
    fn guess(new: impl Into<String>, reason: &'static str) -> Step {
        Step { new: Some(new.into()), is_guess: true, reason }
    }

    /// The key should go: nobody but its author, if anybody, can see this picture.
    fn remove(reason: &'static str) -> Step {
        Step { new: None, is_guess: false, reason }
    }

    /// The key should go, although a person could learn something from the value.
    fn remove_as_guess(reason: &'static str) -> Step {
        Step { new: None, is_guess: true, reason }
    }
}

fn next_step(value: &str) -> Option<Step> {
    if value.is_empty() || is_template(value) {
        return None;
    }
    // The data may hold whatever else looks like a defect.
    if data_uri::is_data_uri(value) {
        return data_uri::judge(value);
    }
    nowhere::judge_word(value)
        .or_else(|| markdown::unwrap(value))
        .or_else(|| wrapping::unwrap(value))
        .or_else(|| escapes::unescape(value))
        .or_else(|| junk::trim(value))
        .or_else(|| several::choose(value))
        .or_else(|| scheme::correct(value))
        .or_else(|| nowhere::judge_address(value))
        .or_else(|| escapes::turn_backslashes(value))
        .or_else(|| pages::picture_of_page(value))
        .or_else(|| expiry::judge(value))
        .or_else(|| tracking::drop_tracking(value))
}

/// Expressions some engine replaces before anybody asks for the picture.
fn is_template(value: &str) -> bool {
    ["{{", "{%", "<%", "${", "<?"].iter().any(|it| value.contains(it))
}

/// White space, and characters that copying from a page leaves behind: they have no width.
fn is_invisible(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
