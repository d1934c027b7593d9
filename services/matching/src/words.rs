//! The words of a line, as far as they tell it from others.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use contracts::matching::SHARED_WORDS_MAX;
use contracts::matching::listing::{Listing, Particulars};
use text::Grams;

use crate::rarity::Rarity;

/// What nearly every line says, the columns of lists and the names of the categories among it: it
/// tells nothing.
const SAID_BY_ALL: [&str; 73] = [
    "社区", "服务", "活动", "居民", "需求", "提供", "开展", "组织", "单位", "资源", "志愿", "工作",
    "场地", "需要", "免费", "进行", "共建", "小区", "街道", "党员", "希望", "相关", "人员", "辖区",
    "项目", "社会", "公益", "行动", "管理", "建设", "团队", "各类", "培养", "培训", "讲座", "宣传",
    "知识", "咨询", "关于", "系列", "主题", "日常", "帮助", "关爱", "爱心", "使用", "新型", "整体",
    "备注", "来源", "类别", "简介", "对象", "人群", "参加", "参与", "人数", "容纳", "编号", "状态",
    "清单", "时间", "地点", "居委", "事务", "事项", "治理", "文化", "资金", "信息", "物资", "设施",
    "人才",
];

/// Whom something is for is not what it is: alone it makes no two lines alike.
const SAID_OF_PEOPLE: [&str; 27] = [
    "老年人",
    "老人",
    "长者",
    "儿童",
    "青少年",
    "学生",
    "孩子",
    "妇女",
    "家庭",
    "困难",
    "贫困",
    "群众",
    "残疾",
    "空巢",
    "独居",
    "孤寡",
    "留守",
    "失独",
    "低保",
    "家长",
    "职工",
    "市民",
    "志愿者",
    "邻里",
    "行动不便",
    "退休",
    "楼宇白领",
];

/// What counts, and what is counted in.
const NUMERALS: &str = "〇零一二三四五六七八九十百千万两几半";
const COUNTERS: &str = "个件台副双把张桶本只床辆条份次名人位项家期元袋盒套";

/// The same of what stands there in Latin letters, by how each word begins.
const SAID_BY_ALL_IN_LATIN: [&str; 49] = [
    "the", "and", "for", "are", "you", "with", "this", "that", "from", "have", "has", "was",
    "were", "will", "can", "all", "our", "not", "but", "they", "their", "who", "what", "how",
    "its", "his", "her", "been", "any", "more", "via", "out", "now", "get", "one", "also", "into",
    "than", "them", "when", "where", "there", "about", "pleas", "need", "needs", "neede", "http",
    "https",
];

/// At most so many different words of one line are kept.
const WORDS_MAX: usize = 256;

/// A word in Latin letters has so many of them at least, and is known by so many at most: what
/// begins alike, `medicine` and `medical`, is mostly about the same.
const LETTERS: RangeInclusive<usize> = 3..=5;

/// The words of a text, by their hashes, in ascending order. In Chinese they are pairs of
/// characters: it needs no segmentation for this. Numbers and addresses are no words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words(Box<[Word]>);

/// A word with how telling it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    hash: u32,
    weight: u16,
}

/// What a line says, and of that what it is called: its title and the skills it asks for. Its
/// subcategory is scored by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) all: Words,
    pub(crate) tags: Words,
}

impl Said {
    /// Each word as telling as it is rare among the lines of `rarity`.
    pub(crate) fn of_listing(listing: &Listing, rarity: &Rarity) -> Said {
        Said { all: Words::all_of(listing).weighed(rarity), tags: tags_of(listing).weighed(rarity) }
    }

    /// Whether the line says the same still, whatever it weighs by now.
    pub(crate) fn is_of(&self, listing: &Listing) -> bool {
        self.all.hashes().eq(Words::all_of(listing).hashes())
            && self.tags.hashes().eq(tags_of(listing).hashes())
    }
}

