//! Writes the review page of a run that never was: `sample PATH [--files N] [--hostile]`.

use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs};

use sha2::{Digest, Sha256};
use unchaff_review::{
    Applicability::{self, Report, Safe, Unsafe},
    Finding, Options, Piece, Review, ReviewedFile, RuleInfo,
    State::{self, Applied, HeldBack, NotApplied, ReportOnly},
    render,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut path = None;
    let mut n_files = 12;
    let mut is_hostile = false;
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--files" => n_files = arguments.next().ok_or("--files wants a number")?.parse()?,
            "--hostile" => is_hostile = true,
            _ => path = Some(argument),
        }
    }
    let path = path.ok_or("say where to write: sample PATH [--files N] [--hostile]")?;
    let mut files: Vec<ReviewedFile> = (0..n_files).map(article).collect();
    files.insert(0, showpiece());
    files.push(untouched());
    if is_hostile {
        files.push(hostile());
    }
    let duplicates = (0..n_files / 6).map(|it| vec![article_path(6 * it), article_path(6 * it + 1)]).collect();
    let title = if is_hostile { "</title><script>document.body.remove()</script>" } else { "posts" };
    let review = Review { title: title.into(), version: "0.1.0".into(), files, rules: rules(), duplicates };
    fs::write(path, render(&review, &Options::default()))?;
    Ok(())
}

/// A file with one of each.
fn showpiece() -> ReviewedFile {
    let mut draft = Draft::new("posts/2026/port-merrow-orders-nine-battery-ferries.md");
    draft.keep("---\ntitle: Port Merrow Orders Nine Battery Ferries\nthumbnail: ");
    draft.find(
        "thumbnail-urls",
        Safe,
        Applied,
        "two addresses",
        "https://www.example.com/topic/ferries/    https://img.example.com/quay-at-dawn-1180.jpg?width=170",
    );
    draft.instead("https://img.example.com/quay-at-dawn-1180.jpg?width=170");
    draft.keep("\n---\n\nPort Merrow has ordered nine battery ferries for its harbour lines.");
    draft.find("trailing-space", Safe, Applied, "blanks", "  ");
    draft.keep("\n\n");
    draft.find(
        "also-link",
        Safe,
        Applied,
        "Also",
        "**Also: [The quietest harbour crossings](https://www.example.com/quietest-crossings/)**\n\n",
    );
    draft.keep(&prose(1, 14));
    draft.find(
        "promo-box",
        Unsafe,
        NotApplied,
        "the best of the quay",
        "> The best of the quay, in your letter box each Friday.\n> Ask for a copy at the ticket window.\n\n",
    );
    draft.keep(&prose(2, 3));
    draft.report("scrubbed-name", "said , who");
    draft.keep("\"The orchard pier was never meant for boats of this size,\" said , who keeps the lock.\n\n");
    draft.find("newsletter-block", Safe, Applied, "Newsletters", "#### Newsletters\n\nQUAYSIDE This Morning brings you crossings, closures and the odd seal.\n\n Subscribe\n\n[See all](https://www.example.com/newsletters/)\n\n");
    draft.keep(&prose(3, 9));
    draft.find("share-bar", Safe, HeldBack, "Share", "- [Share](https://www.example.com/share)\n");
    draft.keep("- Crossings in winter leave at seven, eight and nine.\n- In summer there is one more at ten");
    draft.find("image-credit", Unsafe, NotApplied, "(Photo:", " (Photo: Ida Quill)");
    draft.keep(".\n\n");
    draft.find("link-section", Safe, Applied, "Featured", "#### Featured\n\n[I crossed the harbour on every line in one day](https://www.example.com/every-line-in-one-day/)\n\n");
    draft.overlapped("also-link", Unsafe, NotApplied, "lies in a removal of link-section");
    draft.find(
        "adsense-unit",
        Safe,
        Applied,
        "adsbygoogle",
        "<ins class=\"adsbygoogle\"\n     data-ad-slot=\"0000000001\">",
    );
    draft.keep("\nTimetables hang at both piers.\n");
    draft.go_on("</ins>\n");
    draft.file.notes.push("the front matter has a value that YAML reads as a comment".into());
    draft.finish()
}

/// An article of about 8 kB, different for each number.
fn article(number: usize) -> ReviewedFile {
    let mut draft = Draft::new(&article_path(number));
    draft.keep(&format!("---\ntitle: Crossing number {number}\n---\n\n"));
    for part in 0..2 + number % 4 {
        draft.keep(&prose(number + part, 8 - number % 4));
        match (number + part) % 5 {
            0 => draft.find("also-link", Safe, Applied, "Also", "**Also: [Nine boats, one quay](https://www.example.com/nine-boats/)**\n\n"),
            1 => draft.find("promo-box", Unsafe, NotApplied, "try our", "Try our orchard calendar: twelve months, one tree.\n\n"),
            2 => draft.find("newsletter-block", Safe, Applied, "Subscribe", "#### Letters from the pier\n\nSubscribe, and read what the tide brought in.\n\n Subscribe\n\n"),
            3 => draft.find("related-links", Unsafe, NotApplied, "[The lock](...)", "* [The lock that never closes](https://www.example.com/lock/)\n* [Apples by boat](https://www.example.com/apples/)\n\n"),
            _ => draft.find("share-bar", Safe, Applied, "Share Print", "[Share](https://www.example.com/share) [Print](https://www.example.com/print)\n\n"),
        }
    }
    while draft.file.n_bytes < 8000 {
        draft.keep(&prose(number + draft.line, 4));
    }
    draft.finish()
}

