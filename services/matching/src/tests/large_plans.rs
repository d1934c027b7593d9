//! Plans that are more than one commit takes, and answers that repair them.

use contracts::COMMIT_BYTES_MAX;
use contracts::matching::plan::{self, Event as E, PlanLines};
use contracts::testing::{clerk_of, liaison_of};
use values::PlanId;

use super::plans::officer;
use super::*;
use crate::planning::Task;
use eventlog::Log;

/// So many needs and offers, of the last of which there is too little.
const MANY: u64 = 300;

fn large() -> Office {
    let mut office = Office::new();
    for n in 1..=MANY {
        office.need(n.into(), COMMUNITY, "义诊", 2);
        office.offer(n.into(), "义诊", if n % 7 == 0 { 1 } else { 2 });
    }
    office
}

fn lots(lines: &[plan::PlanLine]) -> u64 {
    lines.iter().map(|line| line.quantity).sum()
}

fn is_part(commit: &Commit<matching::Event>) -> bool {
    matches!(
        &commit.events[..],
        [Recorded { event: matching::Event::Plan(E::PartDrawn { .. }), .. }]
    )
}

#[test]
fn a_plan_of_more_needs_than_a_commit_takes_lives_as_any_other() {
    let mut office = large();
    let before = office.commits.len();
    let id = office.compute(1);
    let made = &office.commits[before..];
    let (last, parts) = made.split_last().unwrap();
    assert!(parts.len() > 2 && parts.iter().all(is_part) && !is_part(last));
    for commit in made {
        assert!(serde_json::to_vec(commit).unwrap().len() <= COMMIT_BYTES_MAX);
    }
    let detail = office.ask(&plan::Plan { plan: id }).unwrap();
    assert!(detail.proved && detail.summary.needs == 300, "{:?}", detail.summary);
    let lines = office.lines(id);
    assert_eq!(lines.len(), detail.summary.lines);
    assert_eq!(lots(&lines), 2 * MANY - MANY / 7);
    let first = PlanLines { plan: id, organisation: None, need: None, page: Default::default() };
    let page = office.ask(&first);
    assert_eq!((page.items.len(), page.total), (50, lines.len()));
    let of = |organisation| PlanLines { organisation: Some(organisation), ..first };
    let totals = [COMMUNITY, HOSPITAL, FAR].map(|side| office.ask(&of(side)).total);
    assert_eq!(totals, [lines.len(), lines.len(), 0]);
    let of_one = PlanLines { need: Some(lines[7].need), ..first };
    assert!(office.ask(&of_one).items.contains(&lines[7]));

    office.send(officer(), 2, &plan::Propose { plan: id }).unwrap();
    let line = &lines[0];
    let (need, offer, quantity) = (line.need, line.offer, line.quantity);
    let accept = plan::Accept { plan: id, need, offer, quantity, slot: None };
    office.send(clerk_of(COMMUNITY), 3, &accept).unwrap();
    office.send(liaison_of(HOSPITAL), 4, &accept).unwrap();
    office.days_later(20);
    office.send(officer(), 5, &plan::Publish { plan: id }).unwrap();
    let published = office.lines(id);
    assert_eq!((published.len(), published[0].quantity), (1, quantity));
    assert_eq!(published[0].price, line.price, "as it was drawn");
    assert!(published[0].carried_out.is_some());
}

/// A crash between two commits of one plan: it is not there, and the same command makes it.
#[test]
fn of_a_plan_of_which_a_part_is_missing_nothing_is_there() {
    let mut office = large();
    office.compute(1);
    let parts = office.commits.iter().filter(|commit| is_part(commit)).count();
    let log = Arc::new(MemoryLog::new());
    log.append(&office.entries[..office.entries.len() - parts]).unwrap();
    let (mut view, mut commits) = (View::default(), Vec::new());
    let writer = Writer::replay(log, Arc::new(Keys::memory()), |commit: Arc<Commit<_>>| {
        view.apply(&commit);
        commits.push(Commit::clone(&commit));
    });
    let Office { directory, now, followed, .. } = office;
    let mut crashed = Office {
        writer: writer.unwrap(),
        view,
        directory,
        now,
        followed,
        commits,
        entries: Vec::new(),
    };
    for (id, level, area) in TOWN {
        crashed.writer.learn(&registered(id, level, area));
    }
    assert!(crashed.commits.last().is_some_and(is_part), "the crash came among the parts");
    assert_eq!(crashed.ask(&plan::Plans::default()).total, 0);
    assert!(crashed.writer.state().open_plans().is_empty());
    let id = crashed.compute(1);
    assert_eq!(crashed.plan_needs(id), 300);
    assert_eq!(lots(&crashed.lines(id)), 2 * MANY - MANY / 7);
}

impl Office {
    fn plan_needs(&self, plan: PlanId) -> usize {
        self.ask(&plan::Plan { plan }).unwrap().summary.needs
    }

