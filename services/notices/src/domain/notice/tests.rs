//! Who is told what, and that it holds no word about anybody.

mod activities;
mod honours;
mod intake;
mod openings;
mod quarters;
mod registry;
mod tenders;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use contracts::evaluation::occasion::{self, Pairing, Rater};
use contracts::matching::plan;
use contracts::needs::handling;
use contracts::needs::limits::HandlingStep;
use contracts::needs::need::{self, Urgency};
use contracts::notices::notice::{
    About, Aspect, Command, Event, Heard, Matter, NoticeKind, Rejection,
};
use contracts::projects::claim::{self, Lease, Propose, Side};
use contracts::projects::record;
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, by, clerk_of, directory, monday, person, registered,
};
use contracts::{Actor, Card, Claimer, Context, Role, resources};
use decider::{deciding_again_changes_nothing, fold, given};
use serde_json::Value;
use values::{
    Amount, ClaimId, NeedId, OccasionId, OfferId, OrganisationId, PlanId, ProjectId, RecordId,
    Text, Timestamp, Unit, Uuid,
};

use super::{Notice, concerned, of_aspect, settled, told};

const CLAIM: About = About::Claim(ClaimId(Uuid::from_u128(0xC1)));
const OFFER: About = About::Offer(OfferId(Uuid::from_u128(0xE1)));
const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));
const CITY: OrganisationId = OrganisationId(Uuid::from_u128(0xC1));

const RATED: &str = include_str!("../../../../../shared/contracts/fixtures/occasion.rated.v1.json");
const RECORDED: &str =
    include_str!("../../../../../shared/contracts/fixtures/record.recorded.v1.json");

fn system() -> Context {
    let town = [
        registered(CITY, Level::City, "3710"),
        registered(SOMEBODY, Level::Unit, "371002001001"),
        registered(STREET, Level::Street, "371002001"),
        registered(OWNER, Level::Community, "371002001001"),
    ];
    Context { directory: Arc::new(directory(town)), ..by(Actor::System) }
}

fn proposed() -> claim::Event {
    claim::Event::Proposed(Propose {
        claimer: SOMEBODY.into(),
        side: Side::Giving,
        need: Some(NeedId(Uuid::from_u128(0xD1))),
        offer: None,
        amount: Amount::new(2, Unit::Session).unwrap(),
        slot: None,
        area: "371002001001".parse().unwrap(),
        message: Some(Text::new("请联系王女士 13800000000").unwrap()),
        wait: true,
    })
}

fn until() -> Timestamp {
    "2026-03-05T09:00:00Z".parse().unwrap()
}

fn held() -> claim::Event {
    let lease = Lease { yellow_at: monday(), until: until(), holidays_unknown: false };
    claim::Event::Held { counterpart: OWNER, category: Category::Service, lease }
}

fn hear(event: claim::Event) -> Command {
    Command::Hear { about: CLAIM, heard: Box::new(Heard::Claim(event)) }
}

fn matter() -> Matter {
    Matter {
        from: Some(SOMEBODY.into()),
        need: Some(NeedId(Uuid::from_u128(0xD1))),
        amount: Some(Amount::new(2, Unit::Session).unwrap()),
        ..Matter::new(CLAIM)
    }
}

fn described() -> [Event; 2] {
    let asked = Matter { to: vec![OWNER], ..matter() };
    [Event::Described { matter: matter() }, Event::Described { matter: asked }]
}

fn asked() -> Vec<Event> {
    let to_answer = told(OWNER, NoticeKind::ClaimToAnswer, Some(until()));
    described().into_iter().chain([to_answer]).collect()
}

#[test]
fn the_other_side_is_told_until_when_to_answer_and_then_the_claimer_what_it_was() {
    let [proposal, counterpart] = described();
    given::<Notice>([]).when(&system(), hear(proposed())).then([proposal.clone()]);
    given::<Notice>([proposal])
        .when(&system(), hear(held()))
        .then([counterpart, told(OWNER, NoticeKind::ClaimToAnswer, Some(until()))]);
    given::<Notice>(asked())
        .when(&system(), hear(claim::Event::Accepted {}))
        .then([settled(OWNER), told(SOMEBODY, NoticeKind::ClaimAccepted, None)]);
    let reason = Text::new("时间不合适").unwrap();
    given::<Notice>(asked())
        .when(&system(), hear(claim::Event::Declined { reason }))
        .then([settled(OWNER), told(SOMEBODY, NoticeKind::ClaimDeclined, None)]);
}

