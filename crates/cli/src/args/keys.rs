//! The arguments that say under which keys records have what.

use unchaff_driver::RecordFields;

#[derive(Debug, clap::Args)]
pub(crate) struct KeyFlags {
    /// The key under which records have the text. Default: text.
    #[arg(long, default_value = "text", hide_default_value = true, value_name = "KEY")]
    pub(crate) text_field: String,
    /// The key under which records have the name. Default: id.
    #[arg(long, default_value = "id", hide_default_value = true, value_name = "KEY")]
    pub(crate) id_field: String,
    /// The key under which records have the address. Default: url.
    #[arg(long, default_value = "url", hide_default_value = true, value_name = "KEY")]
    pub(crate) url_field: String,
}

impl KeyFlags {
    /// Whether nobody has said anything else.
    pub(crate) fn are_defaults(&self) -> bool {
        self.fields() == RecordFields::default()
    }

    /// The keys.
    pub(crate) fn fields(&self) -> RecordFields {
        RecordFields {
            text: self.text_field.clone(),
            id: self.id_field.clone(),
            url: self.url_field.clone(),
            ..RecordFields::default()
        }
    }
}