    /// The lines as they stand, and as they were worked out anew.
    #[track_caller]
    fn is_as_anew(&self, plan: PlanId) {
        let today = values::time::date_at(self.now);
        let state = self.writer.state();
        let open = state.plans.state(plan).open().unwrap();
        let task = Task::of(plan, open, today);
        let anew = task.anew(state);
        let kept = task.outline(state);
        assert_eq!((&kept.shares, &kept.aims), (&anew.shares, &anew.aims), "repaired");
        assert_eq!(open.lines, anew.shares, "written down");
        assert_eq!(open.aims, anew.aims);
        assert_eq!(open.unserved, anew.unserved);
    }
}

#[test]
fn an_answer_repairs_what_would_be_solved_anew() {
    let mut office = Office::new();
    let mut needs = Vec::new();
    for n in 0..24_u64 {
        let title = match n % 3 {
            0 => "义诊",
            1 => "义诊，老年人血压测量",
            _ => "居民义诊",
        };
        let terms = Terms { divisible: true, partners_max: 30, ..Terms::whole() };
        needs.push(office.need_with((100 - n).into(), COMMUNITY, title, 1 + n % 4, terms));
        office.offer((50 + n).into(), title, 1 + n % 3);
    }
    let id = office.compute(1);
    office.send(officer(), 2, &plan::Propose { plan: id }).unwrap();
    office.is_as_anew(id);
    for n in 0..12 {
        let lines = office.shares(id);
        let (need, offer, quantity) = lines[(5 * n) % lines.len()];
        let is_set = office.lines(id).iter().any(|line| line.need == need && line.fixed);
        let said = match (n % 3, is_set) {
            (0, false) => {
                let reason = Text::new("时间不合适").unwrap();
                let decline = plan::Decline { plan: id, need, offer, reason };
                office.send(clerk_of(COMMUNITY), 10 + n as u128, &decline)
            }
            (1, false) => {
                let accept = plan::Accept { plan: id, need, offer, quantity: 1, slot: None };
                office.send(clerk_of(COMMUNITY), 10 + n as u128, &accept)
            }
            _ => {
                let accept = plan::Accept { plan: id, need, offer, quantity, slot: None };
                office.send(liaison_of(HOSPITAL), 10 + n as u128, &accept)
            }
        };
        said.unwrap();
        office.is_as_anew(id);
        // What claims hold of a need meanwhile is followed, too.
        if n == 6 {
            let open =
                needs.iter().find(|need| !office.shares(id).iter().any(|one| one.0 == **need));
            let need = open.copied().unwrap_or(needs[0]);
            let (claim, claimer) = (ClaimId(Uuid::from_u128(9)), HOSPITAL.into());
            let (owner, category) = (COMMUNITY, Category::Service);
            let held = need::Event::Held { claim, claimer, owner, category, quantity: 1 };
            office.follow(need, vec![needs::Event::from(held)]);
        }
    }
}

/// What was settled by side rules stays where no answer is about it, and every rule is kept.
#[test]
fn an_answer_keeps_the_rules_of_all_needs() {
    let mut office = Office::new();
    for n in 0..12_u64 {
        let terms = match n % 3 {
            0 => Terms::whole(),
            _ => Terms { divisible: true, partners_max: 2, ..Terms::whole() },
        };
        office.need_with((n + 1).into(), COMMUNITY, "义诊", 3, terms);
        office.offer((n + 1).into(), "义诊", 1 + n % 4);
    }
    let id = office.compute(1);
    let keeps_rules = |office: &Office| {
        let lines = office.shares(id);
        for n in 0..12_u128 {
            let need = NeedId(Uuid::from_u128(0x1001 + n));
            let own: Vec<_> = lines.iter().filter(|line| line.0 == need).collect();
            let is_kept = match n % 3 {
                0 => own.is_empty() || (own.len() == 1 && own[0].2 == 3),
                _ => own.len() <= 2,
            };
            assert!(is_kept, "{need}: {own:?}");
        }
        lines
    };
    let mut lines = keeps_rules(&office);
    for n in 0..6 {
        let (need, offer, _) = lines[(3 * n) % lines.len()];
        let reason = Text::new("时间不合适").unwrap();
        let decline = plan::Decline { plan: id, need, offer, reason };
        let asked = plan::PlanPreview { plan: id, need, offer, quantity: 0 };
        let shown = office.ask(&asked).unwrap();
        office.send(officer(), 10 + n as u128, &decline).unwrap();
        let after = keeps_rules(&office);
        let changed = lines.iter().filter(|line| !after.contains(line));
        let moved: std::collections::BTreeSet<_> = changed
            .chain(after.iter().filter(|line| !lines.contains(line)))
            .map(|line| (line.0, line.1))
            .collect();
        assert_eq!(moved.len(), shown.changed, "as it was shown before");
        lines = after;
    }
}