fn article_path(number: usize) -> String {
    format!("posts/{}/crossing-{number:04}.md", 2010 + number % 17)
}

fn untouched() -> ReviewedFile {
    ReviewedFile { path: "posts/about-the-orchard.md".into(), n_bytes: 2210, ..ReviewedFile::default() }
}

/// A file whose name, text and findings try to become a part of the page.
fn hostile() -> ReviewedFile {
    let attack =
        "</script><script>document.body.remove()</script><img src=x onerror=document.body.remove()><!--<script>";
    let mut draft = Draft::new(&format!("posts/{attack}.md"));
    draft.keep(&format!("# {attack}\n\n\u{2028}\u{2029}\u{202e}txet eht fo redro eht\u{202c} &lt;b&gt;\n\n"));
    draft.find("__proto__", Safe, Applied, attack, &format!("{attack}\n\n"));
    draft.find("constructor", Unsafe, NotApplied, attack, &format!("{attack}\n"));
    draft.file.notes.push(attack.into());
    draft.finish()
}

fn rules() -> BTreeMap<String, RuleInfo> {
    [
        ("adsense-unit", "advert", "places for adverts of AdSense"),
        ("also-link", "related", "one-line pointers to another article"),
        ("image-credit", "credit", "credits of pictures"),
        ("link-section", "related", "headings with nothing but links under them"),
        ("newsletter-block", "newsletter", "sign-up forms for mailing lists"),
        ("promo-box", "advert", "boxes in which the house praises itself"),
        ("related-links", "related", "lists of other articles"),
        ("scrubbed-name", "damage", "sentences from which a name was cut"),
        ("share-bar", "sharing", "buttons for sharing"),
        ("thumbnail-urls", "front-matter", "several addresses where one picture is meant"),
        ("trailing-space", "whitespace", "blanks at the end of lines"),
    ]
    .into_iter()
    .map(|(rule, category, summary)| (rule.into(), RuleInfo { category: category.into(), summary: summary.into() }))
    .collect()
}

/// Paragraphs that no two numbers have in common.
fn prose(number: usize, n_paragraphs: usize) -> String {
    const SUBJECTS: [&str; 7] =
        ["The ferry", "An orchard", "The harbour master", "One pilot", "The lock keeper", "A barge", "The first boat"];
    const VERBS: [&str; 5] = ["waits for", "has nothing against", "leaves without", "remembers", "is older than"];
    const OBJECTS: [&str; 6] =
        ["the tide", "the morning fog", "a crate of apples", "the late train", "its own bell", "the new pier"];
    let mut text = String::new();
    for paragraph in 0..n_paragraphs {
        for sentence in 0..3 {
            let seed = number * 31 + paragraph * 7 + sentence * 3;
            let (subject, verb, object) = (SUBJECTS[seed % 7], VERBS[seed / 2 % 5], OBJECTS[seed / 3 % 6]);
            let _ = write!(text, "{subject} {verb} {object}, as everybody on pier {} knows. ", seed % 23 + 1);
        }
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
    }
    text
}

/// A file in the making.
struct Draft {
    file: ReviewedFile,
    line: usize,
    column: usize,
}

impl Draft {
    fn new(path: &str) -> Self {
        Self { file: ReviewedFile { path: path.into(), ..ReviewedFile::default() }, line: 1, column: 1 }
    }

    fn keep(&mut self, text: &str) {
        self.piece(text, None);
    }

    fn find(&mut self, rule: &str, applicability: Applicability, state: State, evidence: &str, text: &str) {
        self.finding(rule, applicability, state, evidence, text);
        self.piece(text, Some(self.file.findings.len() - 1));
    }

    /// Says what stands there instead of the last finding.
    fn instead(&mut self, insert: &str) {
        self.file.findings.last_mut().expect("something was found before").insert = insert.into();
        self.file.pieces.last_mut().expect("and it has a piece").insert = insert.into();
    }

    /// One more piece of the last finding.
    fn go_on(&mut self, text: &str) {
        let finding = self.file.findings.len() - 1;
        self.file.findings[finding].n_bytes += text.len() as u64;
        self.piece(text, Some(finding));
    }

    fn report(&mut self, rule: &str, evidence: &str) {
        self.finding(rule, Report, ReportOnly, evidence, "");
    }

    /// A finding in the last line of the text that another has taken.
    fn overlapped(&mut self, rule: &str, applicability: Applicability, state: State, evidence: &str) {
        self.finding(rule, applicability, state, evidence, "");
        self.file.findings.last_mut().expect("it was put there").line -= 2;
    }

    fn finding(&mut self, rule: &str, applicability: Applicability, state: State, evidence: &str, text: &str) {
        let text_hash = Sha256::digest(text).iter().take(8).map(|it| format!("{it:02x}")).collect::<String>();
        let is_same = |it: &&Finding| it.rule == rule && it.text_hash == text_hash;
        let nth = self.file.findings.iter().filter(is_same).count() + 1;
        self.file.findings.push(Finding {
            rule: rule.into(),
            applicability,
            state,
            evidence: evidence.into(),
            line: self.line,
            column: self.column,
            n_bytes: text.len() as u64,
            insert: String::new(),
            text_hash,
            nth,
        });
    }

    fn piece(&mut self, text: &str, finding: Option<usize>) {
        self.file.pieces.push(Piece { text: text.into(), finding, insert: String::new() });
        self.file.n_bytes += text.len() as u64;
        self.line += text.matches('\n').count();
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count() + 1,
            None => self.column + text.chars().count(),
        };
    }

    fn finish(self) -> ReviewedFile {
        self.file
    }
}
