//! How names sound: pinyin and initials, of every reading of each character.

use pinyin::ToPinyin;

/// The sounds of a part of a name reach over so many characters.
const SPAN_MAX: usize = 8;
/// Of so many combinations of readings: names have few characters of several.
const READINGS_MAX: usize = 16;
/// A question of at least so many letters is a sound.
const LETTERS_MIN: usize = 2;

/// A question as a sound, with how well it answers to match it.
pub(super) struct Asked {
    pub(super) sound: String,
    pub(super) score: u16,
}

/// The pinyin, and the initials, of every part of the name that begins at one of its characters.
pub(super) fn of(name: &str) -> Vec<Box<str>> {
    let mut sounds = Vec::new();
    let chars: Vec<char> = text::plain(name).chars().filter(|c| *c != ' ').collect();
    for start in 0..chars.len() {
        let part = &chars[start..chars.len().min(start + SPAN_MAX)];
        if part[0].to_pinyin().is_none() {
            continue;
        }
        for (pinyin, initials) in readings(part) {
            sounds.push(pinyin.into_boxed_str());
            sounds.push(initials.into_boxed_str());
        }
    }
    sounds
}

/// Pinyin and initials of these characters, one pair for each combination of their readings, as far
/// as they are Chinese, letters or digits.
fn readings(part: &[char]) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), String::new())];
    for c in part {
        let mut syllables = Vec::from_iter(text::syllables(*c));
        if all.len() * syllables.len() > READINGS_MAX {
            syllables.truncate(1);
        }
        let longer = |(pinyin, initials): &(String, String)| {
            let add = |syllable: &String| {
                let initial: String = syllable.chars().take(1).collect();
                (format!("{pinyin}{syllable}"), format!("{initials}{initial}"))
            };
            syllables.iter().map(add).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// What a question sounds like. Letters are pinyin or initials; Chinese text with a wrong
/// character of the same sound is forgiven.
pub(super) fn asked(text: &str) -> Vec<Asked> {
    let plain: String = text::plain(text).chars().filter(|c| *c != ' ').collect();
    if plain.chars().count() < LETTERS_MIN {
        return Vec::new();
    }
    if plain.chars().all(|c| c.is_ascii_alphanumeric()) {
        return vec![Asked { sound: plain, score: 850 }];
    }
    let chars: Vec<char> = plain.chars().take(SPAN_MAX).collect();
    let is_chinese = chars.iter().all(|c| c.to_pinyin().is_some());
    if !is_chinese {
        return Vec::new();
    }
    let sounds = readings(&chars).into_iter();
    sounds.map(|(sound, _)| Asked { sound, score: 700 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_and_the_initials_of_every_part_are_sounds() {
        let sounds = of("长春路重庆号");
        for sound in
            ["changchunluchongqinghao", "zhangchunluzhongqinghao", "cclcqh", "luchongqinghao"]
        {
            assert!(sounds.iter().any(|known| **known == *sound), "{sound}");
        }
    }

    #[test]
    fn a_question_is_a_sound_when_it_is_letters_or_chinese() {
        let sound = |text| asked(text).into_iter().map(|one| one.sound).collect::<Vec<_>>();
        assert_eq!(sound("Wei Hai"), ["weihai"]);
        assert_eq!(sound("古成"), ["gucheng", "kucheng"]);
        assert!(sound("w").is_empty() && sound("古 a").is_empty());
    }
}
