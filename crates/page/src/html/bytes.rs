//! Parsing HTML so that every element knows its bytes.
//!
//! html5ever tells nobody where a tag stands. But it makes an element as soon as it has seen the `>` of its tag, and
//! takes one off its stack as soon as it has seen the end: so the text is handed to it in pieces that end before each
//! `<`, and whatever happens while a piece is read happened there. What it takes off its stack it does not always tell
//! (`TreeSink::pop` is not called for most end tags). So a stack of our own is kept beside it, and compared with its own
//! wherever a tag does more than open one element or close the last.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
};

use ego_tree::NodeId;
use html5ever::{
    Attribute, LocalName, QualName, TokenizerResult,
    buffer_queue::BufferQueue,
    interface::Tracer,
    local_name, ns,
    tendril::StrTendril,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink},
};
use scraper::{Html, HtmlTreeSink};

/// Where an element stands in the text of its page. Both tags belong to it, if it has both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ElementBytes {
    /// The `<` of its tag.
    pub(crate) start: usize,
    /// Behind the `>` of its tag.
    pub(crate) inner_start: usize,
    /// The `<` of its end tag, or of whatever ended it.
    pub(crate) inner_end: usize,
    /// Behind its end tag, or `inner_end` if it has none.
    pub(crate) end: usize,
}

/// A parsed page.
pub(crate) struct ParsedHtml {
    /// The tree, as `scraper` makes it.
    pub(crate) html: Html,
    /// The bytes of its elements. Those that have none of their own are left out: what the parser put in (`tbody`), or
    /// opened once more (formatting that was not closed), and what it moved elsewhere.
    pub(crate) bytes: BytesOfElements,
    /// Whether `noscript` was read as elements, and not as text that nobody sees.
    pub(crate) is_without_scripts: bool,
}

/// Why a page is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Elements stand in each other deeper than [`MOST_DEPTH`].
    TooDeep,
    /// The parser would have to put in more than the page holds, or a tag has a thousand attributes.
    TooTangled,
}

/// As deep as browsers nest elements. The parser looks through all open elements at every tag.
const MOST_DEPTH: usize = 512;

/// How many elements without bytes of their own a page may get, besides one for each that has some.
const MOST_COPIES: usize = 100_000;

/// How many attributes a tag may have. The parser compares each with all before.
const MOST_ATTRIBUTES: usize = 1000;

/// The bytes of elements, in the order in which the parser made them.
#[derive(Default)]
pub(crate) struct BytesOfElements(Vec<(NodeId, Option<ElementBytes>)>);

impl BytesOfElements {
    /// The bytes of an element. `hint` is where it is looked for first, and becomes the place of the next one.
    pub(crate) fn get(&self, id: NodeId, hint: &mut usize) -> Option<ElementBytes> {
        if self.0.get(*hint).is_none_or(|it| it.0 != id) {
            *hint = self.place(id)?;
        }
        *hint += 1;
        self.0[*hint - 1].1
    }

    fn place(&self, id: NodeId) -> Option<usize> {
        self.0.binary_search_by_key(&id, |it| it.0).ok()
    }
}

/// Parses the text of a page.
pub(crate) fn parse(text: &str, is_without_scripts: bool) -> Result<ParsedHtml, Refusal> {
    let tokenizer = Tokenizer::new(TokenSpy::new(text, is_without_scripts), TokenizerOpts::default());
    let spy = &tokenizer.sink;
    let whole = StrTendril::from_slice(text);
    let queue = BufferQueue::default();
    let feed = |start: usize, end: usize| {
        let length = |from: usize, to: usize| u32::try_from(to - from).expect("pages are smaller than 4 GiB");
        queue.push_back(whole.subtendril(length(0, start), length(start, end)));
        while let TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) = tokenizer.feed(&queue) {}
    };
    let mut at = 0;
    while at < text.len() {
        let end = spy.end_of_piece(at);
        let mut place = spy.sink().place.get();
        place.at = at;
        let mut start = at;
        if text.as_bytes()[at] == b'<' {
            place.tag_start = place.tag_start.or(Some(at));
            // What the text before left open (`&amp`) becomes text only now, and is not the text of this piece.
            if ends_in_reference(&text.as_bytes()[..at]) {
                feed(at, at + 1);
                start += 1;
            }
            if let Some(tag_start) = place.tag_start
                && spy.has_too_many_attributes(&text.as_bytes()[tag_start..end], end - at)
            {
                return Err(Refusal::TooTangled);
            }
        }
        spy.sink().place.set(place);
        feed(start, end);
        if let Some(refusal) = spy.sink().refusal.get() {
            return Err(refusal);
        }
        at = spy.end_of_code.take().unwrap_or(end);
    }
    spy.sink().place.set(Place { at, ..Place::default() });
    tokenizer.end();
    let sink = tokenizer.sink.builder.sink;
    let bytes = BytesOfElements(sink.elements.into_inner());
    Ok(ParsedHtml { is_without_scripts, html: sink.inner.finish(), bytes })
}

