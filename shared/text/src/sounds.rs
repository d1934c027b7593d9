//! Names found by how they sound: by whoever types letters where a name has characters.

use std::collections::BTreeSet;

use pinyin::{Pinyin, ToPinyin, ToPinyinMulti};

use crate::plain;

/// So few letters are no sound.
const LETTERS_MIN: usize = 2;
/// Nor are so many.
const LETTERS_MAX: usize = 60;

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

/// The letters and digits of what is nothing else, from a letter on. What is written in capitals
/// alone is written so: LED, KTV.
fn letters(asked: &str) -> Option<String> {
    let letters = tight(asked);
    let is_sound = (LETTERS_MIN..=LETTERS_MAX).contains(&letters.len())
        && asked.contains(|c: char| c.is_ascii_lowercase())
        && letters.starts_with(|c: char| c.is_ascii_lowercase())
        && letters.chars().all(|c| c.is_ascii_alphanumeric());
    is_sound.then_some(letters)
}

fn tight(text: &str) -> String {
    plain(text).chars().filter(|c| *c != ' ').collect()
}

fn sounds_like(name: &str, letters: &str) -> bool {
    let chars: Vec<char> = tight(name).chars().collect();
    (0..chars.len()).any(|at| {
        let part = &chars[at..];
        let is_chinese = part[0].to_pinyin().is_some();
        is_chinese && (begins(part, letters, false) || begins(part, letters, true))
    })
}

/// Do these characters begin with the letters, by one reading of each, or by its `initial` alone?
/// Kept is how many letters the characters so far may have said, so that many readings of many
/// characters cost no more than few.
fn begins(part: &[char], letters: &str, initial: bool) -> bool {
    let mut said = BTreeSet::from([0]);
    for c in part {
        let mut longer = BTreeSet::new();
        for syllable in syllables(*c) {
            let end = syllable.chars().next().filter(|_| initial).map(char::len_utf8);
            let sound = &syllable[..end.unwrap_or(syllable.len())];
            for at in &said {
                let rest = &letters[*at..];
                if sound.starts_with(rest) {
                    return true;
                }
                if rest.starts_with(sound) {
                    longer.insert(at + sound.len());
                }
            }
        }
        if longer.is_empty() {
            return false;
        }
        said = longer;
    }
    false
}

/// How a character is said: each of its readings once, without tones, ü as people type it, v or u;
/// what is no Chinese character stands for itself.
pub fn syllables(c: char) -> BTreeSet<String> {
    let Some(readings) = c.to_pinyin_multi() else { return BTreeSet::from([c.to_string()]) };
    let typed = |reading: Pinyin| ["v", "u"].map(|typed| reading.plain().replace('ü', typed));
    readings.into_iter().flat_map(typed).collect()
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
    fn what_nobody_can_type_is_found_as_people_type_it() {
        for asked in ["falvzixun", "faluzixun", "flzx", "funvzhijia", "lvhua"] {
            assert!(is_called("法律咨询、妇女之家、绿化", asked), "{asked}");
        }
    }

    /// Each of these characters has many readings, all with the same initial.
    #[test]
    fn many_readings_of_many_characters_are_no_work() {
        let name = "和".repeat(60);
        assert!(is_called(&name, &"h".repeat(59)) && is_called(&name, "hehuohe"));
        assert!(!is_called(&name, &("h".repeat(58) + "x")) && !is_called(&name, &"h".repeat(61)));
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
        assert!(
            !is_sound("LED")
                && !is_sound("z")
                && !is_sound("志愿zy")
                && !is_sound("2026-0001")
                && !is_sound("")
        );
    }
}
