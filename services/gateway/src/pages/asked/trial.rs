//! A plan tried with something otherwise 试算.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use contracts::PageRequest;
use contracts::matching::plan::{
    NeedChanged, Plan, PlanDetail, PlanLines, PlanTrial, TrialOutcome,
};
use contracts::matching::{Aim, Part};
use contracts::registry::taxonomy::Category;
use values::{PlanId, Text, Unit};

use super::{AskedKind, Field, OfPlan, aims, pairs};
use crate::Shown;
use crate::pages::deeds::about;
use crate::pages::parts::{Cell, Choice, Row, Section, choices};
use crate::pages::{Answer, Visit, areas, html};
use crate::problem::Problem;
use crate::reading;

const AIMS: &[&str] = &["目标（按次序）", "按今日清单重算", "改后"];
const NEEDS: &[&str] = &["需求", "需求方", "按今日清单重算", "改后"];
const PAIRS: &[&str] = &["需求", "资源", "按今日清单重算", "改后"];

/// That the form was sent, be it with nothing in it.
const ASKED: &str = "asked";

/// What each part of the score is asked for as.
const WEIGHTS: [(Part, &str, &str); 7] = [
    (Part::Category, "category_weight", "类别的权重（千分之）"),
    (Part::Tags, "tags_weight", "名称的权重"),
    (Part::Text, "text_weight", "内容的权重"),
    (Part::Nearness, "nearness_weight", "距离的权重"),
    (Part::Time, "time_weight", "时间的权重"),
    (Part::Reliability, "reliability_weight", "信誉的权重"),
    (Part::Preference, "preference_weight", "结对或协议的权重"),
];

