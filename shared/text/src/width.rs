//! Full-width and half-width forms of one character.

/// The half-width form: `１` is `1`, `（` is `(`, `：` is `:`; the ideographic space is a space.
pub fn half(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '〔' | '【' | '﹙' => '(',
        '〕' | '】' | '﹚' => ')',
        _as_it_is => c,
    }
}

/// Half-width and without any blanks.
pub fn tight(text: &str) -> String {
    text.chars().map(half).filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

/// Characters that are copied along from web pages and documents and show nothing.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}') || c.is_control()
}
