//! Pictures written into the value itself.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Step;

/// As forgiving as browsers are.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Whether the value starts with `data:`.
pub(super) fn is_data_uri(value: &str) -> bool {
    value.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("data:"))
}

/// Finds pictures that were cut off.
pub(super) fn judge(value: &str) -> Option<Step> {
    let Some((kind, data)) = value["data:".len()..].split_once(',') else {
        let is_bare = value.len() == "data:".len();
        return Some(if is_bare { Step::remove("scheme without an address") } else { cut_off() });
    };
    let kind = kind.to_ascii_lowercase();
    if !kind.is_empty() && !kind.starts_with("image/") {
        return None;
    }
    if data.trim().is_empty() {
        return Some(cut_off());
    }
    let is_whole = match kind.trim_end().ends_with("base64") {
        // Escapes and the letters of file names are read by some and refused by others.
        true if data.contains(['%', '-', '_']) => true,
        true => {
            let digits: String = data.chars().filter(|it| !it.is_ascii_whitespace()).collect();
            FORGIVING.decode(digits.as_bytes()).is_ok_and(|it| is_whole_picture(&it))
        }
        false => !kind.contains("svg") || is_whole_svg(data.as_bytes()),
    };
    (!is_whole).then(cut_off)
}

fn cut_off() -> Step {
    Step::remove_as_guess("picture data cut off")
}

/// Whether the end of the picture is there; formats without a known end count as whole.
fn is_whole_picture(bytes: &[u8]) -> bool {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => contains(bytes, b"IEND"),
        [b'G', b'I', b'F', b'8', ..] => bytes.ends_with(&[0x3b]) || bytes.ends_with(&[0x3b, 0]),
        [0xff, 0xd8, ..] => contains(bytes, &[0xff, 0xd9]),
        [b'R', b'I', b'F', b'F', a, b, c, d, ..] => {
            u64::from(u32::from_le_bytes([*a, *b, *c, *d])) <= bytes.len() as u64
        }
        _ => is_whole_svg(bytes),
    }
}

/// Whether a drawing, plain or escaped, is closed.
fn is_whole_svg(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let text = text.trim();
    let is_svg = ["<svg", "%3csvg", "<?xml", "%3c?xml", "%3c%3fxml"].iter().any(|it| text.starts_with(it));
    let closing = ["</svg", "%3c/svg", "%3c%2fsvg"];
    let is_empty_tag = text.ends_with("/>") || text.ends_with("/%3e") || text.ends_with("%2f%3e");
    !is_svg || is_empty_tag || closing.iter().any(|it| text.contains(it))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|it| it == part)
}
