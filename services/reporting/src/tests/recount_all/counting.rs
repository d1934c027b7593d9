//! What a story comes to, read off its JSON.

use contracts::reporting::course::Counted;
use serde_json::Value;
use values::Date;

use super::{Line, Said, Story};

impl Story {
    pub(super) fn all<'s>(&'s self, tag: &'s str) -> impl Iterator<Item = &'s Said> {
        self.0.iter().filter(move |said| said.tag == tag)
    }

    pub(super) fn last(&self, tag: &str) -> Option<&Said> {
        self.0.iter().rev().find(|said| said.tag == tag)
    }

    pub(super) fn is(&self, kind: &str) -> bool {
        self.0[0].tag.starts_with(kind)
    }

    pub(super) fn begun(&self) -> &Value {
        &self.0[0].data
    }

    /// Of `whom`, each time that it was said.
    fn each(&self, tag: &str, whom: &Value) -> Vec<Line> {
        self.all(tag).map(|said| (whom.clone(), said.on, 1, 0)).collect()
    }

    pub(super) fn side(&self, giving: bool) -> Option<&Value> {
        let proposed = self.all("claim.proposed").next()?;
        let gives = proposed.data["side"] == "giving";
        if gives == giving {
            Some(&proposed.data["claimer"]["organisation"])
        } else {
            Some(&self.all("claim.held").next()?.data["counterpart"])
        }
    }

    /// Those of the giving side of a claim.
    fn of_claim(&self, tag: &str, side: Option<&str>) -> Vec<Line> {
        let Some(giving) = self.side(true) else { return vec![] };
        let wanted = side.is_none_or(|side| self.begun()["side"] == side);
        if wanted { self.each(tag, giving) } else { vec![] }
    }

    fn parties(&self, tag: &str) -> Vec<Line> {
        let parties = self.begun()["parties"].as_array().into_iter().flatten();
        parties.flat_map(|party| self.each(tag, party)).collect()
    }

    /// Those of whoever gives in a project.
    fn of_project(&self, tag: &str) -> Vec<Line> {
        if !self.is("project.") {
            return vec![];
        }
        self.each(tag, &self.begun()["giving"]["organisation"])
    }

    fn funds(&self, flow: &str) -> Vec<Line> {
        let giving = &self.begun()["giving"]["organisation"];
        let moved = self.all("project.funds_moved").filter(|said| said.data["flow"] == flow);
        let line = |said: &Said| {
            let funds = &said.data["funds"];
            (giving.clone(), day(&funds["date"]), 1, number(&funds["amount"]))
        };
        moved.map(line).collect()
    }

    /// The service and its day, if it was confirmed and stands.
    pub(super) fn served(&self) -> Option<(&Value, Date)> {
        let stands =
            self.last("record.confirmed").is_some() && self.last("record.countered").is_none();
        let service = &self.begun()["service"];
        stands.then(|| (service, day(&service["date"])))
    }

    fn of_service(&self, amount: impl Fn(&Value) -> i64) -> Vec<Line> {
        let giving = &self.begun()["giving"]["organisation"];
        let line = |(service, on)| (giving.clone(), on, 1, amount(service));
        self.served().map(line).into_iter().collect()
    }

    /// The day of an activity whose attendance was confirmed.
    fn held(&self) -> Option<Date> {
        self.last("activity.attendance_confirmed")?;
        let from = self.begun()["details"]["times"]["from"].as_str()?;
        from[..10].parse().ok()
    }

    fn ratings(&self) -> Vec<Line> {
        if self.last("occasion.voided").is_some() {
            return vec![];
        }
        let struck = self.last("occasion.rating_struck").map(|said| &said.data["pairing"]);
        let line = |said: &Said, rating: &Value| {
            let rated = &rating["pairing"]["rated"]["organisation"];
            let stands = !rated.is_null() && struck != Some(&rating["pairing"]);
            stands.then(|| (rated.clone(), said.on, 1, number(&rating["stars"])))
        };
        let opened = self.all("occasion.ratings_opened");
        let each = opened.flat_map(|said| {
            let ratings = said.data["ratings"].as_array().into_iter().flatten();
            ratings.filter_map(move |rating| line(said, rating))
        });
        each.collect()
    }

    fn residents(&self) -> Vec<Line> {
        let closed = self.last("occasion.closed");
        let closed = closed.filter(|_| self.last("occasion.voided").is_none());
        let line = |said: &Said| {
            let tally = &said.data["residents"];
            let giving = self.begun()["giving"]["organisation"].clone();
            (giving, said.on, number(&tally["raters"]), number(&tally["stars"]))
        };
        closed.map(line).into_iter().collect()
    }

    fn stars(&self, tag: &str) -> Vec<Line> {
        let line =
            |said: &Said| (self.begun()["person"].clone(), said.on, 1, number(&said.data["star"]));
        self.all(tag).map(line).collect()
    }

