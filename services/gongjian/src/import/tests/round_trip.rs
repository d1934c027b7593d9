//! What is exported imports again to the same: through the real services, in both formats.

use contracts::projects::agreement::{self, Duty, DutyKind, Terms};
use contracts::projects::record::{self, Service};
use contracts::projects::{Claims, project};
use contracts::{PageRequest, Reply};
use indicatif::ProgressBar;

use super::carrying_out::{Town, job, lists};
use super::*;
use crate::export::{Format, List, Source};
use crate::import::{Job, import};
use crate::operator::{actor, ask};

impl Town {
    pub(super) async fn export(&self, list: List, format: Format) -> Vec<u8> {
        let bar = ProgressBar::hidden();
        let sheet = list.sheet(&Source { client: &self.client, bar: &bar }).await.unwrap();
        format.bytes(&sheet).unwrap()
    }

    /// The rows of an exported list, without what only tells how a line stands or which it is.
    pub(super) async fn rows(&self, list: List, leave_out: &[&str]) -> Vec<Vec<String>> {
        let bytes = self.export(list, Format::Csv).await;
        rows(&bytes, leave_out)
    }

    pub(super) async fn import_again(&self, kind: Kind, bytes: &[u8], name: &str) {
        let file = values::Hash::of(bytes);
        let table = Table::read(bytes, name).unwrap();
        let id = import::id(kind.name(), file, &actor());
        let name = name.to_owned();
        self.import(&Job { kind, id, file, name, table, options: street() }).await;
    }
}

/// Sorted: many are imported at once.
pub(super) fn rows(bytes: &[u8], leave_out: &[&str]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let kept = |record: csv::StringRecord| {
        let columns = header.iter().zip(record.iter());
        let kept = columns.filter(|(name, _)| !leave_out.contains(name));
        kept.map(|(_, cell)| cell.to_owned()).collect()
    };
    let mut rows: Vec<Vec<String>> = reader.records().map(|record| kept(record.unwrap())).collect();
    rows.sort_unstable();
    rows
}

/// What of a line follows from claims, or from when it was made.
const OF_THE_LINE: [&str; 3] = ["编号", "已认领数", "已交付数"];

/// Everything that a second town needs to know before a list of lines is imported.
pub(super) async fn people_and_places(town: &Town) {
    for job in lists() {
        match job.kind {
            Kind::Areas | Kind::JointUnits | Kind::Units => {
                town.import(&job).await;
            }
            Kind::Holidays
            | Kind::Members
            | Kind::Venues
            | Kind::HelpClaims
            | Kind::SocialOrgs
            | Kind::CultureEvents
            | Kind::FinanceVisits
            | Kind::ArmyServices
            | Kind::MicroWishes
            | Kind::Hotline
            | Kind::Offers
            | Kind::Needs
            | Kind::Agreements
            | Kind::Projects
            | Kind::Records => {}
        }
    }
}

/// A list of our own, as dirty as may be.
const OFFERS: &str = "项目名称,项目内容,类别,所属单位,管理单位,使用条件,区划代码,拟认领数,计量单位,单价（元）,地点,\
                      可用时间,有效期至,每周开放,停用日,补开日,同时可用数量\n\
                      '=1+1的数学课,\"第一行\n第二行，含\"\"引号\"\"\",人才,听涛医院,望海小学,\"先预约\n不喧哗\",\
                      990101001001,3,小时,12.05,\
                      二楼,每周二,2031-05-01,,,,\n\
                      会议室  两间,,场地,望海小学,,,,365,场次,,,,,\"周一 09:00-11:00；周日 22:00-01:00\",\
                      \"2031-10-01\n2031-10-02\",2031-10-11 09:00-11:00,2\n\
                      '+86号热线,,信息,海晨银行听涛支行,,,990101001,1,人次,0.5,,,,,,,\n";

const NEEDS: &str = "项目名称,项目内容,需求类型,类别,子类,紧急程度,来源,需求方,拟认领数,计量单位,可分批认领,\
                     认领方上限,地点,希望时间,认领截止,状态,开展起,开展止,专长要求,涉及多数人,议事日期,\
                     议事决议\n\
                     '-5度的夜里送粥,热的,共性,服务,,紧急,热线,海湾一村居民区党总支,10,人次,是,3,门口,冬夜,\
                     2031-03-06,待认领,2031-03-10,2031-03-12,,是,2026-01-15,\"先试一个月\n再议\"\n\
                     理发,,个性,服务,,一般,居民,海湾一村居民区党总支,2,小时,否,1,,,2031-03-06 17:30,待认领,,,,,,\n\
                     一只书包,,微心愿,物资,,,网格员,海湾一村居民区党总支,1,件,否,1,,,,待认领,,,,,,\n\
                     巡河,,岗位,人才,,疑难,社区,海湾一村居民区党总支,4,个,是,4,,,,待认领,,,急救、划船,,,\n\
                     修灯,,共性,设施,,,会议,海湾一村居民区党总支,1,场次,否,1,,,,待核实,,,,是,,\n\
                     开闭幕,,共性,文化,,,单位,海湾一村居民区党总支,1,场次,否,1,,,,待发布,,,,,,\n";