/// Whether text ends in something like `&am`, which only the next character tells from text.
fn ends_in_reference(text: &[u8]) -> bool {
    let n_last = text.iter().rev().take_while(|it| it.is_ascii_alphanumeric() || **it == b'#').count();
    text[..text.len() - n_last].ends_with(b"&")
}

/// Where the parser is.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Where what it reads now begins: a piece, or the text behind the tag of a piece.
    at: usize,
    /// The `<` that a tag or a comment may have begun with, not ended so far.
    tag_start: Option<usize>,
    /// The tag it has just read, from `<` to behind `>`; without bytes if that is not sure.
    tag: Option<(TagKind, Option<(usize, usize)>)>,
}

/// Behind the `>` of a tag, as the HTML Standard reads attributes (13.2.5.32 to 13.2.5.40).
fn end_of_tag(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &text[at..])?;
        if text[at] == b'>' {
            return Some(at + 1);
        }
        // A quote opens a value only behind `=`; elsewhere it is a letter like others.
        let before = text[start..at].trim_ascii_end();
        let opens = before.last() == Some(&b'=') && !is_in_unquoted_value(before);
        at += 1;
        if opens {
            at += memchr::memchr(text[at - 1], &text[at..])? + 1;
        }
    }
}

/// Whether the `=` that a part of a tag ends with is a letter of a value without quotes (`a=b=`) or of a name (` =`).
fn is_in_unquoted_value(tag: &[u8]) -> bool {
    let word = &tag[..tag.len() - 1];
    let name = word.trim_ascii_end();
    let is_name = |it: &u8| !it.is_ascii_whitespace() && !b"/=\"'>".contains(it);
    let n_letters = name.iter().rev().take_while(|it| is_name(it)).count();
    n_letters == 0 || name[..name.len() - n_letters].last() == Some(&b'=')
}

/// An element that is open.
struct Open {
    id: NodeId,
    name: LocalName,
    /// Its place among [`ByteSink::elements`].
    place: usize,
}

/// Hands tokens on to html5ever's tree builder, and notes which it is.
struct TokenSpy<'t> {
    text: &'t [u8],
    builder: TreeBuilder<NodeId, ByteSink>,
    /// The open elements, as far as the tags that were read tell.
    open: RefCell<Vec<Open>>,
    traced: Traced,
    /// The element of which the text is not markup, while the parser is inside.
    raw_text: RefCell<Option<LocalName>>,
    /// Where the text of the element ends that has just begun, if nobody reads it.
    end_of_code: Cell<Option<usize>>,
}

/// How elements begin of which the text is not for readers.
const CODE: [&[u8]; 2] = [b"<script", b"<style"];

/// Handles that html5ever holds.
#[derive(Default)]
struct Traced(RefCell<Vec<NodeId>>);

impl Tracer for Traced {
    type Handle = NodeId;

    fn trace_handle(&self, id: &NodeId) {
        self.0.borrow_mut().push(*id);
    }
}

impl<'t> TokenSpy<'t> {
    fn new(text: &'t str, is_without_scripts: bool) -> Self {
        let options = TreeBuilderOpts { scripting_enabled: !is_without_scripts, ..TreeBuilderOpts::default() };
        Self {
            text: text.as_bytes(),
            builder: TreeBuilder::new(ByteSink::default(), options),
            open: RefCell::default(),
            traced: Traced::default(),
            raw_text: RefCell::new(None),
            end_of_code: Cell::new(None),
        }
    }

