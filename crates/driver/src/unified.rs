//! Input and outcome of one document as a unified diff, for other programs.

use std::{
    ops::Range,
    path::{Component, Path, PathBuf},
};

use unchaff_document::EditSet;

use crate::files::path_bytes;

/// So many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// What edits do to a document as a unified diff (POSIX `diff -u`), which `patch` and `git apply` read. Bytes are those of
/// the file, whatever it is written in. Nothing if nothing changes.
pub fn unified(path: &Path, source: &[u8], edits: &EditSet) -> Vec<u8> {
    let changes = changes(source, edits);
    let lines: Vec<&[u8]> = source.split_inclusive(|it| *it == b'\n').collect();
    let mut diff = Vec::new();
    // How many lines the output has more than the source, so far.
    let mut growth = 0_isize;
    let mut rest = changes.as_slice();
    while !rest.is_empty() {
        let apart = |two: &[Change]| two[1].lines.start - two[0].lines.end > 2 * CONTEXT;
        let n_near = rest.windows(2).position(apart).map_or(rest.len(), |it| it + 1);
        let (hunk, later) = rest.split_at(n_near);
        rest = later;
        if diff.is_empty() {
            diff.extend_from_slice(format!("--- {}\n+++ {}\n", quoted("a", path), quoted("b", path)).as_bytes());
        }
        growth = write_hunk(&mut diff, &lines, hunk, growth);
    }
    diff
}

/// A path below `a` or `b` as git writes it: quoted where it needs that; behind blanks a tab tells where it ends.
fn quoted(side: &str, path: &Path) -> String {
    let is_name = |it: &Component<'_>| matches!(it, Component::Normal(_) | Component::ParentDir);
    let path = path_bytes(&path.components().filter(is_name).collect::<PathBuf>());
    let needs_quotes = |it: &u8| matches!(it, 0..0x20 | b'"' | b'\\' | 0x7f..);
    if !path.iter().any(needs_quotes) {
        let path = String::from_utf8_lossy(&path);
        let end = if path.contains(' ') { "\t" } else { "" };
        return format!("{side}/{path}{end}");
    }
    let mut text = format!("\"{side}/");
    for byte in path {
        match byte {
            b'"' | b'\\' => text.extend(['\\', char::from(byte)]),
            it if needs_quotes(&it) => text.push_str(&format!("\\{it:03o}")),
            it => text.push(char::from(it)),
        }
    }
    text + "\""
}

/// Whole lines that others replace.
struct Change {
    lines: Range<usize>,
    new: Vec<Vec<u8>>,
}

/// The changed lines, in order; runs of them neither touch nor overlap.
fn changes(source: &[u8], edits: &EditSet) -> Vec<Change> {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(memchr::memchr_iter(b'\n', source).map(|it| it + 1).filter(|it| *it < source.len()));
    let line_of = |at: usize| starts.partition_point(|it| *it <= at) - 1;
    let end_of = |line: usize| starts.get(line + 1).copied().unwrap_or(source.len());
    let mut changes: Vec<Change> = Vec::new();
    let mut edits = edits.edits().iter().peekable();
    while let Some(first) = edits.peek() {
        let first_line = line_of(first.span.start as usize);
        let (mut last_line, mut at) = (first_line, starts[first_line]);
        let mut new = Vec::new();
        // Until the edits of these lines leave whole lines.
        loop {
            let end = end_of(last_line);
            while let Some(edit) = edits.next_if(|it| (it.span.start as usize) < end || end == source.len()) {
                let range = edit.span.range();
                new.extend_from_slice(&source[at..range.start]);
                new.extend_from_slice(&edit.insert);
                at = range.end;
            }
            if at > end {
                last_line = line_of(at - 1);
                continue;
            }
            new.extend_from_slice(&source[at..end]);
            at = end;
            if end == source.len() || new.is_empty() || new.ends_with(b"\n") {
                break;
            }
            last_line += 1;
        }
        let new: Vec<Vec<u8>> = new.split_inclusive(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
        let old: Vec<&[u8]> = (first_line..=last_line).map(|it| &source[starts[it]..end_of(it)]).collect();
        changes.extend(trimmed(first_line, &old, new));
    }
    changes
}

/// A change without the lines at its ends that stay.
fn trimmed(first_line: usize, old: &[&[u8]], mut new: Vec<Vec<u8>>) -> Option<Change> {
    let n_before = old.iter().zip(&new).take_while(|(old, new)| *old == new).count();
    let (old_rest, new_rest) = (&old[n_before..], &new[n_before..]);
    let n_after = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| *old == new).count();
    let lines = first_line + n_before..first_line + old.len() - n_after;
    new.truncate(new.len() - n_after);
    new.drain(..n_before);
    (!lines.is_empty() || !new.is_empty()).then_some(Change { lines, new })
}

