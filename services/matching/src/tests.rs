//! The service in process, over a log in memory: what the rules alone cannot show.

mod dealings;
mod large_plans;
mod missing;
mod near;
mod plan_lines;
mod plans;
mod quotas;
mod rules;
mod times;
mod trials;

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::matching::{Aim, BestWhole, Bottleneck, FoundKind, Missing, Search, WhatIf, WhyNot};
use contracts::needs::need::{self, Kind, Raise, Source, Terms};
use contracts::registry::organisation::Level;
use contracts::registry::pair;
use contracts::registry::taxonomy::Category;
use contracts::resources::offer;
use contracts::testing::{monday, operator, registered};
use contracts::{
    Actor, Asker, Commit, Directory, Query, Recorded, Reply, ServiceEvent, matching, needs,
    projects, registry, resources,
};
use eventlog::{Entry, Keys, MemoryLog};
use runtime::{Question, Service, Writer};
use values::{
    Amount, ClaimId, CommandId, Hash, NeedId, OfferId, OrganisationId, Text, Timestamp, Unit, Uuid,
};

use crate::Matching;
use crate::planning::Lists;
use crate::rarity::Rarity;
use crate::views::View;

const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));
const COMMUNITY: OrganisationId = OrganisationId(Uuid::from_u128(0xC0));
const FAR: OrganisationId = OrganisationId(Uuid::from_u128(0xFA));
const HOSPITAL: OrganisationId = OrganisationId(Uuid::from_u128(0x40));

struct Office {
    writer: Writer<Matching>,
    view: View,
    directory: Directory,
    now: Timestamp,
    followed: BTreeMap<&'static str, (u64, Hash)>,
    commits: Vec<Commit<matching::Event>>,
    /// The same as the log takes them.
    entries: Vec<Entry>,
}

/// What there is of whom, and where.
const TOWN: [(OrganisationId, Level, &str); 4] = [
    (STREET, Level::Street, "371002001"),
    (COMMUNITY, Level::Community, "371002001001"),
    (FAR, Level::Community, "371003001001"),
    (HOSPITAL, Level::Unit, "371002001001"),
];

impl Office {
    /// A street with two communities, one of them in another street, and a hospital.
    fn new() -> Self {
        let log = Arc::new(MemoryLog::new());
        let writer = Writer::replay(log, Arc::new(Keys::memory()), |_| {}).unwrap();
        let mut office = Self {
            writer,
            view: View::default(),
            directory: Directory::default(),
            now: monday(),
            followed: BTreeMap::new(),
            commits: Vec::new(),
            entries: Vec::new(),
        };
        for (id, level, area) in TOWN {
            let recorded = registered(id, level, area);
            office.directory.apply(&recorded);
            office.writer.learn(&recorded);
            office.follow(id, vec![recorded.event]);
        }
        office
    }

    /// What another service says next, in one commit.
    fn follow<E: ServiceEvent>(&mut self, aggregate: impl Into<Uuid>, events: Vec<E>) {
        let followed = self.followed.entry(E::SERVICE).or_default();
        let (position, previous) = (followed.0 + 1, followed.1);
        let aggregate = aggregate.into();
        let commit = Commit {
            position,
            previous,
            command: CommandId(Uuid::from_u128(0xF000 + u128::from(position))),
            request: Hash::default(),
            actor: Actor::System,
            time: self.now,
            cause: None,
            events: (1..)
                .zip(events)
                .map(|(version, event)| Recorded { aggregate, version, event })
                .collect(),
        };
        let bytes = serde_json::to_vec(&commit).unwrap();
        *followed = (position, Hash::of(&bytes));
        self.writer.follow(self.now, E::SERVICE, position, &bytes);
        assert_eq!(self.writer.parked(), 0, "a reaction was put aside");
        self.show();
    }

    fn show(&mut self) {
        for decided in self.writer.take_decided() {
            self.view.apply(&decided.commit);
            self.commits.push(Commit::clone(&decided.commit));
            self.entries.push(decided.entry);
        }
    }

    /// The view that a replay of the log leads to.
    fn view_after_a_restart(&self) -> View {
        let mut view = View::default();
        self.commits.iter().for_each(|commit| view.apply(commit));
        view
    }

