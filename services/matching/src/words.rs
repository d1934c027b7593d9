//! The words of a line, as far as they tell it from others.

use std::sync::LazyLock;

use contracts::matching::listing::{Listing, Particulars};
use text::Grams;

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

/// At most so many different words of one line are kept.
const WORDS_MAX: usize = 256;

/// Hashed pairs of characters, in ascending order: Chinese needs no segmentation for this. Numbers
/// and what is written in Latin letters, addresses above all, are no words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words(Box<[u32]>);

impl Words {
    pub(crate) fn of(text: &str) -> Words {
        let mut told = without_counts(text);
        for word in SAID_BY_ALL.iter().filter(|word| text.contains(**word)) {
            told = told.replace(word, "，");
        }
        Words(Grams::of(&told, 2..=2).at_most(WORDS_MAX).iter().map(|(word, _)| word).collect())
    }

    pub(crate) fn of_listing(listing: &Listing) -> Words {
        let skills = match &listing.particulars {
            Particulars::Need(need) => need.skills.as_slice(),
            Particulars::Offer(_) => &[],
        };
        let texts = std::iter::once(listing.title.as_str()).chain(listing.content.as_deref());
        let texts: Vec<_> = texts.chain(skills.iter().map(|skill| skill.as_str())).collect();
        Words::of(&texts.join("。"))
    }

    /// How many both have.
    pub(crate) fn shared(&self, other: &Words) -> u32 {
        self.both(other).fold(0, |shared, _| shared + 1)
    }

    /// Whether both say the same of what it is about, and not only of whom it is for.
    pub(crate) fn are_alike(&self, other: &Words) -> bool {
        static OF_PEOPLE: LazyLock<Words> = LazyLock::new(|| Words::of(&SAID_OF_PEOPLE.join("。")));
        self.both(other).any(|word| OF_PEOPLE.0.binary_search(&word).is_err())
    }

    fn both<'w>(&'w self, other: &'w Words) -> impl Iterator<Item = u32> + 'w {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        std::iter::from_fn(move || {
            while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
                match x.cmp(y) {
                    std::cmp::Ordering::Less => drop(a.next()),
                    std::cmp::Ordering::Greater => drop(b.next()),
                    std::cmp::Ordering::Equal => {
                        b.next();
                        return a.next().copied();
                    }
                }
            }
            None
        })
    }
}

/// The text with a stop for all that is no word.
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

fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_line_says_tells_nothing() {
        assert_eq!(Words::of("社区居民服务活动"), Words::default());
        assert_eq!(Words::of("社区义诊").shared(&Words::of("居民义诊服务")), 1);
    }

    #[test]
    fn what_counts_and_what_is_no_chinese_is_no_word() {
        assert_eq!(Words::of("STONE SOUP 50人 http://a.cn/36.html"), Words::default());
        assert_eq!(Words::of("一个书包"), Words::of("两只书包"));
        assert_eq!(Words::of("一个书包").shared(&Words::of("一个篮球")), 0);
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
