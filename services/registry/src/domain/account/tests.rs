//! The rules of accounts, one by one.

use contracts::registry::account::{Disabling, id};
use contracts::registry::token::{Issued, TOKEN_DAYS_MAX, TOKENS_MAX};
use contracts::testing::{OWNER, SOMEBODY, at, by, clerk_of, operator, person};
use decider::{deciding_again_changes_nothing, fold, given};
use values::sealed::Algorithm;
use values::{Hash, OrganisationId, Text, TokenId, Uuid};

use super::*;

const PERSON: PersonId = PersonId(Uuid::from_u128(7));

fn administrator(role: Role) -> Actor {
    person(role, OrganisationId(Uuid::from_u128(0xFE)))
}

fn system() -> Context {
    by(administrator(Role::SystemAdministrator))
}

fn security() -> Context {
    by(administrator(Role::SecurityAdministrator))
}

/// The gateway, `minutes` after Monday morning; each moment has a command of its own.
fn gateway(minutes: u32) -> Context {
    let now = in_minutes(&by(Actor::System), minutes);
    let command = CommandId(Uuid::from_u128(100 + u128::from(minutes)));
    Context { command, ..at(now, Actor::System) }
}

fn days(days: u32) -> Timestamp {
    in_days(&by(Actor::System), days)
}

fn code(text: &str) -> Fingerprint {
    Fingerprint(text.to_owned())
}

fn sealed(data: &str) -> Sealed {
    Sealed { algorithm: Algorithm::Aes256GcmSiv, person: PERSON, data: data.to_owned() }
}

fn who() -> Opened {
    let login_fingerprint = code("login");
    Opened { person: PERSON, login: sealed("l"), login_fingerprint, name: sealed("n") }
}

fn opened() -> Event {
    Event::Opened { opened: who(), unused_until: days(90) }
}

fn invited() -> Event {
    Event::Invited { code: code("first"), until: days(7) }
}

fn password(data: &str) -> Event {
    Event::PasswordSet { hash: sealed(data), until: Some(days(90)) }
}

fn clerk() -> Grant {
    Grant { organisation: OWNER, role: Role::CommunityClerk }
}

fn role(role: Role) -> Grant {
    Grant { organisation: OWNER, role }
}

fn shows(password_right: bool, step: Option<u64>) -> Command {
    Command::SignIn { password_right, step }
}

fn failed(minutes: u32, failures: u32, locked_until: Option<u32>) -> Event {
    let attempt = gateway(minutes).command;
    let locked_until = locked_until.map(|minutes| gateway(minutes).now);
    Event::SignInFailed { attempt, failures, locked_until }
}

fn signed_in(minutes: u32, step: Option<u64>) -> Event {
    let context = gateway(minutes);
    Event::SignedIn { attempt: context.command, step, unused_until: unused_until(&context) }
}

fn set(data: &str, invitation: Option<&str>) -> Command {
    let (hash, invitation) = (sealed(data), invitation.map(code));
    Command::SetPassword { hash, profile: Profile::Djbh, invitation }
}

#[test]
fn accounts_are_kept_by_the_system_administrator_alone() {
    for context in [system(), by(operator())] {
        given::<Account>([]).when(&context, Command::Open(who())).then([opened()]);
    }
    for context in [security(), by(clerk_of(OWNER)), by(Actor::System)] {
        for command in [Command::Open(who()), Command::Disable, Command::Enable] {
            let history = if matches!(command, Command::Open(_)) { vec![] } else { vec![opened()] };
            given::<Account>(history)
                .when(&context, command)
                .then_rejected(Rejection::NotAuthorised);
        }
    }
    given::<Account>([opened()])
        .when(&system(), Command::Open(who()))
        .then_rejected(Rejection::AlreadyOpen);
}

