//! Agreements: drafted 谈约, signed 签约, published 亮约, performed 履约, reviewed 评约.

use std::collections::BTreeSet;

use contracts::PageRequest;
use contracts::projects::agreement::{
    self, DUTIES_MAX, Duty, DutyKind, Responsible, Terms, Verdict,
};
use contracts::projects::claim::Side;
use contracts::projects::{Agreement, AgreementDrafts, AgreementLine, DraftLine};
use contracts::registry::{CheckInStatus, CheckIns};
use values::{Amount, OrganisationId, Text, Unit, time};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::called::Called;
use crate::pages::parts::{Cell, Choice};
use crate::problem::Problem;

pub(crate) const DRAFT: &str = "/claims/{claim}/agreement";
pub(crate) const DRAFT_FRAME: &str = "/organisations/{organisation}/agreement";
pub(crate) const REDRAFT: &str = "/agreements/{agreement}/redraft";
pub(crate) const DELEGATE: &str = "/agreements/{agreement}/delegate";
pub(crate) const SIGN: &str = "/agreements/{agreement}/sign";
pub(crate) const PUBLISH: &str = "/agreements/{agreement}/publish";
pub(crate) const RECORD_QUARTER: &str = "/agreements/{agreement}/record-quarter";
pub(crate) const REVIEW_AGREEMENT: &str = "/agreements/{agreement}/review";
pub(crate) const ASK_END: &str = "/agreements/{agreement}/ask-end";
pub(crate) const BREAK: &str = "/agreements/{agreement}/break";

/// How many duties may be added to those there are.
const MORE_DUTIES: usize = 3;

pub(super) fn deeds() -> Vec<Deed> {
    let drafted = "协议已起草，请各方负责人签署。";
    vec![
        deed::<agreement::Draft>(DRAFT, "起草共建协议", "起草协议", drafted)
            .found(draft)
            .makes("agreement", "/agreements/{made}"),
        deed::<agreement::Draft>(DRAFT_FRAME, "起草框架协议", "起草框架协议", drafted)
            .found(draft_frame)
            .told_by_fields::<agreement::Draft>()
            .makes("agreement", "/agreements/{made}"),
        deed::<agreement::Redraft>(REDRAFT, "修改、补充或续签协议", "修改、补充或续签", drafted)
            .found(redraft),
        deed::<agreement::Delegate>(DELEGATE, "委托他人签署", "委托签署", "已委托，期内可代签。")
            .found(delegate),
        deed::<agreement::Sign>(SIGN, "签署协议", "签署", "已签署。").found(sign),
        deed::<agreement::Publish>(PUBLISH, "亮约", "亮约（公开）", "协议已公开。"),
        deed::<agreement::RecordQuarter>(
            RECORD_QUARTER,
            "登记季度履约情况",
            "登记季度情况",
            "已登记，街道可以看到。",
        )
        .found(quarter),
        deed::<agreement::Review>(REVIEW_AGREEMENT, "评约", "评约", "已评约。").found(review),
        deed::<agreement::AskEnd>(
            ASK_END,
            "提请终止协议",
            "提请终止",
            "已提出；各方都同意后终止。",
        )
        .found(ask_end)
        .grave(),
        deed::<agreement::Break>(BREAK, "因违约解除协议", "因违约解除", "已解除。")
            .found(break_off)
            .grave(),
    ]
}

/// What the form of a draft begins with.
struct Begun<'t> {
    parties: Vec<OrganisationId>,
    /// Who else may become one of them by this very form, and so may have duties.
    thirds: Vec<OrganisationId>,
    duties: Vec<Duty>,
    /// What is in force or was drafted before.
    terms: Option<&'t Terms>,
}

/// What is agreed on, with rows for the duties there are and some more.
async fn terms(visit: &Visit, begun: Begun<'_>) -> Result<Vec<Field>, Problem> {
    let Begun { parties, thirds, duties, terms } = begun;
    let parties = [parties, thirds].concat();
    let called = visit.called(parties.iter().copied()).await?;
    let today = time::date_at(visit.now());
    let (from, until) = match terms {
        Some(terms) => (terms.from, terms.until),
        None => (today, time::plus_days(today, 364)),
    };
    let mut fields = vec![
        Field::line("terms.title", "协议名称", 60).value("共建协议"),
        Field::line("terms.project", "项目名称", 60).optional().hint("各方签齐后以此名称立项"),
        Field::date("terms.from", "开始日期").value(from).codes(&["agreement.term_out_of_order"]),
        Field::date("terms.until", "截止日期").value(until),
        Field::paragraph("terms.plan", "共建计划", 2000).optional(),
        Field::paragraph("terms.breach", "违约处理", 500).optional(),
    ];
    if let Some(terms) = terms {
        let said = [
            Some(terms.title.to_string()),
            terms.project.as_ref().map(Text::to_string),
            None,
            None,
            terms.plan.as_ref().map(Text::to_string),
            terms.breach.as_ref().map(Text::to_string),
        ];
        fields = fields.into_iter().zip(said).map(|(field, said)| field.or(said)).collect();
    }
    let rows = (duties.len() + MORE_DUTIES).min(DUTIES_MAX);
    for row in 0..rows {
        fields.extend(duty(row, duties.get(row), &parties, &called));
    }
    fields.extend(responsible(visit, terms.map_or(&[][..], |terms| &terms.responsible)).await?);
    Ok(fields)
}

