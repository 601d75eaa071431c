//! Which pictures, films and rules stay: what has no text of its own, so that nobody could judge it.

use std::collections::HashSet;

use ego_tree::{NodeId, iter::Edge};
use scraper::{Html, Node};

use crate::{
    elements::{Role, role_in_page},
    walk::Walk,
};

/// The elements without text that stay, by three signs.
///
/// One stays if it stands in a run of text that stays; or if the texts before and after it both stay, where the start
/// and the end of the page count as text that stays; or if it is in a `<figure>` of which some text stays.
pub(super) fn kept_media(html: &Html, is_without_scripts: bool, is_kept: &dyn Fn(NodeId) -> bool) -> HashSet<NodeId> {
    let mut scan = Scan { before: Side { kept: true, run: 0 }, ..Scan::default() };
    let mut walk = Walk::new(html.tree.root());
    while let Some(edge) = walk.next() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if !text.trim_ascii().is_empty() => scan.text(is_kept(node.id())),
                Node::Element(element) => {
                    let role = role_in_page(element, is_without_scripts);
                    match role {
                        Role::Hidden => walk.skip_below(node),
                        Role::Image => scan.medium(node.id()),
                        Role::Embedded => {
                            scan.medium(node.id());
                            walk.skip_below(node);
                        }
                        Role::Rule => {
                            scan.run += 1;
                            scan.medium(node.id());
                        }
                        Role::Figure => {
                            scan.figures.push(Figure { first_medium: scan.media.len(), has_kept_text: false });
                        }
                        _ => {}
                    }
                    scan.run += usize::from(role.is_block());
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    let role = role_in_page(element, is_without_scripts);
                    scan.run += usize::from(role.is_block());
                    if role == Role::Figure {
                        scan.close_figure();
                    }
                }
            }
        }
    }
    let end = scan.run + 1;
    scan.decide(Side { kept: true, run: end });
    scan.media.into_iter().filter(|it| it.stays).map(|it| it.node).collect()
}

#[derive(Default)]
struct Scan {
    media: Vec<Medium>,
    /// How many of the media have both neighbours.
    decided: usize,
    before: Side,
    /// Counts the boundaries of blocks: what has the same number stands in the same run of text.
    run: usize,
    figures: Vec<Figure>,
}

struct Medium {
    node: NodeId,
    run: usize,
    stays: bool,
}

/// The text before or after a medium.
#[derive(Clone, Copy, Default)]
struct Side {
    kept: bool,
    run: usize,
}

struct Figure {
    first_medium: usize,
    has_kept_text: bool,
}

impl Scan {
    fn medium(&mut self, node: NodeId) {
        self.media.push(Medium { node, run: self.run, stays: false });
    }

    fn text(&mut self, kept: bool) {
        let here = Side { kept, run: self.run };
        self.decide(here);
        self.before = here;
        if kept && let Some(figure) = self.figures.last_mut() {
            figure.has_kept_text = true;
        }
    }

    fn decide(&mut self, after: Side) {
        let before = self.before;
        for medium in &mut self.media[self.decided..] {
            let in_run = |side: Side| side.kept && side.run == medium.run;
            medium.stays = before.kept && after.kept || in_run(before) || in_run(after);
        }
        self.decided = self.media.len();
    }

    fn close_figure(&mut self) {
        let Some(figure) = self.figures.pop() else { return };
        if !figure.has_kept_text {
            return;
        }
        for medium in &mut self.media[figure.first_medium..] {
            medium.stays = true;
        }
        // Pictures after the caption have no text behind them yet, and need none.
        self.decided = self.media.len();
        if let Some(outer) = self.figures.last_mut() {
            outer.has_kept_text = true;
        }
    }
}
