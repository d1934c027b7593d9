//! Jobs in the background: ledgers, and all reports of a period.

use std::time::Duration;

use contracts::reporting::job::{self, AskLedgers, AskReports, Made, Outcome};
use contracts::reporting::ledger::{Ledger, Scope};
use contracts::reporting::{JobStatus, JobToDo, Jobs};
use contracts::testing::clerk_of;
use values::JobId;

use super::*;
use crate::domain::job::UNDER_WAY_MAX;

fn ledger() -> AskLedgers {
    AskLedgers { ledgers: [Ledger::Needs].into(), scope: Scope::Own }
}

fn reports() -> AskReports {
    AskReports::compile(COMMUNITY, "2025".parse().unwrap(), false)
}

#[test]
fn one_person_has_so_many_jobs_under_way_and_everybody_else_as_many() {
    let mut office = Office::new();
    let clerk = clerk_of(COMMUNITY);
    let ask = |office: &mut Office| {
        office.now += Duration::from_secs(1);
        JobId(office.done(clerk.clone(), &ledger()))
    };
    let asked: Vec<_> = (0..UNDER_WAY_MAX).map(|_| ask(&mut office)).collect();
    let too_many = Err(job::Rejection::TooMany { max: UNDER_WAY_MAX }.into());
    assert_eq!(office.send(clerk.clone(), &ledger()), too_many);
    assert_eq!(office.send(clerk.clone(), &reports()), too_many);
    office.done(clerk_of(FAR), &ledger());

    let next = office.ask_as(&Actor::System, &JobToDo {}).expect("one waits");
    assert_eq!(next.line.id, asked[0], "the oldest is made first");
    office.done(clerk.clone(), &job::Cancel { job: asked[0] });
    office.done(clerk.clone(), &ledger());
    let resume = job::Resume { job: asked[0] };
    assert_eq!(office.send(clerk.clone(), &resume), too_many);
    let reason = values::Text::new("登记服务没有应答").unwrap();
    office.done(Actor::System, &job::GiveUp { job: asked[1], reason });
    office.done(clerk.clone(), &resume);
    let own = office.ask_as(&clerk, &Jobs::default());
    let under_way = own.items.iter().filter(|line| line.status == JobStatus::UnderWay);
    assert_eq!((own.total, under_way.count()), (UNDER_WAY_MAX + 1, UNDER_WAY_MAX));
}

#[test]
fn a_job_waits_is_cancelled_resumed_and_says_how_it_ended() {
    let mut office = Office::new();
    let clerk = clerk_of(COMMUNITY);
    let id = JobId(office.done(clerk.clone(), &reports()));
    let next = office.ask_as(&Actor::System, &JobToDo {}).expect("it waits");
    assert_eq!((next.line.id, &next.by), (id, &clerk));
    assert!(office.ask_as(&clerk, &JobToDo {}).is_none(), "nobody else works it");

    office.done(clerk.clone(), &job::Cancel { job: id });
    assert!(office.ask_as(&Actor::System, &JobToDo {}).is_none());
    office.done(clerk.clone(), &job::Resume { job: id });
    for _ in 1..UNDER_WAY_MAX {
        office.done(clerk.clone(), &reports());
    }
    let too_many = Err(job::Rejection::TooMany { max: UNDER_WAY_MAX }.into());
    assert_eq!(office.send(clerk.clone(), &reports()), too_many);

    let made = Made::Reports(Outcome { subjects: 2, compiled: 2, ..Outcome::default() });
    office.done(Actor::System, &job::Finish { job: id, made: made.clone() });
    office.done(clerk.clone(), &reports());
    let own = office.ask_as(&clerk, &Jobs::default());
    let first = own.items.last().expect("there are some");
    assert_eq!((first.status, &first.made), (JobStatus::Finished, &Some(made)));
    assert_eq!(office.ask_as(&clerk_of(FAR), &Jobs::default()).total, 0);
}
