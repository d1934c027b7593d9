//! Whole reports, counted from the JSON of the raw events: the figures of a period and of the one
//! before it, of each community its section, what agreements asked for and what was done of it, and
//! what was promised and not kept.

use std::collections::BTreeSet;

use contracts::Role;
use contracts::reporting::report::Compile;
use contracts::reporting::{Figure, Period, ReportPaper, Unkept};
use contracts::testing::person as somebody;
use values::ReportId;

use super::*;

impl Story {
    /// The community that a line of a unit's in it is with.
    fn community(&self) -> &Value {
        let begun = self.begun();
        match self.0[0].tag.split('.').next().unwrap() {
            "check_in" => &begun["community"],
            "claim" => self.side(false).unwrap_or(&Value::Null),
            "agreement" => &begun["parties"][1],
            "project" | "record" | "occasion" => &begun["asking"],
            "activity" => &begun["organiser"],
            "need" => &begun["asked"]["owner"],
            _ => &Value::Null,
        }
    }

    /// The first time that it was said, not after `until`.
    fn first<'s>(&'s self, tag: &'s str, until: Date) -> Option<&'s Said> {
        self.all(tag).find(|said| said.on <= until)
    }
}

/// What lines of `whom` come to in those days, of one community where one is named.
fn summed(
    year: &Year,
    whom: &Value,
    (from, until): (Date, Date),
    community: Option<&Value>,
) -> Vec<Figure> {
    let of = |counted: Counted| {
        let stories = year.stories.iter();
        let stories = stories.filter(|story| community.is_none_or(|one| story.community() == one));
        let lines = stories.flat_map(|story| recounted(counted, story));
        let own = lines.filter(|(of, on, ..)| of == whom && (from..=until).contains(on));
        let (count, amount) =
            own.fold((0, 0), |(count, amount), (_, _, times, much)| (count + times, amount + much));
        Figure { counted, count, amount }
    };
    let all = Counted::ALL.into_iter().map(of);
    all.filter(|figure| (figure.count, figure.amount) != (0, 0)).collect()
}

/// Claims of the giving side that were accepted and came to no end, or to another than delivery.
fn broken(year: &Year, whom: &Value, (from, until): (Date, Date)) -> Vec<(Uuid, Unkept, Date)> {
    let mut broken = Vec::new();
    for (n, story) in (THINGS + 1..).zip(&year.stories) {
        if !story.is("claim.") || story.side(true) != Some(whom) {
            continue;
        }
        let ends = [
            ("claim.failed", Unkept::Failed),
            ("claim.cancelled", Unkept::Cancelled),
            ("claim.revoked", Unkept::Revoked),
        ];
        let end = ends.iter().find_map(|(tag, end)| Some((*end, story.first(tag, until)?.on)));
        let delivered = story.first("claim.delivered", until);
        let kept = delivered.is_some_and(|said| said.data["quantity"] != 0);
        let accepted = story.first("claim.accepted", until).map(|said| said.on);
        let line = match (end, accepted) {
            (Some((end, on)), _) => Some((end, on)).filter(|_| on >= from),
            (None, Some(on)) => Some((Unkept::Outstanding, on)).filter(|_| !kept),
            (None, None) => None,
        };
        broken.extend(line.map(|(unkept, on)| (Uuid::from_u128(n), unkept, on)));
    }
    broken.sort_by_key(|(claim, _, on)| (*on, *claim));
    broken
}

/// How many months have begun from the one day to the other, told one by one.
fn months_begun(from: Date, until: Date) -> u64 {
    (0..).take_while(|months| time::plus_months(from, *months) <= until).count() as u64
}

