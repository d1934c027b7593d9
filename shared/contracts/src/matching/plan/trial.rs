//! A plan tried with something otherwise 试算: what would be better, and whom it would serve. Nothing
//! is changed.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, NeedId, OfferId, OrganisationId, PlanId, Text, Unit, Uuid};

use crate::matching::{Aim, AimChanged, PairChanged};
use crate::registry::taxonomy::{Category, SubcategoryCode};

/// The offer that is tried, in the answer.
pub const ADDED: OfferId = OfferId(Uuid::nil());

/// `qry.matching.plan_trial`: the plan's needs planned again, with everything that people have set,
/// and what is said here otherwise than it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanTrial {
    pub plan: PlanId,
    /// The aims in another order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aims: Option<AimOrder>,
    /// What each part of the score counts, 0 to 1000; those that are not named count as ever. What
    /// all count together is taken for a whole score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_weight: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags_weight: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_weight: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearness_weight: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_weight: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliability_weight: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference_weight: Option<u16>,
    /// An offer more, of this category: it fits whatever asks for its kind. It needs a quantity and
    /// a unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_category: Option<Category>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_subcategory: Option<SubcategoryCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_quantity: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_unit: Option<Unit>,
    /// The area that it serves; everywhere when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_area: Option<AreaCode>,
    /// The first day on which it is there; at once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_from: Option<Date>,
    /// The last day on which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_until: Option<Date>,
    /// What this unit takes on a month at most: `quota_lots`, of `quota_category` or in all; as
    /// much as its offers have without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_of: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_category: Option<Category>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_lots: Option<u32>,
}

impl PlanTrial {
    /// The plan as it is.
    pub fn of(plan: PlanId) -> Self {
        Self {
            plan,
            aims: None,
            category_weight: None,
            tags_weight: None,
            text_weight: None,
            nearness_weight: None,
            time_weight: None,
            reliability_weight: None,
            preference_weight: None,
            added_category: None,
            added_subcategory: None,
            added_quantity: None,
            added_unit: None,
            added_area: None,
            added_from: None,
            added_until: None,
            quota_of: None,
            quota_category: None,
            quota_lots: None,
        }
    }
}

/// Aims in their order, each once: `fair,urgent,cover`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "fair,urgent,cover"))]
#[serde(try_from = "String", into = "String")]
pub struct AimOrder(Vec<Aim>);

/// A text that is no order of aims.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("aims stand in their order with commas between them, each once")]
pub struct NoOrder;

impl AimOrder {
    /// # Errors
    /// When there is none, or one stands twice.
    pub fn new(aims: Vec<Aim>) -> Result<Self, NoOrder> {
        let is_twice = |at: usize| aims[..at].contains(&aims[at]);
        let is_order = !aims.is_empty() && !(0..aims.len()).any(is_twice);
        if is_order { Ok(Self(aims)) } else { Err(NoOrder) }
    }

    pub fn aims(&self) -> &[Aim] {
        &self.0
    }
}

impl FromStr for AimOrder {
    type Err = NoOrder;

    fn from_str(text: &str) -> Result<Self, NoOrder> {
        let aim = |name: &str| {
            let read = Aim::ALL.into_iter().find(|aim| aim.code() == name.trim());
            read.ok_or(NoOrder)
        };
        Self::new(text.split(',').map(aim).collect::<Result<_, _>>()?)
    }
}

impl TryFrom<String> for AimOrder {
    type Error = NoOrder;

    fn try_from(text: String) -> Result<Self, NoOrder> {
        text.parse()
    }
}

impl From<AimOrder> for String {
    fn from(AimOrder(aims): AimOrder) -> Self {
        aims.into_iter().map(Aim::code).collect::<Vec<_>>().join(",")
    }
}

/// A need that would be served otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NeedChanged {
    pub need: NeedId,
    pub title: Text<60>,
    pub owner: OrganisationId,
    pub owner_name: Option<Text<60>>,
    pub unit: Unit,
    /// What the plan gives to it, and would give.
    pub before: u64,
    pub after: u64,
}

/// What would follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrialOutcome {
    /// Every aim, in the order that was tried. With other weights, the same pairs reach another
    /// quality.
    pub aims: Vec<AimChanged>,
    /// Those that would get more first, at most
    /// [`PAIRS_CHANGED_MAX`](crate::matching::PAIRS_CHANGED_MAX).
    pub needs: Vec<NeedChanged>,
    /// At most [`PAIRS_CHANGED_MAX`](crate::matching::PAIRS_CHANGED_MAX); the offer that is tried
    /// is [`ADDED`].
    pub pairs: Vec<PairChanged>,
    /// How many pairs there are.
    pub changed: usize,
}

crate::request::queries! {
    PlanTrial => "qry.matching.plan_trial" -> Option<TrialOutcome>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_of_aims_names_each_once() {
        let order: AimOrder = "fair, urgent".parse().unwrap();
        assert_eq!(order.aims(), [Aim::Fair, Aim::Urgent]);
        assert_eq!(String::from(order), "fair,urgent");
        for text in ["", "fair,fair", "fair,", "fairest"] {
            assert_eq!(text.parse::<AimOrder>(), Err(NoOrder), "{text}");
        }
    }
}
