//! One run: a seed, a temper, and one step after another.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use contracts::{Actor, Reply, Role};
use runtime::Random;
use values::{CommandId, OrganisationId, PersonId, Timestamp, Uuid};

use super::book::Sent;
use super::city::{City, SERVICES};
use super::clients::Clients;
use super::mirror::Acknowledgement;
use super::rest;

/// Monday, 2 March 2026, 9:00 in Shanghai.
const BEGIN: &str = "2026-03-02T01:00:00Z";
const STEPS: usize = 530;
/// How many steps are told when one fails.
const TOLD: usize = 30;
/// More than it takes until everybody has an answer, when nothing goes wrong any more.
const TRIES_MAX: usize = 3;
/// Longer than any lease or time for signing.
const LONG: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// The last steps, for whoever looks at a failure.
#[derive(Clone, Default)]
pub(super) struct Trace(Rc<RefCell<VecDeque<String>>>);

impl Trace {
    fn push(&self, step: String) {
        let mut steps = self.0.borrow_mut();
        steps.push_back(step);
        if steps.len() > TOLD {
            steps.pop_front();
        }
    }

    fn outcome(&self, outcome: &str) {
        if let Some(step) = self.0.borrow_mut().back_mut() {
            step.push_str(outcome);
        }
    }

    pub(super) fn told(&self) -> String {
        self.0.borrow().iter().cloned().collect::<Vec<_>>().join("\n")
    }
}

/// How this run is: some crash all the time, some never; in some the clock hardly moves.
struct Temper {
    /// How often which kind of step is taken, in the order of `World::step`.
    weights: [u64; 10],
    repeated_percent: u64,
    out_of_order_percent: u64,
    lost_acknowledgements_percent: u64,
    /// Of requests, of answers, and of commits on their way to who follows.
    lost_percent: u64,
    largest_jump_hours: u64,
}

impl Temper {
    fn of(random: &mut Random) -> Self {
        let rare = |random: &mut Random, most: u64| match random.below(3) {
            0 => 0,
            _ => random.between(1, most),
        };
        Self {
            weights: [
                random.between(150, 250),
                random.between(5, 50),
                random.between(40, 120),
                random.between(60, 120),
                random.between(90, 180),
                random.between(2, 16),
                random.between(10, 40),
                rare(random, 25),
                rare(random, 12),
                random.between(20, 80),
            ],
            repeated_percent: rare(random, 30),
            out_of_order_percent: rare(random, 30),
            lost_acknowledgements_percent: rare(random, 30),
            lost_percent: rare(random, 20),
            largest_jump_hours: *random.pick(&[1, 12, 36, 24 * 12]).expect("there are four"),
        }
    }
}

/// How much of a run was lost on its way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) requests: u64,
    pub(super) answers: u64,
    pub(super) commits: u64,
}

impl Lost {
    pub(super) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.answers += other.answers;
        self.commits += other.commits;
    }

    pub(super) fn is_of_everything(self) -> bool {
        self.requests > 0 && self.answers > 0 && self.commits > 0
    }
}

pub(super) struct World {
    random: Random,
    temper: Temper,
    now: Timestamp,
    city: City,
    clients: Clients,
    lost: Lost,
    trace: Trace,
}

impl World {
    pub(super) fn new(seed: u64, trace: Trace) -> Self {
        let mut random = Random::from_seed(seed);
        let temper = Temper::of(&mut random);
        let now = BEGIN.parse().expect("it is an instant");
        let (city, clients) = (City::new(), Clients::default());
        Self { random, temper, now, city, clients, lost: Lost::default(), trace }
    }

    /// Everything: the steps, the rest after them, and the rest after all time limits.
    pub(super) fn run(mut self) -> rest::Summary {
        for number in 0..STEPS {
            self.step(number);
            self.hear();
            self.city.check();
        }
        self.temper.lost_percent = 0;
        for node in self.city.nodes_mut() {
            node.mirror_forgets();
            node.log().set_full(false);
        }
        self.trace.push(format!("{} everything arrives", self.now));
        self.settle();
        rest::check(&self.city, self.lost, self.now);
        self.now += LONG;
        self.trace.push(format!("{} every time limit is over", self.now));
        self.settle();
        rest::check(&self.city, self.lost, self.now)
    }