/// `text` becomes lines in one town; what that exports becomes the same lines in two others.
async fn returns(list: List, kind: Kind, text: &str, leave_out: &[&str]) {
    let first = Town::start().await;
    people_and_places(&first).await;
    first.import(&job(kind, text)).await;
    let wanted = first.rows(list, leave_out).await;
    assert_eq!(wanted.len(), table(text).rows().len() - 1, "{kind}");
    let (csv, xlsx) =
        (first.export(list, Format::Csv).await, first.export(list, Format::Xlsx).await);
    first.stop().await;
    for (bytes, name) in [(csv, "清单.csv"), (xlsx, "清单.xlsx")] {
        let second = Town::start().await;
        people_and_places(&second).await;
        second.import_again(kind, &bytes, name).await;
        assert_eq!(second.rows(list, leave_out).await, wanted, "{kind} {name}");
        second.stop().await;
    }
}

#[tokio::test]
async fn offers_come_back_as_they_were() {
    returns(List::Offers, Kind::Offers, OFFERS, &OF_THE_LINE).await;
}

#[tokio::test]
async fn needs_come_back_as_they_were() {
    returns(List::Needs, Kind::Needs, NEEDS, &OF_THE_LINE).await;
}

#[tokio::test]
async fn a_need_stands_on_its_list_with_the_area_of_whoever_asks() {
    let town = Town::start().await;
    people_and_places(&town).await;
    town.import(&job(Kind::Needs, NEEDS)).await;
    let bytes = town.export(List::Needs, Format::Csv).await;
    let table = Table::read(&bytes, "清单.csv").unwrap();
    let heading = |at: usize| table.rows()[0].cell(at).text();
    let at = (0..40).find(|at| heading(*at) == "所属区域").unwrap();
    assert_eq!(table.rows()[1].cell(at).text(), "海湾一村居委会");
    town.stop().await;
}

#[tokio::test]
async fn members_come_back_as_they_were() {
    let roster = "姓名,联系电话,工作单位,居住社区,特长,服务类别,接收社区,报到状态\n\
                  王一,13000000001,听涛医院,松林社区,书法、急救,健康医疗,,已报到\n\
                  王二,13000000002,望海小学,海湾一村社区,,,,待接收\n\
                  王四,13000000004,望海小学,,,,海湾一村社区,已报到\n\
                  '=李三,,海鸥救援队,松林社区,,,,\n";
    returns(List::Members, Kind::Members, roster, &[]).await;
}

#[tokio::test]
async fn the_hotlines_items_come_back_under_their_own_numbers() {
    let items = "编号,来源,类别,标题,内容,时间,时限,答复,答复时间\n\
                 2026030100001,12345热线,市容环卫,路灯坏了,\"三号楼前，\n=灯不亮\",\
                 2026-03-01 08:15:30,2026-03-09 23:59:59,已修好,2026-03-02 08:30:00\n\
                 2026030100002,12345热线,,占道,占道经营,2026-03-01 09:00:00,,,\n";
    let owner = |list: &str| {
        let options = Options { owner: Some("990101001001".to_owned()), ..street() };
        Job { options, ..job(Kind::Hotline, list) }
    };
    let first = Town::start().await;
    people_and_places(&first).await;
    first.import(&owner(items)).await;
    let wanted = rows(items.as_bytes(), &[]);
    assert_eq!(first.rows(List::Hotline, &[]).await, wanted);
    for (format, name) in BOTH {
        let bytes = first.export(List::Hotline, format).await;
        let second = Town::start().await;
        people_and_places(&second).await;
        let (file, table) = (values::Hash::of(&bytes), Table::read(&bytes, name).unwrap());
        let id = import::id(Kind::Hotline.name(), file, &actor());
        let name = name.to_owned();
        second.import(&Job { id, file, name: name.clone(), table, ..owner(items) }).await;
        assert_eq!(second.rows(List::Hotline, &[]).await, wanted, "{name}");
        second.stop().await;
    }
    first.stop().await;
}

