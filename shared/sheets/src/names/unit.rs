//! Whether two names mean one unit: by the name of its head, its branch, and nothing else.

use super::closest::sounds_like;
use super::normalise;
use super::plain::{abbreviates, without_brackets};

/// Whether two names mean one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// The same name but for typing, legal form and the Party organisation behind it.
    Same,
    /// Perhaps: ask, never merge.
    Likely,
    /// Nothing speaks for it; a unit and its own branch are different, too.
    Different,
}

const PLACES: &[&str] = &[
    "中国",
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "济南",
    "青岛",
    "淄博",
    "枣庄",
    "东营",
    "烟台",
    "潍坊",
    "济宁",
    "泰安",
    "威海",
    "日照",
    "临沂",
    "德州",
    "聊城",
    "滨州",
    "菏泽",
    "荣成",
    "乳山",
    "文登",
    "环翠",
    "浦东",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "武汉",
    "成都",
    "西安",
];
const LEGAL_FORMS: &[&str] = &["股份有限责任公司", "股份有限公司", "有限责任公司", "有限公司"];
const PARTY: &[&str] = &[
    "党总支部委员会",
    "党支部委员会",
    "总支部委员会",
    "支部委员会",
    "党总支部",
    "党总支",
    "党支部",
    "党委会",
    "党委",
    "党组",
    "机关党委",
];
const BRANCHES: &[&str] = &["分行", "支行"];

/// Judges two names.
pub fn same_unit(a: &str, b: &str) -> Sameness {
    if normalise(a) == normalise(b) {
        return if normalise(a).is_empty() { Sameness::Different } else { Sameness::Same };
    }
    let (a, b) = (Unit::of(a), Unit::of(b));
    if a.head.is_empty() || b.head.is_empty() {
        return Sameness::Different;
    }
    let heads = same_head(&a, &b);
    match (heads, same_branch(&a, &b)) {
        (heads, Sameness::Same) => heads,
        (Sameness::Same | Sameness::Likely, Sameness::Likely) => Sameness::Likely,
        (Sameness::Different, Sameness::Likely) | (_, Sameness::Different) => Sameness::Different,
    }
}

/// What names of one unit have in common that differ only in typing, legal form and the Party
/// organisation behind it; nothing where nothing else stands in the name.
pub fn unit_key(name: &str) -> Option<String> {
    let unit = Unit::of(name);
    (!unit.head.is_empty()).then(|| format!("{}|{}", unit.head, unit.branch))
}

/// A name taken apart: 海通银行 | 有限公司 | 东山分行.
#[derive(Debug, PartialEq, Eq)]
struct Unit {
    head: String,
    legal_form: Option<&'static str>,
    branch: String,
}

impl Unit {
    fn of(name: &str) -> Self {
        let name = normalise(name).replace("街道社区", "社区");
        let name = without_party(name.strip_prefix("中共").unwrap_or(&name));
        let (head, legal_form, branch) = LEGAL_FORMS
            .iter()
            .find_map(|form| name.split_once(form).map(|(head, rest)| (head, Some(*form), rest)))
            .or_else(|| bank(name))
            .unwrap_or((name, None, ""));
        // Which country's company it is says nothing here; any other bracket does.
        let head = head.replace("(中国)", "");
        Self { head, legal_form, branch: branch.to_owned() }
    }

    fn is_bank(&self) -> bool {
        self.head.ends_with("银行")
    }
}

/// A bank and its branch, without a legal form between them.
fn bank(name: &str) -> Option<(&str, Option<&'static str>, &str)> {
    let at = name.find("银行")? + "银行".len();
    Some((&name[..at], None, &name[at..]))
}

/// Without the Party organisation behind a unit's name, 第一 and 本部 before it included.
fn without_party(name: &str) -> &str {
    let Some(rest) = PARTY.iter().find_map(|suffix| name.strip_suffix(suffix)) else {
        return name;
    };
    let counted = rest.trim_end_matches(|c: char| "一二三四五六七八九十".contains(c));
    let rest = if counted == rest { rest } else { counted.strip_suffix('第').unwrap_or(rest) };
    let rest = ["综合", "机关", "联合"].iter().find_map(|w| rest.strip_suffix(w)).unwrap_or(rest);
    if rest.is_empty() { name } else { rest }
}

fn same_branch(a: &Unit, b: &Unit) -> Sameness {
    if a.branch == b.branch {
        return Sameness::Same;
    }
    let place = |branch: &str| {
        let stem = BRANCHES.iter().find_map(|kind| branch.strip_suffix(kind));
        stem.filter(|stem| !BRANCHES.iter().any(|kind| stem.contains(kind))).map(str::to_owned)
    };
    match (a.branch.as_str(), b.branch.as_str()) {
        // In everyday speech the bank's name stands for the branch nearby.
        ("", branch) | (branch, "") if a.is_bank() && b.is_bank() && place(branch).is_some() => {
            Sameness::Likely
        }
        (one, other) => match (place(one), place(other)) {
            (Some(one), Some(other)) if one == other => Sameness::Likely,
            _not_a_slip => Sameness::Different,
        },
    }
}

fn same_head(a: &Unit, b: &Unit) -> Sameness {
    if a.head == b.head {
        let differ = a.legal_form.zip(b.legal_form).is_some_and(|(a, b)| a != b);
        return if differ { Sameness::Likely } else { Sameness::Same };
    }
    let ((places, one), (others, other)) = (proper(&a.head), proper(&b.head));
    if elsewhere(&places, &others) || counted_otherwise(&one, &other) {
        return Sameness::Different;
    }
    let (short, long) =
        if one.chars().count() <= other.chars().count() { (one, other) } else { (other, one) };
    let length = short.chars().count();
    let alike = short == long
        || (length >= 2 && long.starts_with(&short) && !names_a_part(&long[short.len()..]))
        || (length >= 4 && abbreviates(&short, &long) && !names_a_part(&long))
        || misspelt(&short, &long);
    if alike && length >= 2 { Sameness::Likely } else { Sameness::Different }
}