#[test]
fn what_was_heard_before_is_told_once() {
    given::<Notice>(asked()).when(&system(), hear(held())).then_already_so();
    let after = deciding_again_changes_nothing::<Notice>(
        fold::<Notice>(&asked()),
        &system(),
        hear(claim::Event::AnswerLate { card: Card::Yellow }),
    );
    let late = after.told(NoticeKind::ClaimAnswerLate).collect::<Vec<_>>();
    assert_eq!(late, [OWNER.into(), STREET.into()]);
}

#[test]
fn a_card_is_told_to_who_is_late_and_to_its_street() {
    let yellow = |inbox| told(inbox, NoticeKind::ClaimAnswerLate, Some(until()));
    given::<Notice>(asked())
        .when(&system(), hear(claim::Event::AnswerLate { card: Card::Yellow }))
        .then([yellow(OWNER), yellow(STREET)]);
    let red = |inbox| told(inbox, NoticeKind::ClaimAnswerOverdue, None);
    given::<Notice>(asked())
        .when(&system(), hear(claim::Event::AnswerLate { card: Card::Red }))
        .then([red(OWNER), red(STREET)]);
}

#[test]
fn who_waited_is_told_when_it_is_held() {
    let waiting = told(SOMEBODY, NoticeKind::ClaimWaiting, None);
    let [first, asked] = described();
    given::<Notice>([first, waiting]).when(&system(), hear(held())).then([
        asked,
        told(OWNER, NoticeKind::ClaimToAnswer, Some(until())),
        told(SOMEBODY, NoticeKind::ClaimPromoted, None),
    ]);
}

#[test]
fn whoever_is_asked_to_cancel_is_told_and_whoever_asked_when_that_is_refused() {
    let reason = Text::new("人手不足").unwrap();
    let ask = claim::Event::CancelAsked { by: SOMEBODY.into(), reason };
    let to_answer = told(OWNER, NoticeKind::CancelToAnswer, None);
    given::<Notice>(described()).when(&system(), hear(ask)).then([to_answer.clone()]);
    given::<Notice>(described().into_iter().chain([to_answer]))
        .when(&system(), hear(claim::Event::CancelRefused {}))
        .then([told(SOMEBODY, NoticeKind::CancelRefused, None), settled(OWNER)]);
}

#[test]
fn whoever_would_take_over_is_told_that_it_is_refused() {
    let ask = claim::Event::TakeoverAsked { by: STRANGER.into(), answer_until: until() };
    let asked = [
        told(SOMEBODY, NoticeKind::TakeoverToAnswer, Some(until())),
        told(STRANGER, NoticeKind::TakeoverAsked, Some(until())),
    ];
    given::<Notice>(described()).when(&system(), hear(ask)).then(asked.clone());
    given::<Notice>(described().into_iter().chain(asked))
        .when(&system(), hear(claim::Event::TakeoverRefused {}))
        .then([settled(SOMEBODY), told(STRANGER, NoticeKind::TakeoverRefused, None)]);
}

