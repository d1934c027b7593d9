use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const LAMP: &str = "幸福路三号楼前的路灯坏了一个多月，晚上很不安全";
const LAMP_AGAIN: &str = "幸福路三号楼的路灯坏了很久，晚上不安全，请尽快修";
const DOGS: &str = "小区里有人遛狗不牵绳，孩子害怕";

fn keys(near: &[Near<u32>]) -> Vec<u32> {
    near.iter().map(|near| near.key).collect()
}

#[test]
fn the_most_similar_comes_first_and_what_shares_nothing_not_at_all() {
    let mut texts = Neighbours::default();
    for (key, text) in [(1, DOGS), (2, LAMP_AGAIN), (3, LAMP), (4, "申请借用会议室")] {
        texts.insert(key, text);
    }
    let near = texts.of(LAMP, 10);
    assert_eq!(keys(&near), [3, 2]);
    assert!(near[0].similarity > 0.999 && near[1].similarity > 0.2, "{near:?}");
    assert_eq!(keys(&texts.of(LAMP, 1)), [3]);
    assert!(texts.of("", 10).is_empty());
}

#[test]
fn what_was_taken_out_or_replaced_is_not_found() {
    let mut texts = Neighbours::default();
    texts.insert(1, LAMP);
    texts.insert(2, LAMP_AGAIN);
    texts.remove(1);
    texts.insert(2, DOGS);
    assert!(texts.of(LAMP, 10).is_empty());
    assert_eq!((keys(&texts.of(DOGS, 10)), texts.len()), (vec![2], 1));
}

#[test]
fn what_stands_in_very_many_texts_costs_no_more_than_the_limit() {
    let mut texts = Neighbours::default();
    for key in 0..30_000_u32 {
        texts.insert(key, &format!("尊敬的领导{key}"));
    }
    texts.insert(30_000, "尊敬的领导，路灯坏了");
    let asked = grams_of("尊敬的领导，路灯坏了");
    // Only the rare runs are looked at: one text has them.
    assert_eq!(texts.candidates(&asked, 1000).len(), 1);
    assert_eq!(keys(&texts.of("尊敬的领导，路灯坏了", 1)), [30_000]);
}

proptest! {
    /// Whatever came and went, an index is as one that never held what is gone.
    #[test]
    fn the_way_to_the_texts_does_not_matter(
        steps in prop::collection::vec((0..20_u32, prop::option::of("[路灯坏了小区]{2,6}")), 1..300),
    ) {
        let mut texts = Neighbours::default();
        let mut kept = BTreeMap::new();
        for (key, text) in steps {
            match text {
                Some(text) => {
                    texts.insert(key, &text);
                    kept.insert(key, text);
                }
                None => {
                    texts.remove(key);
                    kept.remove(&key);
                }
            }
        }
        prop_assert_eq!(texts.len(), kept.len());
        prop_assert!(texts.slots.len() <= 2 * kept.len() + 64);
        for (key, text) in &kept {
            let near = texts.of(text, 20);
            prop_assert!(near.iter().all(|near| kept.contains_key(&near.key)));
            let own = near.iter().find(|near| near.key == *key);
            prop_assert!(own.is_some_and(|near| near.similarity > 0.999), "{near:?}");
        }
    }
}
