//! What no flow can say: a need that is taken whole by one partner or not at all, a need with at
//! most so many partners, and a minimum chunk: what is too little for a partner to come for.
//!
//! The relaxed optimum is the bound. From there one *dives*: of the needs that break their rule,
//! the most valuable first, each is given the cheapest of a few ways to keep it, every one judged
//! exactly by repair; then it stays so. What is lost against the bound is the proven gap.

use super::changes::Change;
use super::lex::Lex;
use super::live::Live;
use super::model::count;
use super::plan::{Cancelled, Line};

/// So many offers are tried for a need that is taken whole, or of those that give too little.
const TRIED_MAX: usize = 8;

/// What a need asks beside its lots. By default nobody may serve it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rule {
    /// One partner gives all of it, or nobody gives anything.
    pub whole: bool,
    /// At most so many offers serve it.
    pub partners: u32,
    /// The minimum chunk: an offer gives so many lots, or all that is asked for, or nothing.
    pub least: u32,
}

impl Rule {
    /// Whatever a flow may do.
    pub const NONE: Rule = Rule { whole: false, partners: u32::MAX, least: 0 };
}

/// Changes the plan until every need keeps its rule; how many had broken it. Accepted pairs stay:
/// people may agree on what no plan would. `watch` is told how many, and cancels with false.
pub fn keep(
    live: &mut Live,
    rules: &[Rule],
    watch: &mut dyn FnMut(usize) -> bool,
) -> Result<usize, Cancelled> {
    let mut settled = 0;
    loop {
        let mut breaking: Vec<u32> = (0..)
            .zip(rules)
            .filter(|(need, rule)| breaks(live, *need, **rule))
            .map(|(need, _)| need)
            .collect();
        if breaking.is_empty() {
            return Ok(settled);
        }
        breaking.sort_by_key(|need| {
            let need = &live.model.needs[*need as usize];
            std::cmp::Reverse(u64::from(need.value) * u64::from(need.lots))
        });
        for need in breaking {
            // What was settled before it may have mended it, too.
            let rule = rules[need as usize];
            if breaks(live, need, rule) {
                settle(live, need, rule);
                settled += 1;
                if !watch(settled) {
                    return Err(Cancelled);
                }
            }
        }
    }
}

/// The first need whose rule these lines break. `lots` are those asked for, by need.
pub fn broken(rules: &[Rule], lots: &[u32], lines: &[Line]) -> Option<u32> {
    // By how many, how much in all, and how much by whoever gives least.
    let mut served = vec![(0_u32, 0_u32, u32::MAX); rules.len()];
    for line in lines {
        let (partners, sum, least) = &mut served[line.need as usize];
        *partners += 1;
        *sum += line.lots;
        *least = line.lots.min(*least);
    }
    let breaks = |((rule, lots), (partners, sum, least)): ((&Rule, &u32), &(u32, u32, u32))| {
        *partners > rule.partners
            || *least < rule.least.min(*lots)
            || (rule.whole && *partners > 0 && (*partners, *sum) != (1, *lots))
    };
    let at = rules.iter().zip(lots).zip(&served).position(breaks)?;
    Some(count(at))
}

/// The plan serves the need as its rule forbids.
pub fn breaks(live: &Live, need: u32, rule: Rule) -> bool {
    let accepted = live.frozen.range((need, 0)..=(need, u32::MAX));
    let accepted = accepted.filter(|(_, accepted)| accepted.lots > 0).count();
    let gets = &live.gets[need as usize];
    if rule.whole && accepted == 0 {
        let whole = i64::from(live.model.needs[need as usize].lots);
        return gets.iter().any(|(_, lots)| *lots != whole);
    }
    let least = i64::from(least(live, need, rule));
    gets.iter().any(|(_, lots)| *lots < least)
        || (!gets.is_empty() && gets.len() + accepted > rule.partners as usize)
}

