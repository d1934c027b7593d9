//! The service in process, over a log in memory: what the rules alone cannot show.

use std::sync::Arc;

use contracts::matching::plan;
use contracts::needs::need;
use contracts::notices::notice::{NoticeKind, READ_MAX, Read, Rejection as Reason};
use contracts::notices::{self, Inbox, NoticeLine, Unread};
use contracts::projects::activity;
use contracts::projects::claim::{self, Lease, Propose, Side};
use contracts::registry::check_in;
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::registry::validity::Validity;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, clerk_of, directory, liaison_of, merged, monday, registered,
};
use contracts::{
    Actor, Asker, Command, Commit, Directory, Page, PageRequest, Query, Recorded, Rejection, Reply,
    Role, ServiceEvent, matching, needs, projects, registry,
};
use eventlog::{Keys, MemoryLog};
use runtime::{Followed, Question, Service, Writer};
use values::{
    Amount, ClaimId, CommandId, Hash, NeedId, OrganisationId, PersonId, Text, Timestamp, Unit, Uuid,
};

use crate::Notices;
use crate::views::View;

/// The service with its views, told one thing after another.
struct Office {
    writer: Writer<Notices>,
    keys: Arc<Keys>,
    view: View,
    commands: u128,
    now: Timestamp,
    directory: Directory,
    /// Where `projects` stands, and the hash of what was followed last.
    followed: (u64, Hash),
    /// The same of `needs`.
    followed_needs: (u64, Hash),
}

impl Office {
    fn new() -> Self {
        let keys = Arc::new(Keys::memory());
        let log = Arc::new(MemoryLog::new());
        let mut writer = Writer::replay(log, Arc::clone(&keys), |_| {}).unwrap();
        let town = [
            registered(OWNER, Level::Community, "371002001001"),
            registered(SOMEBODY, Level::Unit, "371002001001"),
            registered(STRANGER, Level::Community, "371002001002"),
            merged(STRANGER, OWNER),
        ];
        town.iter().for_each(|registered| writer.learn(registered));
        let directory = directory(town);
        let (view, now) = (View::default(), monday());
        let (followed, followed_needs) = ((0, Hash::default()), (0, Hash::default()));
        Self { writer, keys, view, commands: 0, now, directory, followed, followed_needs }
    }

    /// What `projects` says next of `claim`, in one commit.
    fn follow(&mut self, claim: ClaimId, events: impl IntoIterator<Item = claim::Event>) {
        let events = events.into_iter().map(projects::Event::Claim).collect();
        let bytes = self.said(claim.into(), self.followed, events);
        let position = self.followed.0 + 1;
        self.followed = (position, Hash::of(&bytes));
        self.writer.follow(self.now, projects::Event::SERVICE, position, &bytes);
        assert_eq!(self.writer.parked(), 0, "a reaction was put aside");
        self.take_in();
    }

    /// What `needs` says next of a need.
    fn follow_need(&mut self, need: NeedId, event: need::Event) {
        let position = self.followed_needs.0 + 1;
        let bytes = self.said(need.into(), self.followed_needs, vec![needs::Event::Need(event)]);
        self.followed_needs = (position, Hash::of(&bytes));
        self.writer.follow(self.now, needs::Event::SERVICE, position, &bytes);
        assert_eq!(self.writer.parked(), 0, "a reaction was put aside");
        self.take_in();
    }

    /// The next commit of a service that stands at `followed`.
    fn said<E: ServiceEvent>(
        &self,
        aggregate: Uuid,
        followed: (u64, Hash),
        events: Vec<E>,
    ) -> Vec<u8> {
        let position = followed.0 + 1;
        let recorded = (1..).zip(events);
        let commit = Commit {
            position,
            previous: followed.1,
            command: CommandId(Uuid::from_u128(0xF000 + u128::from(position))),
            request: Hash::default(),
            actor: Actor::System,
            time: self.now,
            cause: None,
            events: recorded
                .map(|(version, event)| Recorded { aggregate, version, event })
                .collect(),
        };
        serde_json::to_vec(&commit).unwrap()
    }

