//! A list of recognition 表彰名单: who is on it and why, and the way to object.

use contracts::Claimer;
use contracts::evaluation::recognition::Candidate;
use contracts::evaluation::{Recognition, RecognitionLine};

use super::{Line, line_page};
use crate::pages::called::{Called, claimers};
use crate::pages::deeds::{self, OBJECT_CANDIDATE};
use crate::pages::lists::recognitions;
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section, Weight};
use crate::pages::{Answer, Visit};

pub(crate) async fn recognition(visit: &Visit) -> Answer {
    let id = visit.id("recognition")?;
    let one = visit.find(&Recognition { recognition: id }).await?;
    let named: Vec<_> = one.list.candidates.iter().map(|candidate| candidate.who).collect();
    let parties = claimers(named);
    let called = visit.called(parties.chain([one.list.body])).await?;
    let rows = one.list.candidates.iter();
    let rows = rows.map(|candidate| row(visit, &one, candidate, &called)).collect();
    let columns = &["对象", "事迹", "结果", "办理"];
    let line = Line {
        here: Place::Elsewhere,
        kind: "表彰名单",
        heading: one.list.title.to_string(),
        badge: Some(recognitions::badge(&one)),
        notice: notice(&one),
        facts: vec![
            ("发布", Cell::Text(called.of(one.list.body))),
            ("评选年度", Cell::maybe(one.list.year.map(|year| format!("{year} 年")))),
            ("公示", Cell::text(format!("{} 个工作日", one.list.working_days))),
            ("公示至", Cell::When(look::moment(one.until))),
        ],
        way: Vec::new(),
        buttons: Vec::new(),
        sections: vec![Section::new("candidates", "名单", columns, rows)],
        history: format!("/history/evaluation/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(one: &RecognitionLine) -> Option<String> {
    match (&one.recognised, one.objections) {
        (Some(_), _) => None,
        (None, 0) => Some(format!("公示至 {}，有异议请在期内提出", look::moment(one.until))),
        (None, waiting) => Some(format!("有 {waiting} 条异议待答复，答复后再确认")),
    }
}

fn row(visit: &Visit, one: &RecognitionLine, candidate: &Candidate, called: &Called) -> Row {
    let result = match &one.recognised {
        Some(recognised) if recognised.contains(&candidate.who) => "表彰",
        Some(_) => "异议成立，未表彰",
        None if one.not_eligible.contains(&candidate.who) => "按现有事实不符合资格",
        None => "",
    };
    let open = one.recognised.is_none() && visit.now() <= one.until;
    let act = if open { Cell::Act(object(visit, candidate.who)) } else { Cell::text("") };
    let name = match candidate.who {
        Claimer::Organisation(organisation) => {
            Cell::link(look::organisation(organisation), called.of(organisation))
        }
        Claimer::Person(_) => Cell::Text(called.claimer(candidate.who)),
    };
    Row { cells: vec![name, Cell::text(&candidate.merits), Cell::text(result), act] }
}

fn object(visit: &Visit, who: Claimer) -> Button {
    let button = deeds::button(OBJECT_CANDIDATE, visit.ids(), Weight::Other);
    let who = match who {
        Claimer::Organisation(organisation) => format!("organisation={organisation}"),
        Claimer::Person(person) => format!("person={person}"),
    };
    Button { href: format!("{}?{who}", button.href), ..button }
}
