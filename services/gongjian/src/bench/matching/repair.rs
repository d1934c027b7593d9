//! A plan through a thousand mixed events, each timed; at the end it must be proved, and as good as
//! a fresh one.

use std::time::Instant;

use ::matching::engine::certificate;
use ::matching::engine::changes::Change;
use ::matching::engine::generator::Dice;
use ::matching::engine::levels::{self, Options};
use ::matching::engine::live::Live;
use ::matching::engine::model::Model;
use ::matching::engine::objective::Policy;
use ::matching::engine::plan::Plan;
use anyhow::{Context as _, anyhow, ensure};

use super::super::latencies::Latencies;

const EVENTS: u32 = 1000;

/// Two thirds of the events are answers to what was planned, one third comes and goes.
pub(super) fn measure(
    model: &Model,
    policy: &Policy,
    plan: &Plan,
    seed: u64,
) -> anyhow::Result<Latencies> {
    let mut live = Live::new(model, policy, plan);
    let mut fits_of_offer = vec![Vec::new(); model.offers().len()];
    for edge in model.edges() {
        fits_of_offer[edge.offer as usize].push((edge.need, edge.score));
    }
    let mut dice = Dice::from_seed(seed);
    let below = |dice: &mut Dice, count: usize| -> anyhow::Result<u32> {
        Ok(dice.below(u32::try_from(count).context("as many as indices")?))
    };
    let mut latencies = Latencies::default();
    for event in 0..EVENTS {
        let line = plan.lines[below(&mut dice, plan.lines.len())? as usize];
        let need = below(&mut dice, model.needs().len())?;
        let offer = below(&mut dice, model.offers().len())?;
        let fits: Vec<_> = model.edges_of(need).map(|edge| (edge.offer, edge.score)).collect();
        let (pair, lots) = ((line.need, line.offer), line.lots);
        let started = Instant::now();
        match event % 12 {
            0 => {
                live.add_need(model.needs()[need as usize], &fits)?;
            }
            1 => {
                live.add_offer(model.offers()[offer as usize], &fits_of_offer[offer as usize]);
            }
            2 => live.apply(Change::WithdrawNeed { need })?,
            3 => live.apply(Change::WithdrawOffer { offer })?,
            4..=8 => {
                // What has changed since may leave fewer lots: a refusal is an answer, too.
                let (need, offer) = pair;
                live.apply(Change::Accept { need, offer, lots }).unwrap_or_default();
            }
            _ => live.apply(Change::Decline { need: pair.0, offer: pair.1 })?,
        }
        latencies.add(started.elapsed());
    }
    let now = Model::new(live.to_parts()).context("修复后的实例不成立")?;
    let proofs = certificate::check(&now, &live.plan())
        .map_err(|fault| anyhow!("修复后的证书不成立：{fault}"))?;
    let fresh = levels::solve(&now, policy, Options::default(), &mut |_| true)?;
    let fresh = Live::new(&now, policy, &fresh).values();
    let repaired: Vec<_> = proofs.iter().map(|proof| (proof.level, proof.value)).collect();
    ensure!(repaired == fresh, "修复的结果与重新求解不同：{repaired:?}，{fresh:?}");
    Ok(latencies)
}
