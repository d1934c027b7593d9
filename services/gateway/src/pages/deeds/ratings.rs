//! What those who took part say of each other 双评价.

use contracts::evaluation::occasion::{self, About, Pairing};
use contracts::evaluation::{
    CounterpartLine, Counterparts, Occasion, OccasionLine, RatingLine, Ratings, objection,
};
use contracts::{Claimer, PageRequest};
use values::OccasionId;

use super::field::Field;
use super::objections::raises;
use super::{Asked, Deed, Finding, deed};
use crate::pages::Visit;
use crate::pages::lists::{counterparts, occasions, ratings};
use crate::pages::parts::{Button, Cell, Choice, Weight};
use crate::problem::Problem;

pub(crate) const RATE: &str = "/occasions/{occasion}/rate";
pub(crate) const OBJECT: &str = "/occasions/{occasion}/object";
pub(crate) const ISSUE_BALLOTS: &str = "/occasions/{occasion}/ballots";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<occasion::Rate>(RATE, "评价对方", "评价", "已评价。")
            .found(rate)
            .personal("评价服务人员"),
        raises(OBJECT, "对评价提出异议", object),
        deed::<occasion::IssueBallots>(
            ISSUE_BALLOTS,
            "发放居民评价码",
            "发放评价码",
            "已发放，请打印后交给居民。",
        )
        .fields(ballots)
        .then("/occasions/{occasion}/ballots/print"),
    ]
}

async fn the_occasion(visit: &Visit) -> Result<OccasionLine, Problem> {
    visit.find(&Occasion { occasion: visit.id("occasion")? }).await
}

/// How it was, best first.
pub(crate) fn stars() -> Vec<Choice> {
    let stars = ["很不满意", "不满意", "一般", "满意", "很满意"];
    let choice = |(stars, label): (u8, &str)| Choice {
        value: stars.to_string(),
        label: format!("{stars} 星（{label}）"),
    };
    (1..=5u8).zip(stars).rev().map(choice).collect()
}

/// Whom the visitor may rate on the occasion in the path.
async fn counterparts(visit: &Visit) -> Result<Vec<CounterpartLine>, Problem> {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let asked = Counterparts { occasion: Some(visit.id("occasion")?), owed: None, page };
    Ok(visit.ask(&asked).await?.items)
}

/// The field, and the parameter, that says which of those one may rate is meant.
const RATED: &str = "rated";

/// Whom it is about, as an address and a choice name them.
fn named(rated: Claimer) -> String {
    match rated {
        Claimer::Organisation(organisation) => organisation.to_string(),
        Claimer::Person(person) => person.to_string(),
    }
}

/// To the form that rates this one.
pub(crate) fn rate_button(line: &CounterpartLine) -> Button {
    let ids = [("occasion".to_owned(), line.occasion.to_string())];
    let button = super::button(RATE, &ids, Weight::Main);
    Button { href: format!("{}?{RATED}={}", button.href, named(line.rated)), ..button }
}

/// Of those one may rate, the one that is meant: what the form or the address names, or the first
/// that is owed. Who was rated before is found, too, so that the same form sent twice is the same.
fn rate(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (occasion, lines) = tokio::try_join!(the_occasion(visit), counterparts(visit))?;
        let told = visit.field(RATED).or(visit.parameter(RATED));
        let meant = match told {
            Some(told) => lines.iter().find(|line| named(line.rated) == told),
            None => lines.iter().find(|line| line.given_at.is_none()).or(lines.first()),
        };
        let meant = meant.ok_or_else(Problem::not_found)?;
        let items = occasions::items(std::slice::from_ref(&occasion));
        let called = visit.called_with(counterparts::parties(&lines), items).await?;
        let called = visit.with_persons(called, counterparts::people(&lines)).await?;
        let about = vec![
            ("事项", occasions::row(&occasion, &called).first()),
            ("以谁的名义", Cell::Text(called.claimer(meant.rater))),
        ];
        let is_open =
            |line: &&CounterpartLine| line.given_at.is_none() || line.rated == meant.rated;
        let whom = lines
            .iter()
            .filter(is_open)
            .map(|line| Choice { value: named(line.rated), label: called.claimer(line.rated) });
        let fields = vec![
            Field::choice(RATED, "评价谁", whom.collect()).value(named(meant.rated)).aside(),
            Field::fixed(RATED, meant.rated),
            Field::numbered("stars", "评分", stars()),
            Field::paragraph("comment", "评语", 300).optional().hint(who_reads(meant)),
        ];
        Ok(Asked { about, fields })
    })
}

