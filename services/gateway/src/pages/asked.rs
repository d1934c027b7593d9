//! What people ask of the matcher, and nothing changes by it: a plan tried with something
//! otherwise, two plans compared, whether a need and an offer fit.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use contracts::PageRequest;
use contracts::matching::plan::{
    ADDED, ComparePlans, NeedChanged, Plan, PlanDetail, PlanStatus, PlanTrial, Plans, TrialOutcome,
};
use contracts::matching::{
    Aim, AimChanged, FoundItem, FoundKind, PairChanged, PairExplained, Search, Why,
};
use contracts::needs::Need;
use contracts::registry::taxonomy::Category;
use values::{NeedId, OfferId, PlanId, Text, Unit};

use super::look::{Place, Shell};
use super::parts::{Button, Cell, Choice, Row, Section, Weight, choices};
use super::{Answer, Visit, areas, html, lists};
use crate::Shown;
use crate::chinese;
use crate::problem::Problem;
use crate::reading;

const AIMS: &[&str] = &["目标（按次序）", "按今日清单重算", "改后"];
const NEEDS: &[&str] = &["需求", "需求方", "按今日清单重算", "改后"];
const PAIRS: &[&str] = &["需求", "资源", "按今日清单重算", "改后"];
const AIMS_OF_TWO: &[&str] = &["目标（按次序）", "本方案", "另一份"];
const PAIRS_OF_TWO: &[&str] = &["需求", "资源", "本方案", "另一份"];
const FITTING: &[&str] = &["资源", "合不合适", "为什么", "对全局"];

/// How many plans are offered to compare with, and how many offers are looked at.
const PLANS: PageRequest = PageRequest::first(50);
const OFFERS: PageRequest = PageRequest::first(10);

/// That the form was sent, be it with nothing in it.
const ASKED: &str = "asked";

/// What is asked for in the address.
struct Field {
    name: &'static str,
    label: &'static str,
    kind: AskedKind,
    value: String,
    /// What it means to say nothing.
    none: &'static str,
    /// What is wrong with it.
    error: Option<&'static str>,
}

enum AskedKind {
    Words,
    Number(u64),
    Date,
    Choice(Vec<Choice>),
}

impl Field {
    fn new(visit: &Visit, name: &'static str, label: &'static str, kind: AskedKind) -> Self {
        let value = visit.parameter(name).unwrap_or_default().to_owned();
        Self { name, label, kind, value, none: "不改", error: None }
    }
}

#[derive(Template)]
#[template(path = "asked.html")]
struct AskedPage {
    shell: Shell,
    kind: &'static str,
    heading: String,
    about: &'static str,
    verb: &'static str,
    buttons: Vec<Button>,
    /// Why nothing was done.
    problem: Option<&'static str>,
    fields: Vec<Field>,
    sections: Vec<Section>,
}

/// The ways from a plan to what can be asked of it.
pub(super) fn of_plan(visit: &Visit, detail: &PlanDetail) -> Vec<Button> {
    let plan = detail.summary.id;
    let way = |label, verb| {
        let href = format!("/plans/{plan}/{verb}");
        Button { label, href, key: None, weight: Weight::Other }
    };
    let compare = way("与另一份方案比较", "compare");
    let is_open = match detail.summary.status {
        PlanStatus::Computed | PlanStatus::Proposed => true,
        PlanStatus::Published | PlanStatus::Withdrawn => false,
    };
    let plans = is_open && visit.acts_for(detail.summary.scope.organisation);
    if plans { vec![way("试算", "trial"), compare] } else { vec![compare] }
}

/// The way from a need to why something fits it or not.
pub(super) fn of_need(need: NeedId) -> Button {
    let href = format!("/needs/{need}/fit");
    Button { label: "查某条资源合不合适", href, key: None, weight: Weight::Other }
}

fn back(href: String, label: &'static str) -> Vec<Button> {
    vec![Button { label, href, key: None, weight: Weight::Other }]
}

