use serde::{Deserialize, Serialize};

/// 督办: how late a step is, or an answer (`DOMAIN.md`, *Time limits* and *A claim's life*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Card {
    /// 黄牌: its limit nears; of an answer, a working day of silence.
    Yellow,
    /// 红牌: its limit passed.
    Red,
}
