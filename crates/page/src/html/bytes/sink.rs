//! The tree that html5ever makes, and the bytes of its elements.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
};

use ego_tree::NodeId;
use html5ever::{
    Attribute, LocalName, QualName, local_name, ns,
    tendril::StrTendril,
    tokenizer::TagKind,
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
};
use scraper::{Html, HtmlTreeSink};

use super::{ElementBytes, MOST_ATTRIBUTES, MOST_COPIES, Place, Refusal};

/// Hands everything on to scraper's sink, and notes the bytes of elements.
pub(super) struct ByteSink {
    pub(super) inner: HtmlTreeSink,
    pub(super) elements: RefCell<Vec<(NodeId, Option<ElementBytes>)>>,
    pub(super) place: Cell<Place>,
    pub(super) tag_name: RefCell<LocalName>,
    /// Whether the tag just read ends in `/>`, which matters outside of HTML.
    pub(super) closes_itself: Cell<bool>,
    /// The element that the tag just read has made. Formatting opened once more comes before it.
    pub(super) own: Cell<Option<Own>>,
    /// Elements without bytes less those that have some.
    n_copies: Cell<usize>,
    /// Attributes of further `<html>` and `<body>` tags.
    n_late_attributes: Cell<usize>,
    pub(super) refusal: Cell<Option<Refusal>>,
}

/// An element that a tag has made.
#[derive(Clone, Copy)]
pub(super) struct Own {
    pub(super) id: NodeId,
    pub(super) place: usize,
    pub(super) parent: Option<NodeId>,
    /// Whether something may stand in it.
    pub(super) is_open: bool,
}

impl Default for ByteSink {
    fn default() -> Self {
        Self {
            inner: HtmlTreeSink::new(Html::new_document()),
            elements: RefCell::default(),
            place: Cell::default(),
            tag_name: RefCell::new(LocalName::from("")),
            closes_itself: Cell::new(false),
            own: Cell::new(None),
            n_copies: Cell::new(0),
            n_late_attributes: Cell::new(0),
            refusal: Cell::new(None),
        }
    }
}

impl ByteSink {
    /// An element ends here: with the tag that was just read if that is its own, else before it.
    pub(super) fn close(&self, place: usize, is_own: bool) {
        let now = self.place.get();
        let ends = match now.tag {
            None => Some((now.at, now.at)),
            Some((_, bytes)) => bytes.map(|(start, end)| if is_own { (start, end) } else { (start, start) }),
        };
        if let Some((_, bytes)) = self.elements.borrow_mut().get_mut(place) {
            *bytes = bytes.zip(ends).map(|(it, (inner_end, end))| ElementBytes {
                inner_end: inner_end.max(it.inner_start),
                end: end.max(it.inner_start),
                ..it
            });
        }
    }

    /// The element around another.
    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        let html = self.inner.0.borrow();
        let parent = html.tree.get(id)?.parent()?;
        parent.value().is_element().then(|| parent.id())
    }

    /// What was moved stands elsewhere in the tree than in the text.
    fn forget_bytes(&self, id: NodeId) {
        let mut elements = self.elements.borrow_mut();
        if let Ok(place) = elements.binary_search_by_key(&id, |it| it.0) {
            elements[place].1 = None;
        }
    }
}

impl TreeSink for ByteSink {
    type Handle = NodeId;
    type Output = Html;
    type ElemName<'a> = Ref<'a, QualName>;

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let bytes = match self.place.get().tag {
            Some((TagKind::StartTag, bytes)) if name.local == *self.tag_name.borrow() => bytes,
            _ => None,
        };
        let is_open = if name.ns == ns!(html) { !is_void(&name.local) } else { !self.closes_itself.get() };
        let id = self.inner.create_element(name, attributes, flags);
        let mut elements = self.elements.borrow_mut();
        let place = elements.len();
        if let Some((start, end)) = bytes {
            if let Some(copy) = self.own.replace(Some(Own { id, place, parent: None, is_open })) {
                elements[copy.place].1 = None;
            }
            elements.push((id, Some(ElementBytes { start, inner_start: end, inner_end: end, end })));
            self.n_copies.set(self.n_copies.get().saturating_sub(1));
        } else {
            elements.push((id, None));
            self.n_copies.set(self.n_copies.get() + 1);
            if self.n_copies.get() > MOST_COPIES {
                self.refusal.set(Some(Refusal::TooTangled));
            }
        }
        id
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        if let (NodeOrText::AppendNode(id), Some(own)) = (&child, self.own.get())
            && own.id == *id
        {
            let is_document = *parent == self.inner.get_document();
            self.own.set(Some(Own { parent: Some(*parent).filter(|_| !is_document), ..own }));
        }
        self.inner.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(id) = &child {
            self.forget_bytes(*id);
        }
        self.inner.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(id) = &child {
            self.forget_bytes(*id);
        }
        self.inner.append_based_on_parent_node(element, before, child);
    }

    fn remove_from_parent(&self, id: &NodeId) {
        self.forget_bytes(*id);
        self.inner.remove_from_parent(id);
    }

    fn reparent_children(&self, from: &NodeId, to: &NodeId) {
        self.forget_bytes(*from);
        self.inner.reparent_children(from, to);
    }

    fn add_attrs_if_missing(&self, id: &NodeId, attributes: Vec<Attribute>) {
        self.n_late_attributes.set(self.n_late_attributes.get() + attributes.len());
        if self.n_late_attributes.get() > MOST_ATTRIBUTES {
            self.refusal.set(Some(Refusal::TooTangled));
        }
        self.inner.add_attrs_if_missing(id, attributes);
    }

    fn finish(self) -> Html {
        self.inner.finish()
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.inner.parse_error(message);
    }

    fn get_document(&self) -> NodeId {
        self.inner.get_document()
    }

    fn elem_name<'a>(&'a self, id: &'a NodeId) -> Ref<'a, QualName> {
        self.inner.elem_name(id)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.inner.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.inner.create_pi(target, data)
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.inner.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, id: &NodeId) -> NodeId {
        self.inner.get_template_contents(id)
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }
}

/// Whether nothing can stand in an element of this name.
fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("basefont")
            | local_name!("bgsound")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("frame")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("keygen")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}
