//! Text made to be slow is refused at once. No clock is asked: where time grows with the square of a text, a test runs into
//! the limit in `.config/nextest.toml`, and `cargo xtask hostile` compares sizes.

use unchaff_front_matter::{ErrorKind, FrontMatter, Tolerance, lost_text, repair};

fn check(raw: &str, expected: Option<ErrorKind>) {
    let source = format!("---\n{raw}\n---\nBody");
    let front = FrontMatter::new(source.as_bytes());
    assert_eq!(front.data().err().map(|it| it.kind), expected, "{raw:.60}");
    assert_eq!(front.body(), b"Body", "{raw:.60}");
    front.entries();
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

#[test]
fn many_defects_are_mended() {
    let check = |raw: &str, is_mended: bool| {
        let source = format!("---\n{raw}\n---\nBody");
        let repairs = repair(&FrontMatter::new(source.as_bytes()), Tolerance::Always);
        lost_text(&FrontMatter::new(source.as_bytes()));
        assert_eq!(!repairs.repairs.is_empty(), is_mended, "{raw:.60}");
    };
    for value in ["a: b: c", "@", "*x", "\"a", "'a' b", "{a} b", "\"\\d\"", "| a", "[@, b]"] {
        check(&format!("k:\n{}", format!("- {value}\n").repeat(20_000)), true);
        let entries: String = (0..14_000).map(|it| format!("{it}: {value}\n")).collect();
        check(&entries, true);
    }
    check(&format!("z: @x\n{}", (0..7_000).map(|it| format!("{it}: a #b\nk{it}: @x\n")).collect::<String>()), true);
    check(&"k:v\n".repeat(20_000).replacen("k:v", "a: b", 1), true);
    // Two lines together are valid text here, so nothing says where a quote is missing.
    check(&"a: \"\n".repeat(20_000), false);
    check(&format!("z: @x\n{}", "a: &n \"\n".repeat(20_000)), false);
    check(&format!("z: @x\n{}", (0..10_000).map(|it| format!("k{it}: \"x\n sub: y\"\n")).collect::<String>()), true);
    check(&format!("a: b: c\n{}", "  \"x\n".repeat(40_000)), true);
    check(&format!("a: [{}]", "@a, ".repeat(20_000)), true);
    check(&format!("a: [{}]", "'a' b, ".repeat(20_000)), true);
    check(&format!("a: {}\nb: c: d", "\u{1b}a".repeat(50_000)), true);
    check(&format!("a: b: c\n{}", "// c\n".repeat(20_000)), true);
    check(&format!("a: b: c\n{}", " - a\n".repeat(40_000)), true);
    check(&format!("a: b: c\n{}", "\tb: a\n".repeat(20_000)), true);
    // To the guard this is deep nesting.
    check(&format!("a: b: c\n{}", "a: [\n".repeat(40_000)), false);
    check(&format!("a: b: c\n{}", "- [#a\n".repeat(40_000)), false);
}
