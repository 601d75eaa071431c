//! Files that are no plain lines of UTF-8: other line ends, marks, other encodings.

use crate::cli::{BLANKS, CLEANED, DIRTY, Folder, NO_BLANKS, Run};

/// Cleans a document in place and into a folder; `restore` gives it back from both.
fn check_bytes(name: &str, input: &[u8], output: &[u8]) {
    let folder = Folder::with(&[]);
    folder.write(format!("posts/{name}"), input);
    for (clean, restore, place) in
        [("clean posts --out out", "restore out", "out"), ("clean posts --write", "restore posts", "posts")]
    {
        let show = |it: &[u8]| it.escape_ascii().to_string();
        folder.run(&Run { args: clean, ..Run::default() });
        let path = format!("{place}/{name}");
        assert_eq!(show(&folder.read(&path)), show(output), "{clean} of {name} with {}", show(input));
        if input != output {
            folder.run(&Run { args: restore, ..Run::default() });
            assert_eq!(show(&folder.read(&path)), show(input), "{restore} of {name}");
        }
    }
}

#[test]
fn line_ends_stay_as_they_are() {
    for end in ["\n", "\r\n", "\r"] {
        for (input, output) in [(DIRTY, CLEANED), (BLANKS, NO_BLANKS)] {
            let (input, output) = (input.replace('\n', end), output.replace('\n', end));
            for name in ["a.md", "a.txt"] {
                check_bytes(name, input.as_bytes(), output.as_bytes());
            }
        }
    }
}

#[test]
fn line_ends_may_be_mixed() {
    let input = "One \r\ntwo \nthree\r\n\r\n**Also: [Four](https://example.com/4)**\n\r\nFive\rsix \n\n\n";
    let output = "One\r\ntwo\nthree\r\n\r\nFive\rsix\n\n\n";
    check_bytes("a.md", input.as_bytes(), output.as_bytes());
}

#[test]
fn a_header_keeps_its_line_ends() {
    for end in ["\n", "\r\n"] {
        let input =
            "---\ntitle: Gulls\ncover: https://example.com/page https://example.com/gull.png\n---\n\nTwo gulls.\n";
        let output = "---\ntitle: Gulls\ncover: https://example.com/gull.png\n---\n\nTwo gulls.\n";
        check_bytes("a.md", input.replace('\n', end).as_bytes(), output.replace('\n', end).as_bytes());
    }
}

#[test]
fn a_byte_order_mark_stays() {
    for (input, output) in [(DIRTY, CLEANED), (BLANKS, NO_BLANKS), ("", ""), ("One line.", "One line.")] {
        for name in ["a.md", "a.txt"] {
            check_bytes(name, format!("\u{feff}{input}").as_bytes(), format!("\u{feff}{output}").as_bytes());
        }
    }
}

#[test]
fn files_may_end_anywhere() {
    for (input, output) in [
        ("", ""),
        ("\n", "\n"),
        ("\r\n\r\n", "\r\n\r\n"),
        (" ", " "),
        ("No end", "No end"),
        ("No end ", "No end"),
        ("An end.\n\n\n", "An end.\n\n\n"),
        ("A sentence.\n\nSee also: [What gulls eat](https://example.com/gulls)", "A sentence.\n"),
        ("Zero \0 and bell \x07 stay.\n", "Zero \0 and bell \x07 stay.\n"),
    ] {
        check_bytes("a.md", input.as_bytes(), output.as_bytes());
    }
}

#[test]
fn other_encodings_pass_through_and_are_reported() {
    let files: [(&str, &[u8]); 3] = [
        ("latin.md", b"caf\xe9 \n\n**Also: [Tea](https://example.com/tea)**\n"),
        ("wide.txt", b"\xff\xfeT\0e\0a\0 \0\n\0"),
        ("cut.md", b"The last letter is cut \xe2\x82"),
    ];
    for (name, content) in files {
        check_bytes(name, content, content);
        let folder = Folder::with(&[]);
        folder.write(name, content);
        for args in [format!("clean {name} --write"), format!("clean {name} --write --unsafe")] {
            folder.run(&Run { args: &args, stderr: &[name, "not UTF-8"], ..Run::default() });
        }
        folder.run(&Run { args: &format!("check {name}"), stdout: &[name, "not UTF-8"], ..Run::default() });
        assert_eq!(folder.files().len(), 1, "{name}: nothing but the file");
    }
}

/// Names need not be UTF-8 either, and may hold what would break a report.
#[cfg(unix)]
#[test]
fn names_may_be_any_bytes() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt, path::Path};

    let names: [&[u8]; 5] = [b"caf\xe9.md", b"sub\xff/d\xe9j\xe0.txt", b"tab\t.md", b"line\nend.md", b"back\\slash.md"];
    let folder = Folder::with(&[]);
    for (number, name) in names.iter().enumerate() {
        folder.write(Path::new("posts").join(OsStr::from_bytes(name)), format!("Page {number}.\n\n{DIRTY}"));
    }
    let before = folder.documents_in("posts");
    assert_eq!(before.len(), names.len());
    for (clean, place, restore) in
        [("clean posts --out out", "out", "restore out"), ("clean posts --write", "posts", "restore posts")]
    {
        folder.run(&Run { args: clean, stderr: &["5 documents, 5 changed"], ..Run::default() });
        let after = folder.documents_in(place);
        assert!(after.keys().eq(before.keys()) && after.values().ne(before.values()), "{after:?}");
        folder.run(&Run { args: restore, stderr: &["restored 5 files"], ..Run::default() });
        assert_eq!(folder.documents_in(place), before);
    }
    let ledger = String::from_utf8(folder.read("out/.unchaff/ledger/000001.jsonl")).expect("JSON");
    assert_eq!(ledger.lines().count(), 1 + names.len());
}
