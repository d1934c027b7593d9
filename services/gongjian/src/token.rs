//! `gongjian token`: lets one person use the API.

use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use contracts::{Actor, Role};
use gateway::Tokens;
use runtime::Settings;
use values::{OrganisationId, PersonId, Text};

use crate::node;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 所在组织的编号
    #[arg(long, value_name = "编号")]
    organisation: OrganisationId,
    /// 角色
    #[arg(long, value_name = "角色", value_parser = role_parser())]
    role: Role,
    /// 人员编号；不填则新编一个
    #[arg(long, value_name = "编号")]
    person: Option<PersonId>,
    /// 备注，如用途
    #[arg(long, value_name = "文字")]
    note: Option<Text<200>>,
}

fn role_parser() -> impl TypedValueParser<Value = Role> {
    let known = Role::ALL.map(Role::names);
    let known = known.map(|(name, chinese)| PossibleValue::new(name).help(chinese));
    PossibleValuesParser::new(known).map(|name| {
        let is_it = |role: &Role| role.names().0 == name;
        Role::ALL.into_iter().find(is_it).expect("only these are possible")
    })
}

pub(crate) fn run(args: Args, settings: &Settings) -> anyhow::Result<ExitCode> {
    let person = args.person.unwrap_or_else(runtime::fresh_person);
    let actor = Actor::Person { person, organisation: args.organisation, role: args.role };
    std::fs::create_dir_all(&settings.data)?;
    let token = Tokens::add(&node::tokens(&settings.data), &actor, args.note)?;
    eprintln!("令牌只显示这一次，请立即妥善保存（人员编号 {person}）：");
    println!("{token}");
    Ok(ExitCode::SUCCESS)
}
