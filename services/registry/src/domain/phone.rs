//! Telephone numbers, made equal where they are the same.

/// The digits by which `phone` is compared, without the prefix of the country; nothing when it
/// holds no digit, for lists say 无 where there is none.
///
/// Full-width digits are digits, and whatever stands between them is passed over. What is stored
/// stays as it was given.
pub fn normalised(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter_map(ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    // A mobile number has 11 digits and begins with 1; no area code is 86.
    let national = digits.strip_prefix("86").filter(|rest| rest.len() >= 10).unwrap_or(digits);
    (!national.is_empty()).then(|| national.to_owned())
}

fn ascii_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_many_spellings_is_one() {
        for spelling in [
            "13900000000",
            " 139 0000 0000",
            "139-0000-0000",
            "+86 139 0000 0000",
            "0086-13900000000",
            "8613900000000",
            "１３９００００００００",
        ] {
            assert_eq!(normalised(spelling).as_deref(), Some("13900000000"), "{spelling:?}");
        }
    }

    #[test]
    fn a_landline_keeps_its_area_code_and_may_begin_like_a_prefix() {
        assert_eq!(normalised("0631-5000000").as_deref(), Some("06315000000"));
        assert_eq!(normalised("86000000").as_deref(), Some("86000000"));
    }

    #[test]
    fn no_digit_is_no_number() {
        assert_eq!(normalised("无"), None);
        assert_eq!(normalised("——"), None);
    }
}
