//! The service in process, over a log in memory: what the rules alone cannot show.

use std::sync::Arc;

use contracts::resources::offer::{self, Category, List, RENEW_MANY_MAX, Renew, RenewMany};
use contracts::testing::{OWNER, SOMEBODY, liaison_of, monday};
use contracts::{Actor, Command, Rejection, Reply};
use eventlog::{Keys, MemoryLog};
use runtime::Writer;
use values::{Amount, CommandId, Date, OfferId, OrganisationId, Text, Unit, Uuid};

use crate::Resources;
use crate::domain::offer::State;

/// The service, told one command after another.
struct Lists {
    writer: Writer<Resources>,
    commands: u128,
}

impl Lists {
    fn new() -> Self {
        let (log, keys) = (Arc::new(MemoryLog::new()), Arc::new(Keys::memory()));
        Self { writer: Writer::replay(log, keys, |_| {}).unwrap(), commands: 0 }
    }

    /// The ids of what the command changed.
    fn send<C: Command>(&mut self, actor: Actor, command: &C) -> Result<Vec<Uuid>, Rejection> {
        self.commands += 1;
        let id = CommandId(Uuid::from_u128(self.commands));
        let body = serde_json::to_vec(command).unwrap();
        match self.writer.command(monday(), actor, id, C::SUBJECT, &body).reply {
            Reply::Done(receipt) => Ok(receipt.changed.iter().map(|changed| changed.id).collect()),
            Reply::Rejected(rejection) => Err(rejection),
            Reply::Failed(failure) => panic!("{} failed: {failure}", C::SUBJECT),
        }
    }

    fn list(&mut self, owner: OrganisationId) -> OfferId {
        let amount = Amount::new(3, Unit::Session).unwrap();
        let title = Text::new("四楼会议室").unwrap();
        let list = List::new(owner, title, Category::Venue, amount);
        OfferId(self.send(liaison_of(owner), &list).unwrap()[0])
    }

    fn until(&self, offer: OfferId) -> Option<Date> {
        self.writer.state().offers.state(offer).offer().and_then(|offer| offer.until)
    }
}

#[test]
fn many_offers_are_renewed_at_once_or_none_of_them() {
    let mut lists = Lists::new();
    let [mine, mine_too, theirs] = [OWNER, OWNER, SOMEBODY].map(|owner| lists.list(owner));
    let until = Some("2026-06-30".parse().unwrap());
    let renew = |offers: &[OfferId]| RenewMany { offers: offers.to_vec(), until };
    let refused = lists.send(liaison_of(OWNER), &renew(&[mine, theirs]));
    assert_eq!(refused, Err(offer::Rejection::NotAuthorised.into()));
    assert_eq!(lists.until(mine), None);

    let changed = lists.send(liaison_of(OWNER), &renew(&[mine, mine_too, mine])).unwrap();
    assert_eq!(changed.len(), 2, "each once, however often it is named");
    assert_eq!([mine, mine_too].map(|offer| lists.until(offer)), [until; 2]);
    assert_eq!(lists.send(liaison_of(OWNER), &renew(&[mine, mine_too])), Ok(vec![]));

    let too_many = lists.send(liaison_of(OWNER), &renew(&[mine; RENEW_MANY_MAX + 1]));
    assert_eq!(too_many, Err(offer::Rejection::TooManyAtOnce { max: 100 }.into()));
}

#[test]
fn what_is_due_is_decided_and_no_earlier() {
    let mut lists = Lists::new();
    let offer = lists.list(OWNER);
    let until = Some("2026-03-20".parse().unwrap());
    lists.send(liaison_of(OWNER), &Renew { offer, until }).unwrap();
    for (now, events) in [
        ("2026-03-12T15:59:59.999Z", 2),
        ("2026-03-12T16:00:00Z", 3),
        ("2026-03-18T16:00:00Z", 4),
        ("2026-03-20T15:59:59.999Z", 4),
        ("2026-03-20T16:00:00Z", 5),
    ] {
        lists.writer.due(now.parse().unwrap()).unwrap();
        assert_eq!(lists.writer.state().offers.version(offer), events, "at {now}");
    }
    assert!(matches!(lists.writer.state().offers.state(offer), State::Expired(_)));
}
