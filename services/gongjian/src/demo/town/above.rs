//! What comes from above and from outside: work for communities, the hotline, tenders, and a unit
//! that was registered twice.
//!
//! Its commands have ids of their own: the rest of the play keeps its numbers.

use contracts::needs::admission::{self, WorkKind};
use contracts::needs::hotline;
use contracts::projects::tender;
use contracts::registry::organisation;
use contracts::{Actor, Command, Role};
use values::{CommandId, Money, OrganisationId, TenderId, Text, Timestamp, Uuid, ids};

use super::{Cast, DAY, HOUR, Side, Stage, person};
use crate::operator;

/// Does it, and hands back the id of what it makes.
async fn made<C: Command, I: From<Uuid>>(
    stage: &Stage<'_>,
    key: &str,
    actor: &Actor,
    body: &C,
) -> anyhow::Result<I> {
    let command = CommandId(ids::of_text("demo", key));
    stage.perform(command, actor, body).await?;
    Ok(ids::derive(command.into(), 0).into())
}

/// Whose officers judge what is put on its communities.
pub(super) async fn district(stage: &Stage<'_>) -> anyhow::Result<OrganisationId> {
    let register = organisation::Register {
        name: Text::new("望海区委组织部")?,
        level: organisation::Level::District,
        nature: None,
        credit_code: None,
        area: Some("990101".parse()?),
        parent: None,
        address: None,
    };
    made(stage, "the district", &operator::actor(), &register).await
}

/// One that is open by now, with what two units propose.
pub(super) async fn tender(stage: &Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let tender = call(stage, cast, "邻里助餐微公益", 7).await?;
    for (side, title, yuan) in
        [(&cast.school, "小手拉大手", 8_000), (&cast.property, "送餐上楼", 9_500)]
    {
        let proposal = tender::Proposal {
            title: Text::new(title)?,
            content: Text::new("每周两次，由志愿者配送；经费用于餐盒和保险")?,
            asked: Money { fen: yuan * 100 },
        };
        let organisation = side.id;
        let propose = tender::Propose { tender, organisation, proposal };
        let _: Uuid = made(stage, &format!("propose {title}"), &side.clerk, &propose).await?;
    }
    Ok(())
}

/// By the street, with the head of the hospital as its juror, until so many days from now.
async fn call(stage: &Stage<'_>, cast: &Cast, title: &str, days: u32) -> anyhow::Result<TenderId> {
    let criterion =
        |name: &str, weight| anyhow::Ok(tender::Criterion { name: Text::new(name)?, weight });
    let juror = cast.hospital.head.person().expect("a head is a person");
    let call = tender::Call {
        caller: cast.street,
        area: "990101001".parse()?,
        title: Text::new(title)?,
        purpose: Text::new("就近为行动不便的老人提供服务")?,
        need: None,
        budget: Money { fen: 1_000_000 },
        criteria: vec![criterion("需求契合", 60)?, criterion("方案可行", 40)?],
        jurors: vec![tender::Juror { person: juror, organisation: cast.hospital.id }],
        deadline: whole_minute(stage.clock.now() + DAY * days)?,
    };
    made(stage, &format!("call {title}"), &person(cast.street, Role::StreetOfficer), &call).await
}

fn whole_minute(at: Timestamp) -> anyhow::Result<Timestamp> {
    Ok(Timestamp::from_second(at.as_second() / 60 * 60)?)
}

pub(super) async fn play(stage: &Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    call(stage, cast, "楼道微更新", 14).await?;
    work(stage, cast).await?;
    calls(stage, &cast.wanghai).await?;
    let twin = organisation::Register {
        name: Text::new("听涛医院党支部")?,
        level: organisation::Level::Unit,
        nature: Some(organisation::Nature::Hospital),
        credit_code: None,
        area: Some(cast.wanghai.area),
        parent: None,
        address: Some(Text::new("望海路 8 号")?),
    };
    let _: OrganisationId = made(stage, "the twin", &operator::actor(), &twin).await?;
    Ok(())
}

/// One piece of work was approved, another waits for the district.
async fn work(stage: &Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let officer = person(cast.city, Role::CityOfficer);
    let request = |title: &str, kind, fen: Option<i64>| {
        anyhow::Ok(admission::Request {
            department: cast.city,
            title: Text::new(title)?,
            content: Text::new("按附件要求入户核对，十个工作日内报回")?,
            kind,
            money: fen.map(|fen| Money { fen }),
            area: "990101001".parse()?,
        })
    };
    let approved = request("老年人补贴资格核对", WorkKind::Assistance, Some(300_000))?;
    let admission = made(stage, "admission 1", &officer, &approved).await?;
    let judge = person(cast.district, Role::DistrictOfficer);
    let _: Uuid = made(stage, "approval 1", &judge, &admission::Approve { admission }).await?;
    let waiting = request("居民议事会指导", WorkKind::SelfGovernment, None)?;
    let _: Uuid = made(stage, "admission 2", &officer, &waiting).await?;
    Ok(())
}

/// One was answered, another has two days left.
async fn calls(stage: &Stage<'_>, community: &Side) -> anyhow::Result<()> {
    let now = stage.clock.now();
    let receive = |number: &str, title: &str, hours: u32| {
        anyhow::Ok(hotline::Receive {
            number: Text::new(number)?,
            owner: community.id,
            title: Text::new(title)?,
            text: Text::new(&format!("来电反映{title}，希望尽快处理"))?,
            category: Some(Text::new("市政")?),
            heard_at: now - HOUR * hours,
            until: Some(now + DAY * 2),
        })
    };
    for (number, title, hours) in
        [("临海2026-0007", "路灯不亮", 30), ("临海2026-0012", "井盖松动", 3)]
    {
        let receive = receive(number, title, hours)?;
        let _: Uuid = made(stage, number, &community.clerk, &receive).await?;
    }
    let (number, reply) = (Text::new("临海2026-0007")?, Text::new("已更换灯具，当晚恢复照明")?);
    let reply = hotline::Reply { number, reply, replied_at: None };
    let _: Uuid = made(stage, "reply", &community.clerk, &reply).await?;
    Ok(())
}
