//! Suggestions and search as people ask for them: through the service's own table of queries, over
//! views that were built from commits.

use std::time::Instant;

use ::matching::Matching;
use anyhow::bail;
use contracts::matching::listing::{self, Listing, OfNeed, OfOffer, Particulars};
use contracts::matching::{Event, ForNeed, ForOffer, Search, party, venture};
use contracts::needs::need::{Kind, Urgency};
use contracts::registry::organisation::Level;
use contracts::{
    Actor, Asker, Commit, Directory, PageRequest, Query, Recorded, Reply, ServiceEvent,
};
use eventlog::Keys;
use runtime::{Clock, Queries, Question, Service};
use values::{
    Amount, CommandId, Date, Hash, NeedId, OfferId, OrganisationId, Text, Timestamp, Uuid, ids,
};

use super::super::latencies::Latencies;
use crate::demo::{self, KINDS};

/// How much there is.
#[derive(Clone, Copy)]
pub(super) struct Size {
    offers: u64,
    needs: u64,
    projects: u64,
}

/// A need looks among so many offers.
pub(super) const MANY_OFFERS: Size = Size { offers: 100_000, needs: 1_000, projects: 0 };
/// What the demo city has after its year.
pub(super) const WEIHAI: Size = Size { offers: 5_000, needs: 12_000, projects: 12_000 };

/// Enough to see that all is asked.
pub(super) const TOWN: Size = Size { offers: 200, needs: 100, projects: 20 };

/// So many questions of each sort.
const ASKED: u64 = 1_000;

/// A view of the service, told by commits.
pub(super) struct Lists {
    view: <Matching as Service>::View,
    queries: Queries<Matching>,
    size: Size,
    now: Timestamp,
    keys: Keys,
    directory: Directory,
    told: u64,
}

fn id(what: &str, number: u64) -> Uuid {
    ids::of_text("bench matching", &format!("{what} {number}"))
}

fn community(number: u64) -> OrganisationId {
    OrganisationId(id("community", number % demo::WEIHAI.communities))
}

fn unit(number: u64) -> OrganisationId {
    OrganisationId(id("unit", number % demo::WEIHAI.units))
}

impl Lists {
    pub(super) fn of(size: Size) -> anyhow::Result<Self> {
        let (now, keys) = (Clock::default().now(), Keys::memory());
        let (view, queries) = (Default::default(), Matching::queries());
        let directory = Directory::default();
        let mut lists = Self { view, queries, size, now, keys, directory, told: 0 };
        for number in 0..demo::WEIHAI.communities {
            let name = format!("第{}社区", number + 1);
            lists.organisation(community(number).into(), &name, Level::Community, number)?;
        }
        for number in 0..demo::WEIHAI.units {
            let name = format!("观澜第{}单位", number + 1);
            lists.organisation(unit(number).into(), &name, Level::Unit, number)?;
        }
        for number in 0..size.projects {
            let (title, ..) = KINDS[kind(number)];
            let named = venture::Event::Named {
                title: Text::new(&format!("{title}共建"))?,
                code: Text::new(&format!("990201-2026-{number}"))?,
                asking: community(number),
            };
            lists.tell(id("project", number), vec![named.into()]);
        }
        for number in 0..size.offers {
            lists.offer(number)?;
        }
        for number in 0..size.needs {
            lists.need(number)?;
        }
        Ok(lists)
    }

    fn organisation(
        &mut self,
        id: Uuid,
        name: &str,
        level: Level,
        number: u64,
    ) -> anyhow::Result<()> {
        let party = party::Party {
            name: Text::new(name)?,
            aliases: Vec::new(),
            level,
            nature: None,
            area: Some(demo::WEIHAI.community_code(number % demo::WEIHAI.communities)?),
            in_operation: true,
        };
        self.tell(id, vec![party::Event::Described { party: Box::new(party) }.into()]);
        Ok(())
    }

    fn offer(&mut self, number: u64) -> anyhow::Result<()> {
        let (title, category, unit_of) = KINDS[kind(number)];
        let particulars = Particulars::Offer(OfOffer::default());
        self.line(
            id("offer", number),
            Listing {
                owner: unit(number),
                title: Text::new(title)?,
                content: Some(Text::new(&format!("每月一次，可到社区开展，也可预约{title}"))?),
                category,
                subcategory: None,
                amount: Amount::new(1 + number % 40, unit_of)?,
                place: None,
                particulars,
            },
        );
        Ok(())
    }

