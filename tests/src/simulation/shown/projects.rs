//! Claims, agreements, projects.

use std::collections::BTreeSet;

use contracts::projects::{ClaimLine, ClaimStatus, Claims, ProjectLine, ProjectStatus};
use contracts::projects::{Projects as Query, agreement};
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
            .chain(aggregates(&state.serials))
            .chain([format!("due {:?}", Projects::next_due(state))])
            .collect()
    }

    fn show_view(view: &<Self as Service>::View) -> Vec<String> {
        let claims = claims(view);
        let agreement = |line: &ClaimLine| view.agreement(agreement::id(line.id));
        let agreements: Vec<_> = claims.iter().filter_map(agreement).collect();
        let projects = projects(view);
        json(&claims).chain(json(&agreements)).chain(json(&projects)).collect()
    }

    fn check(state: &State) {
        for (id, project) in state.projects.iter() {
            let work = project.work().expect("a project with an event is opened");
            let (delivered, claimed) = (work.delivered(), work.claimed());
            assert!(delivered <= claimed, "{id} delivered {delivered} of {claimed}");
        }
    }

    fn check_due(state: &State, now: Timestamp) {
        for (id, claim) in state.claims.iter() {
            if let claim::State::Held { lease_until, .. } = claim {
                assert!(*lease_until >= now, "{id} is held at {now}, leased until {lease_until}");
            }
        }
    }

    fn check_view(state: &State, view: &<Self as Service>::View) {
        let (claims, projects) = (claims(view), projects(view));
        assert_eq!(claims.len(), state.claims.len(), "the list has other claims");
        for line in claims {
            check_claim(state.claims.state(line.id), &line);
        }
        assert_eq!(projects.len(), state.projects.len(), "the list has other projects");
        for line in projects {
            let shown = match state.projects.state(line.id) {
                project::State::Unopened => None,
                project::State::Running(work) => Some((ProjectStatus::Running, work)),
                project::State::AcceptanceAsked(work) => {
                    Some((ProjectStatus::AcceptanceAsked, work))
                }
                project::State::Accepted(work) => Some((ProjectStatus::Accepted, work)),
            };
            let (status, work) = shown.expect("it is on the list");
            assert_eq!((line.status, line.delivered), (status, work.delivered()), "{line:?}");
        }
    }
}

fn check_claim(claim: &claim::State, line: &ClaimLine) {
    let ended =
        [ClaimStatus::Refused, ClaimStatus::Declined, ClaimStatus::Withdrawn, ClaimStatus::Lapsed];
    let right = match claim {
        claim::State::Unproposed => false,
        claim::State::Proposed { .. } => line.status == ClaimStatus::Proposed,
        claim::State::Held { lease_until, .. } => {
            line.status == ClaimStatus::Held && line.lease_until == Some(*lease_until)
        }
        claim::State::Accepted { .. } => line.status == ClaimStatus::Accepted,
        claim::State::Agreed { project, .. } => {
            line.status == ClaimStatus::Agreed && line.project == Some(*project)
        }
        claim::State::Delivered => line.status == ClaimStatus::Delivered,
        claim::State::Ended => ended.contains(&line.status),
    };
    assert!(right, "{} {claim:?} is shown as {line:?}", line.id);
}

fn claims(view: &<Projects as Service>::View) -> Vec<ClaimLine> {
    every_line(|page| view.claims(&Claims { page, ..Claims::default() }))
}

fn projects(view: &<Projects as Service>::View) -> Vec<ProjectLine> {
    every_line(|page| view.projects(&Query { page, ..Query::default() }))
}
