//! A plan in process: from the lists to its claims.

use contracts::matching::Prices;
use contracts::matching::plan::{
    self, CarriedOut, ComparePlans, Kept, LineOutcome, Pair, PlanDetail, PlanFigures, PlanLine,
    PlanLines, PlanPreview, PlanStatus, PlanUnserved, Rejection, Served, UnservedNeed,
};
use contracts::projects::claim;
use contracts::testing::{clerk_of, liaison_of, person};
use contracts::{Command, PageRequest, Receipt, Role};
use values::PlanId;

use super::*;

impl Office {
    pub(super) fn send<C: Command>(
        &mut self,
        actor: Actor,
        n: u128,
        command: &C,
    ) -> Result<Receipt, contracts::Rejection> {
        let body = serde_json::to_vec(command).unwrap();
        let id = CommandId(Uuid::from_u128(0xC000 + n));
        let answer = self.writer.command(self.now, actor, id, C::SUBJECT, &body);
        self.writer.due(self.now).unwrap();
        self.show();
        match answer.reply {
            Reply::Done(receipt) => Ok(receipt),
            Reply::Rejected(rejection) => Err(rejection),
            Reply::Failed(failure) => panic!("{failure}"),
        }
    }

    pub(super) fn compute(&mut self, n: u128) -> PlanId {
        let command = plan::Compute { organisation: STREET, category: None, by: None, aims: None };
        let receipt = self.send(officer(), n, &command).unwrap();
        PlanId(receipt.changed[0].id)
    }

    fn plan(&self, plan: PlanId) -> PlanDetail {
        self.ask(&plan::Plan { plan }).unwrap()
    }

    pub(super) fn lines(&self, plan: PlanId) -> Vec<PlanLine> {
        let of_page = |page| PlanLines { plan, organisation: None, need: None, page };
        let mut lines = Vec::new();
        let mut page = PageRequest::first(PageRequest::LIMIT_MAX);
        loop {
            let found = self.ask(&of_page(page));
            lines.extend(found.items);
            match found.next {
                Some(next) => page = PageRequest::behind(Some(next), PageRequest::LIMIT_MAX),
                None => return lines,
            }
        }
    }

    pub(super) fn unserved(&self, plan: PlanId) -> Vec<UnservedNeed> {
        self.ask(&PlanUnserved { plan, page: PageRequest::default() }).items
    }

    pub(super) fn shares(&self, plan: PlanId) -> Vec<(NeedId, OfferId, u64)> {
        self.lines(plan).into_iter().map(|line| (line.need, line.offer, line.quantity)).collect()
    }
}

pub(super) fn officer() -> Actor {
    person(Role::StreetOfficer, STREET)
}

fn accept(plan: PlanId, (need, offer, quantity): (NeedId, OfferId, u64)) -> plan::Accept {
    plan::Accept { plan, need, offer, quantity, slot: None }
}

#[test]
fn a_plan_goes_from_the_lists_to_its_claims() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 3);
    let need = office.need(1, COMMUNITY, "义诊", 2);
    // In another street: it is not this plan's.
    office.need(2, FAR, "义诊", 2);
    let id = office.compute(1);
    let plan = office.plan(id);
    assert!(plan.proved && office.unserved(id).is_empty(), "{plan:?}");
    assert_eq!(office.shares(id), [(need, offer, 2)]);
    let line = &office.lines(id)[0];
    assert_eq!((line.asking, line.giving), (Some(COMMUNITY), Some(HOSPITAL)));
    let read = plan.logs_read.iter().find(|read| read.service == "needs").unwrap();
    assert_eq!(read.position, office.followed["needs"].0);

    office.send(officer(), 2, &plan::Propose { plan: id }).unwrap();
    let line = (need, offer, 2);
    office.send(clerk_of(COMMUNITY), 3, &accept(id, line)).unwrap();
    let early = office.send(officer(), 4, &plan::Publish { plan: id }).unwrap_err();
    assert_eq!(early.code(), "plan.unanswered");
    office.send(liaison_of(HOSPITAL), 5, &accept(id, line)).unwrap();
    office.send(officer(), 6, &plan::Publish { plan: id }).unwrap();

    let plan_now = office.plan(id);
    assert_eq!((plan_now.summary.status, plan_now.summary.agreed), (PlanStatus::Published, 1));
    let who: Vec<_> = plan_now.decisions.iter().map(|decision| decision.by).collect();
    assert_eq!((&who[..], plan_now.decided), (&[HOSPITAL, COMMUNITY][..], 2));
    let Some(CarriedOut { claim, outcome: None }) = office.lines(id)[0].carried_out.clone() else {
        panic!("{plan_now:?}");
    };
    assert_eq!(claim, plan::claim(id, 0));
    office.follow(claim, vec![projects::Event::from(claim::Event::Accepted {})]);
    let outcome = office.lines(id)[0].carried_out.clone().unwrap().outcome;
    assert_eq!(outcome, Some(LineOutcome::Taken));
}

