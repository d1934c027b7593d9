//! Several things in one cell.

use text::width::half;

/// Several names in a cell, parted by 、 ， ; / or line breaks, or numbered. What stands in
/// brackets or quotation marks, and commas between digits, part nothing.
pub fn names(text: &str) -> Vec<String> {
    numbered(text)
        .unwrap_or_else(|| parted(text, |c| matches!(c, '、' | ',' | ';' | '/' | '\n' | '|')))
}

/// Several items of running text: numbered, or parted by line breaks and semicolons only, since
/// commas belong to the text.
pub fn items(text: &str) -> Vec<String> {
    numbered(text).unwrap_or_else(|| parted(text, |c| matches!(c, ';' | '\n')))
}

fn parted(text: &str, separates: impl Fn(char) -> bool) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    // Brackets that never close would swallow the rest of the cell: then they are not looked at.
    let depths = depths(&characters).unwrap_or_else(|| vec![0; characters.len()]);
    let mut parts = vec![String::new()];
    for (at, c) in characters.iter().enumerate() {
        let digit = |at: Option<usize>| {
            at.and_then(|at| characters.get(at)).is_some_and(|c| half(*c).is_ascii_digit())
        };
        let in_number =
            matches!(half(*c), ',' | '/') && digit(at.checked_sub(1)) && digit(Some(at + 1));
        if depths[at] == 0 && separates(half(*c)) && !in_number {
            parts.push(String::new());
        } else {
            parts.last_mut().expect("it begins with one part").push(*c);
        }
    }
    let tidy = |part: String| part.trim().trim_end_matches(['。', '；']).trim().to_owned();
    parts.into_iter().map(tidy).filter(|part| !part.is_empty()).collect()
}

/// How deep in brackets and quotation marks each character stands; none if they do not pair.
fn depths(characters: &[char]) -> Option<Vec<usize>> {
    let mut open = Vec::new();
    let mut depths = Vec::with_capacity(characters.len());
    for c in characters {
        let c = half(*c);
        let closing = match c {
            '(' => Some(')'),
            '[' => Some(']'),
            '《' => Some('》'),
            '“' => Some('”'),
            '‘' => Some('’'),
            '「' => Some('」'),
            '"' if open.last() != Some(&'"') => Some('"'),
            _not_opening => None,
        };
        if let Some(closing) = closing {
            open.push(closing);
        } else if matches!(c, ')' | ']' | '》' | '”' | '’' | '」' | '"') && open.pop() != Some(c)
        {
            return None;
        }
        depths.push(open.len());
    }
    open.is_empty().then_some(depths)
}

/// The items behind 1. 2. 3. (also 1、 （1） ①), if the cell counts from 1 to at least 2.
fn numbered(text: &str) -> Option<Vec<String>> {
    let characters: Vec<char> = text.chars().collect();
    let mut starts = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let expected = starts.len() + 1;
        match marker(&characters, at, expected) {
            Some(length) => {
                starts.push((at, at + length));
                at += length;
            }
            None => at += 1,
        }
    }
    // Text before the first number is nobody's item.
    let begins = characters.iter().take(starts.first()?.0).all(|c| c.is_whitespace());
    if starts.len() < 2 || !begins {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(begin, _)| *begin).chain([characters.len()]);
    let items = starts.iter().zip(ends).map(|((_, from), to)| {
        let item: String = characters[*from..to].iter().collect();
        let item: Vec<&str> = item.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        item.concat().trim().trim_end_matches(['；', ';']).to_owned()
    });
    Some(items.filter(|item| !item.is_empty()).collect())
}

/// The length of the marker of item `expected` at `at`. It stands at the beginning, or behind a
/// blank or the end of a sentence, and no digit follows it: `1.5` is a number.
fn marker(characters: &[char], at: usize, expected: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|at| characters[at]);
    if before.is_some_and(|c| !c.is_whitespace() && !"。；;,，、.：:".contains(c)) {
        return None;
    }
    let circled = u32::try_from(expected).ok().and_then(|n| char::from_u32(0x245f + n));
    if expected <= 20 && Some(characters[at]) == circled {
        return Some(1);
    }
    let bracket = usize::from(half(characters[at]) == '(');
    let digits = expected.to_string();
    let mut next = at + bracket;
    for digit in digits.chars() {
        if characters.get(next).map(|c| half(*c)) != Some(digit) {
            return None;
        }
        next += 1;
    }
    let behind = half(*characters.get(next)?);
    let marks =
        if bracket == 1 { behind == ')' } else { matches!(behind, '.' | '、' | ')' | ',') };
    let digit_follows = characters.get(next + 1).is_some_and(|c| half(*c).is_ascii_digit());
    (marks && !digit_follows).then_some(next + 1 - at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_outside_brackets_and_quotes() {
        assert_eq!(
            names("东海中学、港务（集团、控股）公司，“一家、亲”基金；海事处/ 船厂\n水务局"),
            ["东海中学", "港务（集团、控股）公司", "“一家、亲”基金", "海事处", "船厂", "水务局"]
        );
        assert_eq!(names("物资1,000件"), ["物资1,000件"]);
        assert_eq!(names("甲（乙、丙"), ["甲（乙", "丙"]);
        assert_eq!(names("、,;"), Vec::<String>::new());
    }

    #[test]
    fn numbered_items_keep_their_commas_and_line_breaks() {
        assert_eq!(
            items("1.读书会：每周，读一本 2.棋社。\n3.花房：\n，种花，送花。"),
            ["读书会：每周，读一本", "棋社。", "花房：，种花，送花。"]
        );
        assert_eq!(items("1、设摊\n2、导览"), ["设摊", "导览"]);
        assert_eq!(items("①义诊②理发"), ["①义诊②理发"]);
        assert_eq!(items("①义诊；②理发"), ["义诊", "理发"]);
        assert_eq!(items("（1）义诊 （2）理发"), ["义诊", "理发"]);
        assert_eq!(names("1.甲 2.乙"), ["甲", "乙"]);
    }

    #[test]
    fn running_text_stays_whole() {
        assert_eq!(items("老人照料，上门护理"), ["老人照料，上门护理"]);
        assert_eq!(items("1.5米宽，2.0米长"), ["1.5米宽，2.0米长"]);
        assert_eq!(items("义诊；理发"), ["义诊", "理发"]);
    }
}
