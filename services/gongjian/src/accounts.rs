//! Accounts from the machine: the three administrators of a new system, and an invitation for
//! whoever has lost theirs.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use contracts::registry::account::{self, GrantRole, Invite, Open, Rejection};
use contracts::registry::{Credential, Secret};
use contracts::{self, Actor, Command, Receipt, Reply, Role};
use runtime::{Client, Settings};
use values::{AccountId, CommandId, Text};

use crate::operator;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 登录名
    login: Text<40>,
}

/// The login names of the three administrators 三员, and their roles.
const ADMINISTRATORS: [(&str, Role); 3] = [
    ("sysadmin", Role::SystemAdministrator),
    ("secadmin", Role::SecurityAdministrator),
    ("auditadmin", Role::AuditAdministrator),
];

/// With what an administrator of a new system sets a password.
pub(crate) struct FirstCode {
    name: &'static str,
    login: &'static str,
    code: String,
}

/// Opens the three administrators' accounts where there are none: nobody has a default password.
pub(crate) async fn first_administrators(client: &Client) -> anyhow::Result<Vec<FirstCode>> {
    let mut codes = Vec::new();
    for (login, role) in ADMINISTRATORS {
        if known(client, &Text::new(login)?).await?.is_some() {
            continue;
        }
        let (_, name) = role.names();
        let open = Open { login: Text::new(login)?, name: Text::new(name)?, person: None };
        let Some(account) = opened(client, &open).await? else { continue };
        let Actor::Person { organisation, .. } = operator::actor() else { continue };
        order(client, &GrantRole { account, organisation, role }).await?;
        codes.push(FirstCode { name, login, code: invited(client, account).await? });
    }
    Ok(codes)
}

/// Prints the codes, this once.
pub(crate) fn say(codes: &[FirstCode]) {
    if !codes.is_empty() {
        println!("首次启动，请三位管理员各凭激活码设定密码（只显示这一次，七天内有效）：");
    }
    for FirstCode { name, login, code } in codes {
        println!("　{name}　登录名 {login}　激活码 {code}");
    }
}

/// Invites once more.
pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let client = operator::client(&settings).await?;
    let secret = known(&client, &args.login).await?;
    let account = secret.with_context(|| format!("没有登录名为“{}”的账号", &*args.login))?.account;
    let code = invited(&client, account).await?;
    eprintln!("激活码只显示这一次，七天内有效：");
    println!("{code}");
    Ok(ExitCode::SUCCESS)
}

/// The account of that login name.
pub(crate) async fn known(client: &Client, login: &Text<40>) -> anyhow::Result<Option<Secret>> {
    let credential = Credential { login: login.clone() };
    match client.query(&Actor::System, None, &credential).await? {
        Reply::Done(secret) => Ok(secret),
        Reply::Rejected(rejection) => bail!("{}", rejection.code()),
        Reply::Failed(failure) => bail!("{failure}"),
    }
}

/// The new account; nothing when there was one.
pub(crate) async fn opened(client: &Client, open: &Open) -> anyhow::Result<Option<AccountId>> {
    let id = runtime::fresh_command();
    match client.command(&operator::actor(), id, open).await? {
        Reply::Done(receipt) => Ok(receipt.changed.first().map(|changed| AccountId(changed.id))),
        Reply::Rejected(contracts::Rejection::Account(Rejection::AlreadyOpen)) => Ok(None),
        Reply::Rejected(rejection) => bail!("{}：{}", Open::SUBJECT, rejection.code()),
        Reply::Failed(failure) => bail!("{}：{failure}", Open::SUBJECT),
    }
}

/// The code of a new invitation.
pub(crate) async fn invited(client: &Client, account: AccountId) -> anyhow::Result<String> {
    let code = runtime::fresh_code();
    order(client, &Invite { account, code: Text::new(&code)? }).await?;
    Ok(code)
}

/// Does it as whoever sits at the machine.
pub(crate) async fn order<C: Command>(client: &Client, body: &C) -> anyhow::Result<Receipt> {
    order_as(client, &operator::actor(), runtime::fresh_command(), body).await
}

/// Sets a password by the code of an invitation, as the gateway does.
pub(crate) async fn activate(
    client: &Client,
    account: AccountId,
    code: &str,
    hash: &str,
) -> anyhow::Result<()> {
    let (hash, invitation) = (Text::new(hash)?, Some(Text::new(code)?));
    let profile = account::Profile::default();
    let set = account::SetPassword { account, hash, profile, invitation };
    order_as(client, &Actor::System, runtime::fresh_command(), &set).await.map(drop)
}

/// Does it as `actor`; the same id again is the same order.
async fn order_as<C: Command>(
    client: &Client,
    actor: &Actor,
    id: CommandId,
    body: &C,
) -> anyhow::Result<Receipt> {
    match client.command(actor, id, body).await? {
        Reply::Done(receipt) => Ok(receipt),
        Reply::Rejected(rejection) => bail!("{}：{}", C::SUBJECT, rejection.code()),
        Reply::Failed(failure) => bail!("{}：{failure}", C::SUBJECT),
    }
}
