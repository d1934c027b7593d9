//! What is offered: drafted, listed, changed, paused, renewed, withdrawn.

use contracts::registry::taxonomy::Category;
use contracts::resources::offer::{
    Draft, Edit, List, ListDraft, Pause, Renew, RenewMany, Resume, SetSchedule, Withdraw,
};
use contracts::resources::schedule::{Opening, Schedule, Weekday};
use contracts::resources::{Offer, OfferNames, Offers, Slots};
use contracts::{ListOrder, PageRequest};
use values::{OfferId, time};

use super::line::{Line, name, sessions, text};

fn offered(line: &Line<'_>, title: &str) -> List {
    let title = text(&format!("{title}{}", name(line.number)));
    List {
        area: Some(line.town.area),
        ..List::new(line.town.unit, title, Category::Service, sessions(40))
    }
}

/// From Monday to Friday evenings.
fn evenings() -> anyhow::Result<Schedule> {
    let days =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    let (from, to) = ("18:30".parse()?, "21:00".parse()?);
    let weekly = days.map(|weekday| Opening { weekday, from, to }).to_vec();
    Ok(Schedule { weekly, closed: vec![], extra: vec![], capacity: None })
}

/// The offer that this line claims, and two that come and go.
pub(super) async fn begin(line: Line<'_>) -> anyhow::Result<()> {
    let liaison = line.town.liaison();
    let offer: OfferId = line.make("offer", &liaison, offered(&line, "社区义诊")).await?;
    let draft = Draft { offer: Box::new(offered(&line, "健康讲座")) };
    let drafted: OfferId = line.make("drafted", &liaison, draft).await?;
    let to = Box::new(offered(&line, "养生讲座"));
    line.act(&liaison, Edit { offer: drafted, to }).await?;
    line.act(&liaison, ListDraft { offer: drafted }).await?;
    let hall = List { category: Category::Venue, ..offered(&line, "礼堂") };
    let hall: OfferId = line.make("hall", &liaison, hall).await?;
    let schedule = Some(Box::new(evenings()?));
    line.act(&liaison, SetSchedule { offer: hall, schedule }).await?;
    line.act(&liaison, Pause { offer: hall, reason: Some(text("装修")) }).await?;
    line.act(&liaison, Resume { offer: hall }).await?;
    let until = Some(time::plus_months(line.today(), 3));
    line.act(&liaison, Renew { offer: hall, until }).await?;
    let until = Some(time::plus_months(line.today(), 4));
    line.act(&liaison, RenewMany { offers: vec![hall, drafted], until }).await?;
    line.see(Slots { offer: hall, from: line.today(), to: None }).await?;
    line.act(&liaison, Withdraw { offer: drafted, reason: None }).await?;
    questions(line, offer).await
}

async fn questions(line: Line<'_>, offer: OfferId) -> anyhow::Result<()> {
    line.see(Offer { offer }).await?;
    line.see(OfferNames { offers: vec![offer] }).await?;
    let all = Offers { page: PageRequest::first(20), ..Default::default() };
    line.see(all.clone()).await?;
    line.see_by("area", Offers { area: Some(line.town.area), ..all.clone() }).await?;
    let (category, order) = (Some(Category::Service), ListOrder::Oldest);
    line.see_by("category", Offers { category, order, ..all.clone() }).await?;
    line.see_by("text", Offers { text: Some("义诊".to_owned()), ..all }).await
}
