//! Claiming, and what both sides do about a claim.

use contracts::needs::need::Kind;
use contracts::projects::claim::{self, Side};
use contracts::resources::{OfferStatus, Offers};
use contracts::{Claimer, PageRequest, Role};
use values::{Amount, Unit};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::parts::Choice;
use crate::pages::{Visit, areas};
use crate::problem::Problem;

pub(crate) const CLAIM_NEED: &str = "/needs/{need}/claim";
pub(crate) const CLAIM_OFFER: &str = "/offers/{offer}/claim";
pub(crate) const ACCEPT: &str = "/claims/{claim}/accept";
pub(crate) const DECLINE: &str = "/claims/{claim}/decline";
pub(crate) const TAKE_BACK: &str = "/claims/{claim}/withdraw";
pub(crate) const RENEW_CLAIM: &str = "/claims/{claim}/renew";
pub(crate) const REVOKE: &str = "/claims/{claim}/revoke";
pub(crate) const CANCEL: &str = "/claims/{claim}/cancel";
pub(crate) const REFUSE_CANCEL: &str = "/claims/{claim}/refuse-cancel";
pub(crate) const FAIL: &str = "/claims/{claim}/fail";

pub(super) fn deeds() -> Vec<Deed> {
    let proposed = "认领已提交，结果见下。";
    vec![
        deed::<claim::Propose>(CLAIM_NEED, "认领需求", "我来认领", proposed)
            .found(need)
            .makes("claim", "/claims/{made}"),
        deed::<claim::Propose>(CLAIM_OFFER, "认领资源", "我要使用", proposed)
            .found(offer)
            .makes("claim", "/claims/{made}"),
        deed::<claim::Accept>(ACCEPT, "接受认领", "接受", "已接受，下一步起草协议或直接立项。")
            .undone_by(REVOKE),
        deed::<claim::Decline>(DECLINE, "谢绝认领", "谢绝", "已谢绝，占用的数量已放回清单。")
            .fields(reason)
            .grave(),
        deed::<claim::Withdraw>(
            TAKE_BACK,
            "撤回认领",
            "撤回认领",
            "已撤回，占用的数量已放回清单。",
        )
        .fields(reason)
        .grave(),
        deed::<claim::Renew>(RENEW_CLAIM, "续期", "续期", "已续期，对方有新的答复期限。"),
        deed::<claim::Revoke>(REVOKE, "撤销认领", "撤销", "已撤销，认领方会看到原因。")
            .fields(reason)
            .grave(),
        deed::<claim::Cancel>(CANCEL, "协商取消", "协商取消", "已提出；双方都同意后取消。")
            .fields(reason)
            .grave(),
        deed::<claim::RefuseCancel>(REFUSE_CANCEL, "不同意取消", "不同意取消", "认领继续执行。"),
        deed::<claim::Fail>(FAIL, "认定未履约", "认定未履约", "已认定未履约，未交付的放回清单。")
            .fields(reason)
            .grave(),
    ]
}

/// Who claims: members for themselves, everybody else for their organisation.
pub(super) fn claimer(visit: &Visit) -> Result<Claimer, Problem> {
    match visit.actor()? {
        contracts::Actor::Person { person, role: Role::Member, .. } => Ok((*person).into()),
        contracts::Actor::Person { organisation, .. } => Ok((*organisation).into()),
        contracts::Actor::System => Err(Problem::unauthenticated()),
    }
}

fn common(claimer: Claimer, side: Side, unit: Unit) -> Vec<Field> {
    vec![
        Field::paragraph("message", "附言", 500).optional().hint("对方会看到，例如联系时间"),
        Field::check("wait", "余量不够时列入候补").value("on"),
        Field::fixed("claimer", claimer),
        Field::fixed("side", side),
        Field::fixed("amount.unit", unit),
    ]
}

fn quantity(left: u64, whole: bool, unit: Unit) -> Field {
    let label = if whole { "数量（整条认领）" } else { "认领数量" };
    let hint = format!("现余 {left} {}", unit.chinese());
    Field::number("amount.quantity", label, Amount::MAX, unit.chinese())
        .value(left.max(1))
        .hint(hint)
}

fn need(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let need = about::need(visit).await?;
        let claimer = claimer(visit)?;
        let unit = need.amount.unit;
        let left = about::left(&need);
        let places = need.kind.is_for_persons() && need.kind != Kind::Wish;
        let amount = match claimer {
            Claimer::Person(_) if places => quantity(left, false, unit).value(1),
            Claimer::Person(_) | Claimer::Organisation(_) => quantity(left, !need.divisible, unit),
        };
        let mut fields = vec![amount];
        if let Claimer::Organisation(own) = claimer {
            fields.extend(own_offer(visit, own, unit).await?);
        }
        let area = match areas::of(visit, need.owner).await? {
            Some(area) => Some(area),
            None => areas::of(visit, about::own(visit)?).await?,
        };
        fields.extend(common(claimer, Side::Giving, unit));
        fields.extend(area.map(|area| Field::fixed("area", area)));
        Ok(Asked { about: about::of_need(&need), fields })
    })
}

/// Which of one's own offers answers the need, if any.
async fn own_offer(
    visit: &Visit,
    own: values::OrganisationId,
    unit: Unit,
) -> Result<Option<Field>, Problem> {
    let page = PageRequest::first(about::OWN_MAX);
    let asked =
        Offers { owner: Some(own), status: Some(OfferStatus::Listed), page, ..Default::default() };
    let offers = visit.ask(&asked).await?.items.into_iter();
    let fits = offers.filter(|offer| offer.amount.unit == unit && offer.schedule.is_none());
    let choices: Vec<_> = fits
        .map(|offer| Choice { value: offer.id.to_string(), label: offer.title.to_string() })
        .collect();
    let field = Field::choice("offer", "用本单位的哪条资源", choices.into_iter().collect());
    let field = field.optional().hint("可不选：只为这次登记一条");
    Ok(matches!(&field.kind, super::field::Kind::Choice(some) if !some.is_empty()).then_some(field))
}

fn offer(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let offer = about::offer(visit).await?;
        let own = about::own(visit)?;
        let unit = offer.amount.unit;
        let left = offer.amount.quantity.saturating_sub(offer.held).saturating_sub(offer.used);
        let booked = offer.schedule.is_some();
        let mut fields = vec![quantity(left, false, unit).value(1)];
        if booked {
            fields.push(Field::date("slot.date", "日期"));
            fields.push(Field::time("slot.from", "开始"));
            fields.push(Field::time("slot.to", "结束").hint("早于开始时间的算到第二天"));
        }
        let choices: Vec<_> = about::open_needs(visit, own)
            .await?
            .into_iter()
            .filter(|need| need.amount.unit == unit)
            .map(|need| Choice { value: need.id.to_string(), label: need.title.to_string() })
            .collect();
        if !choices.is_empty() {
            fields.push(Field::choice("need", "用于本组织的哪条需求", choices).optional());
        }
        let area = areas::of(visit, own).await?.or(offer.area);
        fields.extend(common(own.into(), Side::Asking, unit));
        fields.extend(area.map(|area| Field::fixed("area", area)));
        Ok(Asked { about: about::of_offer(&offer), fields })
    })
}
