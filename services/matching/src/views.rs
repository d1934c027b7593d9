//! The lists as they are matched and found, built from events alone.

mod asked;
mod known;
mod market;
mod missing;
mod near;
mod plan_changes;
mod plan_figures;
mod plan_line;
mod plan_lines;
mod planning;
mod plans;
mod prices;
mod search;
mod suggesting;
mod trial;

use std::collections::{BTreeSet, HashMap};

use contracts::Commit;
use contracts::matching::listing::{self, Particulars};
use contracts::matching::party::{self, Party};
use contracts::matching::{Event, FoundKind, bond, promise, quota, venture};
use decider::Decider;
use runtime::{Queries, Question};
use values::{Date, OrganisationId, PlanId, Uuid};

use crate::Matching;
use crate::agreements::Agreements;
use crate::dealings::Dealings;
use crate::domain::Listing;
use crate::domain::listing::{State as Line, is_of_amounts};
use crate::equity::{Part, Years};
use crate::planning::Kept;
use crate::quotas::Quotas;
use crate::score::Known;
use market::Market;
use missing::Shortage;
use plans::Planned;
use prices::Standing;
use search::{Document, Search};

pub(crate) fn table() -> Queries<Matching> {
    let table = missing::add_to(asked::add_to(Queries::default()));
    let table = plan_figures::add_to(plans::add_to(planning::add_to(table)));
    let table = plan_changes::add_to(plan_lines::add_to(plan_line::add_to(table)));
    search::add_to(prices::add_to(trial::add_to(table)))
}

/// May whoever asks read that plan?
pub(crate) fn tells_of_plan(question: &Question<'_, View>, plan: PlanId) -> bool {
    plans::readable(question, plan).is_some()
}

/// Every line, who is who, the best whole, and what is found under which words.
#[derive(Default)]
pub struct View {
    lines: HashMap<Uuid, Line>,
    /// The lines of each organisation that were on their list.
    by_owner: HashMap<OrganisationId, BTreeSet<Uuid>>,
    facts: Facts,
    market: Market,
    shortage: Shortage,
    search: Search,
    planned: Planned,
    kept: Kept,
    standing: Standing,
}

/// What a score is made of beside the two lines.
#[derive(Default)]
pub(crate) struct Facts {
    parties: HashMap<OrganisationId, Party>,
    /// Of units and of communities, each with whom it is paired with.
    paired: HashMap<OrganisationId, BTreeSet<OrganisationId>>,
    dealings: Dealings,
    years: Years,
    quotas: Quotas,
    agreements: Agreements,
}

impl Known for Facts {
    fn party(&self, organisation: OrganisationId) -> Option<&Party> {
        self.parties.get(&organisation)
    }

    fn are_paired(&self, one: OrganisationId, other: OrganisationId) -> bool {
        self.paired.get(&one).is_some_and(|pairs| pairs.contains(&other))
    }

    fn have_agreed(&self, one: OrganisationId, other: OrganisationId) -> bool {
        self.agreements.stands(one, other)
    }

    fn dealings(&self) -> &Dealings {
        &self.dealings
    }

    fn years(&self) -> &Years {
        &self.years
    }

    fn quotas(&self) -> &Quotas {
        &self.quotas
    }
}

impl Facts {
    /// Whom it is paired with, whichever of the two it is.
    pub(crate) fn pairs_of(
        &self,
        organisation: OrganisationId,
    ) -> impl Iterator<Item = OrganisationId> + '_ {
        self.paired.get(&organisation).into_iter().flatten().copied()
    }
}

impl View {
    /// What the best whole gives: of which offer how much to which need.
    pub fn best_whole(&self) -> Vec<(Uuid, Uuid, u64)> {
        let lines = self.market.live().lines().into_iter();
        let whole = lines.filter_map(|line| {
            let (need, offer) = (self.market.need_of(line.need), self.market.offer_of(line.offer));
            let unit = self.line(need)?.listing()?.amount.unit;
            Some((need, offer, crate::lots::quantity(line.lots, unit)))
        });
        let mut whole: Vec<_> = whole.collect();
        whole.sort_unstable();
        whole
    }

    pub(crate) fn known(&self) -> &Facts {
        &self.facts
    }

