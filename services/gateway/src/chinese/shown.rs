//! What people read for the kinds and states of things, in lists, forms and pages alike.

use contracts::evaluation::hearing::HearingPurpose;
use contracts::evaluation::leave::LeaveReason;
use contracts::evaluation::posting::PointKind;
use contracts::evaluation::rules::{CardKind, KnownBy, Measure};
use contracts::evaluation::{HearingStatus, OccasionStatus, RedemptionStatus, StarStatus};
use contracts::matching::plan::PlanStatus;
use contracts::matching::{Aim, FoundKind};
use contracts::needs::admission::WorkKind;
use contracts::needs::limits::HandlingStep;
use contracts::needs::need::{Kind, Satisfaction, Source, Urgency, WishForm};
use contracts::needs::{AdmissionStatus, NeedStatus, Step};
use contracts::projects::activity::{Audience, Theme};
use contracts::projects::agreement::{DutyKind, Purpose, Verdict};
use contracts::projects::claim::{RequestKind, Side};
use contracts::projects::{
    ActivityStatus, AgreementStatus, ClaimStatus, ProjectStatus, RecordStatus, Standing,
    TenderStatus,
};
use contracts::registry::excuse::ExcuseReason;
use contracts::registry::organisation::{Level, Nature, Office};
use contracts::registry::person::{LeavingReason, Membership};
use contracts::registry::taxonomy::Category;
use contracts::registry::{
    CertificationStatus, CheckInStatus, DuplicateBy, OrganisationStatus, PairStatus, SeatStatus,
    StayKind,
};
use contracts::reporting::ledger::Ledger;
use contracts::reporting::report::Format;
use contracts::reporting::{Confirmation, JobStatus, ReportStatus, Unkept};
use contracts::resources::schedule::Weekday;
use contracts::resources::{OfferStatus, PriceKind};
use contracts::{Card, ListOrder, Role};
use values::Unit;

/// One of a few: what it is called, and all there are, in the order in which people choose.
pub trait Shown: Copy + PartialEq + serde::Serialize + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// What people read.
    fn chinese(self) -> &'static str;

    /// As it travels, `partly_held`.
    fn code(self) -> String {
        let wire = serde_json::to_value(self).expect("it is a plain name");
        wire.as_str().unwrap_or_default().to_owned()
    }
}

/// Each of an enum with its words: a new one does not compile before it has some.
macro_rules! shown {
    ($($kind:ty { $($variant:ident => $chinese:literal),+ $(,)? })+) => {$(
        impl Shown for $kind {
            const ALL: &'static [Self] = &[$(<$kind>::$variant),+];

            fn chinese(self) -> &'static str {
                match self { $(<$kind>::$variant => $chinese),+ }
            }
        }
    )+};
}

