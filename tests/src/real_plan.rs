//! A plan over real lists, read as a clerk reads it: every line is about what was asked for.
//!
//! The street's venues, its social organisations, its culture and the visits of its banks, against
//! what communities ask for of each kind of need that the street's own system knows, and against
//! real wishes. The lists are of 2017: they are read as those of the year to come.

use std::path::Path;

use serde_json::Value;

use crate::imports::{Office, of_the_year_to_come, real};
use crate::system::Person;

/// Whose lists they are.
const STREET: &str = "310115005";

/// Who asks: communities with joint units, so that the lists before this one register them. The
/// rooms of the first six hold less than 60 people.
const COMMUNITIES: [&str; 8] = [
    "三航居民区党总支",
    "光辉居民区党总支",
    "崂山三村居民区党总支",
    "福沈居民区党总支",
    "林山居民区党支部",
    "菊园居民区党支部",
    "东园一居民区党总支",
    "梅园三村居民区党总支",
];

/// One thing that communities ask for.
struct Asked {
    /// Its kind in `need_to_list.csv`.
    kind: &'static str,
    title: &'static str,
    /// Category, subcategory, unit.
    of: (&'static str, &'static str, &'static str),
    quantity: u64,
    /// How many people come, where that matters.
    people: Option<u64>,
    /// How many of the communities ask for it.
    by: usize,
    /// What answers it says one of these; nothing on these lists answers where there is none.
    answers: &'static [&'static str],
}

const fn asked(
    kind: &'static str,
    title: &'static str,
    of: (&'static str, &'static str, &'static str),
    (quantity, by): (u64, usize),
    answers: &'static [&'static str],
) -> Asked {
    Asked { kind, title, of, quantity, people: None, by, answers }
}

const fn rooms(title: &'static str, of: &'static str, people: u64, by: usize) -> Asked {
    let of = ("场地", of, "场次");
    let answers = &["室", "广场"];
    Asked { kind: "场地需求", title, of, quantity: 2, people: Some(people), by, answers }
}

const SERVICE: (&str, &str, &str) = ("服务", "", "场次");
const CULTURE: (&str, &str, &str) = ("文化", "", "人次");
const FUNDS: (&str, &str, &str) = ("资金", "", "元");

const ASKED: [Asked; 22] = [
    asked("党建服务点", "党建服务点", ("场地", "party_centre", "场次"), (4, 2), &[]),
    asked("社会组织参与需求", "心理辅导进社区", SERVICE, (2, 4), &["心理"]),
    asked("社会组织参与需求", "老人日间照料", SERVICE, (4, 3), &["日间照料"]),
    asked("社会组织参与需求", "公益集市设摊", SERVICE, (1, 3), &["集市"]),
    asked("社会组织参与需求", "交通文明劝导", SERVICE, (2, 2), &["文明"]),
    asked("社会组织参与需求", "党组织生活策划", SERVICE, (1, 2), &["党组织生活"]),
    rooms("居民议事会用房", "activity_room", 60, 6),
    rooms("合唱队排练用房", "activity_room", 110, 2),
    rooms("楼组长会议用会议室", "", 40, 3),
    rooms("消防演练用广场", "square", 70, 2),
    asked("居民金融理财需求", "居民金融知识讲座", SERVICE, (1, 5), &["金融"]),
    asked("居民金融理财需求", "防金融诈骗讲座", SERVICE, (1, 5), &["诈骗", "金融"]),
    asked("居民金融理财需求", "账户安全讲座", SERVICE, (1, 5), &["账户安全"]),
    asked("困难家庭学生助学需求", "困难家庭学生助学", FUNDS, (2000, 2), &[]),
    asked("社区文化需求", "居民看越剧演出", CULTURE, (30, 4), &["越剧"]),
    asked("社区文化需求", "居民看书画展", CULTURE, (50, 4), &["书画展"]),
    asked("社区文化需求", "居民听钢琴音乐会", CULTURE, (40, 3), &["钢琴"]),
    asked("建筑工人需求", "慰问建筑工人", SERVICE, (1, 2), &[]),
    asked("居民办事需求", "居民办事代办", SERVICE, (2, 2), &[]),
    asked("白领文化需求", "楼宇白领羽毛球比赛", CULTURE, (20, 2), &["羽毛球"]),
    asked("白领文化需求", "楼宇白领摄影", CULTURE, (20, 1), &[]),
    asked("居民自治需求", "居民自治项目培育", SERVICE, (1, 3), &["自治"]),
];

/// The need list that communities would make of their kinds of need.
fn need_list(lists: &Path) -> String {
    let kinds = std::fs::read_to_string(lists.join("need_to_list.csv")).unwrap();
    let kinds: Vec<_> = kinds.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    let mut list = "需求名称,需求内容,需求方,数量,需求类别,细类,计量,可拆分,最多几家\n".to_owned();
    for (kind, answered_by) in kinds {
        let of_kind = ASKED.iter().filter(|asked| asked.kind == kind);
        assert!(of_kind.clone().count() > 0, "nobody asks for {kind}");
        for Asked { title, of: (category, subcategory, unit), quantity, people, by, .. } in of_kind
        {
            let people = people.map_or_else(String::new, |n| format!("约{}人~{n}人。", n - 10));
            for community in &COMMUNITIES[..*by] {
                list.push_str(&format!(
                    "{title},{people}{kind}，见{answered_by},{community},{quantity},{category},\
                     {subcategory},{unit},是,3\n"
                ));
            }
        }
    }
    list
}