/// The words that both lines use, and not all lines do, as they stand in the need: at most
/// [`SHARED_WORDS_MAX`].
pub(crate) fn shared(need: &Listing, offer: &Listing) -> Vec<String> {
    let given = Words::all_of(offer);
    let is_shared = |words: &Words| {
        words.0.iter().any(|word| given.0.binary_search_by_key(&word.hash, |of| of.hash).is_ok())
    };
    let text = text_of(need);
    let latin = text.split(|at: char| !at.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let latin = latin.map(str::to_owned);
    // Pairs of characters that overlap are one longer word.
    let characters: Vec<char> = text.chars().collect();
    let mut chinese: Vec<(usize, String)> = Vec::new();
    for (at, pair) in characters.windows(2).enumerate() {
        let pair: String = pair.iter().collect();
        if !pair.chars().all(is_chinese) || !is_shared(&Words::of(&pair)) {
            continue;
        }
        match chinese.last_mut() {
            Some((end, word)) if *end == at => {
                word.extend(pair.chars().last());
                *end = at + 1;
            }
            Some(_) | None => chinese.push((at + 1, pair)),
        }
    }
    let latin = latin.filter(|word| is_shared(&Words::of(word)));
    let mut shared: Vec<String> = Vec::new();
    for word in chinese.into_iter().map(|(_, word)| word).chain(latin) {
        if !shared.contains(&word) {
            shared.push(word);
        }
    }
    shared.truncate(SHARED_WORDS_MAX);
    shared
}

/// All that a line says.
fn text_of(listing: &Listing) -> String {
    let texts = std::iter::once(listing.title.as_str()).chain(listing.content.as_deref());
    texts.chain(skills_of(listing)).collect::<Vec<_>>().join("。")
}

fn tags_of(listing: &Listing) -> Words {
    let texts = std::iter::once(listing.title.as_str()).chain(skills_of(listing));
    Words::of(&texts.collect::<Vec<_>>().join("。"))
}

fn skills_of(listing: &Listing) -> impl Iterator<Item = &str> {
    let skills = match &listing.particulars {
        Particulars::Need(need) => need.skills.as_slice(),
        Particulars::Offer(_) => &[],
    };
    skills.iter().map(|skill| skill.as_str())
}

impl Words {
    pub(crate) fn of(text: &str) -> Words {
        let mut told = without_counts(text);
        for word in SAID_BY_ALL.iter().filter(|word| text.contains(**word)) {
            told = told.replace(word, "，");
        }
        let chinese = Grams::of(&told, 2..=2);
        let latin = in_latin(text);
        let grams = std::iter::once(&chinese).chain(&latin).flat_map(Grams::iter);
        let words: BTreeSet<u32> = grams.map(|(hash, _)| hash).collect();
        // Those with the smallest hashes: two texts keep the same ones of what they share.
        let words = words.into_iter().take(WORDS_MAX);
        Words(words.map(|hash| Word { hash, weight: 0 }).collect())
    }

    /// What a line says, not weighed yet.
    pub(crate) fn all_of(listing: &Listing) -> Words {
        Words::of(&text_of(listing))
    }

    fn weighed(mut self, rarity: &Rarity) -> Words {
        self.0.iter_mut().for_each(|word| word.weight = rarity.weight(word.hash));
        self
    }

    /// The hashes, in ascending order.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|word| word.hash)
    }

    /// What all of it weighs.
    pub(crate) fn weight(&self) -> u32 {
        self.0.iter().map(|word| u32::from(word.weight)).sum()
    }

    /// What both have weighs so much. Two lines may have come at different times; a word that was
    /// not telling for one of them is not telling for the two.
    pub(crate) fn shared(&self, other: &Words) -> u32 {
        self.both(other).map(|(one, other)| u32::from(one.weight.min(other.weight))).sum()
    }

    /// Whether both say the same of what it is about, and not only of whom it is for.
    pub(crate) fn are_alike(&self, other: &Words) -> bool {
        static OF_PEOPLE: LazyLock<Words> = LazyLock::new(|| Words::of(&SAID_OF_PEOPLE.join("。")));
        let is_of_people =
            |word: Word| OF_PEOPLE.0.binary_search_by_key(&word.hash, |of| of.hash).is_ok();
        self.both(other).any(|(word, _)| !is_of_people(word))
    }

    fn both<'w>(&'w self, other: &'w Words) -> impl Iterator<Item = (Word, Word)> + 'w {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        std::iter::from_fn(move || {
            while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
                match x.hash.cmp(&y.hash) {
                    std::cmp::Ordering::Less => drop(a.next()),
                    std::cmp::Ordering::Greater => drop(b.next()),
                    std::cmp::Ordering::Equal => return a.next().copied().zip(b.next().copied()),
                }
            }
            None
        })
    }
}

/// The text with a stop for all that is no Chinese word.
fn without_counts(text: &str) -> String {
    let mut was_numeral = false;
    let word = |character: char| {
        let is_numeral = character.is_ascii_digit() || NUMERALS.contains(character);
        let is_counter = was_numeral && COUNTERS.contains(character);
        was_numeral = is_numeral;
        let is_word = !is_numeral && !is_counter && is_chinese(character);
        if is_word || character.is_whitespace() { character } else { '，' }
    };
    text.chars().map(word).collect()
}