    fn sink(&self) -> &ByteSink {
        &self.builder.sink
    }

    /// Before the next `<`. Inside a script only an end tag counts; its tag is a piece of its own.
    fn end_of_piece(&self, at: usize) -> usize {
        let begins_code =
            |it: &&[u8]| self.text[at..].get(..it.len()).is_some_and(|text| text.eq_ignore_ascii_case(it));
        if CODE.iter().any(begins_code)
            && let Some(end) = end_of_tag(self.text, at)
        {
            return end;
        }
        let is_raw = self.raw_text.borrow().is_some();
        if is_raw && !self.text[at..].starts_with(b"</") {
            return memchr::memmem::find(&self.text[at..], b"</").map_or(self.text.len(), |it| at + it);
        }
        memchr::memchr(b'<', &self.text[at + 1..]).map_or(self.text.len(), |it| at + 1 + it)
    }

    /// Where the text of a script or a style sheet ends that begins here. `None` if it has to be read: since it is for
    /// machines to read, or only a parser can tell where it ends.
    fn end_of_code(&self, tag: &Tag, start: usize) -> Option<usize> {
        let is_code = matches!(tag.name, local_name!("script") | local_name!("style"));
        let is_data = tag.attrs.iter().any(|it| it.name.local == local_name!("type") && it.value.contains("json"));
        if tag.kind == TagKind::EndTag || !is_code || is_data {
            return None;
        }
        let is_end = |rest: &[u8]| {
            let rest = rest.get(2..).filter(|it| it.len() > tag.name.len())?;
            let (name, behind) = rest.split_at(tag.name.len());
            (name.eq_ignore_ascii_case(tag.name.as_bytes()) && b" \t\n\r\x0c/>".contains(&behind[0])).then_some(())
        };
        let code = &self.text[start..];
        let end = memchr::memmem::find_iter(code, b"</").find(|it| is_end(&code[*it..]).is_some())?;
        memchr::memmem::find(&code[..end], b"<!--").is_none().then_some(start + end)
    }

    /// Whether a tag, of which the last `n_new` bytes were not seen before, has too many attributes.
    fn has_too_many_attributes(&self, tag: &[u8], n_new: usize) -> bool {
        let doubles = tag.len().next_power_of_two() > (tag.len() - n_new).next_power_of_two();
        if tag.len() < 4 * MOST_ATTRIBUTES || !doubles {
            return false;
        }
        let tag = end_of_tag(tag, 0).map_or(tag, |it| &tag[..it]);
        let name = tag[1..].strip_prefix(b"/").unwrap_or(&tag[1..]);
        let is_name = |raw: &LocalName| name.get(..raw.len()).is_some_and(|it| it.eq_ignore_ascii_case(raw.as_bytes()));
        let is_tag = name.first().is_some_and(u8::is_ascii_alphabetic);
        is_tag && self.raw_text.borrow().as_ref().is_none_or(is_name) && n_attributes(tag) > MOST_ATTRIBUTES
    }

    /// Follows what a tag did to the stack of open elements.
    fn follow(&self, kind: TagKind, name: &LocalName) {
        let sink = self.sink();
        let mut open = self.open.borrow_mut();
        match (kind, sink.own.get()) {
            (TagKind::StartTag, Some(own)) if open.last().map(|it| it.id) == own.parent => {
                if own.is_open {
                    open.push(Open { id: own.id, name: name.clone(), place: own.place });
                }
            }
            (TagKind::EndTag, _) if is_closed_by(name, open.last()) => {
                if let Some(it) = open.pop() {
                    sink.close(it.place, true);
                }
            }
            _ => self.compare(&mut open, name),
        }
        if open.len() > MOST_DEPTH {
            sink.refusal.set(Some(Refusal::TooDeep));
        }
    }

