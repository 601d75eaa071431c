//! What was learned, as the text of a pack.

use std::{fmt::Write, path::PathBuf};

use super::{Learned, LearnedRule};
use crate::{files::path_bytes, hash};

/// Words of the block that go into the name of its rule.
const NAME_WORDS: usize = 4;

impl Learned {
    /// The text of a pack in which every rule is Unsafe, until a person makes it Safe or takes it out.
    pub fn to_pack(&self) -> String {
        let mut pack = String::from("unchaff-pack: 1\nname: learned\n");
        if self.rules.is_empty() {
            pack.push_str("rules: []\n");
            return pack;
        }
        pack.push_str("rules:\n");
        for rule in &self.rules {
            rule.write(&mut pack).expect("a string takes all");
        }
        pack
    }
}

impl LearnedRule {
    fn write(&self, pack: &mut String) -> std::fmt::Result {
        let it = &self.proposal;
        let example =
            |(file, line): &(PathBuf, usize)| quoted(&format!("{}:{line}", String::from_utf8_lossy(&path_bytes(file))));
        let examples: Vec<String> = self.examples.iter().map(example).collect();
        writeln!(pack, "  - id: {}", id(&it.words))?;
        writeln!(pack, "    applicability: unsafe")?;
        writeln!(pack, "    match: {{text: [{}]}}", quoted(&it.words))?;
        writeln!(pack, "    evidence:")?;
        writeln!(pack, "      documents: {}", it.n_documents)?;
        writeln!(pack, "      clusters: {}", it.n_clusters)?;
        writeln!(pack, "      position: {}", quoted(position(it.place)))?;
        writeln!(pack, "      link-share: {:.2}", f64::from(it.link_share) / 100.0)?;
        writeln!(pack, "      examples: [{}]", examples.join(", "))?;
        writeln!(pack, "    removes: [{}]", quoted(&self.removes))?;
        writeln!(pack, "    keeps: [{}]", quoted(&self.keeps))
    }
}

/// A name that stays the same when the documents change: the first words, and a hash of all.
fn id(words: &str) -> String {
    let is_name = |it: &&str| it.chars().all(|it| it.is_ascii_alphanumeric());
    let hash = hash(words.as_bytes());
    let mut parts: Vec<&str> = words.split(' ').filter(is_name).take(NAME_WORDS).collect();
    parts.push(&hash[..8]);
    parts.join("-")
}

fn position(hundredths: u8) -> &'static str {
    match hundredths {
        0..=15 => "start",
        85.. => "end",
        _ => "middle",
    }
}

/// A text as a scalar that JSON and YAML both read as that text.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for it in text.chars() {
        match it {
            '"' | '\\' => quoted.extend(['\\', it]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // What YAML does not print, and what it takes for a line end.
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(it)));
            }
            it => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use unchaff_boilerplate::Proposal;

    use super::*;

    #[test]
    fn a_pack_holds_the_rule_and_what_speaks_for_it() {
        let proposal = Proposal {
            words: "see all of our letters from überall".to_string(),
            n_documents: 12,
            n_clusters: 7,
            place: 90,
            link_share: 100,
            examples: Vec::new(),
        };
        let rule = LearnedRule {
            proposal,
            examples: vec![(PathBuf::from("a.md"), 104), (PathBuf::from("sub/\"b\".md"), 3)],
            removes: "[See all](https://example.com/)".to_string(),
            keeps: "The quay\nis old.".to_string(),
        };
        let learned = Learned { rules: vec![rule], ..Learned::default() };
        assert_eq!(
            learned.to_pack(),
            r#"unchaff-pack: 1
name: learned
rules:
  - id: see-all-of-our-5e086094
    applicability: unsafe
    match: {text: ["see all of our letters from überall"]}
    evidence:
      documents: 12
      clusters: 7
      position: "end"
      link-share: 1.00
      examples: ["a.md:104", "sub/\"b\".md:3"]
    removes: ["[See all](https://example.com/)"]
    keeps: ["The quay\nis old."]
"#
        );
        assert_eq!(Learned::default().to_pack(), "unchaff-pack: 1\nname: learned\nrules: []\n");
    }

    #[test]
    fn quoted_text_is_read_back_as_it_was() {
        for text in ["a\"b\\c", "tab\tline\r\nend", "\u{0}\u{1b}\u{7f}\u{85}\u{2028}\u{feff}", "渡し船 🚢", ""] {
            let quoted = quoted(text);
            assert_eq!(serde_json::from_str::<String>(&quoted).expect("JSON"), text, "{quoted}");
            assert!(quoted.chars().all(|it| !it.is_control()), "{quoted}");
        }
    }
}