#[test]
fn whoever_handles_a_need_is_told_when_it_comes_and_when_it_is_late() {
    use handling::Event as E;
    let about = About::Handling(Uuid::from_u128(0xB1));
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Handling(event)) };
    let need = NeedId(Uuid::from_u128(0xD1));
    let clock = |due_at| handling::Clock {
        limit: None,
        from: monday(),
        yellow_at: monday(),
        due_at,
        table_missing: false,
    };
    let with = |holder, until| {
        let matter =
            Matter { need: Some(need), to: vec![holder], until: Some(until), ..Matter::new(about) };
        Event::Described { matter }
    };
    let holder = |organisation| handling::Holder { organisation, area: None };
    let later = "2026-03-12T09:00:00Z".parse().unwrap();
    let begun = E::Begun {
        need,
        holder: holder(OWNER),
        class: Urgency::Ordinary,
        since: monday(),
        until: None,
        clock: clock(until()),
    };
    given::<Notice>([]).when(&system(), hear(begun)).then([with(OWNER, until())]);
    let yellow = |inbox| told(inbox, NoticeKind::HandlingLate, Some(until()));
    let begun = [with(OWNER, until()), yellow(OWNER), yellow(STREET)];
    given::<Notice>(begun[..1].to_vec())
        .when(&system(), hear(E::YellowCarded { step: HandlingStep::Verify }))
        .then(begun[1..].to_vec());
    let reason = || Text::new("要上级协调").unwrap();
    let escalated = E::Escalated { to: holder(STREET), reason: reason(), clock: clock(later) };
    given::<Notice>(begun.clone()).when(&system(), hear(escalated)).then([
        with(STREET, later),
        settled(OWNER),
        told(STREET, NoticeKind::HandlingToDo, Some(later)),
    ]);
    let ask = E::ExtensionAsked { by: 1, reason: reason(), senior: STREET };
    let to_answer = told(STREET, NoticeKind::ExtensionToAnswer, Some(until()));
    given::<Notice>(begun.clone()).when(&system(), hear(ask)).then([to_answer]);
    given::<Notice>(begun)
        .when(&system(), hear(E::Stopped {}))
        .then([settled(OWNER), settled(STREET)]);
}

#[test]
fn a_service_is_to_be_confirmed_by_who_asked_for_it_unless_an_old_ledger_says_so() {
    let about = About::Record(RecordId(Uuid::from_u128(0xA1)));
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Record(event)) };
    let recorded: record::Event = serde_json::from_str(RECORDED).unwrap();
    let record::Event::Recorded { giving, asking, .. } = recorded else { panic!("{recorded:?}") };
    let matter = Matter { from: Some(giving), to: vec![asking], ..Matter::new(about) };
    let described = Event::Described { matter };
    let to_confirm = told(asking, NoticeKind::RecordToConfirm, None);
    let told = [described, to_confirm];
    let of = |by| match recorded.clone() {
        record::Event::Recorded { project, giving, asking, service, duty, corrects, .. } => {
            record::Event::Recorded { project, giving, asking, service, duty, corrects, by }
        }
        other @ (record::Event::Confirmed { .. } | record::Event::Countered { .. }) => other,
    };
    let by = clerk_of(OWNER).person();
    given::<Notice>([]).when(&system(), hear(of(by))).then(told.clone());
    given::<Notice>([]).when(&system(), hear(of(None))).then_already_so();
    given::<Notice>(told)
        .when(&system(), hear(record::Event::Confirmed { by }))
        .then([settled(asking)]);
}

#[test]
fn whoever_may_rate_still_is_told_before_it_is_too_late_until_that_is_done() {
    use occasion::Event as E;
    let about = About::Occasion(OccasionId(Uuid::from_u128(0xB1)));
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Occasion(event)) };
    let came = person(Role::Member, SOMEBODY).person().unwrap();
    let raters: Vec<Claimer> = vec![OWNER.into(), came.into()];
    let end_noticed = || E::EndNoticed {
        giving: SOMEBODY.into(),
        asking: OWNER,
        raters: raters.clone(),
        rate_until: until(),
    };
    let matter = Matter { from: Some(SOMEBODY.into()), to: vec![OWNER], ..Matter::new(about) };
    let soon = |rater| told(rater, NoticeKind::OccasionEndsSoon, Some(until()));
    let of_service =
        [Event::Described { matter: matter.clone() }, soon(raters[0]), soon(raters[1])];
    given::<Notice>([]).when(&system(), hear(end_noticed())).then(of_service.clone());
    given::<Notice>(of_service.clone()).when(&system(), hear(end_noticed())).then_already_so();
    // Of a claim both sides were asked before: whoever has rated is not asked again.
    let asked = told(OWNER, NoticeKind::OccasionToRate, Some(until()));
    given::<Notice>([Event::Described { matter }, asked])
        .when(
            &system(),
            hear(E::EndNoticed {
                giving: SOMEBODY.into(),
                asking: OWNER,
                raters: vec![OWNER.into()],
                rate_until: until(),
            }),
        )
        .then([soon(OWNER.into())]);
    let pairing = Pairing { rater: Rater::Person(came), rated: Some(OWNER.into()) };
    let rated: E = serde_json::from_str(RATED).unwrap();
    let E::Rated { rating, .. } = rated else { panic!("{rated:?}") };
    given::<Notice>(of_service.clone())
        .when(&system(), hear(E::Rated { pairing, rating }))
        .then([settled(came)]);
    let about_it = occasion::About::Service {
        record: RecordId(Uuid::from_u128(0xA1)),
        project: ProjectId(Uuid::from_u128(0x9)),
        date: "2026-03-01".parse().unwrap(),
    };
    let ratings = vec![occasion::Opened { pairing, stars: 5 }];
    given::<Notice>(of_service.clone())
        .when(&system(), hear(E::RatingsOpened { about: about_it, ratings }))
        .then_already_so();
    let closed = E::Closed { about: about_it, rated: true, residents: None };
    let all = [settled(raters[0]), settled(raters[1])];
    given::<Notice>(of_service).when(&system(), hear(closed)).then(all);
}

