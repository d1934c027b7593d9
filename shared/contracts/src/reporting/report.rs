//! One report 报告 about a unit or a person and one period: compiled from the facts, confirmed by
//! the communities concerned, issued with a number, received or disputed, corrected as a new
//! version.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{
    Date, Fingerprint, Hash, OrganisationId, PersonId, ReportId, Sealed, Text, Timestamp, code, ids,
};

use super::Period;
use crate::{Claimer, Position, Role};

/// There is one report for each subject and period, in as many versions as it takes.
pub fn id(subject: Claimer, period: Period) -> ReportId {
    ids::of_text("report", &format!("{} {period}", named(subject))).into()
}

pub(super) fn named(subject: Claimer) -> String {
    match subject {
        Claimer::Organisation(organisation) => format!("organisation {organisation}"),
        Claimer::Person(person) => format!("person {person}"),
    }
}

/// `cmd.reporting.report.compile`: from the facts as they stand now; again before it is issued, or
/// after, as a new version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = CompileReport))]
#[serde(deny_unknown_fields)]
pub struct Compile {
    /// The unit, or the person.
    pub subject: Claimer,
    pub period: Period,
    /// The street or community that issues it: above the unit in the territory; of a person one
    /// where they served, or a street above that.
    pub issuer: OrganisationId,
}

/// `cmd.reporting.report.confirm` 确认: a community concerned confirms its section. What is wrong is
/// put right where it was recorded, and the report compiled again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ConfirmReport))]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    pub report: ReportId,
    pub community: OrganisationId,
    /// Which compilation was read: 1, 2, …
    pub draft: u32,
}

/// `cmd.reporting.report.assent` 无异议: whom it is about has read it and lets it go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AssentReport))]
#[serde(deny_unknown_fields)]
pub struct Assent {
    pub report: ReportId,
    pub draft: u32,
}

/// `cmd.reporting.report.issue` 签发: by whoever signs for the issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = IssueReport))]
#[serde(deny_unknown_fields)]
pub struct Issue {
    pub report: ReportId,
    pub draft: u32,
    /// 机关代字 before the number; the issuer's name when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Text<20>>,
    /// 无版头: without the red header.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plain: bool,
    /// 主送, where whom it goes to is not in the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Text<60>>,
}

/// `cmd.reporting.report.deliver` 送达: by the issuer, for whom it goes to without an account.
/// Whoever has both the slip, in the link, and the code reads it, receives it or disputes it. It
/// takes the place of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = DeliverReport))]
#[serde(deny_unknown_fields)]
pub struct Deliver {
    pub report: ReportId,
    pub version: u32,
    pub key: DeliveryKey,
}

/// What opens a report that was delivered. It is kept as a fingerprint alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeliveryKey {
    /// 送达链接 ends with it: 12 letters and digits at least, chosen at random.
    pub slip: Text<80>,
    /// 送达码: the same, told another way.
    pub code: Text<30>,
}

impl DeliveryKey {
    /// The fewest letters and digits of each.
    pub const LETTERS_MIN: usize = 12;
    /// What its fingerprint is of.
    pub const KIND: &str = "report delivery";

    /// As it is compared, however it was written; nothing when either is too short.
    pub fn text(&self) -> Option<String> {
        let [slip, code] = [self.slip.as_str(), self.code.as_str()].map(code::normalised);
        let shortest = slip.len().min(code.len());
        (shortest >= Self::LETTERS_MIN).then(|| format!("{slip} {code}"))
    }
}

/// `cmd.reporting.report.print`: the press kept what it printed. Nobody else says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    pub report: ReportId,
    pub version: u32,
    /// At most one of each format.
    pub files: Vec<Printed>,
    /// Fonts that were asked for and are not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fonts_missing: Vec<Text<60>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

/// `cmd.reporting.report.jam`: the press cannot print it, for the reason that people read, and
/// tries again. Nobody else says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jam {
    pub report: ReportId,
    pub version: u32,
    pub reason: Text<200>,
    /// Nothing else can be printed either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
}

/// `cmd.reporting.report.receive` 签收: the receipt 回执 of whom it went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ReceiveReport))]
#[serde(deny_unknown_fields)]
pub struct Receive {
    pub report: ReportId,
    pub version: u32,
    /// By whoever has it, without an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<DeliveryKey>,
}

