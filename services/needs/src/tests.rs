//! The service in process, over a log in memory: what the rules alone cannot show.

mod admissions;
mod hotline;
mod lists;
mod wishes;

use std::sync::Arc;

use contracts::needs::handling;
use contracts::needs::need::{self, Kind, Outcome, Source};
use contracts::needs::{
    Ask, BeneficiaryOpened, Handling, Handlings, Need as NeedQuery, NeedLine, NeedStatus,
    Needs as NeedsQuery, RaiserOpened, Step, Suggestions, family, wish_cap,
};
use contracts::registry::organisation::Level;
use contracts::resources::offer::Category;
use contracts::testing::{
    OWNER, STRANGER, clerk_of, merged, monday, operator, person as somebody, registered,
};
use contracts::{
    Actor, Asker, Card, Claimer, Command, Commit, Directory, Query, Recorded, Rejection, Reply,
    Role, ServiceEvent, projects, registry,
};
use eventlog::{Keys, Log as _, MemoryLog, Place};
use runtime::{Question, Service, Writer};
use values::code::normalised;
use values::{
    Amount, ClaimId, CommandId, Hash, Money, NeedId, OrganisationId, PersonId, Sealed, Text,
    Timestamp, Unit, Uuid,
};

use crate::Needs;
use crate::views::View;

type Event = <Needs as Service>::Event;

/// Needs with their views, told one command after another.
struct Office {
    writer: Writer<Needs>,
    log: MemoryLog,
    registered: Vec<Recorded<registry::Event>>,
    directory: Directory,
    keys: Arc<Keys>,
    view: View,
    commits: Vec<Arc<Commit<Event>>>,
    commands: u128,
    /// The hash of what was followed last.
    followed: Hash,
}

impl Office {
    fn new() -> Self {
        let keys = Arc::new(Keys::memory());
        let log = MemoryLog::new();
        let writer = Writer::replay(Arc::new(log.clone()), Arc::clone(&keys), |_| {}).unwrap();
        let (view, commits, followed) = (View::default(), Vec::new(), Hash::default());
        let directory = Directory::default();
        let mut office = Self {
            writer,
            log,
            registered: Vec::new(),
            directory,
            keys,
            view,
            commits,
            commands: 0,
            followed,
        };
        office.learn(&registered(OWNER, Level::Community, "371002001001"));
        office
    }

    fn learn(&mut self, recorded: &Recorded<registry::Event>) {
        self.writer.learn(recorded);
        self.directory.apply(recorded);
        for organisation in self.directory.resettled(recorded) {
            self.view.settle(organisation, &self.directory);
        }
        self.registered.push(recorded.clone());
    }

    /// Whose keys a start destroys that died before it had destroyed any.
    fn erased_at_a_start(&self) -> Vec<PersonId> {
        let keys = Arc::new(Keys::memory());
        Writer::<Needs>::replay(Arc::new(self.log.clone()), Arc::clone(&keys), |_| {}).unwrap();
        keys.erased()
    }

    /// Nothing but the log is left of what the writer knew.
    fn restart(&mut self) {
        let log = Arc::new(self.log.clone());
        self.writer = Writer::replay(log, Arc::clone(&self.keys), |_| {}).unwrap();
        self.registered.iter().for_each(|recorded| self.writer.learn(recorded));
    }

    /// The time comes, and with it whatever is due by then.
    fn pass_to(&mut self, now: Timestamp) {
        self.writer.due(now).unwrap();
        self.take_in();
    }

    /// The id of what the command changed; none when it was already so.
    fn send<C: Command>(&mut self, actor: Actor, command: &C) -> Result<Option<Uuid>, Rejection> {
        self.commands += 1;
        let id = CommandId(Uuid::from_u128(self.commands));
        let body = serde_json::to_vec(command).unwrap();
        let answer = self.writer.command(monday(), actor, id, C::SUBJECT, &body);
        self.take_in();
        match answer.reply {
            Reply::Done(receipt) => Ok(receipt.changed.first().map(|changed| changed.id)),
            Reply::Rejected(rejection) => Err(rejection),
            Reply::Failed(failure) => panic!("{} failed: {failure}", C::SUBJECT),
        }
    }

    /// Sends a command that must change something.
    #[track_caller]
    fn done<C: Command>(&mut self, actor: Actor, command: &C) -> Uuid {
        self.send(actor, command).unwrap().expect("it changes something")
    }

