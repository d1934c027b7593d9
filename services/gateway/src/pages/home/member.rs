//! The home of a member or volunteer: what they can take on near home, and what they took on.

use contracts::needs::need::Kind;
use contracts::needs::{NeedStatus, Needs};
use contracts::projects::{Activities, ActivityStatus, Claims, Records};
use contracts::registry::CheckIns;
use values::{PersonId, time};

use super::duties::{Duties, FEW, own_check_ins};
use super::own::{self, Whose};
use crate::Shown;
use crate::pages::lists::{activities, check_ins, claims, needs, records};
use crate::pages::parts::{Button, Section, Weight};
use crate::pages::{Visit, fitting};
use crate::problem::Problem;

pub(super) async fn duties(visit: &Visit, person: PersonId) -> Result<Duties, Problem> {
    let posted = |kind| Needs {
        kind: Some(kind),
        status: Some(NeedStatus::Posted),
        page: FEW,
        ..Default::default()
    };
    let (wishes, posts) = (posted(Kind::Wish), posted(Kind::Post));
    let own = Claims { person: Some(person), page: FEW, ..Default::default() };
    let served = Records { person: Some(person), page: FEW, ..Default::default() };
    let came = CheckIns { person: Some(person), page: FEW, ..Default::default() };
    let menu = Activities {
        from: Some(time::date_at(visit.now())),
        status: Some(ActivityStatus::Published),
        page: FEW,
        ..Default::default()
    };
    let (wishes, posts, own, served, came, menu) = tokio::try_join!(
        visit.ask(&wishes),
        visit.ask(&posts),
        visit.ask(&own),
        visit.ask(&served),
        visit.ask(&came),
        visit.ask(&menu),
    )?;
    let owners = wishes.items.iter().chain(&posts.items).map(|need| need.owner);
    let ids = owners
        .chain(claims::parties(&own.items))
        .chain(records::parties(&served.items))
        .chain(check_ins::parties(&came.items))
        .chain(menu.items.iter().map(|one| one.organiser));
    let called = visit.called_with(ids, claims::items(&own.items)).await?;
    let section = |id, heading, page: &contracts::Page<contracts::needs::NeedLine>, kind: Kind| {
        let rows = page.items.iter().map(|need| needs::row(need, &called)).collect();
        let more = format!("/needs?status=posted&kind={}", kind.code());
        Section::new(id, heading, needs::COLUMNS, rows).of(page.total, more)
    };
    let claimed = own.items.iter().map(|claim| claims::row(claim, &called)).collect();
    let served_rows = served.items.iter().map(|record| records::row(record, &called)).collect();
    let on_the_menu = menu.items.iter().map(|one| activities::row(one, &called)).collect();
    let mut rest: Vec<_> = fitting::near(visit, &came.items).await.into_iter().collect();
    rest.extend([
        Section::new("own", "我的认领", claims::COLUMNS, claimed)
            .of(own.total, format!("/claims?person={person}"))
            .or("还没有认领，从下面的微心愿和岗位开始"),
        section("wishes", "待认领的微心愿", &wishes, Kind::Wish).or("暂无微心愿"),
        section("posts", "待认领的岗位", &posts, Kind::Post).or("暂无岗位"),
        Section::new("activities", "可以报名的活动", activities::COLUMNS, on_the_menu)
            .of(menu.total, "/activities?status=published")
            .or("菜单上还没有活动"),
        Section::new("served", "我的服务记录", records::COLUMNS, served_rows)
            .of(served.total, format!("/records?person={person}"))
            .or("还没有服务记录"),
        own_check_ins(visit, &came, format!("/check-ins?person={person}"), &called),
    ]);
    rest.extend(own::year(visit, Whose::Person(person)).await);
    let to = |label, href: &str| Button {
        label,
        href: href.to_owned(),
        key: None,
        weight: Weight::Other,
    };
    let buttons = vec![to("我的积分和星级", "/mine"), to("我的资料", "/my-data")];
    Ok(Duties { called, buttons, todo: Vec::new(), rest })
}