/// What would be better with other aims, weights, resources or limits, and whom it would serve.
pub(super) async fn trial(visit: &Visit) -> Answer {
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
    let called = visit.called([]).await?;
    let (name, of) = lists::plans::heading(&detail.summary);
    let page = AskedPage {
        shell: Shell::new(visit, Place::Elsewhere, "试算匹配方案", &called),
        kind: "试算",
        heading: format!("{name}（{of}）"),
        about: "改一改再算一遍，看哪里会更好、多满足了谁；不改变任何数据",
        verb: "试算",
        buttons: back(format!("/plans/{plan}"), "回到方案"),
        problem,
        fields,
        sections,
    };
    Ok(html(status, &page))
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
        || trial.added_area.is_some()
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
    let none = |none, field: Field| Field { none, ..field };
    let first = |aim: &Aim| {
        let others = Aim::ALL.into_iter().filter(|other| other != aim);
        let order: Vec<_> = std::iter::once(*aim).chain(others).map(Aim::code).collect();
        Choice { value: order.join(","), label: aim.chinese().to_owned() }
    };
    let units: BTreeMap<_, _> =
        detail.lines.iter().filter_map(|line| line.giving.zip(line.giving_name.as_ref())).collect();
    let unit = |(id, name): (values::OrganisationId, &Text<60>)| Choice {
        value: id.to_string(),
        label: name.to_string(),
    };
    let area = areas::of(visit, detail.summary.scope.organisation).await?;
    let inside = match area {
        Some(area) => areas::inside(visit, area).await?,
        None => Vec::new(),
    };
    // Each with what it counts today, which the matcher says.
    let weight = |(name, label, today)| none(today, field(name, label, AskedKind::Number(1000)));
    let weights = [
        ("category_weight", "类别的权重（千分之）", "300"),
        ("tags_weight", "名称的权重", "100"),
        ("text_weight", "内容的权重", "150"),
        ("nearness_weight", "距离的权重", "200"),
        ("time_weight", "时间的权重", "100"),
        ("reliability_weight", "信誉的权重", "75"),
        ("preference_weight", "结对的权重", "75"),
    ];
    let aims = Aim::ALL.iter().map(first).collect();
    let of_unit = units.into_iter().map(unit).collect();
    let mut fields = vec![
        field("aims", "最先的目标", AskedKind::Choice(aims)),
        none(
            "不添",
            field("added_category", "添一条资源", AskedKind::Choice(choices::<Category>())),
        ),
        none("", field("added_quantity", "添多少", AskedKind::Number(values::Amount::MAX))),
        none("请选择", field("added_unit", "计量", AskedKind::Choice(choices::<Unit>()))),
        none("不限", field("added_area", "服务范围", AskedKind::Choice(inside))),
        field("added_until", "可用至", AskedKind::Date),
        field("quota_of", "改一家单位的每月上限", AskedKind::Choice(of_unit)),
        none("合计", field("quota_category", "哪一类", AskedKind::Choice(choices::<Category>()))),
        none("不限", field("quota_lots", "上限（份，空为不限）", AskedKind::Number(1_000_000))),
    ];
    fields.extend(weights.map(weight));
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

fn aims(
    columns: &'static [&'static str],
    changed: &[AimChanged],
    is_judged: impl Fn(Aim) -> bool,
) -> Section {
    let verdict = |one: AimChanged| if is_judged(one.aim) { better(one) } else { "" };
    let row = |one: &AimChanged| Row {
        cells: vec![
            Cell::text(one.aim.chinese()),
            Cell::text(one.before),
            Cell::Explained { text: one.after.to_string(), under: verdict(*one).to_owned() },
        ],
    };
    Section::new("aims", "目标", columns, changed.iter().map(row).collect()).or("各目标不变")
}

/// Of fairness less is better.
fn better(AimChanged { aim, before, after }: AimChanged) -> &'static str {
    let (before, after) = match aim {
        Aim::Fair => (after, before),
        Aim::Urgent | Aim::Cover | Aim::Value | Aim::Quality => (before, after),
    };
    match after.cmp(&before) {
        std::cmp::Ordering::Greater => "更好",
        std::cmp::Ordering::Less => "更差",
        std::cmp::Ordering::Equal => "",
    }
}

fn pairs(columns: &'static [&'static str], pairs: &[PairChanged], changed: usize) -> Section {
    let row = |one: &PairChanged| Row {
        cells: vec![
            Cell::link(format!("/needs/{}", one.need), &one.need_title),
            match one.offer {
                ADDED => Cell::text("（试添的资源）"),
                offer => Cell::link(format!("/offers/{offer}"), &one.offer_title),
            },
            Cell::text(one.before),
            Cell::text(one.after),
        ],
    };
    let rows = pairs.iter().map(row).collect();
    Section::new("pairs", "哪些行不一样", columns, rows).of(changed, "").or("每一行都一样")
}

