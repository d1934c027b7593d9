//! The handling 办理 of a need on its page: who has it, how long still, and what is to be done.

use contracts::Role;
use contracts::needs::limits::Limit;
use contracts::needs::{HandlingLine, HandlingStage, NeedLine, NeedStatus};
use values::time;

use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::handling_card;
use crate::pages::called::Called;
use crate::pages::deeds::{self, *};
use crate::pages::look;
use crate::pages::parts::{Button, Cell, Row, Section};

/// What is known of it.
pub(super) fn facts(
    visit: &Visit,
    handling: &HandlingLine,
    called: &Called,
) -> Vec<(&'static str, Cell)> {
    let since = handling.ended_at.unwrap_or(visit.now());
    let days = time::days_between(time::date_at(handling.since), time::date_at(since));
    let mut facts = vec![("总时长", Cell::text(format!("{days} 天")))];
    if handling.ended_at.is_some() {
        return facts;
    }
    let due = handling.clock.due_at;
    let until = match &handling.question {
        Some(question) => format!("等待答复，至 {}", look::moment(question.until)),
        None => format!("{}，{}", look::moment(due), look::until(due, visit.now())),
    };
    facts.push(("办理时限", Cell::Text(format!("{}：{until}", handling.step.chinese()))));
    facts.push(("办理单位", Cell::text(called.of(handling.holder.organisation))));
    facts.extend(handling.card.map(|card| ("督办", Cell::Badge(handling_card(card)))));
    facts.extend(handling.question.iter().map(|asked| ("提问", Cell::text(&asked.question))));
    let measure = match handling.clock.limit {
        Some(Limit::WorkingDays(_)) => "个工作日",
        Some(Limit::Hours(_)) | None => "小时",
    };
    let asked = handling.extension_asked.map(|by| format!("申请延长 {by} {measure}，待上级审批"));
    let answered = handling.extended.map(|granted| if granted { "已批准" } else { "未批准" });
    facts.push(("延期", Cell::maybe(asked.or(answered.map(str::to_owned)))));
    facts
}

/// Where it has been, and what the visitor can do about it; nothing where neither is the case.
pub(super) fn section(
    visit: &Visit,
    need: &NeedLine,
    handling: Option<&HandlingLine>,
    called: &Called,
) -> Option<Section> {
    let buttons = buttons(visit, need, handling);
    let stages = handling.map_or(&[][..], |handling| handling.stages.as_slice());
    if buttons.is_empty() && stages.len() < 2 {
        return None;
    }
    let row = |stage: &HandlingStage| Row {
        cells: vec![
            Cell::text(called.of(stage.organisation)),
            Cell::When(look::moment(stage.since)),
            Cell::maybe(stage.reason.as_ref()),
            Cell::maybe(stage.answer.as_ref()),
        ],
    };
    let columns = &["办理单位", "起", "上报原因", "答复"];
    let rows = stages.iter().map(row).collect();
    Some(Section::new("handling", "办理", columns, rows).with(buttons).or("还没有开始计时"))
}

fn buttons(visit: &Visit, need: &NeedLine, handling: Option<&HandlingLine>) -> Vec<Button> {
    let Some(handling) = handling else {
        let closed = need.status == NeedStatus::Closed;
        let begin: &[_] = if visit.acts_for(need.owner) && !closed { &[BEGIN] } else { &[] };
        return deeds::buttons(visit, &[], begin);
    };
    if handling.ended_at.is_some() {
        return Vec::new();
    }
    if !visit.acts_for(handling.holder.organisation) {
        let judges = handling.extension_asked.is_some() && is_officer(visit);
        return deeds::buttons(visit, if judges { &[ANSWER_EXTENSION] } else { &[] }, &[]);
    }
    if handling.question.is_some() {
        return deeds::buttons(visit, &[TAKE_ANSWER], &[]);
    }
    // Whoever asks for itself has nobody to ask.
    let mut others = if need.has_raiser { vec![ASK] } else { vec![] };
    let unasked = handling.extension_asked.is_none() && handling.extended.is_none();
    others.extend((unasked && handling.clock.limit.is_some()).then_some(ASK_EXTENSION));
    others.extend((handling.stages.len() > 1).then_some(ANSWER_BELOW));
    others.push(ESCALATE);
    deeds::buttons(visit, &[COMPLETE], &others)
}

/// Whoever stands above communities may be the one to judge it; the rules say who is.
fn is_officer(visit: &Visit) -> bool {
    visit.role().is_some_and(Role::is_officer)
}
