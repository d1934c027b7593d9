//! One course 经过: what became of one thing of another service, as far as it is counted. Its id is
//! the thing's own.

use serde::{Deserialize, Serialize};
use values::{
    AgreementId, AreaCode, ClaimId, Date, NeedId, OfferId, OrganisationId, PersonId, ProjectId,
    Text, Timestamp,
};

use crate::Claimer;
use crate::evaluation::{occasion, star};
use crate::needs::need::Kind;
use crate::needs::{handling, need};
use crate::projects::activity::Mark;
use crate::projects::agreement::{Duty, Purpose};
use crate::projects::claim::Side;
use crate::projects::record::{Attendance, DutyDone};
use crate::projects::{activity, agreement, claim, project, record};
use crate::registry::check_in::Who;
use crate::registry::organisation::Nature;
use crate::registry::{check_in, person};
use crate::resources::offer;

/// What is counted 指标. Each says whose it is, how often it happened, and how much it came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// 报到: of whoever checked in.
    CheckIn,
    /// 续签报到
    CheckInRenewed,
    /// 结束报到或期满未续
    CheckInOver,
    /// 资源上架: of its owner.
    OfferListed,
    /// 资源被认领: of its owner, when the claim is accepted.
    OfferClaimed,
    /// 资源使用: of its owner, when it was delivered; the amount in the offer's own unit.
    OfferUsed,
    /// 需求提出: of whoever asks.
    NeedRaised,
    /// 需求发布: of whoever asks.
    NeedPosted,
    /// 无人认领: of whoever asks.
    NeedUnclaimed,
    /// 认领需求: of the giving side, when the claim is accepted.
    NeedClaimed,
    /// 需求兑现: of the giving side; the amount in the need's own unit.
    NeedDelivered,
    /// 微心愿兑现: of the giving side.
    WishDelivered,
    /// 参与解决: of each giving side whose delivery stands when a need is closed as solved.
    NeedSolvedWith,
    /// 解决: of whoever asked. What is closed otherwise never counts here.
    NeedSolved,
    /// 部分解决: of whoever asked.
    NeedPartlySolved,
    /// 未解决: of whoever asked.
    NeedUnsolved,
    /// 提出人评事: of whoever asked; the amount counts those that are satisfied.
    NeedReviewed,
    /// 认领兑现: of the giving side; for the rate of what was kept.
    ClaimDelivered,
    /// 未履约: of the giving side.
    ClaimFailed,
    /// 协商取消: of the giving side.
    ClaimCancelled,
    /// 签订协议: of each party.
    AgreementConcluded,
    /// 协议到期或协商终止: of each party.
    AgreementEnded,
    /// 违约: of the party that broke it.
    AgreementBroken,
    /// 履行协议义务: of the party; the amount in the duty's own unit.
    DutyDone,
    /// 立项: of the giving side.
    ProjectOpened,
    /// 项目验收: of the giving side.
    ProjectAccepted,
    /// 项目终止: of the giving side.
    ProjectEnded,
    /// 服务: of the giving side; the amount in minutes, of everybody who served together.
    Service,
    /// 服务人次: of the giving side; the amount counts people.
    ServicePeople,
    /// 个人服务: of the person; the amount in minutes.
    Volunteered,
    /// 到账资金: of the giving side; the amount in fen.
    FundsReceived,
    /// 支出资金: of the giving side; the amount in fen.
    FundsSpent,
    /// 组织活动: of the organiser.
    ActivityHeld,
    /// 参加活动: of whoever came; the amount in minutes, of everybody who came for it together.
    ActivityAttended,
    /// 互评: of whoever was rated; the amount in stars.
    Rating,
    /// 居民评价: of the giving side; so many raters, the amount in stars.
    ResidentRating,
    /// 授予星级: of the person; the amount is which star.
    StarGranted,
    /// 撤销星级
    StarRevoked,
    /// 黄牌: of whoever handled it, was to answer, or was to report.
    YellowCard,
    /// 红牌: of whoever handled it, was to answer, or was to report.
    RedCard,
    /// 填报: of a community, whenever its people fill something in; the amount in filled fields.
    FormFilled,
    /// 认领被撤回: of the giving side; the asking side took its word back, so nobody broke theirs.
    ClaimRevoked,
    /// 办理环节: of whoever handled it, when the step ends; the amount counts those in time.
    StepTaken,
    /// 答复认领: of whoever was asked, when they answer or their time is over; the amount counts
    /// those in time.
    ClaimAnswered,
}

/// What the amount of an indicator counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// Nothing that can be added up: how often it happened is all.
    Times,
    Minutes,
    /// 人次
    People,
    Fen,
    Stars,
    /// How many of them were satisfied.
    Satisfied,
    /// What people had to fill in.
    Fields,
    /// How many of them were in time.
    InTime,
}