/// What would be better with other aims, weights, resources or limits, and whom it would serve.
pub(in crate::pages) async fn trial(visit: &Visit) -> Answer {
    let plan: PlanId = visit.id("plan")?;
    let detail = visit.find(&Plan { plan }).await?;
    let is_asked = !visit.parameters.is_empty();
    let texts = visit.parameters.iter().filter(|(name, _)| name != ASKED);
    let mut texts: reading::Texts<'_> =
        texts.map(|(name, text)| (name.as_str().into(), text.as_str().into())).collect();
    let is_changed = !texts.is_empty();
    texts.push(("plan".into(), plan.to_string().into()));
    let trial: PlanTrial = reading::query(&texts)?;
    let wrong = faults(&trial);
    let problem = match (is_asked, is_changed, wrong.is_empty()) {
        (true, false, _) => Some("没有改任何一项，请先改一处再试算"),
        (true, true, false) => Some("请改正标出的各项"),
        (true, true, true) | (false, _, _) => None,
    };
    let mut fields = trial_fields(visit, &detail).await?;
    for field in &mut fields {
        let fault = wrong.iter().find(|(name, _)| *name == field.name);
        field.error = fault.map(|(_, said)| *said);
    }
    let sections = if is_asked && problem.is_none() {
        tried(&visit.find(&trial).await?, is_weighed(&trial))
    } else {
        Vec::new()
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let asked = OfPlan {
        title: "试算匹配方案",
        kind: "试算",
        about: "改一改再算一遍，看哪里会更好、多满足了谁；不改变任何数据",
        problem,
        fields,
        sections,
    };
    Ok(html(status, &asked.page(visit, &detail.summary).await?))
}

fn weights(trial: &PlanTrial) -> [Option<u16>; 7] {
    [
        trial.category_weight,
        trial.tags_weight,
        trial.text_weight,
        trial.nearness_weight,
        trial.time_weight,
        trial.reliability_weight,
        trial.preference_weight,
    ]
}

fn is_weighed(trial: &PlanTrial) -> bool {
    weights(trial).iter().any(Option::is_some)
}

/// What cannot be tried so, by the field that is to be filled or changed.
fn faults(trial: &PlanTrial) -> Vec<(&'static str, &'static str)> {
    let is_added = trial.added_category.is_some();
    let adds = trial.added_quantity.is_some()
        || trial.added_unit.is_some()
        || trial.added_subcategory.is_some()
        || trial.added_area.is_some()
        || trial.added_from.is_some()
        || trial.added_until.is_some();
    let limits = trial.quota_category.is_some() || trial.quota_lots.is_some();
    let has_amount = trial.added_quantity.is_some_and(|quantity| quantity > 0);
    let checks = [
        (!is_added && adds, ("added_category", "请选择添哪一类资源")),
        (is_added && !has_amount, ("added_quantity", "请填写添多少，至少为 1")),
        (is_added && trial.added_unit.is_none(), ("added_unit", "请选择计量")),
        (trial.quota_of.is_none() && limits, ("quota_of", "请选择改哪家单位的上限")),
        (weights(trial) == [Some(0); 7], ("category_weight", "至少一项权重须大于 0")),
    ];
    checks.into_iter().filter_map(|(is_wrong, fault)| is_wrong.then_some(fault)).collect()
}

async fn trial_fields(visit: &Visit, detail: &PlanDetail) -> Result<Vec<Field>, Problem> {
    let field = |name, label, kind| Field::new(visit, name, label, kind);
    let none = |none: &str, field: Field| Field { none: none.to_owned(), ..field };
    let first = |aim: &Aim| {
        let others = Aim::ALL.into_iter().filter(|other| other != aim);
        let order: Vec<_> = std::iter::once(*aim).chain(others).map(Aim::code).collect();
        Choice { value: order.join(","), label: aim.chinese().to_owned() }
    };
    // Those that give, as far as one page of lines names them, and those with a limit.
    let (plan, page) = (detail.summary.id, PageRequest::first(PageRequest::LIMIT_MAX));
    let lines = PlanLines { plan, organisation: None, need: None, page };
    let lines = visit.ask(&lines).await?;
    let giving = lines.items.iter().filter_map(|line| line.giving.zip(line.giving_name.as_ref()));
    let limited = detail.limited.iter().filter_map(|unit| {
        let name = unit.name.as_ref()?;
        Some((unit.organisation, name))
    });
    let units: BTreeMap<_, _> = giving.chain(limited).collect();
    let unit = |(id, name): (values::OrganisationId, &Text<60>)| Choice {
        value: id.to_string(),
        label: name.to_string(),
    };
    let area = areas::of(visit, detail.summary.scope.organisation).await?;
    let inside = match area {
        Some(area) => areas::inside(visit, area).await?,
        None => Vec::new(),
    };
    // Each with what it counts today, from the least to the most of a category.
    let today = |part| {
        let known = detail.weights.iter().flat_map(|of| &of.weights);
        let known = known.filter(|known| known.part == part).map(|known| known.weight);
        match (known.clone().min(), known.max()) {
            (Some(least), Some(most)) if least < most => format!("按类别 {least}～{most}"),
            (Some(weight), _) => weight.to_string(),
            (None, _) => String::new(),
        }
    };
    let weight =
        |(part, name, label)| none(&today(part), field(name, label, AskedKind::Number(1000)));
    let kinds = about::subcategories(visit, None).await?;
    let aims = Aim::ALL.iter().map(first).collect();
    let of_unit = units.into_iter().map(unit).collect();
    let mut fields = vec![
        field("aims", "最先的目标", AskedKind::Choice(aims)),
        none(
            "不添",
            field("added_category", "添一条资源", AskedKind::Choice(choices::<Category>())),
        ),
        none("不限", field("added_subcategory", "哪个子类", AskedKind::Choice(kinds))),
        none("", field("added_quantity", "添多少", AskedKind::Number(values::Amount::MAX))),
        none("请选择", field("added_unit", "计量", AskedKind::Choice(choices::<Unit>()))),
        none("不限", field("added_area", "服务范围", AskedKind::Choice(inside))),
        field("added_from", "从哪天起可用", AskedKind::Date),
        field("added_until", "可用至", AskedKind::Date),
        field("quota_of", "改一家单位的每月上限", AskedKind::Choice(of_unit)),
        none("合计", field("quota_category", "哪一类", AskedKind::Choice(choices::<Category>()))),
        none("不限", field("quota_lots", "上限（份，空为不限）", AskedKind::Number(1_000_000))),
    ];
    fields.extend(WEIGHTS.map(weight));
    Ok(fields)
}

/// By other weights quality is summed on another scale: nobody can say which is better.
fn tried(outcome: &TrialOutcome, is_weighed: bool) -> Vec<Section> {
    let needs = outcome.needs.iter().map(need_row).collect();
    vec![
        aims(AIMS, &outcome.aims, |aim| !(is_weighed && aim == Aim::Quality)),
        Section::new("needs", "谁得到的不一样了", NEEDS, needs).or("各需求得到的份额不变"),
        pairs(PAIRS, &outcome.pairs, outcome.changed),
    ]
}

fn need_row(one: &NeedChanged) -> Row {
    let unit = one.unit.chinese();
    Row {
        cells: vec![
            Cell::link(format!("/needs/{}", one.need), &one.title),
            Cell::maybe(one.owner_name.as_ref()),
            Cell::text(format!("{} {unit}", one.before)),
            Cell::text(format!("{} {unit}", one.after)),
        ],
    }
}
