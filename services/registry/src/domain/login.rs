//! Login names, made equal where they are the same.

/// The name by which `login` is compared; nothing when it holds what is no letter, digit, dot,
/// underline, hyphen or `@`. Capitals and full-width letters make no difference.
pub fn normalised(login: &str) -> Option<String> {
    let plain = login.trim().chars().map(half_width).flat_map(char::to_lowercase);
    let plain: String = plain.collect();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    (!plain.is_empty() && plain.chars().all(fits)).then_some(plain)
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_login_in_many_spellings_is_one() {
        for spelling in ["li.na", " Li.Na", "LI.NA ", "ｌｉ．ｎａ"] {
            assert_eq!(normalised(spelling).as_deref(), Some("li.na"), "{spelling:?}");
        }
        assert_eq!(normalised("李娜").as_deref(), Some("李娜"));
    }

    #[test]
    fn what_cannot_be_told_apart_or_typed_is_no_login() {
        for spelling in ["", " ", "li na", "li/na", "li\u{200b}na", "<li>"] {
            assert_eq!(normalised(spelling), None, "{spelling:?}");
        }
    }
}