#[tokio::test]
async fn joint_units_come_back_as_they_were() {
    let roster = "居民区党组织名称,联建单位名称,单位性质,统一社会信用代码,地址,主报到,报到期限,\
                  党员人数,能提供的资源,报到状态\n\
                  海湾一村居民区党总支,滨海医院,医院,91350100M000100Y43,滨海路1号,否,一年,,,已报到\n\
                  松林居民区党总支,滨海医院,医院,91350100M000100Y43,滨海路1号,是,半年,120,\
                  \"义诊，\n讲座\",已报到\n\
                  松林居民区党总支,蓝帆物业,物业企业,,,是,一年,7,,待接收\n";
    let first = Town::start().await;
    first.import(&job(Kind::Areas, AREAS)).await;
    first.import(&job(Kind::JointUnits, roster)).await;
    let wanted = first.rows(List::JointUnits, &[]).await;
    let mut written = rows(roster.as_bytes(), &[]);
    written.sort_unstable();
    assert_eq!(wanted, written);
    for (format, name) in BOTH {
        let bytes = first.export(List::JointUnits, format).await;
        let second = Town::start().await;
        second.import(&job(Kind::Areas, AREAS)).await;
        second.import_again(Kind::JointUnits, &bytes, name).await;
        // A workbook also says when it was written.
        let [before, after] = [&first, &second];
        let before = before.export(List::JointUnits, Format::Csv).await;
        assert_eq!(after.export(List::JointUnits, Format::Csv).await, before, "{name}");
        second.stop().await;
    }
    first.stop().await;
}

pub(super) const BOTH: [(Format, &str); 2] =
    [(Format::Csv, "清单.csv"), (Format::Xlsx, "清单.xlsx")];

impl Town {
    async fn done<C: contracts::Command>(&self, n: u64, body: &C) {
        let id = CommandId(ids::of_text("test", &n.to_string()));
        let reply = self.client.command(&actor(), id, body).await.unwrap();
        assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    }
}

/// Two accepted claims: one becomes a project with a service record, one an agreement.
async fn at_work(town: &Town) {
    let promises = "认领单位,帮助对象,帮助形式\n听涛医院,老人,陪诊\n海晨银行,学生,现金\n";
    town.import(&job(Kind::HelpClaims, promises)).await;
    let page = PageRequest::default();
    let claims = ask(&town.client, &Claims { page, ..Claims::default() }).await.unwrap().items;
    let title = Text::new("=陪诊").unwrap();
    town.done(1, &project::Open { claim: claims[0].id, title, agreement: None, kept: None }).await;
    let service = Service {
        what: Text::new("陪诊一次\n还带了饭").unwrap(),
        date: "2026-03-01".parse().unwrap(),
        minutes: 90,
        people: 2,
        attendance: Vec::new(),
        no_shows: Vec::new(),
        quantity: 1,
        duty: None,
    };
    let project = project::id(claims[0].id);
    town.done(2, &record::Record { project, service, kept: None }).await;
    let claim = &claims[1];
    let party = claim.counterpart.unwrap();
    let what = Text::new("提供场地").unwrap();
    let (kind, amount) = (DutyKind::OpenFacilities, Some(claim.amount));
    let duties = vec![Duty { party, kind, what, amount }];
    let (from, until) = ("2026-03-01".parse().unwrap(), "2027-02-28".parse().unwrap());
    let title = Text::new("共建协议").unwrap();
    let (project, responsible, plan, breach) = (None, Vec::new(), None, None);
    let terms = Terms { title, project, duties, from, until, responsible, plan, breach };
    let (claim, parties) = (Some(claim.id), Vec::new());
    town.done(3, &agreement::Draft { claim, parties, terms }).await;
}

#[tokio::test]
async fn projects_records_and_agreements_are_written_under_their_columns() {
    let town = Town::start().await;
    people_and_places(&town).await;
    at_work(&town).await;
    for (list, header, parts) in [
        (List::Projects, "服务项目名称", &["=陪诊", "执行中", "990101001000-"][..]),
        (List::Records, "服务内容", &["陪诊一次\n还带了饭", "90", "待确认", "2026-03-01"][..]),
        (List::Agreements, "各方职责", &["共建协议", "：提供场地（1个）", "谈约"][..]),
    ] {
        let [csv, xlsx] = [Format::Csv, Format::Xlsx];
        let (csv, xlsx) = (town.export(list, csv).await, town.export(list, xlsx).await);
        for (bytes, name) in [(csv, "清单.csv"), (xlsx, "清单.xlsx")] {
            let table = Table::read(&bytes, name).unwrap();
            let shown = |at: usize| -> Vec<String> {
                (0..30).map(|column| table.rows()[at].cell(column).text()).collect()
            };
            assert_eq!(table.rows().len(), 2, "{name}");
            assert!(shown(0).iter().any(|heading| heading == header), "{:?}", shown(0));
            for part in parts {
                let row = shown(1);
                assert!(row.iter().any(|cell| cell.contains(part)), "{name}: {row:?} {part}");
            }
        }
    }
    town.stop().await;
}

#[tokio::test]
async fn a_list_of_many_pages_is_exported_whole() {
    let town = Town::start().await;
    people_and_places(&town).await;
    let mut list = "项目名称,所属单位,拟认领数\n".to_owned();
    list.extend((0..450).map(|n| format!("第{n}项,听涛医院,1\n")));
    town.import(&job(Kind::Offers, &list)).await;
    let rows = town.rows(List::Offers, &[]).await;
    let mut titles: Vec<_> = rows.iter().map(|row| row[1].clone()).collect();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!((rows.len(), titles.len()), (450, 450));
    town.stop().await;
}