/// So many lots an offer gives the need, if it gives any.
fn least(live: &Live, need: u32, rule: Rule) -> u32 {
    rule.least.min(live.model.needs[need as usize].lots)
}

/// One way to keep a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// This offer gives exactly so much: all of it, or the least that one may give.
    Gives { offer: u32, lots: u32 },
    /// Only these offers may serve it.
    Only(Vec<u32>),
}

/// Every way leaves fewer pairs open than before, so settling comes to an end.
fn settle(live: &mut Live, need: u32, rule: Rule) {
    let ways = if rule.whole { whole_ways(live, need) } else { partner_ways(live, need, rule) };
    let costs = ways.into_iter().filter_map(|way| Some((cost(live, need, rule, &way)?, way)));
    let cheapest = costs.min_by_key(|(cost, _)| *cost);
    let (_, way) = cheapest.expect("serving nothing is always a way");
    go(live, need, &way).expect("it was tried just now");
}

fn whole_ways(live: &Live, need: u32) -> Vec<Way> {
    let lots = live.model.needs[need as usize].lots;
    let mut offers: Vec<(Lex, u32)> = live
        .pairs_of_need(need)
        .filter(|(offer, _)| live.capacity.offers[*offer as usize] >= i64::from(lots))
        .map(|(offer, score)| (live.reduced_cost(need, offer, score), offer))
        .collect();
    offers.sort_unstable();
    let offers = offers.into_iter().take(TRIED_MAX);
    let offers = offers.map(|(_, offer)| Way::Gives { offer, lots });
    offers.chain([Way::Only(Vec::new())]).collect()
}

/// Those that give the most now, or those that could give the most; or one that gives too little
/// gives just enough.
fn partner_ways(live: &Live, need: u32, rule: Rule) -> Vec<Way> {
    let accepted = live.frozen.range((need, 0)..=(need, u32::MAX));
    let accepted = accepted.filter(|(_, accepted)| accepted.lots > 0).count();
    let allowed = (rule.partners as usize).saturating_sub(accepted);
    let least = least(live, need, rule);
    let is_enough = |lots: i64| lots >= i64::from(least);
    let most = |of: &dyn Fn(u32) -> i64, may: &dyn Fn(i64) -> bool| {
        let mut offers: Vec<_> = live
            .pairs_of_need(need)
            .filter(|(offer, _)| may(of(*offer)))
            .map(|(offer, score)| (std::cmp::Reverse((of(offer), score)), offer))
            .collect();
        offers.sort_unstable();
        let mut kept: Vec<u32> = offers.into_iter().take(allowed).map(|(_, offer)| offer).collect();
        kept.sort_unstable();
        kept
    };
    let now = |offer| live.lots_of(need, offer);
    let lots = i64::from(live.model.needs[need as usize].lots);
    let could = |offer| (now(offer) + i64::from(live.spare(offer))).min(lots);
    // Whoever gives too little now is none of them; who gives nothing may.
    let firm = most(&now, &|lots| lots == 0 || is_enough(lots));
    let able = most(&could, &is_enough);
    let little = live.gets[need as usize].iter().filter(|(_, lots)| !is_enough(*lots));
    let mut little: Vec<u32> = little.map(|(offer, _)| *offer).collect();
    // In order, whatever became of the plan before.
    little.sort_unstable();
    let little = little.into_iter().take(TRIED_MAX);
    let little = little.map(|offer| Way::Gives { offer, lots: least });
    // Where all are able, keeping them mends nothing.
    let mends = able != firm && able.len() < live.pairs_of_need(need).count();
    let able = mends.then_some(Way::Only(able));
    [Way::Only(firm)].into_iter().chain(able).chain(little).collect()
}

/// What the way costs; first, whether the need breaks its rule even then.
fn cost(live: &mut Live, need: u32, rule: Rule, way: &Way) -> Option<(bool, Lex)> {
    let (done, cost) = live.tried(|live| {
        go(live, need, way)?;
        Some(breaks(live, need, rule))
    });
    done.map(|still_breaks| (still_breaks, cost))
}

