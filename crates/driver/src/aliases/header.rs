//! The front matter of a kept post, with more aliases.

use serde_json::{Value, json};
use unchaff_document::{Applicability, Edit, EditSet, Evidence, Span, settle};
use unchaff_front_matter::{FrontMatter, Path, SpliceError, Step, apply, set};

use super::{ALIAS_RULE, Generator, address::decoded, post::texts};

/// The aliases that a post has already.
pub(super) fn aliases(generator: Generator, source: &[u8]) -> Result<Vec<String>, String> {
    let front = FrontMatter::in_dialect(source, generator.dialect());
    let data = front.data().map_err(|it| format!("the front matter cannot be read: {it}"))?;
    let value = key(generator, &front).and_then(|it| data.get(&it).cloned());
    Ok(match value {
        // Several in one text.
        Some(Value::String(it)) if generator == Generator::Hugo => it.split_whitespace().map(str::to_owned).collect(),
        value => texts(value.as_ref()),
    })
}

/// The edit that adds aliases to a post; none for those it has.
pub(super) fn with_aliases(generator: Generator, source: &[u8], wanted: &[String]) -> Result<EditSet, String> {
    let mut output = source.to_vec();
    let known = aliases(generator, source)?;
    let mut keys: Vec<String> = known.iter().map(|it| alias_key(it)).collect();
    let mut added = Vec::new();
    for alias in wanted {
        let key = alias_key(alias);
        if !keys.contains(&key) {
            output = with_alias(generator, &output, alias).map_err(|it| match it {
                SpliceError::NoHeader => "it has no front matter in which an alias could stand".to_owned(),
                it => format!("the alias `{alias}` cannot be written: {it}"),
            })?;
            keys.push(key);
            added.push(alias.as_str());
        }
    }
    Ok(difference(source, &output, &added.join(" ")))
}

/// Two aliases with the same key are one.
pub(super) fn alias_key(alias: &str) -> String {
    let path = decoded(alias);
    let path = path.strip_suffix("index.html").unwrap_or(&path);
    path.trim_matches('/').to_owned()
}

fn with_alias(generator: Generator, source: &[u8], alias: &str) -> Result<Vec<u8>, SpliceError> {
    let front = FrontMatter::in_dialect(source, generator.dialect());
    let key = key(generator, &front).unwrap_or_else(|| generator.key().to_owned());
    let (path, value): (Path, Value) = match front.value(&*key) {
        Some(Value::Array(items)) => ([Step::from(&*key), Step::Index(items.len())].into(), alias.into()),
        Some(Value::String(_)) => {
            let known = aliases(generator, source).unwrap_or_default();
            let list: Vec<String> = known.into_iter().chain([alias.to_owned()]).collect();
            (Path::from(&*key), json!(list))
        }
        Some(Value::Null) | None => (Path::from(&*key), json!([alias])),
        Some(_) => return Err(SpliceError::UnsupportedEntry(Path::from(&*key))),
    };
    let splice = set(&front, path, value)?;
    Ok(apply(source, &[splice]))
}

/// The key under which the header has aliases, as it is written there.
fn key(generator: Generator, front: &FrontMatter<'_>) -> Option<String> {
    let data = front.data().ok()?;
    let is_said = |it: &&str| data.get(*it).is_some_and(|it| !matches!(it, Value::Null) && *it != json!(""));
    match generator {
        Generator::Hugo => data.keys().find(|it| it.eq_ignore_ascii_case("aliases")).cloned(),
        Generator::Jekyll => data.contains_key("redirect_from").then(|| "redirect_from".to_owned()),
        // The plugin looks at the second only if the first says nothing.
        Generator::Hexo => {
            let said = ["alias", "aliases"].into_iter().find(is_said);
            said.or_else(|| ["alias", "aliases"].into_iter().find(|it| data.contains_key(*it))).map(str::to_owned)
        }
    }
}