    /// Everything on its way arrives, and whoever has no answer asks until there is one.
    fn settle(&mut self) {
        for _ in 0..TRIES_MAX {
            self.city.settle(self.now);
            self.hear();
            let unanswered = self.clients.unanswered().to_vec();
            if unanswered.is_empty() {
                return;
            }
            for sent in unanswered {
                self.city.node_of(sent.subject).command(self.now, sent);
            }
        }
        panic!("nobody answers {:?}", self.clients.unanswered());
    }

    fn step(&mut self, number: usize) {
        self.now += Duration::from_millis(self.random.below(60_000));
        let kind = self.random.weighted(&self.temper.weights);
        let index = self.random.index(SERVICES);
        // What goes on all the time does so everywhere or in one place.
        let everywhere = (2..=4).contains(&kind) && self.random.one_in(2);
        let name = if everywhere { "everybody" } else { self.city.node(index).name() };
        let places = if everywhere { 0..SERVICES } else { index..index + 1 };
        let told = match kind {
            0 => "somebody asks".to_owned(),
            1 => "somebody asks again".to_owned(),
            2 => format!("{name} syncs"),
            3 => format!("{name} is mirrored"),
            4 => format!("{name} follows"),
            5 => "the clock jumps".to_owned(),
            6 => format!("{name} looks what is due"),
            7 => format!("{name} crashes"),
            9 => "somebody waits no longer".to_owned(),
            _ => format!("{name} has an accident"),
        };
        self.trace.push(format!("{number} {} {told}", self.now));
        match kind {
            0 => self.ask(),
            1 => self.ask_again(index),
            2 => places.for_each(|index| self.sync(index)),
            3 => places.for_each(|index| self.mirror(index)),
            4 => places.for_each(|index| self.follow(index)),
            5 => self.jump(),
            6 => {
                let now = self.clock_of_a_service();
                self.city.node(index).due(now);
            }
            7 => self.crash(index),
            9 => self.retry(),
            _ => self.accident(index),
        }
    }

    /// One clock in twenty is behind by up to two days.
    fn clock_of_a_service(&mut self) -> Timestamp {
        if self.random.one_in(20) {
            self.now - Duration::from_secs(self.random.below(2 * 24 * 60 * 60))
        } else {
            self.now
        }
    }

    fn ask(&mut self) {
        let sent = self.clients.next(&mut self.random, &self.city, self.now);
        self.send(sent);
    }

    fn send(&mut self, sent: Sent) {
        self.trace.outcome(&format!(": {sent}"));
        self.clients.wait_for(&sent);
        if self.is_lost() {
            self.lost.requests += 1;
            self.trace.outcome(" -> lost on its way");
            return;
        }
        let now = self.clock_of_a_service();
        let reply = self.city.node_of(sent.subject).command(now, sent.clone());
        let outcome = match &reply {
            Reply::Done(receipt) => format!("done {}", receipt.position),
            Reply::Rejected(rejection) => rejection.code(),
            Reply::Failed(failure) => failure.to_string(),
        };
        self.trace.outcome(&format!(" -> {outcome}"));
    }

    fn is_lost(&mut self) -> bool {
        self.random.percent(self.temper.lost_percent)
    }

    /// What was told since the last step arrives, or does not.
    fn hear(&mut self) {
        for index in 0..SERVICES {
            for (sent, reply) in self.city.node(index).take_told() {
                if self.is_lost() {
                    self.lost.answers += 1;
                    self.trace.outcome(&format!("; the answer to {} is lost", sent.command));
                } else {
                    self.clients.hear(&sent, &reply);
                }
            }
        }
    }

    /// The same again, as no answer has come, whatever became of the request.
    fn retry(&mut self) {
        if let Some(sent) = self.random.pick(self.clients.unanswered()).cloned() {
            self.send(sent);
        }
    }

