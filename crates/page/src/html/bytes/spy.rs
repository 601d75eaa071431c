//! Following html5ever from tag to tag.

use std::cell::{Cell, RefCell};

use ego_tree::NodeId;
use html5ever::{
    Attribute, LocalName,
    interface::Tracer,
    local_name,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult},
    tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink},
};
use unchaff_document::{n_attributes, tag_end};

use super::{MOST_ATTRIBUTES, MOST_DEPTH, Place, Refusal, sink::ByteSink};

/// Hands tokens on to html5ever's tree builder, and notes which it is.
pub(super) struct TokenSpy<'t> {
    text: &'t [u8],
    pub(super) builder: TreeBuilder<NodeId, ByteSink>,
    /// The open elements, as far as the tags that were read tell.
    open: RefCell<Vec<Open>>,
    traced: Traced,
    /// The element of which the text is not markup, while the parser is inside.
    raw_text: RefCell<Option<LocalName>>,
    /// Where the text of the element ends that has just begun, if nobody reads it.
    pub(super) end_of_code: Cell<Option<usize>>,
    /// Whether a tag was looked at that does not end.
    is_cut_off: Cell<bool>,
}

/// An element that is open.
struct Open {
    id: NodeId,
    name: LocalName,
    /// Its place among [`ByteSink::elements`].
    place: usize,
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
    pub(super) fn new(text: &'t str, is_without_scripts: bool) -> Self {
        let options = TreeBuilderOpts { scripting_enabled: !is_without_scripts, ..TreeBuilderOpts::default() };
        Self {
            text: text.as_bytes(),
            builder: TreeBuilder::new(ByteSink::default(), options),
            open: RefCell::default(),
            traced: Traced::default(),
            raw_text: RefCell::new(None),
            end_of_code: Cell::new(None),
            is_cut_off: Cell::new(false),
        }
    }

    pub(super) fn sink(&self) -> &ByteSink {
        &self.builder.sink
    }

    /// Before the next `<`. Inside a script only an end tag counts; its tag is a piece of its own.
    pub(super) fn end_of_piece(&self, at: usize) -> usize {
        let begins_code =
            |it: &&[u8]| self.text[at..].get(..it.len()).is_some_and(|text| text.eq_ignore_ascii_case(it));
        if !self.is_cut_off.get() && CODE.iter().any(begins_code) {
            if let Some(end) = tag_end(self.text, at) {
                return end;
            }
            // Each further one would be looked for to the end of the page.
            self.is_cut_off.set(true);
        }
        let is_raw = self.raw_text.borrow().is_some();
        if is_raw && !self.text[at..].starts_with(b"</") {
            return memchr::memmem::find(&self.text[at..], b"</").map_or(self.text.len(), |it| at + it);
        }
        memchr::memchr(b'<', &self.text[at + 1..]).map_or(self.text.len(), |it| at + 1 + it)
    }

    /// Where the text of a script or a style sheet ends that begins here. `None` if only a parser can tell.
    fn find_end_of_code(&self, name: &LocalName, start: usize) -> Option<usize> {
        let is_end = |rest: &[u8]| {
            let rest = rest.get(2..).filter(|it| it.len() > name.len())?;
            let (found, behind) = rest.split_at(name.len());
            (found.eq_ignore_ascii_case(name.as_bytes()) && b" \t\n\r\x0c/>".contains(&behind[0])).then_some(())
        };
        let code = &self.text[start..];
        let end = memchr::memmem::find_iter(code, b"</").find(|it| is_end(&code[*it..]).is_some())?;
        memchr::memmem::find(&code[..end], b"<!--").is_none().then_some(start + end)
    }

    /// Whether a tag, of which the last `n_new` bytes were not seen before, has too many attributes.
    pub(super) fn has_too_many_attributes(&self, tag: &[u8], n_new: usize) -> bool {
        let doubles = tag.len().next_power_of_two() > (tag.len() - n_new).next_power_of_two();
        if tag.len() < 4 * MOST_ATTRIBUTES || !doubles {
            return false;
        }
        let name = tag[1..].strip_prefix(b"/").unwrap_or(&tag[1..]);
        let is_name = |raw: &LocalName| name.get(..raw.len()).is_some_and(|it| it.eq_ignore_ascii_case(raw.as_bytes()));
        let is_tag = name.first().is_some_and(u8::is_ascii_alphabetic);
        is_tag && self.raw_text.borrow().as_ref().is_none_or(is_name) && n_attributes(tag, 0) > MOST_ATTRIBUTES
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
        // Of elements that a form or a template left open, ours has none. Twice, since formatting comes behind the stack.
        if now.len() > 2 * MOST_DEPTH {
            sink.refusal.set(Some(Refusal::TooDeep));
        }
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

/// Whether what follows a tag is for machines alone. What is for machines to read, we read too.
fn is_code(tag: &Tag) -> bool {
    let is_code = matches!(tag.name, local_name!("script") | local_name!("style"));
    let is_data = |it: &Attribute| it.name.local == local_name!("type") && it.value.contains("json");
    tag.kind == TagKind::StartTag && is_code && !tag.attrs.iter().any(is_data)
}

/// Whether the end tag of this name closes the innermost open element and nothing else.
fn is_closed_by(name: &LocalName, last: Option<&Open>) -> bool {
    let stays_open = matches!(*name, local_name!("body") | local_name!("html"));
    !stays_open && last.is_some_and(|it| it.name == *name)
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
        let bytes = place.tag_start.and_then(|start| Some((start, tag_end(self.text, start)?)));
        let is_code = is_code(tag);
        sink.place.set(Place { tag: Some((kind, bytes)), ..place });
        sink.own.set(None);
        *sink.tag_name.borrow_mut() = name.clone();
        if kind == TagKind::EndTag {
            *self.raw_text.borrow_mut() = None;
        }
        let result = self.builder.process_token(token, line);
        self.follow(kind, &name);
        if matches!(result, TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext) {
            let end_of_code = |(_, end)| self.find_end_of_code(&name, end);
            self.end_of_code.set(bytes.filter(|_| is_code).and_then(end_of_code));
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

#[cfg(test)]
mod tests {
    use crate::html::bytes::{Refusal, parse};

    #[test]
    fn attributes_are_counted_whatever_quotes_stand_among_them() {
        let check = |before: &str, behind: &str, refusal| {
            let attributes: String = (0..5000).map(|it| format!(" x{it}")).collect();
            let text = format!("<p {before}{attributes}{behind}>a</p>");
            assert_eq!(parse(&text, false).err(), refusal, "{before} ... {behind}");
        };
        for before in ["a=b", "a=b=\"", "a=b'", "a\"=\"b\"'", "a='b'=\"", "=\"", "\"", "a==b\"", "a=b/c=d'"] {
            check(before, "", Some(Refusal::TooTangled));
        }
        for (before, behind) in [("a=\"", "\""), ("a = '", "'"), ("==\"", "\""), ("a/b='", "'")] {
            check(before, behind, None);
        }
    }
}