    fn read(&mut self, actor: Actor, read: &Read) -> Result<usize, Rejection> {
        self.commands += 1;
        let id = CommandId(Uuid::from_u128(self.commands));
        let body = serde_json::to_vec(read).unwrap();
        let answer = self.writer.command(self.now, actor, id, Read::SUBJECT, &body);
        self.take_in();
        match answer.reply {
            Reply::Done(receipt) => Ok(receipt.changed.len()),
            Reply::Rejected(rejection) => Err(rejection),
            Reply::Failed(failure) => panic!("it failed: {failure}"),
        }
    }

    fn take_in(&mut self) {
        for decided in self.writer.take_decided() {
            self.view.apply(&decided.commit);
        }
    }

    fn ask<Q: Query>(&self, actor: &Actor, query: &Q) -> Q::Answer {
        let body = serde_json::to_vec(query).unwrap();
        let asker = Asker { actor, directory: &self.directory };
        let stream = notices::Event::SERVICE;
        let question = Question::new(&self.view, asker, self.now, &self.keys, stream);
        let answer = Notices::queries().answer(&question, Q::SUBJECT, &body).unwrap();
        match serde_json::from_slice(&answer).unwrap() {
            Reply::Done(answer) => answer,
            Reply::Rejected(_) | Reply::Failed(_) => panic!("a question was not answered"),
        }
    }

    fn inbox(&self, unread: bool) -> Page<NoticeLine> {
        let page = PageRequest::first(2);
        self.ask(&clerk_of(OWNER), &Inbox { inbox: OWNER.into(), unread, page })
    }

    fn unread(&self) -> usize {
        self.ask(&clerk_of(OWNER), &Unread { inbox: OWNER.into() })
    }
}

fn claim(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(0xC100 + n))
}

/// A claim that waits for the answer of `counterpart`.
fn claimed(counterpart: values::OrganisationId) -> [claim::Event; 2] {
    let proposed = Propose {
        claimer: SOMEBODY.into(),
        side: Side::Giving,
        need: Some(NeedId(Uuid::from_u128(0xD1))),
        offer: None,
        amount: Amount::new(1, Unit::Session).unwrap(),
        slot: None,
        area: "371002001001".parse().unwrap(),
        message: None,
        wait: false,
    };
    let lease = Lease { yellow_at: monday(), until: monday(), holidays_unknown: false };
    let held = claim::Event::Held { counterpart, category: Category::Service, lease };
    [claim::Event::Proposed(proposed), held]
}

#[test]
fn an_inbox_is_read_newest_first_in_pages_and_with_those_merged_into_it() {
    let mut office = Office::new();
    office.follow(claim(1), claimed(OWNER));
    office.follow(claim(2), claimed(STRANGER));
    office.follow(claim(3), claimed(OWNER));
    let first = office.inbox(false);
    let about = |page: &Page<NoticeLine>| -> Vec<Uuid> {
        page.items.iter().map(|line| line.matter.about.id()).collect()
    };
    assert_eq!((first.total, about(&first)), (3, vec![claim(3).0, claim(2).0]));
    let page = PageRequest::behind(first.next, 2);
    let rest = Inbox { inbox: OWNER.into(), unread: false, page };
    assert_eq!(about(&office.ask(&clerk_of(OWNER), &rest)), [claim(1).0]);
    assert_eq!(first.items[0].kind, NoticeKind::ClaimToAnswer);
}