/// Where the third party stands in the form: behind the names of the agreement and the project.
const THIRD_AT: usize = 2;

/// Who else may be a party: units that checked in with a community that is one.
async fn thirds(visit: &Visit, parties: &[OrganisationId]) -> Result<Vec<OrganisationId>, Problem> {
    let (status, page) = (Some(CheckInStatus::Active), PageRequest::first(PageRequest::LIMIT_MAX));
    let mut units = BTreeSet::new();
    for party in parties {
        let community = Some(*party);
        let there = visit.ask(&CheckIns { community, status, page, ..Default::default() }).await?;
        units.extend(there.items.into_iter().filter_map(|line| line.who.unit()));
    }
    Ok(units.into_iter().filter(|unit| !parties.contains(unit)).collect())
}

/// One of them, if any, as the party at that place.
async fn third(visit: &Visit, at: usize, thirds: &[OrganisationId]) -> Result<Field, Problem> {
    let called = visit.called(thirds.iter().copied()).await?;
    let choice =
        |unit: &OrganisationId| Choice { value: unit.to_string(), label: called.of(*unit) };
    Ok(Field::choice(format!("parties.{at}"), "第三方", thirds.iter().map(choice).collect())
        .hint("在同一社区报到的单位；三方协议才填，职责可由其承担")
        .codes(&["agreement.parties_out_of_place"])
        .optional())
}

/// One row of the duties.
fn duty(
    row: usize,
    duty: Option<&Duty>,
    parties: &[OrganisationId],
    called: &Called,
) -> [Field; 5] {
    let place = |field: &str| format!("terms.duties.{row}.{field}");
    let label = |what: &str| format!("职责 {}：{what}", row + 1);
    let party =
        |party: &OrganisationId| Choice { value: party.to_string(), label: called.of(*party) };
    let amount = duty.and_then(|duty| duty.amount);
    let fields = [
        Field::line(place("what"), label("内容"), 200)
            .or(duty.map(|duty| &duty.what))
            .codes(&["agreement.duties_out_of_place", "agreement.duties_moved"]),
        Field::of::<DutyKind>(place("kind"), label("类别")).or(duty.map(|duty| duty.kind.code())),
        Field::choice(place("party"), label("承担方"), parties.iter().map(party).collect())
            .kept(duty.map(|duty| duty.party)),
        Field::number(place("amount.quantity"), label("每年数量"), Amount::MAX, "")
            .hint("填了才计算履约率")
            .or(amount.map(|amount| amount.quantity)),
        Field::of::<Unit>(place("amount.unit"), label("单位"))
            .or(amount.map(|amount| amount.unit.code())),
    ];
    let [what, kind, party, quantity, unit] = fields;
    let [quantity, unit] = [quantity, unit].map(Field::optional);
    // What is emptied is left out; a draft has one duty at least.
    match row {
        0 => [what, kind, party, quantity, unit],
        _ => [what.optional(), kind.optional(), party.optional(), quantity, unit],
    }
}

/// Who answers for the visitor's own side; what other parties say of theirs stays.
async fn responsible(visit: &Visit, known: &[Responsible]) -> Result<Vec<Field>, Problem> {
    let own = about::own(visit)?;
    let (theirs, others): (Vec<_>, Vec<_>) = known.iter().partition(|line| line.party == own);
    let kept = others.iter().enumerate();
    let mut fields: Vec<_> =
        kept.map(|(at, line)| Field::fixed(format!("terms.responsible.{at}"), line)).collect();
    let place = |field: &str| format!("terms.responsible.{}.{field}", others.len());
    let theirs = theirs.first();
    let codes = &["agreement.duties_out_of_place"];
    fields.extend([
        Field::choice(place("leader"), "本方责任领导", about::own_people(visit).await?)
            .kept(theirs.map(|line| line.leader))
            .codes(codes)
            .optional(),
        Field::choice(place("liaison"), "本方联络员", about::own_people(visit).await?)
            .kept(theirs.map(|line| line.liaison))
            .optional(),
        Field::fixed(place("party"), own),
    ]);
    Ok(fields)
}