#[test]
fn an_answer_does_what_was_shown_before_and_the_rest_is_planned_around_it() {
    let mut office = Office::new();
    let near = office.offer(1, "义诊，老年人血压测量", 2);
    let far = office.offer(2, "义诊车", 2);
    let first = office.need(1, COMMUNITY, "老年人义诊", 2);
    let second = office.need(2, COMMUNITY, "居民义诊", 2);
    let id = office.compute(1);
    assert_eq!(office.shares(id), [(first, near, 2), (second, far, 2)]);
    office.send(officer(), 2, &plan::Propose { plan: id }).unwrap();

    let asked = PlanPreview { plan: id, need: first, offer: near, quantity: 0 };
    let shown = office.ask(&asked).unwrap();
    assert_eq!(shown.changed, 4, "the two change places");
    let aims: Vec<_> = shown.aims.iter().map(|changed| changed.aim).collect();
    assert_eq!(aims, [Aim::Quality]);
    let reason = Text::new("时间不合适").unwrap();
    let decline = plan::Decline { plan: id, need: first, offer: near, reason };
    office.send(liaison_of(HOSPITAL), 3, &decline).unwrap();
    assert_eq!(office.shares(id), [(first, far, 2), (second, near, 2)]);
    let again = office.send(liaison_of(HOSPITAL), 4, &accept(id, (first, near, 2)));
    assert_eq!(again.unwrap_err(), Rejection::Declined.into());

    // One lot less: what is free goes to nobody else, and the need misses it.
    office.send(clerk_of(COMMUNITY), 5, &accept(id, (first, far, 1))).unwrap();
    let lines = office.lines(id);
    let line = lines.iter().find(|line| line.need == first).unwrap();
    assert!(line.fixed && line.accepted.asking && !line.accepted.giving && line.quantity == 1);
    let unserved = office.unserved(id);
    assert_eq!((unserved.len(), unserved[0].quantity), (1, 1));
    let too_much = office.send(clerk_of(COMMUNITY), 6, &accept(id, (second, near, 3)));
    let left = Rejection::TooLittleLeft { need_left: 2, offer_left: 2 };
    assert_eq!(too_much.unwrap_err(), left.into());
}

#[test]
fn a_plan_in_figures_tells_whose_needs_it_serves_and_what_stays_missing() {
    let mut office = Office::new();
    office.offer(1, "义诊", 5);
    let first = office.need(1, COMMUNITY, "义诊", 4);
    let claim = ClaimId(Uuid::from_u128(9));
    let (claimer, owner, category) = (HOSPITAL.into(), COMMUNITY, Category::Service);
    let held = need::Event::Held { claim, claimer, owner, category, quantity: 1 };
    office.follow(first, vec![needs::Event::from(held)]);
    let whole = office.need_with(2, COMMUNITY, "义诊", 9, Terms::whole());
    let id = office.compute(1);
    let figures = office.ask(&PlanFigures { plan: id }).unwrap();
    assert_eq!(figures.all, Served { asked: 13, before: 1, planned: 3 });
    let [of_community] = &figures.organisations[..] else { panic!("{figures:?}") };
    assert_eq!((of_community.organisation, of_community.urgent), (COMMUNITY, 0));
    assert_eq!(of_community.served, figures.all);
    assert_eq!((figures.tiers.len(), figures.tiers[0].tier), (1, 3));
    assert_eq!(figures.categories[0].category, Category::Service);
    let kept = Kept { bottleneck: Bottleneck::NoneHasAllOfIt, lots: 9, needs: 1 };
    assert_eq!(figures.bottlenecks, [kept]);
    let unserved = office.unserved(id);
    assert_eq!((unserved[0].need, unserved[0].quantity), (whole, 9));
    let of_stranger = office.ask_as(&liaison_of(HOSPITAL), &PlanFigures { plan: id });
    assert_eq!(of_stranger, None, "a draft is nobody's but who plans it");
}

