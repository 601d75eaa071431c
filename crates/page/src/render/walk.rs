//! A walk over a tree that may leave out what is below a node.

use ego_tree::{NodeRef, iter::Edge};
use scraper::Node;

/// Opens and closes every node below a root, in document order, without recursion.
pub(crate) struct Walk<'a> {
    root: NodeRef<'a, Node>,
    next: Option<Edge<'a, Node>>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(root: NodeRef<'a, Node>) -> Self {
        Self { root, next: Some(Edge::Open(root)) }
    }

    /// Closes the node that was opened last without opening what is below it.
    pub(crate) fn skip_below(&mut self, opened: NodeRef<'a, Node>) {
        self.next = Some(Edge::Close(opened));
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Edge<'a, Node>;

    fn next(&mut self) -> Option<Self::Item> {
        let edge = self.next.take()?;
        self.next = match edge {
            Edge::Open(node) => Some(node.first_child().map_or(Edge::Close(node), Edge::Open)),
            Edge::Close(node) if node.id() == self.root.id() => None,
            Edge::Close(node) => match node.next_sibling() {
                Some(sibling) => Some(Edge::Open(sibling)),
                None => node.parent().map(Edge::Close),
            },
        };
        Some(edge)
    }
}
