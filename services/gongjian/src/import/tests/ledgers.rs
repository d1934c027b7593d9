//! Agreements, projects and service records: exported, imported again, and the same.

use super::carrying_out::{Town, job};
use super::round_trip::{BOTH, people_and_places, rows};
use super::*;
use crate::export::{Format, List};

const AGREEMENTS: &str = "协议名称,甲方,乙方,其他各方,各方职责,开始日期,结束日期,共建计划,违约处理,项目名称,\
                          责任人编号,已签署,状态,终止原因\n\
                          健康共建,海湾一村居民区党总支,听涛医院,,\"听涛医院：服务：义诊（每季）（4场次）\n\
                          海湾一村居民区党总支：开放设施：场地：周末（不计量）\",2026-01-01,2027-12-31,\
                          \"每季一次\n雨天顺延\",协商解决,周末义诊,\
                          听涛医院：01990000-0000-7000-8000-0000000000a1：\
                          01990000-0000-7000-8000-0000000000a2,,已亮约,\n\
                          三方共建,海湾一村居民区党总支,听涛医院,望海小学,望海小学：组织共建：主题党日（2场次）,\
                          2026-03-01,2028-02-28,,,,,,已签约,\n\
                          阅读共建,松林居民区党总支,望海小学,,望海小学：活动共联：读书（不计量）,2026-03-01,\
                          2028-02-28,,,,,望海小学,谈约,\n\
                          存贷共建,松林居民区党总支,海晨银行听涛支行,,海晨银行听涛支行：资金：讲座（9元）,\
                          2026-03-01,2028-02-28,,,,,,已终止,双方协商\n";

/// A project of each state that a list can lead to.
const PROJECTS: &str = "项目编号,服务项目名称,供给方,需求方,拟认领数,计量单位,共建协议,推进情况,原因,服务记录数,\
                        立项日期\n\
                        990101001001-2025-0007,'=义诊,听涛医院,海湾一村居民区党总支,4,场次,健康共建,已归档,,2,\
                        2025-03-01\n\
                        990101001001-2026-0001,陪诊,听涛医院,海湾一村居民区党总支,2,人次,,执行中,,1,2026-01-05\n\
                        990101001001-2026-0002,读书,望海小学,海湾一村居民区党总支,3,小时,,已终止,\
                        \"搬迁，\n没有场地\",1,2026-02-01\n\
                        990101001001-2026-0003,支教,望海小学,海湾一村居民区党总支,1,小时,,已归档,没有开展,0,\
                        2026-02-01\n\
                        990101001001-2026-0004,一,望海小学,海湾一村居民区党总支,1,件,,待立项,,0,2026-02-01\n\
                        990101001001-2026-0005,二,望海小学,海湾一村居民区党总支,1,件,,未获立项,重复,0,2026-02-01\n\
                        990101001001-2026-0006,三,望海小学,海湾一村居民区党总支,1,件,,已立项,,0,2026-02-01\n\
                        990101001001-2026-0009,四,望海小学,海湾一村居民区党总支,1,件,,已暂停,放假,0,2026-02-01\n\
                        990101001001-2026-0010,五,望海小学,海湾一村居民区党总支,1,件,,待验收,,1,2026-02-01\n\
                        990101001001-2026-0011,六,望海小学,海湾一村居民区党总支,1,件,,执行中,重做,1,2026-02-01\n\
                        990101001001-2026-0012,七,望海小学,海湾一村居民区党总支,1,件,,已验收,,1,2026-02-01\n";

fn records_list() -> String {
    let [one, other] = ["c1", "c2"].map(|end| format!("01990000-0000-7000-8000-0000000000{end}"));
    let row = |serial: &str, quantity: u32, state: &str, confirmed: bool, end: &str| {
        let by = if confirmed { other.as_str() } else { "" };
        format!(
            "990101001001-{serial},2026-03-01,\"服务一次，\n雨天\",90,2,\
             {quantity},,,{state},{one},{by},{end}\n"
        )
    };
    let duty = row("2025-0007", 2, "已确认", true, ",已归档,").replace(",2,2,,,", ",3,2,1,2,");
    let head = "项目编号,服务时间,服务内容,服务时长（分钟）,服务人数,交付数量,职责序号,职责完成数,状态,\
                登记人编号,确认人编号,冲销原因,项目推进情况,项目原因\n";
    [
        head.to_owned(),
        duty,
        row("2025-0007", 2, "已确认", true, ",已归档,"),
        row("2025-0007", 4, "已冲销", true, "记错了,已归档,"),
        row("2026-0001", 1, "待确认", false, ",执行中,"),
        row("2026-0001", 2, "已冲销", false, "重复,执行中,"),
        row("2026-0002", 1, "已确认", true, ",已终止,\"搬迁，\n没有场地\""),
        row("2026-0010", 1, "已确认", true, ",待验收,"),
        row("2026-0011", 1, "已确认", true, ",执行中,重做"),
        row("2026-0012", 1, "已确认", true, ",已验收,"),
    ]
    .concat()
}

