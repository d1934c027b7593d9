use contracts::Role;
use contracts::reporting::batch::Refused;
use contracts::testing::{OWNER, SOMEBODY, by, clerk_of, person};
use decider::{deciding_again_changes_nothing, fold, given};
use values::Text;

use super::*;

/// Of a period that is over.
fn wanted() -> Ask {
    Ask { issuer: OWNER, period: "2025".parse().unwrap(), persons: false }
}

fn ask(making: usize) -> Command {
    Command::Ask { asked: wanted(), making }
}

fn asked() -> Vec<Event> {
    vec![Event::Asked { asked: wanted(), by: clerk_of(OWNER) }]
}

fn outcome() -> Outcome {
    let refused = Refused { code: Text::new("report.nothing_counted").unwrap(), count: 1 };
    Outcome { subjects: 3, compiled: 2, refused: vec![refused] }
}

fn finish_it() -> Command {
    Command::Finish { outcome: outcome() }
}

#[track_caller]
fn refused(history: Vec<Event>, actor: Actor, command: Command, reason: Rejection) {
    given::<Batch>(history).when(&by(actor), command).then_rejected(reason);
}

#[test]
fn whoever_acts_for_the_issuer_asks_once_the_period_is_over() {
    given::<Batch>([]).when(&by(clerk_of(OWNER)), ask(0)).then(asked());
    refused(vec![], clerk_of(SOMEBODY), ask(0), Rejection::NotAuthorised);
    refused(vec![], person(Role::Auditor, OWNER), ask(0), Rejection::NotAuthorised);
    refused(vec![], Actor::System, ask(0), Rejection::NotAuthorised);
    refused(asked(), clerk_of(OWNER), ask(0), Rejection::AlreadyAsked);
    let asked = Ask { period: "2099".parse().unwrap(), ..wanted() };
    let until = asked.period.until();
    let running = Command::Ask { asked, making: 0 };
    refused(vec![], clerk_of(OWNER), running, Rejection::PeriodNotOver { until });
}

#[test]
fn nobody_has_more_gone_through_at_a_time_than_the_limit() {
    let too_many = Rejection::TooMany { max: MAKING_MAX };
    refused(vec![], clerk_of(OWNER), ask(MAKING_MAX), too_many.clone());
    let mut stopped = asked();
    stopped.push(Event::Cancelled {});
    refused(stopped, clerk_of(OWNER), Command::Resume { making: MAKING_MAX }, too_many);
    assert_eq!(fold::<Batch>(&asked()).making_for(), clerk_of(OWNER).person());
}

#[test]
fn who_asked_cancels_and_takes_it_up_again() {
    refused(asked(), clerk_of(SOMEBODY), Command::Cancel, Rejection::NotAuthorised);
    let own = by(clerk_of(OWNER));
    deciding_again_changes_nothing::<Batch>(fold::<Batch>(&asked()), &own, Command::Cancel);
    let mut history = asked();
    history.push(Event::Cancelled {});
    assert_eq!(fold::<Batch>(&history).making_for(), None);
    refused(history.clone(), Actor::System, finish_it(), Rejection::Over);
    let resume = Command::Resume { making: 0 };
    given::<Batch>(history.clone()).when(&own, resume.clone()).then([Event::Resumed {}]);
    deciding_again_changes_nothing::<Batch>(fold::<Batch>(&history), &own, resume);
}

#[test]
fn whoever_goes_through_it_says_how_it_ended_once() {
    refused(asked(), clerk_of(OWNER), finish_it(), Rejection::NotAuthorised);
    let system = by(Actor::System);
    deciding_again_changes_nothing::<Batch>(fold::<Batch>(&asked()), &system, finish_it());
    let mut history = asked();
    history.push(Event::Finished { outcome: outcome() });
    refused(history.clone(), clerk_of(OWNER), Command::Cancel, Rejection::Over);
    refused(history.clone(), clerk_of(OWNER), Command::Resume { making: 0 }, Rejection::Over);
    let reason = Text::new("统计服务没有应答").unwrap();
    refused(history, Actor::System, Command::GiveUp { reason }, Rejection::Over);
}