    /// Of whoever had it when the card was shown; of whoever was asked for an answer; of each who
    /// was asked for a quarter's report.
    fn cards(&self, tag: &str, card: &str) -> Vec<Line> {
        let parties = match self.0[0].tag {
            "agreement.drafted" => self.begun()["parties"].as_array().cloned().unwrap_or_default(),
            _ => self.all("claim.held").map(|said| said.data["counterpart"].clone()).collect(),
        };
        let late = |said: &&Said| {
            let kinds = ["agreement.quarter_carded", "claim.answer_late"];
            kinds.contains(&said.tag) && said.data["card"] == card
        };
        let each = |said: &Said| {
            let on = said.on;
            parties.clone().into_iter().map(move |party| (party, on, 1, 0))
        };
        self.0.iter().filter(late).flat_map(each).chain(self.handling_cards(tag)).collect()
    }

    fn handling_cards(&self, tag: &str) -> Vec<Line> {
        let (mut holder, mut lines) = (Value::Null, Vec::new());
        for said in &self.0 {
            match said.tag {
                "handling.begun" => holder = said.data["holder"]["organisation"].clone(),
                "handling.escalated" | "handling.answered" => {
                    holder = said.data["to"]["organisation"].clone();
                }
                shown if shown == tag => lines.push((holder.clone(), said.on, 1, 0)),
                _ => {}
            }
        }
        lines
    }

    /// Step by step: of whoever had it, on the day when its time was over, or on which it was done.
    fn steps(&self) -> Vec<Line> {
        let ends = |said: &Said| {
            let done = matches!(said.tag, "handling.step_completed" | "handling.answered");
            done || matches!(said.tag, "handling.escalated" | "handling.stopped")
        };
        let (mut holder, mut lines) = (Value::Null, Vec::new());
        for step in self.0.split_inclusive(ends) {
            let begun = step.iter().find(|said| said.tag == "handling.begun");
            holder = begun.map_or(holder, |said| said.data["holder"]["organisation"].clone());
            let red = step.iter().find(|said| said.tag == "handling.red_carded");
            let last = step.last().expect("a step has events");
            let done = matches!(last.tag, "handling.step_completed" | "handling.answered");
            match (red, done) {
                (Some(red), _) => lines.push((holder.clone(), red.on, 1, 0)),
                (None, true) => lines.push((holder.clone(), last.on, 1, 1)),
                (None, false) => {}
            }
            let to = &last.data["to"]["organisation"];
            holder = if to.is_null() { holder } else { to.clone() };
        }
        lines
    }

    /// Of whoever was asked: the first that becomes of it.
    fn answers(&self) -> Vec<Line> {
        let Some(held) = self.all("claim.held").next() else { return vec![] };
        let line = |said: &Said| {
            let in_time = match said.tag {
                "claim.accepted" | "claim.declined" => 1,
                "claim.lease_over" => 0,
                _ => return None,
            };
            Some((held.data["counterpart"].clone(), said.on, 1, in_time))
        };
        self.0.iter().find_map(line).into_iter().collect()
    }

    fn owner(&self) -> &Value {
        &self.begun()["asked"]["owner"]
    }

    /// How a need stands in the end, if it is closed.
    fn ending(&self) -> Option<&Said> {
        let after = self.0.iter().rev();
        let last =
            after.into_iter().find(|said| matches!(said.tag, "need.closed" | "need.reopened"))?;
        (last.tag == "need.closed").then_some(last)
    }

    fn ended(&self, result: &str) -> Vec<Line> {
        let ending = self.ending().filter(|said| said.data["outcome"]["result"] == result);
        ending.map(|said| (self.owner().clone(), said.on, 1, 0)).into_iter().collect()
    }

    fn given(&self, kind: &str) -> Vec<Line> {
        if self.begun()["asked"]["kind"] != kind {
            return vec![];
        }
        let line = |said: &Said| {
            let by = self.last("need.held").map(|held| &held.data["claimer"]["organisation"]);
            (by.cloned().unwrap_or_default(), said.on, 1, number(&said.data["quantity"]))
        };
        self.all("need.delivered").map(line).collect()
    }

    fn solved_with(&self) -> Vec<Line> {
        let solved = self.ended("solved");
        let givers = self.given("common").into_iter().chain(self.given("wish"));
        givers.flat_map(|(by, ..)| solved.first().map(|(_, on, ..)| (by, *on, 1, 0))).collect()
    }

    fn reviewed(&self) -> Vec<Line> {
        let line = |said: &Said| {
            let satisfied = said.data["opinion"]["satisfaction"] != "unsatisfied";
            (self.owner().clone(), said.on, 1, i64::from(satisfied))
        };
        self.last("need.reviewed").map(line).into_iter().collect()
    }
}

