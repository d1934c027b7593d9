//! The facts 依据 behind a scorecard or one of its items: each leads to where it comes from, and can
//! be objected to by whoever it is about.

use contracts::evaluation::exclusion::{CountedFact, Happened};
use contracts::evaluation::rules::Measure;
use contracts::evaluation::{FactLine, FactSource, Facts, Rules};
use contracts::{Claimer, PageRequest};

use super::{Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::deeds::{self, OBJECT_FACT, STRIKE_FACT};
use crate::pages::lines::scorecard;
use crate::pages::parts::{Button, Cell, Row, Weight};

const COLUMNS: &[&str] = &["事实", "数量", "日期", "来自", "说明", "办理"];

pub(super) async fn facts(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Facts = question(visit, at)?;
    let rules = Rules { year: asked.year };
    let (found, rules) = tokio::try_join!(visit.ask(&asked), visit.ask(&rules))?;
    let called = visit.called(asked.organisation).await?;
    let items = &rules.in_force.card(asked.card).item;
    let item = asked.item.as_ref().and_then(|key| items.iter().find(|item| item.key == *key));
    let own = match (asked.organisation, asked.person) {
        (Some(organisation), _) => visit.acts_for(organisation),
        (None, Some(person)) => visit.acts_as(person.into()),
        (None, None) => false,
    };
    let whose = asked.organisation.map(Claimer::from).or(asked.person.map(Claimer::from));
    let who = match asked.organisation {
        Some(organisation) => called.of(organisation),
        None => "本人".to_owned(),
    };
    let what = item.map_or("全部评分项", |item| item.title.as_str());
    let list = List {
        heading: format!("{who} {} 年评分依据：{what}", asked.year),
        about: "每一项得分都由这些事实算出；对有误的可以提出异议",
        columns: COLUMNS,
        rows: found.items.iter().map(|fact| row(fact, own.then_some(whose).flatten())).collect(),
        total: found.total,
        buttons: vec![back(&asked)],
        empty: Some("还没有计入这一项的事实".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

fn back(asked: &Facts) -> Button {
    let who = (asked.organisation, asked.person);
    let href = scorecard::path(asked.card, who, asked.year);
    Button { label: "回到评分表", href, key: None, weight: Weight::Other }
}

/// `own` is who may object to it.
fn row(fact: &FactLine, own: Option<Claimer>) -> Row {
    let act = |path: &str, fact: values::FactId| {
        let ids = [("fact".to_owned(), fact.to_string())];
        Cell::Act(deeds::button(path, &ids, Weight::Other))
    };
    let measure = fact.measure.chinese();
    let occasion = |id| Cell::link(format!("/occasions/{id}"), measure);
    let object = |happened| match own {
        Some(who) => Cell::Act(deeds::object_counted(CountedFact { happened, who })),
        None => Cell::text(""),
    };
    let (what, from, act) = match fact.source {
        FactSource::Occasion(id) => (occasion(id), "合作事项", object(Happened::Occasion(id))),
        FactSource::Rating { occasion: id, .. } => (occasion(id), "对方评价", Cell::text("")),
        FactSource::Need(need) => {
            // That is said of whoever had the place, and not of whose need it is.
            let is_place = fact.measure == Measure::TeamService;
            let object = if is_place { Cell::text("") } else { object(Happened::Need(need)) };
            (Cell::link(format!("/needs/{need}"), measure), "需求", object)
        }
        FactSource::Attendance { activity, who } => {
            let act = if own.is_some() {
                Cell::Act(deeds::object_attendance(activity, who))
            } else {
                Cell::text("")
            };
            (Cell::link(format!("/activities/{activity}"), measure), "活动出席", act)
        }
        FactSource::NoShow { occasion: id, person } => {
            let act = match own {
                Some(_) => Cell::Act(deeds::object_no_show(id, person)),
                None => Cell::text(""),
            };
            (occasion(id), "服务签到", act)
        }
        FactSource::Entered(id) => {
            let deed = if own.is_some() { OBJECT_FACT } else { STRIKE_FACT };
            (Cell::text(measure), "人工登记", act(deed, id))
        }
    };
    Row {
        cells: vec![
            what,
            Cell::text(fact.quantity),
            Cell::When(fact.on.to_string()),
            Cell::text(from),
            Cell::maybe(fact.evidence.as_ref()),
            act,
        ],
    }
}
