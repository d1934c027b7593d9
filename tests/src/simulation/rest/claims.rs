//! Claims and what they hold; projects, their codes and their records.

use std::collections::{BTreeMap, BTreeSet};

use contracts::projects::{agreement, project, serial};
use values::{NeedId, Timestamp, Uuid, time};

use super::facts::{Facts, Fate, Project};

/// At rest: the two ledgers and the claims agree about everything.
pub(super) fn check(facts: &Facts, now: Timestamp) {
    for (id, claim) in &facts.claims {
        let fate = claim.fate;
        assert_ne!(fate, Fate::Proposed, "{id} is stuck: no ledger has answered");
        if let (Fate::Held, Some(until)) = (fate, claim.stands_until) {
            assert!(until >= now, "{id} is held at {now}, its time ended {until}");
        }
        if let (Some(accepted), Some(lease_until)) = (claim.accepted, claim.lease_until) {
            let late = accepted > lease_until;
            assert!(!late, "{id} was accepted {accepted}, its lease ended {lease_until}");
        }
        for (line, ledger) in facts.lines_of(claim) {
            let (held, gone) = ledger.map_or((None, None), |ledger| {
                (ledger.holds.get(id).copied(), ledger.gone.get(id).copied())
            });
            let quantity = claim.proposal.amount.quantity;
            let expected = match fate {
                Fate::Held | Fate::Accepted | Fate::Agreed => (Some(quantity), None),
                Fate::Delivered(delivered) => (None, Some(delivered)),
                Fate::Cancelled(delivered) | Fate::Failed(delivered) if delivered > 0 => {
                    (None, Some(delivered))
                }
                Fate::Cancelled(_)
                | Fate::Failed(_)
                | Fate::Revoked
                | Fate::Waiting
                | Fate::Proposed
                | Fate::Refused
                | Fate::Declined
                | Fate::Withdrawn
                | Fate::Lapsed => (None, None),
            };
            assert_eq!((held, gone), expected, "{id} is {fate:?}: held and gone of {line:?}");
            let waits = ledger.is_some_and(|ledger| ledger.waiting.contains(id));
            assert!(!waits || fate == Fate::Waiting, "{id} is {fate:?}, and waits for {line:?}");
            let holder = ledger.and_then(|ledger| ledger.holders.get(id)).copied();
            let claimer = held.map(|_| claim.proposal.claimer);
            assert_eq!(holder, claimer, "{id}: {line:?} holds for another");
        }
    }
    for (id, _) in facts.claims.iter().filter(|(_, claim)| claim.fate == Fate::Waiting) {
        let lists = facts.ledgers.values().filter(|ledger| ledger.waiting.contains(id)).count();
        assert_eq!(lists, 1, "{id} waits on {lists} lists");
    }
    check_ledgers(facts);
}

/// A need that was closed as a duplicate follows one that was raised, and none goes in a circle.
pub(super) fn check_duplicates(facts: &Facts) {
    for (need, of) in &facts.duplicates {
        assert!(facts.raised.contains(of), "{need} is a duplicate of {of}, which nobody raised");
        let next = |need: &NeedId| facts.duplicates.get(need).copied();
        let mut chain = std::iter::successors(Some(*of), next);
        assert!(chain.all(|later| later != *need), "{need} follows itself");
    }
}

/// Nothing is held or gone that no claim asked of that line.
fn check_ledgers(facts: &Facts) {
    for (line, ledger) in &facts.ledgers {
        let concerned: BTreeSet<_> = ledger.holds.keys().chain(ledger.gone.keys()).collect();
        for id in concerned {
            let claim = facts.claims.get(id);
            let claim = claim.unwrap_or_else(|| panic!("{line} holds for {id}, which is unknown"));
            let names = facts.lines_of(claim).iter().any(|(named, _)| named.id() == *line);
            assert!(names, "{line} holds for {id}, which does not name it");
        }
        let sum: u64 = ledger.holds.values().chain(ledger.gone.values()).sum();
        let sum = sum - ledger.void;
        assert!(sum <= ledger.amount, "{line} gave {sum} of {}", ledger.amount);
    }
}

