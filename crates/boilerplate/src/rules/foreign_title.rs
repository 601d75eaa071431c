//! First headings that show the title to belong to another article.

use unchaff_document::{Block, BlockKind, Evidence, InlineKind, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    subject::{Subject, is_of_another_language, script},
    words::has_word,
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("foreign-title"),
    // Later, the heading may be gone that repeats the title.
    phase: Phase::Structure,
    category: Category::Damage,
    summary: "titles of another article than the one below them",
    explanation: include_str!("foreign_title.md"),
    since: "0.1.0",
    check,
};

/// So much must title and heading say. Headings of sections say less.
const FEWEST_WORDS: usize = 3;

/// Where both say so much, they may share one word, such as the name of the site.
const MANY_WORDS: usize = 6;

/// How many characters behind the heading count as the opening of the article.
const OPENING: usize = 1500;

/// What an author says about the article besides its title.
const SECOND_TITLES: &[&str] = &["subtitle", "description", "excerpt", "summary", "lead", "series", "seo_title"];

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let Some(title) = ctx.front_matter.get_str("title") else { return };
    let Some(index) = heading_at_the_top(ctx) else { return };
    let heading = ctx.reader_text(ctx.blocks[index]);
    if title.trim() == heading {
        return;
    }
    // A title in the other language of a bilingual site has other words by nature.
    let Some(script) = script(title).filter(|it| script(heading) == Some(*it)) else { return };
    let (of_title, of_heading) = (Subject::new(title), Subject::new(heading));
    let n_words = of_title.weight_of(script).min(of_heading.weight_of(script)) / 2;
    let n_allowed = usize::from(n_words >= MANY_WORDS);
    if n_words < FEWEST_WORDS || of_title.weight_in(&of_heading) > 2 * n_allowed {
        return;
    }
    // Then the heading was chosen together with the title.
    let second_titles = SECOND_TITLES.iter().filter_map(|it| ctx.front_matter.get_str(it));
    if second_titles.map(Subject::new).any(|it| of_heading.weight_in(&it) * 2 >= of_heading.weight()) {
        return;
    }
    let opening = opening(ctx, index);
    // A title that fits what follows stands above the heading of a section.
    if of_title.weight_in(&Subject::new(&opening)) * 3 >= of_title.weight() {
        return;
    }
    if is_of_another_language(title, &opening) {
        return;
    }
    claims.report(ctx.blocks[index].span, Evidence::Value(format!("title: {title}; first heading: {heading}")));
}

/// The heading that serves as a title: before it stands no prose, and none below is of a higher rank.
fn heading_at_the_top(ctx: &Context<'_>) -> Option<usize> {
    let index = ctx.blocks.iter().position(|it| !is_without_words(ctx, it))?;
    let rank = |it: &Block| match it.kind {
        BlockKind::Heading(level) if it.containers.is_empty() => Some(level),
        _ => None,
    };
    let own_rank = rank(ctx.blocks[index])?;
    let is_highest = ctx.blocks[index..].iter().filter_map(|it| rank(it)).all(|it| own_rank <= it);
    // Sections of a page without a title inside begin at the third rank.
    (own_rank <= 2 && is_highest).then_some(index)
}

/// Whether a block holds nothing but pictures, players, lines and comments.
fn is_without_words(ctx: &Context<'_>, block: &Block) -> bool {
    match block.kind {
        BlockKind::ThematicBreak | BlockKind::Blank | BlockKind::Other => true,
        BlockKind::Html => !has_word(&without_tags(ctx.document.text(block.span))),
        BlockKind::Paragraph { .. } => {
            let mut n_images = 0_usize;
            ctx.document.inlines(block).iter().all(|it| match &it.kind {
                InlineKind::ImageStart { .. } => {
                    n_images += 1;
                    true
                }
                InlineKind::ImageEnd => {
                    n_images = n_images.saturating_sub(1);
                    true
                }
                InlineKind::Text(text) => n_images > 0 || !has_word(text),
                InlineKind::Code | InlineKind::Math => n_images > 0,
                _ => true,
            })
        }
        _ => false,
    }
}

fn without_tags(html: &str) -> String {
    let mut is_inside = false;
    let is_outside = |it: &char| match it {
        '<' => {
            is_inside = true;
            false
        }
        '>' => {
            is_inside = false;
            false
        }
        _ => !is_inside,
    };
    html.chars().filter(is_outside).collect()
}

/// The text around the heading: descriptions of pictures above it, and the first sentences below.
fn opening(ctx: &Context<'_>, heading: usize) -> String {
    let mut opening = String::new();
    let mut n_chars = 0;
    for (index, block) in ctx.blocks.iter().enumerate().filter(|it| it.0 != heading) {
        if index > heading && n_chars >= OPENING {
            break;
        }
        let text = ctx.reader_text(block);
        n_chars += text.chars().count() + 1;
        opening.push_str(text);
        opening.push('\n');
    }
    if let Some((end, _)) = opening.char_indices().nth(OPENING) {
        opening.truncate(end);
    }
    opening
}
