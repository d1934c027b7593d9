//! Accepted claims: agreements, projects, service records.

use contracts::projects::agreement::{self, Draft, Duty, Sign};
use contracts::projects::project::{self, Accept, AskAcceptance, AskRework, Open};
use contracts::projects::record::{Attendance, Confirm, Correct, Counter, Record, Service};
use projects::domain::agreement::State as AgreementState;
use projects::domain::claim::Sides;
use projects::domain::project::State as ProjectState;
use values::{ClaimId, RecordId, ids, time};

use super::{Asking, text};
use crate::simulation::book::Sent;

impl Asking<'_> {
    /// A draft, a signature, or a project without either.
    pub(super) fn a_step_to_a_project(&mut self, claim: ClaimId) -> Sent {
        let state = self.city.projects.writer.state();
        let sides = self.sides(claim);
        let agreement = agreement::id(claim);
        match state.agreements.state(agreement) {
            _ if self.random.one_in(6) => {
                let actor = self.somebody_of(sides.asking);
                Sent::new(self.command, actor, &Open { claim, title: text("照明改造") })
            }
            AgreementState::Drafted(_) | AgreementState::Concluded(_)
                if !self.random.one_in(12) =>
            {
                let giving = sides.giving.organisation().filter(|_| self.random.one_in(2));
                let party = giving.unwrap_or(sides.asking);
                let draft = self.clients.drafts.get(&agreement).copied().unwrap_or(1);
                let actor = self.head_of(party);
                Sent::new(self.command, actor, &Sign { agreement, party, draft })
            }
            AgreementState::Undrafted
            | AgreementState::Drafted(_)
            | AgreementState::Concluded(_)
            | AgreementState::Lapsed(_) => self.draft(claim, sides),
        }
    }

    fn sides(&mut self, claim: ClaimId) -> Sides {
        let accepted = self.city.projects.writer.state().claims.state(claim).accepted();
        accepted.map_or_else(
            |_| {
                let anybody = self.any_organisation();
                Sides { giving: anybody.into(), asking: anybody }
            },
            |(_, sides)| sides,
        )
    }

    fn draft(&mut self, claim: ClaimId, sides: Sides) -> Sent {
        let from = time::date_at(self.now);
        let what = text(self.random.pick(&["每月一次", "每季一次"]).expect("there are two"));
        let draft = Draft {
            claim,
            title: text("共建协议"),
            duties: vec![Duty { party: sides.asking, what, amount: None }],
            from,
            until: from,
        };
        let actor = self.somebody_of(sides.asking);
        Sent::new(self.command, actor, &draft)
    }

    pub(super) fn a_step_of_a_project(&mut self, claim: ClaimId) -> Sent {
        let project = project::id(claim);
        let sides = self.sides(claim);
        let (giver, asker) = (self.somebody_as(sides.giving), self.somebody_of(sides.asking));
        let state = self.city.projects.writer.state().projects.state(project);
        match state {
            ProjectState::Running(work) if !self.random.one_in(20) => {
                let record = self.a_record(project);
                let most = work.claimed().min(2);
                match (self.random.weighted(&[4, 10, 8, 1, 1]), record) {
                    (1, Some(record)) => Sent::new(self.command, asker, &Confirm { record }),
                    (2, _) => Sent::new(self.command, giver, &AskAcceptance { project }),
                    (3, Some(record)) => {
                        let reason = text("记错了项目");
                        Sent::new(self.command, giver, &Counter { record, reason })
                    }
                    (4, Some(record)) => {
                        let (reason, service) = (text("数量写错"), self.service(project, most));
                        Sent::new(self.command, giver, &Correct { record, reason, service })
                    }
                    _ => {
                        let asker_records = self.random.one_in(3);
                        let actor = if asker_records { &asker } else { &giver };
                        let mut service = self.service(project, most);
                        if let Some(person) = asker.person().filter(|_| self.random.one_in(4)) {
                            service.attendance = vec![Attendance { person, minutes: 60 }];
                        }
                        Sent::new(self.command, actor.clone(), &Record { project, service })
                    }
                }
            }
            ProjectState::AcceptanceAsked(_) if self.random.one_in(5) => {
                let reason = text("还差一次");
                Sent::new(self.command, asker, &AskRework { project, reason })
            }
            ProjectState::Unopened
            | ProjectState::Running(_)
            | ProjectState::AcceptanceAsked(_)
            | ProjectState::Accepted(_)
            | ProjectState::Ended(_) => Sent::new(self.command, asker, &Accept { project }),
        }
    }

    /// One of the last three records of a project, so that confirming comes to an end.
    fn a_record(&mut self, project: values::ProjectId) -> Option<RecordId> {
        let records = self.clients.records.get(&project)?;
        let newest = &records[records.len().saturating_sub(3)..];
        self.random.pick(newest).copied()
    }

    /// A service for the record that this command makes.
    fn service(&mut self, project: values::ProjectId, most: u64) -> Service {
        let new = RecordId(ids::derive(self.command.into(), 0));
        self.clients.records.entry(project).or_default().push(new);
        Service {
            what: text("更换灯具"),
            date: time::date_at(self.now),
            minutes: 90,
            people: 4,
            attendance: vec![],
            no_shows: vec![],
            quantity: self.random.between(1, most),
        }
    }
}