#[test]
fn whoever_sent_it_up_or_raised_it_is_told_to_rate_until_that_is_done() {
    use occasion::Event as E;
    let about = About::Occasion(OccasionId(Uuid::from_u128(0xB2)));
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Occasion(event)) };
    let raiser = person(Role::Member, SOMEBODY).person().unwrap();
    let need = values::NeedId(Uuid::from_u128(0x4EED));
    let noted = E::Noted {
        about: occasion::About::Handling { need, handler: STREET },
        giving: STREET.into(),
        asking: OWNER,
        reviewer: None,
        service: None,
        raiser: Some(raiser),
    };
    // Whoever raised it is told, and named to nobody.
    let matter = Matter { to: vec![OWNER], ..Matter::new(about) };
    let described = [Event::Described { matter }, concerned([raiser.into()])];
    given::<Notice>([]).when(&system(), hear(noted)).then(described.clone());
    let to_rate = |side: Claimer| told(side, NoticeKind::OccasionToRate, Some(until()));
    let opened = [to_rate(OWNER.into()), to_rate(raiser.into())];
    given::<Notice>(described.clone())
        .when(&system(), hear(E::Opened { rate_until: until() }))
        .then(opened.clone());
    let history: Vec<_> = described.into_iter().chain(opened).collect();
    let rated: E = serde_json::from_str(RATED).unwrap();
    let E::Rated { rating, .. } = rated else { panic!("{rated:?}") };
    let pairing = Pairing { rater: Rater::Raiser, rated: None };
    given::<Notice>(history.clone())
        .when(&system(), hear(E::Rated { pairing, rating }))
        .then([settled(raiser)]);
    let ends_soon = E::EndNoticed {
        giving: STREET.into(),
        asking: OWNER,
        raters: vec![OWNER.into()],
        rate_until: until(),
    };
    let soon = told(OWNER, NoticeKind::OccasionEndsSoon, Some(until()));
    given::<Notice>(history).when(&system(), hear(ends_soon)).then([soon]);
}

#[test]
fn whoever_has_a_line_in_a_plan_is_asked_until_it_is_published() {
    let about = About::Plan(PlanId(Uuid::from_u128(0xF1)));
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Plan(event)) };
    let proposed = plan::Event::Proposed {
        answer_until: until(),
        asked: [OWNER, SOMEBODY].into(),
        asks_on: true,
    };
    let to_answer = |side| told(side, NoticeKind::PlanToAnswer, Some(until()));
    let asked = [OWNER, SOMEBODY].map(to_answer);
    given::<Notice>([]).when(&system(), hear(proposed)).then(asked.clone());
    let published = plan::Event::Published { lines: 1, from: monday() };
    // Whoever comes in by an answer has as long as the others.
    let (need, offer) = (NeedId(Uuid::from_u128(0x10)), OfferId(Uuid::from_u128(0x20)));
    let share = plan::Share::of(plan::Pair { need, offer }, 1);
    let answered = plan::Event::LineAccepted {
        share,
        slot: None,
        accepted: plan::Accepted::default(),
        by: OWNER,
        drawn: plan::Drawn::default(),
        asked: [STRANGER].into(),
        asks_on: false,
        parts: 0,
    };
    given::<Notice>(asked.clone()).when(&system(), hear(answered)).then([to_answer(STRANGER)]);
    let next = plan::Event::Asked {
        answer_until: until(),
        asked: [SOMEBODY, STRANGER].into(),
        asks_on: false,
    };
    given::<Notice>(asked.clone()).when(&system(), hear(next)).then([to_answer(STRANGER)]);
    given::<Notice>(asked).when(&system(), hear(published.clone())).then([Event::AllSettled {}]);
    given::<Notice>([]).when(&system(), hear(published)).then_already_so();
}

