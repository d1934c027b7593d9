//! What a notice says, in the portal and outside it.

use crate::Claimer;

use super::notice::{About, Matter, NoticeKind};
use values::{
    ActivityId, AdmissionId, AgreementId, NeedId, ObjectionId, OfferId, OrganisationId, ProjectId,
    RecognitionId, RecordId, ReportId, TenderId,
};

/// What a line is about that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Need(NeedId),
    Offer(OfferId),
    Project(ProjectId),
    Record(RecordId),
    Agreement(AgreementId),
    Activity(ActivityId),
    Tender(TenderId),
    Admission(AdmissionId),
    Report(ReportId),
    Objection(ObjectionId),
    Recognition(RecognitionId),
    Organisation(OrganisationId),
}

impl NoticeKind {
    /// What happened, and what to do next; nothing where there is nothing to do.
    pub fn words(self) -> (&'static str, &'static str) {
        use NoticeKind as K;
        match self {
            K::ClaimToAnswer => ("有认领等待答复", "接受或婉拒"),
            K::ClaimAnswerLate => ("黄牌：认领还没有答复", "尽快接受或婉拒"),
            K::ClaimAnswerOverdue => ("红牌：认领逾期没有答复", "联系认领方，说明情况"),
            K::ClaimWaiting => ("认领进入候补", ""),
            K::ClaimPromoted => ("候补成功，等待对方答复", ""),
            K::ClaimRefused => ("认领未能占用数量", "看看还有哪些可以认领"),
            K::ClaimAccepted => ("认领被接受", "起草共建协议"),
            K::ClaimDeclined => ("认领被婉拒", "看看还有哪些可以认领"),
            K::ClaimWithdrawn => ("认领已撤回", ""),
            K::ClaimToRenew => ("对方逾期没有答复", "续期，或任其失效"),
            K::ClaimLapsed => ("认领已失效", "仍有意愿时重新认领"),
            K::ClaimRevoked => ("认领已被取消占用", "看看还有哪些可以认领"),
            K::ClaimPassedOn => ("认领已由别的单位接手", ""),
            K::TransferToAnswer => ("有认领请求转让给你们", "接收或谢绝"),
            K::TransferEnded => ("转让没有完成", "继续履行，或另找接收方"),
            K::TakeoverToAnswer => ("有单位申请接手你们的认领", "同意或谢绝"),
            K::TakeoverAsked => ("接手申请已提出，等待对方答复", ""),
            K::TakeoverRefused => ("对方不同意由你们接手", "看看还有哪些可以认领"),
            K::CancelToAnswer => ("对方请求解除认领", "同意或不同意"),
            K::CancelRefused => ("对方不同意解除认领", "继续履行，或再作商议"),
            K::ClaimCancelled => ("认领已解除", ""),
            K::ClaimFailed => ("认领记为未履约", "有异议时提出异议"),
            K::OfferExpiring => ("资源即将到期", "续期，或任其到期"),
            K::OfferExpiringTomorrow => ("资源明日到期", "续期，或任其到期"),
            K::OfferExpired => ("资源已到期", "仍可提供时续期"),
            K::OfferDormant => ("资源长期未确认，已暂停展示", "确认仍可提供"),
            K::NeedToVerify => ("有需求等待核实", "核实后发布，或退回"),
            K::NeedReturned => ("需求被退回", "补充后重新提交"),
            K::NeedPosted => ("需求已发布", ""),
            K::NeedClosed => ("需求已办结", ""),
            K::NeedUnclaimed => ("需求无人认领", "重新发布、提级或办结"),
            K::NeedUnclaimedOverdue => ("红牌：无人认领的需求逾期未处理", "重新发布、提级或办结"),
            K::EmergencyToConfirm => ("紧急需求待确认", "核对后确认是否紧急"),
            K::NeedToReview => ("需求已办理，等待评事", "评价办得如何"),
            K::HandlingToDo => ("有需求转到这里办理", "按时限办理"),
            K::HandlingLate => ("黄牌：需求办理将要超时", "尽快办理，或申请延期"),
            K::HandlingOverdue => ("红牌：需求办理已超时", "尽快办结"),
            K::ExtensionToAnswer => ("有延期申请等待答复", "批准或不批准"),
            K::AgreementToSign => ("共建协议等待签署", "核对后签署"),
            K::AgreementConcluded => ("共建协议已生效", "按协议开展项目"),
            K::AgreementLapsed => ("共建协议逾期未签，已失效", "仍有意愿时重新起草"),
            K::AgreementEndToAnswer => ("对方请求提前结束协议", "同意或不同意"),
            K::AgreementEnded => ("共建协议已结束", ""),
            K::AgreementBroken => ("对方单方解除协议", "与对方商议后续"),
            K::QuarterToReport => ("协议的季度报告待提交", "在协议页填写上季度的情况"),
            K::QuarterReportLate => ("黄牌：协议的季度报告将要逾期", "尽快填写上季度的情况"),
            K::QuarterReportOverdue => ("红牌：协议的季度报告已逾期", "补交上季度的情况"),
            K::ProjectToApprove => ("有项目等待立项", "同意立项，或不同意"),
            K::ProjectRefused => ("项目未获立项", "看看理由，修改后可再申请"),
            K::ProjectUndecided => ("协议已止，项目去留待定", "继续执行，或终止项目"),
            K::ProjectToAccept => ("项目等待验收", "验收，或要求返工"),
            K::ProjectAccepted => ("项目已通过验收", ""),
            K::ProjectRework => ("项目需要返工", "返工后再次申请验收"),
            K::RecordToConfirm => ("有服务记录等待确认", "核对后确认"),
            K::PlanToAnswer => ("匹配方案等待答复", "逐项接受或谢绝"),
            K::OccasionToRate => ("有合作等待评价", "给对方评价"),
            K::OccasionEndsSoon => ("评价即将截止，还没有评价", "在截止前给对方评价"),
            K::ObjectionToAnswer => ("有异议等待答复", "核实后答复"),
            K::ObjectionOverdue => ("异议逾期未答复", "尽快答复"),
            K::ObjectionAnswered => ("异议已答复", ""),
            K::ReportToPreview => ("报告可以预览", "核对，有出入时提出"),
            K::ReportToConfirm => ("报告等待确认", "核对后确认"),
            K::ReportIssued => ("报告已签发", ""),
            K::ReportToReceive => ("报告等待签收", "签收，或提出异议"),
            K::ReportReceived => ("报告已被签收", ""),
            K::ReportDisputed => ("对方对报告提出异议", "核实后重新汇编"),
            K::CheckInToAnswer => ("有报到等待接收", "核对后接收，或退回"),
            K::CheckInAccepted => ("报到已被接收", ""),
            K::CheckInReturned => ("报到被退回", "补充后重新报到"),
            K::CheckInToRenew => ("报到即将期满", "续报，或任其期满"),
            K::CheckInLapsed => ("报到已期满，没有续报", "仍要报到时重新报到"),
            K::CheckInEnded => ("报到已结束", ""),
            K::OrganisationToApprove => ("有单位申请登记", "核对后同意或不同意"),
            K::OrganisationApproved => ("单位登记已通过", "向社区报到"),
            K::OrganisationRefused => ("单位登记未通过", "看看理由，联系辖区社区或街道"),
            K::CertificationToRenew => ("有单位等待年审", "核对登记信息后办理年审"),
            K::CertificationOverdue => ("有单位逾期未年审", "尽快核对并办理年审"),
            K::CertificationDue => ("单位登记即将年审", "核对登记信息，有变化时更正"),
            K::ActivityPromoted => ("候补成功，活动有名额了", "按时参加；来不了时取消报名"),
            K::ActivityPostponed => ("报名的活动改期", "看看新的时间；来不了时取消报名"),
            K::ActivityCancelled => ("报名的活动已取消", "看看还有哪些活动"),
            K::AttendanceToConfirm => ("活动签到等待确认", "由登记人以外的人核对后确认"),
            K::TenderOpened => ("创投申报已截止", "查看申报和评分，评完后结束评分"),
            K::TenderToScore => ("有创投申报等待评审", "先申报有无利益冲突，再评分"),
            K::TenderPublicised => ("创投评审结果公示", "有异议时在公示期内提出"),
            K::TenderObjectionToAnswer => ("创投公示有异议等待答复", "核实后答复"),
            K::TenderObjectionAnswered => ("对创投公示的异议已答复", ""),
            K::TenderAwarded => ("创投申报获得立项资助", "按申报开展项目"),
            K::TenderNotAwarded => ("创投申报未获立项", ""),
            K::TenderAnnulled => ("申报的创投已废标", ""),
            K::AdmissionToJudge => ("有准入申请等待审批", "同意或不同意"),
            K::AdmissionApproved => ("准入申请已获同意", ""),
            K::AdmissionRefused => ("准入申请未获同意", "看看理由"),
            K::AdmissionToReceive => ("有准入事项等待签收", "查看后签收"),
            K::HotlineToAnswer => ("有热线件等待答复", "办理后按原编号答复"),
            K::HearingToCompile => ("有听取意见等待答复", "汇总已确认的服务事实"),
            K::HearingToReply => ("有关本人的听取意见答复，请先过目", "核对，可以作说明"),
            K::HearingIssued => ("听取意见已有答复", "在有效期内查看"),
            K::StarToReview => ("有星级申请等待审核", "核对后公示，或退回"),
            K::StarReturned => ("星级申请被退回", "看看理由，补充后重新申请"),
            K::StarPublished => ("星级申请已公示", ""),
            K::StarStruck => ("星级公示异议成立，本次不授予", "看看理由"),
            K::StarGranted => ("星级已授予", ""),
            K::StarRevoked => ("星级被撤销", "看看理由"),
            K::RecognitionPublished => ("列入表彰名单，正在公示", "核对公示的事迹"),
            K::RecognitionConfirmed => ("获得表彰", ""),
            K::RecognitionStruck => ("公示异议成立，未列入表彰", ""),
        }
    }
}

