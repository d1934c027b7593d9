//! An account's life, as the gateway tells of it.

use contracts::registry::account::{
    self, Disable, Enable, GrantRole, Invite, IssueToken, Open, Profile, ResetTotp, RevokeRole,
    RevokeToken, SetPassword, SetTotp, SignIn, UseToken,
};
use contracts::registry::token::{Access, Part, Scope};
use contracts::registry::{
    Account, Accounts, Credential, Holders, Invitation, Secrets, Standing, Token, Tokens,
};
use contracts::{Actor, PageRequest, Role};
use values::{AccountId, Hash, PersonId, Text, TokenId};

use super::line::{Line, text};

/// Opened, invited, signed in with, closed and opened again.
pub(super) async fn begin(line: Line<'_>) -> anyhow::Result<()> {
    let town = line.town;
    let person = PersonId(line.own("account"));
    let account = account::id(person);
    let login: Text<40> = text(&format!("wang{}", line.number));
    let open = Open { login: login.clone(), name: text("王海"), person: Some(person) };
    line.run(open).await?;
    let code: Text<40> = text(&line.own("invitation").to_string());
    line.run(Invite { account, code: code.clone() }).await?;
    line.look(&Actor::System, Invitation { code: code.clone() }).await?;
    let set = SetPassword {
        account,
        hash: text("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
        profile: Profile::Djbh,
        invitation: Some(code),
    };
    line.act(&Actor::System, set).await?;
    let (organisation, role) = (town.unit, Role::Liaison);
    line.run(GrantRole { account, organisation, role }).await?;
    let sign_in = |step| SignIn { account, password_right: true, step };
    line.act(&Actor::System, sign_in(None)).await?;
    let secret = text("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    line.act(&Actor::System, SetTotp { account, secret, step: 1 }).await?;
    line.run(ResetTotp { account }).await?;
    questions(line, account, login).await?;
    token(line, account).await?;
    let role = Role::UnitHead;
    line.run(GrantRole { account, organisation, role }).await?;
    line.run(RevokeRole { account, organisation, role }).await?;
    line.run(Disable { account }).await?;
    line.run(Enable { account }).await
}

async fn questions(line: Line<'_>, account: AccountId, login: Text<40>) -> anyhow::Result<()> {
    let (gateway, page) = (Actor::System, PageRequest::first(20));
    line.look(&gateway, Credential { login }).await?;
    line.look(&gateway, Secrets { account }).await?;
    line.look(&gateway, Standing { account }).await?;
    line.see(Account { account }).await?;
    line.see(Accounts { organisation: Some(line.town.unit), page }).await?;
    line.see(Holders { area: line.town.area, page }).await
}

async fn token(line: Line<'_>, account: AccountId) -> anyhow::Result<()> {
    let (gateway, digest) = (Actor::System, Hash::of(line.own("token").as_bytes()));
    let issue = IssueToken {
        account,
        digest,
        name: text("单位网站"),
        organisation: line.town.unit,
        role: Role::Liaison,
        scopes: vec![Scope { part: Part::Needs, access: Access::Read }],
        days: 30,
    };
    let token: TokenId = line.make("issued", &gateway, issue).await?;
    line.look(&gateway, Token { digest }).await?;
    line.see(Tokens { account }).await?;
    line.act(&gateway, UseToken { account, token }).await?;
    line.act(&gateway, RevokeToken { account, token }).await
}