#[test]
fn what_was_short_in_published_plans_is_told_with_suggestions_and_by_week() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 9);
    let mut last = None;
    for (n, quantity) in [(10, 2), (20, 30)] {
        let need = office.need(n, COMMUNITY, "义诊", quantity);
        let id = office.compute(n);
        office.send(officer(), n + 1, &plan::Propose { plan: id }).unwrap();
        let line = office.shares(id)[0];
        office.send(clerk_of(COMMUNITY), n + 2, &accept(id, line)).unwrap();
        office.send(liaison_of(HOSPITAL), n + 3, &accept(id, line)).unwrap();
        let published = usize::from(n > 10);
        assert_eq!(office.ask(&Prices::default()).total, published, "a draft is no price");
        // What nobody answered is no line any more.
        office.days_later(20);
        office.send(officer(), n + 4, &plan::Publish { plan: id }).unwrap();
        last = Some(need);
    }
    let prices = office.ask(&Prices::default());
    let told: Vec<_> = prices.items.iter().map(|one| (one.quantity, one.short)).collect();
    assert_eq!(told, [(9, 9), (9, 0)], "the newest week first");
    let [newest, before] = [&prices.items[0], &prices.items[1]];
    assert_eq!(values::time::days_between(before.week, newest.week) % 7, 0);
    assert_eq!(newest.price.map(|price| price.aim), Some(Aim::Cover));
    assert_eq!((newest.organisation, before.price), (STREET, None));
    let why = office.ask(&matching::Why { need: last.unwrap(), offer }).unwrap();
    assert_eq!(why.suggestion.unwrap().standing, prices.items);
    let of = |organisation| Prices { organisation: Some(organisation), ..Prices::default() };
    assert_eq!([STREET, FAR].map(|asked| office.ask(&of(asked)).total), [2, 0]);
    let venues = Prices { category: Some(Category::Venue), ..of(STREET) };
    assert_eq!(office.ask(&venues).total, 0);
}

#[test]
fn what_is_only_of_the_same_category_is_in_a_plan_if_people_set_it() {
    let mut office = Office::new();
    let offer = office.offer(1, "法律咨询", 2);
    let need = office.need(1, COMMUNITY, "老年人义诊", 2);
    let id = office.compute(1);
    assert!(office.shares(id).is_empty());
    office.send(officer(), 2, &accept(id, (need, offer, 2))).unwrap();
    assert_eq!(office.shares(id), [(need, offer, 2)]);
}

#[test]
fn a_need_stands_in_one_open_plan_and_two_plans_are_compared() {
    let mut office = Office::new();
    let offer = office.offer(1, "义诊", 5);
    let need = office.need(1, COMMUNITY, "义诊", 2);
    let first = office.compute(1);
    let command = plan::Compute { organisation: STREET, category: None, by: None, aims: None };
    let twice = office.send(officer(), 2, &command).unwrap_err();
    assert_eq!(twice, Rejection::NothingToPlan.into());
    let more = office.need(2, COMMUNITY, "义诊", 4);
    let second = office.compute(3);
    let compared = office.ask(&ComparePlans { plan: first, other: second }).unwrap();
    let pairs: Vec<_> =
        compared.pairs.iter().map(|pair| (pair.need, pair.before, pair.after)).collect();
    assert_eq!(pairs, [(need, 2, 0), (more, 0, 4)]);
    // What one plan was promised, another does not have.
    office.send(officer(), 4, &accept(first, (need, offer, 2))).unwrap();
    let all = office.send(officer(), 5, &accept(second, (more, offer, 4)));
    let left = Rejection::TooLittleLeft { need_left: 4, offer_left: 3 };
    assert_eq!(all.unwrap_err(), left.into());
    let reason = Text::new("重新编制").unwrap();
    office.send(officer(), 6, &plan::Withdraw { plan: first, reason }).unwrap();
    office.send(officer(), 7, &accept(second, (more, offer, 4))).unwrap();
}

