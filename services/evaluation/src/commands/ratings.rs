//! Ratings: judged, then sealed with a key of the occasion's own, which no person has.

use contracts::Rejection;
use contracts::evaluation::occasion::{
    self, Command, Opened, Opinion, Pairing, Rejection as Reason, STARS_MAX, SealedOpinion, Tally,
};
use runtime::{Commands, Decision};
use values::{Fingerprint, OccasionId, PersonId, Text};

use crate::Evaluation;
use crate::domain::Occasion;
use crate::domain::occasion::{Sheet, may_rate};

/// The field of a rating that is sealed: all of it, as JSON.
pub(crate) const OPINION: &str = "opinion";

/// What the codes of ballots are fingerprints of.
pub(crate) const BALLOT: &str = "ballot";

/// How many hexadecimal digits of a ballot's fingerprint its code shows: 32 bits, and visitors are
/// slow.
const CODE_DIGITS: usize = 8;

pub(super) fn add_to(table: Commands<Evaluation>) -> Commands<Evaluation> {
    table.on(rate).on(rate_handling).on(issue_ballots).on(rate_by_ballot).on(review_comment)
}

fn key_of(occasion: OccasionId) -> PersonId {
    PersonId(occasion.into())
}

/// What the code of that ballot is made from.
pub(crate) fn code_source(occasion: OccasionId, ballot: u32) -> String {
    format!("{occasion} {ballot}")
}

/// The code as it is handed out: the ballot's number, and that it is ours.
pub(crate) fn code(ballot: u32, fingerprint: &Fingerprint) -> Text<32> {
    let proof: String = fingerprint.0.chars().take(CODE_DIGITS).collect();
    Text::new(&format!("{ballot}-{proof}")).expect("a number and some digits fit")
}

/// Two ratings say the same when their digests are the same.
fn digest(
    decision: &Decision<'_, Evaluation>,
    occasion: OccasionId,
    said: &Opinion,
) -> (String, Fingerprint) {
    let text = serde_json::to_string(said).expect("an opinion has text keys only");
    let digest = decision.fingerprint(OPINION, &format!("{occasion} {text}"));
    (text, digest)
}

fn sealed(
    decision: &Decision<'_, Evaluation>,
    occasion: OccasionId,
    said: &Opinion,
) -> SealedOpinion {
    let (text, digest) = digest(decision, occasion, said);
    let content = decision
        .seal(key_of(occasion), OPINION, &text)
        .expect("an occasion's key can be made, and is never erased");
    SealedOpinion { content, at: decision.position(), digest, commented: said.comment.is_some() }
}

/// What was sealed.
pub(crate) fn unsealed(decision: &Decision<'_, Evaluation>, opinion: &SealedOpinion) -> Opinion {
    let text = decision
        .unseal(opinion.at, OPINION, &opinion.content)
        .expect("it was sealed there")
        .expect("an occasion's key is never erased");
    serde_json::from_str(&text).expect("an opinion was sealed")
}

fn rate(decision: &mut Decision<'_, Evaluation>, body: occasion::Rate) -> Result<(), Rejection> {
    let occasion::Rate { occasion, rated, stars, comment } = body;
    let state = decision.state().occasions.state(occasion);
    let said = Opinion { stars, comment };
    // Judged first: what is refused makes no key. What was said before is judged by its digest.
    let answer = match may_rate(state, decision.context(), rated, stars) {
        Ok(pairing) => state.sheet()?.answer_to(pairing).map(|own| unsealed(decision, own)),
        Err(Reason::Over { .. }) => None,
        Err(reason) => return Err(reason.into()),
    };
    let rating = sealed(decision, occasion, &said);
    decision.decide::<Occasion>(occasion, Command::Rate { rated, rating, stars, answer })
}

fn rate_handling(
    decision: &mut Decision<'_, Evaluation>,
    body: occasion::RateHandling,
) -> Result<(), Rejection> {
    let occasion::RateHandling { need, handler, stars, comment } = body;
    let (occasion, rated) = (occasion::of_handling(need, handler), handler.into());
    rate(decision, occasion::Rate { occasion, rated, stars, comment })
}

fn issue_ballots(
    decision: &mut Decision<'_, Evaluation>,
    occasion::IssueBallots { occasion, ballots }: occasion::IssueBallots,
) -> Result<(), Rejection> {
    decision.decide::<Occasion>(occasion, Command::IssueBallots { ballots })
}

fn rate_by_ballot(
    decision: &mut Decision<'_, Evaluation>,
    body: occasion::RateByBallot,
) -> Result<(), Rejection> {
    let occasion::RateByBallot { occasion, code: given, stars, comment } = body;
    decision.state().occasions.state(occasion).sheet()?;
    if !(1..=STARS_MAX).contains(&stars) {
        return Err(Reason::StarsOutOfRange { max: STARS_MAX }.into());
    }
    let number = given.split_once('-').and_then(|(number, _)| number.parse().ok());
    let ballot = number.filter(|ballot| {
        code(*ballot, &decision.fingerprint(BALLOT, &code_source(occasion, *ballot))) == given
    });
    let ballot = ballot.ok_or(Reason::CodeNotGood)?;
    let rating = sealed(decision, occasion, &Opinion { stars, comment });
    decision.decide::<Occasion>(occasion, Command::RateByBallot { ballot, rating })
}

fn review_comment(
    decision: &mut Decision<'_, Evaluation>,
    body: occasion::ReviewComment,
) -> Result<(), Rejection> {
    let occasion::ReviewComment { occasion, pairing, withheld } = body;
    let sheet = decision.state().occasions.state(occasion).sheet()?;
    let rating = sheet.ratings.get(&pairing).ok_or(Reason::NoComment)?;
    let said = unsealed(decision, &rating.sealed);
    let comment = said.comment.ok_or(Reason::NoComment)?;
    let command = Command::ReviewComment { pairing, comment, withheld };
    decision.decide::<Occasion>(occasion, command)
}

/// The next ratings to open when a window is over.
pub(crate) fn to_open(decision: &Decision<'_, Evaluation>, sheet: &Sheet) -> Vec<Opened> {
    let next = sheet.sealed().take(occasion::OPENED_MAX);
    let open = |(pairing, sealed): (Pairing, &SealedOpinion)| Opened {
        pairing,
        stars: unsealed(decision, sealed).stars,
    };
    next.map(open).collect()
}

/// What the residents say together.
pub(crate) fn tally(decision: &Decision<'_, Evaluation>, sheet: &Sheet) -> Tally {
    let stars = sheet.ballots().map(|sealed| u32::from(unsealed(decision, sealed).stars));
    stars.fold(Tally { raters: 0, stars: 0 }, |tally, stars| Tally {
        raters: tally.raters + 1,
        stars: tally.stars + stars,
    })
}
