//! What a form is about: asked for once, for whoever fills it.

use contracts::needs::{Need, NeedLine, NeedStatus, Needs};
use contracts::projects::{Claim, ClaimLine};
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::registry::{Categories, CategoryLine, Members};
use contracts::resources::{Offer, OfferLine};
use contracts::{Actor, PageRequest};
use values::{OrganisationId, Uuid};

use crate::Shown;
use crate::pages::Visit;
use crate::pages::called::Item;
use crate::pages::lists::claims;
use crate::pages::parts::{Cell, Choice};
use crate::pages::{look, residents};
use crate::problem::Problem;

/// How many lines of one's own are offered for choice.
pub(super) const OWN_MAX: usize = 50;

/// The need in the path.
pub(super) async fn need(visit: &Visit) -> Result<NeedLine, Problem> {
    visit.find(&Need { need: visit.id("need")? }).await
}

/// How much of a need nobody has claimed yet.
pub(super) fn left(need: &NeedLine) -> u64 {
    need.amount.quantity.saturating_sub(need.held).saturating_sub(need.delivered)
}

/// The needs of an organisation that others may claim, the newest of each status.
pub(super) async fn open_needs(
    visit: &Visit,
    owner: OrganisationId,
) -> Result<Vec<NeedLine>, Problem> {
    let page = PageRequest::first(OWN_MAX);
    let of =
        |status| Needs { owner: Some(owner), status: Some(status), page, ..Default::default() };
    let (posted, held, delivered) =
        (of(NeedStatus::Posted), of(NeedStatus::PartlyHeld), of(NeedStatus::PartlyDelivered));
    let (posted, held, delivered) =
        tokio::try_join!(visit.ask(&posted), visit.ask(&held), visit.ask(&delivered))?;
    Ok([posted.items, held.items, delivered.items].into_iter().flatten().collect())
}

/// The offer in the path.
pub(super) async fn offer(visit: &Visit) -> Result<OfferLine, Problem> {
    visit.find(&Offer { offer: visit.id("offer")? }).await
}

/// The claim in the path.
pub(super) async fn claim(visit: &Visit) -> Result<ClaimLine, Problem> {
    visit.find(&Claim { claim: visit.id("claim")? }).await
}

/// What the address names beside what stands in its path; the form carries it on.
pub(super) fn named<I: From<Uuid>>(visit: &Visit, name: &str) -> Result<I, Problem> {
    let told = visit.field(name).or(visit.parameter(name)).unwrap_or_default();
    Uuid::parse_str(told).map(I::from).map_err(|_| Problem::not_found())
}

/// What a claim is about, as a form may be filled with it: the title of its need, else of its
/// offer.
pub(super) async fn title_of(visit: &Visit, claim: &ClaimLine) -> Result<String, Problem> {
    let item = claim.need.map(Item::Need).or(claim.offer.map(Item::Offer));
    let called = visit.called_with([], item).await?;
    Ok(item.map_or_else(String::new, |item| called.item(item)))
}

/// The visitor's own organisation.
pub(super) fn own(visit: &Visit) -> Result<OrganisationId, Problem> {
    visit.organisation().ok_or_else(Problem::unauthenticated)
}

/// The people of the visitor's own organisation, as far as its roster names them.
pub(super) async fn own_people(visit: &Visit) -> Result<Vec<Choice>, Problem> {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let members = visit.ask(&Members { unit: own(visit)?, page }).await?;
    let members = members.into_iter().flat_map(|members| members.items);
    let mut people: Vec<_> = members
        .map(|member| Choice {
            value: member.person.to_string(),
            label: member.name.unwrap_or_else(|| "（姓名已删除）".to_owned()),
        })
        .collect();
    let oneself = visit.actor.as_ref().and_then(Actor::person).map(|person| person.to_string());
    let is_there = |oneself: &String| people.iter().any(|one| one.value == *oneself);
    if let Some(value) = oneself.filter(|oneself| !is_there(oneself)) {
        people.insert(0, Choice { value, label: "本人".to_owned() });
    }
    Ok(people)
}

