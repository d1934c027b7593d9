//! From an accepted claim to what both sides sign.

use contracts::projects::agreement::{self, DutyKind};
use contracts::projects::{Agreement, AgreementLine};
use values::{OrganisationId, time};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::parts::Cell;

pub(crate) const DRAFT: &str = "/claims/{claim}/agreement";
pub(crate) const SIGN: &str = "/agreements/{agreement}/sign";
pub(crate) const PUBLISH: &str = "/agreements/{agreement}/publish";
pub(crate) const ASK_END: &str = "/agreements/{agreement}/ask-end";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<agreement::Draft>(
            DRAFT,
            "起草共建协议",
            "起草协议",
            "协议已起草，请各方负责人签署。",
        )
        .found(draft)
        .makes("agreement", "/agreements/{made}"),
        deed::<agreement::Sign>(SIGN, "签署协议", "签署", "已签署。").found(sign),
        deed::<agreement::Publish>(PUBLISH, "亮约", "亮约（公开）", "协议已公开。"),
        deed::<agreement::AskEnd>(
            ASK_END,
            "提请终止协议",
            "提请终止",
            "已提出；各方都同意后终止。",
        )
        .found(ask_end)
        .grave(),
    ]
}

/// A party's duty in the draft.
fn duty(
    names: [&'static str; 3],
    label: &'static str,
    party: OrganisationId,
    what: &str,
) -> [Field; 3] {
    [
        Field::of::<DutyKind>(names[0], "类别").value(DutyKind::Service.code()),
        Field::line(names[1], label, 200).value(what),
        Field::fixed(names[2], party),
    ]
}

fn draft(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let claim = about::claim(visit).await?;
        let giving = match claim.side {
            contracts::projects::claim::Side::Giving => claim.claimer.organisation(),
            contracts::projects::claim::Side::Asking => claim.counterpart,
        };
        let asking = match claim.side {
            contracts::projects::claim::Side::Giving => claim.counterpart,
            contracts::projects::claim::Side::Asking => claim.claimer.organisation(),
        };
        let today = time::date_at(visit.now());
        let mut fields = vec![
            Field::line("terms.title", "协议名称", 60).value("共建协议"),
            Field::line("terms.project", "项目名称", 60)
                .value(about::title_of(visit, &claim).await?)
                .hint("各方签齐后以此名称立项"),
            Field::date("terms.from", "开始日期")
                .value(today)
                .codes(&["agreement.term_out_of_order"]),
            Field::date("terms.until", "截止日期").value(time::plus_days(today, 364)),
        ];
        let first = ["terms.duties.0.kind", "terms.duties.0.what", "terms.duties.0.party"];
        let second = ["terms.duties.1.kind", "terms.duties.1.what", "terms.duties.1.party"];
        if let (Some(giving), Some(asking)) = (giving, asking) {
            fields.extend(duty(first, "供给方承担", giving, "按约提供服务"));
            fields.extend(duty(second, "需求方承担", asking, "组织居民，提供场地"));
        }
        fields.push(Field::paragraph("terms.plan", "共建计划", 2000).optional());
        fields.push(Field::paragraph("terms.breach", "违约处理", 500).optional());
        let about = about::of_claim(visit, &claim).await?;
        Ok(Asked { about, fields })
    })
}

async fn the_agreement(visit: &Visit) -> Result<AgreementLine, crate::problem::Problem> {
    visit.find(&Agreement { agreement: visit.id("agreement")? }).await
}

fn sign(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let agreement = the_agreement(visit).await?;
        let called = visit.called(agreement.parties.iter().copied()).await?;
        let parties: Vec<_> = agreement.parties.iter().map(|party| called.of(*party)).collect();
        let terms = &agreement.terms;
        let mut about = vec![
            ("协议", Cell::text(&terms.title)),
            ("签约方", Cell::Text(parties.join("、"))),
            ("期限", Cell::text(format!("{} 至 {}", terms.from, terms.until))),
        ];
        about.extend(terms.duties.iter().map(|duty| {
            let amount = duty.amount.map_or_else(String::new, |amount| format!("，每年 {amount}"));
            let what = format!("{}：{}{amount}", called.of(duty.party), duty.what);
            (duty.kind.chinese(), Cell::Text(what))
        }));
        about.extend(terms.plan.as_ref().map(|plan| ("共建计划", Cell::text(plan))));
        about.extend(terms.breach.as_ref().map(|breach| ("违约处理", Cell::text(breach))));
        let fields =
            vec![Field::fixed("party", about::own(visit)?), Field::fixed("draft", agreement.draft)];
        Ok(Asked { about, fields })
    })
}

fn ask_end(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let agreement = the_agreement(visit).await?;
        let mut fields = reason();
        fields.push(Field::fixed("party", about::own(visit)?));
        Ok(Asked { about: vec![("协议", Cell::text(&agreement.terms.title))], fields })
    })
}