    fn raised(&mut self, title: &str) -> NeedId {
        self.raised_as(title, Kind::Common)
    }

    fn raised_as(&mut self, title: &str, kind: Kind) -> NeedId {
        NeedId(self.done(clerk_of(OWNER), &raise(title, kind)))
    }

    /// A wish of that family, for the taking.
    fn posted_wish(&mut self, family: &str) -> NeedId {
        let need = self.raised_as("一个新书包", Kind::Wish);
        self.done(clerk_of(OWNER), &verify_wish(need, family, 300));
        self.done(clerk_of(OWNER), &need::Post { need, terms: need::Terms::whole() });
        need
    }

    /// What `projects` says next of the claim.
    fn follow(&mut self, event: projects::claim::Event) {
        self.follow_all([(CLAIM, event)]);
    }

    /// What `projects` says next in one commit, of several claims.
    fn follow_all(&mut self, events: impl IntoIterator<Item = (ClaimId, projects::claim::Event)>) {
        let position = self.writer.sources()[0].1 + 1;
        let recorded = |(claim, event): (ClaimId, _)| Recorded {
            aggregate: claim.0,
            version: position,
            event,
        };
        let commit = Commit {
            position,
            previous: self.followed,
            command: CommandId(Uuid::from_u128(0xF000 + u128::from(position))),
            request: Hash::default(),
            actor: Actor::System,
            time: monday(),
            cause: None,
            events: events.into_iter().map(recorded).collect(),
        };
        let bytes = serde_json::to_vec(&commit).unwrap();
        self.followed = Hash::of(&bytes);
        self.writer.follow(monday(), "projects", position, &bytes);
        assert_eq!(self.writer.parked(), 0);
        self.take_in();
    }

    fn take_in(&mut self) {
        for decided in self.writer.take_decided() {
            self.log.append(&[decided.entry]).unwrap();
            decided.forgotten.iter().for_each(|person| self.keys.erase(*person).unwrap());
            self.view.apply(&decided.commit);
            self.commits.push(decided.commit);
        }
    }

    fn told(&mut self) -> NeedId {
        NeedId(self.done(resident(), &report()))
    }

    #[track_caller]
    fn closed(&mut self, need: NeedId, outcome: Outcome) {
        self.done(clerk_of(OWNER), &need::Close { need, outcome });
    }

    fn line(&self, need: NeedId) -> NeedLine {
        self.view.need(need).unwrap()
    }

    /// The raiser, as its code lets it act.
    fn by_code(&self, written: &str) -> Option<Actor> {
        let code = self.keys.fingerprint(crate::domain::CODE, &normalised(written));
        let coded = self.view.raisers.of_code(&code)?;
        let role = Role::Resident;
        Some(Actor::Person { person: coded.raiser, organisation: coded.owner, role })
    }

    fn asker<'a>(&'a self, actor: &'a Actor) -> Asker<'a> {
        Asker { actor, directory: &self.directory }
    }

    /// The answer to a question of `actor`.
    fn ask<Q: Query>(&self, actor: &Actor, query: &Q) -> Q::Answer {
        let body = serde_json::to_vec(query).unwrap();
        let asker = self.asker(actor);
        let question = Question::new(&self.view, asker, monday(), &self.keys, Event::SERVICE);
        let answer = Needs::queries().answer(&question, Q::SUBJECT, &body).unwrap();
        match serde_json::from_slice(&answer).unwrap() {
            Reply::Done(answer) => answer,
            Reply::Rejected(_) | Reply::Failed(_) => panic!("a question was not answered"),
        }
    }

    fn opened(&self, actor: &Actor, need: NeedId) -> Option<RaiserOpened> {
        let unseal = |at, field: &str, sealed: &Sealed| self.unseal(at, field, sealed);
        self.view.raisers.opened(self.asker(actor), need, unseal)
    }

    fn beneficiary(&self, actor: &Actor, need: NeedId) -> Option<BeneficiaryOpened> {
        let unseal = |at, field: &str, sealed: &Sealed| self.unseal(at, field, sealed);
        self.view.wishes.opened(self.asker(actor), need, unseal)
    }

