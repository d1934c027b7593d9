//! What is done about plans: computed, proposed, answered line by line, published or withdrawn.

use contracts::PageRequest;
use contracts::matching::plan::{self, PlanLine, PlanLines, PlanPreview};
use contracts::matching::{Consequence, quota};
use contracts::registry::taxonomy::Category;
use values::Amount;

use super::field::{Field, reason};
use super::organisations::the_organisation;
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::parts::Cell;
use crate::pages::{Visit, look};
use crate::problem::Problem;

pub(crate) const PLAN_NEW: &str = "/plans/new";
pub(crate) const PLAN_PROPOSE: &str = "/plans/{plan}/propose";
pub(crate) const PLAN_PUBLISH: &str = "/plans/{plan}/publish";
pub(crate) const PLAN_WITHDRAW: &str = "/plans/{plan}/withdraw";
pub(crate) const LINE_ACCEPT: &str = "/plans/{plan}/needs/{need}/offers/{offer}/accept";
pub(crate) const LINE_DECLINE: &str = "/plans/{plan}/needs/{need}/offers/{offer}/decline";

pub(crate) const SET_QUOTA: &str = "/organisations/{organisation}/quota";

const OF_PLAN: &str = "/plans/{plan}";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<plan::Compute>(PLAN_NEW, "生成匹配方案", "生成方案", "方案已生成，请先看一遍。")
            .found(new)
            .makes("plan", "/plans/{made}"),
        deed::<plan::Propose>(PLAN_PROPOSE, "送各方征求意见", "送各方", "已送各方，等待逐行答复。"),
        deed::<plan::Publish>(PLAN_PUBLISH, "发布方案", "发布", "已发布，同意的行正在转为认领。"),
        deed::<plan::Withdraw>(PLAN_WITHDRAW, "撤回方案", "撤回", "方案已撤回。")
            .fields(reason)
            .grave(),
        deed::<plan::Accept>(LINE_ACCEPT, "同意或改定一行", "同意", "已记下，其余各行已重新安排。")
            .found(accepting)
            .then(OF_PLAN),
        deed::<plan::Decline>(LINE_DECLINE, "不同意一行", "不同意", "已记下，其余各行已重新安排。")
            .found(declining)
            .then(OF_PLAN)
            .grave(),
        deed::<quota::Set>(SET_QUOTA, "设定每月承接上限", "保存", "已设定，匹配照此安排。")
            .found(quota)
            .then("/organisations/{organisation}"),
    ]
}

fn new(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let own = about::own(visit)?;
        let fields = vec![
            Field::of::<Category>("category", "只安排这一类").optional().hint("不选为全部类别"),
            Field::date("by", "只安排此日前要的")
                .optional()
                .codes(&["plan.nothing_to_plan", "plan.too_many_needs"]),
            Field::fixed("organisation", own),
        ];
        Ok(Asked { about: Vec::new(), fields })
    })
}

/// What the unit said before, to be changed.
fn quota(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let one = the_organisation(visit).await?;
        let now = visit.find(&quota::OfOrganisation { organisation: one.id }).await?;
        let max = u64::from(quota::LOTS_MAX);
        let number = |name: String, label: &'static str, value: Option<u32>| {
            let field = Field::number(name, label, max, "份").at_least(0).optional().or(value);
            field.codes(&["quota.out_of_range"])
        };
        let all = number("lots".to_owned(), "合计", now.quota.lots);
        let of = |category: &Category| {
            let name = format!("categories.{}", category.code());
            number(name, category.chinese(), now.quota.categories.get(category).copied())
        };
        let hint = "建议和方案不超过这些份数，空为不限；资金一份为 100 元，其余一份为一个计量单位";
        let fields = std::iter::once(all.hint(hint)).chain(Category::ALL.iter().map(of)).collect();
        let mut about = vec![
            ("单位", Cell::link(look::organisation(one.id), &one.name)),
            ("本月已承接", Cell::text(format!("{} 份", now.taken))),
        ];
        let of_it = now.taken_of.iter().filter(|(_, lots)| **lots > 0);
        about.extend(of_it.map(|(category, lots)| {
            ("其中", Cell::text(format!("{} {lots} 份", category.chinese())))
        }));
        Ok(Asked { about, fields })
    })
}