    fn need(&mut self, number: u64) -> anyhow::Result<()> {
        let (title, category, unit_of) = KINDS[kind(number)];
        let particulars = Particulars::Need(OfNeed {
            kind: Kind::Common,
            urgency: Urgency::Ordinary,
            urgency_confirmed: false,
            divisible: true,
            partners_max: 3,
            window: None,
            deadline: None,
            skills: Vec::new(),
        });
        self.line(
            id("need", number),
            Listing {
                owner: community(number),
                title: Text::new(&format!("{title}需求"))?,
                content: Some(Text::new("居民代表会议提出，希望近期安排")?),
                category,
                subcategory: None,
                amount: Amount::new(1 + number % 4, unit_of)?,
                place: None,
                particulars,
            },
        );
        Ok(())
    }

    fn line(&mut self, id: Uuid, listing: Listing) {
        let on: Date = values::time::date_at(self.now);
        let listing = Box::new(listing);
        let events = [listing::Event::Described { listing }, listing::Event::Listed { on }];
        self.tell(id, events.map(Event::from).to_vec());
    }

    fn tell(&mut self, aggregate: Uuid, events: Vec<Event>) {
        self.told += 1;
        let recorded = |(version, event)| Recorded { aggregate, version, event };
        let commit = Commit {
            position: self.told,
            previous: Hash::default(),
            command: CommandId(id("command", self.told)),
            request: Hash::default(),
            actor: Actor::System,
            time: self.now,
            cause: None,
            events: (1..).zip(events).map(recorded).collect(),
        };
        Matching::view(&mut self.view, &commit);
    }

    /// How long it takes to be told the best 20 for needs and for offers.
    pub(super) fn suggestions(&self) -> anyhow::Result<Latencies> {
        let mut took = Latencies::default();
        for asked in 0..ASKED {
            let need = NeedId(id("need", asked * 7 % self.size.needs));
            let found = self.ask(&ForNeed { need }, &mut took)?;
            if found.is_none_or(|found| found.items.is_empty()) {
                bail!("没有推荐");
            }
            let offer = OfferId(id("offer", asked * 11 % self.size.offers));
            self.ask(&ForOffer { offer }, &mut took)?;
        }
        Ok(took)
    }

    /// How long a question of a few characters, of letters, or with a slip in it takes.
    pub(super) fn searches(&self) -> anyhow::Result<Latencies> {
        let mut took = Latencies::default();
        for asked in 0..ASKED {
            let (title, ..) = KINDS[kind(asked)];
            let slip = title.replacen(title.chars().next().unwrap_or_default(), "宜", 1);
            let named = format!("第{}社区", asked % demo::WEIHAI.communities + 1);
            for text in [title, &slip, &named, "guanlan", "yz", "社区", "义"] {
                let question = Search {
                    text: Text::new(text)?,
                    what: None,
                    category: None,
                    owner: None,
                    listed: None,
                    page: PageRequest::default(),
                };
                self.ask(&question, &mut took)?;
            }
        }
        Ok(took)
    }

    fn ask<Q: Query>(&self, query: &Q, took: &mut Latencies) -> anyhow::Result<Q::Answer> {
        let actor = crate::operator::actor();
        let body = serde_json::to_vec(query)?;
        let begun = Instant::now();
        let asker = Asker { actor: &actor, directory: &self.directory };
        let question = Question::new(&self.view, asker, self.now, &self.keys, Event::SERVICE);
        let answer = self.queries.answer(&question, Q::SUBJECT, &body)?;
        took.add(begun.elapsed());
        match serde_json::from_slice(&answer)? {
            Reply::Done(answer) => Ok(answer),
            Reply::Rejected(rejection) => bail!("{}", rejection.code()),
            Reply::Failed(failure) => bail!("{failure}"),
        }
    }
}

fn kind(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default() % KINDS.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_of_the_bench_is_answered() {
        let lists = Lists::of(Size { offers: 240, needs: 60, projects: 12 }).unwrap();
        assert_eq!(lists.suggestions().unwrap().count(), 2 * ASKED);
        assert_eq!(lists.searches().unwrap().count(), 7 * ASKED);
    }
}
