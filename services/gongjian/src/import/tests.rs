//! Lists of our own, as dirty as real ones: planned, and carried out by the real services.

mod carrying_out;
mod connected;
mod ledgers;
mod planning;
mod portal;
mod round_trip;
mod timely;

use contracts::registry::organisation::{Level, Register};
use contracts::registry::{AreaLine, OrganisationLife, OrganisationLine};
use sheets::{Kind, Table};
use values::{CommandId, OrganisationId, Text, ids};

use super::known::Known;
use super::plan::{Do, Plan};
use super::planner::Options;

/// A street with three communities, two of which are called alike.
const AREAS: &str = "代码,名称,上级代码\n\
                     990101000000,望海区,990100000000\n\
                     990101001000,听涛街道,990101000000\n\
                     990101001001,海湾一村居委会,990101001000\n\
                     990101001002,海湾三村居委会,990101001000\n\
                     990101001003,松林居委会,990101001000\n\
                     990101001004,河西村委会,990101001000\n\
                     990101001005,河西村委会,990101001000\n";

/// The name of the third community stands in a merged cell; the rows from the fifth on carry a
/// count of their own and no name.
const JOINT_UNITS: &str = "序号,居民区党组织名称,联建单位名称,联建单位数\n\
                           1,海湾一村居民区党总支,听涛医院、望海小学,2\n\
                           2,松林居民区党总支,海晨银行听涛支行,2\n\
                           3,,听涛医院,\n\
                           4,,蓝帆物业,2\n\
                           5,,望海幼儿园,\n";

fn known_areas() -> Known {
    let read = sheets::kinds::areas::read(&table(AREAS)).unwrap();
    let line = |area: &sheets::kinds::areas::Area| AreaLine {
        code: area.code.parse().unwrap(),
        name: Text::new(&area.name).unwrap(),
    };
    let areas = read.rows.iter().map(|(_, area)| line(area)).collect();
    Known { areas, ..Known::default() }
}

fn organisation(name: &str, level: Level, area: Option<&str>) -> OrganisationLine {
    OrganisationLine {
        id: OrganisationId(ids::of_text("test", name)),
        name: Text::new(name).unwrap(),
        aliases: Vec::new(),
        level,
        nature: None,
        credit_code: None,
        credit_code_doubtful: false,
        area: area.map(|area| area.parse().unwrap()),
        address: None,
        life: OrganisationLife::default(),
    }
}

fn table(text: &str) -> Table {
    Table::read(text.as_bytes(), "清单.csv").unwrap()
}

fn street() -> Options {
    let under = Some("990101001".parse().unwrap());
    Options { owner: Some("听涛街道".to_owned()), under, ..Options::default() }
}

fn planned(kind: Kind, text: &str, known: &Known, options: Options) -> Plan {
    let import = ids::of_text("test", text).into();
    super::kinds::plan(kind, &table(text), import, known, options).unwrap()
}

/// The organisations that a plan registers, and by which commands.
fn registers(plan: &Plan) -> impl Iterator<Item = (CommandId, &Register)> {
    plan.steps.iter().filter_map(|step| {
        if let Do::Register(register) = &step.what { Some((step.id, &**register)) } else { None }
    })
}

/// Their names.
fn registered(plan: &Plan) -> Vec<&str> {
    registers(plan).map(|(_, register)| register.name.as_str()).collect()
}

fn refused(plan: &Plan) -> Vec<(Vec<u32>, &'static str)> {
    let rows = |rows: &[sheets::RowNumber]| rows.iter().map(|row| row.0).collect();
    plan.refused.iter().map(|refusal| (rows(&refusal.rows), refusal.code)).collect()
}

fn noticed(plan: &Plan, code: &str) -> Vec<String> {
    let wanted = plan.notices.iter().filter(|notice| notice.code == code);
    wanted.map(|notice| notice.message.clone()).collect()
}
