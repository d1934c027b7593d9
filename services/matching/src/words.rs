//! The words of a line, as far as they tell it from others.

use contracts::matching::listing::{Listing, Particulars};
use text::Grams;

/// What nearly every line says: it tells nothing.
const SAID_BY_ALL: [&str; 24] = [
    "社区", "服务", "活动", "居民", "需求", "提供", "开展", "组织", "单位", "资源", "志愿", "工作",
    "场地", "需要", "免费", "进行", "共建", "小区", "街道", "党员", "希望", "相关", "人员", "辖区",
];

/// At most so many different words of one line are kept.
const WORDS_MAX: usize = 256;

/// Hashed pairs of characters, in ascending order: Chinese needs no segmentation for this.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words(Box<[u32]>);

impl Words {
    pub(crate) fn of(text: &str) -> Words {
        let mut told = text.to_owned();
        for word in SAID_BY_ALL {
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
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    a.next();
                    b.next();
                }
            }
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_line_says_tells_nothing() {
        assert_eq!(Words::of("社区居民服务活动"), Words::default());
        assert_eq!(Words::of("社区义诊").shared(&Words::of("居民义诊服务")), 1);
    }
}
