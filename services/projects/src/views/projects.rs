//! The project list, by who is concerned and by agreement; with the published funds.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use contracts::projects::project::{Event, Flow, Funds, Opened};
use contracts::projects::{
    AttachmentLine, FundsLine, FundsList, MilestoneLine, ProjectLine, ProjectStatus,
    Projects as Query, StoryLine,
};
use contracts::{Claimer, Directory, Named, Page, newest_first};
use runtime::{Index, Letters, letters};
use text::{is_called, is_sound};
use values::{
    AgreementId, Amount, AreaCode, ClaimId, Money, OrganisationId, ProjectId, Timestamp, time,
};

#[derive(Default)]
pub(super) struct Projects {
    known: HashMap<ProjectId, Known>,
    index: Index<ProjectId, Filed>,
    /// Of all projects.
    funds: Vec<FundsLine>,
}

/// A kind of projects, and how one stands: whatever it is, where nothing is said.
type Filed = (Kind, Option<ProjectStatus>);

/// A kind of projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    /// Who gives or asks.
    Of(Claimer),
    /// Who gives or asks works in that area, or in a part of it.
    In(AreaCode),
    Under(AgreementId),
    /// Its title or its number has that; filed once, however it stands.
    Called(Letters),
}

impl runtime::Kind for Kind {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Of(party) => party.organisation(),
            Self::All | Self::In(_) | Self::Under(_) | Self::Called(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Of(_) => Self::Of(organisation.into()),
            Self::All | Self::In(_) | Self::Under(_) | Self::Called(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        self.whose().map(|_| Self::In(area))
    }
}

/// Under what `line` is found.
fn filed_under(line: &ProjectLine) -> Vec<Filed> {
    let mut kinds = vec![Kind::All, Kind::Of(line.giving)];
    let asking = Claimer::Organisation(line.asking);
    kinds.extend((asking != line.giving).then_some(Kind::Of(asking)));
    kinds.extend(line.agreement.map(Kind::Under));
    let kinds = kinds.into_iter().flat_map(|kind| [(kind, None), (kind, Some(line.status))]);
    called(line.title.as_str()).chain(called(line.code.as_str())).chain(kinds).collect()
}

fn called(text: &str) -> impl Iterator<Item = Filed> {
    letters(text).map(|letters| (Kind::Called(letters), None))
}

/// Until when its acceptance is to be answered, or its next step to be reached.
fn due(line: &ProjectLine) -> Option<Timestamp> {
    let runs = matches!(line.status, ProjectStatus::Running | ProjectStatus::AcceptanceAsked);
    let open = line.milestones.iter().filter(|milestone| milestone.reached.is_none());
    let step = open.map(|milestone| time::end_of(milestone.due)).min();
    line.answer_until.or(step).filter(|_| runs)
}

/// All of one project.
struct Known {
    order: usize,
    line: ProjectLine,
    funds: Vec<FundsLine>,
    story: Vec<StoryLine>,
}

impl Projects {
    pub(super) fn get(&self, project: ProjectId) -> Option<ProjectLine> {
        self.known.get(&project).map(|known| known.line.clone())
    }

    /// How it came to where it stands.
    pub(super) fn story(&self, project: ProjectId) -> Vec<StoryLine> {
        self.known.get(&project).map_or_else(Vec::new, |known| known.story.clone())
    }

    /// What they are called, those that there are.
    pub(super) fn names(&self, projects: Vec<ProjectId>) -> BTreeMap<ProjectId, Named> {
        let named = |project| {
            let line = &self.known.get(&project)?.line;
            Some((project, Named { title: line.title.clone(), owner: line.asking }))
        };
        projects.into_iter().filter_map(named).collect()
    }

