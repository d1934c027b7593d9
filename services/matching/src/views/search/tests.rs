use super::*;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn document(what: FoundKind, title: &str, more: &str) -> Document {
    Document {
        what,
        title: Text::new(title).unwrap(),
        names: Vec::new(),
        more: more.to_owned(),
        owner: None,
        category: None,
        listed: true,
    }
}

fn search() -> Search {
    let mut search = Search::default();
    for (n, title, more) in [
        (1, "威海市第一人民医院", ""),
        (2, "古城居委会", ""),
        (3, "老年人义诊", "每月第一个周六，血压血糖测量"),
        (4, "望岛社区活动室", "可容纳五十人"),
        (5, "重庆街道办事处", ""),
    ] {
        search.insert(id(n), document(FoundKind::Organisation, title, more));
    }
    search
}

fn first(search: &Search, text: &str) -> Option<u128> {
    search.answers(text).first().map(|(_, id)| id.as_u128())
}

#[test]
fn names_are_found_by_their_text_their_sound_and_their_initials() {
    let search = search();
    for (text, n) in [
        ("第一人民医院", 1),
        ("rmyy", 1),
        ("weihaishi", 1),
        ("wangdao", 4),
        ("血糖", 3),
        ("chongqing", 5),
        ("zhongqing", 5),
    ] {
        assert_eq!(first(&search, text), Some(n), "{text}");
    }
    assert_eq!(first(&search, "垃圾分类"), None);
}

#[test]
fn a_wrong_character_is_forgiven() {
    let search = search();
    assert_eq!(first(&search, "古成居委会"), Some(2));
    assert_eq!(first(&search, "古成"), Some(2), "it sounds the same");
    assert_eq!(first(&search, "威海市第二人民医院"), Some(1));
}

#[test]
fn who_changed_the_name_is_not_found_by_the_old_one() {
    let mut search = search();
    search.insert(id(2), document(FoundKind::Organisation, "花园居委会", ""));
    assert_eq!(first(&search, "古城"), None);
    assert_eq!(first(&search, "gucheng"), None);
    assert_eq!(first(&search, "huayuan"), Some(2));
    let count = search.sounds.len() + search.names.len();
    search.insert(id(2), document(FoundKind::Organisation, "花园居委会", ""));
    assert_eq!(search.sounds.len() + search.names.len(), count);
    (1..=5).for_each(|n| search.remove(id(n)));
    assert!(search.sounds.is_empty() && search.names.is_empty() && search.more.is_empty());
}