/// The line in the path, which may be none yet.
async fn line(visit: &Visit) -> Result<Option<PlanLine>, Problem> {
    let (need, offer) = (visit.id("need")?, visit.id("offer")?);
    let (plan, page) = (visit.id("plan")?, PageRequest::first(PageRequest::LIMIT_MAX));
    // Few offers serve one need.
    let of_need = PlanLines { plan, organisation: None, need: Some(need), page };
    let found = visit.ask(&of_need).await?;
    Ok(found.items.into_iter().find(|line| line.offer == offer))
}

fn of_line(visit: &Visit, line: Option<&PlanLine>) -> Result<Vec<(&'static str, Cell)>, Problem> {
    let title = |title: Option<&values::Text<60>>| {
        title.map_or_else(|| "查看".to_owned(), ToString::to_string)
    };
    let (need, offer): (values::NeedId, values::OfferId) = (visit.id("need")?, visit.id("offer")?);
    let need_title = title(line.and_then(|line| line.need_title.as_ref()));
    let offer_title = title(line.and_then(|line| line.offer_title.as_ref()));
    Ok(vec![
        ("需求", Cell::link(format!("/needs/{need}"), need_title)),
        ("资源", Cell::link(format!("/offers/{offer}"), offer_title)),
    ])
}

fn accepting(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let line = line(visit).await?;
        let mut about = of_line(visit, line.as_ref())?;
        let planned = line.as_ref().map_or(1, |line| line.quantity);
        let wanted = visit.field("quantity").and_then(|text| text.parse().ok());
        about.extend(preview(visit, wanted.unwrap_or(planned)).await?);
        let unit = line.as_ref().and_then(|line| line.unit).map_or("", values::Unit::chinese);
        let slot = line.as_ref().and_then(|line| line.slot);
        let by_time = "按时段预约的资源须填";
        let fields = vec![
            Field::number("quantity", "数量", Amount::MAX, unit)
                .value(planned)
                .hint("改了数量，其余各行会重新安排，另一方须重新同意")
                .codes(&["plan.too_little_left", "plan.only_whole"]),
            Field::date("slot.date", "日期")
                .optional()
                .hint(by_time)
                .or(slot.map(|slot| slot.date))
                .codes(&["plan.slot_missing", "plan.no_slots", "plan.slot_unfit"]),
            Field::time("slot.from", "开始").optional().or(slot.map(|slot| slot.from)),
            Field::time("slot.to", "结束").optional().or(slot.map(|slot| slot.to)),
        ];
        Ok(Asked { about, fields })
    })
}

fn declining(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let line = line(visit).await?;
        let mut about = of_line(visit, line.as_ref())?;
        about.extend(preview(visit, 0).await?);
        Ok(Asked { about, fields: reason() })
    })
}

/// What would follow, shown before it is done.
async fn preview(visit: &Visit, quantity: u64) -> Result<Option<(&'static str, Cell)>, Problem> {
    let (plan, need, offer) = (visit.id("plan")?, visit.id("need")?, visit.id("offer")?);
    let found = visit.ask(&PlanPreview { plan, need, offer, quantity }).await?;
    Ok(found.map(|consequence| ("这样改的后果", Cell::Text(said(&consequence)))))
}

fn said(Consequence { aims, changed, .. }: &Consequence) -> String {
    let lines = format!("{changed} 行随之变动");
    let aims =
        aims.iter().map(|one| format!("{}：{} 变为 {}", one.aim.chinese(), one.before, one.after));
    std::iter::once(lines).chain(aims).collect::<Vec<_>>().join("；")
}
