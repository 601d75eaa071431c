//! Blocks one after another, in the quotations and items that are open.

use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use scraper::node::Element;

use crate::elements::{Role, role};
use crate::render::numbers::Numbers;

/// Quotations and lists in more of them than this are not indented further, or a few bytes could become many.
const MAX_DEPTH: usize = 24;

/// What was written, and what is open around the next block.
#[derive(Default)]
pub(super) struct Blocks {
    out: String,
    containers: Vec<Container>,
    pub(super) numbers: Numbers,
    /// The list that ended just before, if nothing came since.
    last_list: Option<EndedList>,
    /// Whether the last block was the first of an item, and plain text.
    after_item_text: bool,
    /// Whether the last block stands in a list and not in an item.
    after_list_text: bool,
}

/// What indents blocks.
struct Container {
    node: NodeId,
    kind: ContainerKind,
    /// Whether a block was written in it.
    started: bool,
}

enum ContainerKind {
    Quote,
    List(List),
    Item {
        /// `- ` or `12. `
        marker: String,
    },
}

struct List {
    ordered: bool,
    marker: char,
    is_loose: bool,
    /// How far the last item that was written is indented.
    item_width: Option<usize>,
}

struct EndedList {
    depth: usize,
    ordered: bool,
    marker: char,
}

impl Blocks {
    pub(super) fn open_quotation(&mut self, node: NodeId) {
        self.open(node, ContainerKind::Quote);
    }

    pub(super) fn open_list(&mut self, node: NodeRef<'_, Node>, ordered: bool, element: &Element) {
        self.open_item_around(node.id());
        self.numbers.open_list(element, ordered);
        let ended = self.last_list.as_ref();
        let follows = ended.is_some_and(|it| it.depth == self.containers.len() && it.ordered == ordered);
        let (usual, other) = if ordered { ('.', ')') } else { ('-', '*') };
        // The same marker again would continue the list before.
        let marker = if follows && ended.is_some_and(|it| it.marker == usual) { other } else { usual };
        let list = List { ordered, marker, is_loose: is_loose(node), item_width: None };
        self.open(node.id(), ContainerKind::List(list));
    }

    /// A list that stands in a list, not in one of its items, belongs to the item before.
    fn open_item_around(&mut self, list: NodeId) {
        if self.after_list_text {
            return;
        }
        let Some(ContainerKind::List(List { item_width: Some(width), .. })) = self.containers.last().map(|it| &it.kind)
        else {
            return;
        };
        let marker = " ".repeat(*width);
        self.open(list, ContainerKind::Item { marker });
        if let Some(item) = self.containers.last_mut().filter(|it| it.node == list) {
            item.started = true;
        }
    }

    pub(super) fn open_item(&mut self, node: NodeId, element: &Element) {
        let list = self.containers.iter().rev().find_map(|it| match &it.kind {
            ContainerKind::List(list) => Some(list.marker),
            _ => None,
        });
        let marker = match (self.numbers.open_item(element), list) {
            (Some(number), marker) => format!("{number}{} ", marker.filter(|it| *it == ')').unwrap_or('.')),
            (None, marker) => format!("{} ", marker.filter(|it| *it == '*').unwrap_or('-')),
        };
        self.open(node, ContainerKind::Item { marker });
    }

    fn open(&mut self, node: NodeId, kind: ContainerKind) {
        if self.containers.len() < 2 * MAX_DEPTH {
            self.containers.push(Container { node, kind, started: false });
        }
    }

    pub(super) fn close(&mut self, node: NodeId) {
        while let Some(container) = self.containers.pop_if(|it| it.node == node) {
            match container.kind {
                ContainerKind::List(list) if container.started => {
                    let depth = self.containers.len();
                    self.last_list = Some(EndedList { depth, ordered: list.ordered, marker: list.marker });
                }
                ContainerKind::Item { marker } if container.started => {
                    if let Some(ContainerKind::List(list)) = self.containers.last_mut().map(|it| &mut it.kind) {
                        list.item_width = Some(marker.len());
                    }
                }
                _ => {}
            }
        }
    }