/// The words in Latin letters, those of one length together: so each is one run of its length.
fn in_latin(text: &str) -> Vec<Grams> {
    let runs = text.split(|at: char| !at.is_ascii_graphic()).filter(|run| !is_address(run));
    let words = runs.flat_map(|run| run.split(|at: char| !at.is_ascii_alphanumeric()));
    let words = words.filter(|word| word.bytes().all(|letter| letter.is_ascii_alphabetic()));
    let words = words.filter(|word| word.len() >= *LETTERS.start());
    let words: Vec<String> = words
        .map(|word| word[..word.len().min(*LETTERS.end())].to_ascii_lowercase())
        .filter(|word| !SAID_BY_ALL_IN_LATIN.contains(&word.as_str()))
        .collect();
    let of_length = |length: usize| {
        let words = words.iter().filter(|word| word.len() == length);
        let words: Vec<_> = words.map(String::as_str).collect();
        Grams::of(&words.join("，"), length..=length)
    };
    LETTERS.map(of_length).collect()
}

fn is_address(run: &str) -> bool {
    run.contains("://")
        || run.starts_with("www.")
        || run.contains('@')
        || (run.contains('/') && run.contains('.'))
}

fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use contracts::registry::taxonomy::Category;

    use super::*;

    /// How many words both have.
    fn shared(one: &str, other: &str) -> usize {
        Words::of(one).both(&Words::of(other)).count()
    }

    #[test]
    fn what_every_line_says_tells_nothing() {
        assert_eq!(Words::of("社区居民服务活动"), Words::default());
        assert_eq!(shared("社区义诊", "居民义诊服务"), 1);
    }

    #[test]
    fn what_counts_and_where_something_stands_is_no_word() {
        let none = "50人 3D http://a.cn/36.html www.city.cn a.cn/b.html clerk@city.cn";
        assert_eq!(Words::of(none), Words::default());
        assert_eq!(Words::of("一个书包"), Words::of("两只书包"));
        assert_eq!(shared("一个书包", "一个篮球"), 0);
    }

    #[test]
    fn words_in_latin_letters_are_known_by_their_beginning() {
        assert_eq!(shared("Medical volunteers needed", "volunteering; MEDICINE"), 2);
        assert_eq!(shared("学用WPS软件", "wps办公入门"), 1);
        assert_eq!(shared("we need the car", "you need the bus"), 0);
        assert_eq!(Words::of("food/water"), Words::of("water, food"));
    }

    /// A tag that nobody counts would be the rarest of all words.
    #[test]
    fn what_a_line_is_called_is_counted_among_what_it_says() {
        let listing = Listing {
            owner: values::OrganisationId(values::Uuid::nil()),
            title: values::Text::new("二楼大间").unwrap(),
            content: Some(values::Text::new("周末上午").unwrap()),
            category: Category::Venue,
            subcategory: Some(values::Text::new("meeting_room").unwrap()),
            amount: values::Amount { quantity: 1, unit: values::Unit::Session },
            place: None,
            particulars: Particulars::Offer(contracts::matching::listing::OfOffer::default()),
        };
        assert_eq!(tags_of(&listing), Words::of("二楼大间"));
        let said: BTreeSet<_> = Words::all_of(&listing).hashes().collect();
        assert!(tags_of(&listing).hashes().all(|word| said.contains(&word)));
    }

    /// Pairs of real lists that read as if they had something in common, and pairs that have.
    #[test]
    fn lines_are_alike_by_what_they_are_about() {
        for (need, offer) in [
            ("慰问建筑工人", "社会组织年检及实地检查"),
            ("居民金融知识讲座", "国防形势报告"),
            ("心理辅导进社区", "社会组织评估"),
            ("帮我交下电费。心愿人群：行动不便居民", "青丝行动：关爱癌症患者"),
            ("国庆节带孙子回上海，想搭车", "STONE SOUP 美味传递 让爱分享"),
            ("居民办事代办，见社区事务受理事项清单", "优抚联谊会，上海公益社工师事务所"),
            ("居民办事代办，见社区事务受理事项清单", "社会组织登记事项过程服务"),
            ("希望垃圾不要堆在楼下。类别：环境治理", "对各居民区社会治理提供资金"),
            ("楼宇白领摄影", "垂钓大联赛，参加对象：楼宇白领"),
            ("陪老年人聊天", "老年人血压测量"),
        ] {
            assert!(!Words::of(need).are_alike(&Words::of(offer)), "{need} ← {offer}");
        }
        for (need, offer) in [
            ("账户安全讲座", "关于银行账户安全讲座"),
            ("心理辅导进社区", "身心健康辅导，类似于心理辅导、干预、矫正"),
            ("老年人义诊", "义诊：为老年人测量血压"),
            ("看望失独老人", "将花束送给社区失独老人，上门看望"),
        ] {
            assert!(Words::of(need).are_alike(&Words::of(offer)), "{need} ← {offer}");
        }
    }
}
