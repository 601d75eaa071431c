//! Edits come out byte for byte as expected.

use serde_json::Value;
use unchaff_front_matter::{FrontMatter, Path, Step, apply, remove, set};

use crate::corpus;

#[test]
fn edits_are_exact() {
    let Some(path) = corpus::find("front-matter/edits-dev.json") else { return };
    let text = std::fs::read(path).expect("the edits can be read");
    let edits: Value = serde_json::from_slice(&text).expect("the edits are JSON");
    let edits = edits.as_array().expect("the edits are a list");
    let failed: Vec<&str> = edits.iter().filter(|edit| !is_exact(edit)).filter_map(|it| it["name"].as_str()).collect();
    corpus::say(&format!("edits: {} of {}", edits.len() - failed.len(), edits.len()));
    assert_eq!(failed, [""; 0]);
}

fn is_exact(edit: &Value) -> bool {
    let steps = edit["path"].as_array().expect("an edit has a path").iter().map(|step| match step {
        Value::String(key) => Step::from(&**key),
        index => Step::Index(index.as_u64().expect("a step is a key or a number") as usize),
    });
    let path = Path::from(steps.collect::<Vec<Step>>());
    let source = edit["input"].as_str().expect("an edit has an input").as_bytes();
    let front = FrontMatter::new(source);
    let splice = match edit["op"].as_str() {
        Some("set") => set(&front, path, edit["value"].clone()),
        Some("remove") => remove(&front, path),
        op => panic!("an edit sets or removes, not {op:?}"),
    };
    let edited = splice.map(|splice| apply(source, &[splice]));
    edited.ok().as_deref() == edit["expect"].as_str().map(str::as_bytes)
}
