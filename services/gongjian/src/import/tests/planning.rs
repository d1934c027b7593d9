//! Plans are pure: a list, what is known, and what follows.

use contracts::registry::check_in::{Request, Who};
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Subcategory;
use contracts::resources::offer::{Category, List};
use rust_xlsxwriter::{Format, Workbook};
use values::Unit;

use super::*;
use crate::import::planner::NoPlan;

fn offers(plan: &Plan) -> Vec<&List> {
    let offers = plan.steps.iter().filter_map(|step| {
        if let Do::ListOffer(offer) = &step.what { Some(&**offer) } else { None }
    });
    offers.collect()
}

/// Of each check-in, whether it is asked for as the main one.
fn check_ins(plan: &Plan) -> Vec<bool> {
    requests(plan).map(|request| request.primary).collect()
}

fn requests(plan: &Plan) -> impl Iterator<Item = &Request> {
    plan.steps.iter().filter_map(|step| {
        if let Do::RequestCheckIn(request) = &step.what { Some(request) } else { None }
    })
}

#[test]
fn rows_whose_merged_cell_ran_out_are_refused_by_their_sheet_numbers() {
    let plan = planned(Kind::JointUnits, JOINT_UNITS, &known_areas(), street());
    assert_eq!(refused(&plan), [(vec![5, 6], "name_missing")]);
    assert!(plan.refused[0].suggestion.starts_with("请在第5行补上"));
}

#[test]
fn the_mended_list_gives_organisations_check_ins_and_pairs() {
    let mended = JOINT_UNITS.replace("4,,", "4,海三居民区党支部,");
    let plan = planned(Kind::JointUnits, &mended, &known_areas(), street());
    assert_eq!(refused(&plan), []);
    assert_eq!(plan.rows, 5);
    assert_eq!(
        plan.counts(),
        [("组织", 9), ("报到", 6), ("结对", 6)],
        "a street, three communities and five units"
    );
    // The second community of the hospital is not its main one.
    assert_eq!(check_ins(&plan), [true, true, true, false, true, true]);
    let likely = noticed(&plan, "community_likely");
    assert!(likely[0].starts_with("第5行：“海三居民区党支部”按“海湾三村居委会”理解"), "{likely:?}");
}

#[test]
fn a_workbook_with_merged_cells_reads_as_the_same_list() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 3, "听涛街道联建清单", &plain).unwrap();
    for (at, heading) in (0..).zip(["序号", "居民区党组织名称", "联建单位名称", "联建单位数"])
    {
        sheet.write(1, at, heading).unwrap();
    }
    sheet.merge_range(2, 1, 3, 1, "松林居民区党总支", &plain).unwrap();
    sheet.merge_range(2, 3, 3, 3, "", &plain).unwrap();
    sheet.write(2, 3, 2).unwrap();
    for (row, unit) in [(2, "听涛医院"), (3, "望海小学"), (4, "蓝帆物业")] {
        sheet.write(row, 0, row - 1).unwrap();
        sheet.write(row, 2, unit).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let table = Table::read(&bytes, "联建.xlsx").unwrap();
    let import = ids::of_text("test", "xlsx").into();
    let plan =
        super::super::kinds::plan(Kind::JointUnits, &table, import, &known_areas(), street());
    let plan = plan.unwrap();
    assert_eq!(refused(&plan), [(vec![5], "name_missing")]);
    assert_eq!(check_ins(&plan), [true, true]);
}

#[test]
fn a_name_that_may_be_several_areas_is_a_question() {
    let mut options = street();
    options.aliases.open.insert("老街活动室".to_owned());
    let list = "居民区名称,金融单位,活动时间\n\
                河西居民区,海晨银行,2026.3.2\n\
                990101001005,海晨银行,2026.3\n\
                老街活动室,海晨银行,2026.3\n\
                大礁居民区,海晨银行,2026.3\n";
    let plan = planned(Kind::FinanceVisits, list, &known_areas(), options);
    assert_eq!(
        refused(&plan),
        [
            (vec![2], "community_unknown"),
            (vec![4], "community_open"),
            (vec![5], "community_unknown")
        ]
    );
    let both = "河西村委会（990101001004）、河西村委会（990101001005）";
    assert!(plan.refused[0].suggestion.ends_with(both), "{}", plan.refused[0].suggestion);
}

