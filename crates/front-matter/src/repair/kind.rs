//! The kinds of defects that can be mended.

/// What is done to mend a defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RepairKind {
    /// Blank lines before the opening fence go.
    StripLeadingBlank,
    /// A fence of four and more dashes becomes one of three.
    FenceLong,
    /// A language behind the opening fence, as in `---json`, goes; the fences become that language's own.
    FenceLanguage,
    /// TOML between `---` gets the fences of TOML.
    TomlInYamlFence,
    /// YAML between `+++` or `;;;` gets the fences of YAML.
    YamlInOtherFence,
    /// A plain value with a `: ` inside, or a colon at its end, gets quotes.
    QuoteColon,
    /// An item in brackets with a ` #` inside, a comment to YAML, gets quotes.
    QuoteHash,
    /// A value or key that starts with `@`, a backtick or `%` gets quotes.
    QuoteReserved,
    /// A value such as `*new* phones`, an alias to YAML, gets quotes.
    QuoteAlias,
    /// A value such as `&co and more`, an anchor to YAML, gets quotes.
    QuoteAnchor,
    /// A value such as `!important news` or `![](u)`, a tag to YAML, gets quotes.
    QuoteTag,
    /// A value with text behind a `|` or `>` gets quotes.
    QuoteBlock,
    /// A value that starts with `- ` on the line of its key gets quotes.
    QuoteDash,
    /// A value that starts with `? `, a comma or a closing bracket gets quotes.
    QuoteIndicator,
    /// A value with text behind its closing bracket gets quotes.
    QuoteFlowTail,
    /// A value with text behind its closing quote gets quotes around all of it.
    QuoteTail,
    /// A template tag such as `{{ title }}` gets quotes.
    QuoteTemplate,
    /// A value with a character that older readers take for a line end gets quotes and an escape.
    QuoteLineSeparator,
    /// Backslashes that escape nothing, inside of double quotes, are escaped or go.
    EscapeBackslash,
    /// Quotes inside of quotes of the same kind are escaped.
    EscapeQuote,
    /// A quote that is never closed is closed.
    CloseQuote,
    /// A bracket that is never closed is closed.
    CloseFlow,
    /// A space is put behind a colon or a list's dash.
    InsertSpace,
    /// A colon is put behind a key that stands alone.
    InsertColon,
    /// A tab where YAML takes only spaces becomes spaces.
    ReplaceTab,
    /// A no-break space, or another blank that is none to YAML, becomes a space.
    ReplaceNbsp,
    /// A full-width colon behind a key becomes a colon.
    ReplaceFullwidthColon,
    /// An equals sign behind a key becomes a colon.
    ReplaceEquals,
    /// A character that YAML forbids goes.
    StripControl,
    /// A line that is no YAML becomes a comment.
    DropLine,
    /// A line is moved to the column of its neighbours.
    Dedent,
    /// Of two equal keys the first becomes a comment.
    DuplicateKey,
    /// The value of a picture key becomes an address that can be shown, or goes.
    Picture,
    /// The inner one of two pairs of quotes goes.
    QuotedTwice,
    /// A description that only repeats the title goes.
    Placeholder,
}

impl RepairKind {
    /// The name as reports have it, such as `quote:colon`.
    pub fn name(self) -> &'static str {
        match self {
            RepairKind::StripLeadingBlank => "strip:leading-blank",
            RepairKind::FenceLong => "fence:long",
            RepairKind::FenceLanguage => "fence:lang",
            RepairKind::TomlInYamlFence => "format:toml-in-yaml-fence",
            RepairKind::YamlInOtherFence => "format:yaml-in-other-fence",
            RepairKind::QuoteColon => "quote:colon",
            RepairKind::QuoteHash => "quote:hash",
            RepairKind::QuoteReserved => "quote:reserved",
            RepairKind::QuoteAlias => "quote:alias",
            RepairKind::QuoteAnchor => "quote:anchor",
            RepairKind::QuoteTag => "quote:tag",
            RepairKind::QuoteBlock => "quote:block",
            RepairKind::QuoteDash => "quote:dash",
            RepairKind::QuoteIndicator => "quote:indicator",
            RepairKind::QuoteFlowTail => "quote:flow-tail",
            RepairKind::QuoteTail => "quote:quote-tail",
            RepairKind::QuoteTemplate => "quote:template",
            RepairKind::QuoteLineSeparator => "quote:line-separator",
            RepairKind::EscapeBackslash => "escape:backslash",
            RepairKind::EscapeQuote => "escape:quote",
            RepairKind::CloseQuote => "close:quote",
            RepairKind::CloseFlow => "close:flow",
            RepairKind::InsertSpace => "insert:space",
            RepairKind::InsertColon => "insert:colon",
            RepairKind::ReplaceTab => "replace:tab",
            RepairKind::ReplaceNbsp => "replace:nbsp",
            RepairKind::ReplaceFullwidthColon => "replace:fullwidth-colon",
            RepairKind::ReplaceEquals => "replace:equals",
            RepairKind::StripControl => "strip:control",
            RepairKind::DropLine => "drop:line",
            RepairKind::Dedent => "dedent",
            RepairKind::DuplicateKey => "duplicate-key:last-wins",
            RepairKind::Picture => "value:picture",
            RepairKind::QuotedTwice => "value:quoted-twice",
            RepairKind::Placeholder => "value:placeholder",
        }
    }

    /// Whether another mend is as likely, whatever the text.
    pub(super) fn is_always_guess(self) -> bool {
        matches!(
            self,
            RepairKind::InsertColon
                | RepairKind::ReplaceEquals
                | RepairKind::StripControl
                | RepairKind::DropLine
                | RepairKind::Dedent
                | RepairKind::DuplicateKey
        )
    }
}
