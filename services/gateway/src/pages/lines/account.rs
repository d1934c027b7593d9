//! One account 账号, as its administrators see it.

use askama::Template;
use axum::http::StatusCode;
use contracts::Role;
use contracts::registry::account::{Disabling, Grant, Invite};
use contracts::registry::{Account, AccountLine, TokenLine, Tokens};
use values::{AccountId, Text};

use super::{Line, line_page};
use crate::pages::deeds::{
    self, DISABLE, ENABLE, GRANT_ROLE, RESET_TOTP, REVOKE_ROLE, REVOKE_TOKEN,
};
use crate::pages::lists::accounts;
use crate::pages::look::{self, Place, Shell};
use crate::pages::parts::{Button, Cell, Row, Section, Weight};
use crate::pages::{Answer, Visit, html, tokens};

pub(crate) async fn account(visit: &Visit) -> Answer {
    let id = visit.id("account")?;
    let one: AccountLine = visit.find(&Account { account: id }).await?;
    let lent = visit.ask(&Tokens { account: id }).await?.unwrap_or_default();
    let of_tokens = lent.iter().map(|token| token.grant.organisation);
    let about = accounts::organisations(std::slice::from_ref(&one)).chain(of_tokens);
    let called = visit.called(about).await?;
    let takes = visit.role() == Some(Role::SecurityAdministrator);
    let row = |grant: &Grant| Row {
        cells: vec![
            Cell::text(grant.role.names().1),
            Cell::link(look::organisation(grant.organisation), called.of(grant.organisation)),
            if takes { Cell::Act(revoke(visit, grant)) } else { Cell::text("") },
        ],
    };
    let roles = one.grants.iter().map(row).collect();
    let keeps = visit.role() == Some(Role::SystemAdministrator);
    let token = |token: &TokenLine| {
        let mut cells = tokens::cells(token, &called);
        cells.extend(keeps.then(|| Cell::Act(revoke_token(visit, token))));
        Row { cells }
    };
    let lent = lent.iter().map(token).collect();
    let line = Line {
        here: Place::Elsewhere,
        kind: "账号",
        heading: one.login.clone().unwrap_or_else(|| "（已删除）".to_owned()),
        badge: Some(accounts::badge(&one)),
        notice: notice(&one),
        facts: vec![
            ("姓名", Cell::maybe(one.name.as_ref())),
            ("动态验证码", Cell::text(if one.totp { "已启用" } else { "未启用" })),
            ("上次登录", Cell::When(one.signed_in_at.map_or_else(String::new, look::moment))),
        ],
        way: Vec::new(),
        buttons: buttons(visit, id, &one),
        sections: vec![
            Section::new("roles", "角色", &["角色", "组织", "办理"], roles)
                .or("还没有角色，登录后什么也看不到"),
            Section::new("tokens", "接口令牌", &tokens::COLUMNS, lent)
                .or("没有发放给其他系统的令牌"),
        ],
        history: format!("/history/registry/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(one: &AccountLine) -> Option<String> {
    let locked =
        one.locked_until.map(|until| format!("多次输错密码，锁定至 {}", look::moment(until)));
    let invited =
        one.invited_until.map(|until| format!("已发出邀请码，{} 前有效", look::moment(until)));
    locked.or(invited)
}

/// Each administrator has their own: accounts are one's, roles are another's.
fn buttons(visit: &Visit, id: AccountId, one: &AccountLine) -> Vec<Button> {
    let erased = one.disabled == Some(Disabling::Erased);
    if visit.role() == Some(Role::SecurityAdministrator) && !erased {
        return deeds::buttons(visit, &[GRANT_ROLE], &[]);
    }
    if visit.role() != Some(Role::SystemAdministrator) || erased {
        return Vec::new();
    }
    let key = Some(runtime::fresh_command().to_string());
    let href = format!("/accounts/{id}/invite");
    let label = if one.active { "重设密码（发邀请码）" } else { "发邀请码" };
    let invite = Button { label, href, key, weight: Weight::Main };
    let stopped = one.disabled.is_some() || one.locked_until.is_some();
    let mut others = vec![if stopped { ENABLE } else { DISABLE }];
    others.extend(one.totp.then_some(RESET_TOTP));
    std::iter::once(invite).chain(deeds::buttons(visit, &[], &others)).collect()
}

fn revoke(visit: &Visit, grant: &Grant) -> Button {
    let button = deeds::button(REVOKE_ROLE, visit.ids(), Weight::Grave);
    let role = serde_json::to_value(grant.role).expect("it is a plain name");
    let role = role.as_str().unwrap_or_default().to_owned();
    let query = format!("organisation={}&role={role}", grant.organisation);
    Button { href: format!("{}?{query}", button.href), ..button }
}

fn revoke_token(visit: &Visit, token: &TokenLine) -> Button {
    let mut ids = visit.ids().to_vec();
    ids.push(("token".to_owned(), token.id.to_string()));
    deeds::button(REVOKE_TOKEN, &ids, Weight::Grave)
}

#[derive(Template)]
#[template(path = "invited.html")]
struct InvitedPage {
    shell: Shell,
    code: String,
    /// Where the code is used.
    address: String,
    back: String,
}

/// Draws a code by which the person sets a password, and shows it once.
pub(crate) async fn invite(visit: &Visit) -> Answer {
    let account = visit.id("account")?;
    let code = runtime::fresh_code();
    let text = Text::new(&code).expect("a code is short and plain");
    visit.send(visit.command(), &Invite { account, code: text }).await?;
    let shell = Shell::bare(visit, Place::Elsewhere, "邀请码");
    let address = format!("{}/invitation", visit.origin());
    let page = InvitedPage { shell, code, address, back: format!("/accounts/{account}") };
    Ok(html(StatusCode::OK, &page))
}