fn number(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

fn day(value: &Value) -> Date {
    value.as_str().and_then(|text| text.parse().ok()).expect("a day")
}

/// A new indicator is counted here, too, or this does not compile.
pub(super) fn recounted(counted: Counted, story: &Story) -> Vec<Line> {
    let begun = story.begun();
    match counted {
        Counted::CheckIn => story.each("check_in.accepted", &begun["who"]["unit"]),
        Counted::CheckInRenewed => story.each("check_in.renewed", &begun["who"]["unit"]),
        Counted::CheckInOver => {
            let who = &begun["who"]["unit"];
            [story.each("check_in.lapsed", who), story.each("check_in.ended", who)].concat()
        }
        Counted::OfferListed => story.each("offer.listed", &begun["offer"]["owner"]),
        Counted::OfferClaimed => story.of_claim("claim.accepted", Some("asking")),
        Counted::NeedClaimed => story.of_claim("claim.accepted", Some("giving")),
        Counted::OfferUsed => {
            let used = story.all("claim.delivered").filter(|_| !begun["offer"].is_null());
            let line = |said: &Said| {
                let quantity = number(&said.data["quantity"]);
                Some((story.side(true)?.clone(), said.on, 1, quantity)).filter(|_| quantity > 0)
            };
            used.filter_map(line).collect()
        }
        Counted::ClaimDelivered => {
            let much = story.last("claim.delivered").map(|said| number(&said.data["quantity"]));
            let some = much.is_some_and(|much| much > 0);
            if some { story.of_claim("claim.delivered", None) } else { vec![] }
        }
        Counted::ClaimFailed => story.of_claim("claim.failed", None),
        Counted::ClaimCancelled => story.of_claim("claim.cancelled", None),
        Counted::ClaimRevoked => story.of_claim("claim.revoked", None),
        Counted::NeedRaised => story.each("need.raised", story.owner()),
        Counted::NeedPosted => story.each("need.posted", story.owner()),
        Counted::NeedUnclaimed => story.each("need.went_unclaimed", story.owner()),
        Counted::NeedDelivered => story.given("common"),
        Counted::WishDelivered => story.given("wish"),
        Counted::NeedSolvedWith => story.solved_with(),
        Counted::NeedSolved => story.ended("solved"),
        Counted::NeedPartlySolved => story.ended("partly_solved"),
        Counted::NeedUnsolved => story.ended("unsolved"),
        Counted::NeedReviewed => story.reviewed(),
        Counted::AgreementConcluded if begun["purpose"] == "supplement" => vec![],
        Counted::AgreementConcluded => story.parties("agreement.concluded"),
        Counted::AgreementEnded => story.parties("agreement.ended"),
        Counted::AgreementBroken => {
            let broken = story.all("agreement.broken");
            broken.map(|said| (said.data["breaching"].clone(), said.on, 1, 0)).collect()
        }
        Counted::ProjectOpened => story.of_project("project.opened"),
        Counted::ProjectAccepted => story.of_project("project.accepted"),
        Counted::ProjectEnded => story.of_project("project.ended"),
        Counted::FundsReceived => story.funds("received"),
        Counted::FundsSpent => story.funds("spent"),
        Counted::Service => story.of_service(|service| {
            let came = service["attendance"].as_array().expect("a list");
            let named: i64 = came.iter().map(|one| number(&one["minutes"])).sum();
            let others = number(&service["people"]) - i64::try_from(came.len()).expect("few");
            named + others * number(&service["minutes"])
        }),
        Counted::ServicePeople => story.of_service(|service| number(&service["people"])),
        Counted::DutyDone if begun["duty"].is_null() => vec![],
        Counted::DutyDone => story.of_service(|service| number(&service["duty"]["quantity"])),
        Counted::Volunteered => {
            let Some((service, on)) = story.served() else { return vec![] };
            let came = service["attendance"].as_array().into_iter().flatten();
            let line = |one: &Value| (one["person"].clone(), on, 1, number(&one["minutes"]));
            came.map(line).collect()
        }
        Counted::ActivityHeld => {
            let held = story.held();
            held.map(|on| (begun["organiser"].clone(), on, 1, 0)).into_iter().collect()
        }
        Counted::ActivityAttended => {
            let (Some(on), Some(recorded)) =
                (story.held(), story.last("activity.attendance_recorded"))
            else {
                return vec![];
            };
            let marks = recorded.data["marks"].as_array().into_iter().flatten();
            let came = marks.filter(|mark| mark["attendance"]["kind"] == "came");
            let line = |mark: &Value| {
                let came = &mark["attendance"];
                let together = number(&came["people"]) * number(&came["minutes"]);
                (mark["who"]["organisation"].clone(), on, 1, together)
            };
            came.map(line).collect()
        }
        Counted::Rating => story.ratings(),
        Counted::ResidentRating => story.residents(),
        Counted::StarGranted => story.stars("star.granted"),
        Counted::StarRevoked if story.last("star.reinstated").is_some() => vec![],
        Counted::StarRevoked => story.stars("star.revoked"),
        Counted::YellowCard => story.cards("handling.yellow_carded", "yellow"),
        Counted::RedCard => story.cards("handling.red_carded", "red"),
        Counted::StepTaken if story.is("handling.") => story.steps(),
        Counted::StepTaken => vec![],
        Counted::ClaimAnswered => story.answers(),
        // Who filled it in stands beside the events: `figures` counts these.
        Counted::FormFilled => vec![],
    }
}
