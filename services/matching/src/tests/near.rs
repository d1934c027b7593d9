//! What may be claimed without an offer: by units, and by members.

use contracts::matching::{ForOrganisation, Near, NearNeed};
use contracts::needs::need::{Classification, Urgency};

use super::*;

const CLUB: OrganisationId = OrganisationId(Uuid::from_u128(0x0C));

impl Office {
    /// A unit in the community's area that offers nothing.
    fn club(&mut self) {
        let recorded = registered(CLUB, Level::Unit, "371002001001");
        self.directory.apply(&recorded);
        self.writer.learn(&recorded);
        self.follow(CLUB, vec![recorded.event]);
    }

    fn of_kind(&mut self, n: u128, owner: OrganisationId, kind: Kind, urgency: Urgency) -> NeedId {
        let need = NeedId(Uuid::from_u128(0x1000 + n));
        let asked = Raise {
            owner,
            title: Text::new("义诊").unwrap(),
            content: None,
            kind,
            category: Category::Service,
            source: Source::Community,
            amount: Amount::new(1, Unit::Session).unwrap(),
            place: None,
            wanted: None,
        };
        let classification = Classification {
            category: Category::Service,
            subcategory: None,
            kind,
            urgency,
            concerns_many: false,
        };
        let events = [
            need::Event::Raised { asked, raiser: None },
            need::Event::Classified { classification },
            need::Event::Posted { terms: Terms::whole() },
        ];
        self.follow(need, events.map(needs::Event::from).to_vec());
        need
    }

    fn near_unit(&self) -> Vec<NearNeed> {
        self.ask(&ForOrganisation { organisation: CLUB }).unwrap().near
    }
}

fn ids(near: &[NearNeed]) -> Vec<NeedId> {
    near.iter().map(|one| one.need.id).collect()
}

#[test]
fn a_unit_without_offers_is_told_what_its_pairs_and_its_surroundings_need() {
    let mut office = Office::new();
    office.club();
    assert_eq!(office.near_unit(), []);
    let far = office.of_kind(1, FAR, Kind::Common, Urgency::Ordinary);
    let near = office.of_kind(2, COMMUNITY, Kind::Individual, Urgency::Ordinary);
    let urgent = office.of_kind(3, COMMUNITY, Kind::Common, Urgency::Hard);
    office.of_kind(4, COMMUNITY, Kind::Post, Urgency::Ordinary);
    office.of_kind(5, CLUB, Kind::Common, Urgency::Emergency);
    // The nearest first, and of those the most urgent; no posts, and nothing of its own.
    assert_eq!(ids(&office.near_unit()), [urgent, near, far]);
    let of_unit = office.ask(&ForOrganisation { organisation: CLUB }).unwrap();
    assert_eq!(of_unit.to_give, []);

    // What its pair needs comes first, each once.
    let (unit, community) = (CLUB, FAR);
    let id = pair::id(unit, community);
    office.follow(id, vec![registry::Event::from(pair::Event::Made { unit, community })]);
    let found = office.near_unit();
    assert_eq!(ids(&found), [far, urgent, near]);
    let paired: Vec<_> = found.iter().map(|one| one.paired).collect();
    assert_eq!(paired, [true, false, false]);

    // What is taken is no more to be claimed.
    for need in [far, urgent] {
        let claim = ClaimId(Uuid::from_u128(9));
        let (claimer, owner, category) = (HOSPITAL.into(), COMMUNITY, Category::Service);
        let held = need::Event::Held { claim, claimer, owner, category, quantity: 1 };
        office.follow(need, vec![needs::Event::from(held)]);
    }
    assert_eq!(ids(&office.near_unit()), [near]);
}

#[test]
fn what_a_unit_offers_and_its_needs_are_suggested_line_by_line() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 3);
    let need = office.need(1, COMMUNITY, "义诊", 2);
    let of_unit = office.ask(&ForOrganisation { organisation: HOSPITAL }).unwrap();
    let give: Vec<_> = of_unit.to_give.iter().map(|one| (one.need.id, one.offer.id)).collect();
    assert_eq!((give, of_unit.to_ask.len()), (vec![(need, offer)], 0));
    let of_community = office.ask(&ForOrganisation { organisation: COMMUNITY }).unwrap();
    let ask: Vec<_> = of_community.to_ask.iter().map(|one| (one.need.id, one.offer.id)).collect();
    assert_eq!((of_community.to_give.len(), ask), (0, vec![(need, offer)]));
    let nobody = ForOrganisation { organisation: OrganisationId(Uuid::from_u128(0xDEAD)) };
    assert_eq!(office.ask(&nobody), None);
}

#[test]
fn a_member_is_told_what_persons_may_claim_near_home() {
    let mut office = Office::new();
    office.of_kind(1, COMMUNITY, Kind::Common, Urgency::Emergency);
    let far = office.of_kind(2, FAR, Kind::Post, Urgency::Emergency);
    let near = office.of_kind(3, COMMUNITY, Kind::PairHelp, Urgency::Ordinary);
    let found = office.ask(&Near { organisation: COMMUNITY }).unwrap();
    assert_eq!(ids(&found), [near, far]);
    assert!(found[0].nearness > found[1].nearness && !found[0].paired);
    let nowhere = Near { organisation: OrganisationId(Uuid::from_u128(0xDEAD)) };
    assert_eq!(office.ask(&nowhere), None);
}
