//! What was said of oneself or of one's own organisation 收到的评价: each line leads to what it is
//! about and to its proof, and can be objected to.

use contracts::evaluation::objection::Target;
use contracts::evaluation::occasion::{About, Rater};
use contracts::evaluation::{Objections, RaisedObjectionLine, RatingLine, Ratings};
use contracts::{Actor, PageRequest, Role};
use values::OrganisationId;

use super::{Filter, Found, List, objections, occasions, question};
use crate::pages::Visit;
use crate::pages::called::{Called, Item, claimers};
use crate::pages::deeds::{self, OBJECT};
use crate::pages::look;
use crate::pages::parts::{Cell, Row, Weight};
use crate::problem::Problem;

const COLUMNS: &[&str] = &["事项", "评价方", "评分", "评语", "依据", "公开", "异议"];

pub(super) async fn ratings(visit: &Visit, at: Option<PageRequest>) -> Found {
    let mut asked: Ratings = question(visit, at)?;
    let person = visit.actor.as_ref().and_then(Actor::person);
    if asked == (Ratings { page: asked.page, ..Ratings::default() }) {
        let speaks = visit.role().is_some_and(Role::does_business);
        asked.organisation = visit.organisation().filter(|_| speaks);
        asked.person = person.filter(|_| !speaks);
    }
    let found = visit.ask(&asked).await?;
    let called = visit.called_with(parties(&found.items), items(&found.items)).await?;
    let raised = raised(visit, &found.items).await?;
    let of_own = person.filter(|_| visit.role().is_some_and(Role::does_business));
    let of_own = of_own.map(|person| person.to_string());
    let own = of_own.map(|own| Filter::check(visit, "person", "只看对本人的", own));
    let list = List {
        heading: "收到的评价".to_owned(),
        about: "双方都评价后或到期后公开；对有误的可以提出异议，成立的不再计入评分",
        filters: own.into_iter().collect(),
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, raised.cell(visit, one), &called)).collect(),
        total: found.total,
        empty: Some("还没有公开的评价".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// The organisations on both sides.
pub(crate) fn parties(ratings: &[RatingLine]) -> impl Iterator<Item = OrganisationId> {
    let raters = ratings.iter().filter_map(|rating| match rating.pairing.rater {
        Rater::Organisation(organisation) => Some(organisation),
        Rater::Person(_) | Rater::Ballot(_) | Rater::Raiser => None,
    });
    raters.chain(claimers(ratings.iter().filter_map(|rating| rating.pairing.rated)))
}

/// What they are about.
pub(crate) fn items(ratings: &[RatingLine]) -> impl Iterator<Item = Item> {
    ratings.iter().flat_map(|rating| occasions::items_about(rating.about))
}

/// Who gave it.
pub(crate) fn rater(rating: &RatingLine, called: &Called) -> String {
    match rating.pairing.rater {
        Rater::Organisation(organisation) => called.of(organisation),
        Rater::Person(person) => called.claimer(person.into()),
        Rater::Ballot(_) => "居民".to_owned(),
        Rater::Raiser => "提出人".to_owned(),
    }
}

/// How good it was.
pub(crate) fn stars(rating: &RatingLine) -> String {
    rating.stars.map_or_else(|| "未公开".to_owned(), |stars| format!("{stars} 星"))
}

/// What proves that it took place.
pub(crate) fn proof(about: About, called: &Called) -> Cell {
    match about {
        About::Claim { claim, .. } => Cell::link(format!("/claims/{claim}"), "认领和验收"),
        About::Service { record, .. } => called.link(Item::Record(record)),
        About::Handling { need, .. } => called.link(Item::Need(need)),
    }
}

/// Is it about the visitor, or about the visitor's organisation, and open to them?
pub(crate) fn is_of_own(visit: &Visit, rating: &RatingLine) -> bool {
    rating.opened_at.is_some() && rating.pairing.rated.is_some_and(|rated| visit.acts_as(rated))
}

/// What the visitor has objected to.
pub(crate) struct Raised(Vec<RaisedObjectionLine>);

/// Asked for where there is something of the visitor's own to object to.
pub(crate) async fn raised(visit: &Visit, ratings: &[RatingLine]) -> Result<Raised, Problem> {
    if !ratings.iter().any(|rating| is_of_own(visit, rating)) {
        return Ok(Raised(Vec::new()));
    }
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    Ok(Raised(visit.ask(&Objections { page, ..Objections::default() }).await?.items))
}

impl Raised {
    /// The objection to a rating, or the way to raise one; nothing for whom it is not about.
    pub(crate) fn cell(&self, visit: &Visit, rating: &RatingLine) -> Cell {
        let (occasion, pairing) = (rating.occasion, rating.pairing);
        let target = Target::Rating { occasion, pairing };
        match self.0.iter().find(|one| one.target == target) {
            _ if !is_of_own(visit, rating) => Cell::text(""),
            Some(one) => {
                let how = objections::badge(one).text;
                Cell::link(format!("/objections/{}", one.id), format!("已提出（{how}）"))
            }
            None => Cell::Act(deeds::about_rating(OBJECT, rating, Weight::Other)),
        }
    }
}

fn row(rating: &RatingLine, objection: Cell, called: &Called) -> Row {
    let occasion = format!("/occasions/{}", rating.occasion);
    Row {
        cells: vec![
            Cell::link(occasion, occasions::what(rating.about, called)),
            Cell::Text(rater(rating, called)),
            Cell::Text(stars(rating)),
            Cell::maybe(rating.comment.as_ref()),
            proof(rating.about, called),
            Cell::When(rating.opened_at.map_or_else(String::new, look::day)),
            objection,
        ],
    }
}
