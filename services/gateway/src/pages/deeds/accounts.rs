//! What administrators do: the one about accounts, the other about roles.

use contracts::Role;
use contracts::registry::account::{
    self, Disable, Enable, GrantRole, Open, ResetTotp, RevokeRole, RevokeToken,
};
use contracts::registry::organisation::Level;
use contracts::registry::{Account, AccountLine};

use super::field::Field;
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::parts::{Cell, choices};
use crate::problem::Problem;

pub(crate) const OPEN_ACCOUNT: &str = "/accounts/new";
pub(crate) const DISABLE: &str = "/accounts/{account}/disable";
pub(crate) const ENABLE: &str = "/accounts/{account}/enable";
pub(crate) const RESET_TOTP: &str = "/accounts/{account}/reset-totp";
pub(crate) const GRANT_ROLE: &str = "/accounts/{account}/grant";
pub(crate) const REVOKE_TOKEN: &str = "/accounts/{account}/tokens/{token}/revoke";
pub(crate) const REVOKE_ROLE: &str = "/accounts/{account}/revoke";

const PURPOSE: &str = "管理账号";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<Open>(OPEN_ACCOUNT, "开立账号", "开立账号", "已开立；发邀请码由本人设定密码。")
            .fields(|| {
                vec![
                    Field::line("login", "登录名", 40)
                        .hint("登录时输入，不分大小写")
                        .codes(&["account.already_open", "account.login_out_of_place"]),
                    Field::line("name", "姓名", 40).hint("加密保存"),
                ]
            })
            .makes("account", "/accounts/{made}"),
        deed::<Disable>(DISABLE, "停用账号", "停用", "已停用，已登录的即刻退出。")
            .fields(Vec::new)
            .grave(),
        deed::<Enable>(ENABLE, "恢复账号", "恢复、解锁", "已恢复，锁定已解除。"),
        deed::<ResetTotp>(
            RESET_TOTP,
            "重置动态验证码",
            "重置动态验证码",
            "已重置，下次登录重新绑定。",
        )
        .fields(Vec::new)
        .grave(),
        deed::<RevokeToken>(
            REVOKE_TOKEN,
            "撤销接口令牌",
            "撤销",
            "已撤销，持有它的系统即刻不能再用。",
        )
        .fields(Vec::new)
        .grave(),
        deed::<GrantRole>(GRANT_ROLE, "授予角色", "授予角色", "已授予。")
            .found(grant)
            .personal(PURPOSE),
        deed::<RevokeRole>(REVOKE_ROLE, "收回角色", "收回", "已收回。")
            .found(revoke)
            .personal(PURPOSE)
            .grave(),
    ]
}

async fn of_account(visit: &Visit) -> Result<Vec<(&'static str, Cell)>, Problem> {
    let one: AccountLine = visit.find(&Account { account: visit.id("account")? }).await?;
    Ok(vec![("账号", Cell::maybe(one.login)), ("姓名", Cell::maybe(one.name))])
}

fn grant(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let account = of_account(visit).await?;
        let levels = Level::ALL.iter().copied();
        let organisations = about::organisations(visit, levels).await?;
        let fields = vec![
            Field::choice("role", "角色", choices::<Role>())
                .codes(&["account.administrators_are_separate", "account.not_for_accounts"])
                .hint("三个管理员不能由同一账号兼任"),
            Field::choice("organisation", "在哪个组织", organisations)
                .codes(&["account.unknown_organisation"]),
        ];
        Ok(Asked { about: account, fields })
    })
}

/// One role, as the account's page leads here; the form carries on which.
fn revoke(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let mut about = of_account(visit).await?;
        let told = |name| visit.field(name).or(visit.parameter(name)).unwrap_or_default();
        let organisation = told("organisation").parse().map_err(|_| Problem::not_found())?;
        let organisation = values::OrganisationId(organisation);
        let role = Role::ALL.into_iter().find(|role| Shown::code(*role) == told("role"));
        let role = role.ok_or_else(Problem::not_found)?;
        let called = visit.called([organisation]).await?;
        let grant = account::Grant { organisation, role };
        about.push(("角色", Cell::Text(crate::pages::lists::accounts::role(&grant, &called))));
        let fields = vec![
            Field::fixed("organisation", organisation),
            Field::fixed("role", role),
            Field::hidden("organisation", organisation.to_string()),
            Field::hidden("role", told("role").to_owned()),
        ];
        Ok(Asked { about, fields })
    })
}
