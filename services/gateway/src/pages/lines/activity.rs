//! An activity: when and where, how many places are left, who signed up, who came.

use contracts::projects::activity::{Audience, Participant};
use contracts::projects::{Activity, ActivityLine, ActivityStatus, SignUpLine, SignUps};
use contracts::{Page, PageRequest, Role};

use super::{Line, line_page};
use crate::Shown;
use crate::pages::badge::badge;
use crate::pages::deeds::{
    self, ATTENDED, CANCEL_ACTIVITY, CANCEL_SIGN_UP, CANCEL_SIGN_UP_FOR, CONFIRM_ATTENDANCE,
    MISSED, POSTPONE_ACTIVITY, PUBLISH_ACTIVITY, REVISE_ACTIVITY, SIGN_UP, SIGN_UP_FOR,
};
use crate::pages::lists::activities;
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Section};
use crate::pages::{Answer, Visit};

pub(crate) async fn activity(visit: &Visit) -> Answer {
    let id = visit.id("activity")?;
    let one = visit.find(&Activity { activity: id }).await?;
    let organises = visit.acts_for(one.organiser);
    let of = |organisation| SignUps {
        activity: Some(id),
        organisation,
        page: PageRequest::first(PageRequest::LIMIT_MAX),
    };
    // Everybody else is shown the own sign-up, and that of the organisation acted for, if any.
    let own = visit.organisation().filter(|own| !organises && visit.acts_for(*own));
    let mut signed_up: Page<SignUpLine> = visit.ask(&of(None)).await?;
    if own.is_some() {
        let theirs = visit.ask(&of(own)).await?;
        signed_up.total += theirs.total;
        signed_up.items.extend(theirs.items);
    }
    let parties = activities::parties(&signed_up.items).chain([one.organiser]);
    let called = visit.called(parties).await?;
    let people = signed_up.items.iter().filter_map(|line| match line.who {
        Participant::Person(person) => Some(person),
        Participant::Organisation(_) => None,
    });
    let called = visit.with_persons(called, people).await?;
    let rows = signed_up.items.iter().map(|line| activities::signed_up(line, &called)).collect();
    let heading = if organises { "报名" } else { "我的报名" };
    let section = Section::new("sign-ups", heading, activities::SIGNED_UP, rows)
        .of(signed_up.total, "")
        .or("还没有人报名");
    let details = &one.details;
    let open_to: Vec<_> = details.open_to.iter().map(|one| one.chinese()).collect();
    let line = Line {
        here: Place::Elsewhere,
        kind: "活动",
        heading: details.title.to_string(),
        badge: Some(badge(one.status)),
        notice: notice(&one),
        facts: vec![
            ("主题", Cell::text(details.theme.chinese())),
            ("时间", Cell::Text(time(&one))),
            ("地点", Cell::text(&details.place)),
            ("主办", Cell::Text(called.of(one.organiser))),
            ("面向", Cell::Text(open_to.join("、"))),
            ("名额", Cell::Text(activities::places(&one))),
            ("报名截止", Cell::Text(look::moment(details.times.sign_up_until))),
            ("到场", Cell::maybe(one.came.map(|came| format!("{came} 人")))),
            ("说明", Cell::maybe(details.about.as_ref())),
        ],
        way: Vec::new(),
        buttons: buttons(visit, &one, &signed_up, organises),
        sections: Some(section).filter(|it| organises || it.total > 0).into_iter().collect(),
        history: format!("/history/projects/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn time(one: &ActivityLine) -> String {
    let times = &one.details.times;
    format!("{} 至 {}", look::moment(times.from), look::moment(times.until))
}

fn notice(one: &ActivityLine) -> Option<String> {
    let cancelled = one.cancelled.as_ref().map(|why| format!("活动已取消：{why}"));
    let postponed = || one.postponed.as_ref().map(|why| format!("活动已改期：{why}"));
    cancelled.or_else(postponed)
}

fn buttons(
    visit: &Visit,
    one: &ActivityLine,
    signed_up: &Page<SignUpLine>,
    organises: bool,
) -> Vec<Button> {
    let begun = visit.now() >= one.details.times.from;
    match one.status {
        ActivityStatus::Draft if organises => {
            deeds::buttons(visit, &[PUBLISH_ACTIVITY], &[REVISE_ACTIVITY, CANCEL_ACTIVITY])
        }
        ActivityStatus::Published if organises && begun => {
            // Whoever waits in vain for a place is recorded nowhere.
            match signed_up.items.iter().any(activities::is_unrecorded) {
                true => deeds::buttons(visit, &[ATTENDED], &[MISSED]),
                false => deeds::buttons(visit, &[CONFIRM_ATTENDANCE], &[]),
            }
        }
        ActivityStatus::Published if organises => {
            deeds::buttons(visit, &[], &[POSTPONE_ACTIVITY, CANCEL_ACTIVITY])
        }
        ActivityStatus::Published if begun => Vec::new(),
        ActivityStatus::Published => {
            let open = visit.now() <= one.details.times.sign_up_until;
            let is_invited = |audience| open && one.details.open_to.contains(&audience);
            let is_in = |participant: fn(&Participant) -> bool| {
                signed_up.items.iter().any(|line| participant(&line.who))
            };
            let as_one = match visit.role() {
                Some(Role::Resident) => Some(Audience::Residents),
                Some(role) if role.takes_part() => Some(Audience::Members),
                Some(_) | None => None,
            };
            let acts = visit.organisation().is_some_and(|own| visit.acts_for(own));
            let (mut join, mut leave) = (Vec::new(), Vec::new());
            if is_in(|who| matches!(who, Participant::Person(_))) {
                leave.push(CANCEL_SIGN_UP);
            } else if as_one.is_some_and(is_invited) {
                join.push(SIGN_UP);
            }
            if is_in(|who| matches!(who, Participant::Organisation(_))) {
                leave.push(CANCEL_SIGN_UP_FOR);
            } else if acts && is_invited(Audience::Organisations) {
                join.push(SIGN_UP_FOR);
            }
            deeds::buttons(visit, &join, &leave)
        }
        ActivityStatus::Draft | ActivityStatus::Cancelled | ActivityStatus::Held => Vec::new(),
    }
}
