//! The service in process, over a log in memory: what the rules alone cannot show.

use std::sync::Arc;

use contracts::registry::check_in::{self, Who};
use contracts::registry::organisation::{self, Level};
use contracts::registry::{
    Areas, CheckInStatus, CheckIns, OrganisationStatus, Organisations, PersonOpened, area,
    calendar, import, pair, person, taxonomy,
};
use contracts::testing::{STRANGER, clerk_of, liaison_of, monday, operator};
use contracts::{
    Actor, Asker, Command, Commit, PageRequest, Query, Rejection, Reply, Role, ServiceEvent,
};
use eventlog::{Keys, MemoryLog, Place};
use runtime::{Question, Service, Writer};
use values::{CheckInId, CommandId, OrganisationId, PersonId, Text, Timestamp, Uuid};

use crate::Registry;
use crate::views::View;

mod accounts;
mod held;
mod on_roster;
mod organisations;
mod roster;
mod saved_views;
mod seen_check_ins;
mod tokens;

type Event = <Registry as Service>::Event;

/// A registry with its views, told one command after another.
struct Office {
    writer: Writer<Registry>,
    keys: Arc<Keys>,
    view: View,
    commits: Vec<Arc<Commit<Event>>>,
    commands: u128,
    now: Timestamp,
}

impl Office {
    fn new() -> Self {
        let keys = Arc::new(Keys::memory());
        let log = Arc::new(MemoryLog::new());
        let writer = Writer::replay(log, Arc::clone(&keys), |_| {}).unwrap();
        Self {
            writer,
            keys,
            view: View::default(),
            commits: Vec::new(),
            commands: 0,
            now: monday(),
        }
    }

    /// The id of what the command changed; none when it was already so.
    fn send<C: Command>(&mut self, actor: Actor, command: &C) -> Result<Option<Uuid>, Rejection> {
        self.commands += 1;
        let id = CommandId(Uuid::from_u128(self.commands));
        let body = serde_json::to_vec(command).unwrap();
        let answer = self.writer.command(self.now, actor, id, C::SUBJECT, &body);
        self.take_in();
        match answer.reply {
            Reply::Done(receipt) => Ok(receipt.changed.first().map(|changed| changed.id)),
            Reply::Rejected(rejection) => Err(rejection),
            Reply::Failed(failure) => panic!("{} failed: {failure}", C::SUBJECT),
        }
    }

    fn take_in(&mut self) {
        for decided in self.writer.take_decided() {
            decided.forgotten.iter().for_each(|person| self.keys.erase(*person).unwrap());
            self.view.apply(&decided.commit);
            self.commits.push(decided.commit);
        }
    }

    /// The time comes, and with it whatever is due by then.
    fn pass_to(&mut self, now: Timestamp) {
        self.now = now;
        self.writer.due(now).unwrap();
        self.take_in();
    }

    /// Sends a command that must change something.
    #[track_caller]
    fn done<C: Command>(&mut self, actor: Actor, command: &C) -> Uuid {
        self.send(actor, command).unwrap().expect("it changes something")
    }

    #[track_caller]
    fn refused<C: Command>(&mut self, command: &C, expected: impl Into<Rejection>) {
        assert_eq!(self.send(operator(), command), Err(expected.into()));
    }

    fn organisation(&mut self, name: &str, level: Level) -> OrganisationId {
        OrganisationId(self.done(operator(), &register(name, level)))
    }

    fn person(&mut self, register: &person::Register) -> PersonId {
        PersonId(self.done(operator(), register))
    }

    /// The answer to a question of `actor`.
    fn ask<Q: Query>(&self, actor: &Actor, query: &Q) -> Q::Answer {
        let body = serde_json::to_vec(query).unwrap();
        let asker = Asker { actor, directory: &self.view.directory };
        let question = Question::new(&self.view, asker, self.now, &self.keys, Event::SERVICE);
        let answer = Registry::queries().answer(&question, Q::SUBJECT, &body).unwrap();
        match serde_json::from_slice(&answer).unwrap() {
            Reply::Done(answer) => answer,
            Reply::Rejected(_) | Reply::Failed(_) => panic!("a question was not answered"),
        }
    }