fn write_hunk(diff: &mut Vec<u8>, lines: &[&[u8]], hunk: &[Change], growth: isize) -> isize {
    let from = hunk[0].lines.start.saturating_sub(CONTEXT);
    let to = (hunk[hunk.len() - 1].lines.end + CONTEXT).min(lines.len());
    let more: isize = hunk.iter().map(|it| it.new.len().cast_signed() - it.lines.len().cast_signed()).sum();
    let (n_old, n_new) = (to - from, ((to - from).cast_signed() + more).cast_unsigned());
    // Of no lines, the place is the line before.
    let place = |first: usize, n: usize| format!("{},{n}", if n == 0 { first } else { first + 1 });
    let new_from = (from.cast_signed() + growth).cast_unsigned();
    diff.extend_from_slice(format!("@@ -{} +{} @@\n", place(from, n_old), place(new_from, n_new)).as_bytes());
    let mut at = from;
    for change in hunk {
        lines[at..change.lines.start].iter().for_each(|it| write_line(diff, b' ', it));
        lines[change.lines.clone()].iter().for_each(|it| write_line(diff, b'-', it));
        change.new.iter().for_each(|it| write_line(diff, b'+', it));
        at = change.lines.end;
    }
    lines[at..to].iter().for_each(|it| write_line(diff, b' ', it));
    growth + more
}

fn write_line(diff: &mut Vec<u8>, mark: u8, line: &[u8]) {
    diff.push(mark);
    diff.extend_from_slice(line);
    if !line.ends_with(b"\n") {
        diff.extend_from_slice(b"\n\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use unchaff_document::{Applicability, Edit, Evidence, RuleId, Span, settle};

    use super::*;

    /// The diff of a document in which some words become others.
    #[track_caller]
    fn check(source: &str, changes: &[(&str, &str)], expected: &str) {
        let edit = |(gone, insert): &(&str, &str)| {
            let start = source.find(gone).expect("it stands there");
            Edit {
                span: Span::of(start..start + gone.len()),
                insert: insert.as_bytes().to_vec(),
                rule: RuleId::new("test"),
                applicability: Applicability::Safe,
                evidence: Evidence::Blanks,
                repair: None,
            }
        };
        let edits = settle(changes.iter().map(edit).collect());
        let found = unified(Path::new("a.md"), source.as_bytes(), &edits);
        let head = if expected.is_empty() { "" } else { "--- a/a.md\n+++ b/a.md\n" };
        assert_eq!(String::from_utf8_lossy(&found), format!("{head}{expected}"));
    }

    #[test]
    fn lines_go_and_change() {
        check("1\n2\n3\n4\n5\n6\n", &[("5\n", "")], "@@ -2,5 +2,4 @@\n 2\n 3\n 4\n-5\n 6\n");
        check("one \ntwo\n", &[(" \n", "\n")], "@@ -1,2 +1,2 @@\n-one \n+one\n two\n");
        check("one\n", &[("one\n", "")], "@@ -1,1 +0,0 @@\n-one\n");
        check("one\n", &[], "");
    }

    #[test]
    fn whole_lines_are_put_in() {
        check("a: 1\n---\n", &[("---", "b: 2\n---")], "@@ -1,2 +1,3 @@\n a: 1\n+b: 2\n ---\n");
    }

    #[test]
    fn lines_that_lose_their_end_join_the_next() {
        check("one\ntwo\nthree\n", &[("\ntwo", "")], "@@ -1,3 +1,2 @@\n one\n-two\n three\n");
        check("one\ntwo\nthree\n", &[("e\ntw", "")], "@@ -1,3 +1,2 @@\n-one\n-two\n+ono\n three\n");
    }

    #[test]
    fn the_last_line_may_have_no_end() {
        let end = "\\ No newline at end of file\n";
        check("one\ntwo", &[("two", "2")], &format!("@@ -1,2 +1,2 @@\n one\n-two\n{end}+2\n{end}"));
        check("one\ntwo", &[("\ntwo", "")], &format!("@@ -1,2 +1,1 @@\n-one\n-two\n{end}+one\n{end}"));
    }

    #[test]
    fn changes_far_apart_are_hunks_of_their_own() {
        let lines: String = (0..20).map(|it| format!("line {it};\n")).collect();
        let near = "@@ -1,9 +1,7 @@\n line 0;\n-line 1;\n line 2;\n line 3;\n line 4;\n-line 5;\n line 6;\n line 7;\n line 8;\n";
        let far = "@@ -14,7 +12,6 @@\n line 13;\n line 14;\n line 15;\n-line 16;\n line 17;\n line 18;\n line 19;\n";
        check(&lines, &[("line 1;\n", ""), ("line 5;\n", ""), ("line 16;\n", "")], &format!("{near}{far}"));
    }
}
