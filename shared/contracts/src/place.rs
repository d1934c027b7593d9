//! Where a line stands in its list, so that reading goes on behind it whatever came or went.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use values::{Hash, Uuid};

/// The bytes of the longest key: a number and two ids.
const BYTES: usize = 8 + 16 + 16;

/// How many hexadecimal digits tell a place from any other text.
const CHECK_DIGITS: usize = 8;

/// Where a line stands in its list. Lists are in the order of their places, and a line keeps its
/// place for as long as it stands there; the line behind a place can be found when the one at it
/// is gone.
///
/// To whoever reads a list it is an opaque text, the cursor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place([u8; BYTES]);

/// A text that is no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no cursor: take `next` of the page before")]
pub struct NoPlace;

impl Place {
    /// Of what was begun as the `order`-th, where later ones come first.
    pub fn newest(order: usize) -> Self {
        Self::numbered(u64::MAX - order as u64)
    }

    /// Of the `order`-th, where earlier ones come first.
    pub fn oldest(order: usize) -> Self {
        Self::numbered(order as u64)
    }

    /// By a number, smaller ones first.
    pub fn numbered(number: u64) -> Self {
        Self::of(number, Uuid::nil(), Uuid::nil())
    }

    /// By an id.
    pub fn id(id: impl Into<Uuid>) -> Self {
        Self::of(0, id.into(), Uuid::nil())
    }

    /// By an id, the last one first.
    pub fn last_id(id: impl Into<Uuid>) -> Self {
        Self::id(Uuid::from_u128(!id.into().as_u128()))
    }

    /// By a number, smaller ones first; of the same number by an id, and another.
    pub fn of(number: u64, first: impl Into<Uuid>, second: impl Into<Uuid>) -> Self {
        let mut bytes = [0; BYTES];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        bytes[8..24].copy_from_slice(first.into().as_bytes());
        bytes[24..].copy_from_slice(second.into().as_bytes());
        Self(bytes)
    }

    /// The number and the ids it is made of.
    pub fn parts(self) -> (u64, Uuid, Uuid) {
        let id = |at: usize| Uuid::from_slice(&self.0[at..at + 16]).expect("it has 16 bytes");
        let number = self.0[..8].try_into().expect("it has 8 bytes");
        (u64::from_be_bytes(number), id(8), id(24))
    }
}

/// What was begun one after another, the newest first.
pub fn newest_first<T>(begun: &[T]) -> impl Iterator<Item = (Place, &T)> {
    begun.iter().enumerate().rev().map(|(order, line)| (Place::newest(order), line))
}

/// What was begun one after another, the oldest first; or what stands in an order of its own that
/// nothing comes between.
pub fn oldest_first<T>(begun: impl IntoIterator<Item = T>) -> impl Iterator<Item = (Place, T)> {
    begun.into_iter().enumerate().map(|(order, line)| (Place::oldest(order), line))
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        self.0[..end].iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(&check(&self.0))
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self})")
    }
}

fn check(bytes: &[u8; BYTES]) -> String {
    Hash::of(bytes).to_string()[..CHECK_DIGITS].to_owned()
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (digits, told) = text
            .len()
            .checked_sub(CHECK_DIGITS)
            .and_then(|at| text.split_at_checked(at))
            .ok_or(NoPlace)?;
        if digits.len() > 2 * BYTES || digits.len() % 2 > 0 {
            return Err(NoPlace);
        }
        let mut bytes = [0; BYTES];
        for (at, byte) in bytes.iter_mut().enumerate().take(digits.len() / 2) {
            let digits = digits.get(2 * at..2 * at + 2).ok_or(NoPlace)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NoPlace)?;
        }
        if check(&bytes) == told { Ok(Self(bytes)) } else { Err(NoPlace) }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Place {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("游标：上一页的 next，原样填写"))
            .examples([Self::newest(49).to_string()])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Place {
    fn name() -> std::borrow::Cow<'static, str> {
        "Cursor".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_its_text_and_no_other_text_is_one() {
        let ids = (Uuid::from_u128(7), Uuid::max());
        for place in
            [Place::newest(0), Place::oldest(0), Place::id(ids.0), Place::of(3, ids.0, ids.1)]
        {
            let text = place.to_string();
            assert_eq!(text.parse(), Ok(place), "{text}");
            let (number, first, second) = place.parts();
            assert_eq!(Place::of(number, first, second), place);
            let json = serde_json::to_string(&place).unwrap();
            assert_eq!(serde_json::from_str::<Place>(&json).unwrap(), place);
            let last = if text.ends_with('0') { '1' } else { '0' };
            let other = format!("{}{last}", &text[..text.len() - 1]);
            for wrong in [&text[1..], &format!("0{text}"), &format!("11{text}"), &other] {
                assert_eq!(wrong.parse::<Place>(), Err(NoPlace), "{wrong}");
            }
        }
        for wrong in ["", "1", "abc", "游标游标游标", "0000000000"] {
            assert_eq!(wrong.parse::<Place>(), Err(NoPlace), "{wrong}");
        }
    }

    #[test]
    fn places_are_in_the_order_of_their_lists() {
        assert!(Place::newest(2) < Place::newest(1) && Place::oldest(1) < Place::oldest(2));
        let (low, high) = (Uuid::from_u128(1), Uuid::from_u128(1 << 100));
        assert!(Place::id(low) < Place::id(high));
        assert!(Place::of(1, high, high) < Place::of(2, low, low));
        assert!(Place::of(1, low, low) < Place::of(1, low, high));
    }
}