/// What changed, as one edit.
fn difference(old: &[u8], new: &[u8], what: &str) -> EditSet {
    let is_start = |bytes: &[u8], at: usize| bytes.get(at).is_none_or(|it| it & 0xC0 != 0x80);
    let mut head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    while !is_start(old, head) || !is_start(new, head) {
        head -= 1;
    }
    let (old_tail, new_tail) = (&old[head..], &new[head..]);
    let mut tail = old_tail.iter().rev().zip(new_tail.iter().rev()).take_while(|(old, new)| old == new).count();
    while !is_start(old, old.len() - tail) || !is_start(new, new.len() - tail) {
        tail -= 1;
    }
    if old.len() == new.len() && head == old.len() {
        return EditSet::default();
    }
    settle(vec![Edit {
        span: Span::of(head..old.len() - tail),
        insert: new[head..new.len() - tail].to_vec(),
        rule: ALIAS_RULE,
        applicability: Applicability::Safe,
        evidence: Evidence::Value(what.to_owned()),
        repair: None,
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(generator: Generator, source: &str, wanted: &[&str], expected: &str) {
        let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
        let edits = with_aliases(generator, source.as_bytes(), &wanted).expect("the aliases can be written");
        let output = String::from_utf8(edits.apply(source.as_bytes())).expect("UTF-8 stays UTF-8");
        assert_eq!(output, expected, "{source}");
        assert!(edits.edits().len() <= 1);
        let again = with_aliases(generator, output.as_bytes(), &wanted).expect("they can be read");
        assert!(again.is_empty(), "{output}");
    }

    #[test]
    fn extends_lists_of_every_shape() {
        use Generator::Hugo;
        check(Hugo, "---\ntitle: a # c\n---\nx", &["/b/"], "---\ntitle: a # c\naliases: [/b/]\n---\nx");
        check(
            Hugo,
            "---\naliases: [ '/a/', \"/b/\" ]  # ours\nz: 1\n---\nx",
            &["/c/", "/d, e/"],
            "---\naliases: [ '/a/', \"/b/\", /c/, '/d, e/' ]  # ours\nz: 1\n---\nx",
        );
        check(
            Hugo,
            "---\r\nAliases:\r\n- '/a/' # one\r\n# two\r\nz: 1\r\n---\r\nx",
            &["/c/", "/a", "/d/"],
            "---\r\nAliases:\r\n- '/a/' # one\r\n- /c/\r\n- /d/\r\n# two\r\nz: 1\r\n---\r\nx",
        );
        check(
            Hugo,
            "+++\naliases = ['/a/'] # c\n[t]\nk = 1\n+++\nx",
            &["/b/"],
            "+++\naliases = ['/a/', \"/b/\"] # c\n[t]\nk = 1\n+++\nx",
        );
        check(
            Hugo,
            "+++\naliases = [\n  '/a/', # one\n]\n+++\nx",
            &["/b/", "/c/"],
            "+++\naliases = [\n  '/a/', # one\n  \"/b/\",\n  \"/c/\",\n]\n+++\nx",
        );
        check(
            Hugo,
            "+++\ntitle = 'a'\n[t]\nk = 1\n+++\n",
            &["/b/"],
            "+++\ntitle = 'a'\naliases = [\"/b/\"]\n[t]\nk = 1\n+++\n",
        );
        check(Hugo, "{\n  \"title\": \"a\"\n}\nx", &["/b/"], "{\n  \"title\": \"a\",\n  \"aliases\": [\"/b/\"]\n}\nx");
        check(
            Hugo,
            "{\n  \"aliases\": [\n    \"/a/\"\n  ]\n}\nx",
            &["/b/"],
            "{\n  \"aliases\": [\n    \"/a/\",\n    \"/b/\"\n  ]\n}\nx",
        );
    }

    #[test]
    fn makes_a_list_of_one_text() {
        use Generator::{Hexo, Hugo, Jekyll};
        check(
            Jekyll,
            "---\nredirect_from: /a b/ # c\nz: 1\n---\n",
            &["/c/"],
            "---\nredirect_from: [/a b/, /c/] # c\nz: 1\n---\n",
        );
        check(Hugo, "---\naliases: /a/ /b/\n---\n", &["/c/"], "---\naliases: [/a/, /b/, /c/]\n---\n");
        check(Hexo, "alias:\ntitle: a\n---\n", &["a/index.html"], "alias: [a/index.html]\ntitle: a\n---\n");
        check(
            Hexo,
            "---\nalias: \naliases: b.html\n---\n",
            &["a.html"],
            "---\nalias: \naliases: [b.html, a.html]\n---\n",
        );
        check(
            Hexo,
            ";;;\n\"title\": \"a\"\n;;;\n",
            &["a.html"],
            ";;;\n\"title\": \"a\",\"alias\": [\"a.html\"]\n;;;\n",
        );
    }

    #[test]
    fn takes_no_alias_twice() {
        use Generator::{Hexo, Hugo, Jekyll};
        for (generator, source, alias) in [
            (Hugo, "---\naliases: [/a]\n---\n", "/a/"),
            (Jekyll, "---\nredirect_from: caf%C3%A9/\n---\n", "/caf\u{e9}/"),
            (Hexo, "---\nalias: a/\n---\n", "a/index.html"),
        ] {
            check(generator, source, &[alias], source);
        }
    }

    #[test]
    fn says_why_nothing_is_written() {
        let refusal =
            |source: &str| with_aliases(Generator::Hugo, source.as_bytes(), &["/a/".to_owned()]).expect_err("no");
        assert_eq!(refusal("Text.\n"), "it has no front matter in which an alias could stand");
        assert!(refusal("---\na: b: c\n---\n").starts_with("the front matter cannot be read: 2:"));
        assert!(
            refusal("---\naliases: {a: b}\n---\n").contains("`aliases` is a whole table, or written in another way")
        );
        assert!(refusal("---\nx: &l [/b/]\naliases: *l\n---\n").starts_with("the alias `/a/` cannot be written: "));
    }
}
