//! An account for each role of the demonstration, with a password that everybody may know.

use anyhow::Context as _;
use contracts::registry::account::{GrantRole, Open};
use contracts::registry::organisation::Level;
use contracts::registry::{OrganisationLine, Organisations};
use contracts::{PageRequest, Role};
use runtime::Client;
use values::{OrganisationId, Text};

use super::person;
use crate::accounts::{activate, invited, known, opened, order};
use crate::operator;

/// Whoever signs in on their own system is told to choose another one: this one is too easy to
/// guess for the rules, and only the demonstration sets it.
const PASSWORD: &str = "Gongjian-demo-1";

/// Login names and roles, and the level of the organisation.
const ACCOUNTS: [(&str, Role, Level); 13] = [
    ("member", Role::Member, Level::Unit),
    ("liaison", Role::Liaison, Level::Unit),
    ("head", Role::UnitHead, Level::Unit),
    ("grid", Role::GridWorker, Level::Community),
    ("clerk", Role::CommunityClerk, Level::Community),
    ("secretary", Role::CommunitySecretary, Level::Community),
    ("street", Role::StreetOfficer, Level::Street),
    ("district", Role::DistrictOfficer, Level::District),
    ("city", Role::CityOfficer, Level::City),
    ("auditor", Role::Auditor, Level::City),
    ("sysadmin", Role::SystemAdministrator, Level::City),
    ("secadmin", Role::SecurityAdministrator, Level::City),
    ("auditadmin", Role::AuditAdministrator, Level::City),
];

/// Opens them where there are none, and says them.
pub(crate) async fn open(client: &Client) -> anyhow::Result<()> {
    println!("\n演示账号，密码都是 {PASSWORD}：");
    for (login, role, level) in ACCOUNTS {
        let (organisation, name) = first_of(client, level).await?;
        let (_, role_name) = role.names();
        println!("　{login}　{role_name}　{}", &*name);
        let login = Text::new(login)?;
        let known = known(client, &login).await?;
        if known.as_ref().is_some_and(|secret| !secret.hashes.is_empty()) {
            continue;
        }
        let who = person(organisation, role).person();
        let open = Open { login, name: Text::new(&format!("演示{role_name}"))?, person: who };
        let opened = opened(client, &open).await?;
        let account = opened.or(known.map(|secret| secret.account));
        let account = account.context("the login name is another's")?;
        order(client, &GrantRole { account, organisation, role }).await?;
        let code = invited(client, account).await?;
        activate(client, account, &code, &gateway::password_hash(PASSWORD)).await?;
    }
    Ok(())
}

/// The organisation of a level that was registered first.
async fn first_of(client: &Client, level: Level) -> anyhow::Result<(OrganisationId, Text<60>)> {
    let page = PageRequest::first(1);
    let all = Organisations { level: Some(level), page, ..Organisations::default() };
    let mut found = operator::ask(client, &all).await?;
    let OrganisationLine { id, name, .. } =
        found.items.pop().context("the play registers organisations of every level")?;
    Ok((id, name))
}