#[test]
fn the_whole_name_of_an_area_is_no_question() {
    let mut known = known_areas();
    known.areas.retain(|line| line.code.short() != "990101001005");
    let quarter = ("990101001006", "河西居委会");
    let (code, name) = (quarter.0.parse().unwrap(), Text::new(quarter.1).unwrap());
    known.areas.push(AreaLine { code, name });
    let list = "姓名,居住社区\n王一,河西村委会\n王二,河西居委会\n";
    let plan = planned(Kind::Members, list, &known, street());
    assert_eq!(refused(&plan), []);
    assert_eq!(registered(&plan), ["听涛街道", "河西村委会", "河西居委会"]);
}

#[test]
fn variants_of_a_name_are_merged_and_what_is_only_similar_is_said() {
    let mut options = street();
    options.variants.judge("海晨行", "海晨银行听涛支行", "same unit (informal)");
    let list = "认领单位,帮助对象,帮助形式\n\
                海晨银行听涛支行,学生,现金\n\
                海晨行,学生,实物\n\
                海晨银行,学生,实物\n\
                海晨银行听涛支行党支部,老人,陪伴\n";
    let plan = planned(Kind::HelpClaims, list, &known_areas(), options);
    assert_eq!(registered(&plan), ["听涛街道", "海晨银行听涛支行", "海晨银行"]);
    assert_eq!(plan.counts(), [("组织", 3), ("需求", 4), ("认领", 4), ("别名", 2)]);
    let similar = noticed(&plan, "unit_similar");
    assert_eq!(similar.len(), 1);
    assert!(similar[0].starts_with("第4行：“海晨银行”按新单位登记"), "{similar:?}");
    assert_eq!(noticed(&plan, "unit_merged").len(), 2);
}

#[test]
fn a_list_that_belongs_to_somebody_says_to_whom() {
    let list = "场地名称\n党群服务中心会议室\n";
    let nobody = Options { owner: None, ..street() };
    let plan = |known: &Known, options| {
        let import = ids::of_text("test", "venue").into();
        super::super::kinds::plan(Kind::Venues, &table(list), import, known, options)
    };
    assert!(matches!(plan(&known_areas(), nobody), Err(NoPlan::OwnerMissing)));
    let stranger = Options { owner: Some("听涛街".to_owned()), ..street() };
    assert!(matches!(plan(&known_areas(), stranger), Err(NoPlan::OwnerUnknown { .. })));
    // The area's organisation is registered if nobody stands for it, and found if somebody does.
    let new = plan(&known_areas(), street()).unwrap();
    assert_eq!(registered(&new), ["听涛街道"]);
    let mut known = known_areas();
    known.organisations = vec![organisation("听涛街道党工委", Level::Street, Some("990101001"))];
    let there = plan(&known, street()).unwrap();
    assert_eq!(registered(&there), Vec::<&str>::new());
    assert_eq!(offers(&there)[0].owner, known.organisations[0].id);
}

#[test]
fn a_venue_belongs_to_the_community_it_is_named_after() {
    let list = "场地名称,容纳人数,地址,备注\n\
                松林居民区活动室,60人,松林路3号,周末开放\n\
                听涛大厦会议室,30,听涛路8号,\n\
                松林居民区活动室,60,松林路3号,周末开放\n\
                大礁居民区活动室,20,,\n";
    let plan = planned(Kind::Venues, list, &known_areas(), street());
    assert_eq!(registered(&plan), ["听涛街道", "松林居委会"]);
    let offers = offers(&plan);
    assert_eq!(offers.len(), 3, "the same venue stands on the list once");
    assert_eq!(noticed(&plan, "taken_once").len(), 1);
    assert_eq!(noticed(&plan, "venue_of_owner")[0].split('：').next(), Some("第5行"));
    let content = offers[0].content.as_ref().unwrap().as_str();
    assert_eq!(content, "可容纳：60人\n备注：周末开放");
    assert_eq!((offers[0].amount.quantity, offers[0].amount.unit), (365, Unit::Session));
    assert_ne!(offers[0].owner, offers[1].owner);
    let served = Some("990101001".parse().unwrap());
    assert!(offers.iter().all(|offer| offer.area == served), "all of the street may use them");
    assert_eq!(offers[1].owner, offers[2].owner);
    let conflict = list.replace("松林居民区活动室,60,", "松林居民区活动室,90,");
    let plan = planned(Kind::Venues, &conflict, &known_areas(), street());
    assert_eq!(refused(&plan), [(vec![4], "conflict")]);
}