#[test]
fn what_is_read_or_answered_is_unread_no_more_and_what_is_told_anew_is_again() {
    let mut office = Office::new();
    (1..=3).for_each(|n| office.follow(claim(n), claimed(OWNER)));
    assert_eq!(office.unread(), 3);
    let lines = vec![claim(1).0, claim(2).0];
    let read = Read { inbox: OWNER.into(), lines };
    assert_eq!(office.read(clerk_of(OWNER), &read), Ok(2));
    assert_eq!(office.read(clerk_of(OWNER), &read), Ok(0));
    assert_eq!((office.unread(), office.inbox(true).total, office.inbox(false).total), (1, 1, 3));
    office.follow(claim(3), [claim::Event::Accepted {}]);
    assert_eq!((office.unread(), office.inbox(false).total), (0, 2));
    office.follow(claim(1), [claim::Event::AnswerLate { card: contracts::Card::Yellow }]);
    assert_eq!(office.unread(), 1);
    let claimer = Inbox { inbox: SOMEBODY.into(), unread: true, page: PageRequest::first(9) };
    let told = office.ask(&liaison_of(SOMEBODY), &claimer);
    assert_eq!(told.items[0].kind, NoticeKind::ClaimAccepted);
}

#[test]
fn nobody_reads_another_ones_inbox_or_marks_too_much_at_once() {
    let mut office = Office::new();
    office.follow(claim(1), claimed(OWNER));
    let inbox = Inbox { inbox: OWNER.into(), unread: false, page: PageRequest::first(9) };
    assert_eq!(office.ask(&liaison_of(SOMEBODY), &inbox).total, 0);
    assert_eq!(office.ask(&liaison_of(SOMEBODY), &Unread { inbox: OWNER.into() }), 0);
    let read = |lines| Read { inbox: OWNER.into(), lines };
    let refused = office.read(liaison_of(SOMEBODY), &read(vec![claim(1).0]));
    assert_eq!(refused, Err(Reason::NotAuthorised.into()));
    let refused = office.read(clerk_of(OWNER), &read(vec![claim(1).0; READ_MAX + 1]));
    assert_eq!(refused, Err(Reason::TooManyAtOnce { max: READ_MAX as u64 }.into()));
}

#[test]
fn what_is_too_much_for_a_commit_is_put_aside_and_stops_nobody() {
    let mut office = Office::new();
    let sides = |n: u128| (0..n).map(|n| OrganisationId(Uuid::from_u128(0xA_0000 + n))).collect();
    let proposed = |n| {
        let (answer_until, asked) = (office.now, sides(n));
        plan::Event::Proposed { answer_until, asked, asks_on: false }
    };
    let (many, few) = (proposed(400), proposed(2));
    let source = matching::Event::SERVICE;
    let first =
        office.said(Uuid::from_u128(1), (0, Hash::default()), vec![matching::Event::Plan(many)]);
    let put_aside = office.writer.follow(office.now, source, 1, &first);
    assert!(matches!(put_aside, Followed::Parked), "{put_aside:?}");
    let second =
        office.said(Uuid::from_u128(2), (1, Hash::of(&first)), vec![matching::Event::Plan(few)]);
    let handled = office.writer.follow(office.now, source, 2, &second);
    assert!(matches!(handled, Followed::Handled), "{handled:?}");
    assert_eq!(office.writer.parked(), 1);
}

/// What `E`'s service says of `aggregate`, in these commits from its first on.
fn hear<E: ServiceEvent>(office: &mut Office, aggregate: Uuid, commits: Vec<Vec<E>>) {
    let mut followed = (0, Hash::default());
    for events in commits {
        let bytes = office.said(aggregate, followed, events);
        followed = (followed.0 + 1, Hash::of(&bytes));
        let handled = office.writer.follow(office.now, E::SERVICE, followed.0, &bytes);
        assert!(matches!(handled, Followed::Handled), "{handled:?}");
        office.take_in();
    }
}

#[test]
fn a_check_in_is_told_unless_the_community_entered_it_itself() {
    let asked = check_in::Request::of(check_in::Who::Unit(SOMEBODY), OWNER);
    let requested = registry::Event::CheckIn(check_in::Event::Requested(asked));
    let validity = Validity::to("2027-03-01".parse().unwrap());
    let accepted = registry::Event::CheckIn(check_in::Event::Accepted { validity });
    for (events, told) in [(vec![requested.clone()], 1), (vec![requested, accepted], 0)] {
        let mut office = Office::new();
        hear(&mut office, Uuid::from_u128(0xC4), vec![events]);
        let of_unit = office.ask(&liaison_of(SOMEBODY), &Unread { inbox: SOMEBODY.into() });
        assert_eq!((office.unread(), of_unit), (told, 0));
    }
}

