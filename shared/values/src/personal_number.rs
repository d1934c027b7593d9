//! Numbers that name a person and have no place in a public text: phone, identity card, bank card.

/// Does `text` hold a phone number, or a number of an identity or bank card?
///
/// Full-width digits are digits. Found are mobile numbers (also as `139 0000 0000` or
/// `139-0000-0000`, with or without the country's 86), landlines with their area code, and 15
/// digits or more in a row: the old identity numbers, the new ones (whose last place may be an X),
/// and those of bank cards.
/// Dates, amounts and house numbers are left alone.
pub fn holds_personal_number(text: &str) -> bool {
    let chars: Vec<char> = text.chars().map(half_width).collect();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = Run::at(&chars[at..]);
        if run.is_personal() {
            return true;
        }
        at += run.first();
    }
    false
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
        }
        '－' | '–' | '—' => '-',
        '\u{3000}' | '\u{A0}' => ' ',
        other => other,
    }
}

/// Groups of digits with one blank or dash between each, from a first digit on.
struct Run {
    groups: Vec<String>,
}

impl Run {
    /// At most so many groups make one number.
    const GROUPS_MAX: usize = 4;

    fn at(chars: &[char]) -> Self {
        let mut groups = Vec::new();
        let mut rest = chars;
        loop {
            let length = rest.iter().take_while(|c| c.is_ascii_digit()).count();
            groups.push(rest[..length].iter().collect());
            rest = &rest[length..];
            match rest {
                ['-' | ' ', digit, ..]
                    if digit.is_ascii_digit() && groups.len() < Self::GROUPS_MAX =>
                {
                    rest = &rest[1..];
                }
                _ => break,
            }
        }
        Self { groups }
    }

    /// How many characters the first group takes.
    fn first(&self) -> usize {
        self.groups[0].len()
    }

    fn is_personal(&self) -> bool {
        let first = self.groups[0].as_str();
        first.len() >= 15 || is_mobile(&self.groups) || is_landline(&self.groups)
    }
}

/// 11 digits that begin with 13 to 19, whole or in groups of 3, 4 and 4.
fn is_mobile(groups: &[String]) -> bool {
    let groups = match groups {
        [country, rest @ ..] if matches!(country.as_str(), "86" | "0086") => rest,
        all => all,
    };
    let Some(first) = groups.first() else { return false };
    let first = first.strip_prefix("0086").or(first.strip_prefix("86")).unwrap_or(first);
    let is_head = |digits: &str| {
        digits.starts_with('1') && matches!(digits.as_bytes().get(1), Some(b'3'..=b'9'))
    };
    let lengths: Vec<usize> = groups.iter().skip(1).map(String::len).collect();
    let whole = first.len() == 11;
    let grouped = match (first.len(), lengths.as_slice()) {
        (3, [4, 4, ..] | [8, ..]) | (7, [4, ..]) => true,
        _other => false,
    };
    is_head(first) && (whole || grouped)
}

/// An area code, which begins with 0, and 7 or 8 digits.
fn is_landline(groups: &[String]) -> bool {
    let first = groups[0].as_str();
    let apart = matches!(first.len(), 3 | 4)
        && groups.get(1).is_some_and(|rest| matches!(rest.len(), 7 | 8));
    first.starts_with('0') && !first.starts_with("00") && (apart || matches!(first.len(), 10..=12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_cards_are_found_however_they_are_written() {
        for text in [
            "请打13900000000",
            "电话：139 0000 0000。",
            "１３９－００００－００００",
            "+86 139-0000-0000",
            "8613900000000",
            "微信同号13912345678x",
            "0631-5220000",
            "010 88880000",
            "06315220000",
            "身份证371002199001011234",
            "37100219900101123X",
            "371002900101123",
            "卡号6222020000000000000",
        ] {
            assert!(holds_personal_number(text), "{text}");
        }
    }

    #[test]
    fn dates_amounts_and_addresses_are_left_alone() {
        for text in [
            "",
            "2026-03-02 09:30 至 2026-03-05",
            "20260302",
            "三号楼2单元1301室",
            "需要 1390 元，共 12000 件",
            "12345 热线转来，编号 2026030200123",
            "100 200 300 400 500 600",
            "拨打 110 或 119",
        ] {
            assert!(!holds_personal_number(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_mobile_number_is_found_between_any_words(
            before in "[^0-9０-９ －–—-]{0,12}",
            number in "1[3-9][0-9]{9}",
            after in "[^0-9０-９]{0,12}",
        ) {
            let text = format!("{before}{number}{after}");
            proptest::prop_assert!(holds_personal_number(&text));
        }

        #[test]
        fn any_text_is_judged_without_failing(text in ".{0,80}") {
            holds_personal_number(&text);
        }
    }
}