    fn need(&mut self, n: u128, owner: OrganisationId, title: &str, quantity: u64) -> NeedId {
        let terms = Terms { divisible: true, partners_max: 3, ..Terms::whole() };
        self.need_with(n, owner, title, quantity, terms)
    }

    fn need_with(
        &mut self,
        n: u128,
        owner: OrganisationId,
        title: &str,
        quantity: u64,
        terms: Terms,
    ) -> NeedId {
        let need = NeedId(Uuid::from_u128(0x1000 + n));
        let asked = Raise {
            owner,
            title: Text::new(title).unwrap(),
            content: None,
            kind: Kind::Common,
            category: Category::Service,
            source: Source::Community,
            amount: Amount::new(quantity, Unit::Session).unwrap(),
            place: None,
            wanted: None,
        };
        let events = [need::Event::Raised { asked, raiser: None }, need::Event::Posted { terms }];
        self.follow(need, events.map(needs::Event::from).to_vec());
        need
    }

    fn offer(&mut self, n: u128, title: &str, quantity: u64) -> OfferId {
        let offer = OfferId(Uuid::from_u128(0x2000 + n));
        let amount = Amount::new(quantity, Unit::Session).unwrap();
        let title = Text::new(title).unwrap();
        let list = Box::new(offer::List::new(HOSPITAL, title, Category::Service, amount));
        let listed = offer::Event::Listed { offer: list, stands_to: monday() };
        self.follow(offer, vec![resources::Event::from(listed)]);
        offer
    }

    fn ask<Q: Query>(&self, query: &Q) -> Q::Answer {
        self.ask_as(&operator(), query)
    }

    fn ask_as<Q: Query>(&self, actor: &Actor, query: &Q) -> Q::Answer {
        let body = serde_json::to_vec(query).unwrap();
        let keys = Keys::memory();
        let asker = Asker { actor, directory: &self.directory };
        let stream = matching::Event::SERVICE;
        let question = Question::new(&self.view, asker, self.now, &keys, stream);
        let answer = Matching::queries().answer(&question, Q::SUBJECT, &body).unwrap();
        match serde_json::from_slice(&answer).unwrap() {
            Reply::Done(answer) => answer,
            Reply::Rejected(_) | Reply::Failed(_) => panic!("a question was not answered"),
        }
    }
}

#[test]
fn a_need_is_told_which_offers_fit_and_why() {
    let mut office = Office::new();
    let need = office.need(1, COMMUNITY, "老年人义诊", 4);
    let other = office.offer(1, "义诊车", 5);
    let best = office.offer(2, "义诊服务，老年人血压测量", 2);
    let found = office.ask(&matching::ForNeed { need }).unwrap();
    let offers: Vec<_> = found.items.iter().map(|one| one.offer.id).collect();
    assert_eq!((offers, found.total, found.unserved), (vec![best, other], 2, 0));
    let first = &found.items[0];
    assert_eq!((first.quantity, first.planned, first.cost), (2, 2, None));
    assert!(first.score > found.items[1].score);
    let sum: u32 =
        first.parts.iter().map(|part| u32::from(part.score) * u32::from(part.weight) / 1000).sum();
    assert!(sum.abs_diff(first.score.into()) < 6, "the parts are the score");
    assert_eq!(first.offer.owner_name.as_deref(), Some(&*office.name(HOSPITAL)));
    assert_eq!(office.ask(&matching::ForNeed { need: NeedId(Uuid::nil()) }), None);
}

impl Office {
    fn name(&self, organisation: OrganisationId) -> String {
        self.directory.organisation(organisation).unwrap().name.to_string()
    }
}