/// Who raised what was sent up is told so, too, without an account.
pub(crate) const RAISERS_WORDS: &str =
    "审核后与其他提出人的评语一起公开，不写是谁、说的哪件需求；评分和评语满五人才显示";

/// Who reads what one writes of them.
fn who_reads(line: &CounterpartLine) -> &'static str {
    match (line.about, line.rater) {
        (About::Claim { .. } | About::Service { .. }, _) => "双方能看到；公开前由街道审核",
        (About::Handling { .. }, Claimer::Organisation(_)) => {
            "办理单位能看到；公开前由它的上级审核"
        }
        (About::Handling { .. }, Claimer::Person(_)) => RAISERS_WORDS,
    }
}

/// The field, and the parameter, that says which rating of the occasion is meant.
const PAIRING: &str = "pairing";

/// To the form of this deed, about this rating.
pub(crate) fn about_rating(path: &str, rating: &RatingLine, weight: Weight) -> Button {
    let ids = [("occasion".to_owned(), rating.occasion.to_string())];
    let button = super::button(path, &ids, weight);
    let pairing = serde_json::to_string(&rating.pairing).expect("it has text keys only");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(PAIRING, &pairing);
    Button { href: format!("{}?{}", button.href, query.finish()), ..button }
}

/// The rating that is meant, where the form or the address names one; and what carries it on.
pub(super) fn meant(visit: &Visit) -> Result<Option<(Pairing, Field)>, Problem> {
    let Some(told) = visit.field(PAIRING).or(visit.parameter(PAIRING)) else { return Ok(None) };
    let pairing = serde_json::from_str(told).map_err(|_| Problem::not_found())?;
    Ok(Some((pairing, Field::hidden(PAIRING, told.to_owned()))))
}

/// Every rating of an occasion that the visitor may know of.
pub(super) async fn of_occasion(
    visit: &Visit,
    occasion: OccasionId,
) -> Result<Vec<RatingLine>, Problem> {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let asked = Ratings { occasion: Some(occasion), page, ..Default::default() };
    Ok(visit.ask(&asked).await?.items)
}

/// To what was said of oneself, once it is open: to the one that is meant, or the first.
fn object(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (occasion, meant) = (the_occasion(visit).await?, meant(visit)?);
        let is_meant = |rating: &RatingLine| match &meant {
            Some((pairing, _)) => rating.pairing == *pairing,
            None => true,
        };
        let mut found = of_occasion(visit, occasion.id).await?.into_iter();
        let rating = found.find(|rating| ratings::is_of_own(visit, rating) && is_meant(rating));
        let rating = rating.ok_or_else(Problem::not_found)?;
        let target = objection::Target::Rating { occasion: occasion.id, pairing: rating.pairing };
        let one = std::slice::from_ref(&rating);
        let called = visit.called_with(ratings::parties(one), ratings::items(one)).await?;
        let about = vec![
            ("事项", occasions::row(&occasion, &called).first()),
            ("评价方", Cell::Text(ratings::rater(&rating, &called))),
            ("对方的评分", Cell::maybe(rating.stars.map(|stars| format!("{stars} 星")))),
            ("评语", Cell::maybe(rating.comment.as_ref())),
            ("依据", ratings::proof(rating.about, &called)),
        ];
        let mut fields =
            vec![Field::paragraph("reason", "理由", 300), Field::fixed("target", target)];
        fields.extend(meant.map(|(_, carried)| carried));
        Ok(Asked { about, fields })
    })
}

fn ballots() -> Vec<Field> {
    let max = u64::from(occasion::BALLOTS_MAX);
    let hint = "一共发放多少张；每张只能用一次，不记名，满五人才显示";
    vec![
        Field::number("ballots", "评价码张数", max, "张")
            .value(10)
            .hint(hint)
            .codes(&["occasion.ballots_out_of_range"]),
    ]
}
