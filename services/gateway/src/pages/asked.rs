//! What people ask of the matcher, and nothing changes by it: a plan tried with something
//! otherwise, two plans compared, whether a need and an offer fit.

mod trial;

use askama::Template;
use axum::http::StatusCode;
use contracts::PageRequest;
use contracts::matching::plan::{
    ADDED, ComparePlans, Plan, PlanDetail, PlanStatus, PlanSummary, Plans,
};
use contracts::matching::{
    Aim, AimChanged, FoundItem, FoundKind, PairChanged, PairExplained, Search, Why,
};
use contracts::needs::Need;
use values::{NeedId, OfferId, PlanId, Text};

use super::look::{Place, Shell};
use super::parts::{Button, Cell, Choice, Row, Section, Weight};
use super::{Answer, Visit, html, lists};
use crate::Shown;
use crate::chinese;
use crate::problem::Problem;

pub(super) use trial::trial;

const AIMS_OF_TWO: &[&str] = &["目标（按次序）", "本方案", "另一份"];
const PAIRS_OF_TWO: &[&str] = &["需求", "资源", "本方案", "另一份"];
const FITTING: &[&str] = &["资源", "合不合适", "为什么", "对全局"];

/// How many plans are offered to compare with, and how many offers are looked at.
const PLANS: PageRequest = PageRequest::first(50);
const OFFERS: PageRequest = PageRequest::first(10);

/// What is asked for in the address.
struct Field {
    name: &'static str,
    label: &'static str,
    kind: AskedKind,
    value: String,
    /// What it means to say nothing.
    none: String,
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
        Self { name, label, kind, value, none: "不改".to_owned(), error: None }
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

/// What is asked of one plan, and found.
struct OfPlan {
    title: &'static str,
    kind: &'static str,
    about: &'static str,
    problem: Option<&'static str>,
    fields: Vec<Field>,
    sections: Vec<Section>,
}

impl OfPlan {
    async fn page(self, visit: &Visit, plan: &PlanSummary) -> Result<AskedPage, Problem> {
        let Self { title, kind, about, problem, fields, sections } = self;
        let called = visit.called([]).await?;
        let (name, of) = lists::plans::heading(plan);
        Ok(AskedPage {
            shell: Shell::new(visit, Place::Elsewhere, title, &called),
            kind,
            heading: format!("{name}（{of}）"),
            about,
            verb: kind,
            buttons: back(format!("/plans/{}", plan.id), "回到方案"),
            problem,
            fields,
            sections,
        })
    }
}

fn back(href: String, label: &'static str) -> Vec<Button> {
    vec![Button { label, href, key: None, weight: Weight::Other }]
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
    let choice = |other: &PlanSummary| {
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
    let other = Field::new(visit, "other", "另一份方案", AskedKind::Choice(others));
    let asked = OfPlan {
        title: "比较两份匹配方案",
        kind: "比较",
        about: "选另一份方案，看两份哪里不一样；没有列出的行两份都一样",
        problem,
        fields: vec![Field { none: "请选择".to_owned(), ..other }],
        sections,
    };
    Ok(html(StatusCode::OK, &asked.page(visit, &detail.summary).await?))
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
