//! What a page tells search engines in JSON-LD.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Objects deeper than this are not about the page.
const MAX_DEPTH: usize = 8;

/// What was told about the page itself.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    /// Companies and the like among the authors.
    pub(super) organisations: Vec<String>,
    /// Whether the page says that it is an article.
    pub(super) is_article: bool,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    pub(super) address: Option<String>,
    pub(super) site_name: Option<String>,
    pub(super) picture: Option<String>,
    pub(super) description: Option<String>,
    pub(super) keywords: Vec<String>,
}

/// Types of pages that are written by somebody, and then those that are only pages.
const ARTICLES: [&str; 17] = [
    "Article",
    "NewsArticle",
    "BlogPosting",
    "TechArticle",
    "ScholarlyArticle",
    "Report",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "MedicalScholarlyArticle",
    "SocialMediaPosting",
    "LiveBlogPosting",
    "Recipe",
    "DiscussionForumPosting",
    "HowTo",
    "Review",
];

const PAGES: [&str; 10] = [
    "WebPage",
    "ItemPage",
    "AboutPage",
    "MedicalWebPage",
    "ProfilePage",
    "QAPage",
    "Question",
    "FAQPage",
    "Product",
    "VideoObject",
];

/// Reads all scripts of a page together: objects refer to each other by `@id`.
pub(super) fn read(scripts: &[String]) -> Described {
    let values: Vec<Value> = scripts.iter().filter_map(|it| tolerant(it)).collect();
    let mut objects = Vec::new();
    for value in &values {
        collect(value, 0, &mut objects);
    }
    let mut by_id: BTreeMap<&str, &Map<String, Value>> = BTreeMap::new();
    for object in &objects {
        if let Some(id) = object.get("@id").and_then(Value::as_str)
            && object.len() > 1
        {
            by_id.entry(id).or_insert(object);
        }
    }
    let mut described = Described::default();
    let names: Vec<&[&str]> = vec![&ARTICLES, &PAGES];
    for names in names {
        for object in objects.iter().filter(|it| types(it).any(|it| names.contains(&it))) {
            described.add(object, &by_id, names == ARTICLES);
        }
    }
    for object in objects.iter().filter(|it| types(it).any(|it| it == "WebSite")) {
        described.site_name = described.site_name.take().or_else(|| text(object.get("name")?));
    }
    described
}

impl Described {
    /// Adds what is not known yet: the first object of a type is about the page, later ones about others.
    fn add(&mut self, object: &Map<String, Value>, by_id: &BTreeMap<&str, &Map<String, Value>>, is_article: bool) {
        let get = |names: &[&str]| names.iter().find_map(|it| text(object.get(*it)?));
        let fill = |place: &mut Option<String>, value: Option<String>| {
            if place.is_none() {
                *place = value;
            }
        };
        self.is_article |= is_article;
        if is_article {
            fill(&mut self.headline, get(&["headline", "name"]));
        }
        if self.authors.is_empty() {
            for key in ["author", "creator"] {
                if let Some(value) = object.get(key)
                    && self.authors.is_empty()
                {
                    names(value, by_id, 0, &mut self.authors);
                    organisations(value, by_id, &mut self.organisations);
                }
            }
        }
        fill(&mut self.published, get(&["datePublished", "dateCreated", "uploadDate"]));
        fill(&mut self.modified, get(&["dateModified"]));
        fill(&mut self.language, get(&["inLanguage"]));
        fill(&mut self.address, get(&["url", "mainEntityOfPage", "@id"]).filter(|it| it.starts_with("http")));
        fill(&mut self.picture, object.get("image").and_then(|it| picture(it, by_id, 0)));
        fill(&mut self.description, get(&["description"]));
        if let Some(publisher) = object.get("publisher").filter(|_| self.site_name.is_none()) {
            let mut found = Vec::new();
            names(publisher, by_id, 0, &mut found);
            self.site_name = found.into_iter().next();
        }
        if self.keywords.is_empty() {
            match object.get("keywords") {
                Some(Value::Array(list)) => self.keywords = list.iter().filter_map(text).collect(),
                Some(Value::String(list)) => {
                    self.keywords =
                        list.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
                }
                _ => {}
            }
        }
    }
}

