//! Real posts: what reads elsewhere reads here, and an edit without effect has none.

use unchaff_front_matter::{Dialect, Format, FrontMatter, Style, apply, set};

use crate::corpus;

#[test]
fn posts_with_valid_yaml_are_read() {
    for folder in ["hexo/dev", "controls/dev"] {
        let Some(folder) = corpus::find(folder) else { continue };
        let mut n_headers = 0;
        let mut n_refused = 0;
        let files = corpus::files(&folder, "md");
        for path in &files {
            let source = std::fs::read(path).expect("a post can be read");
            let front = FrontMatter::new(&source);
            assert_eq!([front.header(), front.body()].concat(), without_bom(&source));
            n_headers += usize::from(front.format() != Format::None);
            if front.format() == Format::Yaml {
                let text = str::from_utf8(front.raw()).expect("headers of posts are UTF-8");
                let reference = serde_yaml::from_str::<serde_yaml::Value>(text);
                assert_eq!(front.data().is_ok(), reference.is_ok(), "{}", path.display());
            }
            n_refused += usize::from(front.data().is_err());
        }
        corpus::say(&format!(
            "{}: {} posts, {n_headers} headers, {n_refused} of them broken",
            folder.display(),
            files.len(),
        ));
    }
}

#[test]
fn posts_of_hexo_sites_split_alike_in_both_dialects() {
    let Some(folder) = corpus::find("hexo/dev") else { return };
    for path in corpus::files(&folder, "md") {
        let source = std::fs::read(&path).expect("a post can be read");
        for dialect in [Dialect::Hexo, Dialect::HexoPosts] {
            assert_eq!(dialect.split(&source), Dialect::Strict.split(&source), "{}", path.display());
        }
    }
}

#[test]
fn setting_a_value_to_itself_changes_no_byte() {
    for folder in ["hexo/dev", "controls/dev"] {
        let Some(folder) = corpus::find(folder) else { continue };
        let mut n_values = 0;
        for path in corpus::files(&folder, "md") {
            let source = std::fs::read(&path).expect("a post can be read");
            let front = FrontMatter::new(&source);
            let Ok(data) = front.data() else { continue };
            let entries = front.entries();
            let keys: Vec<&str> = entries.iter().filter_map(|it| it.key()).collect();
            // TOML has its tables on lines of their own: those are no entries.
            let expected: Vec<&str> = data
                .iter()
                .filter(|(_, value)| front.format() != Format::Toml || !value.is_object())
                .map(|(key, _)| &**key)
                .collect();
            assert_eq!(keys, expected, "{}", path.display());
            for entry in entries {
                let key = entry.key().expect("a header is a mapping");
                let splice =
                    set(&front, key, data[key].clone()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                assert_eq!(apply(&source, &[splice]), source);
                let is_collection = data[key].is_array() || data[key].is_object();
                assert_eq!(matches!(entry.style, Style::Nested | Style::Flow), is_collection);
                let n_inside =
                    data[key].as_array().map_or(0, Vec::len) + data[key].as_object().map_or(0, serde_json::Map::len);
                assert_eq!(front.entries_of(key).len(), n_inside, "{key} of {}", path.display());
                n_values += 1;
            }
        }
        corpus::say(&format!("{}: {n_values} strings set to themselves", folder.display()));
    }
}

fn without_bom(source: &[u8]) -> &[u8] {
    source.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source)
}
