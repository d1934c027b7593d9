//! The menu of open activities 活动菜单, and who signed up.

use contracts::projects::activity::{Presence, Theme};
use contracts::projects::{Activities, ActivityLine, ActivityStatus, SignUpLine, Standing};
use contracts::{Claimer, PageRequest};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::{Badge, OVER, badge};
use crate::pages::called::Called;
use crate::pages::deeds::{self, COPY_MENU, PLAN_ACTIVITY};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["活动", "状态", "开始", "地点", "主办", "名额", "报名截止"];
pub(crate) const SIGNED_UP: &[&str] = &["活动", "谁", "人数", "报名", "到场"];

pub(super) async fn activities(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Activities = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(found.items.iter().map(|one| one.organiser)).await?;
    let mut filters = vec![
        Filter::of::<Theme>(visit, "theme", "主题"),
        Filter::of::<ActivityStatus>(visit, "status", "状态"),
    ];
    filters.extend(Filter::mine(visit, "organiser", "只看本组织主办"));
    let organises = visit.organisation().is_some_and(|own| visit.acts_for(own));
    let others: &[_] = if organises { &[PLAN_ACTIVITY, COPY_MENU] } else { &[] };
    let list = List {
        heading: "活动菜单".to_owned(),
        about: "开放的组织生活和服务活动，按开始时间排列；党员、居民和组织都可以报名",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, &[], others),
        empty: Some("菜单上还没有活动".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// An activity in a table of [`COLUMNS`].
pub(crate) fn row(one: &ActivityLine, called: &Called) -> Row {
    let details = &one.details;
    let href = format!("/activities/{}", one.id);
    let (text, under) = (details.title.to_string(), details.theme.chinese().to_owned());
    Row {
        cells: vec![
            Cell::Link { text, under, href },
            Cell::Badge(badge(one.status)),
            Cell::When(look::moment(details.times.from)),
            Cell::text(&details.place),
            Cell::Text(called.of(one.organiser)),
            Cell::Text(places(one)),
            Cell::When(look::moment(details.times.sign_up_until)),
        ],
    }
}

/// How many places are left, and how many are waited for.
pub(crate) fn places(one: &ActivityLine) -> String {
    let capacity = one.details.capacity;
    let left = capacity.saturating_sub(one.taken);
    match one.waiting {
        0 => format!("余 {left} / {capacity}"),
        waiting => format!("余 {left} / {capacity}，候补 {waiting}"),
    }
}

/// The organisations that signed up.
pub(crate) fn parties(found: &[SignUpLine]) -> impl Iterator<Item = OrganisationId> {
    found.iter().filter_map(|one| Claimer::from(one.who).organisation())
}

/// Has it a place, and nobody said yet whether they came?
pub(crate) fn is_unrecorded(one: &SignUpLine) -> bool {
    one.standing == Standing::Placed && one.attendance.is_none()
}

/// A sign-up in a table of [`SIGNED_UP`].
pub(crate) fn signed_up(one: &SignUpLine, called: &Called) -> Row {
    let standing = match one.cancelled {
        Some(_) => Badge { text: "活动已取消".to_owned(), tone: OVER },
        None => badge(one.standing),
    };
    Row {
        cells: vec![
            Cell::link(format!("/activities/{}", one.activity), &one.title),
            Cell::Text(called.claimer(one.who.into())),
            Cell::text(one.places),
            Cell::Badge(standing),
            Cell::maybe(one.attendance.map(presence)),
        ],
    }
}

fn presence(presence: Presence) -> String {
    match presence {
        Presence::Came { people, minutes } => format!("到场 {people} 人，{minutes} 分钟"),
        Presence::Excused => "请假".to_owned(),
        Presence::Absent => "缺席".to_owned(),
    }
}
