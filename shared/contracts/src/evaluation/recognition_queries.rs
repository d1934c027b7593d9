//! What can be asked about recognition, and about answers to written requests.

use serde::{Deserialize, Serialize};
use values::{HearingId, OrganisationId, PersonId, RecognitionId, Text, Timestamp};

use super::hearing::{ConfirmedService, HearingRequest};
use super::recognition::RecognitionList;
use super::rules::CardKind;
use crate::{Claimer, Page, PageRequest};

/// `qry.evaluation.recognitions`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Recognitions {
    pub page: PageRequest,
}

/// `qry.evaluation.recognition`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    pub recognition: RecognitionId,
}

/// A list of recognition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecognitionLine {
    pub id: RecognitionId,
    pub list: RecognitionList,
    pub until: Timestamp,
    /// Objections that wait for their answers.
    pub objections: usize,
    /// Once it is confirmed.
    pub recognised: Option<Vec<Claimer>>,
    /// Whom the rules of its year keep off by now, by all that counts; for the body alone, where
    /// one list is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_eligible: Vec<Claimer>,
}

/// `qry.evaluation.shortlist` 候选名单: the units or communities of a body's territory by their cards,
/// best first; for the body alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Shortlist {
    pub body: OrganisationId,
    pub card: CardKind,
    pub year: i16,
    #[serde(default)]
    pub page: PageRequest,
}

/// One of a shortlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShortlistLine {
    pub organisation: OrganisationId,
    /// In hundredths.
    pub total: i64,
    /// Within the quota 名额 of the band, over the whole list.
    pub band: Option<Text<20>>,
    pub vetoed: bool,
    /// Thresholds that are not met: those in force keep it off, the others are shown.
    pub unmet: Vec<UnmetThreshold>,
    /// No threshold that is in force keeps it off.
    pub eligible: bool,
}

/// A threshold that is not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnmetThreshold {
    pub title: Text<40>,
    pub in_force: bool,
}

/// How an answer to a written request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HearingStatus {
    /// 待社区答复
    Asked,
    /// 本人过目
    WithThePerson,
    /// 已出具
    Issued,
    /// 已失效
    Expired,
}

/// `qry.evaluation.hearings`: one's own, one's unit's, one's community's; newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Hearings {
    pub organisation: Option<OrganisationId>,
    pub person: Option<PersonId>,
    pub status: Option<HearingStatus>,
    pub page: PageRequest,
}

/// `qry.evaluation.hearing`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    pub hearing: HearingId,
}

/// An answer to a written request, as whoever asks may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HearingLine {
    pub id: HearingId,
    pub asked: HearingRequest,
    pub status: HearingStatus,
    /// For the unit only once it is issued, and until it expires. No record implies nothing.
    pub confirmed: Option<ConfirmedService>,
    /// What the person replied.
    pub words: Option<Text<300>>,
    pub reply_until: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

crate::request::queries! {
    Recognitions => "qry.evaluation.recognitions" -> Page<RecognitionLine>,
    Recognition => "qry.evaluation.recognition" -> Option<RecognitionLine>,
    Shortlist => "qry.evaluation.shortlist" -> Page<ShortlistLine>,
    Hearing => "qry.evaluation.hearing" -> Option<HearingLine>,
    Hearings => "qry.evaluation.hearings" -> Page<HearingLine>,
}