const LEDGERS: [(List, Kind); 3] = [
    (List::Agreements, Kind::Agreements),
    (List::Projects, Kind::Projects),
    (List::Records, Kind::Records),
];

/// The rows in the order of the file.
fn in_order(bytes: &[u8], leave_out: &[&str]) -> Vec<Vec<String>> {
    let table = Table::read(bytes, "清单.csv").unwrap();
    let cells = |row: &sheets::Row| -> Vec<String> {
        (0..20).map(|column| row.cell(column).text()).collect()
    };
    let rows: Vec<_> = table.rows().iter().map(cells).collect();
    let kept: Vec<usize> =
        (0..20).filter(|at| !leave_out.contains(&rows[0][*at].as_str())).collect();
    rows.iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect()).collect()
}

#[tokio::test]
async fn agreements_projects_and_records_come_back_as_they_were() {
    let first = Town::start().await;
    people_and_places(&first).await;
    first.import(&job(Kind::Agreements, AGREEMENTS)).await;
    first.import(&job(Kind::Projects, PROJECTS)).await;
    first.import(&job(Kind::Records, &records_list())).await;
    // What was written stands there again.
    let own = ["已交付数", "对应需求", "对应资源", "进度节点", "附件", "认领情况", "备注"];
    assert_eq!(first.rows(List::Projects, &own).await, rows(PROJECTS.as_bytes(), &[]));
    let own = ["编号", "稿次", "履约率", "已签署"];
    let written = rows(AGREEMENTS.as_bytes(), &["已签署"]);
    assert_eq!(first.rows(List::Agreements, &own).await, written);
    let own = ["编号", "项目名称", "供给方", "需求方", "到场人员编号", "未到人员编号"];
    let written = rows(records_list().as_bytes(), &[]);
    assert_eq!(first.rows(List::Records, &own).await, written);
    for (format, name) in BOTH {
        let second = Town::start().await;
        people_and_places(&second).await;
        for (list, kind) in LEDGERS {
            let bytes = first.export(list, format).await;
            second.import_again(kind, &bytes, name).await;
        }
        for (list, _) in LEDGERS {
            let (before, after) =
                (first.export(list, Format::Csv).await, second.export(list, Format::Csv).await);
            // Agreements and records are given numbers anew; projects keep theirs.
            let anew: &[&str] = if list == List::Projects { &[] } else { &["编号"] };
            assert_eq!(in_order(&after, anew), in_order(&before, anew), "{list:?} {name}");
            assert!(!anew.is_empty() || before == after, "{list:?} {name}");
        }
        second.stop().await;
    }
    first.stop().await;
}

#[tokio::test]
async fn ledgers_that_were_cut_off_go_on_to_the_same_end() {
    let records = records_list();
    let jobs = [
        job(Kind::Agreements, AGREEMENTS),
        job(Kind::Projects, PROJECTS),
        job(Kind::Records, &records),
    ];
    let mut ends = Vec::new();
    for done in [0, 5, 1_000] {
        let town = Town::start().await;
        people_and_places(&town).await;
        for job in &jobs {
            town.import_part(job, done).await;
            town.import(job).await;
        }
        let mut end = Vec::new();
        for (list, _) in LEDGERS {
            end.push(town.rows(list, &[]).await);
        }
        ends.push(end);
        town.stop().await;
    }
    assert_eq!(ends[1], ends[0]);
    assert_eq!(ends[2], ends[0]);
}

