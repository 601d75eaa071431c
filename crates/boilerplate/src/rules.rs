//! One rule, one file.

pub(crate) mod adsense_unit;
pub(crate) mod affiliate_block;
pub(crate) mod also_link;
pub(crate) mod also_read_list;
pub(crate) mod broken_front_matter;
pub(crate) mod duplicate_title;
pub(crate) mod foreign_title;
pub(crate) mod image_credit;
pub(crate) mod link_section;
pub(crate) mod newsletter_block;
pub(crate) mod orphan_caption;
pub(crate) mod picture_date;
pub(crate) mod placeholder_description;
pub(crate) mod promo_aside;
pub(crate) mod quoted_twice;
pub(crate) mod related_links;
pub(crate) mod repeated_headline;
pub(crate) mod repeated_standfirst;
pub(crate) mod scrubbed_name;
pub(crate) mod stray_link;
pub(crate) mod swallowed_text;
pub(crate) mod thumbnail_urls;
pub(crate) mod trailing_headline;
pub(crate) mod trailing_space;