    /// Writes a block, of one line or several.
    ///
    /// Behind plain text in an item, the first item of a further list may follow without a blank line.
    pub(super) fn write(&mut self, block: &str, is_text: bool) {
        self.separate();
        let first_of_item = self.containers.last().is_some_and(|it| !it.started && it.is_item());
        for (at, line) in block.split('\n').enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            let start = self.out.len();
            self.write_prefix();
            self.out.push_str(line);
            if line.is_empty() {
                self.trim_line(start);
            }
        }
        self.last_list = None;
        self.after_item_text = is_text && first_of_item;
        self.after_list_text = matches!(self.containers.last().map(|it| &it.kind), Some(ContainerKind::List(_)));
    }

    /// Ends the line of the block before, and leaves a blank line unless items of a list are to stand close.
    fn separate(&mut self) {
        if self.out.is_empty() {
            return;
        }
        self.out.push('\n');
        if self.stands_close() {
            return;
        }
        let start = self.out.len();
        for container in self.containers.iter().take_while(|it| it.started) {
            container.write_prefix(&mut self.out);
        }
        self.trim_line(start);
        self.out.push('\n');
    }

    fn stands_close(&self) -> bool {
        let Some(first_new) = self.containers.iter().position(|it| !it.started) else { return false };
        match &self.containers[first_new].kind {
            ContainerKind::Quote => false,
            // A further item.
            ContainerKind::Item { .. } => {
                !self.after_list_text && self.containers[..first_new].last().is_some_and(Container::is_tight_list)
            }
            // The first item of a list in an item: only some can follow a line of text.
            ContainerKind::List(list) => {
                let in_tight_item = first_new >= 2 && self.containers[first_new - 2].is_tight_list();
                let item = self.containers.get(first_new + 1).filter(|it| it.is_item());
                let interrupts = item.is_some_and(|it| !list.ordered || it.begins_with_one());
                in_tight_item && self.after_item_text && !list.is_loose && interrupts
            }
        }
    }

    /// Writes what stands before a line in its containers; an item's marker stands there once.
    fn write_prefix(&mut self) {
        for container in &mut self.containers {
            if !container.started
                && let ContainerKind::Item { marker } = &container.kind
            {
                self.out.push_str(marker);
            } else {
                container.write_prefix(&mut self.out);
            }
            container.started = true;
        }
    }

    fn trim_line(&mut self, start: usize) {
        let end = self.out[start..].trim_end_matches(' ').len();
        self.out.truncate(start + end);
    }

    pub(super) fn finish(mut self) -> String {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}

impl Container {
    fn is_item(&self) -> bool {
        matches!(self.kind, ContainerKind::Item { .. })
    }

    fn begins_with_one(&self) -> bool {
        matches!(&self.kind, ContainerKind::Item { marker } if marker.starts_with("1.") || marker.starts_with("1)"))
    }

    fn is_tight_list(&self) -> bool {
        matches!(&self.kind, ContainerKind::List(list) if !list.is_loose)
    }

    /// Writes what stands before each line but the first.
    fn write_prefix(&self, out: &mut String) {
        match &self.kind {
            ContainerKind::Quote => out.push_str("> "),
            ContainerKind::List(_) => {}
            ContainerKind::Item { marker } => out.extend(std::iter::repeat_n(' ', marker.len())),
        }
    }
}

/// Whether the items of a list hold paragraphs, between which Markdown leaves blank lines.
fn is_loose(list: NodeRef<'_, Node>) -> bool {
    let is = |node: NodeRef<'_, Node>, wanted: Role| {
        node.value().as_element().is_some_and(|it| role(&it.name.local) == wanted)
    };
    list.children()
        .filter(|it| is(*it, Role::Item))
        .any(|item| item.children().filter(|it| is(*it, Role::Paragraph)).nth(1).is_some())
}