    /// Compares our stack with html5ever's, and notes where the elements ended that are gone.
    fn compare(&self, open: &mut Vec<Open>, tag: &LocalName) {
        let sink = self.sink();
        self.builder.trace_handles(&self.traced);
        let mut now = self.traced.0.take();
        // The document comes first, and behind the stack other elements that the parser remembers.
        let stack = now.get(1..).unwrap_or_default();
        let n_same = open.iter().zip(stack).take_while(|(one, other)| one.id == **other).count();
        let mut n_open = n_same;
        while let Some(id) = stack.get(n_open)
            && sink.parent(*id) == n_open.checked_sub(1).map(|it| stack[it])
        {
            n_open += 1;
        }
        let new = &stack[n_same..n_open];
        let is_end_tag = matches!(sink.place.get().tag, Some((TagKind::EndTag, _)));
        // An end tag ends its own element and with it all that lies inside.
        let mut may_be_own = is_end_tag;
        for it in open.drain(n_same..).filter(|it| !new.contains(&it.id)) {
            let is_own = may_be_own && it.name == *tag;
            sink.close(it.place, is_own);
            may_be_own &= !is_own;
        }
        let elements = sink.elements.borrow();
        for id in new {
            if let Ok(place) = elements.binary_search_by_key(id, |it| it.0) {
                open.push(Open { id: *id, name: sink.inner.elem_name(id).local.clone(), place });
            }
        }
        now.clear();
        self.traced.0.replace(now);
    }
}

/// Whether the end tag of this name closes the innermost open element and nothing else.
fn is_closed_by(name: &LocalName, last: Option<&Open>) -> bool {
    let stays_open = matches!(*name, local_name!("body") | local_name!("html"));
    !stays_open && last.is_some_and(|it| it.name == *name)
}

/// About how many attributes a tag has.
fn n_attributes(tag: &[u8]) -> usize {
    let (mut n_found, mut quote, mut before) = (0, None, b' ');
    for byte in tag {
        match quote {
            Some(it) if it == *byte => quote = None,
            Some(_) => {}
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(*byte),
            None if byte.is_ascii_whitespace() || *byte == b'/' => n_found += 1,
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = *byte;
        }
    }
    n_found
}