#[test]
fn an_owner_is_told_twice_that_its_offer_ends_and_no_more_when_it_is_renewed() {
    use resources::offer::Event as E;
    let title = Text::new("会议室").unwrap();
    let amount = Amount::new(2, Unit::Session).unwrap();
    let offer = resources::offer::List::new(OWNER, title, Category::Venue, amount);
    let listed = E::Listed { offer: Box::new(offer), stands_to: until() };
    let hear = |event| Command::Hear { about: OFFER, heard: Box::new(Heard::Offer(event)) };
    let matter = Matter {
        to: vec![OWNER],
        offer: Some(OfferId(Uuid::from_u128(0xE1))),
        amount: Some(amount),
        until: Some(until()),
        ..Matter::new(OFFER)
    };
    let described = Event::Described { matter: matter.clone() };
    given::<Notice>([]).when(&system(), hear(listed)).then([described.clone()]);
    let week = told(OWNER, NoticeKind::OfferExpiring, Some(until()));
    let day = told(OWNER, NoticeKind::OfferExpiringTomorrow, Some(until()));
    given::<Notice>([described.clone()])
        .when(&system(), hear(E::ExpiryNoticed { days_left: 7 }))
        .then([week.clone()]);
    given::<Notice>([described.clone(), week.clone()])
        .when(&system(), hear(E::ExpiryNoticed { days_left: 1 }))
        .then([day.clone()]);
    let stands_to = "2026-09-05T09:00:00Z".parse().unwrap();
    let renewed = Matter { until: Some(stands_to), ..matter };
    given::<Notice>([described, week, day])
        .when(&system(), hear(E::Renewed { until: None, stands_to }))
        .then([Event::Described { matter: renewed }, settled(OWNER)]);
}