/// The places before a name, and the name without them, brackets and Latin letters: what people
/// keep when they shorten it.
fn proper(head: &str) -> (Vec<&'static str>, String) {
    let plain = without_brackets(head);
    let mut rest: String = plain.chars().filter(|c| !c.is_ascii() || c.is_ascii_digit()).collect();
    let mut places = Vec::new();
    while let Some((place, shorter)) = behind_place(&rest) {
        places.push(place);
        rest = shorter.to_owned();
    }
    (places, rest)
}

/// Whether the one stands in another place than the other, as far as their names say.
fn elsewhere(places: &[&str], others: &[&str]) -> bool {
    match (places.last(), others.last()) {
        (Some(one), Some(other)) => !places.contains(other) && !others.contains(one),
        _one_does_not_say => false,
    }
}

/// Whether both names count, and not to the same number: 第二中学, 第二十三中学.
fn counted_otherwise(a: &str, b: &str) -> bool {
    let count = |name: &str| {
        let counts = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
        name.chars().filter(counts).collect::<String>()
    };
    let (a, b) = (count(a), count(b));
    !a.is_empty() && !b.is_empty() && a != b
}

fn behind_place(name: &str) -> Option<(&'static str, &str)> {
    let place = PLACES.iter().find(|place| name.starts_with(**place))?;
    let rest = &name[place.len()..];
    let rest = ["自治区", "特别行政区", "新区", "省", "市", "区", "县"]
        .iter()
        .find_map(|kind| rest.strip_prefix(kind))
        .unwrap_or(rest);
    (rest.chars().count() >= 2).then_some((*place, rest))
}

/// Whether what one name has more than the other names a part of the unit.
fn names_a_part(more: &str) -> bool {
    [
        "分公司",
        "分行",
        "支行",
        "营业部",
        "项目部",
        "车队",
        "分中心",
        "分校",
        "分院",
        "分局",
        "支队",
        "大队",
        "学院",
        "附属",
    ]
    .iter()
    .any(|part| more.contains(part))
}

/// As long as the other, with one character that sounds the same. Numbers never do.
fn misspelt(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() != b.len() || a.len() < 4 {
        return false;
    }
    let mut differing = a.iter().zip(&b).filter(|(a, b)| a != b);
    let one = differing.next().is_some_and(|(a, b)| {
        !"一二三四五六七八九十东西南北".contains([*a, *b]) && sounds_like(*a, *b)
    });
    one && differing.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn judged(a: &str, b: &str, wanted: Sameness) {
        assert_eq!(same_unit(a, b), wanted, "{a} | {b}");
        assert_eq!(same_unit(b, a), wanted, "{b} | {a}");
    }

    #[test]
    fn names_of_one_unit_have_one_key() {
        let key = unit_key("海通银行股份有限公司东山分行");
        assert!(key.is_some());
        assert_eq!(unit_key("海通银行 东山分行"), key);
        assert_eq!(unit_key("中共海通银行东山分行党支部"), key);
        assert_ne!(unit_key("海通银行股份有限公司"), key);
        assert_eq!(unit_key("  "), None);
    }

    #[test]
    fn typing_legal_form_and_party_organisation_make_no_other_unit() {
        judged("海港（中国）有限公司东山分公司", "海港有限公司 东山分公司", Sameness::Same);
        judged("东山建工集团", "东山建工集团有限公司", Sameness::Same);
        judged("中共东山电力有限公司第一党支部", "东山电力有限公司", Sameness::Same);
        judged("东山電力公司", "东山电力公司", Sameness::Same);
    }

    #[test]
    fn what_people_shorten_is_likely_and_never_the_same() {
        judged("威海海港医院", "海港医院", Sameness::Likely);
        judged("威海市环翠区海港医院", "环翠海港医院", Sameness::Likely);
        judged("海通银行", "海通商业银行威海分行", Sameness::Likely);
        judged("海通银行东山支行", "海通银行东山分行", Sameness::Likely);
        judged("威海海润党支部", "威海海润建设集团党支部", Sameness::Likely);
        judged("海港股份有限公司", "海港有限公司", Sameness::Likely);
        judged("东山明德五官医院", "东山名德五官医院", Sameness::Likely);
    }

    #[test]
    fn parts_numbers_and_neighbours_are_different_units() {
        judged("海通银行威海分行", "海通银行威海分行营业部", Sameness::Different);
        judged("海通银行东山支行", "海通银行西山支行", Sameness::Different);
        judged("东山公交有限公司二分公司", "东山公交有限公司二分公司一车队", Sameness::Different);
        judged("东山公交有限公司", "东山公交有限公司二分公司", Sameness::Different);
        judged("威海第一中学", "威海第七中学", Sameness::Different);
        judged("威海第二中学", "威海第二十三中学", Sameness::Different);
        judged("德州市人民医院", "日照市人民医院", Sameness::Different);
        judged("东山大学（威海）", "东山大学（威海）海洋学院", Sameness::Different);
        judged("中国银行", "中国建设银行", Sameness::Different);
        judged("中国银行", "中国工商银行", Sameness::Different);
        judged("上海银行", "上海农商银行", Sameness::Different);
        judged("", "", Sameness::Different);
    }
}
