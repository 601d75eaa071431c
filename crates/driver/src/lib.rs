//! Cleans documents and folders of documents.
//!
//! [`clean`] takes the bytes of one document and returns what came out, with every edit; it does no I/O.
//! Of whole pages it removes what surrounds the article; [`convert`] gives the article another form.
//! Around it stands everything that touches a disk: [`Inputs`] finds documents, [`run`] cleans them on
//! several threads and in order, the [ledger](Ledger) remembers what was removed, [`restore()`] gives it
//! back.
//!
//! ```
//! use unchaff_driver::{CleanOptions, Format, clean};
//!
//! let post = b"A paragraph.\n\n**Also: [Ten ferries](https://example.com/ferries)**\n\nAnother.\n";
//! let cleaned = clean(post, Format::Markdown, &CleanOptions::default());
//! assert_eq!(cleaned.output, b"A paragraph.\n\nAnother.\n");
//! ```

mod adblock;
mod aliases;
mod baseline;
mod budget;
mod check;
mod claim;
mod clean;
mod compare;
mod convert;
mod dates;
mod decisions;
mod dedup;
mod documents;
mod duplicates;
mod error;
mod explain;
mod explain_pair;
mod files;
mod findings;
mod globs;
mod guard;
mod header;
mod inputs;
mod largest;
mod learn;
mod ledger;
mod note;
mod out_folder;
mod pack;
mod page;
mod pieces;
mod place;
mod plan;
mod protected;
mod records;
mod render;
mod report;
mod restore;
mod rules;
mod run;
mod stop;
mod taken;
mod text;
mod unified;
mod versioned;

pub use adblock::AdblockFiles;
pub use aliases::{ALIAS_RULE, AliasEdit, AliasReport, Generator, StaleLink, aliases, write_aliases};
pub use baseline::Baseline;
pub use budget::{DEFAULT_BUDGET, NO_BUDGET};
pub use check::{CheckCache, CheckOptions, CheckSummary, Checked, check};
pub use clean::{CleanOptions, Cleaned, Format, clean};
pub use compare::{Compare, compare, record_words};
pub use convert::{CONVERSION, Conversion, Converted, convert};
pub use dates::read as read_date;
pub use decisions::{Decision, Decisions};
pub use dedup::{
    CompareOptions, CompareSummary, Crowding, DEFAULT_MEMORY, DuplicateGroup, GroupMember, IndexChanges, MemberPassage,
    Relation,
};
pub use duplicates::{Duplicates, RowFormat, contained_rows, rows};
pub use error::FileError;
pub use explain::{Explanation, PageExplanation, explain};
pub use explain_pair::{NotComparable, PairExplanation, PassagePlace, SharedPassage, explain_pair, explain_records};
pub use files::{is_free_or_ours, replace, write_new};
pub use findings::{Finding, FindingState, Identity, Part, findings};
pub use globs::{GlobError, Globs};
pub use header::{
    HeaderEdit, HeaderError, HeaderFinding, HeaderOptions, HeaderValue, has_hexo_header, header_findings, header_json,
    header_value, read, rewrite, with_header_value, without_header_key,
};
pub use inputs::{Input, Inputs};
pub use largest::{DEFAULT_MAX_FILE_SIZE, read_within};
pub use learn::{Learned, LearnedRule, learn};
pub use ledger::{Ledger, hash};
pub use note::Note;
#[cfg(feature = "schemars")]
pub use pack::pack_schema;
pub use pack::{FailedExample, PackFile, test_pack};
pub use pieces::{Piece, pieces};
pub use place::{Lines, words_of};
pub use plan::Plan;
pub use records::{
    BoxedRecords, JsonValue, Record, RecordFields, RecordFormats, RecordLine, RecordLines, Records, decompressed,
    is_records,
};
pub use render::{RenderOptions, harmless, render};
pub use report::{FindingRow, ReportFormat, ReportWriter};
pub use restore::{LeftOut, RestoreSummary, left_out, left_out_of_bytes, restore, restore_bytes};
pub use rules::{category_of, rule_ids, rule_page, rule_summary};
pub use run::{Destination, OnDuplicates, RuleSummary, RunOptions, RunSummary, conversion_record, ledger_record, run};
pub use stop::{Progress, StopFlag};
pub use taken::{REVIEW_MARK, TakenFor, begins_as_page};
pub use unchaff_boilerplate::{
    ADBLOCK_LIST, Category, KeepList, Pack, PackError, PackRule, Phase, Proposal, RULES, Report, Rule, RuleSet,
    Verdicts, only_reports, rule,
};
pub use unchaff_dedup::{Keep, Overlap, Parameters, Tokens, Verdict};
pub use unchaff_document::{Applicability, DocumentRecord, Edit, EditSet, Evidence, Kind, RuleId, Span, settle};
pub use unchaff_front_matter::Dialect;
pub use unchaff_page::{PAGE_CHROME, PageBlock, PageEncoding};
pub use unified::unified;
pub use url::Url;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
