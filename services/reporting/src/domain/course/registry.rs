//! Who checked in 报到, where people work, and what is offered.

use contracts::Claimer;
use contracts::registry::check_in::{self, Who};
use contracts::registry::person;
use contracts::reporting::course::{self, Counted, Event, What};
use contracts::resources::offer;

use super::{Counting, counted};

impl Counting<'_> {
    pub(super) fn person(&self, event: person::Event) -> Vec<Event> {
        use person::Event;
        match event {
            Event::Registered(registered) => {
                self.described(What::Person { work_unit: registered.work_unit })
            }
            Event::WorkChanged { work_unit, .. } => self.described(What::Person { work_unit }),
            Event::Left { .. } => self.described(What::Person { work_unit: None }),
            Event::Erased {} if self.state.erased => vec![],
            Event::Erased {} => {
                let mut events = self.described(What::Person { work_unit: None });
                events.push(course::Event::Erased {});
                events
            }
            Event::HomeChanged { .. }
            | Event::Corrected(_)
            | Event::SkillsSet { .. }
            | Event::MembershipSet { .. } => vec![],
        }
    }

    pub(super) fn check_in(&self, event: check_in::Event) -> Vec<Event> {
        use check_in::Event;
        let counting = match event {
            Event::Requested(request) => {
                let (who, community) = (request.who, request.community);
                return self.described(What::CheckIn { who, community });
            }
            Event::Accepted { .. } => Counted::CheckIn,
            Event::Renewed { .. } => Counted::CheckInRenewed,
            Event::Lapsed {} | Event::Ended { .. } => Counted::CheckInOver,
            Event::Returned { .. } | Event::RenewalDue {} => return vec![],
        };
        let Some(What::CheckIn { who, community }) = self.what() else { return vec![] };
        let subject: Claimer = match *who {
            Who::Unit(unit) => unit.into(),
            Who::Person(person) => person.into(),
        };
        counted(vec![self.entry(counting, subject, Some(*community))])
    }

    pub(super) fn offer(&self, event: offer::Event) -> Vec<Event> {
        use offer::Event;
        match event {
            // 一次性条目 is on no list that others can claim from.
            Event::Drafted { offer }
            | Event::Edited { offer }
            | Event::ListedOnce { offer, .. } => self.offered(&offer),
            Event::Listed { offer, .. } => {
                let mut events = self.offered(&offer);
                let listed = self.entry(Counted::OfferListed, offer.owner, None);
                events.extend(counted(vec![match offer.area {
                    Some(area) => super::Made::within(listed, area),
                    None => listed,
                }]));
                events
            }
            Event::Withdrawn { .. }
            | Event::Renewed { .. }
            | Event::ExpiryNoticed { .. }
            | Event::Expired {}
            | Event::WentDormant {}
            | Event::Paused { .. }
            | Event::Resumed {}
            | Event::Held { .. }
            | Event::HoldRefused { .. }
            | Event::HoldConfirmed { .. }
            | Event::WaitBegun { .. }
            | Event::WaitEnded { .. }
            | Event::HoldPassedOn { .. }
            | Event::Released { .. }
            | Event::Used { .. } => vec![],
        }
    }

    fn offered(&self, offer: &offer::List) -> Vec<Event> {
        self.described(What::Offer { owner: offer.owner, title: offer.title.clone() })
    }
}
