//! What the registry keeps of its visitor 我的资料, all of it: shown, and taken along as a file.

use std::collections::BTreeSet;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use contracts::Role;
use contracts::registry::saved_views::SavedViewLine;
use contracts::registry::{Held, HeldCheckIn, HeldOfPerson, SeatLine};
use serde_json::json;
use values::{OrganisationId, PersonId};

use super::badge::badge;
use super::called::Called;
use super::deeds::{self, CHANGE_HOME, CHANGE_WORK, CORRECT_PERSON, ERASE, LEAVE, SET_SKILLS};
use super::lines::{self, Line, line_page};
use super::lists::people::place;
use super::lists::seats;
use super::look::{self, Place};
use super::parts::{Button, Cell, Row, Section, Weight};
use super::{Answer, Visit, exports, tokens};
use crate::Shown;
use crate::problem::Problem;

/// Where it is as a file.
pub(super) const FILE: &str = "/my-data.json";

async fn held(visit: &Visit) -> Result<(PersonId, HeldOfPerson), Problem> {
    let person = visit.actor()?.person().ok_or_else(Problem::unauthenticated)?;
    Ok((person, visit.find(&Held { person }).await?))
}

/// Every organisation that is named in it.
fn organisations(held: &HeldOfPerson) -> BTreeSet<OrganisationId> {
    let mut all: BTreeSet<_> = held.offices.iter().map(|one| one.organisation).collect();
    if let Some(one) = &held.registered {
        all.extend([one.work_unit, one.home_community].into_iter().flatten());
        all.extend(one.stays.iter().filter_map(|stay| stay.organisation));
    }
    all.extend(held.check_ins.iter().map(|one| one.line.community));
    all.extend(held.seats.iter().flat_map(|seat| [seat.body, seat.unit]));
    let grants = held.account.iter().flat_map(|account| &account.grants);
    all.extend(grants.map(|grant| grant.organisation));
    all.extend(held.tokens.iter().map(|token| token.grant.organisation));
    all
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let (person, held) = held(visit).await?;
    let called = visit.called(organisations(&held)).await?;
    let name = held.registered.as_ref().and_then(|one| one.name.as_ref());
    let name = name.or(held.account.as_ref().and_then(|account| account.name.as_ref()));
    let mut facts = vec![("编号", Cell::text(person)), ("姓名", Cell::maybe(name))];
    facts.extend(held.registered.iter().flat_map(|one| lines::known(one, &called)));
    if let Some(excuse) = &held.excuse {
        let until = format!("至 {}", excuse.until);
        facts.push((
            "免报到",
            Cell::Explained { text: excuse.reason.chinese().to_owned(), under: until },
        ));
    }
    if let Some(account) = &held.account {
        facts.push(("登录名", Cell::maybe(account.login.as_ref())));
        facts.push(("动态验证码", Cell::text(if account.totp { "已启用" } else { "未启用" })));
        facts.push(("上次登录", Cell::maybe(account.signed_in_at.map(look::moment))));
    }
    facts.push(("其他系统资料", Cell::Links(elsewhere(person))));
    let line = Line {
        here: Place::Elsewhere,
        kind: "本人",
        heading: "我的资料".to_owned(),
        badge: None,
        notice: notice(&held).map(str::to_owned),
        facts,
        way: Vec::new(),
        buttons: buttons(visit, person, &held),
        sections: sections(&held, &called),
        history: format!("/history/registry/{person}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

/// Nobody who is on no roster is told that they left one.
fn notice(held: &HeldOfPerson) -> Option<&'static str> {
    match &held.registered {
        None => Some("您不在任何组织的名册上，这里只有账号的资料"),
        Some(one) if one.left => Some("您已移出名册"),
        Some(_) => None,
    }
}

/// What other lists hold under the same id.
fn elsewhere(person: PersonId) -> Vec<(&'static str, String)> {
    vec![
        ("认领", format!("/claims?person={person}")),
        ("服务记录", format!("/records?person={person}")),
        ("积分和星级", "/mine".to_owned()),
    ]
}

/// Whoever reads everything changes nothing, of themselves either.
fn buttons(visit: &Visit, person: PersonId, held: &HeldOfPerson) -> Vec<Button> {
    let (href, key) = (FILE.to_owned(), None);
    let mut buttons =
        vec![Button { label: "导出我的资料（JSON）", href, key, weight: Weight::Main }];
    let deeds: &[&str] = match &held.registered {
        Some(_) if visit.role() == Some(Role::Auditor) => &[],
        Some(one) if one.left => &[CORRECT_PERSON, CHANGE_WORK, CHANGE_HOME, ERASE],
        Some(_) => &[CORRECT_PERSON, CHANGE_WORK, CHANGE_HOME, SET_SKILLS, LEAVE, ERASE],
        None => &[],
    };
    let ids = [("person".to_owned(), person.to_string())];
    buttons.extend(deeds.iter().map(|path| deeds::button(path, &ids, Weight::Other)));
    buttons
}

fn sections(held: &HeldOfPerson, called: &Called) -> Vec<Section> {
    let offices = held.offices.iter().map(|one| Row {
        cells: vec![place(Some(one.organisation), called), Cell::text(one.office.chinese())],
    });
    let grants = held.account.iter().flat_map(|account| &account.grants);
    let grants = grants.map(|grant| Row {
        cells: vec![place(Some(grant.organisation), called), Cell::text(grant.role.names().1)],
    });
    let view = |view: &SavedViewLine| Row {
        cells: vec![
            Cell::link(view.address.to_string(), &view.name),
            Cell::When(look::moment(view.saved_at)),
        ],
    };
    let seat = |seat: &SeatLine| seats::row(seat, called);
    let token =
        |token: &contracts::registry::TokenLine| Row { cells: tokens::cells(token, called) };
    let mut sections = Vec::new();
    sections.extend(held.registered.as_ref().map(|one| lines::stays(one, called)));
    let others = [
        Section::new(
            "check-ins",
            "报到",
            &["社区", "状态", "申请", "愿意参加的服务", "能提供什么"],
            held.check_ins.iter().map(|one| came(one, called)).collect(),
        ),
        Section::new("offices", "职务", &["组织", "职务"], offices.collect()),
        Section::new("seats", "兼职委员", seats::COLUMNS, held.seats.iter().map(seat).collect()),
        Section::new("roles", "账号的角色", &["组织", "角色"], grants.collect()),
        Section::new(
            "tokens",
            "接口令牌",
            &tokens::COLUMNS,
            held.tokens.iter().map(token).collect(),
        ),
        Section::new(
            "views",
            "常用视图",
            &["名称", "保存"],
            held.saved_views.iter().map(view).collect(),
        ),
    ];
    sections.extend(others.into_iter().filter(|section| section.total > 0));
    sections
}

fn came(one: &HeldCheckIn, called: &Called) -> Row {
    let services: Vec<_> = one.services.iter().map(|service| service.as_str()).collect();
    Row {
        cells: vec![
            Cell::link(format!("/check-ins/{}", one.line.id), called.of(one.line.community)),
            Cell::Badge(badge(one.line.status)),
            Cell::When(look::day(one.line.requested_at)),
            Cell::Text(services.join("、")),
            Cell::maybe(one.can_offer.as_ref()),
        ],
    }
}

/// All of it as a file, with what the organisations in it are called.
pub(super) async fn file(visit: &Visit) -> Answer {
    let (person, held) = held(visit).await?;
    let all = organisations(&held);
    let called = visit.called(all.iter().copied()).await?;
    let names: serde_json::Map<_, _> =
        all.iter().map(|id| (id.to_string(), called.of(*id).into())).collect();
    let said = json!({
        "person": person, "exported_at": visit.now(), "held": held, "organisations": names,
    });
    let text = serde_json::to_vec_pretty(&said).expect("its keys are texts");
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_DISPOSITION, exports::attached("我的资料.json"));
    Ok(response)
}
