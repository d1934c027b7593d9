//! `gongjian token`: lets one person use the API.

use std::process::ExitCode;

use clap::ValueEnum;
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
    #[arg(long, value_enum, value_name = "角色")]
    role: RoleName,
    /// 人员编号；不填则新编一个
    #[arg(long, value_name = "编号")]
    person: Option<PersonId>,
    /// 备注，如用途
    #[arg(long, value_name = "文字")]
    note: Option<Text<200>>,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    /// 居民
    Resident,
    /// 党员、志愿者
    Member,
    /// 网格员
    GridWorker,
    /// 单位联络员
    Liaison,
    /// 单位负责人
    UnitHead,
    /// 社区工作人员
    CommunityClerk,
    /// 社区书记
    CommunitySecretary,
    /// 街道干部
    StreetOfficer,
    /// 区县干部
    DistrictOfficer,
    /// 市级干部
    CityOfficer,
    /// 审计
    Auditor,
    /// 运维
    Operator,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Resident => Role::Resident,
            RoleName::Member => Role::Member,
            RoleName::GridWorker => Role::GridWorker,
            RoleName::Liaison => Role::Liaison,
            RoleName::UnitHead => Role::UnitHead,
            RoleName::CommunityClerk => Role::CommunityClerk,
            RoleName::CommunitySecretary => Role::CommunitySecretary,
            RoleName::StreetOfficer => Role::StreetOfficer,
            RoleName::DistrictOfficer => Role::DistrictOfficer,
            RoleName::CityOfficer => Role::CityOfficer,
            RoleName::Auditor => Role::Auditor,
            RoleName::Operator => Role::Operator,
        }
    }
}

pub(crate) fn run(args: Args, settings: &Settings) -> anyhow::Result<ExitCode> {
    let person = args.person.unwrap_or_else(runtime::fresh_person);
    let actor = Actor::Person { person, organisation: args.organisation, role: args.role.into() };
    std::fs::create_dir_all(&settings.data)?;
    let token = Tokens::add(&node::tokens(&settings.data), &actor, args.note)?;
    eprintln!("令牌只显示这一次，请立即妥善保存（人员编号 {person}）：");
    println!("{token}");
    Ok(ExitCode::SUCCESS)
}
