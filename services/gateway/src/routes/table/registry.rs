//! The operations of `registry`.

use contracts::registry::{
    self, area, calendar, check_in, excuse, organisation, pair, person, seat, taxonomy,
};
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::super::{Chapter, Route, Who, known, made};
use crate::papers;

const ORGANISATIONS: Chapter = Chapter("组织");
const CHECK_INS: Chapter = Chapter("报到与结对");
const PEOPLE: Chapter = Chapter("人员");
const AREAS: Chapter = Chapter("区划、日历与分类");

/// Where things without a page of their own are seen: in their history.
const IN_REGISTRY: &str = "/trace/registry/";

pub(super) fn routes() -> Vec<Route> {
    vec![
        ORGANISATIONS
            .create::<organisation::Register>(
                "/organisations",
                "登记组织",
                made("organisation", "/organisations/"),
            )
            .by(Who::Applicants),
        ORGANISATIONS
            .list::<registry::Organisations>("/organisations", "查询组织")
            .of::<registry::OrganisationLine>(),
        ORGANISATIONS.one::<registry::Organisation, _>("/organisations/{organisation}", "查看组织"),
        ORGANISATIONS
            .change::<organisation::AddAlias>(
                Post,
                "/organisations/{organisation}/aliases",
                "添加组织别名",
            )
            .by(Who::Registrars),
        ORGANISATIONS
            .change::<organisation::Approve>(
                Post,
                "/organisations/{organisation}/approve",
                "审核通过组织登记",
            )
            .by(Who::Registrars),
        ORGANISATIONS
            .change::<organisation::Refuse>(
                Post,
                "/organisations/{organisation}/refuse",
                "不通过组织登记",
            )
            .by(Who::Registrars),
        ORGANISATIONS
            .change::<organisation::Certify>(
                Post,
                "/organisations/{organisation}/certify",
                "年审组织",
            )
            .by(Who::Registrars),
        ORGANISATIONS
            .change::<organisation::Edit>(Put, "/organisations/{organisation}", "修改组织信息")
            .by(Who::Spokespeople),
        ORGANISATIONS
            .change::<organisation::Place>(Post, "/organisations/{organisation}/place", "变更属地")
            .by(Who::Registrars),
        ORGANISATIONS
            .change::<organisation::Affiliate>(
                Post,
                "/organisations/{organisation}/affiliate",
                "变更隶属关系",
            )
            .by(Who::Registrars),
        ORGANISATIONS.one::<registry::Edges, _>(
            "/organisations/{organisation}/edges",
            "查看属地与隶属的变更",
        ),
        ORGANISATIONS
            .change::<organisation::Appoint>(
                Post,
                "/organisations/{organisation}/appoint",
                "指定负责人、联络员或网格员",
            )
            .by(Who::Spokespeople),
        ORGANISATIONS
            .change::<organisation::CountHouseholds>(
                Post,
                "/organisations/{organisation}/households",
                "填写网格户数",
            )
            .by(Who::Registrars),
        ORGANISATIONS
            .change::<organisation::Suspend>(
                Post,
                "/organisations/{organisation}/suspend",
                "暂停组织",
            )
            .by(Who::Registrars),
        ORGANISATIONS
            .change::<organisation::Resume>(
                Post,
                "/organisations/{organisation}/resume",
                "恢复组织",
            )
            .by(Who::Registrars),
        ORGANISATIONS
            .change::<organisation::End>(Post, "/organisations/{organisation}/end", "终止组织")
            .by(Who::Registrars),
        ORGANISATIONS
            .list::<registry::Duplicates>("/duplicates", "查询可能重复的单位")
            .of::<registry::DuplicateLine>(),
        ORGANISATIONS
            .change::<organisation::Merge>(
                Post,
                "/organisations/{organisation}/merge",
                "并入另一单位",
            )
            .by(Who::Officers),
        ORGANISATIONS
            .change::<organisation::Unmerge>(
                Post,
                "/organisations/{organisation}/unmerge",
                "撤销合并",
            )
            .by(Who::Officers),
        ORGANISATIONS
            .change::<organisation::Distinguish>(
                Post,
                "/organisations/{organisation}/distinguish",
                "认定与疑似重复的单位不是同一家",
            )
            .by(Who::Officers),
        ORGANISATIONS
            .change::<organisation::Undistinguish>(
                Post,
                "/organisations/{organisation}/undistinguish",
                "撤回“不是同一家”的认定",
            )
            .by(Who::Officers),
        CHECK_INS
            .create::<check_in::Request>(
                "/check-ins",
                "申请报到",
                known("check_in", "/check-ins/", |body| {
                    Some(check_in::id(body.who, body.community).into())
                }),
            )
            .by(Who::Oneself),
        CHECK_INS
            .list::<registry::CheckIns>("/check-ins", "查询报到")
            .of::<registry::CheckInLine>(),
        CHECK_INS.one::<registry::CheckIn, _>("/check-ins/{check_in}", "查看一条报到"),
        CHECK_INS.change::<check_in::Accept>(Post, "/check-ins/{check_in}/accept", "接收报到"),
        CHECK_INS.change::<check_in::Return>(Post, "/check-ins/{check_in}/return", "退回报到"),
        CHECK_INS
            .change::<check_in::Renew>(Post, "/check-ins/{check_in}/renew", "续报")
            .by(Who::Oneself),
        CHECK_INS
            .one::<registry::CheckInForm, _>("/check-ins/{check_in}/form", "查看报到单")
            .personal("办理报到"),
        CHECK_INS
            .printed::<registry::CheckInForm>(
                "/check-ins/{check_in}/print",
                "打印报到单与回执",
                |gateway, request| Box::pin(papers::check_in(gateway, request)),
            )
            .personal("办理报到"),
        CHECK_INS.create::<excuse::Grant>(
            "/excuses",
            "准予免报到",
            known("excuse", IN_REGISTRY, |body| Some(excuse::id(body.who))),
        ),
        CHECK_INS.change::<excuse::Lift>(Post, "/excuses/lift", "取消免报到"),
        CHECK_INS
            .one::<registry::PersonExcuse, _>("/people/{person}/excuse", "查看一人的免报到")
            .personal("办理免报到"),
        CHECK_INS.one::<registry::UnitExcuse, _>(
            "/organisations/{organisation}/excuse",
            "查看一单位的免报到",
        ),
        CHECK_INS
            .list::<registry::Coverage>("/coverage", "查询一地的报到率")
            .of::<registry::CoverageLine>(),
        CHECK_INS
            .list::<registry::CoverageBelow>("/coverage/below", "查询各下级区划的报到率")
            .of::<registry::AreaCoverage>(),
        CHECK_INS
            .list::<registry::UnitsNotCome>("/coverage/units-not-come", "查询未报到的单位")
            .of::<registry::UnitNotCome>(),
        CHECK_INS
            .list::<registry::MembersNotCome>("/coverage/members-not-come", "查询未报到的党员")
            .of::<registry::MemberNotCome>()
            .personal("督促报到"),
        CHECK_INS
            .change::<check_in::End>(Post, "/check-ins/{check_in}/end", "结束报到")
            .by(Who::Oneself),
        CHECK_INS.create::<pair::Make>(
            "/pairs",
            "建立结对",
            known("pair", IN_REGISTRY, |body| Some(pair::id(body.unit, body.community))),
        ),
        CHECK_INS.list::<registry::Pairs>("/pairs", "查询结对").of::<registry::PairLine>(),
        CHECK_INS.change::<pair::End>(Post, "/pairs/end", "结束结对"),
        CHECK_INS.create::<seat::Fill>(
            "/seats",
            "聘任兼职委员",
            known("seat", IN_REGISTRY, |body| Some(seat::id(body.body, body.person))),
        ),
        CHECK_INS.change::<seat::Vacate>(Post, "/seats/vacate", "卸任兼职委员"),
        CHECK_INS
            .list::<registry::Seats>("/seats", "查询兼职委员")
            .of::<registry::SeatLine>()
            .personal("查看兼职委员"),
        PEOPLE.create::<person::Register>("/people", "登记人员", made("person", "/people/")),
        PEOPLE.one::<registry::Person, _>("/people/{person}", "查看人员").personal("查看人员"),
        PEOPLE
            .one::<registry::Held, _>("/people/{person}/held", "取本系统登记的本人全部资料")
            .personal("导出本人资料"),
        PEOPLE
            .shut::<registry::Roster, _>("/organisations/{organisation}/people", "查看组织的名册")
            .of::<registry::RosterLine>()
            .personal("查看名册"),
        PEOPLE
            .change::<person::ChangeWork>(Post, "/people/{person}/work", "变更工作单位")
            .by(Who::Oneself),
        PEOPLE
            .change::<person::ChangeHome>(Post, "/people/{person}/home", "变更居住社区")
            .by(Who::Oneself),
        PEOPLE
            .change::<person::Correct>(Post, "/people/{person}/correct", "更正登记信息")
            .by(Who::Oneself),
        PEOPLE
            .change::<person::SetSkills>(Put, "/people/{person}/skills", "填写特长")
            .by(Who::Oneself),
        PEOPLE
            .change::<person::SetMembership>(Put, "/people/{person}/membership", "填写党员身份")
            .by(Who::Oneself),
        PEOPLE.change::<person::Leave>(Post, "/people/{person}/leave", "移出名册").by(Who::Oneself),
        PEOPLE
            .change::<person::Erase>(Post, "/people/{person}/erase", "删除个人信息")
            .by(Who::Oneself),
        AREAS
            .create::<area::Add>(
                "/areas",
                "添加或改名区划",
                known("area", IN_REGISTRY, |body| Some(area::id(body.code))),
            )
            .by(Who::City),
        AREAS.list::<registry::Areas>("/areas", "查询区划").of::<registry::AreaLine>(),
        AREAS
            .change::<calendar::SetYear>(Put, "/calendar/{year}", "设置一年的工作日历")
            .by(Who::Operator),
        AREAS
            .list::<registry::WorkCalendar>("/calendar/{year}", "查询一年的工作日历")
            .of::<registry::WorkCalendarLine>(),
        AREAS
            .list::<registry::Categories>("/taxonomy", "查询资源与需求的分类")
            .of::<registry::CategoryLine>(),
        AREAS
            .change::<taxonomy::SetCategory>(Put, "/taxonomy/{category}", "设置一个大类的小类")
            .by(Who::City),
        AREAS.list::<registry::ListTitles>("/list-titles", "查询三张清单的名称"),
        AREAS
            .change::<taxonomy::SetTitles>(Put, "/list-titles", "设置三张清单的名称")
            .by(Who::City),
    ]
}
