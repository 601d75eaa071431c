//! The keys of a header that name a picture.

use unchaff_front_matter::Entry;

/// Keys under which site generators and their themes expect the address of one picture.
const PICTURE_KEYS: &[&str] = &[
    "background",
    "banner",
    "banner_img",
    "cover",
    "cover_image",
    "coverimage",
    "feature_image",
    "featured_image",
    "featuredimage",
    "header_image",
    "hero",
    "hero_image",
    "image",
    "img",
    "index_img",
    "og_image",
    "photo",
    "picture",
    "poster",
    "preview",
    "social_image",
    "teaser",
    "thumb",
    "thumbnail",
    "thumbnail_image",
    "top_img",
];

/// As many pictures of one header as a rule looks at. A header of a thousand pictures is none of ours.
pub(crate) const MOST_PICTURE_KEYS: usize = 16;

/// Whether the entry names a picture; case does not matter, and a hyphen counts as an underscore.
pub(crate) fn is_picture_key(entry: &Entry) -> bool {
    entry.key().is_some_and(|key| PICTURE_KEYS.contains(&key.to_lowercase().replace('-', "_").as_str()))
}
