//! Lists taken in through the portal: one's own only, judged first, whole or not at all.

use std::sync::Arc;

use contracts::needs::hotline::HotlineItems;
use contracts::registry::check_in::Who;
use contracts::registry::{Areas, CheckIns, Members, Organisations};
use contracts::resources::Offers;
use contracts::{Actor, PageRequest, Reply, Role};
use gateway::{ImportedList, Importer as _, Outcome, Progress};
use values::{AreaCode, PersonId};

use super::carrying_out::{Town, job};
use super::round_trip::people_and_places;
use super::*;
use crate::import::{Job, Portal};
use crate::operator::ask;

const OWN: &str = "海湾一村居民区党总支";

async fn clerk(town: &Town) -> Actor {
    somebody(town, OWN, Role::CommunityClerk).await
}

async fn somebody(town: &Town, organisation: &str, role: Role) -> Actor {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let all = Organisations { page, ..Organisations::default() };
    let known = ask(&town.client, &all).await.unwrap().items;
    let own = known.iter().find(|line| line.name.as_str() == organisation).unwrap();
    let person = PersonId(ids::of_text("test", organisation));
    Actor::Person { person, organisation: own.id, role }
}

fn list(text: &str, actor: &Actor) -> Arc<ImportedList> {
    list_of(Kind::Needs, text, actor)
}

fn list_of(kind: Kind, text: &str, actor: &Actor) -> Arc<ImportedList> {
    Arc::new(ImportedList {
        kind,
        name: "清单.csv".to_owned(),
        bytes: text.to_owned().into(),
        owner: actor.organisation().map(|own| own.to_string()),
        under: None,
        year: None,
        sessions: None,
    })
}

#[tokio::test]
async fn a_clerk_takes_in_the_needs_of_the_own_community_once() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let actor = clerk(&town).await;
    let kept = tempfile::tempdir().unwrap();
    let kept = files::Files::in_folder(kept.path().to_owned());
    let portal = Portal { client: town.client.clone(), kept };
    let text = format!("项目名称,需求方,拟认领数\n理发,{OWN},2\n修灯,{OWN},1\n");
    let own = list(&text, &actor);
    let verdict = portal.judge(actor.clone(), Arc::clone(&own)).await.unwrap();
    assert!(verdict.is_good() && verdict.rows == 2, "{verdict:?}");
    assert_eq!(verdict.makes, "需求 2");
    let progress = Arc::new(Progress::default());
    let outcome = portal.take(actor.clone(), Arc::clone(&own), Arc::clone(&progress)).await;
    let Outcome::Taken { taken, failed, .. } = outcome.unwrap() else { panic!("it was good") };
    assert_eq!((taken, failed), (2, vec![]));
    let again = portal.take(actor, own, progress).await.unwrap();
    assert!(matches!(again, Outcome::Before { taken: 2, failed: 0 }), "{again:?}");
    town.stop().await;
}

#[tokio::test]
async fn what_was_in_time_when_an_import_began_is_not_refused_when_it_goes_on() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let actor = clerk(&town).await;
    let (portal, _folder) = portal(&town);
    // An hour later by the town's clock, which stands; it is past by the clock of these tests.
    let text = format!("项目名称,需求方,拟认领数,认领截止\n理发,{OWN},2,2026-03-02 10:00\n");
    let begin = contracts::registry::import::Start {
        kind: Text::new(Kind::Needs.name()).unwrap(),
        file: values::Hash::of(text.as_bytes()),
        file_name: Text::new("清单.csv").unwrap(),
        rows: 1,
    };
    let command = runtime::fresh_command();
    let begun = town.client.command(&actor, command, &begin).await.unwrap();
    assert!(matches!(begun, Reply::Done(_)), "{begun:?}");
    let outcome = portal.take(actor.clone(), list(&text, &actor), Arc::default()).await.unwrap();
    assert!(matches!(outcome, Outcome::Taken { taken: 1, .. }), "{outcome:?}");
    town.stop().await;
}

