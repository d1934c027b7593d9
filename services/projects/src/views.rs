//! Claims, agreements and projects as people ask for them, built from events alone.

mod activities;
mod agreements;
mod claims;
mod projects;
mod records;
mod tenders;

use contracts::projects::{
    Agreement, AgreementLine, Claim, ClaimLine, Claims, Event, Project, ProjectLine,
    Projects as ProjectsQuery, RecordLine, Records,
};
use contracts::{Commit, Page};
use runtime::{Queries, Question};
use values::{ActivityId, AgreementId, ClaimId, ProjectId, RecordId, TenderId};

use crate::Projects;

pub(crate) fn table() -> Queries<Projects> {
    let table = records::add_to(Queries::default());
    let table = tenders::add_to(activities::add_to(table));
    table
        .on(|question: &Question<'_, View>, query: Claims| question.view.claims(&query))
        .on(|question: &Question<'_, View>, Claim { claim }| question.view.claims.get(claim))
        .on(|question: &Question<'_, View>, Agreement { agreement }| {
            question.view.agreement(agreement)
        })
        .on(|question: &Question<'_, View>, query: ProjectsQuery| question.view.projects(&query))
        .on(|question: &Question<'_, View>, Project { project }| {
            question.view.projects.get(project)
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
}

impl View {
    /// The page of claims that `query` asks for.
    pub fn claims(&self, query: &Claims) -> Page<ClaimLine> {
        self.claims.page(query)
    }

    /// One agreement.
    pub fn agreement(&self, agreement: AgreementId) -> Option<AgreementLine> {
        self.agreements.get(agreement)
    }

    /// The page of projects that `query` asks for.
    pub fn projects(&self, query: &ProjectsQuery) -> Page<ProjectLine> {
        self.projects.page(query)
    }

    /// The page of service records that `query` asks for.
    pub fn records(&self, query: &Records) -> Page<RecordLine> {
        self.records.page(query)
    }

    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                Event::Claim(event) => self.claims.apply(ClaimId(id), event, commit.time),
                Event::Agreement(event) => {
                    self.agreements.apply(AgreementId(id), event);
                    if let Some(claim) = self.agreements.claim_of(AgreementId(id)) {
                        self.claims.set_agreement(claim, AgreementId(id));
                    }
                }
                Event::Project(event) => self.projects.apply(ProjectId(id), event, commit.time),
                Event::Record(event) => self.records.apply(RecordId(id), event, commit.time),
                Event::Activity(event) => self.activities.apply(ActivityId(id), event),
                Event::Tender(event) => self.tenders.apply(TenderId(id), event, commit),
                Event::Serial(_) => {}
            }
        }
    }
}