/// All objects that may be about a page: those on top, in arrays, in `@graph`, and the main entity of another.
fn collect<'a>(value: &'a Value, depth: usize, out: &mut Vec<&'a Map<String, Value>>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(list) => {
            for it in list {
                collect(it, depth + 1, out);
            }
        }
        Value::Object(object) => {
            out.push(object);
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart", "liveBlogUpdate"] {
                if let Some(inner) = object.get(key).filter(|it| it.is_object() || it.is_array()) {
                    collect(inner, depth + 1, out);
                }
            }
        }
        _ => {}
    }
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let one = object.get("@type").and_then(Value::as_str);
    let many = object.get("@type").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(many).map(|it| it.rsplit(['/', ':', '#']).next().unwrap_or(it))
}

/// A text, or the first of several, or that of an object with a language.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|it| !it.is_empty()),
        Value::Array(list) => list.iter().find_map(|it| it.as_str().map(|_| it).and_then(text)),
        Value::Object(object) => ["@value", "@id", "name"].into_iter().find_map(|it| text(object.get(it)?)),
        _ => None,
    }
}

/// Names of people and organisations, however they are written.
fn names(value: &Value, by_id: &BTreeMap<&str, &Map<String, Value>>, depth: usize, out: &mut Vec<String>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::String(name) => out.push(name.clone()),
        Value::Array(list) => {
            for it in list {
                names(it, by_id, depth + 1, out);
            }
        }
        Value::Object(object) => {
            let parts = || {
                let part = |it: &str| text(object.get(it)?);
                Some(format!("{} {}", part("givenName")?, part("familyName")?))
            };
            if let Some(name) = object.get("name") {
                match name {
                    Value::Array(list) => out.extend(list.iter().filter_map(text)),
                    _ => out.extend(text(name)),
                }
            } else if let Some(name) = parts() {
                out.push(name);
            } else if let Some(id) = object.get("@id").and_then(Value::as_str)
                && let Some(target) = by_id.get(id)
                && let Some(name) = target.get("name")
            {
                out.extend(text(name));
            }
        }
        _ => {}
    }
}

/// The names of those that are no people.
fn organisations(value: &Value, by_id: &BTreeMap<&str, &Map<String, Value>>, out: &mut Vec<String>) {
    let one = std::slice::from_ref(value);
    for it in value.as_array().map_or(one, Vec::as_slice) {
        let Some(object) = it.as_object() else { continue };
        let target = object.get("@id").and_then(Value::as_str).and_then(|it| by_id.get(it)).copied();
        if [Some(object), target].into_iter().flatten().any(|it| types(it).any(|it| it.ends_with("Organization"))) {
            names(it, by_id, 0, out);
        }
    }
}

fn picture(value: &Value, by_id: &BTreeMap<&str, &Map<String, Value>>, depth: usize) -> Option<String> {
    match value {
        Value::String(address) => Some(address.clone()).filter(|it| !it.starts_with('#')),
        Value::Array(list) if depth <= MAX_DEPTH => list.iter().find_map(|it| picture(it, by_id, depth + 1)),
        Value::Object(object) => {
            let own = ["url", "contentUrl"].into_iter().find_map(|it| text(object.get(it)?));
            own.or_else(|| {
                let target = by_id.get(object.get("@id")?.as_str()?)?;
                ["url", "contentUrl"].into_iter().find_map(|it| text(target.get(it)?))
            })
        }
        _ => None,
    }
}