#[test]
fn one_who_acts_for_an_inbox_reads_it_once_for_all() {
    let clerk = by(clerk_of(OWNER));
    let reader = clerk.actor.person().unwrap();
    let read = Event::Read { inbox: OWNER.into(), by: reader };
    let command = || Command::Read { inbox: OWNER.into() };
    given::<Notice>(asked()).when(&clerk, command()).then([read.clone()]);
    given::<Notice>(asked().into_iter().chain([read])).when(&clerk, command()).then_already_so();
    given::<Notice>(described()).when(&clerk, command()).then_already_so();
    for other in [clerk_of(STRANGER), person(Role::Auditor, OWNER), Actor::System] {
        given::<Notice>(asked())
            .when(&by(other), command())
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn a_person_alone_reads_what_they_are_told() {
    let member = person(Role::Member, OWNER);
    let inbox = Claimer::Person(member.person().unwrap());
    let history =
        [Event::Described { matter: matter() }, told(inbox, NoticeKind::NeedPosted, None)];
    let read = Event::Read { inbox, by: member.person().unwrap() };
    given::<Notice>(history.clone()).when(&by(member), Command::Read { inbox }).then([read]);
    given::<Notice>(history)
        .when(&by(clerk_of(OWNER)), Command::Read { inbox })
        .then_rejected(Rejection::NotAuthorised);
}

/// Reads a stored event of what is followed; nothing for other aggregates.
fn heard(tag: &str, text: &str) -> Option<(About, Heard)> {
    let id = Uuid::from_u128(0x77);
    fn read<E: serde::de::DeserializeOwned>(text: &str) -> E {
        serde_json::from_str(text).unwrap()
    }
    Some(match tag.split('.').next()? {
        "claim" => (About::Claim(id.into()), Heard::Claim(read(text))),
        "agreement" => (About::Agreement(id.into()), Heard::Agreement(read(text))),
        "project" => (About::Project(id.into()), Heard::Project(read(text))),
        "offer" => (About::Offer(id.into()), Heard::Offer(read(text))),
        "need" => (About::Need(id.into()), Heard::Need(read(text))),
        "occasion" => (About::Occasion(id.into()), Heard::Occasion(read(text))),
        "objection" => (About::Objection(id.into()), Heard::Objection(read(text))),
        "report" => (About::Report(id.into()), Heard::Report(read(text))),
        "record" => (About::Record(id.into()), Heard::Record(read(text))),
        "plan" => (About::Plan(id.into()), Heard::Plan(read(text))),
        "handling" => (About::Handling(id), Heard::Handling(read(text))),
        "check_in" => (About::CheckIn(id.into()), Heard::CheckIn(read(text), Actor::System)),
        "organisation" => (About::Organisation(id.into()), Heard::Organisation(read(text))),
        "activity" => (About::Activity(id.into()), Heard::Activity(read(text))),
        "tender" => (About::Tender(id.into()), Heard::Tender(read(text))),
        "admission" => (About::Admission(id.into()), Heard::Admission(read(text))),
        "hotline" => (About::Hotline(id), Heard::Hotline(read(text))),
        "hearing" => (About::Hearing(id.into()), Heard::Hearing(read(text))),
        "star" => (About::Star(id), Heard::Star(read(text))),
        "recognition" => (About::Recognition(id.into()), Heard::Recognition(read(text))),
        _ => return None,
    })
}

/// Every text in `value`.
fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_no_word_of_people(text: &str) -> bool {
    let is_code = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_' | b'.' | b'1'));
    text.parse::<Uuid>().is_ok() || text.parse::<Timestamp>().is_ok() || is_code
}

#[test]
fn whatever_is_heard_a_notice_holds_identifiers_codes_amounts_and_moments_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contracts/fixtures");
    let (mut kinds, mut heard_of) = (std::collections::BTreeSet::new(), 0);
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let tag = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some((about, heard)) = heard(&tag, &fs::read_to_string(&path).unwrap()) else {
            continue;
        };
        heard_of += 1;
        let before = Matter {
            about,
            from: Some(Claimer::Person(
                contracts::testing::person(Role::Member, OWNER).person().unwrap(),
            )),
            to: vec![OWNER, STRANGER],
            ..matter()
        };
        let state = fold::<Notice>(&[Event::Described { matter: before }]);
        let events = super::hear(&state, &system(), about, &heard);
        for event in &events {
            let written = serde_json::to_value(event).unwrap();
            let mut found = Vec::new();
            texts(&written, &mut found);
            let words: Vec<_> =
                found.into_iter().filter(|text| !is_no_word_of_people(text)).collect();
            assert_eq!(words, [""; 0], "{tag} is told as {written}");
            if let Event::Told { kind, .. } | Event::Announced { kind, .. } = event {
                kinds.insert(*kind);
            }
        }
    }
    assert!(heard_of > 140 && kinds.len() > 60, "{heard_of} forms were heard, {kinds:?} told");
}

/// A plan puts an emergency first when its street says so, too.
#[test]
fn a_street_is_told_of_an_emergency_until_it_is_confirmed_or_none() {
    use need::Event as E;
    let about = About::Need(NeedId(Uuid::from_u128(0xD1)));
    let hear = |event| Command::Hear { about, heard: Box::new(Heard::Need(event)) };
    let classified = |urgency| E::Classified {
        classification: need::Classification {
            category: Category::Service,
            subcategory: None,
            kind: need::Kind::Individual,
            urgency,
            concerns_many: false,
        },
    };
    let matter = Matter { to: vec![OWNER], ..Matter::new(about) };
    let described = Event::Described { matter };
    let to_confirm = told(STREET, NoticeKind::EmergencyToConfirm, None);
    given::<Notice>([described.clone()])
        .when(&system(), hear(classified(Urgency::Emergency)))
        .then([to_confirm.clone()]);
    given::<Notice>([described.clone()])
        .when(&system(), hear(classified(Urgency::Hard)))
        .then_already_so();
    let waiting = [described, to_confirm];
    let over = [E::UrgencyConfirmed { by: STREET }, classified(Urgency::Hard)];
    for event in over {
        given::<Notice>(waiting.clone()).when(&system(), hear(event)).then([settled(STREET)]);
    }
    let posted = E::Posted { terms: need::Terms::whole() };
    given::<Notice>(waiting).when(&system(), hear(posted)).then_already_so();
}