#[tokio::test]
async fn what_is_not_their_own_nobody_but_the_operator_takes_in() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let actor = clerk(&town).await;
    let folder = tempfile::tempdir().unwrap();
    let kept = files::Files::in_folder(folder.path().to_owned());
    let portal = Portal { client: town.client.clone(), kept };
    let text = format!("项目名称,需求方,拟认领数\n理发,{OWN},2\n修灯,听涛医院,1\n");
    let mixed = list(&text, &actor);
    let verdict = portal.judge(actor.clone(), Arc::clone(&mixed)).await.unwrap();
    let [refused] = verdict.refused.as_slice() else { panic!("{verdict:?}") };
    assert_eq!((refused.refusal.code, refused.rows.as_str()), ("not_own", "3"));
    assert!(refused.said.contains("修灯｜听涛医院"), "{}", refused.said);
    let outcome = portal.take(actor, mixed, Arc::default()).await.unwrap();
    assert!(matches!(outcome, Outcome::Refused(_)), "nothing was taken");
    let needs = ask(&town.client, &contracts::needs::Needs::default()).await.unwrap();
    assert_eq!(needs.total, 0);
    let operator = crate::operator::actor();
    let verdict = portal.judge(operator.clone(), list(&text, &operator)).await.unwrap();
    assert!(verdict.refused.iter().all(|one| one.refusal.code != "not_own"), "{verdict:?}");
    town.stop().await;
}

#[tokio::test]
async fn a_liaison_takes_in_the_roster_of_the_own_unit_and_checks_nobody_in() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let actor = somebody(&town, "听涛医院", Role::Liaison).await;
    let folder = tempfile::tempdir().unwrap();
    let kept = files::Files::in_folder(folder.path().to_owned());
    let portal = Portal { client: town.client.clone(), kept };
    let own = "姓名,联系电话,工作单位,居住社区,特长\n\
               王一,13000000001,听涛医院,松林社区,急救\n王二,13000000002,听涛医院,,\n";
    let another = format!("{own}王三,13000000003,望海小学,,\n");
    let mixed = list_of(Kind::Members, &another, &actor);
    let verdict = portal.judge(actor.clone(), mixed).await.unwrap();
    let [refused] = verdict.refused.as_slice() else { panic!("{verdict:?}") };
    assert_eq!((refused.refusal.code, refused.rows.as_str()), ("not_own", "4"));
    let roster = list_of(Kind::Members, own, &actor);
    let outcome = portal.take(actor.clone(), roster, Arc::default()).await.unwrap();
    let Outcome::Taken { taken, failed, makes } = outcome else { panic!("it was good") };
    assert_eq!((taken, failed, makes.as_str()), (2, vec![], "党员 2"));
    let (unit, page) = (actor.organisation().unwrap(), PageRequest::default());
    let members = Members { unit, page };
    let Reply::Done(known) = town.client.query(&actor, None, &members).await.unwrap() else {
        panic!("its own roster");
    };
    assert_eq!(known.unwrap().total, 2);
    let check_ins = ask(&town.client, &CheckIns::default()).await.unwrap();
    let of_people = check_ins.items.iter().filter(|line| matches!(line.who, Who::Person(_)));
    assert_eq!(of_people.count(), 0, "who is no operator checks nobody in");
    town.stop().await;
}

#[tokio::test]
async fn a_liaison_takes_in_what_the_own_unit_offers_and_nobody_elses() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let actor = somebody(&town, "听涛医院", Role::Liaison).await;
    let (portal, _folder) = portal(&town);
    let header = "项目名称,所属单位,拟认领数\n";
    let own = format!("{header}义诊,听涛医院,12\n健康讲座,听涛医院,2\n");
    let mixed = list_of(Kind::Offers, &format!("{own}义剪,望海小学,3\n"), &actor);
    let verdict = portal.judge(actor.clone(), mixed).await.unwrap();
    let [refused] = verdict.refused.as_slice() else { panic!("{verdict:?}") };
    assert_eq!((refused.refusal.code, refused.rows.as_str()), ("not_own", "4"));
    assert!(refused.said.contains("望海小学"), "the row stands beside it: {refused:?}");
    let venues = "场地名称,容纳人数\n门诊楼会议室,60\n";
    let venues = ImportedList {
        sessions: Some(5),
        ..ImportedList::clone(&list_of(Kind::Venues, venues, &actor))
    };
    for (list, makes) in [(list_of(Kind::Offers, &own, &actor), 2), (Arc::new(venues), 1)] {
        let verdict = portal.judge(actor.clone(), Arc::clone(&list)).await.unwrap();
        assert!(verdict.is_good() && verdict.rows == makes, "{verdict:?}");
        let outcome = portal.take(actor.clone(), list, Arc::default()).await.unwrap();
        let Outcome::Taken { taken, failed, .. } = outcome else { panic!("it was good") };
        assert_eq!((taken, failed), (makes, vec![]));
    }
    let own = Offers { owner: actor.organisation(), ..Offers::default() };
    assert_eq!(ask(&town.client, &own).await.unwrap().total, 3);
    town.stop().await;
}

