//! What scorecards rest on: facts entered by hand, words reviewed, the rules of a year.

use contracts::evaluation::occasion::ReviewComment;
use contracts::evaluation::rules::{self, CardKind, Measure};
use contracts::evaluation::{Occasion, Rules, fact};
use contracts::registry::Organisation;
use values::time;

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, deed, ratings};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::lists::occasions;
use crate::pages::parts::{Cell, choices};
use crate::problem::Problem;

pub(crate) const ENTER_FACT: &str = "/organisations/{organisation}/enter-fact";
pub(crate) const STRIKE_FACT: &str = "/facts/{fact}/strike";
pub(crate) const REVIEW_COMMENT: &str = "/occasions/{occasion}/review-comment";
pub(crate) const PROPOSE_RULES: &str = "/rules/propose";
pub(crate) const ADOPT_RULES: &str = "/rules/{year}/adopt";
pub(crate) const CLOSE_YEAR: &str = "/rules/{year}/close";

pub(super) fn deeds() -> Vec<Deed> {
    let entered = "已登记，计入评分；对方可以提出异议。";
    vec![
        deed::<fact::Enter>(ENTER_FACT, "登记评分事实", "登记事实", entered).found(enter),
        deed::<fact::Strike>(STRIKE_FACT, "撤销登记的事实", "撤销", "已撤销，不再计入评分。")
            .fields(reason)
            .then("/")
            .grave(),
        deed::<ReviewComment>(REVIEW_COMMENT, "审核评语", "审核", "已审核。")
            .found(review)
            .then("/comments"),
        deed::<rules::Propose>(
            PROPOSE_RULES,
            "提出评分细则，供试算",
            "提出新细则",
            "已提出，可看试算结果；采用前不生效。",
        )
        .found(propose)
        .then("/rules"),
        deed::<rules::Adopt>(ADOPT_RULES, "采用提出的细则", "采用", "已采用，评分按新细则计算。")
            .found(adopt),
        deed::<rules::CloseYear>(CLOSE_YEAR, "该年评分关账", "关账", "已关账，该年评分不再变动。")
            .fields(Vec::new)
            .grave(),
    ]
}

/// What counts on the card of this year or the last, and no system knows.
fn enter(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let organisation = visit.id("organisation")?;
        let year = time::date_at(visit.now()).year();
        let (one, now) = (Organisation { organisation }, Rules { year });
        let before = Rules { year: year - 1 };
        let (one, now, before) =
            tokio::try_join!(visit.find(&one), visit.ask(&now), visit.ask(&before))?;
        let called = visit.called([organisation]).await?;
        let card = CardKind::of(one.level).ok_or_else(Problem::not_found)?;
        let rules = [now.in_force, before.in_force];
        let counts =
            |measure: Measure| rules.iter().any(|rules| rules.card(card).rests_on(measure));
        let entered = |value: &str| {
            let mut all = Measure::ALL.iter().filter(|measure| measure.is_entered());
            all.any(|measure| measure.code() == value && counts(*measure))
        };
        let measures = choices::<Measure>().into_iter().filter(|one| entered(&one.value));
        let fields = vec![
            Field::choice("measure", "登记什么", measures.collect()),
            Field::number("quantity", "数量或得分", 100, "")
                .at_least(0)
                .value(1)
                .hint(
                    "次数、件数；年度考核填百分制得分，报到率填百分数，可以为 0，以最后登记的为准",
                )
                .codes(&["fact.out_of_range"]),
            Field::date("on", "日期").value(time::date_at(visit.now())),
            Field::paragraph("evidence", "依据", 200).hint("例如：会议签到表、文号、谁在场"),
        ];
        Ok(Asked { about: vec![("对象", Cell::Text(called.of(organisation)))], fields })
    })
}

/// One comment, as its list leads here; the form carries on which.
fn review(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (pairing, carried) = ratings::meant(visit)?.ok_or_else(Problem::not_found)?;
        let of_occasion = Occasion { occasion: visit.id("occasion")? };
        let given = ratings::of_occasion(visit, of_occasion.occasion);
        let (occasion, given) = tokio::try_join!(visit.find(&of_occasion), given)?;
        let rating = given.into_iter().find(|rating| rating.pairing == pairing);
        let comment = rating.and_then(|rating| rating.comment).ok_or_else(Problem::not_found)?;
        let items = occasions::items(std::slice::from_ref(&occasion));
        let called = visit.called_with([], items).await?;
        let about = vec![
            ("事项", occasions::row(&occasion, &called).first()),
            ("评语", Cell::text(comment)),
        ];
        let fields = vec![
            Field::paragraph("withheld", "不公开的原因", 200).optional().hint("留空即公开评语"),
            Field::fixed("pairing", pairing),
            carried,
        ];
        Ok(Asked { about, fields })
    })
}

/// Begins with what is in force.
fn propose(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let year = visit.parameter("year").and_then(|year| year.parse().ok());
        let year = year.unwrap_or_else(|| time::date_at(visit.now()).year());
        let rules = visit.ask(&Rules { year }).await?;
        let hint = "从现行细则改起；写错的地方会指出在第几行";
        let fields = vec![
            Field::paragraph("text", "评分细则（TOML）", 20_000)
                .hint(hint)
                .value(&rules.text)
                .codes(&["rules.broken"]),
        ];
        Ok(Asked { about: Vec::new(), fields })
    })
}

fn adopt(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let year = visit.in_path("year").and_then(|year| year.parse().ok());
        let year: i16 = year.ok_or_else(Problem::not_found)?;
        let proposed = visit.ask(&Rules { year }).await?.proposed.ok_or_else(Problem::not_found)?;
        let about = vec![
            ("年度", Cell::text(format!("{year} 年"))),
            ("版本", Cell::text(&proposed.version)),
        ];
        Ok(Asked { about, fields: vec![Field::fixed("version", proposed.version)] })
    })
}
