use contracts::reporting::job::{AskLedgers, Outcome, Refused};
use contracts::reporting::ledger::{Ledger, Scope};
use contracts::testing::{OWNER, SOMEBODY, by, clerk_of, liaison_of, person, secretary_of};
use decider::{deciding_again_changes_nothing, fold, given};
use values::{Hash, Text};

use super::*;

fn ask_for(ledgers: &[Ledger]) -> Command {
    let ledgers = ledgers.iter().copied().collect();
    let asked = Asked::Ledgers(AskLedgers { ledgers, scope: Scope::Everything });
    Command::Ask { asked, others: 0 }
}

/// Of a period that is over.
fn wanted() -> AskReports {
    AskReports::compile(OWNER, "2025".parse().unwrap(), false)
}

fn ask_for_reports() -> Command {
    Command::Ask { asked: Asked::Reports(wanted()), others: 0 }
}

fn ledgers_asked() -> Vec<Event> {
    let ask = ask_for(&[Ledger::Needs, Ledger::Offers]);
    given::<Job>([]).when(&by(clerk_of(OWNER)), ask).outcome().unwrap()
}

fn reports_asked() -> Vec<Event> {
    vec![Event::ReportsAsked { asked: wanted(), by: clerk_of(OWNER) }]
}

fn part(ledger: Ledger) -> Part {
    Part { ledger, lines: 3, file: Hash::of(ledger.chinese().as_bytes()) }
}

fn keep_it(ledger: Ledger) -> Command {
    Command::Keep { part: part(ledger) }
}

fn ledgers_made() -> Vec<Event> {
    let kept =
        [Ledger::Needs, Ledger::Offers].map(|ledger| Event::LedgerKept { part: part(ledger) });
    ledgers_asked().into_iter().chain(kept).collect()
}

fn ledgers_finished() -> Event {
    Event::LedgersFinished { file: Hash::of(b"zip"), bytes: 3 }
}

fn reports_finished() -> Event {
    Event::ReportsFinished { outcome: outcome() }
}

fn outcome() -> Outcome {
    let refused = Refused { code: Text::new("report.nothing_counted").unwrap(), count: 1 };
    Outcome { subjects: 3, compiled: 2, refused: vec![refused], ..Outcome::default() }
}

fn finish_ledgers() -> Command {
    Command::Finish { made: Made::Ledgers { file: Hash::of(b"zip"), bytes: 3 } }
}

fn finish_reports() -> Command {
    Command::Finish { made: Made::Reports(outcome()) }
}

fn give_up() -> Command {
    Command::GiveUp { reason: Text::new("统计服务没有应答").unwrap() }
}

const RESUME: Command = Command::Resume { others: 0 };

/// A job of each kind that all is made of: how it is finished, and with what.
fn both() -> [(Vec<Event>, Command, Event); 2] {
    [
        (ledgers_made(), finish_ledgers(), ledgers_finished()),
        (reports_asked(), finish_reports(), reports_finished()),
    ]
}

#[track_caller]
fn decided(history: &[Event], actor: Actor, command: Command) -> Vec<Event> {
    given::<Job>(history.to_vec()).when(&by(actor), command).outcome().unwrap()
}

#[track_caller]
fn refused(history: Vec<Event>, actor: Actor, command: Command, reason: Rejection) {
    given::<Job>(history).when(&by(actor), command).then_rejected(reason);
}

#[test]
fn whoever_does_no_work_here_gets_no_ledgers_and_nothing_is_no_job() {
    for role in [Role::Resident, Role::Auditor, Role::SystemAdministrator] {
        let command = ask_for(&[Ledger::Needs]);
        refused(vec![], person(role, OWNER), command, Rejection::NotAuthorised);
    }
    refused(vec![], Actor::System, ask_for(&[Ledger::Needs]), Rejection::NotAuthorised);
    refused(vec![], clerk_of(OWNER), ask_for(&[]), Rejection::NothingAsked);
    refused(vec![], clerk_of(OWNER), Command::Cancel, Rejection::Unknown);
}

#[test]
fn whoever_acts_for_the_issuer_asks_for_reports_once_the_period_is_over() {
    given::<Job>([]).when(&by(clerk_of(OWNER)), ask_for_reports()).then(reports_asked());
    refused(vec![], clerk_of(SOMEBODY), ask_for_reports(), Rejection::NotAuthorised);
    refused(vec![], person(Role::Auditor, OWNER), ask_for_reports(), Rejection::NotAuthorised);
    refused(vec![], Actor::System, ask_for_reports(), Rejection::NotAuthorised);
    let asked = AskReports { period: "2099".parse().unwrap(), ..wanted() };
    let until = asked.period.until();
    let running = Command::Ask { asked: Asked::Reports(asked), others: 0 };
    refused(vec![], clerk_of(OWNER), running, Rejection::PeriodNotOver { until });
}

#[test]
fn whoever_signs_for_the_issuer_has_all_of_them_issued() {
    let asked = AskReports { step: Step::Issue, ..wanted() };
    let ask = || Command::Ask { asked: Asked::Reports(asked.clone()), others: 0 };
    refused(vec![], clerk_of(OWNER), ask(), Rejection::NotAuthorised);
    let by = secretary_of(OWNER);
    let then = Event::ReportsAsked { asked: asked.clone(), by: by.clone() };
    assert_eq!(decided(&[], by, ask()), [then]);
    for step in [Step::Confirm, Step::Deliver] {
        let asked = AskReports { step, ..wanted() };
        let ask = Command::Ask { asked: Asked::Reports(asked), others: 0 };
        assert_eq!(decided(&[], clerk_of(OWNER), ask).len(), 1);
    }
}

