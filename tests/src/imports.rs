//! Lists imported by the real binary into a running system: our own, and real ones where they are
//! at hand beside the repository.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use bus::Bus;
use contracts::registry::{CheckIns, Organisations};
use contracts::{Actor, Page, PageRequest, Query, Reply};
use runtime::Client;

use crate::system::{System, wait_until};

pub(crate) const AREAS: &str = "代码,名称,上级代码\n\
                     990101001000,听涛街道,990101000000\n\
                     990101001001,望海居委会,990101001000\n\
                     990101001002,松林居委会,990101001000\n";

fn written(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Lists in a folder of their own, and the system that takes them.
pub(crate) struct Office {
    pub(crate) system: System,
    folder: tempfile::TempDir,
}

impl Office {
    pub(crate) async fn open() -> Self {
        Self { system: System::start().await, folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs `gongjian import` to its end: its exit code and what it printed.
    fn import(&self, kind: &str, file: &Path, more: &[&str]) -> (Option<i32>, String) {
        let mut arguments = vec!["import", kind, file.to_str().unwrap()];
        arguments.extend(more);
        let output = self.system.run(&arguments);
        (output.status.code(), written(&output))
    }

    /// Imports a list that must be taken, and, asked again, must not be taken twice.
    #[track_caller]
    pub(crate) fn imports(&self, kind: &str, file: &Path, more: &[&str]) -> String {
        let (code, said) = self.import(kind, file, more);
        assert_eq!(code, Some(0), "{kind}: {said}");
        assert!(said.contains("导入完成"), "{kind}: {said}");
        let (code, again) = self.import(kind, file, more);
        assert!(code == Some(0) && again.starts_with("已导入过"), "{kind}: {again}");
        said
    }

    /// The real list of joint units with the one name that it lacks.
    pub(crate) fn mended_joint_units(&self, lists: &Path) -> PathBuf {
        let text = std::fs::read_to_string(lists.join("joint_units_raw.csv")).unwrap();
        self.file("joint.csv", &text.replace("\n82,,", "\n82,松林居民区党支部,"))
    }

    async fn client(&self) -> Client {
        let running = std::fs::read(self.system.data().join("running.json")).unwrap();
        let running: serde_json::Value = serde_json::from_slice(&running).unwrap();
        let nats = running["nats"].as_str().unwrap();
        Client::new(Bus::connect(bus::Options::new(nats, "test")).await.unwrap())
    }
}

async fn total<Q: Query<Answer = Page<T>>, T>(client: &Client, query: &Q) -> usize {
    done(client.query(&Actor::System, None, query).await.unwrap()).total
}

fn done<T>(reply: Reply<T>) -> T {
    match reply {
        Reply::Done(answer) => answer,
        Reply::Rejected(rejection) => panic!("{}", rejection.code()),
        Reply::Failed(failure) => panic!("{failure}"),
    }
}

async fn check_ins(client: &Client) -> usize {
    total(client, &CheckIns::default()).await
}

async fn organisations(client: &Client) -> usize {
    total(client, &Organisations::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_taken_whole_or_not_at_all() {
    let mut office = Office::open().await;
    office.imports("areas", &office.file("areas.csv", AREAS), &[]);
    let client = office.client().await;
    let list = "居民区党组织名称,联建单位名称,联建单位数\n\
                松林居民区党总支,听涛医院,1\n,海晨银行,3\n";
    let list = office.file("joint.csv", list);
    let errors = office.folder.path().join("joint.csv.错误.csv");
    let named = ["--errors", errors.to_str().unwrap()];
    let (code, said) = office.import("joint-units", &list, &named);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("什么都没有导入"), "{said}");
    let complaint = std::fs::read_to_string(&errors).unwrap();
    assert!(complaint.contains("\n3,居民区党组织名称"), "{complaint}");
    assert_eq!(organisations(&client).await, 0);

    let mended = "居民区党组织名称,联建单位名称,联建单位数\n\
                  松林居民区党总支,听涛医院,1\n望海居民区党总支,海晨银行,1\n";
    let mended = office.file("joint.csv", mended);
    let (code, said) = office.import("joint-units", &mended, &["--dry-run"]);
    assert!(code == Some(0) && said.contains("组织 4、报到 2、结对 2"), "{said}");
    assert_eq!(organisations(&client).await, 0);
    office.imports("joint-units", &mended, &[]);
    assert_eq!((organisations(&client).await, check_ins(&client).await), (4, 2));

    let (code, said) = office.import("venues", &office.file("v.csv", "场地名称\n礼堂\n"), &[]);
    assert_eq!((code, said.as_str()), (Some(1), ""), "it needs to know whose they are");
    office.imports("venues", &office.file("v.csv", "场地名称\n礼堂\n"), &["--owner", "990101001"]);

    // What was taken is exported whole, and what has no way to be written is said.
    let out = office.folder.path().join("资源.csv");
    let export = |out: &Path| {
        office.system.run(&["export", "offers", "--format", "csv", "--out", out.to_str().unwrap()])
    };
    let output = export(&out);
    assert!(written(&output).starts_with("已导出资源清单：1 行"), "{}", written(&output));
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains(",礼堂,") && text.contains("听涛街道"), "{text}");
    assert!(!export(&office.folder.path().join("没有的目录/资源.csv")).status.success());
    drop(client);
    office.system.stop().await;
}

/// Killed in the middle, an import goes on where it was; killed or not, every member checks in
/// once. A roster names people, so it is not kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_goes_on() {
    const MEMBERS: usize = 6_000;
    let mut office = Office::open().await;
    office.imports("areas", &office.file("areas.csv", AREAS), &[]);
    let kept = std::fs::read_dir(office.system.data().join("imported")).unwrap().count();
    assert_eq!(kept, 1);
    let mut roster = "姓名,联系电话,居住社区\n".to_owned();
    for n in 0..MEMBERS {
        roster.push_str(&format!("王{n},1380000{n:04},松林社区\n"));
    }
    let roster = office.file("members.csv", &roster);
    let mut running = Command::new(env!("CARGO_BIN_EXE_gongjian-under-test"))
        .arg("--data")
        .arg(office.system.data())
        .args(["import", "members"])
        .arg(&roster)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let client = office.client().await;
    wait_until("the first check-ins", async || (check_ins(&client).await > 0).then_some(())).await;
    running.kill().unwrap();
    running.wait().unwrap();
    let (code, said) = office.import("members", &roster, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("上次导入没有完成，从中断处继续"), "{said}");
    assert!(said.contains(&format!("导入完成：{MEMBERS}行")), "{said}");
    assert_eq!(check_ins(&client).await, MEMBERS);
    let (_, said) = office.import("members", &roster, &[]);
    assert!(
        said.starts_with(&format!("已导入过：这份文件当时导入了 {MEMBERS} 行，0 行")),
        "{said}"
    );
    let kept = std::fs::read_dir(office.system.data().join("imported")).unwrap().count();
    assert_eq!(kept, 1, "a roster is not kept");
    drop(client);
    office.system.stop().await;
}

/// The folder of real lists beside the repository, where it is.
pub(crate) fn real() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let there = folder.is_dir();
    if !there {
        eprintln!("skipped: no real lists are here");
    }
    there.then_some(folder)
}

/// A list of 2017 as one of the year to come. Days stand there as `2017.3.2`, as `3月3日` and as
/// the numbers of a spreadsheet.
pub(crate) fn of_the_year_to_come(list: &str) -> String {
    let year = values::time::date_at(runtime::Clock::default().now()).year() + 1;
    let first = |year: i16| values::Date::new(year, 1, 1).unwrap();
    let later = values::time::days_between(first(2017), first(year));
    let cell = |cell: &str| match cell.parse::<i32>() {
        Ok(day) if (42_736..43_101).contains(&day) => (day + later).to_string(),
        Ok(_) | Err(_) => cell.replace("2017", &year.to_string()),
    };
    let line = |line: &str| line.split(',').map(cell).collect::<Vec<_>>().join(",");
    list.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn real_lists_are_taken() {
    let Some(data) = real() else { return };
    let lists = data.join("three_lists");
    let mut office = Office::open().await;
    let aliases = lists.join("community_alias_gold.csv");
    let same = lists.join("unit_name_variants.csv");
    let more = [
        "--aliases",
        aliases.to_str().unwrap(),
        "--same-units",
        same.to_str().unwrap(),
        "--owner",
        "310115005",
    ];
    office.imports("areas", &data.join("divisions/lujiazui_divisions.csv"), &[]);
    office.imports("holidays", &data.join("calendar/china_holiday_days.csv"), &[]);

    let joint = lists.join("joint_units_raw.csv");
    let (code, said) = office.import("joint-units", &joint, &more);
    assert_eq!(code, Some(2), "{said}");
    // Serial numbers 82 to 87, and nothing else; the community entered twice is pointed out.
    assert!(said.contains("第83–88行（序号82–87）另有数目6"), "{said}");
    assert!(said.contains("有 1 处不能导入，什么都没有导入"), "{said}");
    assert!(said.contains("第6、38行的联建关系重复：崂山三村居民区党总支"), "{said}");
    let mended = office.mended_joint_units(&lists);
    let said = office.imports("joint-units", &mended, &more);
    // 89 pairs, of which one community's two stand there twice.
    assert!(said.contains("报到 87、结对 87"), "{said}");

    for (kind, file, wanted) in [
        ("venues", "venues_raw.csv", "资源 36"),
        // Seven of 17 are preparatory, or for a team's own members.
        ("culture-events", "culture_events_raw.csv", "资源 10"),
        ("army-services", "army_services_raw.csv", "资源 12"),
        ("social-orgs", "social_orgs_raw.csv", "资源 26"),
        ("finance-visits", "finance_visits_raw.csv", "资源 25"),
        // 23 of 53 are fulfilled.
        ("micro-wishes", "micro_wishes.csv", "微心愿 30"),
        ("help-claims", "help_claims_raw.csv", "认领 26"),
    ] {
        let list = std::fs::read_to_string(lists.join(file)).unwrap();
        let said = office.imports(kind, &office.file(file, &of_the_year_to_come(&list)), &more);
        assert!(said.contains(wanted), "{kind}: {said}");
    }
    office.system.stop().await;
}

/// Every message of two real files of the hotline becomes a need, once; whoever said the very same
/// before is suggested first.
#[tokio::test(flavor = "multi_thread")]
async fn real_hotline_files_are_taken_whole_and_exact_duplicates_are_found() {
    use contracts::needs::Suggestions;
    use contracts::needs::hotline::HotlineItems;
    let Some(data) = real() else { return };
    let requests = data.join("requests");
    let mut office = Office::open().await;
    office.imports("areas", &data.join("divisions/lujiazui_divisions.csv"), &[]);
    let owner = ["--owner", "310115005001"];
    let said = office.imports("hotline", &requests.join("messages_with_replies.csv"), &owner);
    assert!(said.contains("热线件 1634、答复 1634"), "{said}");
    let said = office.imports("hotline", &requests.join("messages_2019.csv"), &owner);
    assert!(said.contains("热线件 2605"), "{said}");

    let client = office.client().await;
    let (mut needs, mut cursor) = (HashMap::new(), None);
    loop {
        let page = PageRequest::behind(cursor, PageRequest::LIMIT_MAX);
        let query = HotlineItems { page, ..HotlineItems::default() };
        let page = done(client.query(&Actor::System, None, &query).await.unwrap());
        needs.extend(page.items.into_iter().map(|item| (item.number.to_string(), item.need)));
        if page.next.is_none() {
            break;
        }
        cursor = page.next;
    }
    assert_eq!(needs.len(), 1634 + 2605);
    let known = std::fs::read_to_string(requests.join("exact_duplicates.csv")).unwrap();
    let mut sets: HashMap<&str, Vec<_>> = HashMap::new();
    for (set, number) in known.lines().skip(1).filter_map(|line| line.split_once(',')) {
        sets.entry(set).or_default().push(needs[number.trim()]);
    }
    let (mut pairs, mut found) = (0, 0);
    for set in sets.values() {
        for need in set {
            let query = Suggestions { need: *need };
            let suggested = done(client.query(&Actor::System, None, &query).await.unwrap());
            let duplicates = suggested.unwrap().duplicates;
            let near: Vec<_> = duplicates.iter().map(|one| one.need).collect();
            pairs += set.len() - 1;
            found += set.iter().filter(|other| *other != need && near.contains(other)).count();
        }
    }
    assert!(found * 100 >= pairs * 95, "{found} of {pairs} pairs were suggested");
    drop(client);
    office.system.stop().await;
}

/// The hotline's items, each under its own number: importing a longer list raises only the new
/// ones, and what people read bears no telephone.
#[tokio::test(flavor = "multi_thread")]
async fn hotline_items_are_raised_once_and_answered_under_their_numbers() {
    use contracts::needs::hotline::HotlineItems;
    use contracts::needs::{Handling, HandlingLine, Needs};
    let mut office = Office::open().await;
    office.imports("areas", &office.file("areas.csv", AREAS), &[]);
    let head = "编号,留言主题,留言详情,留言时间,时限,答复,答复时间\n";
    let first = "2549,路灯坏了,请回电13800001234，路灯坏了,2026-01-05 09:30,,已修好,2026-01-08\n";
    let second = "2550,公交太少,早晚高峰等不到车,2026-01-06 10:00,2030-01-31 18:00,,\n";
    let owner = ["--owner", "990101001001"];
    let said = office.imports("hotline", &office.file("a.csv", &format!("{head}{first}")), &owner);
    assert!(said.contains("热线件 1、答复 1"), "{said}");
    office.imports("hotline", &office.file("b.csv", &format!("{head}{first}{second}")), &owner);
    let client = office.client().await;
    assert_eq!(total(&client, &Needs::default()).await, 2);
    let items = client.query(&Actor::System, None, &HotlineItems::default()).await.unwrap();
    let items: Vec<_> = match items {
        Reply::Done(page) => page.items,
        Reply::Rejected(_) | Reply::Failed(_) => panic!("no answer"),
    };
    let [lamp, bus] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!((lamp.number.as_str(), lamp.reply.as_deref()), ("2549", Some("已修好")));
    assert_eq!(lamp.text.as_deref(), Some("请回电13800001234，路灯坏了"));
    let handling = async |need| -> HandlingLine {
        match client.query(&Actor::System, None, &Handling { need }).await.unwrap() {
            Reply::Done(line) => line.unwrap(),
            Reply::Rejected(_) | Reply::Failed(_) => panic!("no answer"),
        }
    };
    let ended = handling(lamp.need).await.ended_at;
    assert!(ended.is_some(), "what was answered is not handled");
    let due_at = handling(bus.need).await.clock.due_at;
    assert_eq!(Some(due_at), bus.until, "the hotline's own limit holds");
    let needs = client.query(&Actor::System, None, &Needs::default()).await.unwrap();
    let shown = serde_json::to_string(&needs).unwrap();
    assert!(shown.contains("[号码]") && !shown.contains("13800001234"), "{shown}");
    drop(client);
    office.system.stop().await;
}
