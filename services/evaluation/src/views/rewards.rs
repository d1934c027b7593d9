//! Rewards, newest first, and who is to get them.

use std::collections::HashMap;

use contracts::evaluation::reward::Event;
use contracts::evaluation::{
    RedemptionLine, RedemptionStatus, Redemptions, Reward, RewardLine, Rewards as Query,
};
use contracts::{Asker, Page, newest_first};
use runtime::{Queries, Question};
use values::{OrganisationId, PersonId, PostingId, RewardId};

use super::View;
use super::occasions::{may_ask_about, reads_everything};
use crate::Evaluation;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table
        .on(|question: &Question<'_, View>, query: Query| question.view.rewards.page(&query))
        .on(|question: &Question<'_, View>, Reward { reward }| {
            question.view.rewards.lines.get(&reward).cloned()
        })
        .on(|question: &Question<'_, View>, query: Redemptions| {
            question.view.rewards.redemptions(question.asker(), &query)
        })
}

#[derive(Default)]
pub(super) struct Rewards {
    lines: HashMap<RewardId, RewardLine>,
    listed: Vec<RewardId>,
    by_owner: HashMap<OrganisationId, Vec<RewardId>>,
    redemptions: HashMap<PostingId, RedemptionLine>,
    by_reward: HashMap<RewardId, Vec<PostingId>>,
    by_person: HashMap<PersonId, Vec<PostingId>>,
    /// By who hands them out.
    handed_out_by: HashMap<OrganisationId, Vec<PostingId>>,
}

impl Rewards {
    fn page(&self, query: &Query) -> Page<RewardLine> {
        let ids = match query.owner {
            Some(owner) => self.by_owner.get(&owner).map_or(&[][..], Vec::as_slice),
            None => &self.listed,
        };
        let lines = newest_first(ids).filter_map(|(at, id)| Some((at, self.lines.get(id)?)));
        Page::counted(query.page, ids.len(), lines, RewardLine::clone)
    }

    /// One's own, or those of a reward, or of all rewards, that one hands out.
    fn redemptions(&self, asker: Asker<'_>, query: &Redemptions) -> Page<RedemptionLine> {
        let hands_out = |reward: RewardId| {
            let line = self.lines.get(&reward);
            reads_everything(asker.actor)
                || line.is_some_and(|line| asker.may_act_for(line.reward.owner))
        };
        let hands_all_out = |owner| reads_everything(asker.actor) || asker.may_act_for(owner);
        let own = asker.actor.person().filter(|_| query.owner.is_none());
        let ids = match (query.reward, query.owner, query.person.or(own)) {
            (Some(reward), _, _) if hands_out(reward) => self.by_reward.get(&reward),
            (None, Some(owner), _) if hands_all_out(owner) => self.handed_out_by.get(&owner),
            (None, None, Some(person)) if may_ask_about(asker.actor, person) => {
                self.by_person.get(&person)
            }
            (Some(_) | None, Some(_) | None, _) => None,
        };
        let of_owner = |line: &RedemptionLine, owner| {
            let reward = self.lines.get(&line.reward);
            reward.is_some_and(|reward| reward.reward.owner == owner)
        };
        let wanted = |line: &RedemptionLine| {
            query.person.is_none_or(|person| line.person == person)
                && query.owner.is_none_or(|owner| of_owner(line, owner))
        };
        let ids = ids.map_or(&[][..], Vec::as_slice);
        let lines = newest_first(ids).filter_map(|(at, id)| Some((at, self.redemptions.get(id)?)));
        let lines = lines.filter(|(_, line)| wanted(line));
        Page::of(query.page, lines, RedemptionLine::clone)
    }

    pub(super) fn apply(&mut self, id: RewardId, event: &Event) {
        match event {
            Event::Listed(reward) => {
                self.listed.push(id);
                self.by_owner.entry(reward.owner).or_default().push(id);
                let (left, reward) = (reward.stock, reward.clone());
                self.lines.insert(id, RewardLine { id, reward, left, withdrawn: false });
            }
            Event::Restocked { more } => self.change(id, |line| line.left += more),
            Event::Withdrawn {} => self.change(id, |line| line.withdrawn = true),
            Event::Redeemed { redemption, person, quantity } => {
                self.change(id, |line| line.left -= quantity);
                self.by_reward.entry(id).or_default().push(*redemption);
                self.by_person.entry(*person).or_default().push(*redemption);
                let Some(reward) = self.lines.get(&id).map(|line| &line.reward) else { return };
                self.handed_out_by.entry(reward.owner).or_default().push(*redemption);
                let title = reward.title.clone();
                let line = RedemptionLine {
                    id: *redemption,
                    reward: id,
                    title,
                    person: *person,
                    quantity: *quantity,
                    status: RedemptionStatus::Promised,
                };
                self.redemptions.insert(*redemption, line);
            }
            Event::HandedOver { redemption, .. } => {
                self.set(*redemption, RedemptionStatus::HandedOver);
            }
            Event::CalledOff { redemption, .. } => {
                let quantity = self.set(*redemption, RedemptionStatus::CalledOff);
                self.change(id, |line| line.left += quantity);
            }
        }
    }

    fn change(&mut self, id: RewardId, change: impl FnOnce(&mut RewardLine)) {
        if let Some(line) = self.lines.get_mut(&id) {
            change(line);
        }
    }

    /// How many it was for.
    fn set(&mut self, redemption: PostingId, status: RedemptionStatus) -> u32 {
        self.redemptions.get_mut(&redemption).map_or(0, |line| {
            line.status = status;
            line.quantity
        })
    }
}