/// In what another plan differs from this one.
pub(super) async fn compare(visit: &Visit) -> Answer {
    let plan: PlanId = visit.id("plan")?;
    let detail = visit.find(&Plan { plan }).await?;
    let organisation = Some(detail.summary.scope.organisation);
    let others = visit.ask(&Plans { organisation, status: None, page: PLANS }).await?;
    let choice = |other: &contracts::matching::plan::PlanSummary| {
        let (name, of) = lists::plans::heading(other);
        let day = super::look::day(other.computed_at);
        let label = format!("{day} {name}（{of}，{}）", other.status.chinese());
        Choice { value: other.id.to_string(), label }
    };
    let others = others.items.iter().filter(|other| other.id != plan);
    let others: Vec<_> = others.map(choice).collect();
    let problem = others.is_empty().then_some("还没有另一份方案可以比较");
    let other = match visit.parameter("other") {
        Some(id) => Some(id.parse().map_err(|_| Problem::unreadable_parameter("other"))?),
        None => None,
    };
    let sections = match other {
        Some(other) => {
            let found = visit.find(&ComparePlans { plan, other: PlanId(other) }).await?;
            vec![
                aims(AIMS_OF_TWO, &found.aims, |_| true),
                pairs(PAIRS_OF_TWO, &found.pairs, found.changed),
            ]
        }
        None => Vec::new(),
    };
    let called = visit.called([]).await?;
    let (name, of) = lists::plans::heading(&detail.summary);
    let other = Field::new(visit, "other", "另一份方案", AskedKind::Choice(others));
    let page = AskedPage {
        shell: Shell::new(visit, Place::Elsewhere, "比较两份匹配方案", &called),
        kind: "比较",
        heading: format!("{name}（{of}）"),
        about: "选另一份方案，看两份哪里不一样；没有列出的行两份都一样",
        verb: "比较",
        buttons: back(format!("/plans/{plan}"), "回到方案"),
        problem,
        fields: vec![Field { none: "请选择", ..other }],
        sections,
    };
    Ok(html(StatusCode::OK, &page))
}

/// Whether offers that the visitor names fit a need, and why.
pub(super) async fn fit(visit: &Visit) -> Answer {
    let need: NeedId = visit.id("need")?;
    let one = visit.find(&Need { need }).await?;
    let mut sections = Vec::new();
    if let Some(text) = visit.parameter("text") {
        let text = Text::new(text).map_err(|_| Problem::unreadable_parameter("text"))?;
        let (what, page) = (Some(FoundKind::Offer), OFFERS);
        let asked = Search { text, what, category: None, owner: None, listed: None, page };
        let found = visit.ask(&asked).await?;
        let mut rows = Vec::new();
        for item in &found.items {
            let explained = visit.ask(&Why { need, offer: OfferId(item.id) }).await?;
            rows.extend(explained.map(|explained| fit_row(item, &explained)));
        }
        let shown = found.items.len();
        let heading = match found.total > shown {
            true => format!("找到的资源（只列出前 {shown} 条，可换更长的词），共"),
            false => "找到的资源".to_owned(),
        };
        let section = Section::new("fitting", heading, FITTING, rows).of(found.total, "");
        sections.push(section.or("没有找到这样的资源，可以试试更短的词、拼音或首字母"));
    }
    let called = visit.called([]).await?;
    let page = AskedPage {
        shell: Shell::new(visit, Place::Needs, "合不合适", &called),
        kind: "合不合适",
        heading: one.title.to_string(),
        about: "输入资源的名称，看它合不合适这条需求，为什么",
        verb: "查看",
        buttons: back(format!("/needs/{need}"), "回到需求"),
        problem: None,
        fields: vec![Field::new(visit, "text", "资源名称、拼音或首字母", AskedKind::Words)],
        sections,
    };
    Ok(html(StatusCode::OK, &page))
}

fn fit_row(item: &FoundItem, explained: &PairExplained) -> Row {
    let score = format!("{} 分", explained.score / 10);
    let (fits, why) = match explained.why_not.is_empty() {
        true => (score, chinese::reasons(&explained.parts)),
        false => {
            let reasons: Vec<_> =
                explained.why_not.iter().map(|why| chinese::why_not(*why)).collect();
            ("不合适".to_owned(), reasons.join("；"))
        }
    };
    let (standing, under) =
        explained.suggestion.as_ref().map(|one| chinese::standing(one)).unwrap_or_default();
    Row {
        cells: vec![
            Cell::Link {
                text: item.title.to_string(),
                under: item.owner_name.as_ref().map_or_else(String::new, ToString::to_string),
                href: format!("/offers/{}", item.id),
            },
            Cell::text(fits),
            Cell::Text(why),
            Cell::Explained { text: standing, under },
        ],
    }
}