    fn opened(&self, actor: &Actor, person: PersonId) -> Option<PersonOpened> {
        self.view.people.opened(&self.view.directory, actor, person, |position, field, sealed| {
            let place = Place { stream: Event::SERVICE, position, field };
            self.keys.unseal(&place, sealed).unwrap()
        })
    }
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).unwrap()
}

fn register(name: &str, level: Level) -> organisation::Register {
    organisation::Register {
        name: text(name),
        level,
        nature: None,
        credit_code: None,
        area: (level != Level::Unit).then(|| "371002001001".parse().unwrap()),
        parent: None,
        address: None,
    }
}

fn somebody(name: &str, phone: &str) -> person::Register {
    person::Register {
        name: text(name),
        phone: Some(text(phone)),
        work_unit: None,
        home_community: None,
        skills: vec![],
    }
}

fn ask(unit: OrganisationId, community: OrganisationId) -> check_in::Request {
    check_in::Request { primary: true, ..check_in::Request::of(Who::Unit(unit), community) }
}

fn end_of(check_in: CheckInId) -> check_in::End {
    check_in::End { check_in, reason: text("迁出") }
}

#[test]
fn everything_registry_is_told_has_a_command() {
    assert_eq!(Registry::commands().subjects().count(), 58);
    assert_eq!(Registry::queries().subjects().count(), 36);
    assert_eq!(Registry::reactions().sources().count(), 0);
}

#[test]
fn an_organisation_belongs_to_one_that_is_known() {
    let mut office = Office::new();
    let lost = organisation::Register { parent: Some(STRANGER), ..register("医院", Level::Unit) };
    office.refused(&lost, organisation::Rejection::UnknownParent);
    let parent = Some(office.organisation("卫生健康局", Level::Unit));
    office.done(operator(), &organisation::Register { parent, ..lost });
}

#[test]
fn names_and_phones_are_in_no_commit() {
    let mut office = Office::new();
    let person = office.person(&somebody("某甲", "139-0000-0000"));
    let json = serde_json::to_string(&office.commits).unwrap();
    // Whole, for a few digits may stand in ciphertext by chance.
    for secret in ["某甲", "139-0000-0000", "13900000000"] {
        assert!(!json.contains(secret), "{json}");
    }
    let opened = office.opened(&operator(), person).unwrap();
    assert_eq!(opened.name.as_deref(), Some("某甲"));
    assert_eq!(opened.phone.as_deref(), Some("139-0000-0000"));
}

#[test]
fn the_same_phone_has_the_same_fingerprint() {
    let mut office = Office::new();
    for (name, phone) in [("某甲", "139-0000-0000"), ("某乙", "+86 13900000000"), ("某丙", "无")]
    {
        office.person(&somebody(name, phone));
    }
    let mut prints = Vec::new();
    for commit in &office.commits {
        if let Event::Person(person::Event::Registered(registered)) = &commit.events[0].event {
            prints.push(registered.phone_fingerprint.clone());
        }
    }
    assert_eq!(prints.len(), 3);
    assert!(prints[0].is_some() && prints[0] == prints[1]);
    assert_eq!(prints[2], None);
}

#[test]
fn a_person_is_opened_only_to_whom_it_concerns() {
    let mut office = Office::new();
    let home = office.organisation("和平社区", Level::Community);
    let person =
        office.person(&person::Register { home_community: Some(home), ..somebody("某甲", "1") });
    let itself = Actor::Person { person, organisation: STRANGER, role: Role::Member };
    for (actor, may) in [(clerk_of(home), true), (itself, true), (clerk_of(STRANGER), false)] {
        let opened = office.opened(&actor, person).unwrap();
        assert_eq!(opened.name.is_some(), may);
        assert_eq!(opened.phone.is_some(), may);
        assert_eq!(opened.home_community, may.then_some(home));
    }
}

