//! The two lists: what is offered, what is asked for.

use std::time::Duration;

use contracts::needs::need::{
    Accept, Classification, Classify, Close, Deliberate, Deliberation, Kind, Outcome, Post, Raise,
    Reopen, Resubmit, Return, Source, SplitOff, Terms, Urgency, Verify, Wording,
};
use contracts::resources::offer::{
    Category, Draft, Edit, List, ListDraft, Pause, Renew, RenewMany, Resume, Withdraw,
};
use contracts::resources::schedule::{Opening, Schedule, Weekday};
use contracts::{Actor, Line, Slot};
use needs::domain::need::State;
use values::{Amount, Date, DayTime, NeedId, OfferId, OrganisationId, Unit, ids, time};

use super::{Asking, KnownLine, text};
use crate::simulation::book::Sent;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Asking<'_> {
    pub(super) fn something_of_a_list(&mut self) -> Sent {
        let lines = self.clients.lines.len();
        let weights = if lines < 30 { [20, 25, 50, 3] } else { [3, 3, 30, 5] };
        match self.random.weighted(&weights) {
            0 => self.list(),
            1 => self.raise(),
            2 => self.a_step_of_a_need(),
            _ => self.a_step_of_an_offer(),
        }
    }

    /// Small amounts, so that several claims want more than there is.
    fn amount(&mut self, most: u64) -> Amount {
        let unit = if self.random.one_in(15) { Unit::Hour } else { Unit::Session };
        Amount::new(self.random.between(1, most), unit).expect("it is at least 1")
    }

    fn list(&mut self) -> Sent {
        let (owner, amount) = (self.any_organisation(), self.amount(24));
        let line = Line::Offer(OfferId(ids::derive(self.command.into(), 0)));
        self.clients.lines.push(KnownLine { line, owner, amount, whole: false });
        let offer = List {
            until: self.a_last_day(),
            schedule: self.random.one_in(8).then(|| Box::new(self.a_schedule())),
            ..List::new(owner, text("四楼会议室"), Category::Venue, amount)
        };
        let actor = self.somebody_of(owner);
        if self.random.one_in(10) {
            return Sent::new(self.command, actor, &Draft { offer: Box::new(offer) });
        }
        Sent::new(self.command, actor, &offer)
    }

    /// Another title, and more or less of it; now and then something that stays as it is.
    fn edit(&mut self, offer: OfferId, owner: OrganisationId) -> Sent {
        let amount = self.amount(24);
        let actor = self.somebody_of(owner);
        let was = self.city.resources.writer.state().offers.state(offer).offer();
        let was = was
            .cloned()
            .unwrap_or_else(|| List::new(owner, text("四楼会议室"), Category::Venue, amount));
        let to = List { title: text("五楼会议室"), amount, ..was };
        let to = if self.random.one_in(8) { List { until: self.a_last_day(), ..to } } else { to };
        Sent::new(self.command, actor, &Edit { offer, to: Box::new(to) })
    }

    /// Open by day, every day but one.
    fn a_schedule(&mut self) -> Schedule {
        let days = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
        ];
        let time = |hour| DayTime::new(hour, 0).expect("it is an hour");
        let weekly = days.map(|weekday| Opening { weekday, from: time(8), to: time(20) });
        let capacity = self.random.one_in(2).then_some(1);
        Schedule { weekly: weekly.to_vec(), closed: vec![], extra: vec![], capacity }
    }

    /// Mostly one of the next days while it is open; few, so that they clash.
    pub(super) fn a_slot(&mut self, offer: Option<OfferId>) -> Option<Slot> {
        let state = self.city.resources.writer.state();
        let ledger = offer.and_then(|offer| state.offers.state(offer).ledger());
        let by_time = ledger.is_some_and(|ledger| ledger.offer().schedule.is_some());
        if by_time == self.random.one_in(20) {
            return None;
        }
        let days = i32::try_from(self.random.between(1, 6)).expect("it is small");
        let date = time::plus_days(time::date_at(self.now), days);
        let [from, to] = *self.random.pick(&[[8, 12], [10, 14], [16, 20], [17, 20], [19, 7]])?;
        Some(Slot { date, from: DayTime::new(from, 0)?, to: DayTime::new(to, 0)? })
    }

    fn raise(&mut self) -> Sent {
        let (owner, amount) = (self.any_organisation(), self.amount(12));
        let kind = if self.random.one_in(5) { Kind::Wish } else { Kind::Common };
        let whole = kind == Kind::Wish || self.random.one_in(6);
        let line = Line::Need(NeedId(ids::derive(self.command.into(), 0)));
        self.clients.lines.push(KnownLine { line, owner, amount, whole });
        let raise = Raise {
            owner,
            title: text("楼道照明"),
            content: None,
            kind,
            category: Category::Service,
            source: if self.random.one_in(6) { Source::Resident } else { Source::Community },
            amount,
            place: None,
            wanted: None,
        };
        let actor = self.somebody_of(owner);
        Sent::new(self.command, actor, &raise)
    }

    /// Most offers are standing ones; the others end sooner or later.
    fn a_last_day(&mut self) -> Option<Date> {
        let days = i32::try_from(self.random.below(120)).expect("it is small");
        let last = time::plus_days(time::date_at(self.now), days);
        self.random.one_in(4).then_some(last)
    }

    fn a_step_of_an_offer(&mut self) -> Sent {
        let offers = self.known(|line| matches!(line, Line::Offer(_)));
        let Some(&KnownLine { line: Line::Offer(offer), owner, .. }) = self.random.pick(&offers)
        else {
            return self.list();
        };
        let (command, actor) = (self.command, self.somebody_of(owner));
        let others = self.known(|line| matches!(line, Line::Offer(_)));
        let other = self.random.pick(&others).map_or(offer, |known| known.line.id().into());
        match self.random.weighted(&[2, 2, 4, 5, 4, 4, 1]) {
            0 => Sent::new(command, actor, &Withdraw { offer, reason: None }),
            1 => Sent::new(command, actor, &Pause { offer, reason: None }),
            2 => Sent::new(command, actor, &Resume { offer }),
            3 => Sent::new(command, actor, &Renew { offer, until: self.a_last_day() }),
            4 => Sent::new(command, actor, &ListDraft { offer }),
            5 => self.edit(offer, owner),
            _ => {
                let offers = vec![offer, other, offer];
                Sent::new(command, actor, &RenewMany { offers, until: self.a_last_day() })
            }
        }
    }

    pub(super) fn known(&self, wanted: impl Fn(Line) -> bool) -> Vec<KnownLine> {
        self.clients.lines.iter().filter(|known| wanted(known.line)).copied().collect()
    }

    fn a_step_of_a_need(&mut self) -> Sent {
        let needs = self.known(|line| matches!(line, Line::Need(_)));
        let unposted = |known: &&KnownLine| match known.line {
            Line::Need(need) => matches!(
                self.city.needs.writer.state().needs.state(need),
                State::Raised(_) | State::Verified(_)
            ),
            Line::Offer(_) => false,
        };
        let unposted: Vec<_> = needs.iter().filter(unposted).copied().collect();
        let among = if unposted.is_empty() || self.random.one_in(8) { needs } else { unposted };
        let Some(&known) = self.random.pick(&among) else {
            return self.raise();
        };
        let Line::Need(need) = known.line else {
            return self.raise();
        };
        let (command, actor) = (self.command, self.somebody_of(known.owner));
        let reason = || text("地址不明");
        let rare = self.random.one_in(20);
        match self.city.needs.writer.state().needs.state(need) {
            State::Raised(_) if rare => {
                Sent::new(command, actor, &Return { need, reason: reason() })
            }
            // Wishes from old lists: what a family's own are sealed with is no run's twin.
            State::Raised(_) if known.whole => {
                let verify = Verify { need, amount: known.amount };
                Sent::new(command, self.the_operator(known.owner), &verify)
            }
            State::Unheard | State::Raised(_) => {
                Sent::new(command, actor, &Verify { need, amount: known.amount })
            }
            State::Returned(_) => {
                let (title, amount) = (text("楼道照明坏了"), known.amount);
                let wording = Wording { title, content: None, amount, place: None, wanted: None };
                Sent::new(command, actor, &Resubmit { need, wording })
            }
            State::Verified(_) if !rare => self.towards_posting(need, known, actor),
            State::Posted(_) if self.random.one_in(3) => {
                Sent::new(command, actor, &Post { need, terms: self.terms(known.whole) })
            }
            State::Posted(_) if self.random.one_in(3) => {
                Sent::new(command, actor, &Accept { need })
            }
            State::Closed(_) if self.random.one_in(2) => {
                Sent::new(command, actor, &Reopen { need, reason: reason() })
            }
            State::Closed(_) if self.random.one_in(2) => {
                Sent::new(command, actor, &SplitOff { need, reason: reason() })
            }
            State::Verified(_) | State::Posted(_) | State::Accepted(_) | State::Closed(_) => {
                self.close(need, actor)
            }
        }
    }

    /// Mostly posted at once; what was heard from others, or concerns many, has steps before that.
    fn towards_posting(&mut self, need: NeedId, known: KnownLine, actor: Actor) -> Sent {
        let command = self.command;
        match self.random.below(8) {
            0 => {
                let kind = if known.whole { Kind::Wish } else { Kind::Individual };
                let classification = Classification {
                    category: Category::Facility,
                    subcategory: None,
                    kind,
                    urgency: Urgency::Hard,
                    concerns_many: self.random.one_in(8),
                };
                Sent::new(command, actor, &Classify { need, classification })
            }
            1 => {
                let held_on = time::date_at(self.now);
                let deliberation = Deliberation { held_on, resolution: text("同意") };
                Sent::new(command, actor, &Deliberate { need, deliberation })
            }
            _ => Sent::new(command, actor, &Post { need, terms: self.terms(known.whole) }),
        }
    }

    fn terms(&mut self, whole: bool) -> Terms {
        let deadline = self.random.one_in(4).then(|| self.now + DAY);
        let partners_max = match (whole, self.random.below(12)) {
            (true, _) => 1,
            (false, 0) => 0,
            (false, n) => 1 + u32::try_from(n % 4).expect("it is below 4"),
        };
        Terms { divisible: !whole, partners_max, deadline, ..Terms::whole() }
    }

    fn close(&mut self, need: NeedId, actor: Actor) -> Sent {
        let reason = || text("到期");
        let of = self.known(|line| matches!(line, Line::Need(_)));
        let other = self.random.pick(&of).map(|known| NeedId(known.line.id()));
        let outcome = match self.random.below(6) {
            0 | 1 => Outcome::Solved,
            2 => Outcome::PartlySolved { reason: reason() },
            3 => Outcome::Unsolved { reason: reason() },
            4 => Outcome::Withdrawn { reason: reason() },
            _ => Outcome::Duplicate { of: other.unwrap_or(need) },
        };
        Sent::new(self.command, actor, &Close { need, outcome })
    }
}
