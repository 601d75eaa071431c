//! What can be counted in the text of a block, in one walk over its characters.

use std::sync::LazyLock;

use crate::hash::{FoldMap, FoldSet, fold};

/// What was counted in the text of a block. A token is what `\w+` matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// Characters, blanks left out.
    pub(crate) n_characters: u32,
    pub(crate) n_tokens: u32,
    pub(crate) n_link_tokens: u32,
    pub(crate) n_bold_tokens: u32,
    /// Words that every text of some language is full of.
    pub(crate) n_common: u32,
    /// Words that pages say of themselves.
    pub(crate) n_boiler: u32,
    /// Words of headings that lead away: `related`, `popular`, `comments`.
    pub(crate) n_pointer: u32,
    /// Tokens of the page's title.
    pub(crate) n_of_title: u32,
    /// Tokens of the page's description.
    pub(crate) n_of_description: u32,
    /// Tokens that end three in a row of the text for search engines.
    pub(crate) n_of_body: u32,
    pub(crate) n_capitalised: u32,
    pub(crate) n_digits: u32,
    pub(crate) n_upper: u32,
    pub(crate) n_commas: u32,
    /// Ends of sentences.
    pub(crate) n_stops: u32,
    /// Marks that separate the parts of a line: `|`, `·`, `•`, `›`.
    pub(crate) n_separators: u32,
    /// Marks of machine-made text: `{`, `}`, `"`, `=`, `<`, `;`.
    pub(crate) n_code_marks: u32,
    pub(crate) has_copyright: bool,
    pub(crate) has_at: bool,
    pub(crate) has_year: bool,
    pub(crate) first: Option<char>,
    pub(crate) last: Option<char>,
    /// The same for the same tokens.
    pub(crate) hash: u64,
}

impl Words {
    /// Whether the text ends as a sentence does.
    pub(crate) fn ends_sentence(&self) -> bool {
        self.last.is_some_and(|it| ".!?…\"”»。！？)".contains(it))
    }

    /// Whether the text is a paragraph of prose: long, hardly linked, and ended.
    pub(crate) fn is_prose(&self) -> bool {
        self.n_tokens >= 20 && self.reads_as_sentences()
    }

    /// Whether the text is hardly linked, and ended.
    pub(crate) fn reads_as_sentences(&self) -> bool {
        self.n_link_tokens * 3 < self.n_tokens && self.ends_sentence()
    }
}

/// Tokens by their hashes.
pub(crate) type TokenSet = FoldSet<u64>;

/// Adds the tokens of a text.
pub(crate) fn add_tokens(set: &mut TokenSet, text: &str) {
    set.extend(tokens(text));
}

/// Adds every three tokens of a text that follow each other.
pub(crate) fn add_trigrams(set: &mut TokenSet, text: &str) {
    set.extend(tokens(text).windows(3).map(|it| trigram([it[0], it[1], it[2]])));
}

fn tokens(text: &str) -> Vec<u64> {
    let none = Known::default();
    let mut scan = Scan::new(&none);
    scan.collect = Some(Vec::new());
    scan.text(text, Marks::default());
    scan.gap();
    scan.collect.unwrap_or_default()
}

fn trigram(tokens: [u64; 3]) -> u64 {
    tokens.into_iter().fold(0, fold)
}

/// What a page says of itself before its text begins.
#[derive(Default)]
pub(crate) struct Known {
    /// Tokens of its title.
    pub(crate) title: TokenSet,
    /// Tokens of its description.
    pub(crate) description: TokenSet,
    /// Every three tokens in a row of its text, if the page has it once more for search engines.
    pub(crate) body: TokenSet,
}

/// How a piece of text is marked.
#[derive(Clone, Copy, Default)]
pub(crate) struct Marks {
    pub(crate) is_link: bool,
    pub(crate) is_bold: bool,
}

/// Counts in the pieces of a block, one after another.
pub(crate) struct Scan<'k> {
    known: &'k Known,
    words: Words,
    token: u64,
    token_digits: u32,
    token_length: u32,
    /// Of the piece that the token began in.
    token_marks: Marks,
    marks: Marks,
    /// The last two tokens.
    before: [u64; 2],
    collect: Option<Vec<u64>>,
}