    /// The same command once more: mostly a retry, now and then with another body or actor.
    fn ask_again(&mut self, index: usize) {
        let all = self.city.node(index).book().all_sent();
        let newest = all.len().saturating_sub(12);
        let among = if self.random.one_in(3) { all } else { &all[newest..] };
        let Some(mut sent) = self.random.pick(among).cloned() else {
            return;
        };
        match self.random.below(6) {
            0 => {
                let like = |other: &&Sent| other.subject == sent.subject && !other.is_garbage();
                let others: Vec<_> = all.iter().filter(like).cloned().collect();
                if let Some(other) = self.random.pick(&others) {
                    sent.body.clone_from(&other.body);
                }
            }
            1 => {
                let number = u128::from(self.random.below(6));
                sent.actor = Actor::Person {
                    person: PersonId(Uuid::from_u128(1 + number)),
                    organisation: OrganisationId(Uuid::from_u128(0xA000 + number)),
                    role: Role::Operator,
                };
            }
            _ => {}
        }
        // Now and then a client takes the id for a new request of its own.
        if self.random.one_in(200) {
            sent.command = CommandId(self.random.uuid());
        }
        self.send(sent);
    }

    fn sync(&mut self, index: usize) {
        let decided = self.city.node(index).undurable();
        let all = decided == 0 || self.random.one_in(2);
        let count = if all { decided } else { self.random.index(decided + 1) };
        self.city.node(index).sync(count);
    }

    fn mirror(&mut self, index: usize) {
        for _ in 0..self.random.between(1, 12) {
            let lost = self.random.percent(self.temper.lost_acknowledgements_percent);
            let acknowledgement =
                if lost { Acknowledgement::Lost } else { Acknowledgement::Received };
            let (node, streams) = self.city.node_and_streams(index);
            if !node.mirror(streams, acknowledgement) {
                return;
            }
        }
    }

    fn follow(&mut self, index: usize) {
        let sources = self.city.node(index).sources();
        let Some(&(source, handled)) = self.random.pick(&sources) else {
            return;
        };
        let from = if self.random.percent(self.temper.out_of_order_percent) {
            // From anywhere: too early, or behind a gap.
            1 + self.random.below(handled + 4)
        } else {
            handled + 1
        };
        let max = self.random.index(10) + 1;
        let learned = self.random.index(6);
        let (node, streams) = self.city.node_and_streams(index);
        node.learn(streams, learned);
        if node.in_flight(source) == 0 {
            node.fetch(streams, source, from, max);
        }
        // What is left stays on its way: a delay.
        for _ in 0..self.random.between(1, 10) {
            let waiting = self.city.node(index).in_flight(source);
            if waiting == 0 {
                return;
            }
            let any = self.random.percent(self.temper.out_of_order_percent);
            let at = if any { self.random.index(waiting) } else { 0 };
            if self.is_lost() {
                self.lost.commits += 1;
                self.city.node(index).lose(source, at);
                continue;
            }
            let again = self.random.percent(self.temper.repeated_percent);
            let now = self.clock_of_a_service();
            self.city.node(index).deliver(now, source, at, again);
        }
    }

    fn jump(&mut self) {
        let minutes = self.random.between(1, self.temper.largest_jump_hours * 60);
        self.now += Duration::from_secs(minutes * 60);
    }

    fn crash(&mut self, index: usize) {
        let (node, streams) = self.city.node_and_streams(index);
        // What was on its way to the disk may have arrived there.
        let appended = self.random.index(node.undurable() + 1);
        node.crash(appended);
        // Nothing is judged before it knows what stands in the mirror.
        node.learn(streams, usize::MAX);
    }

    fn accident(&mut self, index: usize) {
        let kind = self.random.below(4);
        let (node, streams) = self.city.node_and_streams(index);
        let name = node.name();
        match kind {
            0 => streams.delete(name),
            1 => {
                let last = streams.last(name);
                streams.purge_before(name, 1 + self.random.below(last + 1));
                node.mirror_forgets();
            }
            2 => node.log().set_full(true),
            _ => node.log().set_full(false),
        }
    }
}
