//! What two texts have in common when they are only typed differently.

use values::Hash;

use crate::width::half;

/// The text in half width and lower case, runs of letters, digits and Chinese characters apart by
/// one blank each, everything else left out.
///
/// Blanks inside Chinese text mean nothing, and neither does the choice of a punctuation mark.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut apart = false;
    for c in text.chars().map(half) {
        if c.is_alphanumeric() {
            if apart && !plain.is_empty() {
                plain.push(' ');
            }
            plain.extend(c.to_lowercase());
            apart = false;
        } else {
            apart |= !c.is_whitespace();
        }
    }
    plain
}

/// Equal for texts that differ in blanks, width and invisible characters alone; none for a text of
/// nothing else.
pub fn digest(text: &str) -> Option<Hash> {
    let tight = crate::width::tight(text);
    (!tight.is_empty()).then(|| Hash::of(tight.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_blanks_and_punctuation_do_not_matter() {
        assert_eq!(plain("  Ａ３区，路灯 坏了！！请 修"), "a3区 路灯坏了 请修");
        assert_eq!(plain("……"), "");
    }

    #[test]
    fn texts_that_differ_in_blanks_and_width_have_one_digest() {
        assert_eq!(digest("Ａ3区 路灯坏了"), digest("A3区\u{3000}路灯坏了\n"));
        assert_ne!(digest("路灯坏了"), digest("路灯坏了！"));
        assert_eq!(digest(" \u{200b}\n"), None);
    }
}