#[tokio::test]
async fn a_clerk_takes_in_the_hotlines_items_of_the_own_community() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let (clerk, (portal, _folder)) = (clerk(&town).await, portal(&town));
    let items = "编号,标题,内容,时间,答复,答复时间\n\
                 2026030100001,路灯坏了,三号楼前灯不亮,2026-03-01 08:15:30,,\n\
                 2026030100002,占道,占道经营,2026-03-01 09:00:00,已劝离,2026-03-02 08:30:00\n";
    let list = list_of(Kind::Hotline, items, &clerk);
    let outcome = portal.take(clerk.clone(), list, Arc::default()).await.unwrap();
    let Outcome::Taken { taken, failed, makes } = outcome else { panic!("{outcome:?}") };
    assert!((taken, failed) == (2, vec![]) && makes.starts_with("热线件 2"), "{makes}");
    let own = HotlineItems { owner: clerk.organisation(), ..HotlineItems::default() };
    let replied = HotlineItems { replied: Some(true), ..own.clone() };
    assert_eq!(ask(&town.client, &own).await.unwrap().total, 2);
    assert_eq!(ask(&town.client, &replied).await.unwrap().total, 1);
    town.stop().await;
}

/// The importer of the portal, and the folder where it keeps files.
fn portal(town: &Town) -> (Portal, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let kept = files::Files::in_folder(folder.path().to_owned());
    (Portal { client: town.client.clone(), kept }, folder)
}

async fn units(town: &Town) -> Vec<(String, Option<String>)> {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let all = Organisations { page, ..Organisations::default() };
    let known = ask(&town.client, &all).await.unwrap().items;
    let new = known.into_iter().filter(|line| line.name.starts_with('新'));
    let area = |area: Option<AreaCode>| area.map(AreaCode::short);
    let mut units: Vec<_> = new.map(|line| (line.name.to_string(), area(line.area))).collect();
    units.sort();
    units
}

#[tokio::test]
async fn an_officer_takes_in_the_units_of_the_own_street_and_no_others() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let elsewhere = "代码,名称,上级代码\n990101002000,远山街道,990101000000\n\
                     990101002001,远山居委会,990101002000\n";
    town.import(&job(Kind::Areas, elsewhere)).await;
    let far = "单位名称,报到社区,统一社会信用代码\n远山药店,990101002001,\n";
    let everywhere = Options { under: None, owner: None, ..street() };
    town.import(&Job { options: everywhere, ..job(Kind::Units, far) }).await;
    let actor = somebody(&town, "听涛街道", Role::StreetOfficer).await;
    let (portal, _folder) = portal(&town);
    let own = "单位名称,单位性质,报到社区\n新一书店,非公企业,松林社区\n新二诊所,医院,\n\
               听涛医院有限公司,,松林社区\n";
    for (more, code) in [
        ("新三茶馆,,远山社区\n", "community_unknown"),
        // It would be another name for a unit of another street.
        ("远山药店有限公司,,\n", "not_own"),
    ] {
        let mixed = list_of(Kind::Units, &format!("{own}{more}"), &actor);
        let verdict = portal.judge(actor.clone(), mixed).await.unwrap();
        let [refused] = verdict.refused.as_slice() else { panic!("{verdict:?}") };
        assert_eq!((refused.refusal.code, refused.rows.as_str()), (code, "5"));
    }
    let good = list_of(Kind::Units, own, &actor);
    let verdict = portal.judge(actor.clone(), Arc::clone(&good)).await.unwrap();
    assert!(verdict.is_good(), "{verdict:?}");
    assert_eq!(units(&town).await, [], "a dry run does nothing");
    let outcome = portal.take(actor.clone(), good, Arc::default()).await.unwrap();
    let Outcome::Taken { taken: 3, failed, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(failed, []);
    let at = |name: &str, area: &str| (name.to_owned(), Some(area.to_owned()));
    let expected = [at("新一书店", "990101001003"), at("新二诊所", "990101001")];
    assert_eq!(units(&town).await, expected);
    // A clerk those of the own community; a liaison none.
    let clerk = clerk(&town).await;
    let list = list_of(Kind::Units, "单位名称\n新四面馆\n", &clerk);
    let outcome = portal.take(clerk, list, Arc::default()).await.unwrap();
    assert!(matches!(outcome, Outcome::Taken { taken: 1, .. }), "{outcome:?}");
    assert!(units(&town).await.contains(&at("新四面馆", "990101001001")));
    let liaison = somebody(&town, "听涛医院", Role::Liaison).await;
    let list = list_of(Kind::Units, "单位名称\n新五面馆\n", &liaison);
    let verdict = portal.judge(liaison, list).await.unwrap();
    assert_eq!(verdict.refused[0].refusal.code, "not_own");
    town.stop().await;
}

