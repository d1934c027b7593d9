//! A wish 微心愿: whose it is, what it is worth, and what came of it.

use serde::{Deserialize, Serialize};
use values::{Date, Fingerprint, Hash, Money, NeedId, PersonId, Sealed, Text};

/// How a wish is fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WishForm {
    /// 物品
    Goods,
    /// 陪伴
    Company,
    /// 代办
    Errand,
}

/// `cmd.needs.need.verify_wish` 核实微心愿: the family was visited, and this is the wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifyWish {
    pub need: NeedId,
    pub form: WishForm,
    /// What it costs, in fen; at most the cap.
    pub value: Money,
    /// The number of the family's register, or of the card of its head: only its keyed fingerprint
    /// is kept, to see that a family has one live wish.
    pub family: Text<60>,
    pub beneficiary: Beneficiary,
    /// 未成年人: whose guardian agreed, and who is on no picture.
    #[serde(default)]
    pub minor: bool,
    /// The day on which the guardian 监护人 agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian_agreed_on: Option<Date>,
}

/// Whose wish it is: sealed, and opened to the community and to who fulfils it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Beneficiary {
    pub name: Text<30>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Text<30>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Text<200>>,
}

/// What is kept of a verified wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    pub form: WishForm,
    pub value: Money,
    pub family: Fingerprint,
    /// The beneficiary, known by nothing but this wish, with a key of its own.
    pub beneficiary: PersonId,
    pub name: Sealed,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Sealed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Sealed>,
    pub minor: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian_agreed_on: Option<Date>,
}

/// `cmd.needs.need.erase_beneficiary`: destroys the key of whose wish it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EraseBeneficiary {
    pub need: NeedId,
}

/// `cmd.needs.need.show_result` 反馈图片: pictures of what came of it, in place of those before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ShowResult {
    pub need: NeedId,
    #[cfg_attr(feature = "openapi", schema(max_items = 9))]
    pub pictures: Vec<Picture>,
}

/// A picture, kept as a file under its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Picture {
    pub file: Hash,
    /// Whoever is on it agreed. Minors never are.
    #[serde(default)]
    pub shows_faces: bool,
}

/// The most pictures of one result.
pub const PICTURES_MAX: usize = 9;