fn first_duty(party: OrganisationId, what: &str) -> Option<Duty> {
    let what = Text::new(what).ok()?;
    Some(Duty { party, kind: DutyKind::Service, what, amount: None })
}

fn draft(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let claim = about::claim(visit).await?;
        let (claimer, counterpart) = (claim.claimer.organisation(), claim.counterpart);
        let (giving, asking) = match claim.side {
            Side::Giving => (claimer, counterpart),
            Side::Asking => (counterpart, claimer),
        };
        let duties = [
            giving.and_then(|giving| first_duty(giving, "按约提供服务")),
            asking.and_then(|asking| first_duty(asking, "组织居民，提供场地")),
        ];
        let parties: Vec<_> = [giving, asking].into_iter().flatten().collect();
        let thirds = thirds(visit, &parties).await?;
        // The two sides of the claim are parties without being named.
        let third = third(visit, 0, &thirds).await?;
        let begun =
            Begun { parties, thirds, duties: duties.into_iter().flatten().collect(), terms: None };
        let mut fields = terms(visit, begun).await?;
        fields.insert(THIRD_AT, third);
        let title = about::title_of(visit, &claim).await?;
        let project = fields.iter_mut().find(|field| field.name == "terms.project");
        project.into_iter().for_each(|field| field.value.clone_from(&title));
        let about = about::of_claim(visit, &claim).await?;
        Ok(Asked { about, fields })
    })
}

/// A frame for claims to come, with the organisation in the path.
fn draft_frame(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let parties = vec![about::own(visit)?, visit.id("organisation")?];
        let called = visit.called(parties.iter().copied()).await?;
        let duties = parties.iter().filter_map(|party| first_duty(*party, "按约履行")).collect();
        let names: Vec<_> = parties.iter().map(|party| called.of(*party)).collect();
        let sides = (0..).zip(&parties);
        let sides: Vec<_> = sides
            .map(|(at, party): (usize, _)| Field::fixed(format!("parties.{at}"), party))
            .collect();
        let thirds = thirds(visit, &parties).await?;
        let third = third(visit, parties.len(), &thirds).await?;
        let mut fields = terms(visit, Begun { parties, thirds, duties, terms: None }).await?;
        fields.insert(THIRD_AT, third);
        fields.extend(sides);
        Ok(Asked { about: vec![("签约方", Cell::Text(names.join("、")))], fields })
    })
}

/// While it is negotiated, a counter-draft; afterwards a supplement, or a renewal where it begins
/// after the term.
fn redraft(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (agreement, newest) = tokio::try_join!(the_agreement(visit), newest_draft(visit))?;
        let pending = agreement.in_force != Some(newest.number);
        let open = pending && visit.now() <= newest.sign_until;
        let known = if open { &newest.terms } else { &agreement.terms };
        let (parties, duties) = (agreement.parties.clone(), known.duties.clone());
        let begun = Begun { parties, thirds: Vec::new(), duties, terms: Some(known) };
        let mut fields = terms(visit, begun).await?;
        if agreement.in_force.is_some() {
            let from = fields.iter_mut().find(|field| field.name == "terms.from");
            let hint = format!("{} 以后开始的为续签，其余为补充协议", agreement.terms.until);
            from.into_iter().for_each(|field| field.hint.clone_from(&hint));
        }
        Ok(Asked { about: vec![of_agreement(&agreement)], fields })
    })
}

fn of_agreement(agreement: &AgreementLine) -> (&'static str, Cell) {
    let to = format!("/agreements/{}", agreement.id);
    ("协议", Cell::link(to, &agreement.terms.title))
}

fn delegate(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let agreement = the_agreement(visit).await?;
        let fields = vec![
            Field::choice("person", "受托人", about::own_people(visit).await?),
            Field::date("until", "委托期限至")
                .value(time::plus_months(time::date_at(visit.now()), 1))
                .hint("最长一年")
                .codes(&["agreement.delegation_out_of_range"]),
            Field::fixed("party", about::own(visit)?),
        ];
        Ok(Asked { about: vec![of_agreement(&agreement)], fields })
    })
}