/// JSON as it is found on pages: in HTML comments or CDATA, with comments, commas at the end of lists, and control
/// characters in strings. What is broken otherwise is nothing.
fn tolerant(script: &str) -> Option<Value> {
    let mut script = script.trim().trim_start_matches('\u{feff}');
    for (start, end) in [("<!--", "-->"), ("/*<![CDATA[*/", "/*]]>*/"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")]
    {
        if let Some(rest) = script.strip_prefix(start) {
            script = rest.trim().strip_suffix(end).unwrap_or(rest).trim();
        }
    }
    let script = script.trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| first_value(&mended(script)))
}

/// The first value of a text; some pages write several, or leave something behind.
fn first_value(json: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(json).into_iter().next()?.ok()
}

/// Takes comments and superfluous commas out, and escapes control characters in strings.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut chars = json.chars().peekable();
    let mut in_string = false;
    while let Some(it) = chars.next() {
        if in_string {
            match it {
                '\\' => {
                    let escaped = chars.next().unwrap_or('\\');
                    // Other characters after a backslash are no escapes in JSON.
                    if "\"\\/bfnrtu".contains(escaped) {
                        out.push('\\');
                    }
                    out.push(escaped);
                    continue;
                }
                '"' => in_string = false,
                '\n' => {
                    out.push_str("\\n");
                    continue;
                }
                _ if it < ' ' => {
                    out.push(' ');
                    continue;
                }
                _ => {}
            }
            out.push(it);
            continue;
        }
        match (it, chars.peek()) {
            ('"', _) => {
                in_string = true;
                out.push(it);
            }
            ('/', Some('/')) => while chars.next_if(|it| *it != '\n').is_some() {},
            ('/', Some('*')) => {
                chars.next();
                let mut before = ' ';
                for it in chars.by_ref() {
                    if before == '*' && it == '/' {
                        break;
                    }
                    before = it;
                }
            }
            ('}' | ']', _) => {
                let end = out.trim_end().len();
                if out[..end].ends_with(',') {
                    out.truncate(end - 1);
                }
                out.push(it);
            }
            _ => out.push(it),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::read;

    #[track_caller]
    fn check(scripts: &[&str], expected: &str) {
        let scripts: Vec<String> = scripts.iter().map(|it| (*it).to_owned()).collect();
        let it = read(&scripts);
        let headline = it.headline.unwrap_or_default();
        assert_eq!(format!("{headline} / {} / {}", it.authors.join(", "), it.published.unwrap_or_default()), expected);
    }

    #[test]
    fn reads_articles_however_they_are_nested() {
        check(
            &[
                r#"{"@type":"NewsArticle","headline":"Ferry","author":{"name":"Ada Pier"},"datePublished":"2024-05-01"}"#,
            ],
            "Ferry / Ada Pier / 2024-05-01",
        );
        check(
            &[r#"{"@graph":[{"@type":"WebPage","datePublished":"2024-05-02"},
                {"@type":["Thing","Article"],"headline":"Ferry","author":[{"@id":"a1"},"Bo Quay"]},
                {"@type":"Person","@id":"a1","name":"Ada Pier"}]}"#],
            "Ferry / Ada Pier, Bo Quay / 2024-05-02",
        );
        check(&[r#"[{"@type":"QAPage","mainEntity":{"@type":"Question","author":{"name":"bo"}}}]"#], " / bo / ");
        check(
            &[
                r#"{"@type":"Organization","name":"Line"}"#,
                r#"{"@type":"Recipe","name":"Pie","creator":{"givenName":"Al","familyName":"Oven"}}"#,
            ],
            "Pie / Al Oven / ",
        );
    }

    #[test]
    fn reads_json_that_is_broken() {
        check(&["<!-- {\"@type\":\"Article\",\"headline\":\"a\",} -->"], "a /  / ");
        check(&["//<![CDATA[\n{\"@type\":\"Article\", // b\n \"headline\":/* c */\"a//b\",}\n//]]>"], "a//b /  / ");
        check(&["{\"@type\":\"Article\",\"headline\":\"a\nb\\'c\"};"], "a\nb'c /  / ");
        check(&["{\"@type\":\"Article\",\"headline\":\"a\"} trailing"], "a /  / ");
        check(&["", "{", "nonsense", "[[[[[[[[[[[[[[[[[[{}", "{\"@type\":7}"], " /  / ");
    }
}
