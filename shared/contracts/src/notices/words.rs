//! What a notice says, in the portal and outside it.

use super::notice::{About, Matter, NoticeKind};
use values::{NeedId, OfferId, ProjectId, RecordId};

/// What a line is about that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Need(NeedId),
    Offer(OfferId),
    Project(ProjectId),
    Record(RecordId),
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
        }
    }
}

impl Matter {
    /// Where in the portal it is dealt with.
    pub fn path(&self) -> String {
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
        }
    }

    /// What it is about, where that has a name.
    pub fn thing(&self) -> Option<Thing> {
        let named = match self.about {
            About::Project(project) => Some(Thing::Project(project)),
            About::Record(record) => Some(Thing::Record(record)),
            About::Claim(_)
            | About::Offer(_)
            | About::Need(_)
            | About::Agreement(_)
            | About::Occasion(_)
            | About::Objection(_)
            | About::Report(_)
            | About::Plan(_)
            | About::Handling(_) => None,
        };
        named.or(self.need.map(Thing::Need)).or(self.offer.map(Thing::Offer))
    }
}