#[test]
fn party_membership_is_in_no_commit_and_opened_only_to_whom_it_concerns() {
    use contracts::registry::person::Membership;
    let mut office = Office::new();
    let home = office.organisation("和平社区", Level::Community);
    let person =
        office.person(&person::Register { home_community: Some(home), ..somebody("某甲", "1") });
    let membership = Some(Membership::Probationary);
    office.done(clerk_of(home), &person::SetMembership { person, membership });
    let seen = |office: &Office, actor| office.opened(&actor, person).unwrap().membership;
    assert_eq!(seen(&office, clerk_of(home)), membership);
    assert_eq!(seen(&office, clerk_of(STRANGER)), None);
    let all = serde_json::to_string(&office.commits).unwrap();
    assert!(!all.contains(Membership::Probationary.code()), "{all}");
    office.done(clerk_of(home), &person::SetMembership { person, membership: None });
    assert_eq!(seen(&office, clerk_of(home)), None);
}

#[test]
fn what_was_written_down_wrongly_is_corrected_sealed_and_told_apart_by_its_new_number() {
    let mut office = Office::new();
    let home = office.organisation("和平社区", Level::Community);
    let register =
        person::Register { home_community: Some(home), ..somebody("某假", "139-0000") };
    let person = office.person(&register);
    let itself = Actor::Person { person, organisation: STRANGER, role: Role::Member };
    let correct = |name: Option<&str>, phone: Option<&str>| person::Correct {
        person,
        name: name.map(text),
        phone: phone.map(text),
    };
    office.done(clerk_of(home), &correct(Some("某甲"), None));
    let seen = |office: &Office| {
        let opened = office.opened(&operator(), person).unwrap();
        (opened.name.unwrap(), opened.phone.unwrap())
    };
    assert_eq!(seen(&office), ("某甲".to_owned(), "139-0000".to_owned()));
    office.done(itself.clone(), &correct(None, Some("138-0000-0001")));
    assert_eq!(seen(&office), ("某甲".to_owned(), "138-0000-0001".to_owned()));
    let mine = office.view.people.phone_fingerprint(person).unwrap();
    let same = office.person(&somebody("某乙", "13800000001"));
    assert_eq!(office.view.people.phone_fingerprint(same), Some(mine));
    office.done(itself.clone(), &correct(None, Some("无")));
    assert_eq!(office.view.people.phone_fingerprint(person), None);

    let refused = Err(person::Rejection::NotAuthorised.into());
    assert_eq!(office.send(itself, &correct(Some("某丙"), None)), refused);
    let json = serde_json::to_string(&office.commits).unwrap();
    assert!(!json.contains("某甲") && !json.contains("138-0000-0001"), "{json}");
    office.done(operator(), &person::Erase { person });
    office.refused(&correct(Some("某丁"), None), person::Rejection::Erased);
    assert_eq!(office.opened(&operator(), person), None);
}

#[test]
fn who_may_not_register_anybody_makes_no_key() {
    let mut office = Office::new();
    let refused = office.send(clerk_of(STRANGER), &somebody("某甲", "1"));
    assert_eq!(refused, Err(person::Rejection::NotAuthorised.into()));
    assert!(format!("{:?}", office.keys).contains("people: 0"), "{:?}", office.keys);
}

#[test]
fn a_person_works_and_lives_where_the_registry_knows() {
    let mut office = Office::new();
    let unit = office.organisation("医院", Level::Unit);
    let nowhere = person::Rejection::UnknownOrganisation;
    let works = |work_unit| person::Register { work_unit, ..somebody("某甲", "1") };
    let lives = |home_community| person::Register { home_community, ..somebody("某甲", "1") };
    office.refused(&works(Some(STRANGER)), nowhere.clone());
    office.refused(&lives(Some(STRANGER)), nowhere.clone());
    office.refused(&lives(Some(unit)), nowhere);
    office.done(operator(), &works(Some(unit)));
}

