//! A service record: who recorded it, and who confirms it.

use contracts::projects::{Project, Record, RecordLine, RecordStatus};

use super::{Line, line_page};
use crate::pages::badge::badge;
use crate::pages::deeds::{self, CONFIRM, CORRECT, COUNTER};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell};
use crate::pages::{Answer, Visit, lists};

pub(crate) async fn record(visit: &Visit) -> Answer {
    let id = visit.id("record")?;
    let record = visit.find(&Record { record: id }).await?;
    let project = visit.find(&Project { project: record.project }).await?;
    let called = visit.called(lists::records::parties(std::slice::from_ref(&record))).await?;
    let service = &record.service;
    let to = |label: &'static str, text: &str, other: Option<values::RecordId>| {
        other.map(|other| (label, Cell::link(format!("/records/{other}"), text)))
    };
    let mut facts = vec![
        ("项目", Cell::link(format!("/projects/{}", project.id), &project.title)),
        ("日期", Cell::When(service.date.to_string())),
        ("时长", Cell::text(format!("{} 分钟", service.minutes))),
        ("人数", Cell::text(format!("{} 人", service.people))),
        ("交付", Cell::text(format!("{}{}", service.quantity, project.amount.unit.chinese()))),
        ("供给方", Cell::text(called.claimer(record.giving))),
        ("需求方", Cell::text(called.of(record.asking))),
        ("登记", Cell::When(look::moment(record.recorded_at))),
    ];
    facts.extend(to("更正自", "更正前的记录", record.corrects));
    facts.extend(to("更正为", "更正后的记录", record.instead));
    let line = Line {
        here: Place::Projects,
        kind: "服务记录",
        heading: service.what.to_string(),
        badge: Some(badge(record.status)),
        notice: record.reason.as_ref().map(|reason| format!("冲销原因：{reason}")),
        facts,
        way: Vec::new(),
        buttons: buttons(visit, &record),
        sections: Vec::new(),
        history: format!("/history/projects/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

/// Whoever recorded it does not confirm it.
fn buttons(visit: &Visit, record: &RecordLine) -> Vec<Button> {
    let person = visit.actor.as_ref().and_then(contracts::Actor::person);
    let own = person.is_some() && person == record.recorded_by;
    let side = visit.acts_as(record.giving) || visit.acts_for(record.asking);
    let (main, others): (&[_], &[_]) = match record.status {
        RecordStatus::Recorded if side && !own => (&[CONFIRM], &[CORRECT, COUNTER]),
        RecordStatus::Recorded | RecordStatus::Confirmed if side => (&[], &[CORRECT, COUNTER]),
        RecordStatus::Recorded | RecordStatus::Confirmed | RecordStatus::Countered => (&[], &[]),
    };
    deeds::buttons(visit, main, others)
}
