//! Signing in, and the accounts of `registry`.

use contracts::registry;
use contracts::registry::{account, saved_views};
use utoipa::openapi::path::HttpMethod::{Get, Post, Put};

use super::super::{Chapter, Route, Rule, Who, made};
use crate::accounts::handlers::{
    self, ChangePassword, ConfirmTotp, Redeem, Redeemed, SignedIn, TotpSecret,
};
use crate::accounts::{IssueToken, IssuedToken, SignIn};
use crate::audit::AccessLine;

const SESSION: Chapter = Chapter("登录");
const ACCOUNTS: Chapter = Chapter("账号");
const SAVED_VIEWS: Chapter = Chapter("常用视图");

pub(super) fn routes() -> Vec<Route> {
    let mut routes = accounts();
    routes.extend(views());
    routes.extend(session());
    routes
}

fn accounts() -> Vec<Route> {
    vec![
        ACCOUNTS
            .create::<account::Open>("/accounts", "开立账号", made("account", "/accounts/"))
            .by(Who::SystemAdministrator),
        ACCOUNTS
            .shut::<registry::Accounts, _>("/accounts", "查询账号")
            .of::<registry::AccountLine>()
            .by(Who::AccountReaders)
            .personal("管理账号"),
        ACCOUNTS
            .one::<registry::Account, _>("/accounts/{account}", "查看账号")
            .by(Who::AccountReaders)
            .personal("管理账号"),
        ACCOUNTS
            .shut::<registry::Holders, _>("/holders", "查询一地哪些人有账号，供选任评委")
            .of::<registry::HolderLine>()
            .personal("选任评委"),
        ACCOUNTS.audit("/access-log", "查看访问审计").of::<AccessLine>(),
        ACCOUNTS.invite("/accounts/{account}/invite", "邀请设定密码").by(Who::SystemAdministrator),
        ACCOUNTS
            .change::<account::GrantRole>(Post, "/accounts/{account}/grant", "授予角色")
            .by(Who::SecurityAdministrator),
        ACCOUNTS
            .change::<account::RevokeRole>(Post, "/accounts/{account}/revoke", "收回角色")
            .by(Who::SecurityAdministrator),
        ACCOUNTS
            .change::<account::Disable>(Post, "/accounts/{account}/disable", "停用账号")
            .by(Who::SystemAdministrator),
        ACCOUNTS
            .change::<account::Enable>(Post, "/accounts/{account}/enable", "恢复账号，解除锁定")
            .by(Who::SystemAdministrator),
        ACCOUNTS
            .change::<account::ResetTotp>(Post, "/accounts/{account}/reset-totp", "重置动态验证码")
            .by(Who::SystemAdministrator),
        ACCOUNTS
            .shut::<registry::Tokens, _>("/accounts/{account}/tokens", "查看账号的接口令牌")
            .by(Who::AccountReaders)
            .of::<registry::TokenLine>(),
        ACCOUNTS
            .change::<account::RevokeToken>(
                Post,
                "/accounts/{account}/tokens/{token}/revoke",
                "撤销接口令牌",
            )
            .by(Who::SystemAdministrator),
    ]
}

/// The lists that somebody saved, for themselves.
fn views() -> Vec<Route> {
    vec![
        SAVED_VIEWS
            .list::<saved_views::SavedViews>("/saved-views", "查询本人的常用视图")
            .of::<saved_views::SavedViewLine>(),
        SAVED_VIEWS
            .change::<saved_views::Save>(Post, "/saved-views", "保存常用视图，同名即更换")
            .by(Who::Oneself),
        SAVED_VIEWS
            .change::<saved_views::Delete>(Post, "/saved-views/{view}/delete", "删除常用视图")
            .by(Who::Oneself),
    ]
}

fn session() -> Vec<Route> {
    let (visitor, signed_in) = (Rule::Visitor, Rule::Session);
    vec![
        SESSION.session::<SignIn, SignedIn>(
            (visitor, Post),
            "/sign-in",
            "登录",
            "sign in",
            |gateway, request| Box::pin(handlers::sign_in(gateway, request)),
        ),
        SESSION.session::<(), ()>(
            (visitor, Post),
            "/sign-out",
            "退出登录",
            "sign out",
            |gateway, request| Box::pin(handlers::sign_out(gateway, request)),
        ),
        SESSION.session::<Redeem, Redeemed>(
            (visitor, Post),
            "/invitations/redeem",
            "凭邀请码设定密码",
            "redeem an invitation",
            |gateway, request| Box::pin(handlers::redeem(gateway, request)),
        ),
        SESSION.session::<(), SignedIn>(
            (signed_in, Get),
            "/session",
            "查看当前登录",
            "session",
            |gateway, request| Box::pin(handlers::session(gateway, request)),
        ),
        SESSION.session::<account::Grant, SignedIn>(
            (signed_in, Put),
            "/session/role",
            "选用角色",
            "switch role",
            |gateway, request| Box::pin(handlers::switch_role(gateway, request)),
        ),
        SESSION.session::<ChangePassword, SignedIn>(
            (signed_in, Put),
            "/session/password",
            "更换密码",
            "change password",
            |gateway, request| Box::pin(handlers::change_password(gateway, request)),
        ),
        SESSION.session::<(), TotpSecret>(
            (signed_in, Post),
            "/session/totp",
            "取得动态验证码密钥",
            "begin one-time codes",
            |gateway, request| Box::pin(handlers::begin_totp(gateway, request)),
        ),
        SESSION.session::<ConfirmTotp, SignedIn>(
            (signed_in, Put),
            "/session/totp",
            "确认并启用动态验证码",
            "confirm one-time codes",
            |gateway, request| Box::pin(handlers::confirm_totp(gateway, request)),
        ),
        SESSION
            .session::<(), Vec<registry::TokenLine>>(
                (signed_in, Get),
                "/session/tokens",
                "查看自己的接口令牌",
                "own tokens",
                |gateway, request| Box::pin(handlers::tokens(gateway, request)),
            )
            .of::<registry::TokenLine>(),
        SESSION.session::<IssueToken, IssuedToken>(
            (signed_in, Post),
            "/session/tokens",
            "发放接口令牌",
            "issue a token",
            |gateway, request| Box::pin(handlers::issue_token(gateway, request)),
        ),
        SESSION.session::<(), ()>(
            (signed_in, Post),
            "/session/tokens/{token}/revoke",
            "撤销自己的接口令牌",
            "revoke a token",
            |gateway, request| Box::pin(handlers::revoke_token(gateway, request)),
        ),
    ]
}