#[test]
fn events_tell_their_time_in_one_form_and_their_seats_as_the_amount() {
    let list = "活动名称,时间,参加人数,参加对象\n\
                渔家号子展演,46083,200,不限\n\
                读书会,2026.7月,,\n\
                征文,4月中旬（大概）,50,学生\n";
    let plan = planned(Kind::CultureEvents, list, &known_areas(), street());
    let offers = offers(&plan);
    let when: Vec<_> = offers.iter().map(|o| o.available.as_ref().unwrap().as_str()).collect();
    assert_eq!(when, ["2026-03-02", "2026年7月", "4月中旬（大概）（时间未定）"]);
    let amounts: Vec<_> = offers.iter().map(|offer| offer.amount.to_string()).collect();
    assert_eq!(amounts, ["200人次", "1场次", "50人次"]);
    assert!(offers.iter().all(|offer| offer.category == Category::Culture));
}

#[test]
fn what_is_over_or_open_to_its_own_alone_is_no_offer() {
    let list = "活动名称,简介,时间,参加人数,参加对象\n\
                渔家号子展演,,2026-03-02,200,不限\n\
                老照片展,,2026-02-20,200,不限\n\
                咖啡节,前期筹备工作,3月,20,不限\n\
                诗歌朗诵会,,2026-04-10,30,诗社队员\n";
    let known = Known { now: "2026-03-02T01:00:00Z".parse().unwrap(), ..known_areas() };
    let plan = planned(Kind::CultureEvents, list, &known, street());
    let offers = offers(&plan);
    assert_eq!(offers.len(), 1);
    assert_eq!(
        (offers[0].title.as_str(), offers[0].until),
        ("渔家号子展演", Some(values::time::date_at(known.now)))
    );
    assert!(noticed(&plan, "offer_over")[0].starts_with("第3行"));
    assert!(noticed(&plan, "not_open")[0].starts_with("第4–5行"));
}

#[test]
fn a_bank_that_visits_a_community_serves_its_street() {
    let list = "居民区名称,金融单位,活动时间,名称\n松林居民区,海晨银行,2026.3,防诈骗讲座\n";
    let plan = planned(Kind::FinanceVisits, list, &known_areas(), street());
    let offers = offers(&plan);
    assert_eq!(offers[0].area.map(|area| area.short()).as_deref(), Some("990101001"));
    assert_eq!(offers[0].until, Some("2026-03-31".parse().unwrap()));
}

#[test]
fn a_venue_is_of_the_kind_that_its_name_ends_with() {
    let kind = |code: &str, name: &str| Subcategory {
        code: Text::new(code).unwrap(),
        name: Text::new(name).unwrap(),
        retired: false,
    };
    let venues = vec![kind("activity_room", "活动室"), kind("square", "广场、空地")];
    let known = Known { venues, ..known_areas() };
    let list = "场地名称\n松林居民区活动室2\n听涛广场（北）\n听涛广场大堂\n";
    let plan = planned(Kind::Venues, list, &known, street());
    let kinds: Vec<_> = offers(&plan).iter().map(|offer| offer.subcategory.as_deref()).collect();
    assert_eq!(kinds, [Some("activity_room"), Some("square"), None]);
}

