//! Keys that hold pictures.

/// Whether site generators or their themes expect the address of one picture under this key.
///
/// Case, `-` and `_` make no difference; of a nested key (`og.image`) its last word counts.
pub fn is_picture_key(key: &str) -> bool {
    PICTURE_KEYS.binary_search(&last_word(key).as_str()).is_ok()
}

/// Whether the key of a picture is one of a page, a film or a colour just as often.
pub(crate) fn may_hold_another_thing(key: &str) -> bool {
    ["background", "poster", "preview", "teaser"].contains(&last_word(key).as_str())
}

fn last_word(key: &str) -> String {
    let word = key.rsplit('.').next().unwrap_or(key);
    let word: String = word.chars().filter(|it| !matches!(it, '-' | '_')).collect();
    word.to_ascii_lowercase()
}

/// Sorted, lower-case, without `-` and `_`.
const PICTURE_KEYS: &[&str] = &[
    "background",
    "backgroundimage",
    "backgroundimg",
    "banner",
    "bannerimage",
    "bannerimg",
    "cardimage",
    "cover",
    "coverimage",
    "coverimg",
    "featuredimage",
    "featureimage",
    "featureimg",
    "headerimage",
    "headerimg",
    "headimg",
    "hero",
    "heroimage",
    "image",
    "img",
    "indeximg",
    "ogimage",
    "photo",
    "picture",
    "poster",
    "preview",
    "previewimage",
    "shareimage",
    "socialimage",
    "teaser",
    "teaserimage",
    "thumb",
    "thumbnail",
    "thumbnailimage",
    "thumbnailimg",
    "topimg",
    "twitterimage",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_spelled_as_it_is_asked() {
        assert!(PICTURE_KEYS.is_sorted());
        assert!(PICTURE_KEYS.iter().all(|it| is_picture_key(it)));
    }

    #[test]
    fn spelling_and_nesting_make_no_difference() {
        for key in ["cover", "Cover_Image", "featured-image", "ogImage", "og.image", "extra.hero-image", "top_img"] {
            assert!(is_picture_key(key), "{key}");
        }
        for key in ["title", "images", "image.alt", "cover_alt", "discover", ""] {
            assert!(!is_picture_key(key), "{key}");
        }
    }
}