shown! {
    ListOrder { Newest => "最新的在前", Oldest => "最早的在前", Due => "期限近的在前" }
    Category {
        Venue => "场地", Talent => "人才", Service => "服务", Facility => "设施",
        Goods => "物资", Funds => "资金", Information => "信息", Culture => "文化",
    }
    Weekday {
        Monday => "周一", Tuesday => "周二", Wednesday => "周三", Thursday => "周四",
        Friday => "周五", Saturday => "周六", Sunday => "周日",
    }
    FoundKind {
        Need => "需求", Offer => "资源", Organisation => "单位", Project => "项目",
    }
    PlanStatus {
        Computed => "草案", Proposed => "征求意见", Published => "已发布", Withdrawn => "已撤回",
    }
    Aim {
        Urgent => "紧急需求满足最多", Cover => "满足的需求最多", Fair => "各社区最公平",
        Value => "价值最大", Quality => "匹配最合适",
    }
    Kind {
        Common => "共性", Individual => "个性", Wish => "微心愿", Post => "岗位",
        PairHelp => "结对帮扶", Team => "服务队",
    }
    Source {
        Resident => "居民", GridWorker => "网格员", Community => "社区", Unit => "单位",
        Meeting => "会议", Hotline => "热线",
    }
    Urgency { Ordinary => "一般", Hard => "疑难", Emergency => "紧急" }
    OfferStatus {
        Draft => "草稿", Listed => "在列", Paused => "暂停", Expired => "已到期",
        Dormant => "待确认", Withdrawn => "已撤回", OneOff => "一次性",
    }
    PriceKind { Free => "无偿", Low => "低偿" }
    NeedStatus {
        Raised => "待核实", Returned => "已退回", Verified => "待发布", Posted => "待认领",
        Unclaimed => "无人认领", PartlyHeld => "部分认领", Held => "已认领",
        PartlyDelivered => "部分交付", Delivered => "已交付", Accepted => "已验收",
        Closed => "已销号",
    }
    Step {
        OpenTalk => "开放说事", Sorting => "分类理事", Deliberation => "民主议事",
        Handling => "明责办事", OpenReview => "公开评事", FollowUp => "追踪查事",
    }
    HandlingStep { Accept => "受理", Contact => "联系", Handle => "办理", Verify => "核实" }
    WorkKind {
        SelfGovernment => "依法自治", Assistance => "依法协助", Purchased => "可购买服务",
        Negative => "负面事项",
    }
    AdmissionStatus { Requested => "待区县审批", Approved => "已准入", Refused => "未准入" }
    Satisfaction { Satisfied => "满意", Fairly => "基本满意", Unsatisfied => "不满意" }
    WishForm { Goods => "物品", Company => "陪伴", Errand => "代办" }
    ClaimStatus {
        Proposed => "占用中", Waiting => "候补", Held => "待答复", LeaseOver => "待续期",
        Accepted => "已接受", Agreed => "执行中", Delivered => "待评价", Closed => "已结束",
        Refused => "未占用", Declined => "已谢绝", Withdrawn => "已撤回", Lapsed => "已过期",
        Revoked => "已撤销", Cancelled => "协商取消", Failed => "未履约",
    }
    RequestKind { Transfer => "转让", Takeover => "接手申请" }
    Side { Giving => "供给方认领需求", Asking => "需求方认领资源" }
    ProjectStatus {
        Proposed => "待立项", Refused => "未获立项", Approved => "已立项", Running => "执行中",
        Suspended => "已暂停", Undecided => "待定去留", AcceptanceAsked => "待验收",
        Accepted => "已验收", Ended => "已终止", Archived => "已归档",
    }
    AgreementStatus {
        Drafted => "谈约", Concluded => "已签约", Published => "已亮约",
        Lapsed => "未按期签约", Ended => "已终止", Broken => "已违约解除",
    }
    Purpose { First => "新签", Supplement => "补充协议", Renewal => "续签" }
    Verdict { Fulfilled => "履约", PartlyFulfilled => "部分履约", Unfulfilled => "未履约" }
    DutyKind {
        Service => "服务", SharedResources => "资源共享", OpenFacilities => "开放设施",
        JointActivities => "活动共联", JointOrganising => "组织共建", CrossPost => "交叉任职",
        Pairing => "结对培养", Funds => "资金",
    }
    Theme {
        PartyLecture => "党课宣讲", Policy => "政策宣传", SafetyPatrol => "安全巡查",
        Environment => "环境美化", Mediation => "矛盾调解", Care => "爱心陪护",
        Health => "医疗卫生", Tutoring => "教育辅导", LegalAid => "法律援助",
        CultureAndSport => "文体社团", Other => "其他",
    }
    Audience { Members => "党员和志愿者", Residents => "居民", Organisations => "组织" }
    ActivityStatus {
        Draft => "草稿", Published => "报名中", Cancelled => "已取消", Held => "已办结",
    }
    TenderStatus {
        Called => "征集中", Scoring => "评审中", Scored => "已评审", Publicised => "公示中",
        Awarded => "已资助", Annulled => "已废标",
    }
    Standing { Placed => "已报名", Waiting => "候补" }
    RecordStatus { Recorded => "待确认", Confirmed => "已确认", Countered => "已冲销" }
    OccasionStatus {
        Noted => "待确认", Open => "评价中", Rated => "已评价", Unrated => "未评价", Void => "已作废",
    }
    LeaveReason {
        Duty => "公务冲突", Emergency => "应急值守", Away => "外派、外出", Health => "身体原因",
        Care => "照护家人", WindingDown => "单位撤并中",
    }
    StarStatus { Applied => "待审核", Published => "公示中", Settled => "已授予" }
    RedemptionStatus { Promised => "待发放", HandedOver => "已发放", CalledOff => "已取消" }
    HearingStatus {
        Asked => "待社区答复", WithThePerson => "本人过目", Issued => "已出具", Expired => "已失效",
    }
    HearingPurpose { Admission => "发展党员", Appointment => "选拔任用干部" }
    CardKind { Unit => "驻区单位", Community => "社区", Member => "在职党员、志愿者" }
    Measure {
        Service => "服务次数", Minutes => "服务分钟", JointActivity => "联建活动",
        Delivered => "履约交付", Stars => "对方评价得星", StarsPossible => "对方评价满星",
        ResidentStars => "居民评价得星", ResidentStarsPossible => "居民评价满星",
        NeedClosed => "销号需求", NeedSolved => "解决需求", NeedReviewed => "需求评价",
        NeedSatisfied => "满意的需求", MeetingAbsence => "无故缺席", Study => "学习",
        VolunteerTeam => "志愿服务队", ProposalAdopted => "采纳建议", FullAttendance => "全勤",
        YearEnd => "年度考核得分", NoSuitableNeed => "没有适合的需求",
        CheckInPercent => "报到率（%）", Veto => "否决事项", Learning => "学习（含党课签到）",
        AttendedAll => "全年全勤", TeamService => "志愿服务队（含到岗）",
    }
    KnownBy {
        Counted => "按记录计算", Entered => "人工登记", Both => "按记录计算，另可登记",
    }
    ReportStatus {
        Compiled => "待确认", Numbered => "印制中", Issued => "待签收", Received => "已签收",
        Disputed => "有异议",
    }
    Unkept { Outstanding => "在办", Failed => "未履约", Cancelled => "协商取消", Revoked => "对方撤回" }
    Card { Yellow => "黄牌", Red => "红牌" }
    JobStatus {
        UnderWay => "进行中", Finished => "已完成", Cancelled => "已取消", GivenUp => "未完成",
    }
    Confirmation { Awaited => "待确认", Confirmed => "已确认", Unconfirmed => "未确认" }
    Format { Pdf => "PDF", Docx => "Word", Xlsx => "Excel 附件" }
    PointKind { Public => "公益积分", CheckIn => "报到积分" }
    CheckInStatus {
        Requested => "待接收", Active => "已报到", Due => "待续报", Returned => "已退回",
        Lapsed => "期满未续", Ended => "已结束",
    }
    OrganisationStatus {
        Applied => "待审核", Refused => "未通过", InOperation => "正常", Suspended => "暂停",
        Ended => "已终止", Merged => "已合并",
    }
    CertificationStatus { Valid => "年审有效", Due => "待年审", Lapsed => "逾期未年审" }
    Office { Head => "负责人", Liaison => "联络员", GridWorker => "网格员" }
    DuplicateBy {
        CreditCode => "统一社会信用代码相同", Name => "名称只是写法不同", Phone => "联系电话相同",
    }
    Membership {
        Working => "在职党员", Retired => "离退休党员", Floating => "流动党员",
        Probationary => "预备党员", None => "非党员",
    }
    LeavingReason {
        MovedAway => "迁出本市", Retired => "退休", Died => "去世", OwnWish => "本人退出",
        Mistake => "登记有误",
    }
    ExcuseReason {
        Away => "长期外派、外出", Health => "身体原因", Care => "照护家人",
        Classified => "涉密岗位", OutsideCity => "居住在市外", WindingDown => "单位撤并中",
    }
    StayKind { Work => "工作单位", Home => "居住社区" }
    PairStatus { Made => "结对中", Ended => "已结束" }
    SeatStatus { Filled => "在任", TermOver => "任期届满", Vacated => "已卸任" }
    Level {
        City => "市", District => "区县", Street => "街道", Community => "社区",
        Grid => "网格", Unit => "驻区单位",
        SectorCommittee => "行业党委", AreaBranch => "楼宇、商圈、园区党组织",
    }
    Unit {
        Session => "场次", Person => "人次", Hour => "小时", Piece => "件", Place => "个",
        Yuan => "元",
    }
}

impl Shown for Ledger {
    const ALL: &'static [Self] = &Ledger::ALL;

    fn chinese(self) -> &'static str {
        Ledger::chinese(self)
    }
}

impl Shown for Nature {
    const ALL: &'static [Self] = &Nature::ALL;

    fn chinese(self) -> &'static str {
        Nature::chinese(self)
    }
}

impl Shown for Role {
    const ALL: &'static [Self] = &Self::ALL;

    fn chinese(self) -> &'static str {
        self.names().1
    }
}

/// What an organisation is: its nature where it has one, else its level.
pub(crate) fn organisation(level: Level, nature: Option<Nature>) -> &'static str {
    nature.map_or(level.chinese(), Nature::chinese)
}