fn go(live: &mut Live, need: u32, way: &Way) -> Option<()> {
    match way {
        Way::Gives { offer, lots } => {
            live.apply(Change::Accept { need, offer: *offer, lots: *lots }).ok()
        }
        Way::Only(kept) => {
            let all: Vec<u32> = live.pairs_of_need(need).map(|(offer, _)| offer).collect();
            for offer in all.into_iter().filter(|offer| !kept.contains(offer)) {
                live.decline(need, offer);
            }
            Some(())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::generator::{TOWN, cities};
    use super::super::levels::{Options, solve};
    use super::super::model::Model;
    use super::super::objective::Policy;
    use super::super::samples::{SMALL, models};
    use super::*;

    fn relaxed(model: &Model) -> Live {
        let policy = Policy::default();
        let plan = solve(model, &policy, Options::default(), &mut |_| true).unwrap();
        Live::new(model, &policy, &plan)
    }

    /// Every third need is taken whole, every other has at most two partners, each of which gives
    /// at least so much.
    fn rules(model: &Model, least: u32) -> Vec<Rule> {
        let of = |at: usize| Rule { whole: at.is_multiple_of(3), partners: 2, least };
        (0..model.needs().len()).map(of).collect()
    }

    fn asked(model: &Model) -> Vec<u32> {
        model.needs().iter().map(|need| need.lots).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn every_rule_is_kept_and_nothing_passes_the_bound(
            model in models(SMALL),
            least in 0_u32..4,
        ) {
            prop_assume!(model.frozen().is_empty());
            let (mut live, rules) = (relaxed(&model), rules(&model, least));
            let bound = live.total;
            keep(&mut live, &rules, &mut |_| true).unwrap();
            prop_assert_eq!(broken(&rules, &asked(&model), &live.lines()), None);
            prop_assert!(live.total >= bound);
            super::super::certificate::feasible(&model, &live.lines()).unwrap();
        }
    }

    #[test]
    fn a_town_keeps_its_rules_at_little_cost() {
        let model = cities(TOWN, 1, 5);
        let (mut live, rules) = (relaxed(&model), rules(&model, 0));
        assert!(broken(&rules, &asked(&model), &live.lines()).is_some());
        let cover = |live: &Live| live.values()[1].1;
        let bound = cover(&live);
        let settled = keep(&mut live, &rules, &mut |_| true).unwrap();
        assert!(settled > 0 && broken(&rules, &asked(&model), &live.lines()).is_none());
        assert!(cover(&live) * 100 >= bound * 97, "{} of {bound}", cover(&live));
    }

    #[test]
    fn whoever_watches_can_cancel() {
        let model = cities(TOWN, 1, 5);
        assert!(keep(&mut relaxed(&model), &rules(&model, 0), &mut |_| false).is_err());
    }

    /// The first offer fits better and has nearly all.
    #[test]
    fn who_would_give_too_little_gives_enough_or_nothing() {
        let kept = |second: u32| {
            let offers = format!("u 0 100\no 0 0 19\no 1 0 {second}\n");
            let text = offers + "n 0 0 3 20 2\ne 0 0 900\ne 0 1 400\n";
            let model = super::super::instance::read(text.as_bytes()).unwrap();
            let mut live = relaxed(&model);
            let lots = |live: &Live| {
                live.lines().iter().map(|line| (line.offer, line.lots)).collect::<Vec<_>>()
            };
            assert_eq!(lots(&live), [(0, 19), (1, 1)]);
            let rules = [Rule { least: 2, ..Rule::NONE }];
            assert_eq!(broken(&rules, &asked(&model), &live.lines()), Some(0));
            keep(&mut live, &rules, &mut |_| true).unwrap();
            lots(&live)
        };
        assert_eq!(kept(5), [(0, 18), (1, 2)]);
        assert_eq!(kept(1), [(0, 19)], "it has no more");
    }
}
