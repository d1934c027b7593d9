//! What can be asked about bundles of ledgers.

use serde::{Deserialize, Serialize};
use values::{BundleId, Hash, Text, Timestamp};

use super::bundle::{Ask, Part};
use crate::{Actor, Page, PageRequest};

/// Where a bundle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BundleStatus {
    /// 生成中
    Making,
    /// 已生成
    Finished,
    /// 已取消
    Cancelled,
    /// 未完成
    GivenUp,
}

/// `qry.reporting.bundles`: one's own, newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Bundles {
    pub page: PageRequest,
}

/// `qry.reporting.bundle`: one of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    pub bundle: BundleId,
}

/// A bundle as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BundleLine {
    pub id: BundleId,
    pub asked: Ask,
    pub asked_at: Timestamp,
    pub status: BundleStatus,
    /// What is made already.
    pub parts: Vec<Part>,
    /// The zip, once it is finished: its digest …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Hash>,
    /// … and its size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Why it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<200>>,
}

/// `qry.reporting.bundle-to-make`: the next that is to be made. Whoever makes them asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleToMake {}

/// A bundle that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleWork {
    pub line: BundleLine,
    /// As whom the lists are read.
    pub by: Actor,
}

crate::request::queries! {
    Bundles => "qry.reporting.bundles" -> Page<BundleLine>,
    Bundle => "qry.reporting.bundle" -> Option<BundleLine>,
    BundleToMake => "qry.reporting.bundle-to-make" -> Option<BundleWork>,
}