fn enrol<const N: usize>(people: [(u128, &person::Register); N]) -> person::Enrol {
    let people = people.map(|(id, one)| (PersonId(Uuid::from_u128(id)), one.clone()));
    person::Enrol { people: people.into() }
}

#[test]
fn many_are_enrolled_and_checked_in_at_once_and_nobody_twice() {
    let mut office = Office::new();
    let home_community = Some(office.organisation("和平社区", Level::Community));
    let at_home = person::Register { home_community, ..somebody("某甲", "1") };
    let elsewhere = somebody("某乙", "2");
    office.done(operator(), &enrol([(1, &at_home), (2, &elsewhere)]));
    let commits = office.commits.len();
    for (id, name) in [(1, "某甲"), (2, "某乙")] {
        let opened = office.opened(&operator(), PersonId(Uuid::from_u128(id))).unwrap();
        assert_eq!(opened.name.as_deref(), Some(name));
    }
    let lines = office.view.check_ins(&CheckIns::default()).items;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].status, CheckInStatus::Active);

    assert_eq!(office.send(operator(), &enrol([(1, &at_home), (2, &elsewhere)])), Ok(None));
    assert_eq!(office.commits.len(), commits);
    office.done(operator(), &enrol([(2, &elsewhere), (3, &at_home)]));
    assert_eq!(office.view.check_ins(&CheckIns::default()).total, 2);
}

#[test]
fn one_who_cannot_be_enrolled_keeps_all_out_and_no_key_is_made() {
    let mut office = Office::new();
    let community = office.organisation("和平社区", Level::Community);
    let good = person::Register { home_community: Some(community), ..somebody("某甲", "1") };
    let lost = person::Register { home_community: Some(STRANGER), ..good.clone() };
    let commits = office.commits.len();
    office.refused(&enrol([(1, &good), (2, &lost)]), person::Rejection::UnknownOrganisation);
    // A community registers its people, and only the operator checks them in for them.
    let clerk = clerk_of(community);
    let refused = office.send(clerk, &enrol([(1, &good)]));
    assert_eq!(refused, Err(check_in::Rejection::NotAuthorised.into()));
    let refused = office.send(clerk_of(STRANGER), &enrol([(1, &good)]));
    assert_eq!(refused, Err(person::Rejection::NotAuthorised.into()));
    assert_eq!(office.commits.len(), commits);
    assert!(format!("{:?}", office.keys).contains("people: 0"), "{:?}", office.keys);
}

#[test]
fn whoever_was_erased_is_not_enrolled_again() {
    let mut office = Office::new();
    let person = office.person(&somebody("某甲", "1"));
    office.done(operator(), &person::Erase { person });
    let again = person::Enrol { people: [(person, somebody("某甲", "1"))].into() };
    office.refused(&again, person::Rejection::Erased);
}

#[test]
fn an_erased_person_opens_to_nobody() {
    let mut office = Office::new();
    let person = office.person(&somebody("某甲", "1"));
    let refused = office.send(liaison_of(STRANGER), &person::Erase { person });
    assert_eq!(refused, Err(person::Rejection::NotAuthorised.into()));
    assert_eq!(office.keys.erased(), []);

    office.done(operator(), &person::Erase { person });
    assert_eq!(office.keys.erased(), [person], "its key goes with the event");
    assert_eq!(office.opened(&operator(), person), None);
    assert_eq!(office.send(operator(), &person::Erase { person }), Ok(None));
}

