//! Check-ins, units that apply, certifications.

use contracts::registry::check_in::{self, Request, Who};
use contracts::registry::organisation::{self, Register};
use contracts::registry::validity::Validity;
use contracts::testing::liaison_of;

use super::*;

const CHECK_IN: About = About::CheckIn(values::CheckInId(Uuid::from_u128(0xC4)));
const APPLICANT: About = About::Organisation(SOMEBODY);

fn term() -> Validity {
    Validity::to("2027-03-01".parse().unwrap())
}

fn asked(who: Who) -> Request {
    Request::of(who, OWNER)
}

fn check_in(event: check_in::Event) -> Command {
    check_in_by(event, Actor::System)
}

fn check_in_by(event: check_in::Event, by: Actor) -> Command {
    Command::Hear { about: CHECK_IN, heard: Box::new(Heard::CheckIn(event, by)) }
}

fn of_check_in(who: Claimer, until: Option<Timestamp>) -> Event {
    let matter = Matter { from: Some(who), to: vec![OWNER], until, ..Matter::new(CHECK_IN) };
    Event::Described { matter }
}

#[test]
fn a_check_in_is_told_to_the_community_and_its_answer_to_who_waits() {
    use check_in::Event as E;
    let member = person(Role::Member, SOMEBODY).person().unwrap();
    let whose = [
        (Who::Unit(SOMEBODY), Claimer::from(SOMEBODY)),
        (Who::Person(member), Claimer::from(member)),
    ];
    for (who, inbox) in whose {
        let requested = [of_check_in(inbox, None), told(OWNER, NoticeKind::CheckInToAnswer, None)];
        given::<Notice>([])
            .when(&system(), check_in(E::Requested(asked(who))))
            .then(requested.clone());
        given::<Notice>(requested.clone())
            .when(&system(), check_in(E::Accepted { validity: term() }))
            .then([
                of_check_in(inbox, Some(term().ends_at)),
                settled(OWNER),
                told(inbox, NoticeKind::CheckInAccepted, None),
            ]);
        let reason = Text::new("联系电话有误").unwrap();
        let returned = [settled(OWNER), told(inbox, NoticeKind::CheckInReturned, None)];
        given::<Notice>(requested.clone())
            .when(&system(), check_in(E::Returned { reason }))
            .then(returned.clone());
        given::<Notice>(requested.into_iter().chain(returned))
            .when(&system(), check_in(E::Requested(asked(who))))
            .then([settled(inbox), told(OWNER, NoticeKind::CheckInToAnswer, None)]);
    }
}

#[test]
fn who_was_checked_in_by_the_community_waited_for_nobody() {
    let entered = Heard::CheckedIn(asked(Who::Unit(SOMEBODY)), term());
    let hear = Command::Hear { about: CHECK_IN, heard: Box::new(entered) };
    given::<Notice>([])
        .when(&system(), hear)
        .then([of_check_in(SOMEBODY.into(), Some(term().ends_at))]);
}

#[test]
fn a_renewal_is_due_for_either_side_until_it_is_renewed_or_lapses() {
    use check_in::Event as E;
    let active = of_check_in(SOMEBODY.into(), Some(term().ends_at));
    let to_renew = |side| told(side, NoticeKind::CheckInToRenew, Some(term().ends_at));
    let due = [to_renew(SOMEBODY), to_renew(OWNER)];
    given::<Notice>([active.clone()]).when(&system(), check_in(E::RenewalDue {})).then(due.clone());
    let due = [active].into_iter().chain(due);
    let validity = term().renewed(12);
    given::<Notice>(due.clone()).when(&system(), check_in(E::Renewed { validity })).then([
        of_check_in(SOMEBODY.into(), Some(validity.ends_at)),
        settled(OWNER),
        settled(SOMEBODY),
    ]);
    let lapsed = |side| told(side, NoticeKind::CheckInLapsed, None);
    given::<Notice>(due)
        .when(&system(), check_in(E::Lapsed {}))
        .then([lapsed(SOMEBODY), lapsed(OWNER)]);
}

