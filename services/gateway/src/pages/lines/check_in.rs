//! A check-in 报到: its form 报到单, and the receipt 回执 once the community took it.

use contracts::Role;
use contracts::evaluation::posting::is_adjusted_by;
use contracts::registry::check_in::Who;
use contracts::registry::organisation::Nature;
use contracts::registry::{CheckInForm, CheckInLine, CheckInPaper, CheckInStatus};

use super::{Line, line_page};
use crate::pages::badge::badge;
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Weight};
use crate::pages::{Answer, Visit};

pub(crate) async fn check_in(visit: &Visit) -> Answer {
    let id = visit.id("check_in")?;
    let (of_line, of_form) =
        (contracts::registry::CheckIn { check_in: id }, CheckInForm { check_in: id });
    let (check_in, paper) = tokio::try_join!(visit.find(&of_line), visit.find(&of_form))?;
    let called = visit.called(check_in.who.unit().into_iter().chain([check_in.community])).await?;
    let line = Line {
        here: Place::Elsewhere,
        kind: "报到",
        heading: match check_in.who {
            Who::Unit(unit) => format!("{} 到社区报到", called.of(unit)),
            Who::Person(_) => "党员到社区报到".to_owned(),
        },
        badge: Some(badge(check_in.status)),
        notice: notice(&check_in),
        facts: facts(&check_in, &paper),
        way: Vec::new(),
        buttons: buttons(visit, &check_in),
        sections: Vec::new(),
        history: format!("/history/registry/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(check_in: &CheckInLine) -> Option<String> {
    let reason = || check_in.reason.as_ref().map_or_else(String::new, ToString::to_string);
    let until = || check_in.until.map_or_else(String::new, |until| until.to_string());
    match check_in.status {
        CheckInStatus::Requested => Some("等待社区接收".to_owned()),
        CheckInStatus::Due => Some(format!("将于 {} 到期，请续报", until())),
        CheckInStatus::Returned => Some(format!("已退回：{}。改正后可再次申请。", reason())),
        CheckInStatus::Lapsed => Some(format!("已于 {} 到期，可重新报到", until())),
        CheckInStatus::Ended => Some(format!("已结束：{}", reason())),
        CheckInStatus::Active => None,
    }
}

fn facts(check_in: &CheckInLine, paper: &CheckInPaper) -> Vec<(&'static str, Cell)> {
    let mut facts = vec![
        ("社区", Cell::maybe(paper.community.as_ref())),
        ("主报到", Cell::text(if paper.primary { "是" } else { "" })),
    ];
    if let Some(unit) = &paper.unit {
        facts.extend([
            ("单位", Cell::text(&unit.name)),
            ("性质", Cell::maybe(unit.nature.map(Nature::chinese))),
            ("信用代码", Cell::maybe(unit.credit_code.as_ref().map(|code| code.as_str()))),
            ("地址", Cell::maybe(unit.address.as_ref())),
            ("所在网格", Cell::maybe(unit.area_name.as_ref())),
            ("负责人", Cell::maybe(unit.head.as_ref())),
            ("联络员", Cell::maybe(unit.liaison.as_ref())),
            ("电话", Cell::maybe(unit.phone.as_ref())),
            ("党员人数", Cell::maybe(unit.members)),
        ]);
    }
    if let Some(member) = &paper.member {
        let skills: Vec<_> = member.skills.iter().map(|skill| skill.as_str()).collect();
        facts.extend([
            ("姓名", Cell::maybe(member.name.as_ref())),
            ("电话", Cell::maybe(member.phone.as_ref())),
            ("工作单位", Cell::maybe(member.work_unit.as_ref())),
            ("居住社区", Cell::maybe(member.home_community.as_ref())),
            ("特长", Cell::Text(skills.join("、"))),
            ("服务类别", Cell::Text(member.services.join("、"))),
        ]);
    }
    facts.extend([
        ("能提供什么", Cell::maybe(paper.can_offer.as_ref())),
        ("申请", Cell::When(look::moment(paper.requested_at))),
    ]);
    if let Some(receipt) = &paper.receipt {
        facts.extend([
            ("接收", Cell::When(look::moment(receipt.accepted_at))),
            ("经办", Cell::maybe(receipt.accepted_by.as_ref())),
            ("有效期", Cell::When(format!("至 {}", receipt.until))),
        ]);
    }
    let print = format!("{}/check-ins/{}/print", crate::API, check_in.id);
    facts.push(("打印", Cell::link(print, "报到单与回执")));
    facts
}

fn buttons(visit: &Visit, check_in: &CheckInLine) -> Vec<Button> {
    let receives = visit.acts_for(check_in.community);
    let came = match check_in.who {
        Who::Unit(unit) => visit.acts_as(unit.into()),
        Who::Person(person) => visit.acts_as(person.into()),
    };
    let (main, others): (&[_], &[_]) = match check_in.status {
        CheckInStatus::Requested if receives => (&[ACCEPT_CHECK_IN], &[RETURN_CHECK_IN]),
        CheckInStatus::Due if came || receives => (&[RENEW_CHECK_IN], &[END_CHECK_IN]),
        CheckInStatus::Active if came || receives => (&[], &[END_CHECK_IN]),
        CheckInStatus::Returned | CheckInStatus::Lapsed | CheckInStatus::Ended if came => {
            (&[CHECK_IN], &[])
        }
        CheckInStatus::Requested
        | CheckInStatus::Due
        | CheckInStatus::Active
        | CheckInStatus::Returned
        | CheckInStatus::Lapsed
        | CheckInStatus::Ended => (&[], &[]),
    };
    let mut buttons = deeds::buttons(visit, main, others);
    let stands = matches!(check_in.status, CheckInStatus::Active | CheckInStatus::Due);
    if let Who::Person(person) = check_in.who
        && stands
        && !visit.acts_as(person.into())
    {
        let ids = [("person".to_owned(), person.to_string())];
        let may = [
            (ADJUST_POINTS, visit.role().is_some_and(is_adjusted_by)),
            (EXCUSE_PERSON, visit.role().is_some_and(Role::answers_for_an_area)),
        ];
        let may = may.into_iter().filter(|(_, may)| *may);
        buttons.extend(may.map(|(deed, _)| deeds::button(deed, &ids, Weight::Other)));
    }
    buttons
}
