//! Tokens of accounts: whom one stands for, and how long.

use contracts::registry::account::{
    self, Disable, Enable, GrantRole, IssueToken, Open, RevokeRole, RevokeToken, SetPassword,
    UseToken,
};
use contracts::registry::{Token, TokenLine, TokenStands, Tokens};
use contracts::testing::person as somebody;
use values::{AccountId, Hash, TokenId};

use super::*;

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

fn administrator(role: Role) -> Actor {
    somebody(role, STRANGER)
}

fn digest() -> Hash {
    Hash::of(b"gongjian-secret")
}

/// An office with a clerk's account, and a token of it.
struct Lent {
    office: Office,
    account: AccountId,
    grant: account::Grant,
    token: TokenId,
}

fn lent() -> Lent {
    let mut office = Office::new();
    let organisation = office.organisation("和平社区", Level::Community);
    let open = Open { login: text("wang.fang"), name: text("王芳"), person: None };
    let account = AccountId(office.done(administrator(Role::SystemAdministrator), &open));
    let role = Role::CommunityClerk;
    let given = GrantRole { account, organisation, role };
    office.done(administrator(Role::SecurityAdministrator), &given);
    let hash = text("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA");
    let profile = account::Profile::Djbh;
    office
        .send(
            administrator(Role::SystemAdministrator),
            &account::Invite { account, code: text("0A1B-C3D4-E5F6") },
        )
        .unwrap();
    let invitation = Some(text("0A1B-C3D4-E5F6"));
    office.done(Actor::System, &SetPassword { account, hash, profile, invitation });
    let scopes = vec!["needs:read".parse().unwrap()];
    let issue = IssueToken {
        account,
        digest: digest(),
        name: text("网格平台"),
        organisation,
        role,
        scopes,
        days: 200,
    };
    office.done(Actor::System, &issue);
    let grant = account::Grant { organisation, role };
    let token = TokenId(values::ids::derive(Uuid::from_u128(office.commands), 0));
    Lent { office, account, grant, token }
}

impl Lent {
    fn stands(&self) -> Option<TokenStands> {
        self.office.ask(&Actor::System, &Token { digest: digest() })
    }

    fn of_account(&self, actor: &Actor) -> Option<Vec<TokenLine>> {
        self.office.ask(actor, &Tokens { account: self.account })
    }
}

#[test]
fn a_token_stands_for_its_account_until_its_last_day() {
    let mut lent = lent();
    let stands = lent.stands().unwrap();
    assert_eq!(
        (stands.account, stands.token, stands.grant),
        (lent.account, lent.token, lent.grant)
    );
    assert_eq!(stands.used_at, None);
    assert_eq!(lent.office.ask(&Actor::System, &Token { digest: Hash::of(b"other") }), None);
    let clerk = somebody(Role::CommunityClerk, lent.grant.organisation);
    assert_eq!(lent.office.ask(&clerk, &Token { digest: digest() }), None, "the gateway's alone");
    assert_eq!(lent.of_account(&clerk), None);
    // It is used once in a while, or its account would be disabled for want of use.
    for _ in 0..3 {
        lent.office.pass_to(lent.office.now + DAY * 60);
        let (account, token) = (lent.account, lent.token);
        lent.office.done(Actor::System, &UseToken { account, token });
        assert_eq!(lent.stands().unwrap().used_at, Some(lent.office.now));
    }
    let lines = lent.of_account(&administrator(Role::SystemAdministrator)).unwrap();
    assert_eq!((lines.len(), lines[0].used_at), (1, Some(lent.office.now)));
    lent.office.pass_to(lent.office.now + DAY * 20);
    assert_eq!(lent.stands(), None);
    assert_eq!(lent.of_account(&Actor::System), Some(vec![]));
}

#[test]
fn a_token_is_gone_when_it_is_revoked_or_its_role_or_account_is() {
    let revoked = |lent: &mut Lent| {
        let (account, token) = (lent.account, lent.token);
        let revoke = RevokeToken { account, token };
        lent.office.done(administrator(Role::SystemAdministrator), &revoke);
    };
    let taken_back = |lent: &mut Lent| {
        let account::Grant { organisation, role } = lent.grant;
        let revoke = RevokeRole { account: lent.account, organisation, role };
        lent.office.done(administrator(Role::SecurityAdministrator), &revoke);
    };
    let disabled = |lent: &mut Lent| {
        let account = lent.account;
        lent.office.done(administrator(Role::SystemAdministrator), &Disable { account });
        lent.office.done(administrator(Role::SystemAdministrator), &Enable { account });
    };
    let ways: [&dyn Fn(&mut Lent); 3] = [&revoked, &taken_back, &disabled];
    for way in ways {
        let mut lent = lent();
        way(&mut lent);
        assert_eq!(lent.stands(), None);
        let (account, token) = (lent.account, lent.token);
        let used = lent.office.send(Actor::System, &UseToken { account, token });
        assert_eq!(used, Err(account::Rejection::NotNow.into()));
    }
}
