//! What can be asked about reports.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use values::{
    AgreementId, ClaimId, Date, Hash, OrganisationId, PersonId, ReportId, Text, Timestamp,
};

use super::course::Counted;
use super::report::{DeliveryKey, Format, Printed, Standing};
use super::{Figure, FigureLine, Period};
use crate::projects::DutyLine;
use crate::{Claimer, Page, PageRequest, Position, Role};

/// Where the newest compilation of a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    /// 待确认、预览中
    Compiled,
    /// 印制中
    Numbered,
    /// 已签发，待签收
    Issued,
    /// 已签收
    Received,
    /// 有异议
    Disputed,
}

/// `qry.reporting.reports`: about, issued by, confirmed by or sent to an organisation, one's own
/// where none is named; about a person; newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Reports {
    pub organisation: Option<OrganisationId>,
    pub person: Option<PersonId>,
    pub status: Option<ReportStatus>,
    pub period: Option<Period>,
    /// Only those about this unit.
    pub subject: Option<OrganisationId>,
    /// Only those that wait for this organisation 待办: to confirm, read, issue, receive or correct.
    pub awaits: Option<OrganisationId>,
    pub page: PageRequest,
}

/// A report in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportLine {
    pub id: ReportId,
    pub subject: Claimer,
    /// Of a unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub period: Period,
    pub issuer: OrganisationId,
    pub status: ReportStatus,
    pub version: u32,
    /// As it is printed, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// How many communities have yet to confirm it.
    pub unconfirmed: usize,
    /// 已依法删除: whom it is about was erased; the numbers and digests of what was issued are all
    /// that is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

/// `qry.reporting.reportable`: every unit in the issuer's territory, by their names, or every
/// person who was checked in there in a period or of whom something was counted there; and how the
/// report about them stands. For the issuer alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reportable {
    pub issuer: OrganisationId,
    pub period: Period,
    #[serde(default)]
    pub persons: bool,
    #[serde(default)]
    pub page: PageRequest,
}

/// Somebody to be reported on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportableLine {
    pub subject: Claimer,
    /// Of a unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The report about them, once it was compiled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ReportStatus>,
}

/// `qry.reporting.report`: for whom it is about, who issues, confirms and receives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub report: ReportId,
}

/// A report, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportPaper {
    pub line: ReportLine,
    pub issuer_name: Option<String>,
    pub addressee: Option<OrganisationId>,
    pub addressee_name: Option<String>,
    pub draft: u32,
    /// Up to this position of the log of `reporting` it knows the facts …
    pub at: Position,
    /// … and those of the others up to these.
    pub followed: BTreeMap<String, Position>,
    pub preview_until: Timestamp,
    pub confirm_until: Timestamp,
    /// Whom it is about has let it go.
    pub assented: bool,
    /// Of all communities together.
    pub figures: Vec<Figure>,
    /// The same of the period before it 上期.
    pub before: Vec<Figure>,
    /// In how many communities they were checked in at the end of the last day.
    pub checked_in: usize,
    /// What agreements asked of them in the period, by the agreements' titles.
    pub duties: Vec<ReportDuty>,
    /// 履约率: the mean of the duties that are counted, in hundredths of a percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfilment: Option<u32>,
    /// What was promised by claims and is not done; oldest first.
    pub unkept: Vec<UnkeptClaim>,
    pub sections: Vec<ReportSection>,
    /// How many lines prove it.
    pub lines: usize,
    /// Of what was numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
    /// Why it is not printed yet, where the press said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jammed: Option<Text<200>>,
    /// Until then the link and the code open it 送达.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_until: Option<Timestamp>,
    /// What was issued, oldest first.
    pub versions: Vec<ReportVersion>,
}

/// A duty of an agreement, and how far it was done in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportDuty {
    pub agreement: AgreementId,
    pub title: Text<60>,
    /// With what is due of the part of the term that lies in the period.
    pub line: DutyLine,
}

/// Why a claim was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unkept {
    /// 在办: on the last day it had come to no end.
    Outstanding,
    /// 未履约, in the period.
    Failed,
    /// 协商取消, in the period.
    Cancelled,
    /// 对方撤回, in the period: the asking side took its word back, which is no breach of the giver's.
    Revoked,
}

/// A claim of the giving side that was accepted, and has delivered nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnkeptClaim {
    pub claim: ClaimId,
    /// What the need or the offer is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_name: Option<String>,
    pub unkept: Unkept,
    /// The day on which it was accepted or, where it came to an end, that one's.
    pub on: Date,
}

/// What one community says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportSection {
    pub community: OrganisationId,
    pub name: Option<String>,
    pub confirmation: Confirmation,
    pub figures: Vec<Figure>,
}

/// Whether a community stands by its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// 待确认
    Awaited,
    /// 已确认
    Confirmed,
    /// 未确认: it was silent.
    Unconfirmed,
}

