//! Naming, choosing and explaining rules.

use unchaff_boilerplate::RULES;
use unchaff_driver::{RuleId, category_of, rule_ids, rule_page};

use crate::cli::{BLANKS, CLEANED, Case, DIRTY, Folder, NO_BLANKS, PLAIN, Run, TITLED, UNTITLED, check};

#[test]
fn rules_are_listed_and_explained() {
    let folder = Folder::with(&[]);
    let list = String::from_utf8(folder.run(&Run { args: "rules", ..Run::default() }).stdout).expect("text");
    let listed: Vec<&str> = list.lines().filter_map(|it| it.split_whitespace().next()).collect();
    assert_eq!(listed, rule_ids().iter().map(RuleId::as_str).collect::<Vec<_>>());
    let page = folder.run(&Run { args: "explain page-chrome", ..Run::default() }).stdout;
    assert_eq!(String::from_utf8_lossy(&page), rule_page("page-chrome").expect("its page"));
    for rule in RULES {
        let page = folder.run(&Run { args: &format!("explain {}", rule.id), ..Run::default() }).stdout;
        assert_eq!(String::from_utf8_lossy(&page), rule.explanation);
    }
}

#[test]
fn a_category_is_explained_by_its_rules() {
    for id in rule_ids() {
        let category = category_of(&id);
        let args = format!("explain {category}");
        let select = format!("`--select {category}` runs nothing else");
        // A file of that name is `./NAME`.
        let folder = Folder::with(&[(&category, PLAIN)]);
        folder.run(&Run { args: &args, stdout: &[id.as_str(), "is a category of", &select], ..Run::default() });
    }
}

#[test]
fn an_unknown_rule_is_refused_with_a_suggestion() {
    for (args, hint) in [
        ("explain also-lnk", "did you mean `also-link`?"),
        ("explain cookies", "unchaff rules"),
        ("explain Newsletter", "did you mean `newsletter`?"),
        ("explain ALSO-LINK", "did you mean `also-link`?"),
        ("clean posts --out out --select alsolink", "did you mean `also-link`?"),
        ("clean posts --write --ignore also-link,trailing-spaces", "did you mean `trailing-space`?"),
        ("check posts --select adverts", "did you mean `advert`?"),
        ("diff posts --ignore cookies", "`cookies`"),
        ("dedup posts --clean --select cookies", "`cookies`"),
        ("restore posts --rule also-lin", "did you mean `also-link`?"),
    ] {
        check(&Case {
            files: &[("posts/a.md", DIRTY)],
            runs: &[Run { args, exit: 2, stderr: &[hint], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn rules_and_categories_can_be_chosen() {
    let files = &[("posts/a.md", DIRTY), ("posts/b.md", BLANKS), ("posts/c.md", TITLED)];
    let (a, b, c) = (("posts/a.md", CLEANED), ("posts/b.md", NO_BLANKS), ("posts/c.md", UNTITLED));
    for (flags, after) in [
        ("", &[a, b][..]),
        ("--unsafe", &[a, b, c]),
        ("--select also-link", &[a]),
        ("--select related,whitespace", &[a, b]),
        ("--select related --select trailing-space", &[a, b]),
        ("--ignore also-link", &[b]),
        ("--ignore related", &[b]),
        ("--select related,whitespace --ignore whitespace", &[a]),
        ("--select repetition", &[]),
        ("--select repetition --unsafe", &[c]),
        ("--unsafe --ignore repetition,related", &[b]),
    ] {
        check(&Case {
            files,
            runs: &[Run { args: &format!("clean posts --write {flags}"), ..Run::default() }],
            after,
            state: if after.is_empty() { &[] } else { &["posts/.unchaff/ledger/000001.jsonl"] },
        });
    }
}