#[tokio::test]
async fn what_cannot_stand_in_a_ledger_is_named_by_its_row() {
    let town = Town::start().await;
    people_and_places(&town).await;
    town.import(&job(Kind::Agreements, AGREEMENTS)).await;
    town.import(&job(Kind::Projects, PROJECTS)).await;
    let agreements = "协议名称,甲方,乙方,各方职责,开始日期,结束日期,已签署,状态,责任人编号\n\
                      一,没有的单位,听涛医院,听涛医院：服务：义诊（1场次）,2026-01-01,2026-12-31,,\n\
                      二,听涛医院,听涛医院,听涛医院：服务：义诊（1场次）,2026-01-01,2026-12-31,,\n\
                      三,松林居民区党总支,听涛医院,义诊一次,2026-01-01,2026-12-31,,\n\
                      四,松林居民区党总支,听涛医院,听涛医院：服务：义诊（1场次）,2026-01-01,2031-12-31,,\n\
                      五,松林居民区党总支,听涛医院,听涛医院：服务：义诊（1场次）,2026-01-01,2026-12-31,,签了\n\
                      六,松林居民区党总支,听涛医院,听涛医院：服务：义诊（1场次）,2026-01-01,2026-12-31,望海小学,谈约\n\
                      七,松林居民区党总支,听涛医院,听涛医院：服务：义诊（1场次）,2026-01-01,2026-12-31,,已违约解除\n\
                      八,松林居民区党总支,听涛医院,听涛医院：服务：义诊（1场次）,2026-01-01,2026-12-31,,,王主任\n";
    let plan = town.plan(&job(Kind::Agreements, agreements)).await;
    let wanted = [
        (vec![2], "unit_unknown"),
        (vec![3], "parties_unfit"),
        (vec![4], "duties_unfit"),
        (vec![5], "term_unfit"),
        (vec![6], "word_unknown"),
        (vec![7], "signed_unfit"),
        (vec![9], "responsible_unfit"),
    ];
    assert_eq!(refused(&plan), wanted);
    assert_eq!(noticed(&plan, "agreement_broken").len(), 1);
    let projects = "项目编号,服务项目名称,供给方,需求方,拟认领数,计量单位,共建协议,推进情况\n\
                    GJ-1,一,听涛医院,海湾一村居民区党总支,1,件,,\n\
                    990101001001-2026-0001,二,听涛医院,海湾一村居民区党总支,1,件,,\n\
                    ,三,听涛医院,海湾一村居民区党总支,0,件,,\n\
                    ,四,听涛医院,海湾一村居民区党总支,1,车,,\n\
                    ,五,听涛医院,海湾一村居民区党总支,1,件,没有的协议,\n\
                    ,六,望海小学,松林居民区党总支,1,件,健康共建,\n\
                    ,七,听涛医院,海湾一村居民区党总支,1,件,,忙着\n\
                    ,八,个人,海湾一村居民区党总支,1,件,,\n";
    let plan = town.plan(&job(Kind::Projects, projects)).await;
    let wanted = [
        (vec![2], "code_unfit"),
        (vec![3], "code_known"),
        (vec![4], "amount_unfit"),
        (vec![5], "word_unknown"),
        (vec![6], "agreement_unknown"),
        (vec![7], "agreement_unknown"),
        (vec![8], "word_unknown"),
    ];
    assert_eq!(refused(&plan), wanted);
    assert_eq!(noticed(&plan, "person_unnamed").len(), 1);
    let one = "01990000-0000-7000-8000-0000000000c1";
    let records = format!(
        "项目编号,服务时间,服务内容,服务时长（分钟）,服务人数,交付数量,职责序号,职责完成数,状态,登记人编号,\
         确认人编号,项目推进情况\n\
         990101001001-2026-0099,2026-03-01,一,60,1,1,,,,,,\n\
         990101001001-2026-0001,2026-03-01,二,9999,1,1,,,,,,\n\
         990101001001-2026-0001,2026-03-01,三,60,1,0,,,,,,\n\
         990101001001-2026-0001,2026-03-01,四,60,1,0,1,,,,,\n\
         990101001001-2026-0001,2026-03-01,五,60,1,1,,,已确认,{one},{one},\n\
         990101001001-2026-0001,2026-03-01,六,60,1,1,,,,王一,,\n\
         990101001001-2026-0001,2026-03-01,七,60,1,1,,,待确认,,,已验收\n\
         990101001001-2026-0001,2026-03-01,八,60,1,1,,,待确认,,,执行中\n\
         990101001001-2026-0002,2026-03-01,九,60,1,9,,,待确认,,,\n"
    );
    let plan = town.plan(&job(Kind::Records, &records)).await;
    let wanted = [
        (vec![2], "project_unknown"),
        (vec![3], "number_out_of_range"),
        (vec![4], "nothing_done"),
        (vec![5], "duty_unfit"),
        (vec![6], "own_record"),
        (vec![7], "person_unfit"),
        (vec![8], "unconfirmed"),
        (vec![9], "standing_differs"),
        (vec![10], "more_than_claimed"),
    ];
    assert_eq!(refused(&plan), wanted);
    town.stop().await;
}