#[test]
fn each_ledger_is_made_once_and_without_one_nothing_is_finished() {
    refused(ledgers_asked(), clerk_of(OWNER), keep_it(Ledger::Needs), Rejection::NotAuthorised);
    refused(ledgers_asked(), Actor::System, keep_it(Ledger::Claims), Rejection::OutOfPlace);
    let begun = fold::<Job>(&ledgers_asked());
    deciding_again_changes_nothing::<Job>(begun, &by(Actor::System), keep_it(Ledger::Needs));
    let mut half = ledgers_asked();
    half.push(Event::LedgerKept { part: part(Ledger::Needs) });
    refused(half, Actor::System, finish_ledgers(), Rejection::OutOfPlace);
}

#[test]
fn what_was_not_asked_for_is_out_of_place() {
    refused(ledgers_made(), Actor::System, finish_reports(), Rejection::OutOfPlace);
    refused(reports_asked(), Actor::System, finish_ledgers(), Rejection::OutOfPlace);
    refused(reports_asked(), Actor::System, keep_it(Ledger::Needs), Rejection::OutOfPlace);
}

#[test]
fn who_asked_cancels_and_takes_it_up_again_where_it_stopped() {
    let (own, system) = (clerk_of(OWNER), by(Actor::System));
    for (mut history, finish, finished) in both() {
        refused(history.clone(), own.clone(), ask_for(&[Ledger::Needs]), Rejection::AlreadyAsked);
        refused(history.clone(), own.clone(), ask_for_reports(), Rejection::AlreadyAsked);
        refused(history.clone(), liaison_of(SOMEBODY), Command::Cancel, Rejection::NotAuthorised);
        let state = fold::<Job>(&history);
        deciding_again_changes_nothing::<Job>(state, &by(own.clone()), Command::Cancel);
        history.extend(decided(&history, own.clone(), Command::Cancel));
        refused(history.clone(), Actor::System, finish.clone(), Rejection::Over);
        refused(history.clone(), liaison_of(SOMEBODY), RESUME, Rejection::NotAuthorised);
        let state = fold::<Job>(&history);
        deciding_again_changes_nothing::<Job>(state, &by(own.clone()), RESUME);
        history.extend(decided(&history, own.clone(), RESUME));
        given::<Job>(history).when(&system, finish).then([finished]);
    }
}

#[test]
fn whoever_works_it_says_how_it_ended_once_and_then_it_is_not_stopped_any_more() {
    let own = clerk_of(OWNER);
    for (mut history, finish, finished) in both() {
        refused(history.clone(), own.clone(), finish.clone(), Rejection::NotAuthorised);
        refused(history.clone(), own.clone(), give_up(), Rejection::NotAuthorised);
        let state = fold::<Job>(&history);
        deciding_again_changes_nothing::<Job>(state, &by(Actor::System), finish);
        history.push(finished);
        refused(history.clone(), own.clone(), Command::Cancel, Rejection::Over);
        refused(history.clone(), own.clone(), RESUME, Rejection::Over);
        refused(history, Actor::System, give_up(), Rejection::Over);
    }
}

#[test]
fn nobody_has_more_under_way_than_the_limit() {
    let (full, own) = (UNDER_WAY_MAX, by(clerk_of(OWNER)));
    let too_many = Rejection::TooMany { max: UNDER_WAY_MAX };
    let once = AskLedgers { ledgers: [Ledger::Needs].into(), scope: Scope::Everything };
    let ledgers = vec![Event::LedgersAsked { asked: once.clone(), by: clerk_of(OWNER) }];
    for (asked, history) in
        [(Asked::Ledgers(once), ledgers), (Asked::Reports(wanted()), reports_asked())]
    {
        let ask = |others| Command::Ask { asked: asked.clone(), others };
        refused(vec![], clerk_of(OWNER), ask(full), too_many.clone());
        given::<Job>([]).when(&own, ask(full - 1)).then(history.clone());
        let mut stopped = history;
        stopped.extend(decided(&stopped, clerk_of(OWNER), Command::Cancel));
        let resume = |others| Command::Resume { others };
        refused(stopped.clone(), clerk_of(OWNER), resume(full), too_many.clone());
        assert_eq!(decided(&stopped, clerk_of(OWNER), resume(full - 1)).len(), 1);
    }
}

#[test]
fn a_job_counts_for_whoever_asked_while_it_is_under_way() {
    for (history, finish, _) in both() {
        assert_eq!(fold::<Job>(&history).under_way_for(), clerk_of(OWNER).person());
        let system = Actor::System;
        let end =
            [(clerk_of(OWNER), Command::Cancel), (system.clone(), give_up()), (system, finish)];
        for (actor, command) in end {
            let mut over = history.clone();
            over.extend(decided(&history, actor, command));
            assert_eq!(fold::<Job>(&over).under_way_for(), None);
        }
    }
}
