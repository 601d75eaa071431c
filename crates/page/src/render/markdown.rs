//! Kept text as Markdown.

mod blocks;
mod preformatted;

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef, iter::Edge};
use scraper::node::Element;
use scraper::{Html, Node};
use url::Url;

use blocks::Blocks;
use preformatted::Preformatted;

use super::inline::{Format, Place, Run};
use super::links::Links;
use super::media::kept_media;
use super::table::{Grid, is_grid};
use crate::{
    elements::{Role, role_in_page},
    walk::Walk,
};

/// The kept text of a page as Markdown: CommonMark, with the tables and the strike-through of GitHub.
///
/// Words are those of [`text`](super::text::text), in the same order. Links and pictures are absolute if there is a
/// base. Bold, italics, code, links and pictures in a line stay; keys, marks, sub- and superscript stay as HTML, and so
/// do films and frames. In `<pre>` only text stays, since a block of code holds no links. Line breaks side by side end
/// a paragraph. Which media stay is told in [`media`](super::media).
pub(crate) fn markdown(
    html: &Html,
    is_without_scripts: bool,
    is_kept: &dyn Fn(NodeId) -> bool,
    base: Option<&Url>,
) -> String {
    let mut writer = Writer::new(is_without_scripts, kept_media(html, is_without_scripts, is_kept), base);
    let mut walk = Walk::new(html.tree.root());
    while let Some(edge) = walk.next() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if text.trim_ascii().is_empty() || is_kept(node.id()) => writer.text(text),
                Node::Element(element) => match role_in_page(element, is_without_scripts) {
                    Role::Hidden => walk.skip_below(node),
                    Role::Embedded => {
                        writer.embedded(node, element);
                        walk.skip_below(node);
                    }
                    role => writer.open(role, node, element),
                },
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    writer.close(role_in_page(element, is_without_scripts), node.id());
                }
            }
        }
    }
    writer.finish()
}

struct Writer<'a> {
    is_without_scripts: bool,
    blocks: Blocks,
    media: HashSet<NodeId>,
    links: Links<'a>,
    run: Run,
    /// The formats that are open, each with its element. None but links is there twice.
    formats: Vec<(NodeId, Format)>,
    /// How many `<code>` are open.
    code: usize,
    /// How many `<code>` there were.
    n_codes: usize,
    /// How many quotations have begun without text yet.
    quotations: usize,
    heading: Option<Heading>,
    preformatted: Option<Preformatted>,
    grid: Option<Grid>,
}

struct Heading {
    node: NodeId,
    level: u8,
    /// Whether it has text already: what follows in it, as if it had not been closed, are paragraphs.
    is_over: bool,
}