impl TokenSink for TokenSpy<'_> {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        let sink = self.sink();
        let tag = match &token {
            Token::ParseError(_) => return self.builder.process_token(token, line),
            Token::TagToken(tag) => {
                sink.closes_itself.set(tag.self_closing);
                tag
            }
            _ => {
                let place = sink.place.get();
                sink.place.set(Place { tag_start: None, ..place });
                return self.builder.process_token(token, line);
            }
        };
        let (kind, name) = (tag.kind, tag.name.clone());
        let place = sink.place.get();
        let bytes = place.tag_start.and_then(|start| Some((start, end_of_tag(self.text, start)?)));
        let end_of_code = bytes.and_then(|(_, end)| self.end_of_code(tag, end));
        sink.place.set(Place { tag: Some((kind, bytes)), ..place });
        sink.own.set(None);
        *sink.tag_name.borrow_mut() = name.clone();
        if kind == TagKind::EndTag {
            *self.raw_text.borrow_mut() = None;
        }
        let result = self.builder.process_token(token, line);
        self.follow(kind, &name);
        if matches!(result, TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext) {
            self.end_of_code.set(end_of_code);
            *self.raw_text.borrow_mut() = Some(name);
        }
        sink.place.set(Place { at: bytes.map_or(place.at, |it| it.1), tag_start: None, tag: None });
        result
    }

    fn end(&self) {
        self.builder.end();
        let place = self.sink().place.get();
        self.sink().place.set(Place { at: self.text.len(), ..place });
        for it in self.open.borrow().iter() {
            self.sink().close(it.place, false);
        }
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Hands everything on to scraper's sink, and notes the bytes of elements.
struct ByteSink {
    inner: HtmlTreeSink,
    elements: RefCell<Vec<(NodeId, Option<ElementBytes>)>>,
    place: Cell<Place>,
    tag_name: RefCell<LocalName>,
    /// Whether the tag just read ends in `/>`, which matters outside of HTML.
    closes_itself: Cell<bool>,
    /// The element that the tag just read has made. Formatting opened once more comes before it.
    own: Cell<Option<Own>>,
    /// Elements without bytes less those that have some.
    n_copies: Cell<usize>,
    /// Attributes of further `<html>` and `<body>` tags.
    n_late_attributes: Cell<usize>,
    refusal: Cell<Option<Refusal>>,
}

/// An element that a tag has made.
#[derive(Clone, Copy)]
struct Own {
    id: NodeId,
    place: usize,
    parent: Option<NodeId>,
    /// Whether something may stand in it.
    is_open: bool,
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
    fn close(&self, place: usize, is_own: bool) {
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
    fn parent(&self, id: NodeId) -> Option<NodeId> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let page = parse(text, false).expect("the page is read");
        let mut found = String::new();
        for node in page.html.tree.nodes() {
            if let (Some(element), Some(it)) = (node.value().as_element(), page.bytes.get(node.id(), &mut 0)) {
                let end = if it.end > it.inner_end || it.end == it.inner_start {
                    text[it.inner_end..it.end].to_owned()
                } else {
                    let next = text[it.end..].split_inclusive('>').next().unwrap_or_default();
                    format!("|{next}")
                };
                found.push_str(&format!("{} {} {end}\n", element.name(), &text[it.start..it.inner_start]));
            }
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_both_tags() {
        check("<!doctype html><p>a<br>b</p>\n<DIV id=c>d</DIV >", "p <p> </p>\nbr <br> \ndiv <DIV id=c> </DIV >\n");
    }

    #[test]
    fn an_element_without_an_end_tag_ends_before_what_ends_it() {
        check("<ul><li>a<li>b</ul>c", "ul <ul> </ul>\nli <li> |<li>\nli <li> |</ul>\n");
        check("<div><p>a<div>b</div></div>", "div <div> </div>\np <p> |<div>\ndiv <div> </div>\n");
        check("<div><span>a", "div <div> |\nspan <span> |\n");
    }

    #[test]
    fn marks_inside_of_tags_and_scripts_are_none() {
        check("<p title='a>b<c'>d</p>", "p <p title='a>b<c'> </p>\n");
        check("&am<p title='<b>'>d</p>&lt", "p <p title='<b>'> </p>\n");
        check("a < b <i>c</i> <3", "i <i> </i>\n");
        check("<script>if (a<b) '<p>'</script><p>c", "script <script> </script>\np <p> |\n");
        check("<svg><g/><path d='a'></path></svg>", "svg <svg> </svg>\ng <g/> \npath <path d='a'> </path>\n");
        check("<p a=b=\"c\" d=e>\"f</p>", "p <p a=b=\"c\" d=e> </p>\n");
        check("<p a = \"b>c\" d'e>f</p>", "p <p a = \"b>c\" d'e> </p>\n");
        check("<!-- <p> --><p>c</p>", "p <p> </p>\n");
        check("<title>a</tit</title><b>c</b>", "b <b> </b>\n");
    }

    #[test]
    fn what_the_parser_puts_in_or_moves_has_no_bytes() {
        check("<table><tr><td>a</table>", "table <table> </table>\ntr <tr> |</table>\ntd <td> |</table>\n");
        check("<table><b>a</b><tr><td>c</td></tr></table>", "table <table> </table>\ntr <tr> </tr>\ntd <td> </td>\n");
        check("<p><b>a<p>c</b>d", "p <p> |<p>\nb <b> |<p>\np <p> |\n");
        check("<a>b<a>c</a>", "a <a> |<a>\na <a> </a>\n");
    }

    #[test]
    fn a_box_that_formatting_overlaps_has_no_bytes() {
        check("<b>a<p>c</b>d</p>", "b <b> </b>\n");
    }

    #[test]
    fn refuses_what_would_take_long() {
        let refusal = |text: String| parse(&text, false).err();
        assert_eq!(refusal("<div>".repeat(513)), Some(Refusal::TooDeep));
        assert_eq!(refusal(format!("<p {}>", "a=b ".repeat(5000))), Some(Refusal::TooTangled));
        let attributes: String = (0..5000).map(|it| format!("a{it}='<' ")).collect();
        assert_eq!(refusal(format!("<p {attributes}>")), Some(Refusal::TooTangled));
        let open = (0..400).map(|it| format!("<b id={it}>")).collect::<String>();
        assert_eq!(refusal(format!("<p>{open}{}", "<p>a".repeat(5000))), Some(Refusal::TooTangled));
        assert_eq!(refusal("<p>".to_owned() + &"a ".repeat(5000)), None);
        assert_eq!(refusal(format!("<p title='{}'>", "a ".repeat(5000))), None);
    }
}
