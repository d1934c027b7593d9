//! Names found by how they sound: by whoever types letters where a name has characters.

use pinyin::{ToPinyin, ToPinyinMulti};

use crate::plain;

/// So few letters are no sound.
const LETTERS_MIN: usize = 2;

/// Is `name` called like that in part: as it is written or, asked for by letters alone, by the
/// beginning of the pinyin or of the initials of a part of it?
///
/// Looks at one name and keeps nothing, for lists that look at their lines one by one; an index of
/// sounds finds the same.
pub fn is_called(name: &str, asked: &str) -> bool {
    name.contains(asked) || letters(asked).is_some_and(|letters| sounds_like(name, &letters))
}

/// May it be how something sounds, so that it need not be written in what is asked for?
pub fn is_sound(asked: &str) -> bool {
    letters(asked).is_some()
}

/// The letters and digits of what is nothing else, from a letter on.
fn letters(asked: &str) -> Option<String> {
    let letters = tight(asked);
    let is_sound = letters.len() >= LETTERS_MIN
        && letters.starts_with(|c: char| c.is_ascii_lowercase())
        && letters.chars().all(|c| c.is_ascii_alphanumeric());
    is_sound.then_some(letters)
}

fn tight(text: &str) -> String {
    plain(text).chars().filter(|c| *c != ' ').collect()
}

fn sounds_like(name: &str, letters: &str) -> bool {
    let chars: Vec<char> = tight(name).chars().collect();
    let mut part = chars.as_slice();
    while let [first, behind @ ..] = part {
        let is_chinese = first.to_pinyin().is_some();
        if is_chinese && (begins(part, letters, false) || begins(part, letters, true)) {
            return true;
        }
        part = behind;
    }
    false
}

/// Do these characters begin with the letters, by one reading of each, or by its `initial` alone?
fn begins(part: &[char], letters: &str, initial: bool) -> bool {
    let [first, behind @ ..] = part else { return letters.is_empty() };
    let goes_on = |syllable: &str| {
        let end =
            syllable.chars().next().filter(|_| initial).map_or(syllable.len(), char::len_utf8);
        let sound = &syllable[..end];
        let rest = || letters.strip_prefix(sound);
        sound.starts_with(letters) || rest().is_some_and(|rest| begins(behind, rest, initial))
    };
    match first.to_pinyin_multi() {
        Some(readings) => readings.into_iter().any(|reading| goes_on(reading.plain())),
        None => goes_on(first.encode_utf8(&mut [0; 4])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_called_as_it_is_written_and_as_it_sounds() {
        for asked in ["志愿", "zyyz", "zhiyuan", "zhiyuanyi", "yuanyizhen", "yyz", "Zhi Yuan"] {
            assert!(is_called("社区志愿义诊", asked), "{asked}");
        }
        for asked in ["愿志", "zyz", "zhiyi", "hiyuan", "zhiyuanyizhenx", "zhiyuanyizhena", "z"] {
            assert!(!is_called("社区志愿义诊", asked), "{asked}");
        }
    }

    #[test]
    fn every_reading_of_a_character_is_a_sound() {
        for asked in ["changchunlu", "zhangchunlu", "zhongqing", "chongqing", "cclcq"] {
            assert!(is_called("长春路重庆号", asked), "{asked}");
        }
    }

    #[test]
    fn letters_and_digits_go_on_behind_a_character_and_stand_for_themselves() {
        for asked in ["换LED", "LED", "huanled", "hl", "lumian3", "lm3c"] {
            assert!(is_called("换LED灯、路面3处", asked), "{asked}");
        }
        assert!(!is_called("路面3处", "3c"), "it begins with no letter");
    }

    #[test]
    fn what_has_characters_or_begins_with_a_digit_is_no_sound() {
        assert!(is_sound("zy") && is_sound("Lu 3"));
        assert!(!is_sound("z") && !is_sound("志愿zy") && !is_sound("2026-0001") && !is_sound(""));
    }
}
