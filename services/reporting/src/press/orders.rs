//! What the press is told to print: asked of the service, with what others say of whom it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use contracts::evaluation::rules::CardKind;
use contracts::evaluation::{ExtraLine, ItemLine, Scorecard, ScorecardLine, Star};
use contracts::registry::PersonNames;
use contracts::reporting::report::{Jam, Print, Standing, StandingItem};
use contracts::reporting::{Proof, ReportLine, ReportPaper, ToPrint};
use contracts::{Actor, Claimer, Command, Position, Query, Reply, Role};
use runtime::Client;
use values::{CommandId, PersonId, ReportId, ids};

use super::PressError;
use super::printing::Orders;

/// Asked over the bus; up to which position the service has told of itself.
pub(super) struct Told<'c> {
    client: &'c Client,
    seen: Mutex<Option<Position>>,
}

impl<'c> Told<'c> {
    pub(super) fn new(client: &'c Client, seen: Option<Position>) -> Self {
        Self { client, seen: Mutex::new(seen) }
    }

    fn seen(&self) -> Option<Position> {
        *self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn ask<Q: Query + Sync>(
        &self,
        actor: &Actor,
        seen: Option<Position>,
        query: &Q,
    ) -> Result<Q::Answer, PressError> {
        match self.client.query(actor, seen, query).await? {
            Reply::Done(answer) => Ok(answer),
            Reply::Rejected(_) => {
                let reply = "rejected".to_owned();
                Err(PressError::NoAnswer { subject: Q::SUBJECT, reply })
            }
            Reply::Failed(failure) => {
                let reply = failure.to_string();
                Err(PressError::NoAnswer { subject: Q::SUBJECT, reply })
            }
        }
    }

    /// Whoever asks next knows of it.
    async fn tell<C: Command + Sync>(&self, id: &str, command: &C) -> Result<(), PressError> {
        let id = CommandId(ids::of_text("press", id));
        match self.client.command(&Actor::System, id, command).await? {
            Reply::Done(receipt) => {
                let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *seen = (*seen).max(Some(receipt.position));
                Ok(())
            }
            refused @ (Reply::Rejected(_) | Reply::Failed(_)) => Err(PressError::Refused(refused)),
        }
    }

    /// How whom it is about stands now. Nothing is printed without it because nobody answers.
    async fn standing(&self, line: &ReportLine) -> Result<Option<Standing>, PressError> {
        let year = line.period.year();
        match line.subject {
            Claimer::Organisation(unit) => {
                let organisation = Some(unit);
                let asked = Scorecard { card: CardKind::Unit, organisation, person: None, year };
                Ok(self.ask(&Actor::System, None, &asked).await?.map(scored))
            }
            Claimer::Person(person) => {
                let star = self.ask(&Actor::System, None, &Star { person }).await?;
                let (total, band, rules, items) = (None, None, None, vec![]);
                Ok(star.map(|star| {
                    let stars = Some(star.stars);
                    Standing { total, band, rules, items, stars, at: 0 }
                }))
            }
        }
    }

    /// What a person is called, asked in the person's own name: the card is theirs, and nobody else
    /// everywhere may know it. Nothing once they are erased.
    async fn name(&self, paper: &ReportPaper) -> Result<Option<String>, PressError> {
        let Claimer::Person(person) = paper.line.subject else { return Ok(None) };
        let themselves = oneself(person, paper);
        let asked = PersonNames { people: vec![person] };
        let mut names: BTreeMap<PersonId, String> = self.ask(&themselves, None, &asked).await?;
        Ok(names.remove(&person))
    }
}

fn oneself(person: PersonId, paper: &ReportPaper) -> Actor {
    let organisation = paper.addressee.unwrap_or(paper.line.issuer);
    Actor::Person { person, organisation, role: Role::Member }
}

fn scored(card: ScorecardLine) -> Standing {
    let of_item = |item: ItemLine| {
        let (weight, score) = (Some(item.weight), item.score);
        StandingItem { title: item.title, weight, score }
    };
    let of_extra = |extra: ExtraLine, sign: i64| StandingItem {
        title: extra.title,
        weight: None,
        score: Some(sign * extra.hundredths.abs()),
    };
    let bonus = card.bonus.into_iter().map(|extra| of_extra(extra, 1));
    let deductions = card.deductions.into_iter().map(|extra| of_extra(extra, -1));
    Standing {
        total: card.total,
        band: card.band,
        rules: Some(card.version),
        items: card.items.into_iter().map(of_item).chain(bonus).chain(deductions).collect(),
        stars: None,
        at: card.at,
    }
}

impl Orders for Told<'_> {
    async fn next(&self, but: &BTreeSet<ReportId>) -> Result<Option<Proof>, PressError> {
        let asked = ToPrint { but: but.clone() };
        self.ask(&Actor::System, self.seen(), &asked).await
    }

    async fn complete(&self, proof: &mut Proof) -> Result<(), PressError> {
        proof.standing = self.standing(&proof.paper.line).await?;
        proof.name = self.name(&proof.paper).await?;
        Ok(())
    }

    async fn printed(&self, draft: u32, print: Print) -> Result<(), PressError> {
        let (report, version) = (print.report, print.version);
        self.tell(&format!("print {report} {draft} {version}"), &print).await
    }

    async fn jammed(&self, draft: u32, jam: Jam) -> Result<(), PressError> {
        let Jam { report, version, ref reason, .. } = jam;
        self.tell(&format!("jam {report} {draft} {version} {reason}"), &jam).await
    }
}