/// `cmd.reporting.report.dispute` 提出异议: by whom it went to; the issuer compiles it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = DisputeReport))]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    pub report: ReportId,
    pub version: u32,
    pub reason: Text<500>,
    /// By whoever has it, without an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<DeliveryKey>,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// PDF/A: the one that stands.
    Pdf,
    /// To be worked on.
    Docx,
    /// The annex: every line that was counted.
    Xlsx,
}

impl Format {
    /// How the name of such a file ends.
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Xlsx => "xlsx",
        }
    }
}

/// How whom it is about stood when it was printed 评分、星级, as `evaluation` said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ReportStanding))]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Of the scorecard of the period's year, in hundredths; absent where nothing is scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// 等次
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<Text<20>>,
    /// By which rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Text<20>>,
    /// What the total is made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<StandingItem>,
    /// Of a person: how many stars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stars: Option<u8>,
    /// Up to which position of the log of `evaluation`.
    #[serde(default)]
    pub at: Position,
}

/// One line of the scorecard. Scores are in hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StandingItem {
    pub title: Text<40>,
    /// How much it can come to; nothing of what is added or taken beside the items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
    /// Nothing where the item does not apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
}

/// A file, by its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = PrintedFile))]
#[serde(deny_unknown_fields)]
pub struct Printed {
    pub format: Format,
    /// The SHA-256 of its bytes.
    pub file: Hash,
    pub bytes: u64,
    /// About a person: it is kept sealed, as a file with this digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Hash>,
}

/// The number of a document 发文字号: `〔2026〕7号` after its mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Number {
    /// 机关代字; the issuer's name when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Text<20>>,
    pub year: i16,
    pub serial: u32,
    /// What the issuer was called then; nobody wrote it down at first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Text<60>>,
}

impl Number {
    /// As it is printed: `某街〔2026〕7号`; the issuer is called `today` now, which says something
    /// where nobody wrote down what it was called then.
    pub fn shown(&self, today: &str) -> String {
        let mark = self.mark.as_ref().map_or(self.issuer(today), |mark| mark.as_str());
        format!("{mark}〔{}〕{}号", self.year, self.serial)
    }

