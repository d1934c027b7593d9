//! Areas: statistical area codes 统计用区划代码, their six levels, and the tree of their names.
//!
//! An area is known by its code and never by its name: names repeat (a 和平社区 stands in most
//! cities) and change.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod tree;

pub use tree::AreaTree;

/// How large an area is. A greater level is a smaller area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// 省: two digits.
    Province,
    /// 市: four digits.
    City,
    /// 区县: six digits.
    County,
    /// 街道, 镇, 乡: nine digits.
    Street,
    /// 社区, 村: twelve digits.
    Community,
    /// 网格: fifteen digits; the last three are given by the city itself.
    Grid,
}

/// From the smallest to the largest.
const LEVELS: [AreaLevel; 6] = [
    AreaLevel::Grid,
    AreaLevel::Community,
    AreaLevel::Street,
    AreaLevel::County,
    AreaLevel::City,
    AreaLevel::Province,
];

impl AreaLevel {
    /// The level in Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Province => "省",
            Self::City => "市",
            Self::County => "区县",
            Self::Street => "街道",
            Self::Community => "社区",
            Self::Grid => "网格",
        }
    }

    /// How many leading digits name an area of this level.
    pub fn digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::City => 4,
            Self::County => 6,
            Self::Street => 9,
            Self::Community => 12,
            Self::Grid => 15,
        }
    }

    /// How many codes of 15 digits begin with the same digits.
    fn span(self) -> u64 {
        match self {
            Self::Province => 10_000_000_000_000,
            Self::City => 100_000_000_000,
            Self::County => 1_000_000_000,
            Self::Street => 1_000_000,
            Self::Community => 1_000,
            Self::Grid => 1,
        }
    }
}

impl fmt::Display for AreaLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.chinese())
    }
}

/// A statistical area code: 12 digits, or 15 for a grid.
///
/// Codes have no check digit, so any digits are taken that name a province. The order is that of
/// the tree: an area stands before all that lies in it, and that is one unbroken range.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(u64); // always the 15 digits; the last three are 0 above the grids

/// A text that is no area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no area code of 2, 4, 6, 9, 12 or 15 digits: {0:?}")]
pub struct NoAreaCode(pub String);

impl AreaCode {
    /// The code as a number of 15 digits: in the order of the tree.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The level: that of the last group of digits that is not all zeros.
    pub fn level(self) -> AreaLevel {
        let mut levels = LEVELS.into_iter().zip(LEVELS.into_iter().skip(1));
        let deepest = levels.find(|(_, above)| !self.0.is_multiple_of(above.span()));
        deepest.map_or(AreaLevel::Province, |(level, _)| level)
    }

    /// The area around this one; none around a province.
    ///
    /// A group of zeros is no area: the streets of a city without counties (东莞,
    /// 441900003000) lie in the city itself.
    pub fn parent(self) -> Option<Self> {
        let mut levels = LEVELS.into_iter().skip(1);
        let above = levels.find(|above| !self.0.is_multiple_of(above.span()))?;
        Some(Self(self.0 - self.0 % above.span()))
    }

    /// Whether `other` is this area or lies in it.
    pub fn contains(self, other: Self) -> bool {
        other.0 - other.0 % self.level().span() == self.0
    }

    /// The code without its groups of trailing zeros: `3710` for 威海市. It can be read back.
    pub fn short(self) -> String {
        let level = self.level();
        (self.0 / level.span()).to_string()
    }

    /// The first code after this area and all that lies in it.
    fn after(self) -> Self {
        Self(self.0 + self.level().span())
    }
}

impl FromStr for AreaCode {
    type Err = NoAreaCode;

    /// Takes the digits of any level, and pads them with zeros.
    fn from_str(text: &str) -> Result<Self, NoAreaCode> {
        let digits = text.trim();
        let no_code = || NoAreaCode(text.chars().take(20).collect());
        let mut levels = LEVELS.into_iter();
        let level = levels.find(|level| level.digits() == digits.len()).ok_or_else(no_code)?;
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(no_code());
        }
        let code = digits.parse::<u64>().map_err(|_| no_code())? * level.span();
        // Province codes run from 11 to 91: what is less has zeros in front.
        if code / AreaLevel::Province.span() < 10 { Err(no_code()) } else { Ok(Self(code)) }
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let twelve = self.0 / AreaLevel::Community.span();
        if self.level() == AreaLevel::Grid { self.0.fmt(f) } else { twelve.fmt(f) }
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AreaCode({self})")
    }
}