#[tokio::test]
async fn an_officer_of_the_city_takes_in_areas_of_the_city_and_nobody_else_does() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let area = Some("990100000000".parse().unwrap());
    let city = Register {
        name: Text::new("望海市").unwrap(),
        level: Level::City,
        nature: None,
        credit_code: None,
        area,
        parent: None,
        address: None,
    };
    let id = CommandId(ids::of_text("test", "city"));
    let reply = town.client.command(&crate::operator::actor(), id, &city).await.unwrap();
    assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    let (portal, _folder) = portal(&town);
    let officer = somebody(&town, "望海市", Role::CityOfficer).await;
    let own = "代码,名称,上级代码\n990101003000,新港街道,990101000000\n";
    let more = format!("{own}980101003000,别处街道,980101000000\n");
    let verdict =
        portal.judge(officer.clone(), list_of(Kind::Areas, &more, &officer)).await.unwrap();
    let [refused] = verdict.refused.as_slice() else { panic!("{verdict:?}") };
    assert_eq!((refused.refusal.code, refused.rows.as_str()), ("not_own", "3"));
    let street = somebody(&town, "听涛街道", Role::StreetOfficer).await;
    let verdict = portal.judge(street.clone(), list_of(Kind::Areas, own, &street)).await.unwrap();
    assert_eq!(verdict.refused[0].refusal.code, "not_own");
    let list = list_of(Kind::Areas, own, &officer);
    let outcome = portal.take(officer, list, Arc::default()).await.unwrap();
    let Outcome::Taken { taken: 1, failed, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(failed, []);
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let under = "990101000000".parse().ok();
    let areas = ask(&town.client, &Areas { under, page }).await.unwrap().items;
    assert!(areas.iter().any(|area| area.name.as_str() == "新港街道"), "{areas:?}");
    town.stop().await;
}

#[tokio::test]
async fn next_quarters_roster_registers_only_whoever_is_new() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let liaison = somebody(&town, "听涛医院", Role::Liaison).await;
    let members = async || {
        let (unit, page) = (liaison.organisation().unwrap(), PageRequest::default());
        let Reply::Done(known) =
            town.client.query(&liaison, None, &Members { unit, page }).await.unwrap()
        else {
            panic!("its own roster");
        };
        known.unwrap().total
    };
    let (portal, _folder) = portal(&town);
    let roster = "姓名,联系电话,工作单位,居住社区\n\
                  王一,13000000001,听涛医院,松林社区\n王二,,听涛医院,\n王二,,听涛医院,\n";
    for (list, makes, total) in [
        (roster.to_owned(), "党员 3", 3),
        // Another spelling of the number is the same; of two without one there is a third now.
        (
            format!(
                "{}王二,,听涛医院,\n王三,13000000003,听涛医院,\n",
                roster.replace("13000000001", "130-0000-0001")
            ),
            "党员 2",
            5,
        ),
        // A colleague who shares the number is somebody else.
        ("姓名,联系电话,工作单位\n王四,13000000001,听涛医院\n".to_owned(), "党员 1", 6),
    ] {
        let list = list_of(Kind::Members, &list, &liaison);
        let verdict = portal.judge(liaison.clone(), Arc::clone(&list)).await.unwrap();
        assert!(verdict.is_good(), "{verdict:?}");
        assert_eq!(verdict.makes, makes, "{verdict:?}");
        let outcome = portal.take(liaison.clone(), list, Arc::default()).await.unwrap();
        assert!(matches!(outcome, Outcome::Taken { .. }), "{outcome:?}");
        assert_eq!(members().await, total);
    }
    town.stop().await;
}

#[tokio::test]
async fn the_operators_roster_grown_by_a_row_checks_in_one_more() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let roster = "姓名,联系电话,工作单位,居住社区,服务类别\n\
                  王一,13000000001,听涛医院,松林社区,\n王二,13000000002,,松林社区,健康医疗\n";
    for (more, total) in [("", 2), ("王三,13000000003,望海小学,松林社区,\n", 3)] {
        let plan = town.import(&job(Kind::Members, &format!("{roster}{more}"))).await;
        let known = noticed(&plan, "member_known");
        assert_eq!(known.len(), usize::from(!more.is_empty()), "{known:?}");
        let check_ins = ask(&town.client, &CheckIns::default()).await.unwrap();
        let of_people = check_ins.items.iter().filter(|line| matches!(line.who, Who::Person(_)));
        assert_eq!(of_people.count(), total, "{more}");
    }
    town.stop().await;
}
