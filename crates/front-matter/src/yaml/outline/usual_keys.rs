//! What keys usually hold.

/// Whether a key names running text, never a list.
pub(crate) fn is_key_of_text(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    matches!(&*key, "title" | "subtitle" | "description" | "excerpt" | "summary" | "headline" | "abstract")
}

/// Whether a key usually names a list.
pub(crate) fn is_key_of_lists(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    matches!(&*key, "tags" | "tag" | "categories" | "category" | "keywords" | "aliases" | "authors")
}