impl<'k> Scan<'k> {
    pub(crate) fn new(known: &'k Known) -> Self {
        Self {
            known,
            words: Words::default(),
            token: 0,
            token_digits: 0,
            token_length: 0,
            token_marks: Marks::default(),
            marks: Marks::default(),
            before: [0; 2],
            collect: None,
        }
    }

    /// Goes on with a piece of text.
    pub(crate) fn text(&mut self, text: &str, marks: Marks) {
        self.marks = marks;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte < 0x80 {
                self.ascii(byte);
                at += 1;
            } else {
                let next = text[at..].chars().next().expect("a byte that is not ASCII begins a character here");
                self.character(next);
                at += next.len_utf8();
            }
        }
    }

    /// Ends the token that may be open: a break of the line, or an element that is a box of its own.
    pub(crate) fn gap(&mut self) {
        if self.token_length > 0 {
            self.end_token();
        }
    }

    /// What was counted since the last block, which ends here.
    pub(crate) fn end_block(&mut self) -> Words {
        self.gap();
        self.before = [0; 2];
        std::mem::take(&mut self.words)
    }

    fn ascii(&mut self, byte: u8) {
        match byte {
            b'a'..=b'z' | b'_' => self.letter(u64::from(byte)),
            b'A'..=b'Z' => {
                self.words.n_upper += 1;
                self.words.n_capitalised += u32::from(self.token_length == 0);
                self.letter(u64::from(byte | 0x20));
            }
            b'0'..=b'9' => {
                self.words.n_digits += 1;
                self.token_digits += 1;
                self.letter(u64::from(byte));
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => return self.gap(),
            _ => {
                self.gap();
                self.mark(char::from(byte));
            }
        }
        self.seen(char::from(byte));
    }

    fn character(&mut self, next: char) {
        if next.is_alphanumeric() {
            if next.is_uppercase() {
                self.words.n_upper += 1;
                self.words.n_capitalised += u32::from(self.token_length == 0);
            }
            for lower in next.to_lowercase() {
                self.letter(u64::from(u32::from(lower)));
            }
        } else {
            self.gap();
            if next.is_whitespace() || matches!(next, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}') {
                return;
            }
            self.mark(next);
        }
        self.seen(next);
    }

    fn seen(&mut self, next: char) {
        self.words.n_characters += 1;
        self.words.first = self.words.first.or(Some(next));
        self.words.last = Some(next);
    }

    fn letter(&mut self, value: u64) {
        if self.token_length == 0 {
            self.token_marks = self.marks;
        }
        self.token = fold(self.token, value);
        self.token_length += 1;
    }

    fn mark(&mut self, mark: char) {
        match mark {
            ',' | '，' | '、' => self.words.n_commas += 1,
            '.' | '!' | '?' | '。' | '！' | '？' => self.words.n_stops += 1,
            '|' | '·' | '•' | '›' | '»' | '→' => self.words.n_separators += 1,
            '{' | '}' | '"' | '=' | '<' | ';' | '\\' => self.words.n_code_marks += 1,
            '©' => self.words.has_copyright = true,
            '@' => self.words.has_at = true,
            _ => {}
        }
    }

    fn end_token(&mut self) {
        let token = self.token;
        let words = &mut self.words;
        words.n_tokens += 1;
        words.n_link_tokens += u32::from(self.token_marks.is_link);
        words.n_bold_tokens += u32::from(self.token_marks.is_bold);
        words.has_year |= self.token_length == 4 && self.token_digits == 4;
        words.hash = fold(words.hash, token);
        if self.token_digits == 0 {
            match LEXICON.get(&token) {
                Some(Class::Common) => words.n_common += 1,
                Some(Class::Boiler) => words.n_boiler += 1,
                Some(Class::Pointer) => {
                    words.n_boiler += 1;
                    words.n_pointer += 1;
                }
                None => {}
            }
        }
        words.n_of_title += u32::from(self.known.title.contains(&token));
        words.n_of_description += u32::from(self.known.description.contains(&token));
        if !self.known.body.is_empty() {
            words.n_of_body += u32::from(self.known.body.contains(&trigram([self.before[0], self.before[1], token])));
            self.before = [self.before[1], token];
        }
        if let Some(collect) = &mut self.collect {
            collect.push(token);
        }
        (self.token, self.token_digits, self.token_length) = (0, 0, 0);
    }
}

/// What is known of a word in any text.
#[derive(Clone, Copy)]
enum Class {
    Common,
    Boiler,
    Pointer,
}