#[test]
fn whoever_ends_a_check_in_need_not_be_told_so() {
    let ended = || check_in::Event::Ended {
        reason: Text::new("单位迁出").unwrap(),
        on: "2026-03-02".parse().unwrap(),
    };
    let to = |side| told(side, NoticeKind::CheckInEnded, None);
    for (by, expected) in [
        (liaison_of(SOMEBODY), vec![to(OWNER)]),
        (clerk_of(OWNER), vec![to(SOMEBODY)]),
        (Actor::System, vec![to(SOMEBODY), to(OWNER)]),
    ] {
        given::<Notice>([of_check_in(SOMEBODY.into(), None)])
            .when(&system(), check_in_by(ended(), by))
            .then(expected);
    }
}

fn organisation(event: organisation::Event) -> Command {
    Command::Hear { about: APPLICANT, heard: Box::new(Heard::Organisation(event)) }
}

fn register(area: Option<&str>) -> Register {
    Register {
        name: Text::new("某市第一医院").unwrap(),
        level: Level::Unit,
        nature: None,
        credit_code: None,
        area: area.map(|area| area.parse().unwrap()),
        parent: None,
        address: None,
    }
}

fn of_unit(to: Option<OrganisationId>, until: Option<Timestamp>) -> Event {
    let (from, to) = (Some(SOMEBODY.into()), to.into_iter().collect());
    Event::Described { matter: Matter { from, to, until, ..Matter::new(APPLICANT) } }
}

#[test]
fn what_a_unit_applies_for_waits_for_who_answers_for_its_area() {
    use organisation::Event as E;
    for (area, to) in [(Some("371002001001"), OWNER), (Some("371002001009"), STREET), (None, CITY)]
    {
        given::<Notice>([])
            .when(&system(), organisation(E::Applied(register(area))))
            .then([of_unit(Some(to), None), told(to, NoticeKind::OrganisationToApprove, None)]);
    }
    let applied =
        [of_unit(Some(OWNER), None), told(OWNER, NoticeKind::OrganisationToApprove, None)];
    let reason = Text::new("不在辖区").unwrap();
    for (answer, kind) in [
        (E::Registered(register(None)), NoticeKind::OrganisationApproved),
        (E::Refused { reason }, NoticeKind::OrganisationRefused),
    ] {
        given::<Notice>(applied.clone())
            .when(&system(), organisation(answer))
            .then([settled(OWNER), told(SOMEBODY, kind, None)]);
    }
    given::<Notice>([])
        .when(&system(), organisation(E::Registered(register(None))))
        .then_already_so();
}

#[test]
fn a_certification_is_due_until_it_is_renewed() {
    use organisation::Event as E;
    let certified = E::Certified { validity: term() };
    let until = Some(term().ends_at);
    given::<Notice>([])
        .when(&system(), organisation(certified.clone()))
        .then([of_unit(None, until)]);
    let due = [
        told(SOMEBODY, NoticeKind::CertificationDue, until),
        told(OWNER, NoticeKind::CertificationToRenew, until),
    ];
    given::<Notice>([of_unit(None, until)])
        .when(&system(), organisation(E::CertificationDue {}))
        .then(due.clone());
    let due = [of_unit(None, until)].into_iter().chain(due);
    given::<Notice>(due.clone())
        .when(&system(), organisation(E::CertificationLapsed {}))
        .then([told(OWNER, NoticeKind::CertificationOverdue, None)]);
    given::<Notice>(due.clone())
        .when(&system(), organisation(certified))
        .then([settled(SOMEBODY), settled(OWNER)]);
    let (reason, on) = (Text::new("撤并").unwrap(), "2026-03-02".parse().unwrap());
    given::<Notice>(due)
        .when(&system(), organisation(E::Ended { reason, on }))
        .then([settled(OWNER), settled(SOMEBODY)]);
}

#[test]
fn that_one_is_registered_is_told_though_it_is_certified_at_once() {
    use organisation::Event as E;
    let approved = told(SOMEBODY, NoticeKind::OrganisationApproved, None);
    given::<Notice>([of_unit(Some(OWNER), None), approved])
        .when(&system(), organisation(E::Certified { validity: term() }))
        .then([of_unit(Some(OWNER), Some(term().ends_at))]);
}
