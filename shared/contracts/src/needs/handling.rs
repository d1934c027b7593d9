//! The handling 办理 of one need against the clock: who has it now, on which step, until when; and
//! how it goes up 上报 to those who can solve it, and the answer comes back down.

use serde::{Deserialize, Serialize};
use values::{AreaCode, NeedId, OrganisationId, PersonId, Text, Timestamp, Uuid, ids};

use super::limits::{HandlingStep, Limit, Limits};
use super::need::Urgency;

/// The clock of one step, computed once: rules compare now with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clock {
    /// Absent when the hotline's own limit holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// When the step began.
    pub from: Timestamp,
    /// The last moment without a yellow card 黄牌.
    pub yellow_at: Timestamp,
    /// The last moment in time; after it there is a red card 红牌.
    pub due_at: Timestamp,
    /// A year on the way has no table of holidays: they were counted as working days.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub table_missing: bool,
}

/// Who handles it, and where that works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Holder {
    pub organisation: OrganisationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
}

/// `cmd.needs.handling.begin`: from now on the clock runs. What was heard from a resident, a grid
/// worker or the hotline is begun by its raising.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub need: NeedId,
    #[serde(default)]
    pub class: Urgency,
}

/// `cmd.needs.handling.complete`: this step is done, the next begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Complete {
    pub need: NeedId,
    pub step: HandlingStep,
}

/// `cmd.needs.handling.ask`: a question to whoever raised it; until the answer the clock stands
/// still, but for the total 总时长.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub need: NeedId,
    pub question: Text<200>,
}

/// `cmd.needs.handling.resume`: the answer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub need: NeedId,
    pub answer: Text<500>,
}

/// `cmd.needs.handling.reply` 答复提问: whoever raised it answers what they were asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub need: NeedId,
    pub answer: Text<500>,
}

/// `cmd.needs.handling.ask_extension` 申请延期: decided one level up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskExtension {
    pub need: NeedId,
    /// By how much: in the measure of the limit that runs, and no more than it.
    pub by: u32,
    pub reason: Text<200>,
}

/// `cmd.needs.handling.answer_extension` 批准或不批准延期
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerExtension {
    pub need: NeedId,
    pub granted: bool,
    pub reason: Text<200>,
}

/// `cmd.needs.handling.escalate` 上报: it cannot be solved here, and goes one level up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    pub need: NeedId,
    pub reason: Text<200>,
}

/// `cmd.needs.handling.answer` 回复: back to the level that it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub need: NeedId,
    pub answer: Text<500>,
}

/// Who answered, and whom besides the one below that concerns: they rate how it was handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredFrom {
    pub need: NeedId,
    pub handler: OrganisationId,
    /// Who raised it, where its owner did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raiser: Option<PersonId>,
}

/// The handling of `need`.
pub fn id(need: NeedId) -> Uuid {
    ids::of_text("handling", &need.to_string())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Begin {
        need: NeedId,
        owner: OrganisationId,
        class: Urgency,
        /// When it was heard: the total runs from there.
        since: Timestamp,
        /// The hotline's own limit, which no other replaces.
        until: Option<Timestamp>,
        /// By its raising, which the rules of the need judged.
        heard: bool,
        limits: Limits,
    },
    /// It was classified.
    Reclassify {
        class: Urgency,
        limits: Limits,
    },
    Complete {
        step: HandlingStep,
        limits: Limits,
    },
    Ask {
        question: Text<200>,
        /// Whom it goes to; its owner asks itself nothing.
        raiser: Option<PersonId>,
    },
    Resume {
        answer: Text<500>,
    },
    /// By whoever raised it.
    Reply {
        answer: Text<500>,
        raiser: Option<PersonId>,
    },
    AskExtension {
        by: u32,
        reason: Text<200>,
    },
    AnswerExtension {
        granted: bool,
        reason: Text<200>,
    },
    Escalate {
        reason: Text<200>,
        limits: Limits,
    },
    Answer {
        answer: Text<500>,
        raiser: Option<PersonId>,
        limits: Limits,
    },
    /// A moment of the clock passed.
    Due,
    /// The need was closed.
    Stop,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "handling.begun.v1")]
    Begun {
        need: NeedId,
        holder: Holder,
        class: Urgency,
        since: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        clock: Clock,
    },
    #[serde(rename = "handling.reclassified.v1")]
    Reclassified { class: Urgency, clock: Clock },
    /// The step after it begins; after the last the handling is done.
    #[serde(rename = "handling.step_completed.v1")]
    StepCompleted {
        step: HandlingStep,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clock: Option<Clock>,
    },
    #[serde(rename = "handling.asked.v1")]
    Asked { question: Text<200>, since: Timestamp, until: Timestamp },
    #[serde(rename = "handling.resumed.v1")]
    Resumed {
        /// Absent when none came in time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<Text<500>>,
        clock: Clock,
    },
    #[serde(rename = "handling.extension_asked.v1")]
    ExtensionAsked { by: u32, reason: Text<200>, senior: OrganisationId },
    #[serde(rename = "handling.extended.v1")]
    Extended { reason: Text<200>, clock: Clock },
    #[serde(rename = "handling.extension_refused.v1")]
    ExtensionRefused { reason: Text<200> },
    #[serde(rename = "handling.escalated.v1")]
    Escalated { to: Holder, reason: Text<200>, clock: Clock },
    #[serde(rename = "handling.answered.v1")]
    Answered {
        to: Holder,
        answer: Text<500>,
        clock: Clock,
        /// Whence it came back down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<AnsweredFrom>,
    },
    /// 黄牌
    #[serde(rename = "handling.yellow_carded.v1")]
    YellowCarded { step: HandlingStep },
    /// 红牌
    #[serde(rename = "handling.red_carded.v1")]
    RedCarded { step: HandlingStep },
    #[serde(rename = "handling.stopped.v1")]
    Stopped {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such need, or its clock does not run.
    Unknown,
    /// The actor may not do this: it is handled, or judged, elsewhere.
    NotAuthorised,
    /// Its clock runs already.
    AlreadyBegun,
    /// It is done, or the need was closed.
    Over,
    /// Another step is under way.
    OtherStep { current: HandlingStep },
    /// Its owner raised it: there is nobody to be asked.
    NobodyToAsk,
    /// A question to whoever raised it waits for its answer.
    Asked,
    /// No question waits for an answer.
    NotAsked,
    /// As many questions as there may be were asked.
    AskedTooOften { max: u32 },
    /// There is one extension, and it was asked for.
    OneExtension,
    /// No extension was asked for.
    NoExtensionAsked,
    /// An extension is 1 to the limit that runs.
    ExtensionOutOfRange { max: u32 },
    /// The hotline's own limit holds and is not extended here.
    LimitOfTheHotline,
    /// No organisation stands above.
    NobodyAbove,
    /// It did not come from below.
    NotFromBelow,
}

/// How many working days a question may wait for its answer.
pub const ASKED_DAYS_MAX: u32 = 5;
/// How often a question may stop the clock.
pub const ASKED_MAX: u32 = 2;

crate::request::commands! {
    Begin => "cmd.needs.handling.begin",
    Complete => "cmd.needs.handling.complete",
    Ask => "cmd.needs.handling.ask",
    Resume => "cmd.needs.handling.resume",
    Reply => "cmd.needs.handling.reply",
    AskExtension => "cmd.needs.handling.ask_extension",
    AnswerExtension => "cmd.needs.handling.answer_extension",
    Escalate => "cmd.needs.handling.escalate",
    Answer => "cmd.needs.handling.answer",
}
