//! Bundles of ledgers: one's own, and what is to be made.

use std::collections::{BTreeSet, HashMap};

use contracts::reporting::bundle::Event;
use contracts::reporting::{
    Bundle, BundleLine, BundleStatus, BundleToMake, BundleWork, Bundles as Query,
};
use contracts::{Actor, Page};
use runtime::{Index, Queries, Question};
use values::{BundleId, PersonId, Timestamp};

use super::View;
use crate::Reporting;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    table.on(bundles).on(bundle).on(to_make)
}

#[derive(Default)]
pub(super) struct Bundles {
    kept: HashMap<BundleId, (BundleLine, Actor)>,
    index: Index<BundleId, PersonId>,
    /// In the order in which they were asked for.
    making: BTreeSet<(Timestamp, BundleId)>,
}

impl Bundles {
    pub(super) fn apply(&mut self, id: BundleId, event: &Event, time: Timestamp) {
        if let Event::Asked { asked, by } = event {
            self.index.add(id, by.person());
            self.making.insert((time, id));
            let line = BundleLine {
                id,
                asked: asked.clone(),
                asked_at: time,
                status: BundleStatus::Making,
                parts: Vec::new(),
                file: None,
                bytes: None,
                reason: None,
            };
            self.kept.insert(id, (line, by.clone()));
            return;
        }
        let Some((line, _)) = self.kept.get_mut(&id) else { return };
        match event {
            Event::Asked { .. } => {}
            Event::Kept { part } => line.parts.push(*part),
            Event::Finished { file, bytes } => {
                line.status = BundleStatus::Finished;
                (line.file, line.bytes) = (Some(*file), Some(*bytes));
            }
            Event::Cancelled {} => line.status = BundleStatus::Cancelled,
            Event::GivenUp { reason } => {
                line.status = BundleStatus::GivenUp;
                line.reason = Some(reason.clone());
            }
            Event::Resumed {} => {
                line.status = BundleStatus::Making;
                line.reason = None;
            }
        }
        if line.status == BundleStatus::Making {
            self.making.insert((line.asked_at, id));
        } else {
            self.making.remove(&(line.asked_at, id));
        }
    }
}

fn bundles(question: &Question<'_, View>, query: Query) -> Page<BundleLine> {
    let bundles = &question.view.bundles;
    let (total, found) = bundles.index.newest(question.actor.person());
    let lines = found.filter_map(|(place, id)| Some((place, bundles.kept.get(&id)?)));
    Page::counted(query.page, total, lines, |(line, _)| line.clone())
}

fn bundle(question: &Question<'_, View>, Bundle { bundle }: Bundle) -> Option<BundleLine> {
    let (line, by) = question.view.bundles.kept.get(&bundle)?;
    let own = *question.actor == Actor::System || question.actor.person() == by.person();
    own.then(|| line.clone())
}

fn to_make(question: &Question<'_, View>, _: BundleToMake) -> Option<BundleWork> {
    let bundles = &question.view.bundles;
    let (_, next) = bundles.making.first().filter(|_| *question.actor == Actor::System)?;
    let (line, by) = bundles.kept.get(next)?;
    Some(BundleWork { line: line.clone(), by: by.clone() })
}
