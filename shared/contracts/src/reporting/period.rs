//! The period of a report.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use values::{Date, time};

/// A year 年度, a half-year 半年度 or a quarter 季度. As a text: `2026`, `2026H1`, `2026Q3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    /// In which part of the year: the first of twelve, six or three months.
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    Year,
    Half(i8),
    Quarter(i8),
}

/// A text that is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no period such as 2026, 2026H1 or 2026Q3")]
pub struct NoPeriod;

impl Period {
    /// The first day.
    pub fn from(self) -> Date {
        let first_month = match self.part {
            Part::Year => 1,
            Part::Half(half) => 6 * half - 5,
            Part::Quarter(quarter) => 3 * quarter - 2,
        };
        Date::new(self.year, first_month, 1).expect("every month of these years has a first day")
    }

    /// The last day.
    pub fn until(self) -> Date {
        let months = match self.part {
            Part::Year => 12,
            Part::Half(_) => 6,
            Part::Quarter(_) => 3,
        };
        time::plus_days(time::plus_months(self.from(), months), -1)
    }

    /// In which year it is.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Have the two a day in common?
    pub fn overlaps(self, other: Self) -> bool {
        self.from() <= other.until() && other.from() <= self.until()
    }

    /// `2026年度`, `2026年上半年`, `2026年第三季度`.
    pub fn chinese(self) -> String {
        let year = self.year;
        match self.part {
            Part::Year => format!("{year}年度"),
            Part::Half(1) => format!("{year}年上半年"),
            Part::Half(_) => format!("{year}年下半年"),
            Part::Quarter(quarter) => {
                let number = match quarter {
                    1 => "一",
                    2 => "二",
                    3 => "三",
                    _ => "四",
                };
                format!("{year}年第{number}季度")
            }
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year;
        match self.part {
            Part::Year => write!(f, "{year}"),
            Part::Half(half) => write!(f, "{year}H{half}"),
            Part::Quarter(quarter) => write!(f, "{year}Q{quarter}"),
        }
    }
}

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let (year, part) = text.split_at_checked(4).ok_or(NoPeriod)?;
        let year = year.parse().ok().filter(|year| (2000..=2100).contains(year)).ok_or(NoPeriod)?;
        let part = match part {
            "" => Part::Year,
            "H1" => Part::Half(1),
            "H2" => Part::Half(2),
            "Q1" => Part::Quarter(1),
            "Q2" => Part::Quarter(2),
            "Q3" => Part::Quarter(3),
            "Q4" => Part::Quarter(4),
            _ => return Err(NoPeriod),
        };
        Ok(Self { year, part })
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// On the wire it is a text.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Period {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^20[0-9]{2}(H[12]|Q[1-4])?$"))
            .description(Some("2026 年度、2026H1 上半年、2026Q3 第三季度"))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Period {
    fn name() -> std::borrow::Cow<'static, str> {
        "Period".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_has_its_days_and_its_words() {
        for (text, from, until, words) in [
            ("2026", "2026-01-01", "2026-12-31", "2026年度"),
            ("2026H2", "2026-07-01", "2026-12-31", "2026年下半年"),
            ("2026Q1", "2026-01-01", "2026-03-31", "2026年第一季度"),
        ] {
            let read = period(text);
            assert_eq!(
                (read.from().to_string(), read.until().to_string()),
                (from.into(), until.into())
            );
            assert_eq!((read.to_string(), read.chinese()), (text.into(), words.into()));
        }
        for unfit in ["", "2026Q5", "2026h1", "99", "1999", "二〇二六年"] {
            assert!(unfit.parse::<Period>().is_err(), "{unfit}");
        }
    }

    #[test]
    fn periods_that_share_a_day_overlap() {
        assert!(period("2026").overlaps(period("2026Q3")));
        assert!(period("2026H2").overlaps(period("2026Q3")));
        assert!(!period("2026H1").overlaps(period("2026Q3")));
        assert!(!period("2026").overlaps(period("2027")));
    }
}
