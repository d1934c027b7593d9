//! Tenders, newest first, by caller and area; and their proposals, sealed until the deadline.

mod proposals;

use std::collections::HashMap;

use contracts::projects::tender::{Event, Proposal};
use contracts::projects::{
    ObjectionLine, ProposalLine, Proposals, Tender, TenderLine, TenderStatus, Tenders as Query,
};
use contracts::{Asker, Commit, Directory, ListOrder, Page, Position, projects};
use runtime::{Index, Queries, Question};
use values::{AreaCode, NeedId, OrganisationId, PersonId, Sealed, TenderId};

use super::View;
use crate::Projects;
use crate::commands::PROPOSAL;

pub(super) fn add_to(queries: Queries<Projects>) -> Queries<Projects> {
    queries
        .on(|asked: &Question<'_, View>, query: Query| {
            asked.view.tenders.page(asked.asker(), &query)
        })
        .on(|asked: &Question<'_, View>, Tender { tender }| {
            asked.view.tenders.get(asked.asker(), tender)
        })
        .on(|asked: &Question<'_, View>, query: Proposals| {
            let open = |position, sealed: &Sealed| opened(asked, position, sealed);
            asked.view.tenders.proposals(asked.asker(), &query, open)
        })
}

fn opened(asked: &Question<'_, View>, position: Position, sealed: &Sealed) -> Option<Proposal> {
    let text = asked.unseal(position, PROPOSAL, sealed).unwrap_or_else(|error| {
        tracing::error!(position, %error, "cannot open a proposal");
        None
    })?;
    serde_json::from_str(&text).ok()
}

#[derive(Default)]
pub(super) struct Tenders {
    tenders: HashMap<TenderId, Shown>,
    index: Index<TenderId, Filed>,
}

/// Under what a tender is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Filed {
    All,
    Caller(OrganisationId),
    /// The area of the tender, or one around that.
    Area(AreaCode),
    Status(TenderStatus),
    Juror(PersonId),
    Need(NeedId),
}

impl runtime::Kind for Filed {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Caller(caller) => Some(*caller),
            Self::All | Self::Area(_) | Self::Status(_) | Self::Juror(_) | Self::Need(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Caller(_) => Self::Caller(organisation),
            Self::All | Self::Area(_) | Self::Status(_) | Self::Juror(_) | Self::Need(_) => *self,
        }
    }
}

struct Shown {
    /// Its place in the index.
    order: usize,
    line: TenderLine,
    bids: proposals::Bids,
}

fn filed_under(line: &TenderLine) -> Vec<Filed> {
    let areas = std::iter::successors(Some(line.call.area), |area| area.parent());
    let jurors = line.call.jurors.iter().map(|juror| Filed::Juror(juror.person));
    [Filed::All, Filed::Caller(line.call.caller), Filed::Status(line.status)]
        .into_iter()
        .chain(areas.map(Filed::Area))
        .chain(jurors)
        .chain(line.call.need.map(Filed::Need))
        .collect()
}

