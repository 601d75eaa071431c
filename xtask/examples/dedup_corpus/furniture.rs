//! What stands around an article on the pages of sites that do not exist.

use crate::{
    prose::{Language, Prose},
    random::Random,
};

const N_SITES: usize = 40;

/// How much of it there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    None,
    Few,
    Many,
    /// More than the article.
    Most,
}

/// A site, and how it builds pages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    number: usize,
    language: Language,
}

/// Paragraphs above and below an article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Furniture {
    pub(crate) above: Vec<String>,
    pub(crate) below: Vec<String>,
}

const PLACES: [&str; 10] =
    ["Merrow", "Lusk Head", "Saltpan", "Tarn", "Oat Hill", "Quill Bay", "Fenwick", "Alder", "Brine", "Corn Quay"];
const KINDS: [&str; 4] = ["Gazette", "Orchard Letter", "Bakery News", "Harbour Watch"];
const TOPICS: [&str; 8] = ["ferries", "orchards", "bread", "tides", "boats", "mills", "gardens", "markets"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const ENGLISH_LINES: &[&str] = &[
    "Skip to the article",
    "SITE",
    "Home / News / TOPIC",
    "Home / Features / TOPIC / This week",
    "Sign in",
    "Become a friend of SITE",
    "SITE costs nothing because some of its readers pay for all of them",
    "Listen to this page",
    "Send this page to somebody who likes TOPIC",
    "Copy the link",
    "Print this page",
    "Keep for later",
    "Photo: the archive of SITE",
    "Filed under TOPIC",
    "More about TOPIC",
    "Read this next",
    "Other readers also opened",
    "What most people read this week on SITE",
    "The letter of SITE comes every morning: one page, no adverts, and the tide table",
    "We have sent you a letter: please press the link in it before noon",
    "Your remark appears here after somebody at SITE has read it",
    "Is there a mistake on this page? Tell the desk",
    "An earlier version of this page gave the wrong day of the week.",
    "What our guests write is their own opinion and not always that of SITE.",
    "All times are those of the harbour clock.",
    "Prices hold while the flour lasts and include every tax.",
    "SITE. No part of this page may be used elsewhere without a letter from the publisher.",
    "Terms / Privacy / Cookies / How to reach us",
    "SITE keeps a cookie that remembers where you stopped reading. You can say no to it.",
    "Accept all / Only what is needed",
    "Follow SITE for news of TOPIC as it comes in",
    "Advert",
    "This page was paid for by readers of SITE in and around PLACE",
    "Older pages",
    "Newer pages",
    "Back to the top",
    "Show more",
    "Have you seen something? The night desk of SITE answers until two",
    "SITE is printed in PLACE by the Corn Quay Press and belongs to the people who make it.",
    "Entered in the register of PLACE under number 118 204.",
    "Two coins a week for all of SITE, and you may stop whenever you like",
    "Tomorrow's tides in PLACE: see the table behind the weather",
    "Seven days for nothing, then the price of a loaf a month",
    "Answers to what people in PLACE ask about TOPIC",
];

const CHINESE_LINES: &[&str] = &[
    "跳到正文",
    "SITE 首页 / 渡口新闻 / 今日",
    "登录后可以收藏本页",
    "欢迎把本页转给喜欢果园的朋友",
    "本页图片来自 SITE 资料室",
    "接着读",
    "大家还打开了这些页面",
    "本周读得最多的十篇",
    "每天早上一封信：一页纸，没有广告，附潮汐表",
    "页面有错？请告诉编辑部",
    "来稿只代表作者本人，不一定代表 SITE 的看法。",
    "未经出版人书面同意，本页任何部分不得另作他用。",
    "条款 / 隐私 / 联系我们",
    "SITE 用一块小饼干记住您读到哪里，您可以不要它。",
    "回到页首",
    "显示更多",
    "SITE 由谷物码头印刷所出版，归做报的人所有。",
    "每周两个硬币读全部文章，随时可以停",
];

impl Site {
    /// Any of those in the language; every fourth is Chinese.
    pub(crate) fn any(language: Language, random: &mut Random) -> Site {
        let number = random.below(N_SITES / 4);
        let number = match language {
            Language::Chinese => number * 4,
            Language::English => number * 4 + random.between(1, 3),
        };
        Site { number, language }
    }

    fn name(self) -> String {
        format!("The {} {}", PLACES[self.number / 4], KINDS[self.number % 4])
    }

    /// Its own lines, the same on all its pages.
    fn lines(self) -> Vec<String> {
        let mut random = Random::of(&[0x517e, self.number as u64]);
        let templates = match self.language {
            Language::English => ENGLISH_LINES,
            Language::Chinese => CHINESE_LINES,
        };
        let mut lines: Vec<&str> = templates.to_vec();
        random.shuffle(&mut lines);
        lines.truncate(random.between(lines.len() / 3, lines.len() * 3 / 4));
        let (topic, place) = (*random.pick(&TOPICS), PLACES[self.number / 4]);
        let fill = |it: &str| it.replace("SITE", &self.name()).replace("TOPIC", topic).replace("PLACE", place);
        lines.into_iter().map(fill).collect()
    }

    /// What it puts around one article.
    pub(crate) fn furniture(self, article: u32, amount: Amount, prose: &Prose, random: &mut Random) -> Furniture {
        let (kept, n_related) = match amount {
            Amount::None => return Furniture::default(),
            Amount::Few => (15, 0),
            Amount::Many => (45, random.between(0, 5)),
            Amount::Most => (94, random.between(0, 8)),
        };
        let lines = self.lines();
        // All pages of a site are built in the same order.
        let (above, below) = lines.split_at(lines.len() * 2 / 5);
        let mut some =
            |lines: &[String]| -> Vec<String> { lines.iter().filter(|_| random.percent(kept)).cloned().collect() };
        let (mut above, mut below) = (some(above), some(below));
        above.push(self.dated(random));
        if n_related > 0 {
            below.extend(self.related(article, n_related, prose, random));
        }
        Furniture { above, below }
    }

    /// A line that is another on every page.
    fn dated(self, random: &mut Random) -> String {
        let date = date(random);
        match (self.language, random.below(3)) {
            (Language::Chinese, _) => {
                format!("{} 第 {} 期 {} 条留言", self.name(), random.between(1, 4000), random.below(90))
            }
            (_, 0) => format!("{}, {date}", self.name()),
            (_, 1) => format!("Seen last on {date} by {} people", random.between(2, 9000)),
            _ => format!("By {} for {}, {date}", name(random), self.name()),
        }
    }

    /// Titles of other articles, of the same week as this one.
    fn related(self, article: u32, n: usize, prose: &Prose, random: &mut Random) -> Vec<String> {
        const WEEK: u32 = 64;
        let heading = match self.language {
            Language::English => "More from the same week".to_string(),
            Language::Chinese => "同一周的文章".to_string(),
        };
        let other = |_| article / WEEK * WEEK + random.below(WEEK as usize) as u32;
        let others: Vec<u32> = (0..n).map(other).filter(|it| *it != article).collect();
        [heading].into_iter().chain(others.into_iter().map(|it| format!("- {}", prose.title(it)))).collect()
    }
}

/// A day.
pub(crate) fn date(random: &mut Random) -> String {
    format!("{} {} {}", random.between(1, 28), random.pick(&MONTHS), random.between(1994, 2031))
}

/// A name nobody has.
pub(crate) fn name(random: &mut Random) -> String {
    const STARTS: [&str; 16] = [
        "Bra", "Cor", "Del", "Eri", "Fol", "Gan", "Hul", "Ives", "Jor", "Kel", "Lum", "Mor", "Nes", "Oda", "Pel", "Ru",
    ];
    const MIDDLES: [&str; 12] = ["ba", "den", "fi", "gar", "ka", "li", "mo", "na", "ri", "so", "ta", "vo"];
    const ENDS: [&str; 12] = ["beck", "by", "dale", "ford", "ham", "kin", "low", "mere", "nov", "rik", "sen", "wick"];
    format!("{}{}{}", random.pick(&STARTS), random.pick(&MIDDLES), random.pick(&ENDS))
}
