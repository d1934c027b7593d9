//! Whole numbers as people write them: `50人`, `1,000`, `１２`.

use super::{Fault, quoted};
use text::width::tight;

/// What may stand behind a number without changing it.
const UNITS: &[&str] = &[
    "平方米",
    "人次",
    "户次",
    "课时",
    "小时",
    "公里",
    "人",
    "名",
    "位",
    "家",
    "个",
    "次",
    "户",
    "场",
    "间",
    "台",
    "套",
    "件",
    "辆",
    "张",
    "份",
    "项",
    "条",
    "座",
    "岁",
    "元",
    "㎡",
    "m2",
];
const VAGUE: &[char] = &['约', '余', '多', '近', '左', '右', '以', '至', '-', '~', '—', '几', '若'];

/// Reads a whole number; its unit, if one follows, is left out.
///
/// # Errors
/// When it is not exact, not whole, negative, or no number.
pub fn whole_number(text: &str) -> Result<u64, Fault> {
    let plain = tight(text);
    let digits = UNITS.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(&plain);
    if digits.starts_with('-') || digits.starts_with('负') {
        return Err(Fault::new(
            "number_negative",
            format!("{}是负数", quoted(text)),
            "请填 0 或正整数",
        ));
    }
    if digits.contains(VAGUE) {
        return Err(Fault::new(
            "number_vague",
            format!("{}不是确切的数目", quoted(text)),
            "请填一个整数，如 400；大概的说法请写到备注里",
        ));
    }
    let Some(whole) = without_separators(digits) else {
        return Err(no_number(text));
    };
    let (whole, fraction) = whole.split_once('.').unwrap_or((&whole, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return Err(no_number(text));
    }
    if fraction.bytes().any(|b| b != b'0') {
        return Err(Fault::new(
            "number_fraction",
            format!("{}不是整数", quoted(text)),
            "请填整数，必要时换用更小的单位",
        ));
    }
    whole.parse().map_err(|_| {
        Fault::new("number_too_large", format!("{}太大", quoted(text)), "请检查是否多填了数字")
    })
}

fn no_number(text: &str) -> Fault {
    Fault::new(
        "number_unreadable",
        format!("{}不是数目", quoted(text)),
        "请用阿拉伯数字填写整数，如 50",
    )
}

/// Commas only where they part thousands.
fn without_separators(digits: &str) -> Option<String> {
    if !digits.contains(',') {
        return Some(digits.to_owned());
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let fits = first && groups.all(|group| group.len() == 3) && !fraction.contains(',');
    fits.then(|| digits.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("50人", 50),
            (" 1,000 ", 1000),
            ("１２００", 1200),
            ("1，200 平方米", 1200),
            ("30.0", 30),
            ("0", 0),
        ] {
            assert_eq!(whole_number(text), Ok(number), "{text}");
        }
    }

    #[test]
    fn what_is_not_exactly_a_whole_number_says_why() {
        for (text, code) in [
            ("约50人", "number_vague"),
            ("400余个", "number_vague"),
            ("30-50", "number_vague"),
            ("-3", "number_negative"),
            ("1.5", "number_fraction"),
            ("1,00", "number_unreadable"),
            ("五十", "number_unreadable"),
            ("人", "number_unreadable"),
            ("99999999999999999999", "number_too_large"),
        ] {
            assert_eq!(whole_number(text).unwrap_err().code, code, "{text}");
        }
    }
}
