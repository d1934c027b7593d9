//! Text of a limited length.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};

/// Text of 1 to `MAX` characters, trimmed, without control characters other than line breaks.
///
/// The limit of a stored field may grow and never shrinks: old logs must open.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    #[error("text is empty")]
    Empty,
    #[error("text has {length} characters, at most {max} are allowed")]
    TooLong { length: usize, max: usize },
    #[error("text holds the control character U+{code:04X}")]
    Control { code: u32 },
}

impl<const MAX: usize> Text<MAX> {
    /// Trims `text` and takes it, if it may stand in the field.
    ///
    /// # Errors
    /// When nothing is left, when it is too long, or when it holds control characters.
    pub fn new(text: &str) -> Result<Self, NoText> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NoText::Empty);
        }
        let length = text.chars().count();
        if length > MAX {
            return Err(NoText::TooLong { length, max: MAX });
        }
        if let Some(control) = text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t') {
            return Err(NoText::Control { code: control.into() });
        }
        Ok(Self(text.to_owned()))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = NoText;
    fn from_str(text: &str) -> Result<Self, NoText> {
        Self::new(text)
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, Self::new)
    }
}

/// Reads what `parse` makes of a text, from where the text stands: replay reads hundreds of
/// thousands of these a second and keeps few of the texts.
pub(crate) fn read<'de, D, T, E>(
    deserializer: D,
    parse: fn(&str) -> Result<T, E>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    deserializer.deserialize_str(Parsed(parse))
}

struct Parsed<T, E>(fn(&str) -> Result<T, E>);

impl<T, E: fmt::Display> Visitor<'_> for Parsed<T, E> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<F: serde::de::Error>(self, text: &str) -> Result<T, F> {
        (self.0)(text).map_err(F::custom)
    }
}

#[cfg(feature = "openapi")]
impl<const MAX: usize> utoipa::PartialSchema for Text<MAX> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .min_length(Some(1))
            .max_length(Some(MAX))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl<const MAX: usize> utoipa::ToSchema for Text<MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Text{MAX}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_counted_in_characters() {
        assert_eq!(Text::<4>::new(" 共建协议 ").unwrap().as_str(), "共建协议");
        assert_eq!(Text::<3>::new("共建协议"), Err(NoText::TooLong { length: 4, max: 3 }));
    }

    #[test]
    fn nothing_and_control_characters_are_refused() {
        assert_eq!(Text::<9>::new(" \n "), Err(NoText::Empty));
        assert_eq!(Text::<9>::new("a\u{0}b"), Err(NoText::Control { code: 0 }));
        assert!(Text::<9>::new("两\n行").is_ok());
    }
}