    fn unseal(&self, position: u64, field: &str, sealed: &Sealed) -> Option<String> {
        let place = Place { stream: Event::SERVICE, position, field };
        self.keys.unseal(&place, sealed).unwrap()
    }
}

fn resident() -> Actor {
    somebody(Role::Resident, OrganisationId(Uuid::nil()))
}

const CODE: &str = "0A1B-C3D4-E5F6";
const NAME: &str = "王大妈";
const PHONE: &str = "13900000000";

fn raise(title: &str, kind: Kind) -> need::Raise {
    need::Raise {
        owner: OWNER,
        title: Text::new(title).unwrap(),
        content: None,
        kind,
        category: Category::Facility,
        source: Source::Community,
        amount: Amount::new(1, Unit::Piece).unwrap(),
        place: None,
        wanted: None,
    }
}

fn report() -> need::TakeReport {
    let contact = need::RaiserContact {
        name: Text::new(NAME).unwrap(),
        phone: Some(Text::new(PHONE).unwrap()),
    };
    let report = need::Report {
        owner: OWNER,
        title: Text::new("三号楼路灯不亮").unwrap(),
        content: None,
        category: Category::Facility,
        place: None,
        wanted: None,
        contact: Some(contact),
    };
    need::TakeReport { report, code: Text::new(CODE).unwrap() }
}

const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xC1));
const FAMILY: &str = "371002 19900101 123X";

fn verify_wish(need: NeedId, family: &str, yuan: i64) -> need::VerifyWish {
    let text = |text| Text::new(text).unwrap();
    let address = Some(Text::new("三号楼101").unwrap());
    need::VerifyWish {
        need,
        form: need::WishForm::Goods,
        value: Money::from_yuan(yuan).unwrap(),
        family: Text::new(family).unwrap(),
        beneficiary: need::Beneficiary { name: text(NAME), phone: Some(text(PHONE)), address },
        minor: false,
        guardian_agreed_on: None,
    }
}

fn claimed(need: NeedId) -> projects::claim::Event {
    let proposal = serde_json::json!({
        "claimer": Claimer::from(STRANGER), "side": "giving", "need": need,
        "amount": { "quantity": 1, "unit": "piece" }, "area": "371002001001",
    });
    projects::claim::Event::Proposed(serde_json::from_value(proposal).unwrap())
}

fn reason(text: &str) -> Text<200> {
    Text::new(text).unwrap()
}

#[test]
fn of_who_told_it_nothing_stands_in_the_log_in_plain_words() {
    let mut office = Office::new();
    office.told();
    let log = serde_json::to_string(&office.commits.iter().map(|c| &**c).collect::<Vec<_>>());
    let log = log.unwrap();
    assert!(log.contains("三号楼路灯不亮"));
    for secret in [NAME, PHONE, CODE, &normalised(CODE)] {
        assert!(!log.contains(secret), "{secret} stands in {log}");
    }
}

#[test]
fn only_the_community_reads_who_told_it() {
    let mut office = Office::new();
    let need = office.told();
    let opened = office.opened(&clerk_of(OWNER), need).unwrap();
    assert_eq!((opened.name.as_deref(), opened.phone.as_deref()), (Some(NAME), Some(PHONE)));
    for actor in [clerk_of(STRANGER), resident(), somebody(Role::Auditor, OWNER), Actor::System] {
        let masked = office.opened(&actor, need).unwrap();
        assert_eq!(masked, RaiserOpened { name: None, phone: None }, "{actor:?}");
    }
}

#[test]
fn whoever_has_the_code_follows_the_need_and_nobody_else() {
    let mut office = Office::new();
    let need = office.told();
    assert_eq!(office.by_code("0000-0000-0000"), None);
    let raiser = office.by_code("0a1bc3d4e5f6").unwrap();
    let outcome = Outcome::Withdrawn { reason: reason("修好了") };
    let other = office.raised("另一盏灯");
    let close = |need| need::Close { need, outcome: outcome.clone() };
    assert_eq!(
        office.send(raiser.clone(), &close(other)),
        Err(need::Rejection::NotAuthorised.into())
    );
    office.done(raiser, &close(need));
    assert_eq!(office.line(need).status, NeedStatus::Closed);
}

