//! Claims, agreements, projects.

use std::collections::{BTreeMap, BTreeSet};

use contracts::Directory;
use contracts::projects::{ClaimLine, ClaimStatus, Claims, ProjectLine, ProjectStatus};
use contracts::projects::{Projects as Query, RecordLine, RecordStatus, Records, agreement};
use projects::domain::{claim, project};
use projects::{Projects, State};
use runtime::Service;
use values::Timestamp;

use super::{Shown, aggregates, every_line, json};

impl Shown for Projects {
    fn show(state: &State) -> BTreeSet<String> {
        aggregates(&state.claims)
            .chain(aggregates(&state.agreements))
            .chain(aggregates(&state.projects))
            .chain(aggregates(&state.records))
            .chain(aggregates(&state.rolls))
            .chain(aggregates(&state.serials))
            .chain([format!("due {:?}", Projects::next_due(state))])
            .collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        let claims = claims(view);
        let agreement = |line: &ClaimLine| view.agreement(agreement::id(line.id));
        let agreements: Vec<_> = claims.iter().filter_map(agreement).collect();
        let projects = projects(view);
        let records = records(view);
        let things = json(&claims).chain(json(&agreements)).chain(json(&projects));
        things.chain(json(&records)).collect()
    }

    fn check(state: &State) {
        for (id, project) in state.projects.iter() {
            let work = project.work().expect("a project with an event is opened");
            let (delivered, claimed) = (work.delivered(), work.claimed());
            assert!(delivered <= claimed, "{id} delivered {delivered} of {claimed}");
            let shares: u64 = work.shares().iter().map(|(_, quantity)| quantity).sum();
            assert_eq!(shares, delivered, "{id} shares out another amount");
            assert!(work.balance_fen() >= 0, "{id} has spent more than it has");
        }
    }

    fn check_due(state: &State, now: Timestamp) {
        for (id, claim) in state.claims.iter() {
            let due = claim.due_at();
            assert!(due.is_none_or(|due| due >= now), "{id} at {now}: {due:?} was passed over");
        }
    }

    fn check_view(state: &State, view: &<Self as Service>::View) {
        let (claims, projects) = (claims(view), projects(view));
        assert_eq!(claims.len(), state.claims.len(), "the list has other claims");
        for line in claims {
            check_claim(state.claims.state(line.id), &line);
        }
        check_records(state, &projects, &records(view));
        assert_eq!(projects.len(), state.projects.len(), "the list has other projects");
        for line in projects {
            let work = state.projects.state(line.id).work();
            let shown = work.map(|work| (status(work.stage()), work));
            let (status, work) = shown.expect("it is on the list");
            assert_eq!((line.status, line.delivered), (status, work.delivered()), "{line:?}");
            let balance = line.received.fen - line.spent.fen;
            assert_eq!((line.amount.quantity, balance), (work.claimed(), work.balance_fen()));
        }
    }
}

fn status(stage: project::Stage) -> ProjectStatus {
    use project::Stage;
    match stage {
        Stage::Proposed => ProjectStatus::Proposed,
        Stage::Refused => ProjectStatus::Refused,
        Stage::Approved => ProjectStatus::Approved,
        Stage::Running => ProjectStatus::Running,
        Stage::Suspended => ProjectStatus::Suspended,
        Stage::Undecided => ProjectStatus::Undecided,
        Stage::AcceptanceAsked { .. } => ProjectStatus::AcceptanceAsked,
        Stage::Accepted => ProjectStatus::Accepted,
        Stage::Ended => ProjectStatus::Ended,
        Stage::Archived => ProjectStatus::Archived,
    }
}

fn check_claim(claim: &claim::State, line: &ClaimLine) {
    let ended = [
        ClaimStatus::Refused,
        ClaimStatus::Declined,
        ClaimStatus::Withdrawn,
        ClaimStatus::Lapsed,
        ClaimStatus::Revoked,
        ClaimStatus::Cancelled,
        ClaimStatus::Failed,
        ClaimStatus::Closed,
    ];
    let right = match claim {
        claim::State::Unproposed => false,
        claim::State::Proposed(proposed) => {
            let waits = line.status == ClaimStatus::Waiting && line.position.is_some();
            proposed.waiting == waits && (waits || line.status == ClaimStatus::Proposed)
        }
        claim::State::Held(held) => {
            [ClaimStatus::Held, ClaimStatus::LeaseOver].contains(&line.status)
                && line.lease_until == Some(held.lease.until)
                && line.claimer == held.proposal.claimer
                && line.request == held.request
        }
        claim::State::Accepted(taken) => {
            line.status == ClaimStatus::Accepted
                && line.request == taken.request
                && line.cancel_asked_by == taken.cancel_asked_by
        }
        claim::State::Agreed { project, .. } => {
            line.status == ClaimStatus::Agreed && line.project == Some(*project)
        }
        claim::State::Delivered => line.status == ClaimStatus::Delivered,
        claim::State::Ended(_) => ended.contains(&line.status),
    };
    assert!(right, "{} {claim:?} is shown as {line:?}", line.id);
}

/// Every record is on the list; what stands of a project is counted and delivered there.
fn check_records(state: &State, projects: &[ProjectLine], records: &[RecordLine]) {
    assert_eq!(records.len(), state.records.len(), "the list has other records");
    let mut counted: BTreeMap<_, (u64, u64, u64)> = BTreeMap::new();
    for line in records {
        let (standing, unconfirmed, delivered) = counted.entry(line.project).or_default();
        match line.status {
            RecordStatus::Recorded => (*standing, *unconfirmed) = (*standing + 1, *unconfirmed + 1),
            RecordStatus::Confirmed => {
                *standing += 1;
                *delivered += line.service.quantity;
            }
            RecordStatus::Countered => {}
        }
    }
    for line in projects {
        let shown = (line.records, line.unconfirmed, line.delivered);
        assert_eq!(counted.get(&line.id).copied().unwrap_or_default(), shown, "{line:?}");
    }
}

fn records(view: &<Projects as Service>::View) -> Vec<RecordLine> {
    every_line(|page| view.records(&Directory::default(), &Records { page, ..Records::default() }))
}

fn claims(view: &<Projects as Service>::View) -> Vec<ClaimLine> {
    every_line(|page| view.claims(&Directory::default(), &Claims { page, ..Claims::default() }))
}

fn projects(view: &<Projects as Service>::View) -> Vec<ProjectLine> {
    every_line(|page| view.projects(&Directory::default(), &Query { page, ..Query::default() }))
}