impl Serialize for AreaCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::text::read(deserializer, str::parse)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for AreaCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("统计用区划代码, 12 digits, or 15 for a grid"))
            .pattern(Some("^[1-9][0-9]{11}([0-9]{3})?$"))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for AreaCode {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn area(code: &str) -> AreaCode {
        code.parse().unwrap()
    }

    #[test]
    fn short_codes_are_padded_and_shown_with_twelve_digits() {
        assert_eq!(area("371002").to_string(), "371002000000");
        assert_eq!(area("371002001"), area("371002001000"));
        assert_eq!(area("371002001001007").to_string(), "371002001001007");
        assert_eq!(area("371002001001000").to_string(), "371002001001");
    }

    #[test]
    fn every_level_has_its_digits_and_its_parent() {
        let ladder = [
            ("37", AreaLevel::Province),
            ("3710", AreaLevel::City),
            ("371002", AreaLevel::County),
            ("371002001", AreaLevel::Street),
            ("371002001001", AreaLevel::Community),
            ("371002001001007", AreaLevel::Grid),
        ];
        let mut parent = None;
        for (code, level) in ladder {
            assert_eq!(area(code).level(), level);
            assert_eq!(area(code).short(), code);
            assert_eq!(area(code).parent(), parent);
            parent = Some(area(code));
        }
        assert_eq!(AreaLevel::Street.to_string(), "街道");
    }

    #[test]
    fn a_street_of_a_city_without_counties_lies_in_the_city() {
        let street = area("441900003000");
        assert_eq!(street.level(), AreaLevel::Street);
        assert_eq!(street.parent(), Some(area("4419")));
        assert!(area("4419").contains(street));
    }

    #[test]
    fn an_area_contains_itself_and_what_lies_in_it_and_nothing_else() {
        let city = area("3710");
        assert!(city.contains(city));
        assert!(city.contains(area("371002001001007")));
        assert!(!city.contains(area("37")));
        assert!(!city.contains(area("371102")));
        assert!(!area("371002001001").contains(area("371002001002")));
    }

    #[test]
    fn other_lengths_letters_and_no_province_are_refused() {
        for text in ["", "3", "37100", "37100200100a", "+371002", "-71002", "000000000000", "01"] {
            assert_eq!(text.parse::<AreaCode>(), Err(NoAreaCode(text.to_owned())));
        }
        assert!("三七一".parse::<AreaCode>().is_err());
    }

    #[test]
    fn in_json_it_is_a_string() {
        let json = serde_json::to_string(&area("371002")).unwrap();
        assert_eq!(json, "\"371002000000\"");
        assert_eq!(serde_json::from_str::<AreaCode>(&json).unwrap(), area("371002"));
        assert!(serde_json::from_str::<AreaCode>("371002000000").is_err());
    }

    prop_compose! {
        /// Any digits, or such that areas often lie in each other.
        fn any_area()(digits in prop_oneof![
            "[1-9][0-9](00|[0-9]{2}){2}(000|[0-9]{3}){3}",
            "37(00|10)(00|99)(000|001){2}(000|999)",
        ]) -> AreaCode {
            area(&digits)
        }
    }

    proptest! {
        #[test]
        fn a_code_reads_back_as_itself_long_and_short(code in any_area()) {
            prop_assert_eq!(area(&code.to_string()), code);
            prop_assert_eq!(area(&code.short()), code);
        }

        #[test]
        fn a_parent_is_larger_contains_its_child_and_sorts_before_it(code in any_area()) {
            if let Some(parent) = code.parent() {
                prop_assert!(parent.level() < code.level());
                prop_assert!(parent.contains(code) && !code.contains(parent));
                prop_assert!(parent < code && code < parent.after());
            } else {
                prop_assert_eq!(code.level(), AreaLevel::Province);
            }
        }

        #[test]
        fn an_area_is_one_range_of_the_order(a in any_area(), b in any_area()) {
            prop_assert_eq!(a.contains(b), a <= b && b < a.after());
        }
    }
}
