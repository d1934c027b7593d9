//! An objection 异议, and its answer.

use contracts::Role;
use contracts::evaluation::{Objection, RaisedObjectionLine};

use super::{Line, line_page};
use crate::pages::deeds::{self, DISMISS, UPHOLD};
use crate::pages::lists::objections;
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell};
use crate::pages::{Answer, Visit};

pub(crate) async fn objection(visit: &Visit) -> Answer {
    let id = visit.id("objection")?;
    let one = visit.find(&Objection { objection: id }).await?;
    let called = visit.called(one.answerer).await?;
    let own = visit.acts_as(one.by.into());
    let line = Line {
        here: Place::Elsewhere,
        kind: "异议",
        heading: format!("对{}的异议", objections::about(one.target).plain().0),
        badge: Some(objections::badge(&one)),
        notice: notice(&one),
        facts: vec![
            ("针对", objections::about(one.target)),
            ("理由", Cell::text(&one.reason)),
            ("提出人", Cell::text(if own { "本人" } else { "（不公开姓名）" })),
            ("由谁答复", Cell::Text(objections::answerer(&one, &called))),
            ("答复期限", Cell::When(look::moment(one.answer_until))),
            ("提出", Cell::When(look::moment(one.raised_at))),
            ("答复", Cell::maybe(one.answer.as_ref())),
        ],
        way: Vec::new(),
        buttons: buttons(visit, &one),
        sections: Vec::new(),
        history: format!("/history/evaluation/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(one: &RaisedObjectionLine) -> Option<String> {
    match one.upheld {
        Some(true) => Some("异议成立，所涉内容不再计入".to_owned()),
        Some(false) => None,
        None => Some(format!("须在 {} 前答复", look::moment(one.answer_until))),
    }
}

fn buttons(visit: &Visit, one: &RaisedObjectionLine) -> Vec<Button> {
    let answers = match one.answerer {
        Some(answerer) => visit.acts_for(answerer),
        // What is nobody's is the city's.
        None => visit.role().is_some_and(Role::decides_for_the_city),
    };
    let open = one.upheld.is_none() && answers && !visit.acts_as(one.by.into());
    if open { deeds::buttons(visit, &[UPHOLD], &[DISMISS]) } else { Vec::new() }
}