#[test]
fn what_is_announced_to_more_than_a_commit_holds_is_told_to_all() {
    let mut office = Office::new();
    let planned = include_str!("../../../shared/contracts/fixtures/activity.planned.v1.json");
    let member = |n: u128| PersonId(Uuid::from_u128(0xB_0000 + n));
    let signed_up = |n| {
        let who = activity::Participant::Person(member(n));
        activity::Event::SignedUp { who, places: 1 }
    };
    let cancelled = activity::Event::Cancelled { reason: Text::new("场地检修").unwrap() };
    let commits = std::iter::once(serde_json::from_str(planned).unwrap())
        .chain((0..500).map(signed_up))
        .chain([cancelled])
        .map(|event| vec![projects::Event::Activity(event)])
        .collect();
    hear(&mut office, Uuid::from_u128(0xAC), commits);
    assert_eq!(office.writer.due(office.now).unwrap(), None);
    office.take_in();
    for n in [0, 250, 499] {
        let actor = Actor::Person { person: member(n), organisation: SOMEBODY, role: Role::Member };
        let inbox = Inbox { inbox: member(n).into(), unread: true, page: PageRequest::first(9) };
        let told = office.ask(&actor, &inbox);
        assert_eq!(told.items[0].kind, NoticeKind::ActivityCancelled, "{n}");
    }
}

/// A need that somebody with an account raised.
fn raised_by(person: PersonId) -> need::Event {
    let asked = need::Raise {
        owner: OWNER,
        title: Text::new("楼道灯不亮").unwrap(),
        content: None,
        kind: need::Kind::Common,
        category: Category::Facility,
        source: need::Source::Resident,
        amount: Amount::new(1, Unit::Place).unwrap(),
        place: None,
        wanted: None,
    };
    let raiser = need::Raiser { person, name: None, phone: None, code: None };
    need::Event::Raised { asked, raiser: Some(raiser) }
}

#[test]
fn whoever_raised_a_duplicate_is_told_what_becomes_of_the_need_it_follows() {
    let mut office = Office::new();
    let need = |n: u128| NeedId(Uuid::from_u128(0xD0 + n));
    let raiser = |n: u128| PersonId(Uuid::from_u128(0xA0 + n));
    let closed =
        |outcome| need::Event::Closed { outcome, reopen_until: monday(), review_until: None };
    for n in 1..=3 {
        office.follow_need(need(n), raised_by(raiser(n)));
    }
    // The third follows the second, which follows the first.
    office.follow_need(need(3), closed(need::Outcome::Duplicate { of: need(2) }));
    office.follow_need(need(2), closed(need::Outcome::Duplicate { of: need(1) }));
    let told = |office: &Office, n: u128| {
        let person = raiser(n);
        let actor = Actor::Person { person, organisation: SOMEBODY, role: Role::Resident };
        let inbox = Inbox { inbox: person.into(), unread: true, page: PageRequest::first(9) };
        let lines = office.ask(&actor, &inbox).items;
        lines.into_iter().map(|line| (line.matter.about.id(), line.kind)).collect::<Vec<_>>()
    };
    let review_until = Some(monday());
    office.follow_need(need(1), need::Event::DeliveryAccepted { review_until });
    for n in 1..=3 {
        assert_eq!(told(&office, n), [(need(n).0, NoticeKind::NeedToReview)], "{n}");
    }
    office.follow_need(need(2), need::Event::SplitOff { reason: Text::new("不是一回事").unwrap() });
    office.follow_need(need(1), closed(need::Outcome::Solved));
    assert_eq!(told(&office, 1), [(need(1).0, NoticeKind::NeedClosed)]);
    assert_eq!(told(&office, 3), [(need(3).0, NoticeKind::NeedToReview)], "it follows no more");
}