#[test]
fn units_and_people_check_in_with_communities() {
    let mut office = Office::new();
    let unit = office.organisation("医院", Level::Unit);
    let community = office.organisation("和平社区", Level::Community);
    let home_community = Some(community);
    let person = office.person(&person::Register { home_community, ..somebody("某甲", "1") });
    office.refused(&ask(STRANGER, community), check_in::Rejection::UnknownWho);
    office.refused(&ask(community, community), check_in::Rejection::UnknownWho);
    office.refused(&ask(unit, unit), check_in::Rejection::NotACommunity);
    office.done(liaison_of(unit), &ask(unit, community));

    let ask = check_in::Request { who: Who::Person(person), ..ask(unit, community) };
    office.done(operator(), &ask);
    office.done(operator(), &person::Erase { person });
    office.refused(&ask, check_in::Rejection::UnknownWho);
}

#[test]
fn a_unit_has_one_main_community_at_a_time() {
    let mut office = Office::new();
    let unit = office.organisation("医院", Level::Unit);
    let [first, second] =
        ["和平社区", "团结社区"].map(|name| office.organisation(name, Level::Community));
    let check_in = CheckInId(office.done(operator(), &ask(unit, first)));
    let elsewhere = check_in::Rejection::PrimaryElsewhere { community: first };
    office.refused(&ask(unit, second), elsewhere.clone());
    let beside = check_in::Request { primary: false, ..ask(unit, second) };
    let beside = CheckInId(office.done(operator(), &beside));
    assert_eq!(office.send(operator(), &ask(unit, first)), Ok(None));

    office.done(operator(), &check_in::Accept { check_in });
    office.done(operator(), &check_in::Return { check_in: beside, reason: text("有误") });
    office.refused(&ask(unit, second), elsewhere);
    office.done(operator(), &end_of(check_in));
    office.done(operator(), &ask(unit, second));
}

#[test]
fn check_ins_are_listed_newest_first_each_once() {
    let mut office = Office::new();
    let community = office.organisation("和平社区", Level::Community);
    let asked = ["医院", "学校"].map(|name| {
        let unit = office.organisation(name, Level::Unit);
        CheckInId(office.done(operator(), &ask(unit, community)))
    });
    let check_in = asked[0];
    let standing = |office: &Office| {
        let query = CheckIns { community: Some(community), ..CheckIns::default() };
        let lines = office.view.check_ins(&query).items;
        assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), [asked[1], asked[0]]);
        let status = Some(lines[1].status);
        let of_it = office.view.check_ins(&CheckIns { status, ..query });
        assert!(of_it.items.contains(&lines[1]) && of_it.total == of_it.items.len());
        lines[1].status
    };
    let within = |area: &str| {
        let query = CheckIns { area: Some(area.parse().unwrap()), ..CheckIns::default() };
        office.view.check_ins(&query).total
    };
    assert_eq!(["3710", "371002001001", "371002001002"].map(within), [2, 2, 0]);
    assert_eq!(standing(&office), CheckInStatus::Requested);
    office.done(clerk_of(community), &check_in::Return { check_in, reason: text("有误") });
    assert_eq!(standing(&office), CheckInStatus::Returned);
    let unit = office.view.organisations.page(&Organisations::default()).items[1].id;
    office.done(liaison_of(unit), &ask(unit, community));
    office.done(clerk_of(community), &check_in::Accept { check_in });
    assert_eq!(standing(&office), CheckInStatus::Active);
    office.done(liaison_of(unit), &end_of(check_in));
    assert_eq!(standing(&office), CheckInStatus::Ended);
    let elsewhere = CheckIns { community: Some(STRANGER), ..CheckIns::default() };
    assert_eq!(office.view.check_ins(&elsewhere).total, 0);
    assert_eq!(office.view.check_ins(&CheckIns::default()).total, 2);
}

#[test]
fn pairs_are_a_unit_with_a_community() {
    let mut office = Office::new();
    let unit = office.organisation("医院", Level::Unit);
    let community = office.organisation("和平社区", Level::Community);
    for (unit, community) in [(STRANGER, community), (unit, unit), (community, community)] {
        office.refused(&pair::Make { unit, community }, pair::Rejection::UnknownParty);
    }
    office.done(clerk_of(community), &pair::Make { unit, community });
    let end = pair::End { unit, community, reason: text("期满") };
    office.done(clerk_of(community), &end);
}

