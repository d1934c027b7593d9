//! One line of a plan 匹配方案, explained: why these two, what decided it, and what another offer for
//! the need would cost.

use contracts::matching::plan::{Alternative, Plan, PlanLineExplained, PlanLineWhy};
use contracts::matching::{Competitor, ScorePart};
use values::{NeedId, OfferId, PlanId};

use super::lines::{Line, line_page};
use super::look::Place;
use super::parts::{Button, Cell, Row, Section, Weight};
use super::{Answer, Visit, lists};
use crate::chinese;

const PARTS: &[&str] = &["看什么", "得分", "权重（千分之）", "说明", "依据"];
const ALTERNATIVES: &[&str] = &["另一条资源", "供给方", "合适度", "方案已给", "换它的代价"];
const COMPETITORS: &[&str] = &["用同一资源的其他需求", "方案给它"];

pub(super) async fn show(visit: &Visit) -> Answer {
    let (plan, need, offer): (PlanId, NeedId, OfferId) =
        (visit.id("plan")?, visit.id("need")?, visit.id("offer")?);
    let (of_plan, of_line) = (Plan { plan }, PlanLineWhy { plan, need, offer });
    let (detail, one) = tokio::try_join!(visit.find(&of_plan), visit.find(&of_line))?;
    let called = visit.called([]).await?;
    let (name, of) = lists::plans::heading(&detail.summary);
    let href = format!("/plans/{plan}");
    let back = Button { label: "回到方案", href, key: None, weight: Weight::Other };
    let line = Line {
        here: Place::Elsewhere,
        kind: "方案的一行",
        heading: format!("{name}（{of}）：{}", one.need_title),
        badge: None,
        notice: notice(&one),
        facts: facts(&one),
        way: Vec::new(),
        buttons: vec![back],
        sections: sections(&one),
        history: format!("/history/matching/{plan}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

/// The lists have moved on since.
fn notice(one: &PlanLineExplained) -> Option<String> {
    let unit = one.unit.chinese();
    let reasons: Vec<_> = one.why_not.iter().map(|why| chinese::why_not(*why)).collect();
    match (reasons.is_empty(), one.now == one.quantity || one.fixed) {
        (false, _) => Some(format!("编制之后清单有了变化：{}", reasons.join("；"))),
        (true, false) => Some(format!(
            "编制之后清单有了变化：按今日清单重算，这一行为 {} {unit}；以下理由按今日清单",
            one.now
        )),
        (true, true) => None,
    }
}

fn facts(one: &PlanLineExplained) -> Vec<(&'static str, Cell)> {
    let decided = match (one.fixed, one.decided) {
        (true, _) => "由人定下，不由目标决定".to_owned(),
        (false, Some(cost)) => format!("没有这一行：{}", chinese::costs(cost)),
        (false, None) => "换别的安排，各目标也不受影响".to_owned(),
    };
    let price = match one.price {
        Some(cost) => format!("紧缺：别处少一份就{}", chinese::costs(cost)),
        None => "有余量，不影响别处".to_owned(),
    };
    vec![
        ("需求", Cell::link(format!("/needs/{}", one.need), &one.need_title)),
        ("需求方", Cell::maybe(one.asking_name.as_ref())),
        ("资源", Cell::link(format!("/offers/{}", one.offer), &one.offer_title)),
        ("供给方", Cell::maybe(one.giving_name.as_ref())),
        ("数量", Cell::text(format!("{} {}", one.quantity, one.unit.chinese()))),
        ("合适度", Cell::text(format!("{} 分", one.score / 10))),
        ("为什么合适", Cell::Text(chinese::reasons(&one.parts))),
        ("哪个目标定的", Cell::Text(decided)),
        ("资源紧不紧", Cell::Text(price)),
    ]
}

fn sections(one: &PlanLineExplained) -> Vec<Section> {
    let parts = one.parts.iter().map(|part| part_row(one, part)).collect();
    let others = one.alternatives.iter().map(|other| other_row(one, other)).collect();
    let competing = one.competitors.iter().map(|other| competitor_row(one, other)).collect();
    vec![
        Section::new("parts", "合适度由什么组成", PARTS, parts),
        Section::new("alternatives", "需求还可以用什么，换它的代价", ALTERNATIVES, others)
            .of(one.fitting, "")
            .or("没有别的合适资源"),
        Section::new("competitors", "谁还用这条资源", COMPETITORS, competing).or("没有别的需求"),
    ]
}

fn part_row(line: &PlanLineExplained, one: &ScorePart) -> Row {
    Row {
        cells: vec![
            Cell::text(chinese::part(one.part)),
            Cell::text(one.score),
            Cell::text(one.weight),
            Cell::maybe(chinese::reason(*one)),
            Cell::Text(chinese::fact(one.part, &line.facts)),
        ],
    }
}

fn other_row(line: &PlanLineExplained, other: &Alternative) -> Row {
    let cost = match (other.possible, other.cost) {
        (false, _) => "已给了别处，换不了".to_owned(),
        (true, Some(cost)) => chinese::costs(cost),
        (true, None) => "没有代价".to_owned(),
    };
    let planned = match other.planned {
        0 => String::new(),
        planned => format!("{planned} {}", line.unit.chinese()),
    };
    Row {
        cells: vec![
            Cell::link(format!("/offers/{}", other.offer), &other.title),
            Cell::maybe(other.owner_name.as_ref()),
            Cell::text(format!("{} 分", other.score / 10)),
            Cell::Text(planned),
            Cell::Text(cost),
        ],
    }
}

fn competitor_row(line: &PlanLineExplained, other: &Competitor) -> Row {
    Row {
        cells: vec![
            Cell::link(format!("/needs/{}", other.need), &other.title),
            Cell::text(format!("{} {}", other.planned, line.unit.chinese())),
        ],
    }
}
