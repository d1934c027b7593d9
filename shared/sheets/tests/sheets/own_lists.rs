//! Small lists of our own, dirty in the ways of real ones.

use sheets::kinds::{
    areas, army_services, culture_events, finance_visits, help_claims, holidays, joint_units,
    members, micro_wishes, social_orgs, units, venues,
};
use sheets::{Error, When};

use crate::{noticed, refused, table};

const JOINT: &str = "\
滨海街道2025年联建清单,,,
,,,
序号,社区党组织,共建单位（全称）,家数
1,望海社区党委,海通银行望海支行,3
2,,望海小学,
3,,港务（集团、控股）公司,
4,松涛社区党支部,\"松涛中学、区水务局、松涛派出所\",3
5,听雨社区党总支,听雨幼儿园,2
6,,区图书馆,
7,,区文化馆,2
8,,区科技馆,
9,望海社区党委,海通银行望海支行,2
合计,,11,
注：以上单位均已签约。,,,
";

#[test]
fn a_missing_community_is_refused_and_never_given_to_the_one_above() {
    let read = joint_units::read(&table(JOINT)).unwrap();
    assert_eq!(refused(&read.refused), [(vec![10, 11], "name_missing")]);
    let refusal = &read.refused[0];
    assert_eq!(refusal.column.as_deref(), Some("社区党组织（B列）"));
    assert_eq!(
        refusal.message,
        "缺少“社区党组织”：上一组“听雨社区党总支”已满2个，第10–11行（序号7–8）另有数目2"
    );
    assert_eq!(
        refusal.suggestion,
        "请在第10行补上“社区党组织”；若属于“听雨社区党总支”，请把它的数目改为4，并删去第10行的数目"
    );
    let of = |community: &str| {
        let rows = read.rows.iter().filter(|(_, pair)| pair.community.starts_with(community));
        rows.map(|(row, pair)| (row.0, pair.unit.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(of("松涛"), [(7, "松涛中学"), (7, "区水务局"), (7, "松涛派出所")]);
    assert_eq!(of("听雨"), [(8, "听雨幼儿园"), (9, "区图书馆")]);
    assert_eq!(of("望海")[2], (6, "港务（集团、控股）公司"));
    assert_eq!(read.rows.len(), 9);
}

#[test]
fn repeated_groups_wrong_counts_totals_and_remarks_are_noticed() {
    let read = joint_units::read(&table(JOINT)).unwrap();
    assert_eq!(noticed(&read, "group_repeated"), [[4, 5, 6, 12]]);
    assert_eq!(noticed(&read, "duplicate"), [[4, 12]]);
    assert_eq!(noticed(&read, "count_disagrees"), [[12]]);
    assert_eq!(noticed(&read, "total_row"), [[13]]);
    assert_eq!(noticed(&read, "remark_row"), [[14]]);
}

#[test]
fn without_counts_blanks_are_filled_and_that_is_said() {
    let read = joint_units::read(&table("社区,单位名称\n甲社区,一\n,二\n乙社区,三\n")).unwrap();
    assert_eq!(read.rows[1].1.community, "甲社区");
    assert!(read.refused.is_empty());
    assert_eq!(noticed(&read, "filled_down"), [[3]]);
}

#[test]
fn columns_stand_in_any_order_under_any_of_their_names() {
    let text = "\
联系电话;所在位置;容纳人数（人）*;场所名称;管理员
0631-5200000;礼堂路1号;约50人;大礼堂;甲
暂无;礼堂路2号;120人;小礼堂;乙
[电话];礼堂路2号;１２０;小 礼堂;丙
";
    let read = venues::read(&table(text)).unwrap();
    assert_eq!(refused(&read.refused), [(vec![2], "number_vague")]);
    assert_eq!(read.refused[0].message, "第2行：“约50人”不是确切的数目");
    assert_eq!(read.refused[0].column.as_deref(), Some("容纳人数（人）*（C列）"));
    let capacities: Vec<_> = read.rows.iter().map(|(_, venue)| venue.capacity).collect();
    assert_eq!(capacities, [Some(120), Some(120)]);
    assert!(read.rows.iter().all(|(_, venue)| venue.phones.is_empty()));
    assert_eq!(noticed(&read, "duplicate"), [[3, 4]]);
    let unknown = read.notices.iter().find(|n| n.code == "columns_unknown").unwrap();
    assert_eq!(unknown.message, "以下列不导入：所在位置（B列）、管理员（E列）。");
}

#[test]
fn missing_columns_are_named_with_those_found_and_those_known() {
    let error = venues::read(&table("房间,人数\n101,30\n")).unwrap_err();
    let Error::MissingColumns { missing, found, known } = &error else { panic!("{error}") };
    assert_eq!(missing, &["场地名称"]);
    assert_eq!(found, &["房间", "人数"]);
    assert!(known[0].starts_with("场地名称*（或场所名称/"), "{}", known[0]);
    assert!(error.chinese().starts_with("缺少必填列：场地名称。找到的列：房间、人数。"));
}

#[test]
fn every_complaint_about_a_row_is_gathered() {
    let text = "名称,信用代码,电话\n,12345,没有号码\n好单位,,\n";
    let read = units::read(&table(text)).unwrap();
    let codes: Vec<_> = read.refused.iter().map(|refusal| refusal.code).collect();
    assert_eq!(codes, ["credit_code", "phone_unreadable", "value_missing"]);
    assert_eq!(read.rows.len(), 1);
}

#[test]
fn one_credit_code_for_two_units_is_refused_and_a_wrong_check_digit_noticed() {
    let text = "\
单位名称,统一社会信用代码,联络员
甲公司,91350100m000100y43,某
乙公司,91350100M000100Y43,某
丙公司,91350100M000100Y44,某
甲 公司,91350100M000100Y43,某
";
    let read = units::read(&table(text)).unwrap();
    assert_eq!(refused(&read.refused), [(vec![3], "conflict")]);
    assert_eq!(noticed(&read, "credit_code_check"), [[4]]);
    assert_eq!(noticed(&read, "duplicate"), [[2, 5], [2, 5]]);
    assert_eq!(read.rows[0].1.credit_code.as_deref(), Some("91350100M000100Y43"));
}

#[test]
fn identity_numbers_are_not_read_and_that_is_said() {
    let text = "姓名,身份证号,手机,专长\n某甲,370000190001010000,13800001234,\"书法，理发\"\n";
    let read = members::read(&table(text)).unwrap();
    assert_eq!(read.rows[0].1.skills, ["书法", "理发"]);
    assert_eq!(read.rows[0].1.phones, ["13800001234"]);
    assert!(read.notices.iter().any(|notice| notice.code == "identity_numbers"));
    assert!(!format!("{read:?}").contains("370000190001010000"));
}

#[test]
fn dates_without_a_year_lie_in_the_year_of_the_title_or_of_the_other_dates() {
    let rows = "活动名称,时间\n书展,3月3日—10日\n球赛,暂定\n戏曲,45000\n";
    let times = |text: &str| {
        let read = culture_events::read(&table(text)).unwrap();
        let noticed = noticed(&read, "year_assumed").len();
        let when = read.rows.into_iter().map(|(_, event)| event.time.unwrap().when);
        (when.collect::<Vec<_>>(), noticed)
    };
    let range = |year: i16| {
        let day = |day| jiff::civil::date(year, 3, day);
        When::Range(day(3), day(10))
    };
    let (by_dates, noticed) = times(rows);
    assert_eq!(by_dates[0], range(2023));
    assert_eq!(by_dates[1], When::Unclear("暂定".to_owned()));
    assert_eq!(by_dates[2], When::Day(jiff::civil::date(2023, 3, 15)));
    assert_eq!(noticed, 1);
    let (by_title, _) = times(&format!("某街道2025年文化活动\n{rows}"));
    assert_eq!(by_title[0], range(2025));
    let (unknown, noticed) = times("活动名称,时间\n书展,3月3日—10日\n");
    assert_eq!(unknown, [When::Unclear("3月3日—10日".to_owned())]);
    assert_eq!(noticed, 0);
    let told = culture_events::read(&table("活动名称,时间\n书展,3月3日—10日\n").in_year(2026));
    assert_eq!(told.unwrap().rows[0].1.time.as_ref().unwrap().when, range(2026));
}

#[test]
fn impossible_days_are_refused_and_recurring_times_kept() {
    let text = "项目,开展时间,地点,参与\n军史课,2025.2.30,,\n座谈,春节、八一前夕,\"甲馆、乙馆\",\"武装部、妇联\"\n";
    let read = army_services::read(&table(text)).unwrap();
    assert_eq!(refused(&read.refused), [(vec![2], "day_impossible")]);
    let (row, service) = &read.rows[0];
    assert_eq!(row.0, 3);
    let said = "春节、八一前夕".to_owned();
    assert_eq!(service.time.as_ref().unwrap().when, When::Recurring(said));
    assert_eq!((service.places.len(), service.participants.len()), (2, 2));
}

#[test]
fn month_counts_and_several_banks_on_one_day_are_noticed() {
    let text = "\
居民区名称,金融单位,活动时间,名称,参加人数,月统计
甲居民区,海通银行,2025.1.10,讲座,50人,一月（3次）
甲社区,东山银行,2025-01-10,讲座,50人,
乙居民区,海通银行,2025.2,讲座,\"1,200人\",二月（1次）
";
    let read = finance_visits::read(&table(text)).unwrap();
    assert!(read.refused.is_empty());
    assert_eq!(noticed(&read, "count_disagrees"), [[2, 3]]);
    assert_eq!(noticed(&read, "same_day"), [[2, 3]]);
    assert_eq!(read.rows[2].1.people, Some(1200));
    let month = When::Month { year: 2025, month: 2 };
    assert_eq!(read.rows[2].1.time.as_ref().unwrap().when, month);
}

#[test]
fn repeated_headers_and_numbered_blank_rows_are_no_entries() {
    let text = "序号,认领单位,帮助对象\n1,海通,学生\n序号,认领单位,帮助对象\n2,东山,老人\n3,,\n";
    let read = help_claims::read(&table(text)).unwrap();
    assert_eq!(read.rows.len(), 2);
    assert!(read.refused.is_empty());
    assert_eq!(noticed(&read, "header_repeated"), [[3]]);
    assert_eq!(noticed(&read, "serial_only"), [[5]]);
}

#[test]
fn services_in_one_cell_are_told_apart() {
    let text =
        "社会组织名称,服务项目\n甲社,\"1.义诊，免费 2.理发\n3.家电：\n维修\"\n乙社,照料，护理\n";
    let read = social_orgs::read(&table(text)).unwrap();
    assert_eq!(read.rows[0].1.services, ["义诊，免费", "理发", "家电：维修"]);
    assert_eq!((read.rows[1].0.0, read.rows[1].1.services.len()), (5, 1));
}

#[test]
fn areas_know_their_level_and_refuse_one_code_for_two_names() {
    let text = "代码,名称,上级\n3710,威海市,37\n371002001001,甲居委会,371002001\n\
                371002001001,乙居委会,\n37x,丙,\n4419,丁市,4419\n";
    let read = areas::read(&table(text)).unwrap();
    let found: Vec<_> = read.rows.iter().map(|(_, a)| (a.code.as_str(), a.level)).collect();
    assert_eq!(found, [("371000000000", 2), ("371002001001", 5)]);
    assert_eq!(read.rows[1].1.parent_code.as_deref(), Some("371002001000"));
    assert_eq!(refused(&read.refused), [(vec![4], "conflict"), (vec![5], "area_code")]);
    assert_eq!(noticed(&read, "own_parent"), [[6]]);
}

#[test]
fn a_day_that_is_off_and_on_is_refused() {
    let text = "日期,节日,类型\n2026-10-01,国庆节,休\n2026.10.10,国庆节,班\n2026年10月1日,国庆节,班\n10月2日,国庆节,也许\n";
    let read = holidays::read(&table(text)).unwrap();
    assert_eq!(read.rows.len(), 2);
    assert_eq!(
        refused(&read.refused),
        [(vec![4], "conflict"), (vec![5], "day_unreadable"), (vec![5], "day_off_unknown")]
    );
}

#[test]
fn wishes_that_read_the_same_are_not_the_same() {
    let text =
        "编号,微心愿,人群,认领人\n1,一个书包,儿童,\n2,一个书包,儿童,某单位\n2,一床棉被,老人,\n";
    let read = micro_wishes::read(&table(text)).unwrap();
    assert_eq!(read.rows.len(), 3);
    assert_eq!(read.rows[0].1.number.as_deref(), Some("1"));
    assert_eq!(noticed(&read, "duplicate"), [[3, 4]]);
}

#[test]
fn characters_that_nobody_sees_are_no_name() {
    let text = "场地名称,地址\n\u{200b},文化路1号\n礼\u{7}堂,文化路2号\n";
    let read = venues::read(&table(text)).unwrap();
    assert_eq!(refused(&read.refused), [(vec![2], "value_missing"), (vec![3], "text_control")]);
}