#[test]
fn whoever_told_it_answers_what_they_are_asked_and_is_known_as_its_raiser() {
    let mut office = Office::new();
    let need = office.told();
    let raiser = office.by_code(CODE).unwrap();
    let question = Text::new("是哪一盏灯").unwrap();
    office.done(clerk_of(OWNER), &handling::Ask { need, question });
    let reply = handling::Reply { need, answer: Text::new("三号楼前的").unwrap() };
    for other in [resident(), somebody(Role::Member, OWNER)] {
        assert!(!office.ask(&other, &NeedQuery { need }).unwrap().yours);
        let refused = office.send(other, &reply);
        assert_eq!(refused, Err(handling::Rejection::NotAuthorised.into()));
    }
    assert!(office.ask(&raiser, &NeedQuery { need }).unwrap().yours);
    let raised_by = raiser.person();
    let theirs = NeedsQuery { raised_by, ..NeedsQuery::default() };
    assert_eq!(office.ask(&raiser, &theirs).items[0].id, need);
    assert_eq!(office.ask(&operator(), &theirs).total, 0, "it is nobody else's to know");
    office.done(raiser, &reply);
    let handling = office.ask(&clerk_of(OWNER), &Handling { need }).unwrap();
    assert_eq!(handling.question, None, "the clock goes on");
}

#[test]
fn the_erased_are_found_by_no_code_and_opened_for_nobody() {
    let mut office = Office::new();
    let need = office.told();
    let raiser = office.by_code(CODE).unwrap();
    let person = raiser.person().unwrap();
    office.done(raiser, &need::EraseRaiser { need });
    assert_eq!(office.by_code(CODE), None);
    assert_eq!(office.opened(&operator(), need), None);
    assert!(!office.line(need).has_raiser);
    assert_eq!(office.keys.erased(), [person]);
    assert_eq!(office.erased_at_a_start(), [person]);
}

#[test]
fn a_duplicate_shares_what_becomes_of_its_main_need_however_deep() {
    let mut office = Office::new();
    let [main, first, second] = ["路灯", "路灯不亮", "灯坏了"].map(|title| office.raised(title));
    office.closed(second, Outcome::Duplicate { of: first });
    office.closed(first, Outcome::Duplicate { of: main });
    let turned = need::Close { need: main, outcome: Outcome::Duplicate { of: second } };
    let refused = Err(need::Rejection::DuplicateOfItself.into());
    assert_eq!(office.send(clerk_of(OWNER), &turned), refused);
    let unsolved = Outcome::Unsolved { reason: reason("等电力公司") };
    office.closed(main, unsolved.clone());
    for need in [first, second] {
        let line = office.line(need);
        assert_eq!((line.follows, line.follows_outcome), (Some(main), Some(unsolved.clone())));
    }
    let of_main = NeedsQuery { duplicates_of: Some(main), ..NeedsQuery::default() };
    assert_eq!(office.view.needs(&office.directory, &of_main).items[0].id, first);
    office.done(clerk_of(OWNER), &need::SplitOff { need: first, reason: reason("两盏灯") });
    assert_eq!(office.line(second).follows, Some(first));
    assert_eq!(office.line(first).follows, None);
    assert_eq!(office.line(main).duplicates, 0);
}

#[test]
fn what_was_merged_into_an_organisation_asks_for_what_that_one_asks_for() {
    let mut office = Office::new();
    let first = office.raised("路灯");
    office.learn(&registered(STRANGER, Level::Community, "371002001002"));
    office.learn(&merged(OWNER, STRANGER));
    let clerk = clerk_of(STRANGER);
    let raise = need::Raise { owner: STRANGER, ..raise("树枝挡路", Kind::Common) };
    let second = NeedId(office.done(clerk.clone(), &raise));
    let amount = Amount::new(1, Unit::Piece).unwrap();
    office.done(clerk, &need::Verify { need: first, amount });
    for owner in [OWNER, STRANGER] {
        let query = NeedsQuery { owner: Some(owner), ..NeedsQuery::default() };
        let found = office.view.needs(&office.directory, &query);
        let ids: Vec<_> = found.items.iter().map(|line| line.id).collect();
        assert_eq!((ids, found.total), (vec![second, first], 2));
    }
}

