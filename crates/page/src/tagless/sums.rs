//! Counts of many lines, so that any stretch of them is known from two places.

use super::line::{Edge, Kind, Line};
use super::place::Place;
use super::sections::is_label;

/// Sums over all lines before a place.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) words: u32,
    pub(crate) linked: u32,
    /// Words of long prose.
    pub(crate) prose: u32,
    /// Lines of long prose.
    pub(crate) paragraphs: u32,
    pub(crate) stop_words: u32,
    pub(crate) hinted: u32,
    /// Lines that end as sentences do.
    pub(crate) sentences: u32,
    /// Lines that are mostly a link.
    pub(crate) link_lines: u32,
    pub(crate) items: u32,
    pub(crate) images: u32,
    pub(crate) links: u32,
    pub(crate) lines: u32,
    /// Words of forums and comments.
    pub(crate) talk: u32,
    /// Parts of dates.
    pub(crate) dates: u32,
    pub(crate) we: u32,
    pub(crate) you: u32,
    pub(crate) me: u32,
    /// Short lines that name what no article holds.
    pub(crate) labels: u32,
}

impl Sums {
    /// The sums before each line, and those of all lines at the end.
    pub(super) fn over(lines: &[Line], places: &[Place]) -> Vec<Sums> {
        let mut sums = Vec::with_capacity(lines.len() + 1);
        let mut sum = Sums::default();
        sums.push(sum);
        for (line, place) in lines.iter().zip(places) {
            sum = sum.add(line, place.long_prose);
            sums.push(sum);
        }
        sums
    }

    fn add(self, line: &Line, long: bool) -> Self {
        let counts = &line.counts;
        Self {
            words: self.words + counts.words,
            linked: self.linked + counts.linked,
            prose: self.prose + if long { line.weight() } else { 0 },
            paragraphs: self.paragraphs + u32::from(long),
            stop_words: self.stop_words + counts.stop_words,
            hinted: self.hinted + counts.hinted,
            sentences: self.sentences + u32::from(counts.last == Edge::Stop),
            link_lines: self.link_lines + u32::from(line.is_link()),
            items: self.items + u32::from(matches!(line.kind, Kind::Bullet | Kind::Numbered)),
            images: self.images + line.images,
            links: self.links + line.links,
            lines: self.lines + 1,
            talk: self.talk + counts.talk,
            dates: self.dates + counts.dates,
            we: self.we + counts.we,
            you: self.you + counts.you,
            me: self.me + counts.me,
            labels: self.labels + u32::from(is_label(line)),
        }
    }

    /// What was added since an earlier place.
    #[inline(always)] // see `Page::between`
    pub(super) fn since(self, start: Self) -> Self {
        Self {
            words: self.words - start.words,
            linked: self.linked - start.linked,
            prose: self.prose - start.prose,
            paragraphs: self.paragraphs - start.paragraphs,
            stop_words: self.stop_words - start.stop_words,
            hinted: self.hinted - start.hinted,
            sentences: self.sentences - start.sentences,
            link_lines: self.link_lines - start.link_lines,
            items: self.items - start.items,
            images: self.images - start.images,
            links: self.links - start.links,
            lines: self.lines - start.lines,
            talk: self.talk - start.talk,
            dates: self.dates - start.dates,
            we: self.we - start.we,
            you: self.you - start.you,
            me: self.me - start.me,
            labels: self.labels - start.labels,
        }
    }
}
