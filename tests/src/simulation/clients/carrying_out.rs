//! Accepted claims: agreements, projects, service records.

use contracts::Actor;
use contracts::projects::agreement::{
    self, AskEnd, Break, Draft, Duty, DutyKind, Publish, Redraft, Sign, Terms,
};
use contracts::projects::project::{
    self, Accept, AddClaim, Approve, Archive, AskAcceptance, AskRework, Continue, End, Funds, Open,
    Propose, ReceiveFunds, Refuse, Resume, SpendFunds, Start, Suspend,
};
use contracts::projects::record::{
    Attendance, Confirm, Correct, Counter, DutyDone, Record, Service,
};
use projects::domain::claim::{Sides, State as ClaimState};
use projects::domain::project::{Stage, Work};
use values::{AgreementId, ClaimId, Hash, Money, ProjectId, RecordId, ids, time};

use super::{Asking, text};
use crate::simulation::book::Sent;

impl Asking<'_> {
    /// A draft, a signature, a proposal, or a project without any of them.
    pub(super) fn a_step_to_a_project(&mut self, claim: ClaimId) -> Sent {
        let state = self.city.projects.writer.state();
        let sides = self.sides(claim);
        let (agreement, project) = (agreement::id(claim), project::id(claim));
        let (giver, asker) = (self.somebody_as(sides.giving), self.somebody_of(sides.asking));
        let title = text("照明改造");
        if self.random.one_in(6) {
            return Sent::new(
                self.command,
                asker,
                &Open { claim, title, agreement: None, kept: None },
            );
        }
        if state.projects.contains(project) && self.random.one_in(2) {
            let reason = text("请写明用途");
            return if self.random.one_in(3) {
                Sent::new(self.command, asker, &Refuse { project, reason })
            } else {
                Sent::new(self.command, asker, &Approve { project })
            };
        }
        if self.random.one_in(20) {
            return Sent::new(
                self.command,
                giver,
                &Propose { claim, title, agreement: None, kept: None },
            );
        }
        if self.random.one_in(10)
            && let Some(project) = self.a_running_project_of(sides)
        {
            return Sent::new(self.command, asker, &AddClaim { project, claim });
        }
        if state.agreements.state(agreement).is_out() && !self.random.one_in(12) {
            return self.sign(agreement, sides);
        }
        self.draft(claim, sides)
    }

    /// The first project of the same two sides that runs.
    fn a_running_project_of(&self, sides: Sides) -> Option<ProjectId> {
        let state = self.city.projects.writer.state();
        let projects = self.clients.claims.iter().map(|claim| project::id(*claim));
        projects.into_iter().find(|project| {
            let project = state.projects.state(*project);
            let runs = project.work().is_some_and(|work| work.stage() == Stage::Running);
            runs && project.parties() == Ok((sides.giving, sides.asking))
        })
    }

    fn sign(&mut self, agreement: AgreementId, sides: Sides) -> Sent {
        let giving = sides.giving.organisation().filter(|_| self.random.one_in(2));
        let party = giving.unwrap_or(sides.asking);
        let draft = self.clients.drafts.get(&agreement).copied().unwrap_or(1);
        let actor = self.head_of(party);
        Sent::new(self.command, actor, &Sign { agreement, party, draft })
    }

    /// What is said of an agreement once it is signed, and how it ends.
    fn a_step_of_an_agreement(&mut self, agreement: AgreementId, sides: Sides) -> Sent {
        let state = self.city.projects.writer.state();
        if state.agreements.state(agreement).is_out() && !self.random.one_in(4) {
            return self.sign(agreement, sides);
        }
        let giving = sides.giving.organisation().filter(|_| self.random.one_in(2));
        let party = giving.unwrap_or(sides.asking);
        let (clerk, head) = (self.somebody_of(party), self.head_of(party));
        let reason = text("情况有变");
        match self.random.weighted(&[6, 6, 4, 1]) {
            0 => Sent::new(self.command, clerk, &Publish { agreement }),
            1 => {
                let terms = self.agreed_terms(sides);
                Sent::new(self.command, clerk, &Redraft { agreement, terms })
            }
            2 => Sent::new(self.command, head, &AskEnd { agreement, party, reason }),
            _ => {
                let breaching = sides.asking;
                Sent::new(self.command, head, &Break { agreement, party, breaching, reason })
            }
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

    fn agreed_terms(&mut self, sides: Sides) -> Terms {
        let from = time::date_at(self.now);
        let what = text(self.random.pick(&["每月一次", "每季一次"]).expect("there are two"));
        let duty = Duty { party: sides.asking, kind: DutyKind::Service, what, amount: None };
        Terms {
            title: text("共建协议"),
            duties: vec![duty],
            from,
            until: time::plus_days(from, 40),
            responsible: vec![],
            plan: None,
            breach: None,
            project: None,
        }
    }

    fn draft(&mut self, claim: ClaimId, sides: Sides) -> Sent {
        let draft = Draft { claim: Some(claim), parties: vec![], terms: self.agreed_terms(sides) };
        let actor = self.somebody_of(sides.asking);
        Sent::new(self.command, actor, &draft)
    }

    pub(super) fn a_step_of_a_project(&mut self, claim: ClaimId) -> Sent {
        let state = self.city.projects.writer.state();
        let mut project = project::id(claim);
        if let ClaimState::Agreed { project: agreed, .. } = state.claims.state(claim) {
            project = *agreed;
        }
        let sides = self.sides(claim);
        let (giver, asker) = (self.somebody_as(sides.giving), self.somebody_of(sides.asking));
        let Some(work) = state.projects.state(project).work() else {
            return Sent::new(self.command, asker, &Accept { project });
        };
        if let Some(agreement) = work.terms().agreement.filter(|_| self.random.one_in(40)) {
            return self.a_step_of_an_agreement(agreement, sides);
        }
        match work.stage() {
            Stage::Running if !self.random.one_in(20) => {
                self.a_step_of_what_runs(project, work, giver, asker)
            }
            Stage::AcceptanceAsked { .. } if self.random.one_in(5) => {
                let reason = text("还差一次");
                Sent::new(self.command, asker, &AskRework { project, reason })
            }
            Stage::Approved => Sent::new(self.command, giver, &Start { project }),
            Stage::Suspended => Sent::new(self.command, asker, &Resume { project }),
            Stage::Undecided if !self.random.one_in(3) => {
                Sent::new(self.command, asker, &Continue { project })
            }
            Stage::Undecided => {
                let reason = text("不再需要");
                Sent::new(self.command, asker, &End { project, reason })
            }
            Stage::Ended | Stage::Accepted if self.random.one_in(4) => {
                Sent::new(self.command, asker, &Archive { project })
            }
            Stage::Proposed
            | Stage::Refused
            | Stage::Running
            | Stage::AcceptanceAsked { .. }
            | Stage::Accepted
            | Stage::Ended
            | Stage::Archived => Sent::new(self.command, asker, &Accept { project }),
        }
    }

    fn a_step_of_what_runs(
        &mut self,
        project: ProjectId,
        work: &Work,
        giver: Actor,
        asker: Actor,
    ) -> Sent {
        let record = self.a_record(project);
        let most = work.claimed().min(2);
        let reason = text("另有安排");
        match (self.random.weighted(&[12, 30, 26, 1, 1, 1, 1, 2]), record) {
            (1, Some(record)) => {
                let confirmer = if self.random.one_in(6) { giver } else { asker };
                Sent::new(self.command, confirmer, &Confirm { record, kept: None })
            }
            (2, _) => Sent::new(self.command, giver, &AskAcceptance { project }),
            (3, Some(record)) => {
                let reason = text("记错了项目");
                Sent::new(self.command, giver, &Counter { record, reason })
            }
            (4, Some(record)) => {
                let (reason, service) = (text("数量写错"), self.service(project, most));
                Sent::new(self.command, giver, &Correct { record, reason, service })
            }
            (5, _) => Sent::new(self.command, asker, &Suspend { project, reason }),
            (6, _) => Sent::new(self.command, asker, &End { project, reason }),
            (7, _) => self.funds(project, asker),
            _ => {
                let asker_records = self.random.one_in(3);
                let actor = if asker_records { &asker } else { &giver };
                let mut service = self.service(project, most);
                if let Some(person) = asker.person().filter(|_| self.random.one_in(4)) {
                    service.attendance = vec![Attendance { person, minutes: 60 }];
                }
                if work.terms().agreement.is_some() && self.random.one_in(3) {
                    service.duty = Some(DutyDone { number: 1, quantity: 1 });
                    service.quantity = 0;
                }
                Sent::new(self.command, actor.clone(), &Record { project, service, kept: None })
            }
        }
    }

    fn funds(&mut self, project: ProjectId, actor: Actor) -> Sent {
        let fen = i64::try_from(self.random.between(1, 5)).expect("it is small");
        let voucher = Hash::of(&self.random.between(1, 50).to_be_bytes());
        let (amount, date) = (Money { fen }, time::date_at(self.now));
        let funds = Funds { amount, what: text("灯具"), date, voucher };
        if self.random.one_in(2) {
            Sent::new(self.command, actor, &ReceiveFunds { project, funds })
        } else {
            Sent::new(self.command, actor, &SpendFunds { project, funds })
        }
    }

    /// One of the last three records of a project, so that confirming comes to an end.
    fn a_record(&mut self, project: ProjectId) -> Option<RecordId> {
        let records = self.clients.records.get(&project)?;
        let newest = &records[records.len().saturating_sub(3)..];
        self.random.pick(newest).copied()
    }

    /// A service for the record that this command makes.
    fn service(&mut self, project: ProjectId, most: u64) -> Service {
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
            duty: None,
        }
    }
}