/// What is due and done of each measured duty of the unit, by agreement.
fn owed(year: &Year, whom: &Value, (from, until): (Date, Date)) -> Vec<(Uuid, u64, u64)> {
    let mut owed = Vec::new();
    for (n, story) in (THINGS + 1..).zip(&year.stories) {
        let own = story.is("agreement.") && story.begun()["parties"][0] == *whom;
        if !own || story.last("agreement.concluded").is_none() {
            continue;
        }
        let agreement = Uuid::from_u128(n);
        let terms = &story.begun()["terms"];
        let [first, last] = ["from", "until"].map(|day| terms[day].as_str().unwrap());
        let (first, last): (Date, Date) = (first.parse().unwrap(), last.parse().unwrap());
        let over = story.last("agreement.ended").or(story.last("agreement.broken"));
        let last = over.map_or(last, |said| last.min(said.on)).min(until);
        let begin = first.max(from);
        if begin > last {
            continue;
        }
        let quantity = terms["duties"][1]["amount"]["quantity"].as_u64().unwrap();
        let asked = |until: Date| (quantity * months_begun(first, until)).div_ceil(12);
        let due = asked(last) - asked(time::plus_days(begin, -1));
        let done = year.stories.iter().filter(|record| {
            let of = &record.begun()["duty"]["agreement"];
            let served = || record.served().map(|(_, on)| on);
            record.is("record.")
                && *of == json!(agreement)
                && served().is_some_and(|on| (begin..=last).contains(&on))
        });
        owed.push((agreement, due, done.count() as u64));
    }
    owed.sort_unstable();
    owed
}

/// The same of the report.
fn said(paper: &ReportPaper) -> Vec<(Uuid, u64, u64)> {
    let measured = paper
        .duties
        .iter()
        .filter_map(|duty| Some((Uuid::from(duty.agreement), duty.line.due?, duty.line.done)));
    let mut measured: Vec<_> = measured.collect();
    measured.sort_unstable();
    measured
}

/// The days of the period before.
fn before(period: Period) -> (Date, Date) {
    let (from, until) = (period.from(), period.until());
    let months = i32::try_from(months_begun(from, until)).unwrap();
    (time::plus_months(from, -months), time::plus_days(from, -1))
}

#[test]
fn every_report_is_what_the_raw_events_come_to() {
    let mut year = Year::new(13);
    year.office.now = "2031-01-04T01:00:00Z".parse().unwrap();
    let (mut unkept, mut duties, mut done, mut compared) = (BTreeSet::new(), 0, 0, 0);
    for period in ["2026Q2", "2026H2", "2027", "2027Q1", "2028"] {
        let period: Period = period.parse().unwrap();
        let days = (period.from(), period.until());
        for unit in UNITS {
            let officer = somebody(Role::CityOfficer, CITY);
            let compile = Compile { subject: unit.into(), period, issuer: CITY };
            let report = ReportId(year.office.done(officer, &compile));
            let paper = super::super::reports::paper(&year.office, report);
            let (whom, what) = (json!(unit), format!("{unit} in {period}"));
            assert_eq!(paper.figures, summed(&year, &whom, days, None), "{what}");
            assert_eq!(paper.before, summed(&year, &whom, before(period), None), "{what}, before");
            for section in &paper.sections {
                let community = json!(section.community);
                let is = summed(&year, &whom, days, Some(&community));
                assert_eq!(section.figures, is, "{what}, with {community}");
            }
            let there: BTreeSet<_> = paper.sections.iter().map(|one| one.community).collect();
            for community in COMMUNITIES.into_iter().filter(|one| !there.contains(one)) {
                let none = summed(&year, &whom, days, Some(&json!(community)));
                assert_eq!(none, [], "{what}, without {community}");
            }
            let promised = paper.unkept.iter();
            let promised: Vec<_> =
                promised.map(|one| (Uuid::from(one.claim), one.unkept, one.on)).collect();
            assert_eq!(promised, broken(&year, &whom, days), "{what}, not kept");
            let owed = owed(&year, &whom, days);
            assert_eq!(said(&paper), owed, "{what}, owed");
            let whole = |(_, due, done): &(Uuid, u64, u64)| {
                if *due == 0 { 10_000 } else { (done * 10_000 / due).min(10_000) }
            };
            let rates: Vec<u64> = owed.iter().map(whole).collect();
            let mean = rates.iter().sum::<u64>().checked_div(rates.len() as u64);
            assert_eq!(paper.fulfilment.map(u64::from), mean, "{what}, fulfilled");
            unkept.extend(promised.iter().map(|(_, unkept, _)| format!("{unkept:?}")));
            duties += owed.len();
            done += owed.iter().map(|(.., done)| done).sum::<u64>();
            compared += paper.before.len();
        }
    }
    assert_eq!(unkept.len(), 4, "each kind: {unkept:?}");
    assert!(duties > 10 && done > 0 && compared > 50, "{duties} {done} {compared}");
}
