//! The main job, once each way, on lines that came from lists as people keep them.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::main_job::{Town, carry_out, claim_in};
use crate::imports::{AREAS, Office, real};
use crate::system::wait_until;

const JOINT: &str = "听涛街道联建清单,,,\n\
                     序号,居民区党组织名称,联建单位名称,联建单位数\n\
                     1,望海居民区党总支, 听涛医院 ,2\n\
                     2,,海晨银行,\n\
                     3,松林居民区党总支,听涛  医院,1\n";
const WISHES: &str = "微心愿汇总,,,,\n\
                      编号,心愿,人群,类型,认领情况\n\
                      1,想有人陪着去医院 ,独居老人,陪伴,\n\
                      2,一副老花镜,,,\n\
                      ,,,,\n";
const VENUES: &str = "听涛医院开放场地,,,,\n\
                      序号,场地名称,容纳人数,地址,联系方式\n\
                      1,报告厅（四楼）,120人,听涛路8号,\n\
                      1,报告厅（四楼）,120人,听涛路8号,\n";

/// What two lists of lines need of the lists before them.
struct Lists {
    wishes: PathBuf,
    venues: PathBuf,
    /// Beside each of them, on the command line.
    beside: Vec<String>,
}

impl Lists {
    fn import(&self, office: &Office, kind: &str, list: &Path, owner: &str) -> String {
        let mut more: Vec<&str> = self.beside.iter().map(String::as_str).collect();
        more.extend(["--owner", owner]);
        office.imports(kind, list, &more)
    }
}

/// The first line that a question finds.
async fn first(office: &Office, town: &Town, question: &str) -> Value {
    let found = office.system.get(&town.clerk, question).await;
    found["items"].get(0).unwrap_or_else(|| panic!("{question}: {found}")).clone()
}

/// The first organisation of a level, with where it is.
async fn organisation(office: &Office, level: &str) -> (String, Value) {
    let path = format!("/organisations?level={level}&limit=1");
    let found = office.system.get(&office.system.operator(), &path).await;
    let line = &found["items"][0];
    let id = line["id"].as_str().unwrap_or_else(|| panic!("no {level}: {found}")).to_owned();
    (id, line["area"].clone())
}

/// Imports wishes of a community and venues of a unit, and has each side claim the other's first
/// line and carry it out, while the broker is killed again and again.
async fn claims_each_way_are_carried_out(mut office: Office, lists: Lists) {
    let (community, area) = organisation(&office, "community").await;
    let (unit, _) = organisation(&office, "unit").await;
    lists.import(&office, "micro-wishes", &lists.wishes, &community);
    lists.import(&office, "venues", &lists.venues, &unit);
    office.system.kill_broker().await;
    let system = &office.system;
    let town = Town::with(system, community.parse().unwrap(), unit.parse().unwrap());

    let need = first(&office, &town, &format!("/needs?owner={community}&status=posted")).await;
    assert_eq!((&need["kind"], &need["held"]), (&json!("wish"), &json!(0)), "{need}");
    let propose = json!({
        "claimer": { "organisation": unit }, "side": "giving", "need": need["id"],
        "amount": need["amount"],
        "area": area,
    });
    let claim = system.make(&town.liaison, "/claims", propose).await;
    claim_in(system, &town.clerk, &claim, "held").await;
    system.kill_broker().await;
    system.post(&town.clerk, &format!("/claims/{claim}/accept"), json!({})).await;
    let given = need["amount"]["quantity"].as_u64().unwrap();
    let project = carry_out(system, &town, &claim, given).await;
    assert_eq!((&project["status"], &project["delivered"]), (&json!("accepted"), &json!(given)));
    let need = format!("/needs/{}", need["id"].as_str().unwrap());
    wait_until("the wish to be delivered", async || {
        let line = system.get(&town.clerk, &need).await;
        (line["status"] == "delivered" && line["delivered"] == given).then_some(())
    })
    .await;

    let offer = first(&office, &town, &format!("/offers?owner={unit}&category=venue")).await;
    assert_eq!((&offer["held"], &offer["used"]), (&json!(0), &json!(0)), "{offer}");
    let offer = offer["id"].as_str().unwrap();
    let propose = json!({
        "claimer": { "organisation": community }, "side": "asking", "offer": offer, "area": area,
        "amount": { "quantity": 2, "unit": "session" },
    });
    let claim = system.make(&town.clerk, "/claims", propose).await;
    claim_in(system, &town.liaison, &claim, "held").await;
    system.kill_broker().await;
    system.post(&town.liaison, &format!("/claims/{claim}/accept"), json!({})).await;
    let project = carry_out(system, &town, &claim, 2).await;
    assert_eq!((&project["status"], &project["delivered"]), (&json!("accepted"), &json!(2)));
    wait_until("the venue to be used", async || {
        let line = system.get(&town.liaison, &format!("/offers/{offer}")).await;
        (line["used"] == 2 && line["held"] == 0).then_some(())
    })
    .await;

    office.system.stop().await;
    let verified = office.system.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_imported_lists_are_claimed_each_way_and_carried_out() {
    let office = Office::open().await;
    office.imports("areas", &office.file("areas.csv", AREAS), &[]);
    let joint = office.imports("joint-units", &office.file("joint.csv", JOINT), &[]);
    assert!(joint.contains("组织 4、报到 3、结对 3"), "{joint}");
    let lists = Lists {
        wishes: office.file("wishes.csv", WISHES),
        venues: office.file("venues.csv", VENUES),
        beside: Vec::new(),
    };
    claims_each_way_are_carried_out(office, lists).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_real_lists_are_claimed_each_way_and_carried_out() {
    let Some(data) = real() else { return };
    let lists = data.join("three_lists");
    let beside = |option: &str, file: &str| {
        [option.to_owned(), lists.join(file).to_str().unwrap().to_owned()]
    };
    let beside = [
        beside("--aliases", "community_alias_gold.csv"),
        beside("--same-units", "unit_name_variants.csv"),
    ]
    .concat();
    let office = Office::open().await;
    office.imports("areas", &data.join("divisions/lujiazui_divisions.csv"), &[]);
    let joint = office.mended_joint_units(&lists);
    let (wishes, venues) = (lists.join("micro_wishes.csv"), lists.join("venues_raw.csv"));
    let lists = Lists { wishes, venues, beside };
    lists.import(&office, "joint-units", &joint, "310115005");
    claims_each_way_are_carried_out(office, lists).await;
}