#[test]
fn a_need_that_is_taken_whole_is_given_by_one_or_by_nobody() {
    let mut office = Office::new();
    let small = office.offer(1, "义诊", 2);
    let need = office.need_with(1, COMMUNITY, "义诊", 3, Terms::whole());
    let id = office.compute(1);
    assert!(office.lines(id).is_empty());
    assert_eq!(office.unserved(id)[0].bottleneck, Bottleneck::NoneHasAllOfIt);
    let part = office.send(officer(), 2, &accept(id, (need, small, 2)));
    assert_eq!(part.unwrap_err(), Rejection::OnlyWhole { whole: 3 }.into());
    let nothing = office.send(officer(), 3, &plan::Propose { plan: id });
    assert_eq!(nothing.unwrap_err(), Rejection::NothingPlanned.into());
    let large = office.offer(2, "义诊", 3);
    office.send(officer(), 4, &accept(id, (need, large, 3))).unwrap();
    assert_eq!(office.shares(id), [(need, large, 3)]);
}

/// A tenth of what is asked for at least, unless people say otherwise.
#[test]
fn nobody_is_planned_for_too_little_to_come_for() {
    let mut office = Office::new();
    let near = office.offer(1, "义诊，老年人血压测量", 19);
    let small = office.offer(2, "义诊", 1);
    let need = office.need(1, COMMUNITY, "老年人义诊", 20);
    let id = office.compute(1);
    assert_eq!(office.shares(id), [(need, near, 19)]);
    assert_eq!(office.unserved(id)[0].bottleneck, Bottleneck::TooLittleEach);
    assert!(!office.plan(id).proved, "one lot more could be had");
    office.send(officer(), 2, &accept(id, (need, small, 1))).unwrap();
    let mut shares = office.shares(id);
    shares.sort_unstable();
    assert_eq!(shares, [(need, near, 19), (need, small, 1)]);
}

/// The two offers of two lots could serve three lots of the whole need by halves: by rule one of
/// them serves nobody else.
#[test]
fn a_bound_is_told_as_far_as_it_binds() {
    let mut office = Office::new();
    office.offer(1, "义诊", 2);
    office.offer(2, "义诊，老年人血压测量", 2);
    office.need_with(1, COMMUNITY, "老年人义诊", 3, Terms::whole());
    office.need(2, COMMUNITY, "义诊", 1);
    let id = office.compute(1);
    let plan = office.plan(id);
    assert!(!plan.proved);
    let short = plan.aims.iter().position(|aim| aim.bound != Some(aim.reached)).unwrap();
    assert!(plan.aims[..=short].iter().all(|aim| aim.bound.is_some()), "{plan:?}");
    assert!(plan.aims[short + 1..].iter().all(|aim| aim.bound.is_none()), "{plan:?}");
    assert_eq!((plan.aims[short].aim, plan.aims[short].reached), (Aim::Cover, 1));
}

#[test]
fn who_comes_into_a_plan_by_an_answer_is_asked() {
    let mut office = Office::new();
    let near = office.offer(1, "义诊，老年人血压测量", 2);
    let need = office.need(1, COMMUNITY, "老年人义诊", 2);
    let id = office.compute(1);
    office.send(officer(), 2, &plan::Propose { plan: id }).unwrap();
    let (offer, title) = (OfferId(Uuid::from_u128(0x2009)), Text::new("义诊").unwrap());
    let amount = Amount::new(2, Unit::Session).unwrap();
    let list = Box::new(offer::List::new(FAR, title, Category::Service, amount));
    let listed = offer::Event::Listed { offer: list, stands_to: monday() };
    office.follow(offer, vec![resources::Event::from(listed)]);
    let reason = Text::new("时间不合适").unwrap();
    let decline = plan::Decline { plan: id, need, offer: near, reason };
    office.send(liaison_of(HOSPITAL), 3, &decline).unwrap();
    assert_eq!(office.shares(id), [(need, offer, 2)]);
    let event = &office.commits.last().unwrap().events[0].event;
    let matching::Event::Plan(plan::Event::LineDeclined { asked, .. }) = event else {
        panic!("{event:?}");
    };
    assert_eq!(*asked, [FAR].into(), "the others were asked before");
}

