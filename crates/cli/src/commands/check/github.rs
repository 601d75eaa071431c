//! Findings as annotations of a pull request: "Workflow commands for GitHub Actions".

use unchaff_driver::FindingRow;

/// A line that GitHub Actions take for an annotation.
pub(super) fn command(row: &FindingRow) -> String {
    let FindingRow { line, column, end_line, end_column, .. } = row;
    let level = if row.state == "applied" { "warning" } else { "notice" };
    let title = row.rule.as_ref().map_or("unchaff".to_string(), |it| format!("unchaff: {it}"));
    let path = row.path.strip_prefix("./").unwrap_or(&row.path);
    // Columns count only inside of one line.
    let columns = if line == end_line { format!(",col={column},endColumn={end_column}") } else { String::new() };
    format!(
        "::{level} file={},line={line},endLine={end_line}{columns},title={}::{}",
        property(path),
        property(&title),
        data(&super::words::line(row)),
    )
}

/// What stands for characters that would end a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same for those that would end a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
