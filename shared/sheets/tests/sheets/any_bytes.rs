//! No bytes make the reader panic.

use proptest::prelude::*;
use sheets::kinds::{
    areas, army_services, culture_events, finance_visits, help_claims, holidays, joint_units,
    members, micro_wishes, needs, offers, social_orgs, units, venues,
};
use sheets::{Cell, Error, Kind, Read, Table, cells, names};

/// Every row that holds something below the header is an entry, refused, or noticed.
fn accounted<T>(table: &Table, read: Result<Read<T>, Error>) {
    let Ok(read) = read else { return };
    let entries = read.rows.iter().map(|(row, _)| *row);
    let refused = read.refused.iter().flat_map(|refusal| refusal.rows.clone());
    let noticed = read.notices.iter().flat_map(|notice| notice.rows.clone());
    let known: std::collections::BTreeSet<_> = entries.chain(refused).chain(noticed).collect();
    // Above the first known row stand titles and the header.
    let Some(first) = read.rows.first().map(|(row, _)| *row) else { return };
    for row in table.rows().iter().filter(|row| row.number >= first) {
        assert!(known.contains(&row.number), "row {} disappeared", row.number);
    }
}

fn read_as(kind: Kind, table: &Table) {
    match kind {
        Kind::Areas => accounted(table, areas::read(table)),
        Kind::Holidays => accounted(table, holidays::read(table)),
        Kind::Units => accounted(table, units::read(table)),
        Kind::Members => accounted(table, members::read(table)),
        Kind::Venues => accounted(table, venues::read(table)),
        Kind::JointUnits => accounted(table, joint_units::read(table)),
        Kind::HelpClaims => accounted(table, help_claims::read(table)),
        Kind::SocialOrgs => accounted(table, social_orgs::read(table)),
        Kind::CultureEvents => accounted(table, culture_events::read(table)),
        Kind::FinanceVisits => accounted(table, finance_visits::read(table)),
        Kind::ArmyServices => accounted(table, army_services::read(table)),
        Kind::MicroWishes => accounted(table, micro_wishes::read(table)),
        Kind::Offers => accounted(table, offers::read(table)),
        Kind::Needs => accounted(table, needs::read(table)),
        Kind::Hotline => accounted(table, sheets::kinds::hotline::read(table)),
        Kind::Agreements => accounted(table, sheets::kinds::agreements::read(table)),
        Kind::Projects => accounted(table, sheets::kinds::projects::read(table)),
        Kind::Records => accounted(table, sheets::kinds::records::read(table)),
    }
}

fn read_all(bytes: &[u8]) {
    if let Ok(table) = Table::read(bytes, "list") {
        for kind in Kind::ALL {
            read_as(kind, &table);
        }
    }
}

/// A header of a kind, and cells of what lists hold.
fn likely_list() -> impl Strategy<Value = String> {
    let kind = proptest::sample::select(Kind::ALL.to_vec());
    let cell = proptest::sample::select(vec![
        "",
        "",
        "甲居民区",
        "一中、二中",
        "3",
        "3月3日—10日",
        "2017.2.30",
        "42796",
        "50人",
        "合计",
        "注：",
        "[电话]",
        "0631-5200000",
        "（",
        "\"1.甲\n2.乙\"",
        "每季度一次",
        "1",
        "371002001001",
        "2017.1",
    ]);
    (kind, proptest::collection::vec(proptest::collection::vec(cell, 0..8), 0..12)).prop_map(
        |(kind, rows)| {
            let header: Vec<&str> = kind.columns().iter().map(|field| field.name).collect();
            let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
            format!("标题\n序号,{}\n{}\n", header.join(","), rows.join("\n"))
        },
    )
}

fn workbook() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = rust_xlsxwriter::Format::new();
    for (column, heading) in (0..).zip(["居民区", "联建单位", "时间", "单位数"]) {
        sheet.write(0, column, heading).unwrap();
    }
    sheet.merge_range(1, 0, 3, 0, "甲居民区", &plain).unwrap();
    sheet.write(1, 1, "一中、二中").unwrap();
    sheet.write(2, 2, 42_796.5).unwrap();
    sheet.write(3, 3, 3).unwrap();
    workbook.save_to_buffer().unwrap()
}

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn any_text(text in "\\PC{0,80}", sheet_like in "([,;\t\n\"]|[0-9年月日.—一甲（）]){0,120}") {
        read_all(text.as_bytes());
        read_all(sheet_like.as_bytes());
    }

    #[test]
    fn lists_of_anything_lose_no_row(text in likely_list()) {
        read_all(text.as_bytes());
    }

    #[test]
    fn damaged_workbooks(
        flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<proptest::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = workbook();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_all(&bytes);
    }

    #[test]
    fn any_cell(text in "\\PC{0,40}", date in "[0-9]{0,6}[年月日./—-][0-9]{0,3}[年月日./—-]?[0-9]{0,3}") {
        for text in [text.as_str(), date.as_str()] {
            for year in [None, Some(2017), Some(i16::MAX), Some(i16::MIN)] {
                drop(cells::when(&Cell::of(text), year));
            }
            drop(cells::whole_number(text));
            drop(cells::phones(text));
            drop((cells::names(text), cells::items(text)));
        }
        drop(cells::when(&Cell::Moment(f64::from_bits(date.len() as u64 * 77_777)), None));
    }

    #[test]
    fn any_names(a in "\\PC{0,20}", b in "[一二甲乙路村社区居委会党支部银行分有限公司()]{0,12}") {
        prop_assert_eq!(names::same_unit(&a, &b), names::same_unit(&b, &a));
        prop_assert_eq!(names::normalise(&names::normalise(&a)), names::normalise(&a));
        let areas = names::Areas::new([("1", a.as_str()), ("2", b.as_str())]);
        areas.resolve(&a);
        areas.resolve(&b);
        names::closest(&a, [b.as_str()]);
    }
}
