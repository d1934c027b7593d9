//! Telephone numbers, several in a cell. A masked number is no number.

use super::{Fault, quoted};
use text::width::half;

/// Reads the numbers of a cell: mobile, landline with area code or without, service numbers.
/// A number is written back as digits, a landline as `0631-5201234`, an extension as `…-801`.
/// `[电话]`, `138****1234`, 无 and the like mean that there is none.
///
/// # Errors
/// When something else stands in the cell.
pub fn phones(text: &str) -> Result<Vec<String>, Fault> {
    let plain: String = text.chars().map(half).collect();
    let plain = plain.replace("转分机", "转").replace("分机", "转").replace("转", "-");
    let mut found = Vec::new();
    let parts = plain.split(['、', ',', ';', '；', '/', '\n', '或', '|']);
    for part in parts.flat_map(separate).filter(|part| !is_absent(part)) {
        let number = number(&part).ok_or_else(|| {
            Fault::new(
                "phone_unreadable",
                format!("{}不是电话号码", quoted(part.trim())),
                "请只填号码，如 0631-5201234；几个号码用顿号分开，姓名填到联系人一列",
            )
        })?;
        if !found.contains(&number) {
            found.push(number);
        }
    }
    Ok(found)
}

/// Blanks part numbers, unless they part one number's own groups: `138 0631 1234`.
fn separate(part: &str) -> Vec<String> {
    let joined: String = part.chars().filter(|c| !c.is_whitespace()).collect();
    if number(&joined).is_some() || is_absent(&joined) {
        return vec![joined];
    }
    part.split_whitespace().map(str::to_owned).collect()
}

fn is_absent(part: &str) -> bool {
    let part = part.trim();
    part.is_empty()
        || part.contains('*')
        || (part.starts_with(['[', '(']) && part.ends_with([']', ')']) && !has_digit(part))
        || matches!(part, "无" | "暂无" | "没有" | "保密" | "不详" | "-" | "--" | "—" | "——")
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

fn number(part: &str) -> Option<String> {
    let part = part.trim().replace(['(', ')', '—', '–', '_'], "-").replace("--", "-");
    let part = part.trim_matches('-');
    let part = part.strip_prefix("+86").or_else(|| part.strip_prefix("0086")).unwrap_or(part);
    let part = part.trim_matches('-');
    if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    let digits: String = part.chars().filter(char::is_ascii_digit).collect();
    let groups: Vec<&str> = part.split('-').filter(|group| !group.is_empty()).collect();
    if digits.len() == 11 && digits.starts_with('1') && !digits.starts_with("10") {
        return Some(digits);
    }
    if digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800")) {
        return Some(digits);
    }
    if digits.len() <= 6 && digits.len() >= 3 && digits.starts_with(['1', '9']) && groups.len() == 1
    {
        return Some(digits);
    }
    landline(&groups)
}

fn landline(groups: &[&str]) -> Option<String> {
    match groups {
        [area, rest @ ..] if area.starts_with('0') && rest.is_empty() => {
            let split = if area.starts_with("01") || area.starts_with("02") { 3 } else { 4 };
            let (area, line) = area.split_at_checked(split)?;
            local(line).then(|| format!("{area}-{line}"))
        }
        [area, line] if area.starts_with('0') => {
            ((3..=4).contains(&area.len()) && local(line)).then(|| format!("{area}-{line}"))
        }
        [area, line, extension] if area.starts_with('0') => {
            ((3..=4).contains(&area.len()) && local(line) && extension.len() <= 6)
                .then(|| format!("{area}-{line}-{extension}"))
        }
        [line] => local(line).then(|| (*line).to_owned()),
        [line, extension] => {
            (local(line) && extension.len() <= 6).then(|| format!("{line}-{extension}"))
        }
        _too_many_groups => None,
    }
}

fn local(line: &str) -> bool {
    (7..=8).contains(&line.len()) && !line.starts_with(['0', '1'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_usual_form_are_read() {
        for (text, numbers) in [
            ("138 0000 1234", vec!["13800001234"]),
            ("+86-13800001234", vec!["13800001234"]),
            ("0631－5200000", vec!["0631-5200000"]),
            ("(0631)5200000转801", vec!["0631-5200000-801"]),
            ("02158000000", vec!["021-58000000"]),
            ("5200000、13800001234", vec!["5200000", "13800001234"]),
            ("5200000 5200001", vec!["5200000", "5200001"]),
            ("4008001234", vec!["4008001234"]),
            ("12345", vec!["12345"]),
        ] {
            assert_eq!(
                phones(text),
                Ok(numbers.into_iter().map(str::to_owned).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_masked_number_is_absent() {
        for text in ["[电话]", "138****1234", "暂无", "", "—", "（电话）"] {
            assert_eq!(phones(text), Ok(Vec::new()), "{text}");
        }
    }

    #[test]
    fn anything_else_in_the_cell_is_refused() {
        for text in ["文化路1号", "张某 13800001234", "138000012345", "QQ 123456"] {
            assert_eq!(phones(text).unwrap_err().code, "phone_unreadable", "{text}");
        }
    }
}
