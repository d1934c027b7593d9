//! The two lists: what is offered, what is asked for.

use std::time::Duration;

use contracts::Line;
use contracts::needs::need::{Close, Kind, Outcome, Post, Raise, Return, Source, Verify};
use contracts::resources::offer::{Category, List, Pause, Renew, Resume, Withdraw};
use needs::domain::need::State;
use values::{Amount, Date, NeedId, OfferId, Unit, ids, time};

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
        let list = List {
            owner,
            title: text("四楼会议室"),
            content: None,
            category: Category::Venue,
            amount,
            price: None,
            area: None,
            place: None,
            available: None,
            until: self.a_last_day(),
        };
        let actor = self.somebody_of(owner);
        Sent::new(self.command, actor, &list)
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
            source: Source::Resident,
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
        match self.random.weighted(&[2, 2, 4, 6]) {
            0 => Sent::new(command, actor, &Withdraw { offer, reason: None }),
            1 => Sent::new(command, actor, &Pause { offer, reason: None }),
            2 => Sent::new(command, actor, &Resume { offer }),
            _ => Sent::new(command, actor, &Renew { offer, until: self.a_last_day() }),
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
        let actor = self.somebody_of(known.owner);
        let post = self.post(need, known.whole);
        match self.city.needs.writer.state().needs.state(need) {
            State::Raised(_) if self.random.one_in(20) => {
                Sent::new(self.command, actor, &Return { need, reason: text("重复") })
            }
            State::Unheard | State::Raised(_) if !self.random.one_in(20) => {
                Sent::new(self.command, actor, &Verify { need, amount: known.amount })
            }
            State::Verified(_) if !self.random.one_in(20) => Sent::new(self.command, actor, &post),
            State::Unheard
            | State::Raised(_)
            | State::Returned(_)
            | State::Verified(_)
            | State::Posted(_)
            | State::Closed(_) => self.close(need, actor),
        }
    }

    fn post(&mut self, need: NeedId, whole: bool) -> Post {
        let deadline = self.random.one_in(4).then(|| self.now + DAY);
        let partners_max = match (whole, self.random.below(12)) {
            (true, _) => 1,
            (false, 0) => 0,
            (false, n) => 1 + u32::try_from(n % 4).expect("it is below 4"),
        };
        Post { need, divisible: !whole, partners_max, deadline }
    }

    fn close(&mut self, need: NeedId, actor: contracts::Actor) -> Sent {
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
