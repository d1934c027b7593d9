//! Every indicator, counted from the JSON of the raw events by what each thing came to: another
//! way, and over as many stories as there are ways for a thing to go.

mod counting;
mod papers;

use std::collections::BTreeMap;

use contracts::reporting::Figures;
use contracts::reporting::course::Counted;
use contracts::{evaluation, needs, projects, resources};
use serde_json::{Value, json};
use values::{Date, PersonId, time};

use super::recount::Numbers;
use super::*;
use counting::recounted;

/// One event of a thing, as it stands in a log.
struct Said {
    tag: &'static str,
    data: Value,
    on: Date,
}

/// Everything that happened to one thing.
#[derive(Default)]
struct Story(Vec<Said>);

/// So often it happened, and so much it came to: of whom, and on which day.
type Line = (Value, Date, i64, i64);

/// Each thing is called by the next number.
const THINGS: u128 = 0x5_0000;

const UNITS: [OrganisationId; 2] = [HOSPITAL, SCHOOL];
const COMMUNITIES: [OrganisationId; 2] = [COMMUNITY, FAR];

struct Year {
    office: Office,
    numbers: Numbers,
    stories: Vec<Story>,
    things: u128,
    /// Those that were drafted, and whose.
    agreements: Vec<(u128, OrganisationId)>,
}

/// The fixture of an event with other values in some places; null takes one out.
fn patched(mut data: Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let fields = data.as_object_mut().expect("a patch of fields is for fields");
    for (name, value) in patch {
        match (value, fields.remove(name)) {
            (Value::Null, _) => {}
            (value, Some(old)) if old.is_object() && value.is_object() => {
                fields.insert(name.clone(), patched(old, value));
            }
            (value, _) => {
                fields.insert(name.clone(), value.clone());
            }
        }
    }
    data
}

fn fixture(tag: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/contracts/fixtures");
    let text = std::fs::read_to_string(format!("{folder}/{tag}.v1.json")).expect("it is stored");
    let stored: Value = serde_json::from_str(&text).unwrap();
    stored["data"].clone()
}

/// What stands in a log as `tag`, with these data.
pub(super) fn event<E: ServiceEvent>(tag: &str, data: &Value) -> E {
    let text = json!({ "type": format!("{tag}.v1"), "data": data }).to_string();
    serde_json::from_str(&text).unwrap()
}

/// The same, with the data of its fixture but for `patch`.
pub(super) fn patched_event<E: ServiceEvent>(tag: &str, patch: &Value) -> E {
    event(tag, &patched(fixture(tag), patch))
}

fn person(n: u64) -> PersonId {
    PersonId(Uuid::from_u128(0xAA00 + u128::from(n)))
}

impl Year {
    fn new(seed: u64) -> Self {
        let (office, numbers) = (Office::new(), Numbers(seed));
        let (stories, agreements) = (vec![], vec![]);
        let mut year = Self { office, numbers, stories, things: THINGS, agreements };
        for _ in 0..40 {
            year.check_in();
            year.offer();
            year.claim();
            year.agreement();
            year.project();
            year.record();
            year.activity();
            year.occasion();
            year.star();
            year.handling();
            year.need();
        }
        year
    }