impl<'a> Writer<'a> {
    fn new(is_without_scripts: bool, media: HashSet<NodeId>, base: Option<&'a Url>) -> Self {
        Self {
            is_without_scripts,
            blocks: Blocks::default(),
            media,
            links: Links::new(base),
            run: Run::default(),
            formats: Vec::new(),
            code: 0,
            n_codes: 0,
            quotations: 0,
            heading: None,
            preformatted: None,
            grid: None,
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(preformatted) = &mut self.preformatted {
            if !text.trim_ascii().is_empty() {
                let marks = std::mem::take(&mut self.quotations);
                preformatted.text.extend(std::iter::repeat_n('"', marks));
            }
            preformatted.text.push_str(text);
            return;
        }
        let formats: Vec<Format> = self.formats.iter().map(|it| it.1).collect();
        let code = (self.code > 0).then_some(self.n_codes);
        if self.quotations > 0 && !text.trim_ascii().is_empty() {
            if text.starts_with(|it: char| it.is_ascii_whitespace()) {
                self.run.push_space();
            }
            let marks = "\"".repeat(std::mem::take(&mut self.quotations));
            self.run.push_text(&marks, code, &formats, &mut self.links);
            self.run.push_text(text.trim_ascii_start(), code, &formats, &mut self.links);
            return;
        }
        self.run.push_text(text, code, &formats, &mut self.links);
    }

    fn markup(&mut self, markup: String) {
        if let Some(preformatted) = &mut self.preformatted {
            preformatted.pictures.push(markup);
            return;
        }
        let formats: Vec<Format> = self.formats.iter().map(|it| it.1).collect();
        self.run.push_markup(markup, &formats, &mut self.links);
    }

    fn open(&mut self, role: Role, node: NodeRef<'_, Node>, element: &Element) {
        if let Some(preformatted) = &mut self.preformatted {
            preformatted.open(role);
            match role {
                Role::Image => self.image(node, element),
                Role::Quotation => self.quotations += 1,
                _ => {}
            }
            return;
        }
        match role {
            Role::Break => self.line_break(),
            Role::Image => self.image(node, element),
            Role::Rule => self.rule(node.id()),
            Role::Link => {
                if let Some(link) = self.links.add(element) {
                    self.formats.push((node.id(), Format::Link(link)));
                }
            }
            Role::Code => {
                self.code += 1;
                self.n_codes += 1;
            }
            Role::Quotation => self.quotations += 1,
            Role::Box => self.run.push_space(),
            _ if format_of(role).is_some() => self.open_format(node.id(), role),
            _ if self.in_cell() => self.open_in_cell(role, element),
            Role::Row => self.open_row(),
            Role::Cell => self.open_cell(element),
            Role::Heading(level) => {
                self.flush();
                self.heading = Some(Heading { node: node.id(), level, is_over: false });
            }
            Role::List { ordered } => {
                self.flush();
                self.blocks.open_list(node, ordered, element);
            }
            Role::Item => {
                self.flush();
                self.blocks.open_item(node.id(), element);
            }
            Role::Quote => {
                self.flush();
                self.blocks.open_quotation(node.id());
            }
            Role::Preformatted => {
                self.flush();
                self.preformatted = Some(Preformatted::new(node));
            }
            Role::Table => {
                self.flush();
                self.grid = is_grid(node, self.is_without_scripts).then(Grid::default);
            }
            Role::Term => {
                self.flush();
                self.open_format(node.id(), Role::Strong);
            }
            Role::Block if self.heading.is_some() => self.run.push_space(),
            _ if role.is_block() => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, role: Role, node: NodeId) {
        if let Some(preformatted) = &mut self.preformatted {
            if preformatted.node == node {
                self.close_preformatted();
            } else if role == Role::Quotation {
                self.close_quotation();
            } else {
                preformatted.close(role);
            }
            return;
        }
        match role {
            Role::Code => self.code = self.code.saturating_sub(1),
            Role::Quotation => self.close_quotation(),
            Role::Box => self.run.push_space(),
            Role::Link => self.close_format(node),
            _ if format_of(role).is_some() => self.close_format(node),
            Role::Cell => self.close_cell(),
            _ if self.in_cell() => self.close_in_cell(role, node),
            Role::Row => {
                if let Some(grid) = &mut self.grid {
                    grid.close_row();
                }
                self.flush();
            }
            Role::Table => self.close_table(),
            Role::Heading(_) => {
                self.flush();
                if self.heading.as_ref().is_some_and(|it| it.node == node) {
                    self.heading = None;
                }
            }
            Role::List { .. } | Role::Item | Role::Quote => {
                self.flush();
                self.blocks.close(node);
                if matches!(role, Role::List { .. }) {
                    self.blocks.numbers.close_list();
                }
            }
            Role::Term => {
                self.flush();
                self.close_format(node);
            }
            Role::Block if self.heading.is_some() => self.run.push_space(),
            _ if role.is_block() => self.flush(),
            _ => {}
        }
    }

    fn line_break(&mut self) {
        if self.run.ends_with_break() && !self.in_cell() && self.heading.is_none() {
            self.flush();
        } else {
            self.run.push_break();
        }
    }

    fn image(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        if !self.media.contains(&node.id()) {
            return;
        }
        if let Some(image) = self.links.image(element).or_else(|| self.image_without_scripts(node)) {
            self.markup(image);
        }
    }

    /// The picture that a page shows to browsers without scripts, in a `<noscript>` behind a placeholder.
    fn image_without_scripts(&self, placeholder: NodeRef<'_, Node>) -> Option<String> {
        let next = placeholder.next_siblings().find(|it| it.value().is_element())?;
        next.value().as_element().filter(|it| it.name() == "noscript")?;
        let html = next.children().find_map(|it| it.value().as_text())?;
        let fragment = Html::parse_fragment(html);
        let mut elements = fragment.tree.nodes().filter_map(|it| it.value().as_element());
        self.links.image(elements.find(|it| it.name() == "img")?)
    }

    fn rule(&mut self, node: NodeId) {
        if self.in_cell() {
            self.run.push_break();
            return;
        }
        self.flush();
        if self.media.contains(&node) {
            self.blocks.write("* * *", false); // three hyphens could begin front matter
        }
    }

    fn embedded(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        if !self.media.contains(&node.id()) {
            return self.run.push_space();
        }
        let sources = || node.children().filter_map(|it| it.value().as_element()).filter(|it| it.name() == "source");
        let first_source = sources().find_map(|it| it.attr("src"));
        let Some(markup) = self.links.embedded(element, first_source) else { return };
        if self.in_cell() || self.preformatted.is_some() {
            self.markup(markup);
        } else {
            self.flush();
            self.blocks.write(&markup, false);
        }
    }

    fn open_format(&mut self, node: NodeId, role: Role) {
        let Some(format) = format_of(role) else { return };
        if self.code == 0 && !self.formats.iter().any(|it| it.1 == format) {
            self.formats.push((node, format));
        }
    }

    fn close_format(&mut self, node: NodeId) {
        if let Some(at) = self.formats.iter().rposition(|it| it.0 == node) {
            self.formats.remove(at);
        }
    }

    fn close_quotation(&mut self) {
        if self.quotations > 0 {
            self.quotations -= 1; // nothing of it stays
        } else {
            self.text("\"");
        }
    }

    fn in_cell(&self) -> bool {
        self.grid.as_ref().is_some_and(|it| it.in_cell)
    }

    fn open_row(&mut self) {
        self.flush();
        if let Some(grid) = &mut self.grid {
            grid.open_row();
        }
    }

    fn open_cell(&mut self, cell: &Element) {
        self.flush();
        if let Some(grid) = &mut self.grid {
            grid.open_cell(cell);
        }
    }

    fn close_cell(&mut self) {
        let Some(grid) = &mut self.grid else {
            self.flush();
            return;
        };
        grid.close_cell(self.run.take(Place::Cell, &self.links));
    }

    /// In a cell blocks are lines, and items of lists have a hyphen.
    fn open_in_cell(&mut self, role: Role, element: &Element) {
        if role.is_block() {
            self.run.push_break();
        }
        match role {
            Role::List { ordered } => self.blocks.numbers.open_list(element, ordered),
            Role::Item => {
                let number = self.blocks.numbers.open_item(element);
                self.run.open_item(number.map_or("- ".to_owned(), |it| format!("{it}. ")));
            }
            _ => {}
        }
    }

    fn close_in_cell(&mut self, role: Role, node: NodeId) {
        self.close_format(node);
        if role.is_block() {
            self.run.push_break();
        }
        match role {
            Role::List { .. } => self.blocks.numbers.close_list(),
            Role::Item => self.run.close_item(),
            _ => {}
        }
    }

    fn close_table(&mut self) {
        self.flush();
        if let Some(grid) = self.grid.take() {
            let table = grid.markdown();
            if !table.is_empty() {
                self.blocks.write(&table, false);
            }
        }
    }

    fn close_preformatted(&mut self) {
        let Some(preformatted) = self.preformatted.take() else { return };
        for block in preformatted.blocks() {
            self.blocks.write(&block, false);
        }
    }

    /// Ends the run of text, which becomes a block.
    fn flush(&mut self) {
        if self.run.is_empty() {
            self.run.take(Place::Paragraph, &self.links);
            return;
        }
        if let Some(heading) = self.heading.as_mut().filter(|it| !it.is_over) {
            heading.is_over = true;
            let hashes = "#".repeat(usize::from(heading.level));
            let line = format!("{hashes} {}", self.run.take(Place::Heading, &self.links));
            self.blocks.write(&line, false);
            return;
        }
        let paragraph = self.run.take(Place::Paragraph, &self.links);
        self.blocks.write(&paragraph, true);
    }

    fn finish(mut self) -> String {
        self.flush();
        self.blocks.finish()
    }
}

/// The format of elements that are nothing else.
fn format_of(role: Role) -> Option<Format> {
    match role {
        Role::Strong => Some(Format::Strong),
        Role::Emphasis => Some(Format::Emphasis),
        Role::Strike => Some(Format::Strike),
        Role::Keyboard => Some(Format::Keyboard),
        Role::Mark => Some(Format::Mark),
        Role::Subscript => Some(Format::Subscript),
        Role::Superscript => Some(Format::Superscript),
        _ => None,
    }
}
