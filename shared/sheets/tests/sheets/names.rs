//! How well names are recognised, measured on real pairs where they are at hand.

use sheets::names::{Areas, Resolution, Sameness, same_unit};

use crate::real_lists::real;

fn records(path: &str) -> Option<Vec<Vec<String>>> {
    let bytes = real(path)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    Some(reader.records().map(|record| cells(record.unwrap())).collect())
}

fn areas() -> Option<Areas> {
    let rows = records("divisions/lujiazui_divisions.csv")?;
    let communities = rows.into_iter().filter(|row| row[1] == "5");
    Some(Areas::new(communities.map(|row| (row[0].clone(), row[2].clone()))))
}

#[test]
fn communities_resolve_to_their_statistical_areas() {
    let (Some(areas), Some(gold)) = (areas(), records("three_lists/community_alias_gold.csv"))
    else {
        return;
    };
    let (mut exact, mut likely, mut open, mut missed) = (0, 0, 0, Vec::new());
    for row in &gold {
        let (name, code) = (&row[0], &row[2]);
        let resolved = areas.resolve(name);
        if resolved == Resolution::Exact(code.clone()) {
            exact += 1;
        } else if matches!(&resolved, Resolution::Likely { code: found, .. } if found == code) {
            likely += 1;
        } else if code.is_empty()
            && matches!(resolved, Resolution::Ambiguous(_) | Resolution::Unknown(_))
        {
            open += 1;
        } else {
            missed.push((name, resolved));
        }
    }
    eprintln!(
        "communities: {exact} exact, {likely} likely, {open} rightly open, {missed:?} missed"
    );
    assert!(missed.is_empty(), "{missed:?}");
    assert_eq!((exact, likely, open), (17, 7, 3));
    let aliases = gold.iter().filter(|row| !row[2].is_empty()).map(|row| (&row[0], row[2].clone()));
    let areas = areas.with_aliases(aliases);
    for row in gold.iter().filter(|row| !row[2].is_empty()) {
        assert_eq!(areas.resolve(&row[0]), Resolution::Alias(row[2].clone()));
    }
}

#[test]
fn no_two_units_are_merged_that_are_not_the_same() {
    let Some(pairs) = records("three_lists/unit_name_variants.csv") else { return };
    let mut right = 0;
    for pair in &pairs {
        let judged = same_unit(&pair[0], &pair[1]);
        let gold = pair[2].as_str();
        let is_same = gold.starts_with("same unit")
            || gold.starts_with("exact repeat")
            || gold.starts_with("claimed twice");
        let is_different = gold.starts_with("different") || gold.starts_with("parent");
        let fits = match judged {
            Sameness::Same => is_same,
            Sameness::Likely => !is_different,
            Sameness::Different => !is_same && !gold.starts_with("likely"),
        };
        eprintln!("{judged:?} | {gold} | {} | {}", pair[0], pair[1]);
        assert!(judged != Sameness::Same || is_same, "merged: {pair:?}");
        right += usize::from(fits);
    }
    eprintln!("units: {right} of {} judged as by hand", pairs.len());
    assert_eq!(right, pairs.len());
}

#[test]
fn among_the_units_of_real_lists_only_spellings_are_the_same() {
    let Some(rows) = records("three_lists/joint_units_normalised.csv") else { return };
    let mut units: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
    units.sort_unstable();
    units.dedup();
    let (mut same, mut likely) = (Vec::new(), Vec::new());
    for (at, a) in units.iter().enumerate() {
        for b in &units[at + 1..] {
            match same_unit(a, b) {
                Sameness::Same => same.push((*a, *b)),
                Sameness::Likely => likely.push((*a, *b)),
                Sameness::Different => {}
            }
        }
    }
    eprintln!("of {} names the same: {same:#?}\nlikely: {likely:#?}", units.len());
    assert!(same.len() <= 3, "{same:?}");
}

#[test]
fn among_units_that_all_differ_none_is_the_same() {
    for path in ["orgs/weihai_orgs.csv", "orgs/shandong_hospitals_3b.csv"] {
        let Some(rows) = records(path) else { return };
        let mut names: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for (at, a) in names.iter().enumerate() {
            for b in &names[at + 1..] {
                let judged = same_unit(a, b);
                if judged == Sameness::Likely {
                    eprintln!("{path}: likely {a} | {b}");
                }
                assert_ne!(judged, Sameness::Same, "{a} | {b}");
            }
        }
    }
}
