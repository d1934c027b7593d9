//! Claims, agreements and projects as people ask for them, built from events alone.

mod activities;
mod agreements;
mod claims;
mod eyes;
mod projects;
mod records;
mod rolls;
mod tenders;

use std::collections::BTreeMap;

use contracts::projects::{
    AgreementLine, ArchiveSheet, ArchiveSheetLines, Claim, ClaimLine, Claims, Event, FundsLine,
    FundsList, Project, ProjectLine, ProjectNames, Projects as ProjectsQuery, RecordLine, Records,
    RollLine, Rolls, Titled,
};
use contracts::{Asker, Commit, Directory, Page, PageRequest};
use runtime::{Queries, Question};
use values::{
    ActivityId, AgreementId, ClaimId, OrganisationId, ProjectId, RecordId, RollId, TenderId, Text,
    Uuid,
};

use crate::Projects;
use eyes::Eyes;

pub(crate) fn table() -> Queries<Projects> {
    let table = records::add_to(Queries::default());
    let table = tenders::add_to(activities::add_to(table));
    let table = agreements::add_to(rolls::add_to(table));
    table
        .on(|question: &Question<'_, View>, query: Claims| {
            let (view, eyes) = (question.view, Eyes::of(question.asker()));
            let mut page = view.claims(question.directory, &query);
            page.items = page.items.into_iter().map(|line| view.told(&eyes, line)).collect();
            page
        })
        .on(|question: &Question<'_, View>, Claim { claim }| {
            let line = question.view.claims.get(claim)?;
            Some(question.view.told(&Eyes::of(question.asker()), line))
        })
        .on(|question: &Question<'_, View>, query: ProjectsQuery| {
            question.view.projects(question.directory, &query)
        })
        .on(|question: &Question<'_, View>, Project { project }| {
            question.view.projects.get(project)
        })
        .on(|question: &Question<'_, View>, ProjectNames { projects }| {
            question.view.projects.names(projects)
        })
        .on(|question: &Question<'_, View>, Titled { ids }| {
            let title = |id| Some((id, question.view.title(question.asker(), id)?));
            ids.into_iter().filter_map(title).collect::<BTreeMap<_, _>>()
        })
        .on(|question: &Question<'_, View>, query: FundsList| question.view.funds(&query))
        .on(|question: &Question<'_, View>, ArchiveSheet { project }| {
            let sheet = question.view.archive_sheet(question.directory, project)?;
            let eyes = Eyes::of(question.asker());
            let claims = sheet.claims.into_iter().map(|line| question.view.told(&eyes, line));
            Some(ArchiveSheetLines { claims: claims.collect(), ..sheet })
        })
}

/// The read models.
#[derive(Default)]
pub struct View {
    claims: claims::Claims,
    agreements: agreements::Agreements,
    projects: projects::Projects,
    records: records::Records,
    activities: activities::Activities,
    tenders: tenders::Tenders,
    rolls: rolls::Rolls,
}

impl View {
    /// What the agreement, the activity or the tender is called, if whoever asks may read it.
    fn title(&self, asker: Asker<'_>, id: Uuid) -> Option<Text<60>> {
        let agreement = || self.agreements.read(&Eyes::of(asker), AgreementId(id));
        let activity = || self.activities.get(asker, ActivityId(id));
        let tender = || self.tenders.get(asker, TenderId(id));
        agreement()
            .map(|line| line.terms.title)
            .or_else(|| activity().map(|line| line.details.title))
            .or_else(|| tender().map(|line| line.call.title))
    }

    /// Is that event told in the history of what it happened to, as the questions about that tell
    /// it?
    pub(crate) fn tells(&self, asker: Asker<'_>, aggregate: Uuid, event: &Event) -> bool {
        match event {
            Event::Activity(_) => self.activities.tells_of(asker, ActivityId(aggregate)),
            Event::Tender(event) => self.tenders.tells(asker, TenderId(aggregate), event),
            Event::Agreement(event) => {
                self.agreements.tells(&Eyes::of(asker), AgreementId(aggregate), event)
            }
            Event::Claim(_)
            | Event::Project(_)
            | Event::Record(_)
            | Event::Roll(_)
            | Event::Serial(_) => true,
        }
    }

    /// The page of claims that `query` asks for.
    pub fn claims(&self, directory: &Directory, query: &Claims) -> Page<ClaimLine> {
        self.claims.page(directory, query)
    }

    /// A claim as `eyes` see it: what its two sides say to each other is theirs, and an agreement
    /// is everybody's once it was signed.
    fn told(&self, eyes: &Eyes<'_>, line: ClaimLine) -> ClaimLine {
        if eyes.see(line.claimer) || line.counterpart.is_some_and(|other| eyes.see(other)) {
            return line;
        }
        let agreement = line.agreement.filter(|agreement| self.agreements.was_signed(*agreement));
        ClaimLine { message: None, reason: None, request: None, agreement, ..line }
    }

    /// One agreement.
    pub fn agreement(&self, agreement: AgreementId) -> Option<AgreementLine> {
        self.agreements.get(agreement)
    }

    /// The page of projects that `query` asks for.
    pub fn projects(&self, directory: &Directory, query: &ProjectsQuery) -> Page<ProjectLine> {
        self.projects.page(directory, query)
    }

    /// The published funds.
    pub fn funds(&self, query: &FundsList) -> Page<FundsLine> {
        self.projects.funds(query)
    }

    /// The page of rolls that `query` asks for.
    pub fn rolls(&self, query: &Rolls) -> Page<RollLine> {
        self.rolls.page(query)
    }

    /// The whole story of one project.
    pub fn archive_sheet(
        &self,
        directory: &Directory,
        project: ProjectId,
    ) -> Option<ArchiveSheetLines> {
        let line = self.projects.get(project)?;
        let page = PageRequest::first(PageRequest::LIMIT_MAX);
        let claims = line.more_claims.iter().copied();
        let claims = [line.claim].into_iter().chain(claims);
        Some(ArchiveSheetLines {
            claims: claims.filter_map(|claim| self.claims.get(claim)).collect(),
            agreement: line.agreement.and_then(|agreement| self.agreement(agreement)),
            story: self.projects.story(project),
            records: self.records(
                directory,
                &Records { project: Some(project), page, ..Records::default() },
            ),
            funds: self.funds(&FundsList { project: Some(project), page }),
            project: line,
        })
    }

    /// The page of service records that `query` asks for.
    pub fn records(&self, directory: &Directory, query: &Records) -> Page<RecordLine> {
        self.records.page(directory, query)
    }

    pub(crate) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.claims.settle(organisation, directory);
        self.agreements.settle(organisation, directory);
        self.projects.settle(organisation, directory);
        self.records.settle(organisation, directory);
        self.tenders.settle(organisation, directory);
    }

    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                Event::Claim(event) => self.claims.apply(ClaimId(id), event, commit.time),
                Event::Agreement(event) => {
                    self.agreements.apply(AgreementId(id), event, commit.time);
                    if let Some(claim) = self.agreements.claim_of(AgreementId(id)) {
                        self.claims.set_agreement(claim, AgreementId(id));
                    }
                }
                Event::Project(event) => self.projects.apply(ProjectId(id), event, commit.time),
                Event::Record(event) => {
                    self.records.apply(RecordId(id), event, commit.time);
                    self.agreements.apply_record(RecordId(id), event);
                }
                Event::Roll(event) => self.rolls.apply(RollId(id), event),
                Event::Activity(event) => self.activities.apply(ActivityId(id), event),
                Event::Tender(event) => self.tenders.apply(TenderId(id), event, commit),
                Event::Serial(_) => {}
            }
        }
    }
}