/// Nothing says that the two are about the same: no plan pairs them, and people may.
#[test]
fn what_is_only_of_the_same_category_is_suggested_last_and_not_planned() {
    let mut office = Office::new();
    let unlike = office.offer(1, "法律咨询", 5);
    let need = office.need(1, COMMUNITY, "老年人义诊", 4);
    let found = office.ask(&matching::ForNeed { need }).unwrap();
    assert_eq!((found.total, found.items[0].planned, found.unserved), (1, 0, 4));
    assert_eq!(found.bottleneck, Some(Bottleneck::NothingFits));
    assert_eq!(office.ask(&BestWhole::default()).total, 0);
    let alike = office.offer(2, "义诊", 1);
    let found = office.ask(&matching::ForNeed { need }).unwrap();
    let offers: Vec<_> = found.items.iter().map(|one| one.offer.id).collect();
    assert_eq!((offers, found.unserved), (vec![alike, unlike], 3));
    let found = office.ask(&matching::ForOffer { offer: unlike }).unwrap();
    assert_eq!((found.total, found.items[0].need.id), (1, need));
    let why = office.ask(&matching::Why { need, offer: unlike }).unwrap();
    assert_eq!((why.why_not, why.suggestion.unwrap().cost), (vec![], None));
}

#[test]
fn what_claims_hold_is_not_suggested_and_comes_back_when_it_is_released() {
    let mut office = Office::new();
    let need = office.need(1, COMMUNITY, "老年人义诊", 4);
    let offer = office.offer(1, "义诊", 2);
    let claim = ClaimId(Uuid::from_u128(9));
    let (claimer, owner, category) = (HOSPITAL.into(), HOSPITAL, Category::Service);
    let held = offer::Event::Held { claim, claimer, owner, category, quantity: 2, slot: None };
    office.follow(offer, vec![resources::Event::from(held)]);
    let found = office.ask(&matching::ForNeed { need }).unwrap();
    assert_eq!((found.total, found.unserved), (0, 4));
    assert_eq!(found.bottleneck, Some(Bottleneck::NothingFits));
    let why = office.ask(&matching::Why { need, offer }).unwrap();
    assert_eq!(why.why_not, [WhyNot::OfferSpent]);
    // Two events of one offer in one commit.
    let again = offer::Event::Held { claim, claimer, owner, category, quantity: 1, slot: None };
    let events = [offer::Event::Released { claim }, again];
    office.follow(offer, events.map(resources::Event::from).to_vec());
    let found = office.ask(&matching::ForNeed { need }).unwrap();
    assert_eq!((found.total, found.items[0].quantity, found.unserved), (1, 1, 3));
}

#[test]
fn an_offer_that_is_short_has_a_price_and_names_who_competes() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 1);
    let first = office.need(1, COMMUNITY, "义诊", 1);
    let second = office.need(2, FAR, "义诊", 1);
    let found = office.ask(&matching::ForOffer { offer }).unwrap();
    assert_eq!(found.items.iter().map(|one| one.need.id).collect::<Vec<_>>(), [first, second]);
    let loser = &found.items[1];
    assert_eq!(loser.planned, 0);
    assert_eq!(loser.competitors[0].need, first);
    let why = office.ask(&matching::Why { need: second, offer }).unwrap().suggestion.unwrap();
    assert_eq!(why.cost.unwrap().aim, Aim::Quality, "the other one is nearer");
    assert!(loser.price.is_some());
    let missing = office.ask(&Missing::default()).items;
    assert_eq!((missing.len(), missing[0].quantity), (1, 1));
    assert_eq!(missing[0].bottleneck, Bottleneck::OffersSpent);
    assert_eq!(missing[0].examples[0].need, second);
}

#[test]
fn a_pair_is_preferred_as_long_as_it_stands() {
    let mut office = Office::new();
    let need = office.need(1, FAR, "义诊", 1);
    let offer = office.offer(1, "义诊", 1);
    let score = |office: &Office| office.ask(&matching::Why { need, offer }).unwrap().score;
    let before = score(&office);
    let (unit, community) = (HOSPITAL, FAR);
    let id = pair::id(unit, community);
    office.follow(id, vec![registry::Event::from(pair::Event::Made { unit, community })]);
    assert_eq!(score(&office), before + 75);
    let suggested = office.ask(&matching::ForNeed { need }).unwrap();
    assert_eq!(suggested.items[0].score, before + 75, "the market knows it, too");
    let reason = Text::new("到期").unwrap();
    office.follow(id, vec![registry::Event::from(pair::Event::Ended { reason })]);
    assert_eq!(score(&office), before);
}