#[test]
fn roles_are_given_by_the_security_administrator_and_never_to_oneself() {
    given::<Account>([opened()])
        .when(&security(), Command::Grant(clerk()))
        .then([Event::Granted(clerk())]);
    given::<Account>([opened()])
        .when(&system(), Command::Grant(clerk()))
        .then_rejected(Rejection::NotAuthorised);
    let own = Opened { person: security().actor.person().unwrap(), ..who() };
    given::<Account>([Event::Opened { opened: own, unused_until: days(90) }])
        .when(&security(), Command::Grant(clerk()))
        .then_rejected(Rejection::NotForOneself);
    given::<Account>([opened(), Event::Granted(clerk())])
        .when(&security(), Command::Revoke(clerk()))
        .then([Event::Revoked(clerk())]);
}

#[test]
fn one_account_is_never_two_of_the_three_administrators() {
    let three = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator];
    for first in three {
        for second in three {
            let granting = given::<Account>([opened(), Event::Granted(role(first))])
                .when(&security(), Command::Grant(role(second)));
            if first == second {
                granting.then_already_so();
            } else {
                granting.then_rejected(Rejection::AdministratorsAreSeparate);
            }
        }
    }
    for nobodys in [Role::Resident, Role::Operator] {
        given::<Account>([opened()])
            .when(&security(), Command::Grant(role(nobodys)))
            .then_rejected(Rejection::NotForAccounts);
    }
}

#[test]
fn roles_are_limited() {
    let many = (0..GRANTS_MAX as u128).map(|n| {
        let organisation = OrganisationId(Uuid::from_u128(1000 + n));
        Event::Granted(Grant { organisation, role: Role::Member })
    });
    given::<Account>(std::iter::once(opened()).chain(many))
        .when(&security(), Command::Grant(clerk()))
        .then_rejected(Rejection::TooManyGrants { max: GRANTS_MAX });
}

