//! What those who took part say of each other 双评价.

use contracts::Claimer;
use contracts::evaluation::{Occasion, OccasionLine, Ratings, objection, occasion};

use super::field::Field;
use super::objections::raises;
use super::{Asked, Deed, Finding, deed};
use crate::pages::Visit;
use crate::pages::lists::occasions;
use crate::pages::parts::{Cell, Choice};
use crate::problem::Problem;

pub(crate) const RATE: &str = "/occasions/{occasion}/rate";
pub(crate) const OBJECT: &str = "/occasions/{occasion}/object";
pub(crate) const ISSUE_BALLOTS: &str = "/occasions/{occasion}/ballots";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<occasion::Rate>(RATE, "评价对方", "评价", "已评价；双方都评价后或到期后公开。")
            .found(rate),
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

/// The other side, for whoever took part.
pub(crate) fn other_side(visit: &Visit, occasion: &OccasionLine) -> Option<Claimer> {
    if visit.acts_as(occasion.giving) {
        return Some(occasion.asking.into());
    }
    visit.acts_for(occasion.asking).then_some(occasion.giving)
}

fn rate(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let occasion = the_occasion(visit).await?;
        let rated = other_side(visit, &occasion).ok_or_else(Problem::not_found)?;
        let items = occasions::items(std::slice::from_ref(&occasion));
        let called = visit.called_with(rated.organisation(), items).await?;
        let about = vec![
            ("事项", occasions::row(&occasion, &called).first()),
            ("评价谁", Cell::Text(called.claimer(rated))),
        ];
        let fields = vec![
            Field::numbered("stars", "评分", stars()),
            Field::paragraph("comment", "评语", 300)
                .optional()
                .hint("双方能看到；公开前由街道审核"),
            Field::fixed("rated", rated),
        ];
        Ok(Asked { about, fields })
    })
}

/// To what was said of oneself, once it is open.
fn object(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let occasion = the_occasion(visit).await?;
        let asked = Ratings { occasion: Some(occasion.id), ..Default::default() };
        let ratings = visit.ask(&asked).await?.items.into_iter();
        let mut of_own = ratings.filter(|rating| {
            let own = rating.pairing.rated.is_some_and(|rated| visit.acts_as(rated));
            own && rating.opened_at.is_some()
        });
        let rating = of_own.next().ok_or_else(Problem::not_found)?;
        let target = objection::Target::Rating { occasion: occasion.id, pairing: rating.pairing };
        let items = occasions::items(std::slice::from_ref(&occasion));
        let called = visit.called_with([], items).await?;
        let about = vec![
            ("事项", occasions::row(&occasion, &called).first()),
            ("对方的评分", Cell::maybe(rating.stars.map(|stars| format!("{stars} 星")))),
            ("评语", Cell::maybe(rating.comment)),
        ];
        let fields = vec![Field::paragraph("reason", "理由", 300), Field::fixed("target", target)];
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