#[test]
fn organisations_are_found_by_level_and_by_part_of_any_name() {
    let mut office = Office::new();
    let hospital = office.organisation("市第一医院", Level::Unit);
    let school = office.organisation("第一小学", Level::Unit);
    let community = office.organisation("和平社区", Level::Community);
    let alias = organisation::AddAlias { organisation: hospital, alias: text("市一院") };
    office.done(operator(), &alias);
    let find = |level, name: Option<&str>| {
        let query =
            Organisations { level, name: name.map(str::to_owned), ..Organisations::default() };
        let page = office.view.organisations.page(&query);
        page.items.into_iter().map(|line| line.id).collect::<Vec<_>>()
    };
    assert_eq!(find(None, None), [hospital, school, community]);
    assert_eq!(find(Some(Level::Unit), None), [hospital, school]);
    assert_eq!(find(Some(Level::City), None), []);
    assert_eq!(find(None, Some("第一")), [hospital, school]);
    assert_eq!(find(Some(Level::Unit), Some("一院")), [hospital]);
    assert_eq!(find(Some(Level::Community), Some("第一")), []);
    assert_eq!(find(None, Some("第二")), []);
    assert_eq!(find(None, Some("")), [hospital, school, community]);

    let line = office.view.organisations.line(hospital).unwrap();
    assert_eq!(line.aliases, [text("市一院")]);
    let names = office.view.names(&[school, STRANGER]);
    assert_eq!(names, [(school, text("第一小学"))].into());
}

#[test]
fn organisations_are_found_by_how_they_stand_and_by_their_new_names() {
    let mut office = Office::new();
    let asked = register("听涛诊所", Level::Unit);
    let applied = OrganisationId(office.done(liaison_of(STRANGER), &asked));
    let hospital = office.organisation("市第一医院", Level::Unit);
    let find = |office: &Office, status, name: Option<&str>| {
        let (level, name) = (Some(Level::Unit), name.map(str::to_owned));
        let query = Organisations { level, status, name, ..Organisations::default() };
        let page = office.view.organisations.page(&query);
        assert_eq!(page.total, page.items.len());
        page.items.into_iter().map(|line| line.id).collect::<Vec<_>>()
    };
    assert_eq!(find(&office, None, None), [hospital]);
    assert_eq!(find(&office, Some(OrganisationStatus::Applied), None), [applied]);
    assert_eq!(find(&office, Some(OrganisationStatus::Applied), Some("诊所")), [applied]);
    assert_eq!(find(&office, None, Some("诊所")), []);
    office.done(operator(), &organisation::Approve { organisation: applied });
    assert_eq!(find(&office, None, None), [hospital, applied], "in the order of registration");
    assert_eq!(find(&office, Some(OrganisationStatus::Applied), None), []);
    let (nature, credit_code, address) = (None, None, None);
    let name = Some(text("听涛医院"));
    let edit = organisation::Edit { organisation: applied, name, nature, credit_code, address };
    office.done(operator(), &edit);
    assert_eq!(find(&office, None, Some("涛医院")), [applied]);
    assert_eq!(find(&office, None, Some("诊所")), [applied], "it is known by its old name, too");
}

