//! Accounts 账号: for the administrators, each with what is theirs to do about it.

use contracts::registry::account::{Disabling, Grant};
use contracts::registry::{AccountLine, Accounts};
use contracts::{PageRequest, Role};
use values::OrganisationId;

use super::{Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::{BAD, Badge, GOOD, OVER, WAITS};
use crate::pages::called::Called;
use crate::pages::deeds::{self, OPEN_ACCOUNT};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};
use crate::problem::Problem;

const COLUMNS: &[&str] = &["登录名", "状态", "姓名", "角色", "动态验证码", "上次登录"];

pub(super) async fn accounts(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Accounts = question(visit, at)?;
    let found = visit.ask(&asked).await?.ok_or_else(Problem::not_found)?;
    let called = visit.called(organisations(&found.items)).await?;
    let opens = visit.role() == Some(Role::SystemAdministrator);
    let list = List {
        heading: "账号".to_owned(),
        about: "系统管理员管账号，安全管理员管角色，审计管理员看访问记录；三者不兼任",
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        buttons: if opens { deeds::buttons(visit, &[OPEN_ACCOUNT], &[]) } else { Vec::new() },
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// In which they have roles.
pub(crate) fn organisations(accounts: &[AccountLine]) -> impl Iterator<Item = OrganisationId> {
    accounts.iter().flat_map(|one| one.grants.iter().map(|grant| grant.organisation))
}

/// A role, and where.
pub(crate) fn role(grant: &Grant, called: &Called) -> String {
    format!("{}（{}）", grant.role.names().1, called.of(grant.organisation))
}

/// How one stands.
pub(crate) fn badge(one: &AccountLine) -> Badge {
    let (text, tone) = match (one.disabled, one.locked_until, one.active) {
        (Some(Disabling::ByAdministrator), ..) => ("已停用", OVER),
        (Some(Disabling::Unused), ..) => ("久未使用，已停用", OVER),
        (Some(Disabling::Erased), ..) => ("个人信息已删除", OVER),
        (None, Some(_), _) => ("已锁定", BAD),
        (None, None, true) => ("可登录", GOOD),
        (None, None, false) => ("待设密码", WAITS),
    };
    Badge { text: text.to_owned(), tone }
}

fn row(one: &AccountLine, called: &Called) -> Row {
    let login = one.login.clone().unwrap_or_else(|| "（已删除）".to_owned());
    let roles: Vec<_> = one.grants.iter().map(|grant| role(grant, called)).collect();
    Row {
        cells: vec![
            Cell::link(format!("/accounts/{}", one.id), login),
            Cell::Badge(badge(one)),
            Cell::maybe(one.name.as_ref()),
            Cell::Text(roles.join("、")),
            Cell::text(if one.totp { "已启用" } else { "" }),
            Cell::When(one.signed_in_at.map_or_else(String::new, look::moment)),
        ],
    }
}
