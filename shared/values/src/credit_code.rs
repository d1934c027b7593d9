//! 统一社会信用代码: the 18 characters by which an organisation is known (GB 32100-2015).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const LENGTH: usize = 18;

/// Digits and capital letters without I, O, S, V and Z; a character counts as its place here.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A unified social credit code: 18 characters of its alphabet, in capitals.
///
/// Some codes that were really issued carry a wrong check digit. So [`CreditCode::parse`] takes
/// them, and [`CreditCode::check_digit_ok`] is there to warn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode([u8; LENGTH]);

/// Why a text is no credit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCreditCode {
    /// There are more or fewer than 18 characters, spaces left out.
    #[error("a credit code has 18 characters, not {length}")]
    Length { length: usize },
    /// A character never stands in a credit code; `position` counts from 1, spaces left out.
    #[error("character {position} of the credit code, {character:?}, is not of its alphabet")]
    Character { character: char, position: usize },
}

impl CreditCode {
    /// Reads a code as people type it: lower case, full-width characters and spaces are put right.
    ///
    /// # Errors
    /// When there are not 18 characters, or one is not of the alphabet.
    pub fn parse(text: &str) -> Result<Self, NoCreditCode> {
        let characters = || text.chars().filter(|c| !c.is_whitespace());
        let length = characters().count();
        if length != LENGTH {
            return Err(NoCreditCode::Length { length });
        }
        let mut code = [0; LENGTH];
        for ((place, character), position) in code.iter_mut().zip(characters()).zip(1..) {
            *place = normal(character)
                .filter(|c| ALPHABET.contains(c))
                .ok_or(NoCreditCode::Character { character, position })?;
        }
        Ok(Self(code))
    }

    /// The code itself, 18 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("the alphabet is ASCII")
    }

    /// Whether the last character follows from the others. If not: warn, never refuse.
    pub fn check_digit_ok(&self) -> bool {
        self.0[LENGTH - 1] == self.check_digit()
    }

    /// The character that should stand last: weights are the powers of 3 modulo 31.
    fn check_digit(&self) -> u8 {
        let mut weight = 1;
        let mut sum = 0;
        for character in &self.0[..LENGTH - 1] {
            let value = ALPHABET.iter().position(|c| c == character);
            sum += value.expect("the constructor takes characters of the alphabet only") * weight;
            weight = weight * 3 % ALPHABET.len();
        }
        ALPHABET[(ALPHABET.len() - sum % ALPHABET.len()) % ALPHABET.len()]
    }
}

/// The capital ASCII character meant by `character`, whose full-width form is U+FEE0 further on.
fn normal(character: char) -> Option<u8> {
    let code = u32::from(character);
    let narrow = if (0xFF01..=0xFF5E).contains(&code) { code - 0xFEE0 } else { code };
    u8::try_from(narrow).ok().map(|c| c.to_ascii_uppercase())
}

impl FromStr for CreditCode {
    type Err = NoCreditCode;
    fn from_str(text: &str) -> Result<Self, NoCreditCode> {
        Self::parse(text)
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreditCode({self})")
    }
}

impl Serialize for CreditCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CreditCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::text::read(deserializer, str::parse)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for CreditCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("统一社会信用代码"))
            .pattern(Some("^[0-9A-HJ-NPQRTUWXY]{18}$"))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for CreditCode {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_example_ends_in_three() {
        let code = CreditCode::parse("91350100M000100Y4?");
        assert_eq!(code, Err(NoCreditCode::Character { character: '?', position: 18 }));
        assert!(CreditCode::parse("91350100M000100Y43").unwrap().check_digit_ok());
    }

    #[test]
    fn a_wrong_check_digit_is_told_and_taken() {
        for issued in ["91350100M000100Y44", "91350211M0000XUF46"] {
            let code = CreditCode::parse(issued).unwrap();
            assert!(!code.check_digit_ok());
            assert_eq!(code.as_str(), issued);
        }
    }

    #[test]
    fn full_width_and_lower_case_and_spaces_are_put_right() {
        let code = CreditCode::parse(" ９１３５０１００ m000100ｙ43 ").unwrap();
        assert_eq!(code.to_string(), "91350100M000100Y43");
    }

    #[test]
    fn what_is_too_short_or_has_a_letter_o_is_refused() {
        assert_eq!(CreditCode::parse("9135"), Err(NoCreditCode::Length { length: 4 }));
        assert_eq!(
            CreditCode::parse("9135010OM000100Y43"),
            Err(NoCreditCode::Character { character: 'O', position: 8 })
        );
        assert_eq!(
            CreditCode::parse("一二三四五六七八九十一二三四五六七八"),
            Err(NoCreditCode::Character { character: '一', position: 1 })
        );
    }

    #[test]
    fn in_json_it_is_a_string() {
        let code = CreditCode::parse("91350100M000100Y43").unwrap();
        let json = serde_json::to_string(&code).unwrap();
        assert_eq!(json, "\"91350100M000100Y43\"");
        assert_eq!(serde_json::from_str::<CreditCode>(&json).unwrap(), code);
        assert!(serde_json::from_str::<CreditCode>("\"91\"").is_err());
    }

    proptest! {
        #[test]
        fn any_one_character_changed_is_noticed(
            text in "[0-9A-HJ-NPQRTUWXY]{18}", place in 0..LENGTH, other in 0..ALPHABET.len(),
        ) {
            let mut code = CreditCode::parse(&text).unwrap();
            code.0[LENGTH - 1] = code.check_digit();
            prop_assert!(code.check_digit_ok());
            prop_assume!(code.0[place] != ALPHABET[other]);
            code.0[place] = ALPHABET[other];
            prop_assert!(!code.check_digit_ok());
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,30}") {
            if let Ok(code) = CreditCode::parse(&text) {
                prop_assert_eq!(CreditCode::parse(code.as_str()), Ok(code));
            }
        }
    }
}
