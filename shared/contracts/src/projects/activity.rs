//! One open activity 活动 on the yearly menu 开放式组织生活菜单: planned, published, signed up for,
//! held, its attendance recorded and confirmed.

use serde::{Deserialize, Serialize};
use values::{ActivityId, AreaCode, Date, OrganisationId, PersonId, Text, Timestamp, ids};

use crate::Claimer;

/// What an activity is about, by the list of services of Yuyao (`PRACTICE.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// 党课宣讲
    PartyLecture,
    /// 政策宣传
    Policy,
    /// 安全巡查
    SafetyPatrol,
    /// 环境美化
    Environment,
    /// 矛盾调解
    Mediation,
    /// 爱心陪护
    Care,
    /// 医疗卫生
    Health,
    /// 教育辅导
    Tutoring,
    /// 法律援助
    LegalAid,
    /// 文体社团
    CultureAndSport,
    /// 其他
    Other,
}

/// Who may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 党员、志愿者, and whoever else has a role.
    Members,
    /// 居民
    Residents,
    /// 组织, with several places at once.
    Organisations,
}

/// Who has signed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Participant {
    Person(PersonId),
    Organisation(OrganisationId),
}

impl From<Participant> for Claimer {
    fn from(who: Participant) -> Self {
        match who {
            Participant::Person(person) => person.into(),
            Participant::Organisation(organisation) => organisation.into(),
        }
    }
}

/// When it takes place, and until when people sign up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Times {
    pub from: Timestamp,
    pub until: Timestamp,
    /// The last moment at which a sign-up is in time; not after `from`.
    pub sign_up_until: Timestamp,
}

impl Times {
    /// How long it takes, in whole minutes.
    pub fn minutes(&self) -> u32 {
        let seconds = self.until.as_second().saturating_sub(self.from.as_second());
        u32::try_from(seconds.div_euclid(60)).unwrap_or(0)
    }
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Details {
    pub theme: Theme,
    pub title: Text<60>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Text<300>>,
    /// Where it counts as taking place 属地.
    pub area: AreaCode,
    pub place: Text<100>,
    pub times: Times,
    /// How many places there are, 1 to 10,000.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10000))]
    pub capacity: u32,
    /// At least one.
    pub open_to: Vec<Audience>,
}

/// `cmd.projects.activity.plan` 拟定: a draft, seen by its organiser only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub organiser: OrganisationId,
    pub details: Details,
}

/// `cmd.projects.activity.revise`: a draft is written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Revise {
    pub activity: ActivityId,
    pub details: Details,
}

/// `cmd.projects.activity.copy-menu`: what the organiser held in a year, as drafts for the next.
/// What was copied before is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CopyMenu {
    pub organiser: OrganisationId,
    /// Activities that began on this day or later are copied …
    pub from: Date,
    /// … up to and with this day.
    pub until: Date,
}

/// The draft that an activity is copied to: the same one each time.
pub fn copy_id(activity: ActivityId) -> ActivityId {
    ids::derive(activity.into(), 1).into()
}

/// `cmd.projects.activity.publish` 上菜单
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Publish {
    pub activity: ActivityId,
}

/// `cmd.projects.activity.sign-up` 报名: the person who asks, or an organisation it acts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    pub activity: ActivityId,
    #[serde(default)]
    pub organisation: Option<OrganisationId>,
    /// How many people an organisation sends; a person comes alone.
    #[serde(default = "one")]
    pub places: u32,
}

fn one() -> u32 {
    1
}

/// `cmd.projects.activity.cancel-sign-up` 取消报名: before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelSignUp {
    pub activity: ActivityId,
    #[serde(default)]
    pub organisation: Option<OrganisationId>,
}

/// `cmd.projects.activity.postpone` 改期: whoever has signed up keeps the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Postpone {
    pub activity: ActivityId,
    pub times: Times,
    pub reason: Text<200>,
}

/// `cmd.projects.activity.cancel` 取消活动
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    pub activity: ActivityId,
    pub reason: Text<200>,
}

/// Whether somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Presence {
    /// 到场: so many people, each for so many minutes.
    Came { people: u32, minutes: u32 },
    /// 请假
    Excused,
    /// 缺席
    Absent,
}

/// One line of the attendance list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub who: Participant,
    pub attendance: Presence,
}

/// `cmd.projects.activity.record-attendance` 签到登记: once it has begun, until it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordAttendance {
    pub activity: ActivityId,
    /// 1 to 200.
    pub marks: Vec<Mark>,
}