#[test]
fn an_area_has_the_needs_of_whoever_works_there() {
    let mut office = Office::new();
    let need = office.raised("路灯");
    let found = |area: &str, owner| {
        let area = Some(area.parse().unwrap());
        let query = NeedsQuery { area, owner, ..NeedsQuery::default() };
        let page = office.view.needs(&office.directory, &query);
        (page.items.iter().map(|line| line.id).collect::<Vec<_>>(), page.total)
    };
    for area in ["371002001001", "371002001", "3710"] {
        assert_eq!(found(area, None), (vec![need], 1));
        assert_eq!(found(area, Some(OWNER)), (vec![need], 1));
        assert_eq!(found(area, Some(STRANGER)), (Vec::new(), 0));
    }
    assert_eq!(found("371003", None), (Vec::new(), 0));
    assert_eq!(found("371003", Some(OWNER)), (Vec::new(), 0));
}

#[test]
fn a_duplicate_of_what_nobody_raised_is_refused() {
    let mut office = Office::new();
    let need = office.raised("路灯");
    let of = NeedId(Uuid::from_u128(0xDEAD));
    let close = need::Close { need, outcome: Outcome::Duplicate { of } };
    assert_eq!(office.send(clerk_of(OWNER), &close), Err(need::Rejection::Unknown.into()));
}

#[test]
fn a_need_shows_how_far_it_came_on_the_six_steps_and_three_asks() {
    let mut office = Office::new();
    let (need, clerk) = (office.told(), clerk_of(OWNER));
    let classification = need::Classification {
        category: Category::Facility,
        subcategory: None,
        kind: Kind::Common,
        urgency: need::Urgency::Ordinary,
        concerns_many: true,
    };
    let deliberation = need::Deliberation {
        held_on: "2026-03-01".parse().unwrap(),
        resolution: Text::new("装声控灯").unwrap(),
    };
    let amount = Amount::new(1, Unit::Piece).unwrap();
    office.done(clerk.clone(), &need::Verify { need, amount });
    office.done(clerk.clone(), &need::Classify { need, classification });
    office.done(clerk.clone(), &need::Deliberate { need, deliberation });
    office.done(clerk, &need::Post { need, terms: need::Terms::whole() });
    office.closed(need, Outcome::Unsolved { reason: reason("没有电源") });
    let reached = office.line(need).steps;
    let asks = [Ask::Needs, Ask::Needs, Ask::Ways, Ask::Ways, Ask::Results];
    assert_eq!(reached.iter().map(|reached| reached.ask).collect::<Vec<_>>(), asks);
    let steps: Vec<_> = reached.iter().map(|reached| reached.step).collect();
    let expected =
        [Step::OpenTalk, Step::Sorting, Step::Deliberation, Step::Handling, Step::FollowUp];
    assert_eq!(steps, expected);
    let reopen = need::Reopen { need, reason: reason("可以接电了") };
    office.done(clerk_of(OWNER), &reopen);
    let line = office.line(need);
    assert_eq!((line.steps.len(), line.status, line.outcome), (1, NeedStatus::Raised, None));
}

#[test]
fn what_is_due_survives_a_restart() {
    let mut office = Office::new();
    let need = office.raised("路灯");
    let amount = Amount::new(1, Unit::Piece).unwrap();
    office.done(clerk_of(OWNER), &need::Verify { need, amount });
    let deadline = Some(monday() + std::time::Duration::from_secs(3600));
    let terms = need::Terms { deadline, ..need::Terms::whole() };
    office.done(clerk_of(OWNER), &need::Post { need, terms });
    let heard = office.told();
    let due = office.writer.due(monday()).unwrap().unwrap();
    office.restart();
    assert_eq!(office.writer.due(monday()).unwrap(), Some(due));
    office.pass_to(due);
    assert!(office.line(need).act_by.is_some(), "nobody claimed it");
    let next = office.writer.due(due).unwrap().unwrap();
    office.restart();
    office.pass_to(next);
    let line = office.view.handling(heard).unwrap();
    assert_eq!(line.card, Some(Card::Yellow), "the clock of what was heard goes on");
    // By its card it is found, wherever one looks, and by no other.
    let (area, holder) = (line.holder.area, Some(line.holder.organisation));
    let found = |area, holder, card| {
        let query = Handlings { area, holder, card: Some(card), ..Handlings::default() };
        office.ask(&clerk_of(OWNER), &query).items.iter().map(|line| line.need).collect::<Vec<_>>()
    };
    for (area, holder) in [(None, None), (area, None), (None, holder), (area, holder)] {
        assert_eq!(found(area, holder, Card::Yellow), [heard]);
        assert_eq!(found(area, holder, Card::Red), []);
        let query = Handlings { area, holder, ..Handlings::default() };
        assert_eq!(office.ask(&clerk_of(STRANGER), &query).total, 0, "no list is for all");
    }
}