/// Everything that `question` finds, page after page.
async fn all(office: &Office, who: &Person, question: &str) -> Vec<Value> {
    let mut found = Vec::new();
    loop {
        let path = format!("{question}&limit=200&offset={}", found.len());
        let page = office.system.get(who, &path).await;
        let items = page["items"].as_array().unwrap();
        found.extend(items.iter().cloned());
        if items.is_empty() || found.len() as u64 >= page["total"].as_u64().unwrap() {
            return found;
        }
    }
}

/// What a line of a list says.
fn said(line: &Value) -> String {
    let text = |field: &str| line[field].as_str().unwrap_or_default();
    format!("{} {}", text("title"), text("content"))
}

/// The number before 人.
fn people(text: &str) -> Option<u64> {
    let (before, _) = text.split_once('人')?;
    before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The lists as they are, in a running system.
async fn street(lists: &Path, divisions: &Path) -> Office {
    let office = Office::open().await;
    let beside = |file: &str| lists.join(file).to_str().unwrap().to_owned();
    let (aliases, same) = (beside("community_alias_gold.csv"), beside("unit_name_variants.csv"));
    let more = ["--aliases", &aliases, "--same-units", &same, "--owner", STREET];
    office.imports("areas", divisions, &[]);
    office.imports("joint-units", &office.mended_joint_units(lists), &more);
    for (kind, file) in [
        ("venues", "venues_raw.csv"),
        ("social-orgs", "social_orgs_raw.csv"),
        ("army-services", "army_services_raw.csv"),
        ("culture-events", "culture_events_raw.csv"),
        ("finance-visits", "finance_visits_raw.csv"),
        ("micro-wishes", "micro_wishes.csv"),
    ] {
        let list = std::fs::read_to_string(lists.join(file)).unwrap();
        let list = office.file(file, &of_the_year_to_come(&list));
        office.imports(kind, &list, &more);
    }
    office.imports("needs", &office.file("needs.csv", &need_list(lists)), &more);
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_a_plan_over_real_lists_is_about_what_was_asked() {
    let Some(data) = real() else { return };
    let lists = data.join("three_lists");
    let mut office = street(&lists, &data.join("divisions/lujiazui_divisions.csv")).await;
    let operator = office.system.operator();

    // Nothing that is fulfilled or over is open to be claimed.
    let today = values::time::date_at(runtime::Clock::default().now()).to_string();
    for offer in all(&office, &operator, "/offers?status=listed").await {
        let until = offer["until"].as_str().unwrap_or("9999");
        assert!(today.as_str() <= until && !said(&offer).contains("筹备"), "{offer}");
    }
    let wishes = all(&office, &operator, "/needs?kind=wish&status=posted").await;
    assert!(wishes.len() > 20, "{} wishes", wishes.len());
    for wish in &wishes {
        let wish = office.system.get(&operator, &format!("/needs/{}", id(wish, "id"))).await;
        assert!(!said(&wish).contains("原清单"), "somebody has claimed it: {wish}");
        let unit = if wish["category"] == "service" { "session" } else { "piece" };
        assert_eq!(wish["amount"]["unit"], unit, "{wish}");
    }

    let plan = office.system.run(&["plan", "--of", "陆家嘴街道", "--json"]);
    let printed = String::from_utf8_lossy(&plan.stdout);
    let plan: Value = serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{plan:?}"));
    let lines = plan["lines"].as_array().unwrap();
    let mut met: Vec<&str> = Vec::new();
    for line in lines {
        let shown = format!("{} ← {}", line["need_title"], line["offer_title"]);
        let title = line["need_title"].as_str().unwrap();
        let asked = ASKED.iter().find(|asked| asked.title == title);
        let asked = asked.unwrap_or_else(|| panic!("no list answers it: {shown}"));
        let offer = office.system.get(&operator, &format!("/offers/{}", id(line, "offer"))).await;
        let offer = said(&offer);
        assert!(asked.answers.iter().any(|word| offer.contains(word)), "{shown}");
        let held = asked.people.and_then(|come| Some((come, people(&offer)?)));
        assert!(held.is_none_or(|(come, held)| come <= held), "too small: {shown}");
        met.push(asked.title);
    }
    // Whatever the lists can answer, they answer.
    for asked in ASKED.iter().filter(|asked| !asked.answers.is_empty()) {
        let lines = met.iter().filter(|title| **title == asked.title).count();
        assert!(lines > 0, "{} is met by nothing", asked.title);
    }
    office.system.stop().await;
}

fn id<'v>(line: &'v Value, field: &str) -> &'v str {
    line[field].as_str().unwrap_or_else(|| panic!("no {field}: {line}"))
}

/// Of lists whose days are over nothing comes on the resource list.
#[tokio::test(flavor = "multi_thread")]
async fn what_took_place_in_2017_is_not_offered() {
    let Some(data) = real() else { return };
    let lists = data.join("three_lists");
    let mut office = Office::open().await;
    let aliases = lists.join("community_alias_gold.csv");
    let more = ["--aliases", aliases.to_str().unwrap(), "--owner", STREET];
    office.imports("areas", &data.join("divisions/lujiazui_divisions.csv"), &[]);
    let said = office.imports("finance-visits", &lists.join("finance_visits_raw.csv"), &more);
    assert!(said.contains("日期已过") && !said.contains("资源 "), "{said}");
    office.system.stop().await;
}
