//! What a project connects: the imported lists stay one graph.

use contracts::needs::{NeedLine, Needs};
use contracts::projects::{ProjectLine, Projects};
use contracts::resources::{OfferLine, OfferStatus, Offers};
use contracts::{Page, PageRequest, Query, Reply};

use super::carrying_out::{Town, job};
use super::round_trip::{BOTH, people_and_places};
use super::*;
use crate::export::{Format, List};
use crate::operator::{actor, ask};

const NEEDS: &str = "项目名称,需求方,拟认领数,计量单位,可分批认领,认领方上限,状态\n\
                     陪诊,海湾一村居民区党总支,2,人次,否,1,待认领\n";

const OFFERS: &str = "项目名称,所属单位,拟认领数,计量单位\n义诊,听涛医院,4,场次\n";

/// On a need, on an offer, on both lists' other lines, and on a need without room.
const PROJECTS: &str = "项目编号,服务项目名称,供给方,需求方,拟认领数,计量单位,对应需求,对应资源,进度节点\n\
                        990101001001-2026-0001,陪诊服务,听涛医院,海湾一村居民区党总支,2,人次,陪诊,,\
                        \"1：2026-01-10：2026-01-12：开班\n2：2030-06-01：：结班\"\n\
                        990101001001-2026-0002,周末义诊,听涛医院,海湾一村居民区党总支,3,场次,,义诊,\n\
                        990101001001-2026-0003,读书,望海小学,海湾一村居民区党总支,1,小时,,,\n\
                        990101001001-2026-0004,再陪诊,望海小学,海湾一村居民区党总支,1,人次,陪诊,,\n";

const CAME: &str = "01990000-0000-7000-8000-0000000000c1";
const MISSING: &str = "01990000-0000-7000-8000-0000000000c2";

fn records() -> String {
    format!(
        "项目编号,服务时间,服务内容,服务时长（分钟）,服务人数,到场人员编号,未到人员编号,交付数量,状态\n\
         990101001001-2026-0001,2026-03-01,陪诊,90,2,{CAME} 60,{MISSING},1,已确认\n"
    )
}

const PAGE: PageRequest = PageRequest::first(200);

impl Town {
    async fn projects(&self) -> Vec<ProjectLine> {
        let all = Projects { page: PAGE, ..Projects::default() };
        let mut lines = ask(&self.client, &all).await.unwrap().items;
        lines.sort_by(|a, b| a.code.cmp(&b.code));
        lines
    }

    /// The needs, once there are so many one-off lines: the ledgers hear of a project after it was
    /// opened.
    async fn needs(&self, one_off: usize) -> Vec<NeedLine> {
        let all = Needs { page: PAGE, ..Needs::default() };
        self.lines(&all, |line| line.one_off, one_off).await
    }

    /// The same of offers.
    async fn offers(&self, one_off: usize) -> Vec<OfferLine> {
        let all = Offers { page: PAGE, ..Offers::default() };
        self.lines(&all, |line| line.status == OfferStatus::OneOff, one_off).await
    }

    async fn lines<Q: Query<Answer = Page<T>>, T: Clone>(
        &self,
        all: &Q,
        is: impl Fn(&T) -> bool,
        count: usize,
    ) -> Vec<T> {
        let there = |reply: &Reply<Page<T>>| match reply {
            Reply::Done(page) => (page.items.iter().filter(|line| is(line)).count() == count)
                .then(|| page.items.clone()),
            Reply::Rejected(_) | Reply::Failed(_) => None,
        };
        let within = std::time::Duration::from_secs(30);
        let found = self.client.wait_for(&actor(), None, all, within, there).await.unwrap();
        found.expect("the ledgers list what projects connect")
    }
}

#[tokio::test]
async fn a_project_finds_the_lines_that_its_list_names_and_every_one_reaches_both_lists() {
    let town = Town::start().await;
    people_and_places(&town).await;
    town.import(&job(Kind::Needs, NEEDS)).await;
    town.import(&job(Kind::Offers, OFFERS)).await;
    let projects = job(Kind::Projects, PROJECTS);
    // Cut off, it goes on to the same end.
    town.import_part(&projects, 6).await;
    let plan = town.import(&projects).await;
    assert_eq!(noticed(&plan, "need_made").len(), 1);
    let (needs, projects) = (town.needs(1).await, town.projects().await);
    let called = |name: &str| -> Vec<&NeedLine> {
        needs.iter().filter(|line| line.title.as_str() == name).collect()
    };
    let [first, second, third, fourth] = projects.as_slice() else { panic!("{projects:?}") };
    let named = called("陪诊");
    assert_eq!(named.len(), 2, "one was imported, one had to be made");
    assert!(named.iter().any(|line| Some(line.id) == first.need && line.amount.quantity == 2));
    assert!(named.iter().any(|line| Some(line.id) == fourth.need && line.amount.quantity == 1));
    assert_eq!(called("读书")[0].id, third.need.unwrap());
    let asked = called("周末义诊")[0];
    assert!(asked.one_off && Some(asked.id) == second.need, "{asked:?}");
    let offers = town.offers(3).await;
    let offer = |project: &ProjectLine| {
        let found = offers.iter().find(|line| Some(line.id) == project.offer);
        found.map(|line| (line.title.to_string(), line.status)).unwrap()
    };
    assert_eq!(offer(second), ("义诊".to_owned(), OfferStatus::Listed));
    for one_off in [first, third, fourth] {
        assert_eq!(offer(one_off), (one_off.title.to_string(), OfferStatus::OneOff));
    }
    town.stop().await;
}

#[tokio::test]
async fn a_whole_town_of_lists_comes_back_as_it_was() {
    let first = Town::start().await;
    people_and_places(&first).await;
    first.import(&job(Kind::Needs, NEEDS)).await;
    first.import(&job(Kind::Offers, OFFERS)).await;
    first.import(&job(Kind::Projects, PROJECTS)).await;
    first.import(&job(Kind::Records, &records())).await;
    first.needs(1).await;
    first.offers(3).await;
    let lists = [
        (List::Needs, Kind::Needs),
        (List::Offers, Kind::Offers),
        (List::Projects, Kind::Projects),
        (List::Records, Kind::Records),
    ];
    for (format, name) in BOTH {
        let second = Town::start().await;
        people_and_places(&second).await;
        for (list, kind) in lists {
            let bytes = first.export(list, format).await;
            second.import_again(kind, &bytes, name).await;
        }
        second.needs(1).await;
        second.offers(3).await;
        for list in [List::Projects, List::Records] {
            let anew: &[&str] = if list == List::Records { &["编号"] } else { &[] };
            assert_eq!(second.rows(list, anew).await, first.rows(list, anew).await, "{name}");
        }
        let shown = second.export(List::Projects, Format::Csv).await;
        let shown = String::from_utf8(shown).unwrap();
        for part in ["1：2026-01-10：2026-01-12：开班", "2：2030-06-01：：结班", ",陪诊,,"]
        {
            assert!(shown.contains(part), "{part} {shown}");
        }
        let named = second.export(List::Records, Format::Csv).await;
        let named = String::from_utf8(named).unwrap();
        assert!(named.contains(&format!("{CAME} 60")) && named.contains(MISSING), "{named}");
        second.stop().await;
    }
    first.stop().await;
}
