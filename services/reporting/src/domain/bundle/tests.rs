use contracts::reporting::bundle::{Ledger, Scope};
use contracts::testing::{OWNER, SOMEBODY, by, clerk_of, liaison_of, person};
use decider::{deciding_again_changes_nothing, fold, given};

use super::*;

fn ask_for(ledgers: &[Ledger]) -> Command {
    let asked = Ask { ledgers: ledgers.iter().copied().collect(), scope: Scope::Everything };
    Command::Ask { asked, making: 0 }
}

fn asked() -> Vec<Event> {
    let ask = ask_for(&[Ledger::Needs, Ledger::Offers]);
    given::<Bundle>([]).when(&by(clerk_of(OWNER)), ask).outcome().unwrap()
}

fn part(ledger: Ledger) -> Part {
    Part { ledger, lines: 3, file: Hash::of(ledger.chinese().as_bytes()) }
}

fn keep_it(ledger: Ledger) -> Command {
    Command::Keep { part: part(ledger) }
}

fn made() -> Vec<Event> {
    let kept = [Ledger::Needs, Ledger::Offers].map(|ledger| Event::Kept { part: part(ledger) });
    asked().into_iter().chain(kept).collect()
}

fn finished() -> Command {
    Command::Finish { file: Hash::of(b"zip"), bytes: 3 }
}

#[track_caller]
fn refused(history: Vec<Event>, actor: Actor, command: Command, reason: Rejection) {
    given::<Bundle>(history).when(&by(actor), command).then_rejected(reason);
}

#[test]
fn whoever_does_no_work_here_gets_no_ledgers_and_nothing_is_no_bundle() {
    for role in [Role::Resident, Role::Auditor, Role::SystemAdministrator] {
        let command = ask_for(&[Ledger::Needs]);
        refused(vec![], person(role, OWNER), command, Rejection::NotAuthorised);
    }
    refused(vec![], clerk_of(OWNER), ask_for(&[]), Rejection::NothingAsked);
    refused(asked(), clerk_of(OWNER), ask_for(&[Ledger::Needs]), Rejection::AlreadyAsked);
}

#[test]
fn each_ledger_is_made_once_and_a_bundle_without_one_is_not_finished() {
    refused(asked(), clerk_of(OWNER), keep_it(Ledger::Needs), Rejection::NotAuthorised);
    refused(asked(), Actor::System, keep_it(Ledger::Claims), Rejection::OutOfPlace);
    let system = by(Actor::System);
    let begun = fold::<Bundle>(&asked());
    deciding_again_changes_nothing::<Bundle>(begun, &system, keep_it(Ledger::Needs));
    let mut half = asked();
    half.push(Event::Kept { part: part(Ledger::Needs) });
    refused(half, Actor::System, finished(), Rejection::OutOfPlace);
    deciding_again_changes_nothing::<Bundle>(fold::<Bundle>(&made()), &system, finished());
}

#[test]
fn who_asked_cancels_and_takes_it_up_again_where_it_stopped() {
    refused(asked(), liaison_of(SOMEBODY), Command::Cancel, Rejection::NotAuthorised);
    let own = by(clerk_of(OWNER));
    let mut history = made();
    history.extend(given::<Bundle>(made()).when(&own, Command::Cancel).outcome().unwrap());
    refused(history.clone(), Actor::System, finished(), Rejection::Over);
    deciding_again_changes_nothing::<Bundle>(fold::<Bundle>(&made()), &own, Command::Cancel);
    let resume = Command::Resume { making: 0 };
    let resumed = given::<Bundle>(history.clone()).when(&own, resume).outcome().unwrap();
    history.extend(resumed);
    let file = Hash::of(b"zip");
    let over = [Event::Finished { file, bytes: 3 }];
    given::<Bundle>(history).when(&by(Actor::System), finished()).then(over);
}

#[test]
fn what_is_finished_is_not_stopped_any_more() {
    let mut history = made();
    history.push(Event::Finished { file: Hash::of(b"zip"), bytes: 3 });
    refused(history.clone(), clerk_of(OWNER), Command::Cancel, Rejection::Over);
    refused(history, clerk_of(OWNER), Command::Resume { making: 0 }, Rejection::Over);
}

#[test]
fn nobody_has_more_made_at_a_time_than_the_limit() {
    let (full, own) = (MAKING_MAX, by(clerk_of(OWNER)));
    let too_many = Rejection::TooMany { max: MAKING_MAX };
    let asked_once = Ask { ledgers: [Ledger::Needs].into(), scope: Scope::Everything };
    let ask = |making| Command::Ask { asked: asked_once.clone(), making };
    refused(vec![], clerk_of(OWNER), ask(full), too_many.clone());
    let event = Event::Asked { asked: asked_once.clone(), by: clerk_of(OWNER) };
    given::<Bundle>([]).when(&own, ask(full - 1)).then([event]);
    let mut stopped = asked();
    stopped.push(Event::Cancelled {});
    refused(stopped.clone(), clerk_of(OWNER), Command::Resume { making: full }, too_many);
    let resume = Command::Resume { making: full - 1 };
    given::<Bundle>(stopped).when(&own, resume).then([Event::Resumed {}]);
}

#[test]
fn a_bundle_counts_for_whoever_asked_while_it_is_made() {
    let person = clerk_of(OWNER).person();
    assert_eq!(fold::<Bundle>(&asked()).making_for(), person);
    let end = [
        Event::Cancelled {},
        Event::GivenUp { reason: values::Text::new("出错").unwrap() },
        Event::Finished { file: Hash::of(b"zip"), bytes: 3 },
    ];
    for event in end {
        let mut history = made();
        history.push(event);
        assert_eq!(fold::<Bundle>(&history).making_for(), None);
    }
}