    pub(super) fn funds(&self, query: &FundsList) -> Page<FundsLine> {
        let lines = match query.project {
            Some(project) => self.known.get(&project).map_or(&[][..], |known| &known.funds),
            None => &self.funds[..],
        };
        Page::counted(query.page, lines.len(), newest_first(lines), FundsLine::clone)
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    /// An organisation's with those of what was merged into it; what is asked for is found, and
    /// a text among what has its letters.
    pub(super) fn page(&self, directory: &Directory, query: &Query) -> Page<ProjectLine> {
        let asked = [
            query.agreement.map(Kind::Under),
            query.person.map(|person| Kind::Of(person.into())),
            query.organisation.map(|one| Kind::Of(directory.resolve(one).into())),
            query.area.map(Kind::In),
        ];
        let asked = asked.into_iter().flatten().map(|kind| (kind, query.status));
        let mut asked: Vec<Filed> = asked.collect();
        if asked.is_empty() {
            asked.push((Kind::All, query.status));
        }
        let line = |id| self.known.get(&id).map(|known| &known.line);
        let Some(text) = &query.text else {
            let (page, order) = (query.page, query.order);
            return self.index.page_of_any(page, order, [asked], line, ProjectLine::clone);
        };
        // A sound is written in no title.
        if !is_sound(text) {
            asked.extend(called(text));
        }
        let (_, ids) = self.index.find_any(query.order, [asked]);
        let says = |line: &ProjectLine| {
            is_called(line.title.as_str(), text) || line.code.contains(text.as_str())
        };
        let lines = ids.filter_map(|(at, id)| Some((at, line(id)?)));
        Page::of(query.page, lines.filter(|(_, line)| says(line)), ProjectLine::clone)
    }

    pub(super) fn apply(&mut self, id: ProjectId, event: &Event, time: Timestamp) {
        match event {
            Event::Opened(terms) => self.begin(id, terms, ProjectStatus::Running, time),
            Event::Proposed(terms) => self.begin(id, terms, ProjectStatus::Proposed, time),
            Event::FundsMoved { flow, funds } => {
                if let Some(known) = self.known.get_mut(&id) {
                    self.funds.push(known.move_funds(*flow, funds, time));
                }
            }
            Event::Approved {}
            | Event::Refused { .. }
            | Event::Started {}
            | Event::ClaimAdded { .. }
            | Event::Suspended { .. }
            | Event::Resumed {}
            | Event::AgreementOver {}
            | Event::Continued {}
            | Event::Ended { .. }
            | Event::MilestoneSet { .. }
            | Event::MilestoneReached { .. }
            | Event::Attached(_)
            | Event::Detached { .. }
            | Event::ServiceCounted { .. }
            | Event::ServiceConfirmed { .. }
            | Event::ServiceCountered { .. }
            | Event::AcceptanceAsked { .. }
            | Event::Accepted { .. }
            | Event::ReworkAsked { .. }
            | Event::Archived {} => {
                if let Some(known) = self.known.get_mut(&id) {
                    let before = filed_under(&known.line);
                    change(&mut known.line, event, time);
                    self.index.refile(known.order, before, filed_under(&known.line));
                    self.index.set_due(known.order, filed_under(&known.line), due(&known.line));
                    known.tell(time);
                }
            }
        }
    }

    /// What was refused and is proposed again stays in its place.
    fn begin(&mut self, id: ProjectId, terms: &Opened, status: ProjectStatus, time: Timestamp) {
        let line = line(id, terms, status, time);
        let (order, story) = match self.known.remove(&id) {
            Some(known) => {
                self.index.refile(known.order, filed_under(&known.line), filed_under(&line));
                (known.order, known.story)
            }
            None => (self.index.add(id, filed_under(&line)), Vec::new()),
        };
        let mut known = Known { order, line, funds: Vec::new(), story };
        known.tell(time);
        self.known.insert(id, known);
    }
}

impl Known {
    /// One line for each change of where it stands.
    fn tell(&mut self, at: Timestamp) {
        let status = self.line.status;
        if self.story.last().is_none_or(|last| last.status != status) {
            let reason = self.line.reason.clone();
            self.story.push(StoryLine { at, status, reason });
        }
    }