/// What may stand under a category, or under any, as the taxonomy has it now.
pub(in crate::pages) async fn subcategories(
    visit: &Visit,
    category: Option<Category>,
) -> Result<Vec<Choice>, Problem> {
    let lines = visit.ask(&Categories { category }).await?;
    let of_one = |line: CategoryLine| {
        let under =
            category.map_or_else(|| format!("{} · ", line.category.chinese()), |_| String::new());
        let known = line.subcategories.into_iter().filter(|known| !known.retired);
        known.map(move |known| Choice {
            value: known.code.to_string(),
            label: format!("{under}{}", known.name),
        })
    };
    Ok(lines.into_iter().flat_map(of_one).collect())
}

/// All organisations of these levels, for choice.
pub(super) async fn organisations(
    visit: &Visit,
    levels: impl IntoIterator<Item = Level>,
) -> Result<Vec<Choice>, Problem> {
    let mut all = Vec::new();
    for level in levels {
        let found = residents::organisations(visit, level).await?.into_iter();
        all.extend(found.map(|one| Choice {
            value: one.id.to_string(),
            label: format!("{}（{}）", one.name, level.chinese()),
        }));
    }
    Ok(all)
}

/// What a form says first where its deed says nothing of its own: what it is about, by the path.
/// A form is shown without, when that cannot be asked for now.
pub(super) async fn of_path(visit: &Visit) -> Vec<(&'static str, Cell)> {
    let named = visit.ids().first().map(|(name, _)| name.as_str());
    let found = async {
        match named {
            Some("claim") => of_claim(visit, &claim(visit).await?).await,
            Some("need") => Ok(of_need(&need(visit).await?)),
            Some("offer") => Ok(of_offer(&offer(visit).await?)),
            Some("project") => of_item(visit, "项目", Item::Project(visit.id("project")?)).await,
            Some("record") => of_item(visit, "服务", Item::Record(visit.id("record")?)).await,
            Some("organisation") => {
                let organisation = visit.id("organisation")?;
                let called = visit.called([organisation]).await?;
                let link = Cell::link(look::organisation(organisation), called.of(organisation));
                Ok(vec![("组织", link)])
            }
            Some(_) | None => Ok(Vec::new()),
        }
    };
    found.await.unwrap_or_default()
}

async fn of_item(
    visit: &Visit,
    label: &'static str,
    item: Item,
) -> Result<Vec<(&'static str, Cell)>, Problem> {
    Ok(vec![(label, visit.called_with([], [item]).await?.link(item))])
}

/// What a form about a claim says first.
pub(super) async fn of_claim(
    visit: &Visit,
    claim: &ClaimLine,
) -> Result<Vec<(&'static str, Cell)>, Problem> {
    let one = std::slice::from_ref(claim);
    let called = visit.called_with(claims::parties(one), claims::items(one)).await?;
    Ok(vec![
        ("认领", claims::row(claim, &called).first()),
        ("认领方", Cell::Text(called.claimer(claim.claimer))),
        ("对方", Cell::Text(claims::other_side(claim, &called))),
    ])
}

/// What a form about a need says first.
pub(super) fn of_need(need: &NeedLine) -> Vec<(&'static str, Cell)> {
    vec![
        ("需求", Cell::link(format!("/needs/{}", need.id), &need.title)),
        ("余量", Cell::bar(need.amount, need.held, need.delivered)),
    ]
}

/// What a form about an offer says first.
pub(super) fn of_offer(offer: &OfferLine) -> Vec<(&'static str, Cell)> {
    vec![
        ("资源", Cell::link(format!("/offers/{}", offer.id), &offer.title)),
        ("余量", Cell::bar(offer.amount, offer.held, offer.used)),
    ]
}
