//! A `<pre>` that is being read.

use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use crate::elements::Role;
use crate::render::code;

/// Text that keeps its blanks. Elements in it only end lines.
pub(super) struct Preformatted {
    pub(super) node: NodeId,
    pub(super) text: String,
    language: Option<String>,
    /// Pictures, which a block of code cannot hold.
    pub(super) pictures: Vec<String>,
}

impl Preformatted {
    pub(super) fn new(pre: NodeRef<'_, Node>) -> Self {
        Self { node: pre.id(), text: String::new(), language: code::language(pre), pictures: Vec::new() }
    }

    pub(super) fn open(&mut self, role: Role) {
        match role {
            Role::Break => self.text.push('\n'),
            _ if ends_line(role) => self.end_line(),
            _ => {}
        }
    }

    pub(super) fn close(&mut self, role: Role) {
        if ends_line(role) {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// The block of code, if it has text, and the pictures.
    pub(super) fn blocks(self) -> Vec<String> {
        let text = self.text.trim_end().trim_start_matches('\n');
        let code = (!text.is_empty()).then(|| code::fenced(text, self.language.as_deref()));
        code.into_iter().chain(self.pictures).collect()
    }
}

fn ends_line(role: Role) -> bool {
    role.is_block() || role == Role::Box
}