#[test]
fn what_one_commit_says_of_several_claims_on_a_need_is_judged_in_turn() {
    let mut office = Office::new();
    let amount = Amount::new(2, Unit::Piece).unwrap();
    let terms = need::Terms { divisible: true, partners_max: 3, ..need::Terms::whole() };
    let raise = need::Raise { amount, ..raise("几个新书包", Kind::Common) };
    let need = NeedId(office.done(clerk_of(OWNER), &raise));
    office.done(clerk_of(OWNER), &need::Verify { need, amount });
    office.done(clerk_of(OWNER), &need::Post { need, terms });
    let claims = [1, 2, 3].map(|n| ClaimId(Uuid::from_u128(0xC0 + n)));
    office.follow_all(claims.map(|claim| (claim, claimed(need))));
    let line = office.line(need);
    assert_eq!(line.held, 2, "the third comes too late, by the two before it: {line:?}");
    let withdrawn = || projects::claim::Event::Withdrawn { reason: reason("另有安排") };
    office.follow_all(claims.map(|claim| (claim, withdrawn())));
    assert_eq!(office.line(need).held, 0, "both are free again");
}

#[test]
fn what_was_told_apart_is_suggested_to_neither_until_that_is_taken_back() {
    let mut office = Office::new();
    let one = office.raised("幸福路三号楼前的路灯坏了");
    let other = office.raised("幸福路三号楼前的路灯坏了");
    let clerk = clerk_of(OWNER);
    let found = |office: &Office, need| {
        let suggested = office.ask(&clerk, &Suggestions { need }).unwrap();
        suggested.duplicates.into_iter().map(|likely| likely.need).collect::<Vec<_>>()
    };
    assert_eq!((found(&office, one), found(&office, other)), (vec![other], vec![one]));
    let apart = need::Distinguish { need: one, from: other };
    office.done(clerk.clone(), &apart);
    assert_eq!((found(&office, one), found(&office, other)), (vec![], vec![]));
    assert_eq!(office.line(one).distinguished, [other]);
    let again = need::Distinguish { need: other, from: one };
    assert_eq!(office.send(clerk.clone(), &again), Ok(None), "it is known");
    office.restart();
    office.done(clerk.clone(), &need::Undistinguish { need: other, from: one });
    assert_eq!((found(&office, one), found(&office, other)), (vec![other], vec![one]));
    let unheard = need::Distinguish { need: one, from: NeedId(Uuid::nil()) };
    let refused = office.send(clerk.clone(), &unheard).unwrap_err();
    assert_eq!(refused, need::Rejection::Unknown.into());
    let itself = need::Distinguish { need: one, from: one };
    let refused = office.send(clerk.clone(), &itself).unwrap_err();
    assert_eq!(refused, need::Rejection::DuplicateOfItself.into());
}

#[test]
fn what_was_solved_is_found_apart_from_what_was_not_and_from_what_is_open() {
    let mut office = Office::new();
    let [solved, unsolved, open] = ["路灯", "树枝挡路", "井盖"].map(|title| office.raised(title));
    office.closed(unsolved, Outcome::Unsolved { reason: reason("没有电源") });
    // That everything was delivered is for the rules: here it is said.
    let mut commit = Commit::clone(office.commits.last().unwrap());
    let closed = need::Event::Closed {
        outcome: Outcome::Solved,
        reopen_until: monday(),
        review_until: None,
    };
    commit.events = vec![Recorded { aggregate: solved.into(), version: 2, event: closed.into() }];
    office.view.apply(&commit);
    let found = |solved| {
        let query = NeedsQuery { solved, ..NeedsQuery::default() };
        let page = office.view.needs(&office.directory, &query);
        page.items.iter().map(|line| line.id).collect::<Vec<_>>()
    };
    assert_eq!(found(Some(true)), [solved]);
    assert_eq!(found(Some(false)), [unsolved]);
    assert_eq!(found(None), [open, unsolved, solved]);
}