static LEXICON: LazyLock<FoldMap<u64, Class>> = LazyLock::new(|| {
    let mut lexicon = FoldMap::default();
    for (words, class) in [(COMMON, Class::Common), (BOILER, Class::Boiler), (POINTERS, Class::Pointer)] {
        for word in words.split_whitespace() {
            let hash = word.chars().fold(0, |hash, it| fold(hash, u64::from(u32::from(it))));
            lexicon.insert(hash, class);
        }
    }
    lexicon
});

/// The words that hold the sentences of ten languages together.
const COMMON: &str = "\
    the of and to in a is that for it as was with be by on not he i this are or his from at which but have an had they \
    you were their one all we can her has there been if more when will would who so no she do my what about its into \
    than them could our out up these over after then most other some just how any your because also only where through \
    der die das und ist nicht ein eine einen dem den des mit auf für von zu im sich auch es wie bei oder aber als aus nach \
    wird sind war hat ich sie wir werden kann noch nur \
    le la les et est un une des du dans que qui pour pas sur avec ce il elle au aux plus par sont ne se nous vous ou mais \
    el los las y que en una por con para no se su como más pero sus lo este esta son al del fue ha \
    il che di per non è con sono una si da della del nel anche più come ma gli \
    o os um uma em não com para mais como dos das foi ao pela pelo seu sua \
    de het een van en is dat niet op te zijn voor met aan er om maar ook door bij \
    и в не на что он я с как это по но она мы к из у за так все же от для \
    och att det som en på är av för med till den inte om ett men har de \
    i w nie na się z że do jest to o jak ale za po od przez";

/// Words that pages say of themselves rather than of their subject.
const BOILER: &str = "\
    cookie cookies subscribe subscription newsletter newsletters signup login signin register copyright rights reserved \
    privacy policy terms share follow related comments comment advertisement advertise click menu search previous next \
    tags tagged posted filed categories category reply updated published getty trending popular recommended contact \
    download cart checkout shipping wishlist upvote votes views facebook twitter instagram linkedin pinterest whatsapp \
    youtube reddit tiktok rss email print pdf copy sitemap careers jobs faq help support accept consent preferences \
    settings account logout unsubscribe sponsored powered skip navigation toggle expand collapse loading load sort filter \
    login anmelden abonnieren datenschutz impressum teilen kommentare kontakt \
    partager commentaires connexion abonnez confidentialité mentions \
    compartir comentarios suscríbete privacidad aviso contacto \
    condividi commenti iscriviti accedi compartilhar comentários inscreva delen reacties inloggen \
    поделиться комментарии подписаться войти dela kommentarer udostępnij komentarze";

/// Words of headings over what leads away from a page.
const POINTERS: &str = "\
    related popular trending recommended recommend recommendations latest recent more similar discover explore sponsored \
    featured comments comment share newsletter subscribe follow author tags categories topics references further read \
    next previous promoted partners reviews advertisement contents navigation \
    ähnliche verwandte weitere mehr beliebt neueste kommentare artikel auch interessieren \
    articles liés similaires populaires récents commentaires voir aussi suite \
    relacionados relacionadas artículos populares recientes comentarios también noticias \
    correlati articoli recenti commenti leggi artigos veja também mais lidas \
    gerelateerde lees verder populair meest похожие читайте также популярное комментарии статьи новости \
    relaterade läs mer populära powiązane czytaj również najnowsze";

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pieces: &[(&str, bool)]) -> Words {
        let mut known = Known::default();
        add_tokens(&mut known.title, "Ferry to Vik");
        let mut scan = Scan::new(&known);
        for (text, is_link) in pieces {
            scan.text(text, Marks { is_link: *is_link, is_bold: false });
        }
        scan.end_block()
    }

    #[test]
    fn counts_tokens_as_a_regular_expression_does() {
        let found = words(&[("The ferry, since 1987: ", false), ("daily", true), (" at 9.", false)]);
        assert_eq!((found.n_tokens, found.n_link_tokens, found.n_commas), (7, 1, 1));
        assert_eq!((found.n_of_title, found.has_year, found.ends_sentence()), (1, true, true));
    }

    #[test]
    fn a_word_may_lie_in_several_pieces() {
        assert_eq!(words(&[("F", true), ("erry", false)]).hash, words(&[("FERRY", false)]).hash);
        assert_eq!(words(&[("Ä", true), ("hre", false)]).n_tokens, 1);
    }
}
