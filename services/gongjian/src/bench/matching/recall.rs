//! How well the service reads text: real needs find the offers that people paired them with
//! (`matching_benchmark`: English tweets of the earthquake in Nepal of 2015, as no such set is
//! there in Chinese).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ::matching::texts::Texts;
use anyhow::Context as _;
use serde::Serialize;

/// Of the known offers of a need, the share among the first so many, in thousandths.
#[derive(Debug, Serialize)]
pub(super) struct Recall {
    at_20: usize,
    at_50: usize,
    at_100: usize,
    /// How many pairs are known.
    known: usize,
}

impl Recall {
    pub(super) fn words(&self) -> String {
        let Recall { at_20, at_50, at_100, known } = self;
        format!("{known} 对已知匹配的召回（千分之）：前 20 {at_20}，前 50 {at_50}，前 100 {at_100}")
    }
}

/// The lines of one of its tables, without the first.
fn rows(folder: &Path, file: &str) -> anyhow::Result<Vec<csv::StringRecord>> {
    let path = folder.join(file);
    let mut table =
        csv::Reader::from_path(&path).with_context(|| format!("无法读取 {}", path.display()))?;
    Ok(table.records().collect::<Result<_, _>>()?)
}

/// The tweets that speak of one thing, with their ids.
fn tweets(folder: &Path, file: &str) -> anyhow::Result<Vec<(String, String)>> {
    let rows = rows(folder, file)?;
    let single = rows.iter().filter(|row| &row[2] == "1");
    Ok(single.map(|row| (row[0].to_owned(), row[1].to_owned())).collect())
}

/// The set in this folder.
pub(super) fn measure(folder: &Path) -> anyhow::Result<Recall> {
    let needs = tweets(folder, "nepal_needs.csv")?;
    let offers = tweets(folder, "nepal_offers.csv")?;
    let mut paired: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for pair in rows(folder, "qrels_sample.csv")? {
        paired.entry(pair[0].to_owned()).or_default().insert(pair[1].to_owned());
    }
    let of = |tweets: &[(String, String)]| {
        tweets.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>()
    };
    let texts = Texts::of(&of(&needs), &of(&offers)).context("有一条不是清单能写的文字")?;
    let mut found = [(20, 0), (50, 0), (100, 0)];
    for (at, (need, _)) in needs.iter().enumerate() {
        let Some(known) = paired.get(need) else { continue };
        let ranked = texts.ranked(at);
        for (first, hits) in &mut found {
            let best = ranked.iter().take(*first);
            *hits += best.filter(|place| known.contains(&offers[**place].0)).count();
        }
    }
    let known: usize = paired.values().map(BTreeSet::len).sum();
    let [at_20, at_50, at_100] = found.map(|(_, hits)| 1000 * hits / known.max(1));
    Ok(Recall { at_20, at_50, at_100, known })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is reached; TF-IDF reaches 260, 550 and 670 (`MATCHING.md`).
    #[test]
    fn needs_find_the_offers_that_people_paired_them_with() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
        let folder = data.join("matching_benchmark");
        if !folder.is_dir() {
            eprintln!("skipped: the benchmark is not here");
            return;
        }
        let recall = measure(&folder).unwrap();
        assert_eq!(recall.known, 160);
        let reached = [(recall.at_20, 370), (recall.at_50, 625), (recall.at_100, 750)];
        assert!(reached.iter().all(|(is, least)| is >= least), "{recall:?}");
    }
}