pub(super) fn check_projects(facts: &Facts) {
    let mut codes = BTreeSet::new();
    let mut numbers: BTreeMap<Uuid, Vec<u64>> = BTreeMap::new();
    for (id, opened) in &facts.projects {
        let terms = &opened.terms;
        let claim = facts.claims.get(&terms.claim).expect("a project carries out a claim");
        for served in &opened.claims {
            let own = facts.claims[served].project == Some(*id);
            assert_eq!(own, opened.approved, "{id} serves {served}: was it approved?");
        }
        let code = terms.code.as_str();
        assert!(codes.insert(code), "{code} stands for two projects");
        let year = time::date_at(opened.opened).year();
        let (start, number) = code.rsplit_once('-').expect("a code has three parts");
        assert_eq!(start, format!("{}-{year}", claim.proposal.area), "{code} is of elsewhere");
        let series = serial::id(claim.proposal.area, year);
        numbers.entry(series).or_default().push(number.parse().expect("it ends with a number"));
        check_records(facts, opened);
    }
    check_counted(facts);
    for (series, mut taken) in numbers {
        taken.sort_unstable();
        let gapless: Vec<_> = (1..=taken.len() as u64).collect();
        assert_eq!(taken, gapless, "the codes of series {series} have gaps");
        assert_eq!(facts.serials.get(&series), Some(&gapless), "series {series} took others");
    }
    for (id, claim) in &facts.claims {
        let carried_out = matches!(claim.fate, Fate::Agreed | Fate::Delivered(_));
        assert!(claim.project.is_some() || !carried_out, "{id} is carried out by nothing");
        if let Some(project) = claim.project {
            assert!(facts.projects[&project].claims.contains(id), "{project} serves no {id}");
        }
        let agreement = facts.agreements.get(&agreement::id(*id));
        let signed = facts.projects.get(&project::id(*id)).and_then(|p| p.terms.agreement);
        let concluded = agreement.map_or(&[][..], |agreement| &agreement.concluded);
        let opens = !concluded.is_empty();
        assert_eq!(opens, signed.is_some(), "{id}: concluded, but no project, or the reverse");
        for signing in concluded {
            assert!(signing.signed.len() == 2, "{id}: concluded by {:?}", signing.signed);
            let all = signing.parties.iter().all(|party| signing.signed.contains(party));
            assert!(all, "{id}: signed by {:?}", signing.signed);
            assert!(signing.last_signed <= signing.sign_until, "{id}: signed too late");
        }
    }
}

fn check_records(facts: &Facts, project: &Project) {
    let code = &project.terms.code;
    let recorded: u64 = project.records.values().map(|(quantity, _)| quantity).sum();
    let claims = project.claims.iter().map(|claim| &facts.claims[claim]);
    let claimed: u64 = claims.clone().map(|claim| claim.proposal.amount.quantity).sum();
    assert!(recorded <= claimed, "{code} recorded {recorded} of {claimed}");
    let confirmed = project.records.values().filter(|(_, confirmed)| *confirmed);
    let confirmed: u64 = confirmed.map(|(quantity, _)| quantity).sum();
    let fates: Vec<Fate> = claims.map(|claim| claim.fate).collect();
    match project.over {
        Some(quantity) => {
            let shares: Option<u64> = fates.iter().map(Fate::delivered).sum();
            let expected = (quantity, Some(quantity));
            assert_eq!((confirmed, shares), expected, "{code} is over: {fates:?}");
        }
        None if project.approved => {
            assert!(fates.iter().all(|fate| *fate == Fate::Agreed), "{code} goes on: {fates:?}");
        }
        None => assert_eq!(recorded, 0, "{code} was not approved"),
    }
}

/// A project counts what stands, as it stands.
fn check_counted(facts: &Facts) {
    let mut standing: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for (id, record) in facts.records.iter().filter(|(_, record)| !record.countered) {
        let counted = (record.quantity, record.confirmed);
        standing.entry(record.project).or_default().insert(*id, counted);
    }
    for (id, project) in &facts.projects {
        let stands = standing.remove(id).unwrap_or_default();
        assert_eq!(project.records, stands, "{} counts other records", project.terms.code);
    }
    assert!(standing.is_empty(), "{standing:?} belong to no project");
}
