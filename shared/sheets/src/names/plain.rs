//! One spelling for what is only typed differently.

use std::collections::HashMap;
use std::sync::LazyLock;

use text::width::tight;

/// Traditional and variant characters that turn up in names of places and units, each before the
/// standard form that the statistical lists use.
const VARIANTS: &str = "嶗崂勞劳東东園园廣广號号區区黨党會会學学醫医銀银業业華华崋华國国陸陆灣湾島岛嶋岛\
峯峰羣群匯汇滙汇龍龙門门橋桥廟庙莊庄庒庄邨村榮荣鄉乡鎮镇縣县衛卫務务廠厂場场車车鐵铁電电氣气運运輸输\
體体術术書书館馆圖图樓楼團团聯联總总處处辦办員员圍围環环濱滨漁渔鹽盐馬马鳥鸟鳳凤麗丽齊齐實实興兴貿贸\
農农漢汉溝沟澗涧臺台壩坝隴陇嶺岭巖岩峽峡塢坞隊队際际險险證证護护紅红經经維维綜综網网";

/// The form in which names are compared: half-width, lower case, without blanks, quotation marks
/// and dots in the middle, brackets round, variant characters in their standard form.
pub fn normalise(name: &str) -> String {
    let quiet = |c: &char| !"\"'“”‘’「」『』《》〈〉·•・".contains(*c);
    let lower = tight(name).to_lowercase();
    lower.chars().filter(quiet).map(standard).map(round).collect()
}

fn round(c: char) -> char {
    match c {
        '[' | '{' => '(',
        ']' | '}' => ')',
        _other => c,
    }
}

fn standard(c: char) -> char {
    static STANDARD: LazyLock<HashMap<char, char>> =
        LazyLock::new(|| VARIANTS.chars().zip(VARIANTS.chars().skip(1)).step_by(2).collect());
    if c.is_ascii() { c } else { STANDARD.get(&c).copied().unwrap_or(c) }
}

/// `text` without what stands in round brackets, and without the brackets.
pub(super) fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _text if depth == 0 => out.push(c),
            _in_brackets => {}
        }
    }
    out
}

/// Whether `short` can be had from `long` by leaving characters out, the first being the same.
pub(super) fn abbreviates(short: &str, long: &str) -> bool {
    if short.chars().next() != long.chars().next() {
        return false;
    }
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_typed_differently_is_the_same() {
        assert_eq!(normalise("東 山Ａ（园）"), "东山a(园)");
        assert_eq!(normalise("“红帆”·书社"), "红帆书社");
        assert_eq!(normalise("東園\u{200b}邨"), "东园村");
    }

    #[test]
    fn every_variant_has_its_standard_form() {
        assert_eq!(VARIANTS.chars().count() % 2, 0);
        let characters: Vec<char> = VARIANTS.chars().collect();
        for pair in characters.chunks(2) {
            assert_ne!(pair[0], pair[1]);
            assert_eq!(standard(pair[1]), pair[1], "{pair:?} leads on");
        }
    }
}