    pub(crate) fn line(&self, id: Uuid) -> Option<&Line> {
        self.lines.get(&id)
    }

    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        self.planned.read(commit);
        let today = values::time::date_at(commit.time);
        for sides in self.facts.dealings.lapse(today) {
            self.score_pair_again(sides, today);
        }
        if self.facts.quotas.turn(today) {
            for organisation in self.facts.quotas.organisations().collect::<Vec<_>>() {
                self.limit(organisation, today);
            }
        }
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                Event::Plan(event) => self.apply_plan(PlanId(id), event, commit.time),
                Event::Listing(event) => self.apply_listing(id, event, today),
                Event::Party(party::Event::Described { party }) => {
                    self.apply_party(OrganisationId(id), party, today);
                }
                Event::Bond(event) => self.apply_bond(event, today),
                Event::Promise(event) => self.apply_promise(event, today),
                Event::Quota(event) => self.apply_quota(event, today),
                Event::Venture(venture::Event::Named { title, code, asking }) => {
                    let document = Document {
                        what: FoundKind::Project,
                        title: title.clone(),
                        names: vec![code.to_string()],
                        more: String::new(),
                        owner: Some(*asking),
                        category: None,
                        listed: true,
                    };
                    self.search.insert(id, document);
                }
            }
        }
        for need in self.market.take_changed() {
            self.shortage.set(need, self.gap(need));
        }
    }

    fn apply_listing(&mut self, id: Uuid, event: &listing::Event, today: Date) {
        let line = std::mem::take(self.lines.entry(id).or_default());
        let (was_listed, part) = (line.is_listed(), Part::of(&line));
        let line = Listing::evolve(line, event);
        self.facts.years.change(part, Part::of(&line));
        let limited = self.facts.quotas.apply(id, line.listing(), event);
        self.kept.hear(event);
        let (is_listed, is_known) = (line.is_listed(), line.listing().is_some());
        self.lines.insert(id, line);
        if !is_known {
            return;
        }
        if is_of_amounts(event) {
            if let Some(line) = self.lines.get(&id) {
                self.market.set_left(id, line);
            }
            if let Some(organisation) = limited {
                self.limit(organisation, today);
            }
            return;
        }
        if is_listed {
            self.enter(id, today, today);
        } else if was_listed {
            self.market.leave(id);
        }
        // What was never on its list is not public.
        if is_listed || self.search.contains(id) {
            self.index(id);
        }
    }

    /// The line stands on its list `since` then, and says what it says today.
    fn enter(&mut self, id: Uuid, since: Date, today: Date) {
        let Some(line) = self.lines.get(&id) else { return };
        let Some(listing) = line.listing() else { return };
        self.by_owner.entry(listing.owner).or_default().insert(id);
        let lines = &self.lines;
        self.market.enter(id, line, (since, today), &self.facts, |other| lines.get(&other));
    }

    fn index(&mut self, id: Uuid) {
        let Some(line) = self.lines.get(&id) else { return };
        let Some(listing) = line.listing() else { return };
        let what = match &listing.particulars {
            Particulars::Need(_) => FoundKind::Need,
            Particulars::Offer(_) => FoundKind::Offer,
        };
        let more = [&listing.content.as_deref(), &listing.place.as_deref()]
            .into_iter()
            .filter_map(|text| *text)
            .collect::<Vec<_>>()
            .join("。");
        let document = Document {
            what,
            title: listing.title.clone(),
            names: Vec::new(),
            more,
            owner: Some(listing.owner),
            category: Some(listing.category),
            listed: line.is_listed(),
        };
        self.search.insert(id, document);
    }

    fn apply_party(&mut self, id: OrganisationId, party: &Party, today: Date) {
        self.kept.forget();
        let before = self.facts.parties.insert(id, party.clone());
        let document = Document {
            what: FoundKind::Organisation,
            title: party.name.clone(),
            names: party.aliases.iter().map(ToString::to_string).collect(),
            more: String::new(),
            owner: None,
            category: None,
            listed: party.in_operation,
        };
        self.search.insert(id.into(), document);
        let matters = |party: &Party| (party.area, party.in_operation);
        if before.as_ref().map(matters) != Some(matters(party)) {
            self.score_again(id, today);
        }
    }

    fn apply_bond(&mut self, event: &bond::Event, today: Date) {
        self.kept.forget();
        for party in self.facts.agreements.apply(event) {
            self.score_again(*party, today);
        }
        let unit = match event {
            bond::Event::Tied { unit, community } => {
                for (one, other) in [(*unit, *community), (*community, *unit)] {
                    self.facts.paired.entry(one).or_default().insert(other);
                }
                *unit
            }
            bond::Event::Untied { unit, community } => {
                for (one, other) in [(*unit, *community), (*community, *unit)] {
                    self.facts.paired.entry(one).or_default().remove(&other);
                }
                *unit
            }
            bond::Event::Drafted { .. }
            | bond::Event::Agreed { .. }
            | bond::Event::AgreementEnded { .. } => return,
        };
        self.score_again(unit, today);
    }

    fn apply_quota(&mut self, event: &quota::Event, today: Date) {
        let quota::Event::Set { organisation, quota } = event;
        self.kept.forget();
        let is_first = self.facts.quotas.of(*organisation).is_none();
        self.facts.quotas.set(*organisation, quota);
        self.limit(*organisation, today);
        if is_first {
            // From now on its offers stand under its limits.
            self.score_again(*organisation, today);
        }
    }

    /// What the unit takes on changed, or what it has of it.
    fn limit(&mut self, organisation: OrganisationId, today: Date) {
        if let Some(left) = self.facts.quotas.left(organisation, today) {
            self.market.limit(organisation, &left);
        }
    }

    fn apply_promise(&mut self, event: &promise::Event, today: Date) {
        if let Some(organisation) = self.facts.dealings.apply(event) {
            self.kept.forget();
            self.score_again(organisation, today);
        }
        if let promise::Event::Declined { asking, giving, .. } = event {
            self.kept.forget();
            self.score_pair_again((*asking, *giving), today);
        }
    }

    /// The two are apart from now on, or not any more.
    fn score_pair_again(&mut self, (asking, giving): (Uuid, Uuid), today: Date) {
        let line = [asking, giving].into_iter().find_map(|id| Some((id, self.market.entered(id)?)));
        if let Some((id, since)) = line {
            self.enter(id, since, today);
        }
    }

    /// Something about the organisation changed that scores are made of: its lines leave the
    /// market and come back.
    fn score_again(&mut self, organisation: OrganisationId, today: Date) {
        let lines = self.by_owner.get(&organisation).cloned().unwrap_or_default();
        for id in lines {
            if let Some(since) = self.market.entered(id) {
                self.enter(id, since, today);
            }
        }
    }
}