    fn move_funds(&mut self, flow: Flow, funds: &Funds, time: Timestamp) -> FundsLine {
        let line = &mut self.line;
        match flow {
            Flow::Received => line.received.fen += funds.amount.fen,
            Flow::Spent => line.spent.fen += funds.amount.fen,
        }
        let published = FundsLine {
            project: line.id,
            code: line.code.clone(),
            title: line.title.clone(),
            flow,
            funds: funds.clone(),
            balance: Money { fen: line.received.fen - line.spent.fen },
            published_at: time,
        };
        self.funds.push(published.clone());
        published
    }
}

fn line(id: ProjectId, terms: &Opened, status: ProjectStatus, time: Timestamp) -> ProjectLine {
    ProjectLine {
        id,
        code: terms.code.clone(),
        title: terms.title.clone(),
        claim: terms.claim,
        more_claims: Vec::<ClaimId>::new(),
        agreement: terms.agreement,
        need: terms.need,
        offer: terms.offer,
        giving: terms.giving,
        asking: terms.asking,
        amount: terms.amount,
        delivered: 0,
        records: 0,
        unconfirmed: 0,
        milestones: Vec::new(),
        attachments: Vec::new(),
        received: Money::default(),
        spent: Money::default(),
        status,
        reason: None,
        answer_until: None,
        opened_at: time,
        opened_on: terms.opened_on.unwrap_or_else(|| time::date_at(time)),
    }
}

fn change(line: &mut ProjectLine, event: &Event, time: Timestamp) {
    match event {
        Event::Opened(_) | Event::Proposed(_) | Event::FundsMoved { .. } => {}
        Event::Approved {} => line.status = ProjectStatus::Approved,
        Event::Refused { reason } => stand(line, ProjectStatus::Refused, Some(reason)),
        Event::Started {} | Event::Resumed {} | Event::Continued {} => {
            stand(line, ProjectStatus::Running, None);
        }
        Event::Suspended { reason } => stand(line, ProjectStatus::Suspended, Some(reason)),
        Event::AgreementOver {} => stand(line, ProjectStatus::Undecided, None),
        Event::Ended { reason, .. } => stand(line, ProjectStatus::Ended, Some(reason)),
        Event::ReworkAsked { reason } => stand(line, ProjectStatus::Running, Some(reason)),
        Event::Accepted { .. } => stand(line, ProjectStatus::Accepted, None),
        Event::AcceptanceAsked { answer_until, .. } => {
            stand(line, ProjectStatus::AcceptanceAsked, None);
            line.answer_until = Some(*answer_until);
        }
        Event::Archived {} => line.status = ProjectStatus::Archived,
        Event::ClaimAdded { claim, amount, .. } => {
            line.more_claims.push(*claim);
            let quantity = line.amount.quantity + amount.quantity;
            line.amount = Amount { quantity, unit: amount.unit };
        }
        Event::MilestoneSet { milestone, title, due } => {
            line.milestones.retain(|known| known.milestone != *milestone);
            let (title, due) = (title.clone(), *due);
            let planned = MilestoneLine { milestone: *milestone, title, due, reached: None };
            line.milestones.push(planned);
            line.milestones.sort_unstable_by_key(|known| known.milestone);
        }
        Event::MilestoneReached { milestone, on } => {
            let known = line.milestones.iter_mut().find(|known| known.milestone == *milestone);
            if let Some(known) = known {
                known.reached = Some(*on);
            }
        }
        Event::Attached(attachment) => {
            let attachment = attachment.clone();
            line.attachments.push(AttachmentLine { attachment, attached_at: time });
        }
        Event::Detached { file, .. } => {
            line.attachments.retain(|known| known.attachment.file != *file);
        }
        Event::ServiceCounted { .. } => {
            line.records += 1;
            line.unconfirmed += 1;
        }
        Event::ServiceConfirmed { quantity, .. } => {
            line.unconfirmed -= 1;
            line.delivered += quantity;
        }
        Event::ServiceCountered { quantity, confirmed, .. } => {
            line.records -= 1;
            if *confirmed {
                line.delivered -= quantity;
            } else {
                line.unconfirmed -= 1;
            }
        }
    }
}

/// Where it stands now, and why.
fn stand(line: &mut ProjectLine, status: ProjectStatus, reason: Option<&values::Text<200>>) {
    line.status = status;
    line.reason = reason.cloned();
    line.answer_until = None;
}
