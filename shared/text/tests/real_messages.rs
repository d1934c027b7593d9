//! Real messages, where they are at hand beside the repository. They are not part of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use text::{Neighbours, digest, train};

/// The rows of a file in the folder `shared/data/requests` beside the repository.
fn rows(name: &str) -> Option<Vec<HashMap<String, String>>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = here.join("../../../shared/data/requests").join(name);
    let Ok(mut reader) = csv::Reader::from_path(path) else {
        eprintln!("skipped: {name} is not here");
        return None;
    };
    Some(reader.deserialize().map(|row| row.expect("a row of texts")).collect())
}

#[test]
fn seven_labels_are_told_apart_in_at_least_0_92_of_messages() {
    let Some(rows) = rows("labelled_segmented.csv") else { return };
    let examples: Vec<(&str, &str)> =
        rows.iter().map(|row| (row["tokens"].as_str(), row["label1"].as_str())).collect();
    let trained = train(&examples, |_, _| {}).unwrap();
    eprintln!(
        "accuracy {:.4} on {} held out, {} learnt from, {} bytes, sharpness {:?}",
        trained.accuracy(),
        trained.tested_on,
        trained.trained_on,
        trained.model.to_bytes().len(),
        trained.by_label,
    );
    assert_eq!(trained.by_label.len(), 7);
    assert!(trained.accuracy() >= 0.92, "{}", trained.accuracy());
}

#[test]
fn nearest_neighbours_are_of_the_same_topic_in_at_least_0_79() {
    let (Some(messages), Some(groups)) =
        (rows("messages_2019.csv"), rows("hot_topic_groups_silver.csv"))
    else {
        return;
    };
    let mut texts: HashMap<&str, String> = HashMap::new();
    let mut index = Neighbours::default();
    for row in &messages {
        let text = format!("{}。{}", row["title"], row["text"]);
        index.insert(row["id"].as_str(), &text);
        texts.insert(&row["id"], text);
    }
    let mut core: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &groups {
        if row["teams_listing"] != "1" && row["keyword_present"] == "1" {
            core.entry(&row["group"]).or_default().insert(&row["id"]);
        }
    }
    let (mut shares, mut asked) = (0.0, 0.0);
    for (group, members) in &core {
        let (mut of_group, wanted) = (0.0, (members.len() - 1).min(10));
        for id in members {
            let near = index.of(&texts[id], 11);
            let near = near.iter().filter(|near| near.key != *id).take(10);
            let found = near.filter(|near| members.contains(near.key)).count();
            of_group += (found.min(wanted)) as f64 / wanted as f64;
        }
        eprintln!("{group}: {} messages, {:.3}", members.len(), of_group / members.len() as f64);
        shares += of_group;
        asked += members.len() as f64;
    }
    eprintln!("nearest neighbours of the same group: {:.4}", shares / asked);
    assert!(shares / asked >= 0.79, "{}", shares / asked);
}

#[test]
fn exact_duplicates_are_found_all_and_no_others() {
    let (Some(messages), Some(known)) = (rows("messages_2019.csv"), rows("exact_duplicates.csv"))
    else {
        return;
    };
    let mut by_digest: HashMap<_, BTreeSet<&str>> = HashMap::new();
    for row in &messages {
        by_digest.entry(digest(&row["text"]).unwrap()).or_default().insert(&row["id"]);
    }
    let found: BTreeSet<_> = by_digest.into_values().filter(|ids| ids.len() > 1).collect();
    let mut expected: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &known {
        expected.entry(&row["dup_set"]).or_default().insert(&row["id"]);
    }
    assert_eq!(found, expected.into_values().collect());
}