    /// What the issuer is called on the document.
    pub fn issuer<'n>(&'n self, today: &'n str) -> &'n str {
        self.issuer.as_ref().map_or(today, |then| then.as_str())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `at`: the position up to which it knows the facts; `same`: everybody that stands for the
    /// subject; `communities`: those concerned; `merged`: which others became which of them.
    Compile {
        subject: Claimer,
        period: Period,
        issuer: OrganisationId,
        addressee: Option<OrganisationId>,
        same: Vec<Claimer>,
        communities: Vec<OrganisationId>,
        merged: BTreeMap<OrganisationId, OrganisationId>,
        at: Position,
    },
    Confirm {
        community: OrganisationId,
        draft: u32,
    },
    Assent {
        draft: u32,
    },
    /// With the next serial of the issuer's year.
    Issue {
        draft: u32,
        mark: Option<Text<20>>,
        plain: bool,
        to: Option<Text<60>>,
        serial: u32,
        key: Option<Sealed>,
    },
    Print {
        version: u32,
        files: Vec<Printed>,
        fonts_missing: Vec<Text<60>>,
        standing: Option<Standing>,
    },
    Jam {
        version: u32,
        reason: Text<200>,
        all: bool,
    },
    Deliver {
        version: u32,
        key: Fingerprint,
    },
    Receive {
        version: u32,
        key: Option<Fingerprint>,
    },
    Dispute {
        version: u32,
        reason: Text<500>,
        key: Option<Fingerprint>,
    },
    /// The time to confirm is over.
    Due,
}

/// What a compilation is made of, and who has to do with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compiled {
    pub subject: Claimer,
    /// The subject, and every unit that was merged into it: whose lines are counted.
    pub same: Vec<Claimer>,
    pub period: Period,
    pub issuer: OrganisationId,
    /// To whom it goes 主送: whom the unit belongs to; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<OrganisationId>,
    /// Those concerned, each to confirm its section.
    pub communities: Vec<OrganisationId>,
    /// Which others were merged into one of them: what is theirs stands in its section.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub merged: BTreeMap<OrganisationId, OrganisationId>,
    /// How often it was compiled: 1, 2, …
    pub draft: u32,
    /// Which version it will be when it is issued: 1, 2, …
    pub version: u32,
    /// Up to this position of the log of `reporting` it knows the facts; each commit up to there
    /// names the position of the service that it is about.
    pub at: Position,
    /// The subject reads it first, until then.
    pub preview_until: Timestamp,
    /// Who is silent until then is marked 未确认.
    pub confirm_until: Timestamp,
    /// The limits reach into a year without a table of holidays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub holidays_unknown: bool,
    pub by: PersonId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "report.compiled.v1")]
    Compiled(Box<Compiled>),
    #[serde(rename = "report.confirmed.v1")]
    Confirmed { community: OrganisationId, by: PersonId },
    /// Whoever had not confirmed it stays so: 未确认.
    #[serde(rename = "report.confirmation_lapsed.v1")]
    ConfirmationLapsed {},
    #[serde(rename = "report.assented.v1")]
    Assented { by: PersonId },
    /// It has its number and goes to the press.
    #[serde(rename = "report.numbered.v1")]
    Numbered {
        number: Number,
        /// 成文日期
        on: Date,
        /// 签发人
        by: PersonId,
        /// As what they signed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<Role>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        plain: bool,
        /// 主送, where whom it goes to is not in the system.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Text<60>>,
        /// About a person: what opens its files, sealed with the person's own key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Sealed>,
    },
    /// It stands: these bytes, for ever.
    #[serde(rename = "report.issued.v1")]
    Issued {
        version: u32,
        files: Vec<Printed>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fonts_missing: Vec<Text<60>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        standing: Option<Standing>,
    },
    /// It lies at the press, which cannot print it, and tries again.
    #[serde(rename = "report.jammed.v1")]
    Jammed {
        reason: Text<200>,
        /// Nothing else could be printed either.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        all: bool,
    },
    /// Whoever has this key reads and answers it until then.
    #[serde(rename = "report.delivered.v1")]
    Delivered { key: Fingerprint, until: Timestamp, by: PersonId },
    /// By nobody with an account: by the key.
    #[serde(rename = "report.received.v1")]
    Received {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    #[serde(rename = "report.disputed.v1")]
    Disputed {
        reason: Text<500>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such report.
    Unknown,
    /// The actor may not do this.
    NotAuthorised,
    /// The issuer is a street or community above the subject.
    NotTheirIssuer,
    /// The subject is a unit or a person.
    NotASubject,
    /// It is not over.
    PeriodNotOver { until: Date },
    /// Nothing was counted of the subject in the period.
    NothingCounted,
    /// 已依法删除: whom it is about was erased.
    SubjectErased,
    /// A report about another period that shares days with it was issued.
    PeriodOverlaps { period: Period },
    /// It was compiled again meanwhile: read it first.
    OtherDraft { current: u32 },
    /// Another version stands now.
    OtherVersion { current: u32 },
    /// It is not at this step.
    OutOfTurn,
    /// The community is not concerned.
    NotConcerned,
    /// So many communities have neither confirmed nor let the time pass.
    NotConfirmed { left: usize },
    /// Whom it is about reads it first.
    PreviewRuns { until: Timestamp },
    /// It goes to nobody in the city.
    NoAddressee,
    /// It was received, or disputed, before.
    AlreadyAnswered,
    /// A slip and a code have so many letters and digits at least.
    KeyTooShort { min: usize },
    /// The link and the code do not open it, or their time is over.
    KeyNotGood,
}

/// How many working days whom it is about reads it first.
pub const PREVIEW_WORKING_DAYS: u32 = 5;
/// How many working days a community has to confirm its section.
pub const CONFIRM_WORKING_DAYS: u32 = 10;
/// For how many days whoever has the link and the code may read and answer it.
pub const DELIVERY_DAYS: i32 = 30;

crate::request::commands! {
    Compile => "cmd.reporting.report.compile",
    Confirm => "cmd.reporting.report.confirm",
    Assent => "cmd.reporting.report.assent",
    Issue => "cmd.reporting.report.issue",
    Print => "cmd.reporting.report.print",
    Jam => "cmd.reporting.report.jam",
    Deliver => "cmd.reporting.report.deliver",
    Receive => "cmd.reporting.report.receive",
    Dispute => "cmd.reporting.report.dispute",
}
