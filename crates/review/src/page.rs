//! The page.

use std::sync::LazyLock;

use askama::Template;

use crate::{
    Review,
    embed::{embedded, harmless},
    policy::policy,
};

/// How a page begins, and where its decisions go.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The text of a decisions file with which the page begins. Of one that cannot be read the page says so.
    pub decisions: Option<&'a str>,
    /// The address to which decisions are sent, on the server that delivered the page. Without one they are downloaded.
    pub save_to: Option<&'a str>,
}

/// Writes the page: one HTML file that loads nothing.
pub fn render(review: &Review, options: &Options<'_>) -> String {
    let page = Page {
        review,
        save_to: options.save_to,
        policy: policy(&STYLE, &SCRIPT),
        style: &STYLE,
        script: &SCRIPT,
        index: embedded(review),
        texts: review.files.iter().map(|it| embedded(&it.pieces)).collect(),
        decisions: options.decisions.map(harmless),
    };
    page.render().expect("nothing in the template can fail, and neither can writing to a string")
}

#[derive(Template)]
#[template(path = "review.html")]
struct Page<'a> {
    review: &'a Review,
    save_to: Option<&'a str>,
    policy: String,
    style: &'static str,
    script: &'static str,
    /// JSON of everything but the texts.
    index: String,
    /// JSON of the pieces of each file.
    texts: Vec<String>,
    /// JSON of the decisions with which the page begins.
    decisions: Option<String>,
}

static STYLE: LazyLock<String> = LazyLock::new(|| {
    joined(&[
        include_str!("../assets/base.css"),
        include_str!("../assets/files.css"),
        include_str!("../assets/summary.css"),
        include_str!("../assets/text.css"),
        include_str!("../assets/narrow.css"),
    ])
});

/// The script, in the order in which it is read: later parts use earlier ones, and `main.js` starts it all.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    joined(&[
        include_str!("../assets/dom.js"),
        include_str!("../assets/words.js"),
        include_str!("../assets/review.js"),
        include_str!("../assets/decisions.js"),
        include_str!("../assets/decisions_file.js"),
        include_str!("../assets/configuration.js"),
        include_str!("../assets/saving.js"),
        include_str!("../assets/filter.js"),
        include_str!("../assets/file_list.js"),
        include_str!("../assets/plots.js"),
        include_str!("../assets/duplicates.js"),
        include_str!("../assets/summary.js"),
        include_str!("../assets/rows.js"),
        include_str!("../assets/removal.js"),
        include_str!("../assets/panes.js"),
        include_str!("../assets/side_by_side.js"),
        include_str!("../assets/file_view.js"),
        include_str!("../assets/inspector.js"),
        include_str!("../assets/actions.js"),
        include_str!("../assets/keys.js"),
        include_str!("../assets/main.js"),
    ])
});

/// One text of many, with the line ends that a browser sees: it hashes what it has parsed.
fn joined(parts: &[&str]) -> String {
    parts.join("\n").replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Applicability, Finding, Piece, ReviewedFile, State, policy::hash_source};

    const ATTACK: &str = "</script></title><script>alert(1)</script><!--<script>";

    fn hostile_review() -> Review {
        let finding = Finding {
            rule: ATTACK.into(),
            applicability: Applicability::Unsafe,
            state: State::NotApplied,
            evidence: ATTACK.into(),
            line: 1,
            column: 1,
            n_bytes: ATTACK.len() as u64,
            insert: ATTACK.into(),
            text_hash: "5c1f".into(),
            nth: 1,
        };
        let file = ReviewedFile {
            path: ATTACK.into(),
            n_bytes: ATTACK.len() as u64,
            notes: vec![ATTACK.into()],
            pieces: vec![Piece { text: ATTACK.into(), finding: Some(0), insert: ATTACK.into() }],
            findings: vec![finding],
        };
        Review {
            title: ATTACK.into(),
            version: ATTACK.into(),
            files: vec![file],
            duplicates: vec![vec![ATTACK.into()]],
            ..Review::default()
        }
    }

    /// What stands in the page between two texts of the template.
    fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
        let (_, rest) = page.split_once(start).expect("the page has it");
        rest.split_once(end).expect("and it ends").0
    }

    #[test]
    fn no_text_becomes_markup() {
        let options =
            Options { decisions: Some(r#"{"rules": {"</script>": 1}}"#), save_to: Some("/\"><script>/decisions") };
        let page = render(&hostile_review(), &options);
        assert!(!page.contains("alert(1)</script>"));
        // The index, one text, decisions, and the one that runs.
        assert_eq!(page.matches("<script").count(), 4);
        assert_eq!(page.matches("</script").count(), 4);
        assert_eq!(page.matches("<!--").count(), 0);
    }

    #[test]
    fn data_can_be_read_back() {
        let page = render(&hostile_review(), &Options::default());
        let index: serde_json::Value =
            serde_json::from_str(between(&page, r#"id="review">"#, "</script>")).expect("it is JSON");
        assert_eq!(index["title"], ATTACK);
        assert_eq!(index["files"][0]["findings"][0]["state"], "not-applied");
        assert_eq!(index["files"][0]["findings"][0]["applicability"], "unsafe");
        assert_eq!(index["files"][0].get("pieces"), None);
        let pieces: serde_json::Value =
            serde_json::from_str(between(&page, r#"id="text-0">"#, "</script>")).expect("it is JSON");
        assert_eq!(pieces, serde_json::json!([{ "text": ATTACK, "finding": 0, "insert": ATTACK }]));
    }

    #[test]
    fn the_policy_has_the_hashes_of_what_stands_in_the_page() {
        let page = render(&hostile_review(), &Options::default());
        let policy = between(&page, r#"Content-Security-Policy" content=""#, "\"");
        for text in [between(&page, "<style>", "</style>"), between(&page, r#"type="module">"#, "</script>")] {
            assert!(policy.contains(&hash_source(text)), "{policy}");
        }
    }

    #[test]
    fn the_script_makes_no_html_of_strings() {
        for forbidden in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "</", "<!--", "import "]
        {
            assert!(!SCRIPT.contains(forbidden), "{forbidden}");
        }
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains("</"));
    }

    #[test]
    fn what_is_not_asked_for_is_left_out() {
        let page = render(&Review::default(), &Options::default());
        assert!(!page.contains(r#"<meta name="unchaff-save""#) && !page.contains(r#"id="decisions""#));
        let options = Options { decisions: Some("{}"), save_to: Some("/t/decisions") };
        let page = render(&Review::default(), &options);
        assert!(page.contains(r#"<meta name="unchaff-save" content="/t/decisions">"#));
        assert!(page.contains(r#"id="decisions">{}</script>"#));
    }

    #[test]
    fn the_same_review_gives_the_same_page() {
        assert_eq!(render(&hostile_review(), &Options::default()), render(&hostile_review(), &Options::default()));
    }
}