impl Matter {
    /// Where in the portal `inbox` deals with it. What goes to an organisation names no person, not
    /// even by an identifier.
    pub fn path(&self, inbox: Claimer) -> String {
        match self.about {
            About::Claim(claim) => format!("/claims/{claim}"),
            About::Offer(offer) => format!("/offers/{offer}"),
            About::Need(need) => format!("/needs/{need}"),
            About::Agreement(agreement) => format!("/agreements/{agreement}"),
            About::Project(project) => format!("/projects/{project}"),
            About::Occasion(occasion) => format!("/occasions/{occasion}"),
            About::Objection(objection) => format!("/objections/{objection}"),
            About::Report(report) => format!("/reports/{report}"),
            About::Record(record) => format!("/records/{record}"),
            About::Plan(plan) => format!("/plans/{plan}"),
            About::Handling(_) => {
                self.need.map_or_else(|| "/needs".to_owned(), |need| format!("/needs/{need}"))
            }
            About::CheckIn(check_in) => format!("/check-ins/{check_in}"),
            About::Organisation(organisation) => format!("/organisations/{organisation}"),
            About::Activity(activity) => format!("/activities/{activity}"),
            About::Tender(tender) => format!("/tenders/{tender}"),
            About::Admission(admission) => format!("/admissions/{admission}"),
            About::Hearing(hearing) => format!("/hearings/{hearing}"),
            About::Recognition(recognition) => format!("/recognitions/{recognition}"),
            // The hotline's number stands in no notice.
            About::Hotline(_) => match inbox {
                Claimer::Organisation(own) => format!("/hotline-items?owner={own}&replied=false"),
                Claimer::Person(_) => "/hotline-items".to_owned(),
            },
            About::Star(_) => match inbox {
                Claimer::Organisation(own) => format!("/stars?community={own}&status=applied"),
                Claimer::Person(own) => format!("/people/{own}/stars"),
            },
        }
    }

    /// What it is about, where that has a name.
    pub fn thing(&self) -> Option<Thing> {
        let named = match self.about {
            About::Project(project) => Some(Thing::Project(project)),
            About::Record(record) => Some(Thing::Record(record)),
            About::Agreement(agreement) => Some(Thing::Agreement(agreement)),
            About::Activity(activity) => Some(Thing::Activity(activity)),
            About::Tender(tender) => Some(Thing::Tender(tender)),
            About::Admission(admission) => Some(Thing::Admission(admission)),
            About::Report(report) => Some(Thing::Report(report)),
            About::Objection(objection) => Some(Thing::Objection(objection)),
            About::Recognition(recognition) => Some(Thing::Recognition(recognition)),
            About::Organisation(organisation) => Some(Thing::Organisation(organisation)),
            About::Claim(_)
            | About::Offer(_)
            | About::Need(_)
            | About::Occasion(_)
            | About::Plan(_)
            | About::Handling(_)
            | About::CheckIn(_)
            | About::Hotline(_)
            | About::Hearing(_)
            | About::Star(_) => None,
        };
        named.or(self.need.map(Thing::Need)).or(self.offer.map(Thing::Offer))
    }
}