#[test]
fn parties_to_an_agreement_are_preferred_as_long_as_it_is_in_force() {
    use contracts::projects::agreement::Event as E;
    let mut office = Office::new();
    let need = office.need(1, FAR, "义诊", 1);
    let offer = office.offer(1, "义诊", 1);
    let why = |office: &Office| office.ask(&matching::Why { need, offer }).unwrap();
    let before = why(&office).score;
    let agreement = Uuid::from_u128(0xA9);
    let text = include_str!("../../../shared/contracts/fixtures/agreement.drafted.v1.json");
    let mut drafted: E = serde_json::from_str(text).unwrap();
    if let E::Drafted { parties, .. } = &mut drafted {
        *parties = vec![FAR, HOSPITAL];
    }
    office.follow(agreement, vec![projects::Event::from(drafted)]);
    assert_eq!(why(&office).score, before, "nobody has signed");
    office.follow(agreement, vec![projects::Event::from(E::Concluded {})]);
    let agreed = why(&office);
    assert_eq!((agreed.score, agreed.facts.agreed), (before + 75, true));
    let suggested = office.ask(&matching::ForNeed { need }).unwrap();
    assert_eq!(suggested.items[0].score, before + 75, "the market knows it, too");
    let ended = E::Ended { by_consent: false };
    office.follow(agreement, vec![projects::Event::from(ended)]);
    let over = why(&office);
    assert_eq!((over.score, over.facts.agreed), (before, false));
}

#[test]
fn a_score_opens_to_the_facts_behind_it() {
    let mut office = Office::new();
    let need = office.need(1, COMMUNITY, "老年人义诊", 1);
    let offer = office.offer(1, "义诊", 1);
    let facts = office.ask(&matching::Why { need, offer }).unwrap().facts;
    assert_eq!(facts.shared_words, ["义诊"]);
    assert_eq!(facts.shared_area, "371002001001".parse().ok());
    assert_eq!((facts.kept, facts.broken, facts.together), (0, 0, 0));
    assert_eq!((facts.wanted_days, facts.paired, facts.agreed), (None, false, false));
}

#[test]
fn a_line_keeps_what_its_words_weigh_as_long_as_it_says_the_same() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 9);
    let need = office.need(1, FAR, "义诊", 1);
    let score = |office: &Office| office.ask(&matching::Why { need, offer }).unwrap().score;
    let before = score(&office);
    for n in 2..40 {
        office.need(n, FAR, "义诊", 1);
    }
    // Its lines leave and come back, twice.
    let (unit, community) = (HOSPITAL, COMMUNITY);
    let id = pair::id(unit, community);
    office.follow(id, vec![registry::Event::from(pair::Event::Made { unit, community })]);
    let reason = Text::new("到期").unwrap();
    office.follow(id, vec![registry::Event::from(pair::Event::Ended { reason })]);
    assert_eq!(score(&office), before);
}

#[test]
fn what_was_never_on_a_list_is_not_told() {
    let mut office = Office::new();
    let need = NeedId(Uuid::from_u128(0x1001));
    office.need(1, COMMUNITY, "义诊", 1);
    let hidden = NeedId(Uuid::from_u128(0x1999));
    let asked = Raise {
        owner: COMMUNITY,
        title: Text::new("义诊尚未核实").unwrap(),
        content: None,
        kind: Kind::Individual,
        category: Category::Service,
        source: Source::Resident,
        amount: Amount::new(1, Unit::Session).unwrap(),
        place: None,
        wanted: None,
    };
    let raised = need::Event::Raised { asked, raiser: None };
    office.follow(hidden, vec![needs::Event::from(raised)]);
    assert_eq!(office.ask(&matching::ForNeed { need: hidden }), None);
    let text = Text::new("义诊").unwrap();
    let all = Search {
        text,
        what: Some(FoundKind::Need),
        category: None,
        owner: None,
        listed: None,
        page: contracts::PageRequest::default(),
    };
    let found = office.ask(&all);
    assert_eq!((found.total, found.items[0].id), (1, need.into()));
    assert_eq!(found.facets.what, [(FoundKind::Need, 1)]);
}