/// The years in which something was in force, the newest first.
async fn years(visit: &Visit, agreement: &AgreementLine) -> Result<Vec<Choice>, Problem> {
    let drafts = visit.find(&AgreementDrafts { agreement: agreement.id }).await?.drafts;
    let concluded = drafts.iter().filter(|draft| draft.concluded_at.is_some());
    let first = concluded.map(|draft| draft.terms.from).min().unwrap_or(agreement.terms.from);
    let last = agreement.terms.until.year().min(time::date_at(visit.now()).year());
    let years = (first.year()..=last).rev();
    let choice = |year: i16| Choice { value: year.to_string(), label: format!("{year} 年") };
    Ok(years.map(choice).collect())
}

fn quarter(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let agreement = the_agreement(visit).await?;
        let numbers = (1..=4_u8).zip(["第一季度", "第二季度", "第三季度", "第四季度"]);
        let quarter =
            |(n, label): (u8, &str)| Choice { value: n.to_string(), label: label.to_owned() };
        // The one that has been owed for longest.
        let due = agreement.quarters_due.first();
        let fields = vec![
            Field::numbered("year", "年度", years(visit, &agreement).await?)
                .or(due.map(|due| due.year))
                .codes(&["agreement.quarter_out_of_range", "agreement.already_said"]),
            Field::numbered("quarter", "季度", numbers.map(quarter).collect())
                .or(due.map(|due| due.quarter))
                .hint("已经结束的季度"),
            Field::paragraph("summary", "履约情况", 1000).hint("报街道；已确认的服务由系统计数"),
        ];
        Ok(Asked { about: vec![of_agreement(&agreement)], fields })
    })
}

fn review(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let agreement = the_agreement(visit).await?;
        let fields = vec![
            Field::numbered("year", "年度", years(visit, &agreement).await?)
                .codes(&["agreement.year_out_of_range", "agreement.already_said"]),
            Field::of::<Verdict>("verdict", "评价").value(Verdict::Fulfilled.code()),
            Field::paragraph("remark", "说明", 500).optional(),
            Field::fixed("party", about::own(visit)?),
        ];
        Ok(Asked { about: vec![of_agreement(&agreement)], fields })
    })
}

fn break_off(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let agreement = the_agreement(visit).await?;
        let own = about::own(visit)?;
        let called = visit.called(agreement.parties.iter().copied()).await?;
        let others = agreement.parties.iter().filter(|party| **party != own);
        let other =
            |party: &OrganisationId| Choice { value: party.to_string(), label: called.of(*party) };
        let mut fields = vec![Field::choice("breaching", "违约方", others.map(other).collect())];
        fields.extend(reason());
        fields.push(Field::fixed("party", own));
        Ok(Asked { about: vec![of_agreement(&agreement)], fields })
    })
}

async fn the_agreement(visit: &Visit) -> Result<AgreementLine, Problem> {
    visit.find(&Agreement { agreement: visit.id("agreement")? }).await
}

/// What is to be signed, or was written last.
async fn newest_draft(visit: &Visit) -> Result<DraftLine, Problem> {
    let drafts = visit.find(&AgreementDrafts { agreement: visit.id("agreement")? }).await?;
    drafts.drafts.into_iter().next_back().ok_or_else(Problem::not_found)
}

fn sign(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let DraftLine { number, purpose, parties, terms, .. } = newest_draft(visit).await?;
        let called = visit.called(parties.iter().copied()).await?;
        let names: Vec<_> = parties.iter().map(|party| called.of(*party)).collect();
        let mut about = vec![
            (purpose.chinese(), Cell::text(&terms.title)),
            ("签约方", Cell::Text(names.join("、"))),
            ("期限", Cell::text(format!("{} 至 {}", terms.from, terms.until))),
        ];
        about.extend(terms.duties.iter().map(|duty| {
            let amount = duty.amount.map_or_else(String::new, |amount| format!("，每年 {amount}"));
            let what = format!("{}：{}{amount}", called.of(duty.party), duty.what);
            (duty.kind.chinese(), Cell::Text(what))
        }));
        about.extend(terms.plan.as_ref().map(|plan| ("共建计划", Cell::text(plan))));
        about.extend(terms.breach.as_ref().map(|breach| ("违约处理", Cell::text(breach))));
        let fields = vec![Field::fixed("party", about::own(visit)?), Field::fixed("draft", number)];
        Ok(Asked { about, fields })
    })
}

fn ask_end(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let agreement = the_agreement(visit).await?;
        let mut fields = reason();
        fields.push(Field::fixed("party", about::own(visit)?));
        Ok(Asked { about: vec![of_agreement(&agreement)], fields })
    })
}