#[test]
fn wishes_that_somebody_has_taken_are_not_posted() {
    let list = "心愿内容,类别,认领方,状态\n\
                一个书包,物品,,\n\
                想有人陪着说话,陪伴,,\n\
                一副手套,物品,海晨银行,已认领\n\
                一台风扇,物品,海晨银行,已实现\n";
    let plan = planned(Kind::MicroWishes, list, &known_areas(), street());
    let raised = plan.steps.iter().filter_map(|step| {
        if let Do::Raise(raise) = &step.what {
            Some((&*raise.title, raise.amount.unit))
        } else {
            None
        }
    });
    let (piece, session) = (Unit::Piece, Unit::Session);
    let wanted = [("一个书包", piece), ("想有人陪着说话", session), ("一副手套", piece)];
    assert_eq!(raised.collect::<Vec<_>>(), wanted);
    let posted = plan.steps.iter().filter(|step| matches!(step.what, Do::Post(_)));
    assert_eq!(posted.map(|step| step.row.unwrap().0).collect::<Vec<_>>(), [2, 3]);
    for (code, row) in [("wish_claimed", "第4行"), ("wish_fulfilled", "第5行")] {
        assert!(noticed(&plan, code)[0].starts_with(row), "{code}");
    }
}

#[test]
fn each_service_of_an_organisation_is_an_offer_and_a_long_one_keeps_its_text() {
    let long = format!("海上救援知识进社区，{}", "面向渔民家庭开展培训和演练".repeat(6));
    let list = format!(
        "社会组织名称,服务项目,负责人,联系方式\n\
         听涛海上救援队,\"1、{long}\n2、泳池安全员\",,\n\
         望海社工站,{},,\n",
        "心理辅导".repeat(200)
    );
    let plan = planned(Kind::SocialOrgs, &list, &known_areas(), street());
    assert_eq!(refused(&plan), [(vec![4], "text_too_long")]);
    let offers = offers(&plan);
    assert_eq!(offers[0].title.as_str(), "海上救援知识进社区");
    assert_eq!(offers[0].content.as_ref().unwrap().as_str(), long);
    assert_eq!((offers[1].title.as_str(), &offers[1].content), ("泳池安全员", &None));
    assert!(noticed(&plan, "title_cut")[0].starts_with("第2、4行"));
}

#[test]
fn members_name_a_unit_that_is_registered_and_a_community_on_the_map() {
    let mut known = known_areas();
    known.organisations = vec![organisation("听涛医院", Level::Unit, None)];
    let list = "姓名,联系电话,工作单位,居住社区\n\
                王一,13000000001,听涛医院,松林社区\n\
                王二,13000000002,听涛 医院,松林居委会\n\
                王三,13000000003,听滔医院,松林社区\n\
                王四,13000000004,听滔医院,大礁社区\n\
                王一,13000000001,听涛医院,松林社区\n\
                王二,13000000002,听涛医院,海湾一村社区\n";
    let plan = planned(Kind::Members, list, &known, street());
    assert_eq!(
        refused(&plan),
        [(vec![4, 5], "unit_unknown"), (vec![5], "community_unknown"), (vec![7], "conflict")]
    );
    assert_eq!(plan.refused[0].suggestion, "是不是：听涛医院、听涛街道？否则请先导入单位");
    let good: String = list.lines().take(3).map(|line| format!("{line}\n")).collect();
    let plan = planned(Kind::Members, &good, &known, street());
    assert_eq!(plan.counts(), [("组织", 2), ("党员", 2), ("报到", 2)]);
    assert!(requests(&plan).all(|request| matches!(request.who, Who::Person(_))));
}

#[test]
fn the_days_around_new_year_belong_to_the_year_that_begins() {
    let list = "date,name,day_off\n2030-12-31,元旦,1\n2031-01-01,元旦,1\n2031-02-01,春节,1\n";
    let plan = planned(Kind::Holidays, list, &Known::default(), Options::default());
    let years: Vec<_> = plan.steps.iter().filter_map(|step| step.what.shown()).collect();
    assert_eq!(years, ["2031年节假日表，3天"]);
    assert_eq!(noticed(&plan, "year_thin").len(), 1);
}

#[test]
fn an_area_lies_in_the_one_above_it() {
    let wrong = AREAS.replace("海湾一村居委会,990101001000", "海湾一村居委会,990102001000");
    let plan = planned(Kind::Areas, &wrong, &Known::default(), Options::default());
    assert_eq!(refused(&plan), [(vec![4], "area_parent")]);
    let plan = planned(Kind::Areas, AREAS, &Known::default(), Options::default());
    assert_eq!(plan.counts(), [("区划", 7)]);
}