    /// Tells a new thing's story: each event with what is other than in its fixture.
    fn tell<E: ServiceEvent>(&mut self, said: Vec<(&'static str, Value)>) {
        self.things += 1;
        let mut story = Story::default();
        for (tag, patch) in said {
            let hours = 24 * self.numbers.below(2);
            self.office.now += std::time::Duration::from_secs(hours * 3600);
            let data = patched(fixture(tag), &patch);
            self.office.follow(Uuid::from_u128(self.things), vec![event::<E>(tag, &data)]);
            story.0.push(Said { tag, data, on: time::date_at(self.office.now) });
        }
        self.stories.push(story);
    }

    /// Some of these, each or not.
    fn some(&mut self, of: Vec<(&'static str, Value)>) -> Vec<(&'static str, Value)> {
        of.into_iter().filter(|_| self.numbers.below(3) > 0).collect()
    }

    fn unit(&mut self) -> OrganisationId {
        self.numbers.of(&UNITS)
    }

    fn community(&mut self) -> OrganisationId {
        self.numbers.of(&COMMUNITIES)
    }

    fn check_in(&mut self) {
        let who = json!({ "person": null, "unit": self.unit() });
        let mut said =
            vec![("check_in.requested", json!({ "who": who, "community": self.community() }))];
        let more = vec![("check_in.accepted", json!({})), ("check_in.renewed", json!({}))];
        said.extend(self.some(more));
        let over = self.numbers.of(&["check_in.lapsed", "check_in.ended"]);
        said.extend(self.some(vec![(over, json!({}))]));
        self.tell::<registry::Event>(said);
    }

    fn offer(&mut self) {
        let owner = self.unit();
        let offer = json!({ "offer": { "owner": owner, "area": null } });
        self.tell::<resources::Event>(vec![("offer.listed", offer)]);
    }

    fn claim(&mut self) {
        let (unit, community) = (self.unit(), self.community());
        let giving = self.numbers.one_in(2);
        let (side, claimer, other) =
            if giving { ("giving", unit, community) } else { ("asking", community, unit) };
        let mut proposed = json!({
            "claimer": { "organisation": claimer }, "side": side, "area": "371002001001",
        });
        if self.numbers.one_in(3) {
            proposed["offer"] = Value::Null;
        }
        let mut said =
            vec![("claim.proposed", proposed), ("claim.held", json!({ "counterpart": other }))];
        let answers = ["claim.accepted", "claim.accepted", "claim.declined"];
        let answer = self.numbers.of(&answers);
        let late = [
            ("claim.answer_late", json!({ "card": "yellow" })),
            ("claim.answer_late", json!({ "card": "red" })),
            ("claim.lease_over", json!({})),
            ("claim.renewed", json!({})),
        ];
        said.extend(self.some(late.into_iter().chain([(answer, json!({}))]).collect()));
        let ends = ["claim.delivered", "claim.failed", "claim.cancelled", "claim.revoked"];
        let end = self.numbers.of(&ends);
        let quantity = self.numbers.below(3);
        let much =
            if end == "claim.delivered" { json!({ "quantity": quantity }) } else { json!({}) };
        said.extend(self.some(vec![(end, much)]));
        self.tell::<projects::Event>(said);
    }

    fn agreement(&mut self) {
        let (unit, community) = (self.unit(), self.community());
        let purpose = self.numbers.of(&["first", "supplement", "renewal"]);
        let quantity = 1 + self.numbers.below(30);
        let amount = json!({ "quantity": quantity, "unit": "session" });
        let duties = json!([
            { "party": community, "kind": "open_facilities", "what": "提供场地" },
            { "party": unit, "kind": "service", "what": "义诊", "amount": amount },
            { "party": unit, "kind": "open_facilities", "what": "开放车位" },
        ]);
        let from = time::plus_days(time::date_at(self.office.now), -40);
        let until = time::plus_months(from, 5);
        let terms = json!({ "duties": duties, "from": from, "until": until });
        let drafted = json!({ "parties": [unit, community], "purpose": purpose, "terms": terms });
        let mut said = vec![("agreement.drafted", drafted)];
        let broken = json!({ "party": community, "breaching": unit });
        let over = self.numbers.of(&["agreement.ended", "agreement.broken"]);
        let over = (over, if over == "agreement.broken" { broken } else { json!({}) });
        let card = |card: &str| ("agreement.quarter_carded", json!({ "card": card }));
        let concluded = ("agreement.concluded", json!({}));
        said.extend(self.some(vec![concluded, card("yellow"), card("red"), over]));
        self.tell::<projects::Event>(said);
        self.agreements.push((self.things, unit));
    }

    fn project(&mut self) {
        let giving = json!({ "organisation": self.unit() });
        let opened = json!({ "giving": giving, "asking": self.community(), "opened_on": null });
        let mut said = vec![("project.opened", opened)];
        let over = self.numbers.of(&["project.accepted", "project.ended"]);
        let day = time::date_at(self.office.now).to_string();
        let flow = self.numbers.of(&["received", "spent"]);
        let fen = 1 + self.numbers.below(10_000);
        let funds = json!({ "flow": flow, "funds": { "date": day, "amount": fen } });
        said.extend(self.some(vec![("project.funds_moved", funds), (over, json!({}))]));
        self.tell::<projects::Event>(said);
    }

    fn record(&mut self) {
        let (unit, day) = (self.unit(), time::date_at(self.office.now).to_string());
        let came = |n: u64| json!({ "person": person(n), "minutes": 40 + 10 * n });
        let attendance: Vec<_> = (0..self.numbers.below(3)).map(came).collect();
        let minutes = 30 + self.numbers.below(90);
        let service = json!({ "date": day, "minutes": minutes, "attendance": attendance });
        let mut recorded = json!({
            "giving": { "organisation": unit }, "asking": self.community(), "service": service,
            "duty": { "party": unit },
        });
        // Of the agreement that was drafted last, where it is the unit's.
        let last = self.agreements.last().filter(|(_, of)| *of == unit);
        if let Some((agreement, _)) = last {
            recorded["duty"]["agreement"] = json!(Uuid::from_u128(*agreement));
            recorded["service"]["duty"] = json!({ "number": 2, "quantity": 1 });
        }
        if self.numbers.one_in(2) {
            recorded["duty"] = Value::Null;
            recorded["service"]["duty"] = Value::Null;
        }
        let mut said = vec![("record.recorded", recorded)];
        said.extend(self.some(vec![("record.confirmed", json!({}))]));
        if self.numbers.one_in(4) {
            said.push(("record.countered", json!({})));
        }
        self.tell::<projects::Event>(said);
    }

    fn activity(&mut self) {
        let day = time::date_at(self.office.now);
        let times =
            json!({ "from": format!("{day}T01:00:00Z"), "until": format!("{day}T03:00:00Z") });
        let details = json!({ "area": "371002001001", "times": times });
        let planned = json!({ "organiser": self.community(), "details": details });
        let came = json!({ "kind": "came", "people": 1 + self.numbers.below(4), "minutes": 60 });
        let marks = json!([
            { "who": { "organisation": self.unit() }, "attendance": came },
            { "who": { "person": person(0) }, "attendance": { "kind": "excused" } },
        ]);
        let recorded = ("activity.attendance_recorded", json!({ "marks": marks }));
        let mut said = vec![("activity.planned", planned), recorded];
        said.extend(self.some(vec![("activity.attendance_confirmed", json!({}))]));
        self.tell::<projects::Event>(said);
    }

    fn occasion(&mut self) {
        let (unit, community) = (self.unit(), self.community());
        let [giving, asking] = [unit, community].map(|one| json!({ "organisation": one }));
        let noted = json!({ "giving": giving, "asking": community });
        let mutual = json!({ "rater": asking, "rated": giving });
        let back = json!({ "rater": giving, "rated": asking });
        let stars = 1 + self.numbers.below(5);
        let ratings = json!({ "ratings": [
            { "pairing": mutual, "stars": stars },
            { "pairing": back, "stars": 5 },
            { "pairing": { "rater": { "ballot": 7 } }, "stars": 5 },
        ] });
        let residents = json!({ "raters": 5 + self.numbers.below(5), "stars": 20 + stars });
        let mut said = vec![("occasion.noted", noted), ("occasion.ratings_opened", ratings)];
        said.extend(self.some(vec![("occasion.closed", json!({ "residents": residents }))]));
        if self.numbers.one_in(4) {
            said.push(("occasion.rating_struck", json!({ "pairing": mutual })));
        }
        if self.numbers.one_in(6) {
            said.push(("occasion.voided", json!({})));
        }
        self.tell::<evaluation::Event>(said);
    }

    fn star(&mut self) {
        let who = person(self.numbers.below(3));
        let applied = json!({ "person": who, "community": self.community() });
        let mut said = vec![("star.applied", applied)];
        let star = 1 + self.numbers.below(4);
        let both =
            [("star.granted", json!({ "star": star })), ("star.revoked", json!({ "star": star }))];
        let given_back = ("star.reinstated", json!({ "star": star }));
        said.extend(self.some(both.into()));
        if said.last().is_some_and(|(tag, _)| *tag == "star.revoked") && self.numbers.one_in(2) {
            said.push(given_back);
        }
        self.tell::<evaluation::Event>(said);
    }

    fn handling(&mut self) {
        let holder = json!({ "organisation": self.community(), "area": null });
        let mut said = vec![("handling.begun", json!({ "holder": holder }))];
        let up = json!({ "to": { "organisation": STREET } });
        let down = json!({ "to": holder });
        said.extend(self.some(vec![
            ("handling.yellow_carded", json!({})),
            ("handling.step_completed", json!({})),
            ("handling.red_carded", json!({})),
            ("handling.step_completed", json!({})),
            ("handling.escalated", up),
            ("handling.yellow_carded", json!({})),
            ("handling.red_carded", json!({})),
            ("handling.red_carded", json!({})),
            ("handling.answered", down),
            ("handling.step_completed", json!({})),
            ("handling.stopped", json!({})),
        ]));
        self.tell::<needs::Event>(said);
    }

    fn need(&mut self) {
        let (owner, unit) = (self.community(), self.unit());
        let kind = self.numbers.of(&["common", "wish"]);
        let raised = json!({ "asked": { "owner": owner, "kind": kind }, "raiser": null });
        let held = json!({ "claimer": { "person": null, "organisation": unit }, "owner": owner });
        let mut said = vec![("need.raised", raised)];
        said.extend(
            self.some(vec![("need.posted", json!({})), ("need.went_unclaimed", json!({}))]),
        );
        if self.numbers.below(4) > 0 {
            said.extend([("need.held", held), ("need.delivered", json!({}))]);
        }
        for _ in 0..self.numbers.below(3) {
            let reason = "无法施工";
            let outcome = match self.numbers.of(&["solved", "partly_solved", "unsolved"]) {
                "solved" => json!({ "result": "solved", "reason": null }),
                other => json!({ "result": other, "reason": reason }),
            };
            let satisfaction = self.numbers.of(&["satisfied", "fairly", "unsatisfied"]);
            said.push(("need.closed", json!({ "outcome": outcome })));
            said.push(("need.reviewed", json!({ "opinion": { "satisfaction": satisfaction } })));
            said.push(("need.reopened", json!({})));
        }
        if self.numbers.below(3) > 0 && said.last().is_some_and(|(tag, _)| *tag == "need.reopened")
        {
            said.pop();
        }
        self.tell::<needs::Event>(said);
    }
}

const PERIODS: [[&str; 2]; 4] = [
    ["2026-01-01", "2026-12-31"],
    ["2026-04-01", "2026-06-30"],
    ["2027-01-01", "2027-12-31"],
    ["2026-01-01", "2028-12-31"],
];

#[test]
fn every_figure_is_what_the_raw_events_come_to() {
    let year = Year::new(7);
    let people = [0, 1, 2].map(person);
    let subjects = UNITS.iter().chain(&COMMUNITIES).chain(&[STREET]).map(|one| (Some(*one), None));
    let subjects: Vec<_> = subjects.chain(people.iter().map(|one| (None, Some(*one)))).collect();
    let mut seen: BTreeMap<Counted, i64> = BTreeMap::new();
    for [from, until] in PERIODS.map(|days| days.map(|day| day.parse::<Date>().unwrap())) {
        for (organisation, person) in subjects.iter().copied() {
            let whose = json!(organisation.map(Uuid::from).or(person.map(Uuid::from)));
            let query = Figures { organisation, person, area: None, nature: None, from, until };
            let figures = year.office.ask(&query).unwrap().figures;
            for counted in Counted::ALL {
                let lines = year.stories.iter().flat_map(|story| recounted(counted, story));
                let own = lines.filter(|(of, on, ..)| *of == whose && (from..=until).contains(on));
                let is = own.fold((0, 0), |(count, amount), (_, _, times, much)| {
                    (count + times, amount + much)
                });
                let said = figures.iter().find(|figure| figure.counted == counted);
                let said = said.map_or((0, 0), |figure| (figure.count, figure.amount));
                assert_eq!(said, is, "{counted:?} of {whose} from {from} to {until}");
                *seen.entry(counted).or_default() += is.0;
            }
        }
    }
    let never: Vec<_> = seen.iter().filter(|(_, count)| **count == 0).collect();
    assert_eq!(never, [(&Counted::FormFilled, &0)], "the year has none of these");
}
