//! Text and tags on real needs and offers that people have paired: English, as no such set is there
//! in Chinese (`shared/data/matching_benchmark`: tweets of the earthquake in Nepal of 2015).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use contracts::matching::listing::{Listing, OfNeed, OfOffer, Particulars};
use contracts::matching::party::Party;
use contracts::needs::need::{Kind, Urgency};
use contracts::registry::taxonomy::Category;
use values::{Amount, OrganisationId, Text, Unit, Uuid};

use crate::dealings::Dealings;
use crate::equity::Years;
use crate::quotas::Quotas;
use crate::rarity::Rarity;
use crate::score::{self, Known, Side};
use crate::words::{Said, Words};

/// Of the known offers of a need, so many thousandths are among the first 20, 50 and 100: what
/// TF-IDF reaches (`MATCHING.md`), and what was reached here.
const BARS: [(usize, usize); 3] = [(20, 260), (50, 550), (100, 670)];
const REACHED: [(usize, usize); 3] = [(20, 370), (50, 625), (100, 750)];

/// Nothing but the two lines.
#[derive(Default)]
struct Nobody {
    dealings: Dealings,
    years: Years,
    quotas: Quotas,
}

impl Known for Nobody {
    fn party(&self, _: OrganisationId) -> Option<&Party> {
        None
    }

    fn are_paired(&self, _: OrganisationId, _: OrganisationId) -> bool {
        false
    }

    fn dealings(&self) -> &Dealings {
        &self.dealings
    }

    fn years(&self) -> &Years {
        &self.years
    }

    fn quotas(&self) -> &Quotas {
        &self.quotas
    }
}

/// The lines of a CSV file, its first one aside; a cell with commas stands in quotation marks.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter => cell.push(letter),
        }
    }
    rows.remove(0);
    rows
}

/// A tweet as a line of a list: its beginning is its title.
fn line(text: &str, particulars: Particulars) -> Listing {
    let words = text.split(|at: char| at.is_whitespace() || at.is_control());
    let text = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let title: String = text.chars().take(60).collect();
    Listing {
        owner: OrganisationId(Uuid::nil()),
        title: Text::new(title.trim()).unwrap(),
        content: Some(Text::new(&text).unwrap()),
        category: Category::Service,
        subcategory: None,
        amount: Amount { quantity: 1, unit: Unit::Session },
        place: None,
        particulars,
    }
}

#[test]
fn needs_find_the_offers_that_people_paired_them_with() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = data.join("matching_benchmark");
    if !folder.is_dir() {
        eprintln!("skipped: the benchmark is not here");
        return;
    }
    let read = |file: &str| rows(&std::fs::read_to_string(folder.join(file)).unwrap());
    let of_need = OfNeed {
        kind: Kind::Common,
        urgency: Urgency::default(),
        divisible: true,
        partners_max: 3,
        window: None,
        deadline: None,
        skills: Vec::new(),
    };
    let mut rarity = Rarity::default();
    let mut lines = |file: &str, particulars: Particulars| -> Vec<(String, Listing, Said)> {
        let tweets = read(file).into_iter().filter(|row| row[2] == "1");
        let line = |row: Vec<String>| {
            let listing = line(&row[1], particulars.clone());
            rarity.enter(&Words::all_of(&listing));
            let said = Said::of_listing(&listing, &rarity);
            (row[0].clone(), listing, said)
        };
        tweets.map(line).collect()
    };
    let needs = lines("nepal_needs.csv", Particulars::Need(of_need));
    let offers = lines("nepal_offers.csv", Particulars::Offer(OfOffer::default()));
    let mut paired: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for pair in read("qrels_sample.csv") {
        paired.entry(pair[0].clone()).or_default().insert(pair[1].clone());
    }

    let nobody = Nobody::default();
    let mut found = BARS.map(|(first, _)| (first, 0));
    for (need, listing, said) in needs.iter().filter(|(need, ..)| paired.contains_key(need)) {
        let need_side = Side { listing, said };
        let mut scored: Vec<_> = offers
            .iter()
            .map(|(offer, listing, said)| {
                let score = score::total(&score::parts(need_side, Side { listing, said }, &nobody));
                (std::cmp::Reverse(score), offer)
            })
            .collect();
        scored.sort_unstable();
        for (first, hits) in &mut found {
            let best = scored.iter().take(*first);
            *hits += best.filter(|(_, offer)| paired[need].contains(*offer)).count();
        }
    }
    let known: usize = paired.values().map(BTreeSet::len).sum();
    assert_eq!((paired.len(), known, offers.len()), (32, 160, 718));
    let recall = found.map(|(first, hits)| (first, 1000 * hits / known));
    eprintln!("recall at 20, 50 and 100, in thousandths: {recall:?}");
    for ((reached, bar), ours) in recall.iter().zip(BARS).zip(REACHED) {
        assert!(reached.1 >= bar.1.max(ours.1), "{recall:?}, at least {ours:?}");
    }
}