#[test]
fn units_are_registered_once_and_their_contacts_are_left_out() {
    let mut known = known_areas();
    known.organisations = vec![
        organisation("听涛医院", Level::Unit, None),
        organisation("望海区卫健局党委", Level::Unit, None),
    ];
    let list = "单位名称,单位性质,报到社区,联络员,联系电话,上级党组织\n\
                听涛医院,医院,松林社区,,,\n\
                望海小学,学校,松林社区,李老师,13000000001,望海区卫健局党委\n\
                海晨银行,国有企业,,,,没有登记的党委\n";
    let plan = planned(Kind::Units, list, &known, street());
    assert_eq!(refused(&plan), []);
    assert_eq!(registered(&plan), ["听涛街道", "望海小学", "海晨银行"]);
    for code in ["unit_known", "contacts_left_out", "parent_unknown"] {
        assert_eq!(noticed(&plan, code).len(), 1, "{code}");
    }
    let parents = registers(&plan).filter_map(|(_, register)| register.parent);
    assert_eq!(parents.collect::<Vec<_>>(), [known.organisations[1].id]);
}

/// Whatever an earlier run registered, the steps that are left keep their ids and their bodies.
#[test]
fn a_plan_made_anew_after_a_part_was_done_is_the_rest_of_the_same_plan() {
    let mended = JOINT_UNITS.replace("4,,", "4,海三居民区党支部,");
    let whole = planned(Kind::JointUnits, &mended, &known_areas(), street());
    let registers: Vec<_> = registers(&whole).collect();
    for done in 0..=registers.len() {
        let mut known = known_areas();
        for (command, register) in &registers[..done] {
            let area = register.area.map(|area| area.short());
            known.organisations.push(OrganisationLine {
                id: ids::derive((*command).into(), 0).into(),
                ..organisation(&register.name, register.level, area.as_deref())
            });
        }
        let rest = planned(Kind::JointUnits, &mended, &known, street());
        assert_eq!(rest.steps.len(), whole.steps.len() - done);
        for step in &rest.steps {
            let same = whole.steps.iter().find(|other| other.id == step.id);
            let same = same.unwrap_or_else(|| panic!("a new id for {:?}", step.what));
            assert_eq!(format!("{:?}", same.what), format!("{:?}", step.what));
        }
    }
}

#[test]
fn what_concerns_many_is_on_the_list_with_the_resolution_of_a_meeting() {
    let list = "项目名称,需求方,拟认领数,状态,涉及多数人,议事日期,议事决议,开展起,开展止\n\
                修路,听涛街道,1,待认领,是,2026-01-15,,,\n\
                修灯,听涛街道,1,待发布,是,,,,\n\
                修井,听涛街道,1,待认领,是,2026-01-15,同意,,\n\
                修墙,听涛街道,1,待认领,否,,,2026-03-02,\n\
                修桥,听涛街道,1,待认领,否,,,2026-03-02,2026-03-01\n";
    let now = "2026-02-02T01:00:00Z".parse().unwrap();
    let mut known = Known { now, ..known_areas() };
    known.organisations.push(organisation("听涛街道", Level::Street, Some("990101001")));
    let plan = planned(Kind::Needs, list, &known, street());
    assert_eq!(
        refused(&plan),
        [(vec![2], "not_deliberated"), (vec![5], "window_unfit"), (vec![6], "window_unfit"),]
    );
}

#[test]
fn opening_times_that_nobody_can_read_refuse_the_row() {
    let list = "项目名称,所属单位,拟认领数,每周开放,停用日,补开日\n\
                礼堂,听涛街道,1,每天,,\n操场,听涛街道,1,周一 09:00-11:00,国庆,\n\
                教室,听涛街道,1,周一 09:00-11:00,2026-10-01,2026-10-10 9点\n";
    let mut known = known_areas();
    known.organisations.push(organisation("听涛街道", Level::Street, Some("990101001")));
    let plan = planned(Kind::Offers, list, &known, street());
    let unfit = |row| (vec![row], "openings_unfit");
    assert_eq!(refused(&plan), [unfit(2), unfit(3), unfit(4)]);
}