#[test]
fn what_is_found_equally_well_is_paged_the_newest_first() {
    let mut office = Office::new();
    let made: Vec<_> = (1..=5).map(|n| office.need(n, COMMUNITY, "义诊", 1).into()).collect();
    let mut page = contracts::PageRequest::first(2);
    let mut found = Vec::new();
    loop {
        let text = Text::new("义诊").unwrap();
        let (what, category, owner, listed) = (None, None, None, None);
        let some = office.ask(&Search { text, what, category, owner, listed, page });
        found.extend(some.items.into_iter().map(|item| item.id));
        match some.next {
            Some(_) => page = contracts::PageRequest::behind(some.next, 2),
            None => break,
        }
    }
    let newest_first: Vec<values::Uuid> = made.into_iter().rev().collect();
    assert_eq!(found, newest_first);
}

#[test]
fn the_same_log_leads_to_the_same_answers() {
    let mut office = Office::new();
    let titles = ["义诊", "法律咨询", "家电维修", "理发", "亲子阅读"];
    for (n, at) in (0..30).zip(0_usize..) {
        let owner = if at % 3 == 0 { FAR } else { COMMUNITY };
        let quantity = [1, 2, 3, 4][at % 4];
        office.need(n, owner, titles[at % 5], quantity);
        office.offer(n, titles[(at + 1) % 5], 5 - quantity);
    }
    let closed = need::Event::Closed {
        outcome: need::Outcome::Solved,
        reopen_until: monday(),
        review_until: None,
    };
    office.follow(NeedId(Uuid::from_u128(0x1003)), vec![needs::Event::from(closed)]);
    let again = office.view_after_a_restart();
    let mut state = crate::State::default();
    let recorded = office.commits.iter().flat_map(|commit| &commit.events);
    recorded.for_each(|recorded| Matching::evolve(&mut state, recorded));
    for (id, listing) in office.writer.state().listings.iter() {
        assert_eq!(state.listings.state(id), listing);
    }
    for n in 0..30 {
        let need = NeedId(Uuid::from_u128(0x1000 + n));
        assert_eq!(again.for_need(need), office.view.for_need(need));
    }
    // What is planned and what is suggested know the same words.
    let known = office.writer.state().rarity();
    assert!(known == office.view.rarity() && *known != Rarity::default());
    assert!(again.for_need(NeedId(Uuid::from_u128(0x1003))).unwrap().items.is_empty());
}

#[test]
fn what_does_not_concern_the_lists_is_not_written_down() {
    let mut office = Office::new();
    let before = office.commits.len();
    let renewed = projects::claim::Event::Lapsed {};
    office.follow(ClaimId(Uuid::from_u128(5)), vec![projects::Event::from(renewed)]);
    assert_eq!(office.commits.len(), before);
}

#[test]
fn the_whole_is_proved_and_a_what_if_changes_nothing() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 3);
    let near = office.need(1, COMMUNITY, "义诊", 2);
    let far = office.need(2, FAR, "义诊", 2);
    let whole = office.ask(&BestWhole::default());
    assert!(whole.proved && whole.aims.iter().all(|aim| aim.reached == aim.bound));
    assert_eq!((whole.total, whole.served, whole.partly, whole.unserved), (2, 1, 1, 0));
    let of_street = BestWhole { organisation: Some(STREET), ..BestWhole::default() };
    let of_street = office.ask(&of_street);
    assert_eq!((of_street.total, of_street.items[0].need.id), (1, near));
    assert_eq!(of_street.fills[0].asked, 2);

    let more = WhatIf { need: None, offer: Some(offer), quantity: 4 };
    let consequence = office.ask(&more).unwrap();
    let cover = consequence.aims.iter().find(|changed| changed.aim == Aim::Cover).unwrap();
    assert_eq!((cover.before, cover.after), (3, 4));
    assert_eq!((consequence.changed, consequence.pairs[0].after), (1, 2));
    let never = WhatIf { need: Some(far), offer: Some(offer), quantity: 0 };
    let consequence = office.ask(&never).unwrap();
    assert!(consequence.aims.iter().any(|changed| changed.after < changed.before));
    let too_much = WhatIf { need: Some(far), offer: Some(offer), quantity: 9 };
    assert_eq!(office.ask(&too_much), None);
    assert_eq!(office.ask(&BestWhole::default()), whole);
}
