//! What is asked for and done in the background: ledgers, and batches of reports.

use std::time::Duration;

use contracts::reporting::bundle::{self, Ledger, Scope};
use contracts::reporting::{
    BatchStatus, BatchToMake, Batches, BundleStatus, BundleToMake, Bundles, batch,
};
use contracts::testing::clerk_of;
use values::{BatchId, BundleId};

use super::*;
use crate::domain::bundle::MAKING_MAX;

fn ledger() -> bundle::Ask {
    bundle::Ask { ledgers: [Ledger::Needs].into(), scope: Scope::Own }
}

fn reports() -> batch::Ask {
    batch::Ask { issuer: COMMUNITY, period: "2025".parse().unwrap(), persons: false }
}

#[test]
fn one_person_has_so_many_bundles_made_at_a_time_and_everybody_else_as_many() {
    let mut office = Office::new();
    let clerk = clerk_of(COMMUNITY);
    let ask = |office: &mut Office| {
        office.now += Duration::from_secs(1);
        BundleId(office.done(clerk.clone(), &ledger()))
    };
    let asked: Vec<_> = (0..MAKING_MAX).map(|_| ask(&mut office)).collect();
    let refused = office.send(clerk.clone(), &ledger()).unwrap_err();
    assert_eq!(refused, bundle::Rejection::TooMany { max: MAKING_MAX }.into());
    office.done(clerk_of(FAR), &ledger());

    let next = office.ask_as(&Actor::System, &BundleToMake {}).expect("one waits");
    assert_eq!(next.line.id, asked[0], "the oldest is made first");
    office.done(clerk.clone(), &bundle::Cancel { bundle: asked[0] });
    office.done(clerk.clone(), &ledger());
    let resume = bundle::Resume { bundle: asked[0] };
    let refused = office.send(clerk.clone(), &resume).unwrap_err();
    assert_eq!(refused, bundle::Rejection::TooMany { max: MAKING_MAX }.into());
    let reason = values::Text::new("登记服务没有应答").unwrap();
    office.done(Actor::System, &bundle::GiveUp { bundle: asked[1], reason });
    office.done(clerk.clone(), &resume);
    let own = office.ask_as(&clerk, &Bundles::default());
    let making = own.items.iter().filter(|line| line.status == BundleStatus::Making);
    assert_eq!((own.total, making.count()), (MAKING_MAX + 1, MAKING_MAX));
}

#[test]
fn a_batch_waits_is_cancelled_resumed_and_says_how_it_ended() {
    let mut office = Office::new();
    let clerk = clerk_of(COMMUNITY);
    let id = BatchId(office.done(clerk.clone(), &reports()));
    let next = office.ask_as(&Actor::System, &BatchToMake {}).expect("it waits");
    assert_eq!((next.line.id, &next.by), (id, &clerk));
    assert!(office.ask_as(&clerk, &BatchToMake {}).is_none(), "nobody else goes through it");

    office.done(clerk.clone(), &batch::Cancel { batch: id });
    assert!(office.ask_as(&Actor::System, &BatchToMake {}).is_none());
    office.done(clerk.clone(), &batch::Resume { batch: id });
    for _ in 1..MAKING_MAX {
        office.done(clerk.clone(), &reports());
    }
    let refused = office.send(clerk.clone(), &reports()).unwrap_err();
    assert_eq!(refused, batch::Rejection::TooMany { max: MAKING_MAX }.into());

    let outcome = batch::Outcome { subjects: 2, compiled: 2, refused: vec![] };
    office.done(Actor::System, &batch::Finish { batch: id, outcome: outcome.clone() });
    office.done(clerk.clone(), &reports());
    let own = office.ask_as(&clerk, &Batches::default());
    let first = own.items.last().expect("there are some");
    assert_eq!((first.status, &first.outcome), (BatchStatus::Finished, &Some(outcome)));
    assert_eq!(office.ask_as(&clerk_of(FAR), &Batches::default()).total, 0);
}