impl Counted {
    /// Every one, in their order.
    pub const ALL: [Self; 44] = [
        Self::CheckIn,
        Self::CheckInRenewed,
        Self::CheckInOver,
        Self::OfferListed,
        Self::OfferClaimed,
        Self::OfferUsed,
        Self::NeedRaised,
        Self::NeedPosted,
        Self::NeedUnclaimed,
        Self::NeedClaimed,
        Self::NeedDelivered,
        Self::WishDelivered,
        Self::NeedSolvedWith,
        Self::NeedSolved,
        Self::NeedPartlySolved,
        Self::NeedUnsolved,
        Self::NeedReviewed,
        Self::ClaimDelivered,
        Self::ClaimFailed,
        Self::ClaimCancelled,
        Self::AgreementConcluded,
        Self::AgreementEnded,
        Self::AgreementBroken,
        Self::DutyDone,
        Self::ProjectOpened,
        Self::ProjectAccepted,
        Self::ProjectEnded,
        Self::Service,
        Self::ServicePeople,
        Self::Volunteered,
        Self::FundsReceived,
        Self::FundsSpent,
        Self::ActivityHeld,
        Self::ActivityAttended,
        Self::Rating,
        Self::ResidentRating,
        Self::StarGranted,
        Self::StarRevoked,
        Self::YellowCard,
        Self::RedCard,
        Self::FormFilled,
        Self::ClaimRevoked,
        Self::StepTaken,
        Self::ClaimAnswered,
    ];

    /// What people call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::CheckIn => "报到",
            Self::CheckInRenewed => "续签报到",
            Self::CheckInOver => "结束报到",
            Self::OfferListed => "资源上架",
            Self::OfferClaimed => "资源被认领",
            Self::OfferUsed => "资源使用",
            Self::NeedRaised => "提出需求",
            Self::NeedPosted => "发布需求",
            Self::NeedUnclaimed => "需求无人认领",
            Self::NeedClaimed => "认领需求",
            Self::NeedDelivered => "需求兑现",
            Self::WishDelivered => "微心愿兑现",
            Self::NeedSolvedWith => "参与解决需求",
            Self::NeedSolved => "需求已解决",
            Self::NeedPartlySolved => "需求部分解决",
            Self::NeedUnsolved => "需求未解决",
            Self::NeedReviewed => "提出人评事",
            Self::ClaimDelivered => "认领兑现",
            Self::ClaimFailed => "认领未履约",
            Self::ClaimCancelled => "认领协商取消",
            Self::AgreementConcluded => "签订协议",
            Self::AgreementEnded => "协议终止",
            Self::AgreementBroken => "协议违约",
            Self::DutyDone => "履行协议义务",
            Self::ProjectOpened => "项目立项",
            Self::ProjectAccepted => "项目验收",
            Self::ProjectEnded => "项目终止",
            Self::Service => "开展服务",
            Self::ServicePeople => "服务人次",
            Self::Volunteered => "个人服务",
            Self::FundsReceived => "到账资金",
            Self::FundsSpent => "支出资金",
            Self::ActivityHeld => "组织活动",
            Self::ActivityAttended => "参加活动",
            Self::Rating => "互评",
            Self::ResidentRating => "居民评价",
            Self::StarGranted => "授予星级",
            Self::StarRevoked => "撤销星级",
            Self::YellowCard => "黄牌",
            Self::RedCard => "红牌",
            Self::FormFilled => "社区填报",
            Self::ClaimRevoked => "认领被撤回",
            Self::StepTaken => "办理环节",
            Self::ClaimAnswered => "答复认领",
        }
    }

    /// As it travels.
    pub fn code(self) -> String {
        let wire = serde_json::to_value(self).expect("it is a plain name");
        wire.as_str().unwrap_or_default().to_owned()
    }

    /// What its amount counts.
    pub fn measured(self) -> Measured {
        match self {
            Self::Service | Self::Volunteered | Self::ActivityAttended => Measured::Minutes,
            Self::ServicePeople => Measured::People,
            Self::FundsReceived | Self::FundsSpent => Measured::Fen,
            Self::Rating | Self::ResidentRating => Measured::Stars,
            Self::NeedReviewed => Measured::Satisfied,
            Self::FormFilled => Measured::Fields,
            Self::StepTaken | Self::ClaimAnswered => Measured::InTime,
            Self::CheckIn
            | Self::CheckInRenewed
            | Self::CheckInOver
            | Self::OfferListed
            | Self::OfferClaimed
            | Self::OfferUsed
            | Self::NeedRaised
            | Self::NeedPosted
            | Self::NeedUnclaimed
            | Self::NeedClaimed
            | Self::NeedDelivered
            | Self::WishDelivered
            | Self::NeedSolvedWith
            | Self::NeedSolved
            | Self::NeedPartlySolved
            | Self::NeedUnsolved
            | Self::ClaimDelivered
            | Self::ClaimFailed
            | Self::ClaimCancelled
            | Self::ClaimRevoked
            | Self::AgreementConcluded
            | Self::AgreementEnded
            | Self::AgreementBroken
            | Self::DutyDone
            | Self::ProjectOpened
            | Self::ProjectAccepted
            | Self::ProjectEnded
            | Self::ActivityHeld
            | Self::StarGranted
            | Self::StarRevoked
            | Self::YellowCard
            | Self::RedCard => Measured::Times,
        }
    }
}