#[test]
fn organisations_are_found_by_the_area_in_which_they_lie() {
    let mut office = Office::new();
    let mut placed = |name: &str, level, area: &str| {
        let area = Some(area.parse().unwrap());
        let placed = organisation::Register { area, ..register(name, level) };
        OrganisationId(office.done(operator(), &placed))
    };
    let hospital = placed("市第一医院", Level::Unit, "371002001001");
    let street = placed("鲸园街道", Level::Street, "371002001");
    let far = placed("远方小学", Level::Unit, "371003001001");
    let find = |office: &Office, level, area: &str, name: Option<&str>| {
        let (area, name) = (Some(area.parse().unwrap()), name.map(str::to_owned));
        let query = Organisations { level, name, area, ..Organisations::default() };
        let page = office.view.organisations.page(&query);
        assert_eq!(page.total, page.items.len());
        page.items.into_iter().map(|line| line.id).collect::<Vec<_>>()
    };
    assert_eq!(find(&office, None, "3710", None), [hospital, street, far]);
    assert_eq!(find(&office, None, "371002001", None), [hospital, street]);
    assert_eq!(find(&office, Some(Level::Unit), "371002001", None), [hospital]);
    assert_eq!(find(&office, None, "3710", Some("小学")), [far]);
    let area = "371003001001".parse().unwrap();
    let from = contracts::testing::monday();
    let from = values::time::date_at(from);
    office.done(operator(), &organisation::Place { organisation: hospital, area, from });
    assert_eq!(find(&office, None, "371002001", None), [street], "it moved");
}

#[test]
fn areas_are_listed_below_one_in_the_order_of_their_codes() {
    let mut office = Office::new();
    for (code, name) in [("371003", "文登区"), ("3710", "威海"), ("371002", "环翠区")] {
        office.done(operator(), &area::Add { code: code.parse().unwrap(), name: text(name) });
    }
    let renamed = area::Add { code: "3710".parse().unwrap(), name: text("威海市") };
    office.done(operator(), &renamed);
    let below = |under: Option<&str>| {
        let under = under.map(|code| code.parse().unwrap());
        let page = office.view.areas(&Areas { under, page: PageRequest::default() });
        page.items.iter().map(|line| line.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(below(None), ["威海市", "环翠区", "文登区"]);
    assert_eq!(below(Some("3710")), ["环翠区", "文登区"]);
    assert_eq!(below(Some("371002")), [""; 0]);
}

#[test]
fn a_year_and_an_import_have_their_fixed_places() {
    let mut office = Office::new();
    let days = values::Calendar::shipped().entries(2026)[..1].to_vec();
    let set = calendar::SetYear { year: 2026, days };
    assert_eq!(office.done(operator(), &set), calendar::id());
    assert_eq!(office.send(operator(), &set), Ok(None));

    let file = values::Hash::of(b"a file");
    let start =
        import::Start { kind: text("organisations"), file, file_name: text("a.xlsx"), rows: 2 };
    let import = office.done(operator(), &start).into();
    assert_eq!(import, import::id("organisations", file, &operator()));
    assert_eq!(office.send(operator(), &start), Ok(None));
    office.done(operator(), &import::Finish { import, taken: 2, failed: vec![] });
}

#[test]
fn the_taxonomy_is_asked_for_as_it_was_set() {
    use contracts::registry::Categories;
    use contracts::registry::taxonomy::Category;
    let mut office = Office::new();
    let all = office.view.categories(Categories::default());
    assert_eq!(all.iter().map(|line| line.category).collect::<Vec<_>>(), Category::ALL);
    assert!(all.iter().all(|line| !line.subcategories.is_empty()));
    let category = Category::Information;
    let mut subcategories = all[6].subcategories.clone();
    subcategories[0].name = text("政策法规");
    let set = taxonomy::SetCategory { category, subcategories: subcategories.clone() };
    assert_eq!(office.done(operator(), &set), taxonomy::id());
    let lines = office.view.categories(Categories { category: Some(category) });
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].subcategories, subcategories);
    let titles = office.view.directory.taxonomy().titles().clone();
    assert_eq!(titles, taxonomy::Titles::default());
    let titles = taxonomy::Titles { projects: text("共建"), ..titles };
    office.done(operator(), &taxonomy::SetTitles { titles: titles.clone() });
    assert_eq!(*office.view.directory.taxonomy().titles(), titles);
}