#[test]
fn units_whose_limit_leaves_nothing_are_named_with_a_plan() {
    let mut office = Office::new();
    office.offer(1, "义诊", 2);
    office.need(1, COMMUNITY, "义诊", 2);
    let limits = |lots| contracts::matching::quota::Set {
        organisation: HOSPITAL,
        lots: Some(lots),
        categories: BTreeMap::new(),
    };
    office.send(liaison_of(HOSPITAL), 1, &limits(0)).unwrap();
    let id = office.compute(2);
    let plan = office.plan(id);
    assert!(office.lines(id).is_empty());
    let named: Vec<_> = plan.limited.iter().map(|unit| unit.organisation).collect();
    assert_eq!(named, [HOSPITAL]);
    for of in &plan.weights {
        assert_eq!(of.weights.iter().map(|part| part.weight).sum::<u16>(), 1000);
    }
    assert_eq!(plan.weights.len(), Category::ALL.len());
    // What it offers to others elsewhere is not for this plan's area.
    let listed = offer::List {
        area: "371003".parse().ok(),
        ..offer::List::new(
            HOSPITAL,
            Text::new("义诊").unwrap(),
            Category::Service,
            Amount::new(2, Unit::Session).unwrap(),
        )
    };
    let here = OfferId(Uuid::from_u128(0x2001));
    let edited = offer::Event::Edited { offer: Box::new(listed) };
    office.follow(here, vec![resources::Event::from(edited)]);
    assert_eq!(office.plan(id).limited, []);
}

/// Of two who ask for the one lot there is, the one whose need nobody served earlier in the year.
#[test]
fn who_was_not_served_earlier_this_year_comes_first() {
    let planned = |missed: Option<OrganisationId>| {
        let mut office = Office::new();
        if let Some(owner) = missed {
            let need = office.need(9, owner, "义诊", 1);
            let reason = Text::new("无人认领").unwrap();
            let outcome = need::Outcome::Unsolved { reason };
            let closed =
                need::Event::Closed { outcome, reopen_until: monday(), review_until: None };
            office.follow(need, vec![needs::Event::from(closed)]);
        }
        office.offer(1, "义诊", 1);
        let near = office.need(1, COMMUNITY, "义诊", 1);
        let far = office.need(2, STREET, "义诊", 1);
        let id = office.compute(1);
        let shares = office.shares(id);
        assert_eq!(shares.len(), 1);
        (shares[0].0 == near, shares[0].0 == far)
    };
    assert_eq!(planned(None), (true, false), "the nearer");
    assert_eq!(planned(Some(COMMUNITY)), (true, false));
    assert_eq!(planned(Some(STREET)), (false, true));
}

#[test]
fn a_draft_is_not_told_to_others() {
    let mut office = Office::new();
    office.offer(1, "义诊", 2);
    office.need(1, COMMUNITY, "义诊", 2);
    let id = office.compute(1);
    let seen = |office: &Office, actor: &Actor| {
        office.ask_as(actor, &plan::Plan { plan: id }).is_some()
            && office.ask_as(actor, &plan::Plans::default()).total == 1
    };
    let told = |office: &Office, actor: &Actor| {
        let (keys, asker) = (Keys::memory(), Asker { actor, directory: &office.directory });
        let stream = matching::Event::SERVICE;
        let question = Question::new(&office.view, asker, office.now, &keys, stream);
        let event = matching::Event::from(plan::Event::CarriedOut { orders: Vec::new() });
        Matching::tells(&question, id.into(), &event)
    };
    let both = |office: &Office, actor: &Actor| [seen(office, actor), told(office, actor)];
    assert_eq!(both(&office, &officer()), [true, true]);
    assert_eq!(both(&office, &liaison_of(HOSPITAL)), [false, false], "nor its history");
    office.send(officer(), 2, &plan::Propose { plan: id }).unwrap();
    assert_eq!(both(&office, &liaison_of(HOSPITAL)), [true, true]);
    let of = |organisation| plan::Plans {
        organisation: Some(organisation),
        status: Some(PlanStatus::Proposed),
        ..plan::Plans::default()
    };
    let concerned = [HOSPITAL, COMMUNITY, FAR].map(|of_| office.ask(&of(of_)).total);
    assert_eq!(concerned, [1, 1, 0]);
    let pair = Pair { need: NeedId(Uuid::nil()), offer: OfferId(Uuid::nil()) };
    let Pair { need, offer } = pair;
    let none = PlanPreview { plan: id, need, offer, quantity: 1 };
    assert_eq!(office.ask(&none), None);
}