/// `cmd.projects.activity.confirm-attendance` 确认: by somebody of the organiser who neither
/// recorded it nor earns hours by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmAttendance {
    pub activity: ActivityId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Plan { organiser: OrganisationId, details: Details, copied_from: Option<ActivityId> },
    Revise(Details),
    Publish,
    SignUp { organisation: Option<OrganisationId>, places: u32 },
    CancelSignUp { organisation: Option<OrganisationId> },
    Postpone { times: Times, reason: Text<200> },
    Cancel { reason: Text<200> },
    RecordAttendance(Vec<Mark>),
    ConfirmAttendance,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "activity.planned.v1")]
    Planned {
        organiser: OrganisationId,
        details: Details,
        /// Last year's, where it is a copy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copied_from: Option<ActivityId>,
    },
    #[serde(rename = "activity.revised.v1")]
    Revised { details: Details },
    #[serde(rename = "activity.published.v1")]
    Published {},
    /// There was room.
    #[serde(rename = "activity.signed_up.v1")]
    SignedUp { who: Participant, places: u32 },
    /// 候补: there was none.
    #[serde(rename = "activity.queued.v1")]
    Queued { who: Participant, places: u32 },
    /// 递补: the first of the waiting list have places now.
    #[serde(rename = "activity.promoted.v1")]
    Promoted { who: Vec<Participant> },
    #[serde(rename = "activity.sign_up_cancelled.v1")]
    SignUpCancelled { who: Participant },
    #[serde(rename = "activity.postponed.v1")]
    Postponed { times: Times, reason: Text<200> },
    #[serde(rename = "activity.cancelled.v1")]
    Cancelled { reason: Text<200> },
    #[serde(rename = "activity.attendance_recorded.v1")]
    AttendanceRecorded { marks: Vec<Mark>, by: PersonId },
    #[serde(rename = "activity.attendance_confirmed.v1")]
    AttendanceConfirmed { by: PersonId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such activity.
    Unknown,
    /// The identifier stands for another activity.
    AlreadyPlanned,
    /// The actor may not do this for this organisation.
    NotAuthorised,
    /// Sign-up ends before it begins, and it ends after it began, at most 31 days later.
    TimesOutOfOrder,
    /// The sign-up would be over before it began, or a new date lies in the past.
    TooLate,
    /// 1 to 10,000 places.
    CapacityOutOfRange { max: u32 },
    /// It is open to nobody.
    OpenToNobody,
    /// Only a draft is written anew or published.
    NotADraft,
    /// It is not on the menu.
    NotPublished,
    /// It was called off.
    Cancelled,
    /// The sign-up ended at that time.
    SignUpOver { sign_up_until: Timestamp },
    /// It is not open to the likes of who asks.
    NotInvited,
    /// Signed up before, for another number of places: cancel first.
    AlreadySignedUp { places: u32 },
    /// There is no such sign-up.
    NotSignedUp,
    /// A person takes one place; an organisation one to that many, and never more than there are.
    PlacesOutOfRange { max: u32 },
    /// So many places are waited for already.
    WaitingListFull { max: u32 },
    /// It has begun.
    AlreadyBegun,
    /// It has not begun.
    NotBegun,
    /// 1 to that many lines at once.
    MarksOutOfRange { max: usize },
    /// More people than places, or longer than it took.
    AttendanceOutOfRange { places: u32, minutes: u32 },
    /// The attendance is confirmed.
    Confirmed,
    /// Of so many nobody knows whether they came.
    NotAllRecorded { left: usize },
    /// Whoever recorded the attendance, or came, does not confirm it.
    OwnAttendance,
    /// More would be copied at once than fits: copy in parts.
    TooManyToCopy { found: usize, max: usize },
}

/// The most places of one activity.
pub const CAPACITY_MAX: u32 = 10_000;
/// The most places that may be waited for.
pub const WAITING_MAX: u32 = 2_000;
/// The most places that one organisation takes.
pub const PLACES_MAX: u32 = 200;
/// The most lines of one attendance list that are recorded at once.
pub const MARKS_MAX: usize = 200;
/// The most activities that one command copies.
pub const COPIES_MAX: usize = 20;
/// The most days that one activity takes.
pub const DAYS_MAX: u32 = 31;

crate::request::commands! {
    Plan => "cmd.projects.activity.plan",
    Revise => "cmd.projects.activity.revise",
    CopyMenu => "cmd.projects.activity.copy-menu",
    Publish => "cmd.projects.activity.publish",
    SignUp => "cmd.projects.activity.sign-up",
    CancelSignUp => "cmd.projects.activity.cancel-sign-up",
    Postpone => "cmd.projects.activity.postpone",
    Cancel => "cmd.projects.activity.cancel",
    RecordAttendance => "cmd.projects.activity.record-attendance",
    ConfirmAttendance => "cmd.projects.activity.confirm-attendance",
}
