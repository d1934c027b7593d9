//! Amounts and money: whole numbers with a unit.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 场次: one session of a venue, a lecture, a performance.
    Session,
    /// 人次: one person's turn, a seat or a place.
    Person,
    /// 小时: one hour of work.
    Hour,
    /// 件: one piece of goods.
    Piece,
    /// 个: one place to park, one desk, one post.
    Place,
    /// 元: one yuan of funds (money itself is kept in fen: [`Money`]).
    Yuan,
}

impl Unit {
    /// The measure word that people read.
    pub fn chinese(self) -> &'static str {
        match self {
            Unit::Session => "场次",
            Unit::Person => "人次",
            Unit::Hour => "小时",
            Unit::Piece => "件",
            Unit::Place => "个",
            Unit::Yuan => "元",
        }
    }
}

/// A quantity of 1 to [`Amount::MAX`] in a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amount {
    /// How many, 1 to 1,000,000,000.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1_000_000_000))]
    pub quantity: u64,
    pub unit: Unit,
}

/// Why an amount is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an amount is 1 to {max}, not {quantity}", max = Amount::MAX)]
pub struct NoAmount {
    pub quantity: u64,
}

impl Amount {
    /// The largest quantity of one line. Sums of up to 10⁹ such lines fit in 64 bits.
    pub const MAX: u64 = 1_000_000_000;

    /// # Errors
    /// When `quantity` is 0 or over [`Amount::MAX`].
    pub fn new(quantity: u64, unit: Unit) -> Result<Self, NoAmount> {
        if quantity == 0 || quantity > Self::MAX {
            return Err(NoAmount { quantity });
        }
        Ok(Self { quantity, unit })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}{}", self.quantity, self.unit.chinese()))
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Raw {
            quantity: u64,
            unit: Unit,
        }
        let Raw { quantity, unit } = Raw::deserialize(deserializer)?;
        Self::new(quantity, unit).map_err(serde::de::Error::custom)
    }
}

/// A sum of money in fen (1 yuan = 100 fen); negative for what is owed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money {
    pub fen: i64,
}

/// On the wire it is the bare number of fen, which a derived schema would not show.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Money {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <i64 as utoipa::PartialSchema>::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Money {
    fn name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }
}

impl Money {
    /// `yuan` whole yuan, or nothing when that does not fit.
    pub fn from_yuan(yuan: i64) -> Option<Self> {
        yuan.checked_mul(100).map(|fen| Self { fen })
    }
}

impl fmt::Display for Money {
    /// `-12.05元`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.fen < 0 { "-" } else { "" };
        let fen = self.fen.unsigned_abs();
        write!(f, "{sign}{}.{:02}元", fen / 100, fen % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_amount_is_zero_or_beyond_the_limit() {
        assert!(Amount::new(0, Unit::Piece).is_err());
        assert!(Amount::new(Amount::MAX + 1, Unit::Piece).is_err());
        assert_eq!(Amount::new(3, Unit::Session).unwrap().to_string(), "3场次");
    }

    #[test]
    fn money_shows_yuan_and_fen() {
        assert_eq!(Money { fen: -1205 }.to_string(), "-12.05元");
        assert_eq!(Money::from_yuan(i64::MAX), None);
    }
}