#[test]
fn an_invitation_is_redeemed_once_within_seven_days_and_only_the_newest() {
    let history = || vec![opened(), invited()];
    given::<Account>(history())
        .when(&by(Actor::System), set("hash", Some("first")))
        .then([password("hash")]);
    given::<Account>(history())
        .when(&by(Actor::System), set("hash", Some("other")))
        .then_rejected(Rejection::NotInvited);
    given::<Account>(history())
        .when(&at(days(7), Actor::System), set("hash", Some("first")))
        .then_rejected(Rejection::NotInvited);
    let newer = Event::Invited { code: code("second"), until: days(7) };
    given::<Account>([opened(), invited(), newer])
        .when(&by(Actor::System), set("hash", Some("first")))
        .then_rejected(Rejection::NotInvited);
    given::<Account>([opened(), invited(), password("hash")])
        .when(&by(Actor::System), set("another", Some("first")))
        .then_rejected(Rejection::NotInvited);
    given::<Account>(history())
        .when(&by(clerk_of(OWNER)), set("hash", Some("first")))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn five_failures_lock_it_longer_each_time_and_a_success_begins_anew() {
    let mut history = vec![opened(), password("hash")];
    for minute in 1..5 {
        let failure = failed(minute, minute, None);
        given::<Account>(history.clone())
            .when(&gateway(minute), shows(false, None))
            .then([failure.clone()]);
        history.push(failure);
    }
    let fifth = failed(5, 5, Some(20));
    given::<Account>(history.clone()).when(&gateway(5), shows(false, None)).then([fifth.clone()]);
    history.push(fifth);
    for right in [true, false] {
        given::<Account>(history.clone())
            .when(&gateway(19), shows(right, None))
            .then_rejected(Rejection::NotNow);
    }
    given::<Account>(history.clone())
        .when(&gateway(20), shows(true, None))
        .then([signed_in(20, None)]);
    history.push(failed(24, 9, None));
    given::<Account>(history.clone()).when(&gateway(25), shows(false, None)).then([failed(
        25,
        10,
        Some(55),
    )]);
    history.push(signed_in(60, None));
    given::<Account>(history).when(&gateway(61), shows(false, None)).then([failed(61, 1, None)]);
}

#[test]
fn no_lock_is_longer_than_a_day() {
    let many = FAILURES_MAX * 1000;
    given::<Account>([opened(), password("hash"), failed(1, many - 1, None)])
        .when(&gateway(2), shows(false, None))
        .then([failed(2, many, Some(2 + LOCKED_MINUTES_MAX))]);
}

#[test]
fn a_one_time_code_is_asked_for_and_taken_once() {
    let totp = Event::TotpSet { secret: sealed("s"), step: 10 };
    let history = || vec![opened(), password("hash"), totp.clone()];
    for step in [None, Some(9), Some(10)] {
        given::<Account>(history()).when(&gateway(1), shows(true, step)).then([failed(1, 1, None)]);
    }
    given::<Account>(history())
        .when(&gateway(1), shows(true, Some(11)))
        .then([signed_in(1, Some(11))]);
    let mut used = history();
    used.push(signed_in(1, Some(11)));
    given::<Account>(used).when(&gateway(2), shows(true, Some(11))).then([failed(2, 1, None)]);
}

#[test]
fn what_proves_a_person_is_reset_by_another_and_then_set_anew() {
    let set = Command::SetTotp { secret: sealed("t"), step: 20 };
    let totp = Event::TotpSet { secret: sealed("s"), step: 10 };
    let history = || vec![opened(), password("hash"), totp.clone()];
    given::<Account>(history()).when(&gateway(1), set.clone()).then_rejected(Rejection::NotNow);
    let state =
        given::<Account>(history()).when(&system(), Command::ResetTotp).then([Event::TotpReset {}]);
    assert_eq!(
        Account::decide(&state, &gateway(1), set),
        Ok(vec![Event::TotpSet { secret: sealed("t"), step: 20 }])
    );
    let own = Opened { person: system().actor.person().unwrap(), ..who() };
    given::<Account>([Event::Opened { opened: own, unused_until: days(90) }, totp])
        .when(&system(), Command::ResetTotp)
        .then_rejected(Rejection::NotForOneself);
}

#[test]
fn without_a_password_or_disabled_nobody_signs_in() {
    let disabled = Event::Disabled { reason: Disabling::ByAdministrator };
    for history in [vec![opened()], vec![opened(), password("hash"), disabled.clone()]] {
        given::<Account>(history)
            .when(&gateway(1), shows(true, None))
            .then_rejected(Rejection::NotNow);
    }
    given::<Account>([opened(), invited(), disabled.clone()])
        .when(&by(Actor::System), set("hash", Some("first")))
        .then_rejected(Rejection::NotInvited);
    given::<Account>([opened(), disabled])
        .when(&system(), Command::Enable)
        .then([Event::Enabled { unused_until: days(90) }]);
}

#[test]
fn unused_for_ninety_days_it_is_disabled() {
    let unused = Event::Disabled { reason: Disabling::Unused };
    let state = given::<Account>([opened(), password("hash")])
        .when(&at(days(90), Actor::System), Command::Due)
        .then([unused]);
    assert_eq!(state.due_at(), None);
    given::<Account>([opened(), password("hash"), signed_in(1, None)])
        .when(&at(days(90), Actor::System), Command::Due)
        .then_already_so();
}

#[test]
fn of_an_erased_person_nothing_is_enabled_again() {
    let closed = Event::Disabled { reason: Disabling::Erased };
    given::<Account>([opened()]).when(&by(clerk_of(OWNER)), Command::Close).then([closed.clone()]);
    for command in [Command::Enable, Command::Invite { code: code("x") }] {
        given::<Account>([opened(), closed.clone()])
            .when(&system(), command)
            .then_rejected(Rejection::Erased);
    }
}

#[test]
fn an_account_that_is_not_there_is_unknown() {
    for command in [Command::Disable, Command::Grant(clerk()), shows(true, None), Command::Due] {
        given::<Account>([]).when(&by(operator()), command).then_rejected(Rejection::Unknown);
    }
    assert_ne!(id(PERSON), id(PersonId(SOMEBODY.into())));
}

#[test]
fn deciding_again_changes_nothing_in_any_state() {
    let totp = Event::TotpSet { secret: sealed("s"), step: 10 };
    let disabled = Event::Disabled { reason: Disabling::ByAdministrator };
    let histories = [
        vec![],
        vec![opened(), invited()],
        vec![opened(), password("hash"), Event::Granted(clerk())],
        vec![opened(), password("hash"), totp, failed(1, 4, None)],
        vec![opened(), password("hash"), disabled],
        lending(&[issued(1, "平台", 30)]),
    ];
    let commands = || {
        [
            Command::Open(who()),
            Command::Invite { code: code("x") },
            Command::Grant(clerk()),
            Command::Revoke(clerk()),
            Command::Disable,
            Command::Enable,
            shows(true, Some(11)),
            shows(false, None),
            set("other", None),
            set("other", Some("first")),
            Command::SetTotp { secret: sealed("t"), step: 20 },
            Command::ResetTotp,
            Command::IssueToken(issued(1, "平台", 30)),
            Command::UseToken(token(1)),
            Command::RevokeToken(token(1)),
            Command::Close,
            Command::Due,
        ]
    };
    for history in histories {
        for context in [by(operator()), gateway(1), at(days(91), Actor::System)] {
            for command in commands() {
                let state = fold::<Account>(&history);
                deciding_again_changes_nothing::<Account>(state, &context, command);
            }
        }
    }
}

fn token(n: u128) -> TokenId {
    TokenId(Uuid::from_u128(n))
}

/// A token for the clerk, so many days from Monday.
fn issued(n: u128, name: &str, until: u32) -> Issued {
    Issued {
        token: token(n),
        digest: Hash::of(&n.to_be_bytes()),
        name: Text::new(name).unwrap(),
        grant: clerk(),
        scopes: vec!["needs:read".parse().unwrap()],
        until: days(until),
    }
}

/// What happened to the account of a clerk who has issued these.
fn lending(tokens: &[Issued]) -> Vec<Event> {
    let before = [opened(), password("hash"), Event::Granted(clerk())];
    before.into_iter().chain(tokens.iter().cloned().map(Event::TokenIssued)).collect()
}

#[test]
fn a_token_is_for_a_role_one_has_and_for_something_and_ends() {
    let first = issued(1, "平台", 30);
    given::<Account>(lending(&[]))
        .when(&gateway(0), Command::IssueToken(first.clone()))
        .then([Event::TokenIssued(first.clone())]);
    given::<Account>(lending(&[]))
        .when(&by(clerk_of(OWNER)), Command::IssueToken(first.clone()))
        .then_rejected(Rejection::NotAuthorised);
    given::<Account>([opened(), Event::Granted(clerk())])
        .when(&gateway(0), Command::IssueToken(first.clone()))
        .then_rejected(Rejection::NotNow);
    let out_of_range = Rejection::TokenOutOfRange { days_max: TOKEN_DAYS_MAX };
    let scope = first.scopes[0];
    for (unfit, why) in [
        (Issued { grant: role(Role::Auditor), ..first.clone() }, Rejection::NotLent),
        (Issued { grant: role(Role::SystemAdministrator), ..first.clone() }, Rejection::NotLent),
        (Issued { grant: role(Role::Liaison), ..first.clone() }, Rejection::NotGranted),
        (Issued { scopes: vec![], ..first.clone() }, out_of_range.clone()),
        (Issued { scopes: vec![scope, scope], ..first.clone() }, out_of_range.clone()),
        (issued(1, "平台", 0), out_of_range.clone()),
        (issued(1, "平台", TOKEN_DAYS_MAX + 1), out_of_range),
    ] {
        given::<Account>(lending(&[]))
            .when(&gateway(0), Command::IssueToken(unfit))
            .then_rejected(why);
    }
}

#[test]
fn so_many_tokens_stand_each_under_a_name_of_its_own() {
    let all: Vec<_> = (0..TOKENS_MAX as u128).map(|n| issued(n, &format!("平台{n}"), 30)).collect();
    let (one_more, later) = (issued(99, "再一个", 60), gateway(31 * 24 * 60));
    given::<Account>(lending(&all))
        .when(&gateway(0), Command::IssueToken(one_more.clone()))
        .then_rejected(Rejection::TooManyTokens { max: TOKENS_MAX });
    given::<Account>(lending(&all))
        .when(&later, Command::IssueToken(one_more.clone()))
        .then([Event::TokenIssued(one_more.clone())]);
    given::<Account>(lending(&all[..1]))
        .when(&gateway(0), Command::IssueToken(issued(99, "平台0", 60)))
        .then_rejected(Rejection::TokenNameTaken);
    given::<Account>(lending(&all[..1]))
        .when(&later, Command::IssueToken(issued(99, "平台0", 60)))
        .then([Event::TokenIssued(issued(99, "平台0", 60))]);
    // What is over makes room, and nothing else.
    let history = lending(&[all, vec![one_more]].concat());
    given::<Account>(history)
        .when(&gateway(1), Command::RevokeToken(token(99)))
        .then([Event::TokenRevoked { token: token(99) }]);
}

#[test]
fn a_use_is_written_down_once_a_day_and_keeps_the_account_in_use() {
    let lent = lending(&[issued(1, "平台", 30)]);
    let used = |minutes| {
        let context = gateway(minutes);
        Event::TokenUsed { token: token(1), at: context.now, unused_until: unused_until(&context) }
    };
    given::<Account>(lent.clone()).when(&gateway(5), Command::UseToken(token(1))).then([used(5)]);
    let after = || [lent.clone(), vec![used(5)]].concat();
    given::<Account>(after()).when(&gateway(1444), Command::UseToken(token(1))).then([]);
    given::<Account>(after()).when(&gateway(1445), Command::UseToken(token(1))).then([used(1445)]);
    let ninety = |minutes: u32| at(gateway(90 * 24 * 60 + minutes).now, Actor::System);
    given::<Account>(after()).when(&ninety(4), Command::Due).then([]);
    given::<Account>(after())
        .when(&ninety(5), Command::Due)
        .then([Event::Disabled { reason: Disabling::Unused }]);
    let over = gateway(30 * 24 * 60);
    for (context, command) in
        [(&over, Command::UseToken(token(1))), (&gateway(5), Command::UseToken(token(2)))]
    {
        given::<Account>(lent.clone()).when(context, command).then_rejected(Rejection::NotNow);
    }
}

#[test]
fn a_token_ends_when_it_is_revoked_and_with_its_role_or_account() {
    let lent = lending(&[issued(1, "平台", 30)]);
    for context in [gateway(1), system(), by(operator())] {
        given::<Account>(lent.clone())
            .when(&context, Command::RevokeToken(token(1)))
            .then([Event::TokenRevoked { token: token(1) }]);
    }
    given::<Account>(lent.clone())
        .when(&security(), Command::RevokeToken(token(1)))
        .then_rejected(Rejection::NotAuthorised);
    let disabled = Event::Disabled { reason: Disabling::ByAdministrator };
    let enabled = Event::Enabled { unused_until: days(90) };
    for ended in [
        vec![Event::TokenRevoked { token: token(1) }],
        vec![Event::Revoked(clerk()), Event::Granted(clerk())],
        vec![disabled, enabled],
    ] {
        given::<Account>([lent.clone(), ended].concat())
            .when(&gateway(5), Command::UseToken(token(1)))
            .then_rejected(Rejection::NotNow);
    }
}
