//! A walk over a tree that may leave out what is below a node.

use ego_tree::{NodeId, NodeRef, iter::Edge};
use scraper::Node;

/// Opens and closes every node below a root, in document order, without recursion.
pub(crate) struct Walk<'a> {
    root: NodeId,
    next: Option<Edge<'a, Node>>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(root: NodeRef<'a, Node>) -> Self {
        Self { root: root.id(), next: root.first_child().map(Edge::Open) }
    }

    /// Goes on behind the node that was opened last: what is below it is not opened, and the node itself not closed.
    pub(crate) fn skip_below(&mut self, opened: NodeRef<'a, Node>) {
        self.next = self.behind(opened);
    }

    fn behind(&self, node: NodeRef<'a, Node>) -> Option<Edge<'a, Node>> {
        match node.next_sibling() {
            Some(sibling) => Some(Edge::Open(sibling)),
            None => node.parent().filter(|it| it.id() != self.root).map(Edge::Close),
        }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Edge<'a, Node>;

    fn next(&mut self) -> Option<Self::Item> {
        let edge = self.next?;
        self.next = match edge {
            Edge::Open(node) => Some(node.first_child().map_or(Edge::Close(node), Edge::Open)),
            Edge::Close(node) => self.behind(node),
        };
        Some(edge)
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn opens_and_closes_what_is_below_the_root() {
        let html = Html::parse_fragment("<p>a<b>c</b><i>d<br></i></p>e");
        let mut walk = Walk::new(*html.root_element());
        let mut found = String::new();
        while let Some(edge) = walk.next() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(it) if it.name() == "i" => {
                        found.push_str("-i");
                        walk.skip_below(node);
                    }
                    Node::Element(it) => found.push_str(&format!("<{}", it.name())),
                    Node::Text(it) => found.push_str(it),
                    _ => {}
                },
                Edge::Close(node) => found.push_str(if node.value().is_element() { ">" } else { "" }),
            }
        }
        assert_eq!(found, "<pa<bc>-i>e");
    }
}