/// One dated line. What is taken back is the same line with less than nothing, on the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Whose it is.
    pub subject: Claimer,
    /// The organisation on the other side, or where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<OrganisationId>,
    /// Where it counts 属地.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    /// Of a unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    pub on: Date,
    pub counted: Counted,
    pub count: i64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub amount: i64,
    /// The claim or the rater that it is about, where there are several in one course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<values::Uuid>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(amount: &i64) -> bool {
    *amount == 0
}

impl Entry {
    /// The line that takes it back.
    #[must_use]
    pub fn taken_back(self) -> Self {
        Self { count: -self.count, amount: -self.amount, ..self }
    }
}

/// What the thing is, as far as that decides what is counted of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Of a person: to whom a report goes.
    Person {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        work_unit: Option<OrganisationId>,
    },
    CheckIn {
        who: Who,
        community: OrganisationId,
    },
    Offer {
        owner: OrganisationId,
        title: Text<60>,
    },
    Need {
        owner: OrganisationId,
        kind: Kind,
        title: Text<60>,
    },
    Handling {
        need: NeedId,
        holder: OrganisationId,
        area: Option<AreaCode>,
        /// The time for its step is over.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        late: bool,
    },
    Claim {
        claimer: Claimer,
        side: Side,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        need: Option<NeedId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offer: Option<OfferId>,
        area: AreaCode,
        /// Known once the other side's line is held.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counterpart: Option<OrganisationId>,
    },
    Agreement {
        parties: Vec<OrganisationId>,
        title: Text<60>,
        purpose: Purpose,
        /// The first day of the term; nothing where nobody noted it down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
        until: Date,
        /// What each party takes on, as drafted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duties: Vec<Duty>,
    },
    Project {
        giving: Claimer,
        asking: OrganisationId,
        code: Text<40>,
        title: Text<60>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opened_on: Option<Date>,
    },
    Record {
        project: ProjectId,
        giving: Claimer,
        asking: OrganisationId,
        on: Date,
        minutes: u32,
        people: u32,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attendance: Vec<Attendance>,
        /// Whose duty it did, and what of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duty: Option<(OrganisationId, DutyDone)>,
        /// In which agreement that duty stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreement: Option<AgreementId>,
    },
    Activity {
        organiser: OrganisationId,
        title: Text<60>,
        area: AreaCode,
        on: Date,
    },
    Occasion {
        giving: Claimer,
        asking: OrganisationId,
    },
    Star {
        person: PersonId,
        community: OrganisationId,
    },
}

/// One event of another service that may be counted.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    Person(person::Event),
    CheckIn(check_in::Event),
    Offer(offer::Event),
    Need(need::Event),
    Handling(handling::Event),
    Claim(claim::Event),
    Agreement(agreement::Event),
    Project(project::Event),
    Record(record::Event),
    Activity(activity::Event),
    Occasion(occasion::Event),
    Star(star::Event),
    /// Somebody of this community filled in so many fields.
    Filled {
        by: OrganisationId,
        fields: u32,
    },
}

/// `cmd.reporting.course.forget`: the person was erased before this service was told what follows
/// of it. The press alone says so, of whom `registry` erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forget {
    pub person: PersonId,
}

/// What one commit said of the thing, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    pub time: Timestamp,
    pub told: Vec<Told>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// From now on it is this.
    #[serde(rename = "course.described.v1")]
    Described { what: Box<What> },
    /// A claim holds a part of it.
    #[serde(rename = "course.joined.v1")]
    Joined { claim: ClaimId, by: Claimer },
    #[serde(rename = "course.left.v1")]
    Left { claim: ClaimId },
    /// Who came; counted when it is confirmed.
    #[serde(rename = "course.attended.v1")]
    Attended { marks: Vec<Mark> },
    /// An agreement: what was drafted last is in force.
    #[serde(rename = "course.concluded.v1")]
    Concluded {},
    /// A person, who is erased: what was issued about them cannot be opened any more.
    #[serde(rename = "course.erased.v1")]
    Erased {},
    #[serde(rename = "course.counted.v1")]
    Counted { entries: Vec<Entry> },
}

crate::request::commands! {
    Forget => "cmd.reporting.course.forget",
}
