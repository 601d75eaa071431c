//! Text made to be slow is refused at once.

use std::time::{Duration, Instant};

use unchaff_front_matter::{ErrorKind, FrontMatter};

/// Generous, for debug builds on busy machines; without the guards these take seconds and more.
const SOON: Duration = Duration::from_millis(1000);

fn check(raw: &str, expected: Option<ErrorKind>) {
    let source = format!("---\n{raw}\n---\nBody");
    let start = Instant::now();
    let front = FrontMatter::new(source.as_bytes());
    assert_eq!(front.data().err().map(|it| it.kind), expected, "{raw:.60}");
    assert_eq!(front.body(), b"Body", "{raw:.60}");
    front.entries();
    let elapsed = start.elapsed();
    assert!(elapsed < SOON, "{raw:.60} took {elapsed:?}");
}

#[test]
fn deep_nesting_is_refused() {
    let n = 200_000;
    check(&format!("a: {}", "[".repeat(n)), Some(ErrorKind::TooDeep));
    check(&"[".repeat(n), Some(ErrorKind::TooDeep));
    check(&format!("a: {}", "{a: ".repeat(n / 4)), Some(ErrorKind::TooDeep));
    check(&format!("a:\n  {}", "- ".repeat(n / 2)), Some(ErrorKind::TooDeep));
    check(&"? ".repeat(n / 2), Some(ErrorKind::TooDeep));
    check(&format!("a: 1\n--- {}", "[".repeat(n)), Some(ErrorKind::TooDeep));
    check(&format!("a: |\n  x\nb: {}", "[".repeat(n)), Some(ErrorKind::TooDeep));
    check(&format!("a: x\n# c\n b: {}", "[".repeat(n)), Some(ErrorKind::TooDeep));
}

#[test]
fn aliases_cannot_become_much_data() {
    let doubling: String = (1..40).map(|it| format!("k{it}: &x{it} [*x{0}, *x{0}]\n", it - 1)).collect();
    check(&format!("k0: &x0 [a]\n{doubling}"), Some(ErrorKind::AliasExpansion));
    let long = "x".repeat(20_000);
    let many = "*x, ".repeat(5_000);
    check(&format!("a: &x {long}\nb: [{many}]"), Some(ErrorKind::AliasExpansion));
    check("a: &x [*x]", Some(ErrorKind::AliasExpansion));
    check("a: &x [*x, *x, *x]\nb: *x", Some(ErrorKind::AliasExpansion));
    check("a: &x {b: *x}", Some(ErrorKind::AliasExpansion));
    check("a: &x [one, two]\nb: *x", None);
}

#[test]
fn large_headers_are_refused_unread() {
    check(&format!("a: {}", "x".repeat(300_000)), Some(ErrorKind::TooLarge));
    check(&format!("a: {}", "x".repeat(200_000)), None);
}

#[test]
fn many_small_things_are_quick() {
    let list: String = (0..20_000).map(|it| format!("k{it}: v\n")).collect();
    check(&list, None);
    check(&format!("a: [{}]", "1,".repeat(100_000)), None);
    check(&"a: \"\n".repeat(40_001), Some(ErrorKind::DuplicateKey));
    check(&"a: '\n".repeat(40_001), Some(ErrorKind::DuplicateKey));
    check(&format!("a: 1\n{}", "b: [\n".repeat(40_000)), Some(ErrorKind::TooDeep));
    check(&format!("a: {}", "&x ".repeat(60_000)), Some(ErrorKind::Syntax));
    check(&format!("a: 1\n{}", " # c\n".repeat(40_000)), None);
    check(&format!("a: 1\n{}", "\n".repeat(200_000)), None);
    check(&"k:\n".repeat(60_000), Some(ErrorKind::DuplicateKey));
    check(&"%TAG ! x\n".repeat(20_000), Some(ErrorKind::Syntax));
}

#[test]
fn long_prose_between_two_rules_stays_body() {
    let source = format!("---\n{}\n---\nEnd", "Words and more words.\n".repeat(20_000));
    let front = FrontMatter::new(source.as_bytes());
    assert_eq!(front.body(), source.as_bytes());
}