/// How it was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signed {
    /// 成文日期
    pub on: Date,
    /// 签发人
    pub by: PersonId,
    /// As what they signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// 无版头
    pub plain: bool,
}

/// One version that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportVersion {
    pub version: u32,
    pub number: String,
    pub on: Date,
    /// Up to which position of the log of `reporting` it knew the facts.
    pub at: Position,
    pub issued_at: Timestamp,
    pub files: Vec<Printed>,
    pub fonts_missing: Vec<Text<60>>,
    pub standing: Option<Standing>,
    pub received_at: Option<Timestamp>,
    /// Why it was disputed.
    pub disputed: Option<Text<500>>,
}

/// `qry.reporting.evidence`: the lines that prove the newest compilation, as far as it knows them;
/// newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub report: ReportId,
    /// Behind one figure alone …
    #[serde(default)]
    pub counted: Option<Counted>,
    /// … and of one community's section.
    #[serde(default)]
    pub community: Option<OrganisationId>,
    #[serde(default)]
    pub page: PageRequest,
}

/// `qry.reporting.document`: which file of a report has that format, for whoever may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportDocument {
    pub report: ReportId,
    pub format: Format,
    /// The newest that was issued when absent.
    #[serde(default)]
    pub version: Option<u32>,
}

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportFile {
    pub report: ReportId,
    pub version: u32,
    pub printed: Printed,
    /// What to call it.
    pub name: String,
}

/// `qry.reporting.delivered`: the report that a link and a code open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivered {
    pub key: DeliveryKey,
}

/// `qry.reporting.check` 查验: whether a file with this digest was issued. Anybody may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub digest: Hash,
}

/// What stands behind a digest. Of a report about a person nothing says whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checked {
    pub number: String,
    pub issuer: Option<String>,
    /// Of a unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    pub period: Period,
    pub version: u32,
    pub format: Format,
    pub on: Date,
    /// The position in the log of `reporting` from which it was made.
    pub at: Position,
    /// A later version stands instead 已被更正.
    pub superseded: bool,
    /// 已依法删除: whom it is about was erased since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

/// `qry.reporting.to-print`: a report that waits for the press, whole. The press alone asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToPrint {
    /// Not these: they are printed just now, or could not be.
    pub but: BTreeSet<ReportId>,
}

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub paper: ReportPaper,
    /// Every line of the annex, oldest first.
    pub lines: Vec<FigureLine>,
    /// The press finds it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// What a person is called: the press finds it out, and nobody keeps it but on the card itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// About a person: the key under which its files are kept, as 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// `qry.reporting.printing`: how far the press is with the reports of an issuer for a period. For
/// whoever acts for the issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printing {
    pub issuer: OrganisationId,
    pub period: Period,
}

/// How far the press is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintingLine {
    /// How many lie there.
    pub waiting: usize,
    /// So many of them could not be printed …
    pub jammed: usize,
    /// … for these reasons.
    pub reasons: BTreeSet<Text<200>>,
    /// Which fonts were missing when those that are printed were.
    pub fonts_missing: BTreeSet<Text<60>>,
}

/// `qry.reporting.report-key`: what opens the files of one version of a report about a person, as
/// 64 hexadecimal digits; nothing once the person was erased. The gateway alone asks, for whoever
/// may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportKey {
    pub report: ReportId,
    pub version: u32,
}

/// `qry.reporting.to-forget`: what is left of reports about people who were erased. The press alone
/// asks, and removes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToForget {
    /// So many files are passed over: they were removed.
    pub passed_over: usize,
}

/// What is to go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgettable {
    /// Erased before this service was told what follows of it.
    pub persons: Vec<PersonId>,
    /// The next files of what was issued about the erased, under their digests and those under
    /// which they are kept.
    pub files: Vec<Hash>,
    /// How many files are passed over after these.
    pub passed_over: usize,
}

/// The most people or files that one answer names.
pub const FORGOTTEN_MAX: usize = 200;

crate::request::queries! {
    Reports => "qry.reporting.reports" -> Page<ReportLine>,
    Reportable => "qry.reporting.reportable" -> Page<ReportableLine>,
    Report => "qry.reporting.report" -> Option<ReportPaper>,
    Evidence => "qry.reporting.evidence" -> Page<FigureLine>,
    ReportDocument => "qry.reporting.document" -> Option<ReportFile>,
    Delivered => "qry.reporting.delivered" -> Option<ReportPaper>,
    Check => "qry.reporting.check" -> Option<Checked>,
    ToPrint => "qry.reporting.to-print" -> Option<Proof>,
    Printing => "qry.reporting.printing" -> Option<PrintingLine>,
    ReportKey => "qry.reporting.report-key" -> Option<String>,
    ToForget => "qry.reporting.to-forget" -> Forgettable,
}
