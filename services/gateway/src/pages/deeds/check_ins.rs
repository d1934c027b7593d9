//! Checking in 报到, and what the community says of it.

use contracts::registry::OrganisationLine;
use contracts::registry::check_in::{self, Who};
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::{Actor, Role};

use super::field::{Field, reason};
use super::{Asked, Deed, about, deed};
use crate::pages::parts::Choice;
use crate::pages::{Visit, residents};
use crate::problem::Problem;

pub(crate) const CHECK_IN: &str = "/check-ins/new";
pub(crate) const ACCEPT_CHECK_IN: &str = "/check-ins/{check_in}/accept";
pub(crate) const RETURN_CHECK_IN: &str = "/check-ins/{check_in}/return";
pub(crate) const RENEW_CHECK_IN: &str = "/check-ins/{check_in}/renew";
pub(crate) const END_CHECK_IN: &str = "/check-ins/{check_in}/end";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<check_in::Request>(CHECK_IN, "到社区报到", "我要报到", "已申请，等待社区接收。")
            .found(|visit| Box::pin(request(visit)))
            .makes("check_in", "/check-ins/{made}"),
        deed::<check_in::Accept>(ACCEPT_CHECK_IN, "接收报到", "接收", "已接收，可以打印回执。"),
        deed::<check_in::Return>(RETURN_CHECK_IN, "退回报到", "退回", "已退回，对方会看到原因。")
            .fields(reason)
            .grave(),
        deed::<check_in::Renew>(RENEW_CHECK_IN, "续报", "续报", "已续报一期。"),
        deed::<check_in::End>(END_CHECK_IN, "结束报到", "结束报到", "报到已结束。")
            .fields(reason)
            .grave(),
    ]
}

/// Who checks in: members and volunteers for themselves, everybody else for their organisation.
pub(crate) fn who(visit: &Visit) -> Result<Who, Problem> {
    match visit.actor()? {
        Actor::Person { person, role: Role::Member, .. } => Ok(Who::Person(*person)),
        Actor::Person { organisation, .. } => Ok(Who::Unit(*organisation)),
        Actor::System => Err(Problem::unauthenticated()),
    }
}

async fn request(visit: &Visit) -> Result<Asked, Problem> {
    let who = who(visit)?;
    let choice =
        |one: OrganisationLine| Choice { value: one.id.to_string(), label: one.name.to_string() };
    let communities = residents::organisations(visit, Level::Community).await?;
    let communities = communities.into_iter().map(choice).collect();
    let mut fields = vec![
        Field::choice("community", "到哪个社区", communities)
            .codes(&["check_in.not_a_community", "check_in.not_their_community"]),
    ];
    match who {
        Who::Unit(_) => fields.extend([
            Field::check("primary", "主报到社区（只有一个）")
                .codes(&["check_in.primary_elsewhere"]),
            Field::number("members", "党员人数", 100_000, "人").optional(),
            Field::check("half_yearly", "每半年续报一次（默认一年）"),
        ]),
        Who::Person(_) => {
            fields.push(
                Field::choice(
                    "services.0",
                    "愿意参加的服务",
                    about::subcategories(visit, Some(Category::Service)).await?,
                )
                .optional()
                .codes(&["check_in.unknown_service"]),
            );
        }
    }
    fields.push(
        Field::paragraph("can_offer", "能提供什么", 500)
            .optional()
            .hint("例如：会议室、义诊、法律咨询；报到后可登记到资源清单"),
    );
    fields.push(Field::fixed("who", who));
    let own = about::own(visit)?;
    let called = visit.called([own]).await?;
    let name = match who {
        Who::Unit(unit) => called.of(unit),
        Who::Person(_) => "本人".to_owned(),
    };
    Ok(Asked { about: vec![("报到方", crate::pages::parts::Cell::Text(name))], fields })
}