impl Tenders {
    pub(super) fn get(&self, asker: Asker<'_>, tender: TenderId) -> Option<TenderLine> {
        self.tenders.get(&tender).map(|shown| shown_to(asker, &shown.line))
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    pub(super) fn page(&self, asker: Asker<'_>, query: &Query) -> Page<TenderLine> {
        let asked = [
            query.caller.map(|caller| Filed::Caller(asker.directory.resolve(caller))),
            query.juror.map(Filed::Juror),
            query.need.map(Filed::Need),
            query.area.map(Filed::Area),
            query.status.map(Filed::Status),
        ];
        let asked = (asked.into_iter().flatten(), Filed::All);
        let line = |id| self.tenders.get(&id).map(|shown| &shown.line);
        let show = |line: &TenderLine| shown_to(asker, line);
        self.index.page(query.page, ListOrder::Newest, asked, line, show)
    }

    pub(super) fn proposals(
        &self,
        asker: Asker<'_>,
        query: &Proposals,
        open: impl Fn(Position, &Sealed) -> Option<Proposal>,
    ) -> Page<ProposalLine> {
        match self.tenders.get(&query.tender) {
            Some(shown) => shown.bids.page(asker, &shown.line, query.page, open),
            None => Page::empty(),
        }
    }

    /// Is that event told in the tender's history, as its page and its proposals tell it?
    pub(super) fn tells(&self, asker: Asker<'_>, tender: TenderId, event: &Event) -> bool {
        self.tenders.get(&tender).is_some_and(|shown| tells(asker, shown, event))
    }

    pub(super) fn apply(&mut self, id: TenderId, event: &Event, commit: &Commit<projects::Event>) {
        if let Event::Called(call) = event {
            let line = TenderLine {
                id,
                call: call.clone(),
                status: TenderStatus::Called,
                proposals: 0,
                ranking: Vec::new(),
                closed_early: None,
                winner: None,
                grant: None,
                claim: None,
                publicity_until: None,
                holidays_unknown: false,
                objections: Vec::new(),
                annulled: None,
            };
            let order = self.index.add(id, filed_under(&line));
            self.tenders.insert(id, Shown { order, line, bids: proposals::Bids::default() });
            return;
        }
        if let Some(shown) = self.tenders.get_mut(&id) {
            shown.bids.apply(event, commit.position, commit.time);
            shown.line.proposals = shown.bids.len();
            let before = filed_under(&shown.line);
            change(&mut shown.line, event);
            self.index.refile(shown.order, before, filed_under(&shown.line));
        }
    }
}

/// The caller's people, and who reads everything.
fn may_see_all(asker: Asker<'_>, line: &TenderLine) -> bool {
    asker.is_auditor() || asker.may_act_for(line.call.caller)
}

/// Who proposes is told with the proposals, a score to its juror and to the caller, the ranking to
/// the caller before the publicity, and who objects to the caller.
fn tells(asker: Asker<'_>, Shown { line, bids, .. }: &Shown, event: &Event) -> bool {
    let sees_all = may_see_all(asker, line);
    let is_own = |person| asker.actor.person() == Some(person);
    match event {
        Event::Proposed { organisation, .. } | Event::ProposalWithdrawn { organisation } => {
            bids.are_read_by(asker, line) || proposals::own(asker) == Some(*organisation)
        }
        Event::Declared { juror, .. } | Event::Scored { juror, .. } => {
            is_own(*juror) || (sees_all && proposals::is_scored(line.status))
        }
        Event::ScoringClosed { .. } => sees_all || is_public(line.status),
        Event::Objected { by, .. } => sees_all || is_own(*by),
        Event::Called(_)
        | Event::Opened {}
        | Event::Publicised { .. }
        | Event::ObjectionAnswered { .. }
        | Event::Awarded { .. }
        | Event::Annulled { .. } => true,
    }
}

/// Does everybody read the ranking?
fn is_public(status: TenderStatus) -> bool {
    matches!(status, TenderStatus::Publicised | TenderStatus::Awarded)
}

/// Without what only the caller may see.
fn shown_to(asker: Asker<'_>, line: &TenderLine) -> TenderLine {
    let mut line = line.clone();
    if !may_see_all(asker, &line) {
        if !is_public(line.status) {
            line.ranking.clear();
        }
        for objection in &mut line.objections {
            objection.by = objection.by.filter(|by| asker.actor.person() == Some(*by));
        }
    }
    line
}

fn change(line: &mut TenderLine, event: &Event) {
    match event {
        Event::Called(_)
        | Event::Proposed { .. }
        | Event::ProposalWithdrawn { .. }
        | Event::Declared { .. }
        | Event::Scored { .. } => {}
        Event::Opened {} => line.status = TenderStatus::Scoring,
        Event::ScoringClosed { ranking, reason } => {
            line.status = TenderStatus::Scored;
            line.ranking = ranking.clone();
            line.closed_early = reason.clone();
        }
        Event::Publicised { winner, grant, until, holidays_unknown } => {
            line.status = TenderStatus::Publicised;
            (line.winner, line.grant) = (Some(*winner), Some(*grant));
            line.publicity_until = Some(*until);
            line.holidays_unknown = *holidays_unknown;
        }
        Event::Objected { by, objection } => {
            let number = line.objections.last().map_or(1, |last| last.number + 1);
            line.objections.push(ObjectionLine {
                number,
                objection: objection.clone(),
                by: Some(*by),
                about: line.winner,
                upheld: None,
                answer: None,
            });
        }
        Event::ObjectionAnswered { objection, upheld, answer } => {
            let known = line.objections.iter_mut().find(|known| known.number == *objection);
            let Some(known) = known else { return };
            known.upheld = Some(*upheld);
            known.answer = Some(answer.clone());
            let about = known.about;
            if *upheld && line.status == TenderStatus::Publicised && about == line.winner {
                strike(line);
            }
        }
        Event::Awarded { claim, .. } => {
            line.status = TenderStatus::Awarded;
            line.claim = *claim;
        }
        Event::Annulled { reason } => {
            line.status = TenderStatus::Annulled;
            line.annulled = Some(reason.clone());
        }
    }
}

/// The first is off the ranking, and somebody else is to be published.
fn strike(line: &mut TenderLine) {
    line.status = TenderStatus::Scored;
    line.ranking.retain(|ranked| Some(ranked.proposer) != line.winner);
    (line.winner, line.grant, line.publicity_until) = (None, None, None);
}

#[cfg(test)]
mod tests;
