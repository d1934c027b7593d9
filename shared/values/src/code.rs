//! Codes that people read out and write down.

/// The code as it is compared: people write small letters, leave the dashes out, and take letters
/// for the digits that they resemble.
pub fn normalised(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let upper = letters.map(|letter| letter.to_ascii_uppercase());
    upper
        .map(|letter| match letter {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_written() {
        for written in ["0A1B-C3D4-E5F6", "0a1bc3d4e5f6", " OALB c3d4–e5f6 "] {
            assert_eq!(normalised(written), "0A1BC3D4E5F6", "{written}");
        }
        assert_ne!(normalised("0A1B-C3D4-E5F7"), normalised("0A1B-C3D4-E5F6"));
    }
}
