use std::sync::Arc;

use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, clerk_of, directory, head_of, liaison_of, monday, person,
    registered, secretary_of,
};
use contracts::{Actor, Role};
use decider::{deciding_again_changes_nothing, fold, given};
use values::{Hash, Uuid};

use super::*;

/// The unit it is about is SOMEBODY, the community OWNER, the parent STRANGER.
const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));

fn when(now: Timestamp, actor: Actor) -> Context {
    let town = directory([
        registered(STREET, Level::Street, "371002001"),
        registered(OWNER, Level::Community, "371002001001"),
        registered(SOMEBODY, Level::Unit, "371002001001"),
        registered(STRANGER, Level::Unit, "371099001001"),
    ]);
    Context { directory: Arc::new(town), ..at(now, actor) }
}

fn later(days: u64) -> Timestamp {
    monday() + std::time::Duration::from_secs(days * 86_400)
}

fn officer() -> Actor {
    person(Role::StreetOfficer, STREET)
}

fn asked(period: &str) -> Command {
    Command::Compile {
        subject: SOMEBODY.into(),
        period: period.parse().unwrap(),
        issuer: STREET,
        addressee: Some(STRANGER),
        same: vec![SOMEBODY.into()],
        communities: vec![OWNER],
        merged: BTreeMap::new(),
        at: 7,
    }
}

fn compiled() -> Vec<Event> {
    let outcome = given::<Report>([]).when(&when(monday(), officer()), asked("2025")).outcome();
    outcome.unwrap()
}

fn confirmed() -> Vec<Event> {
    let mut history = compiled();
    let by = clerk_of(OWNER).person().unwrap();
    history.push(Event::Confirmed { community: OWNER, by });
    history
}

fn issue() -> Command {
    Command::Issue { draft: 1, mark: None, plain: false, to: None, serial: 7, key: None }
}

fn files() -> Vec<Printed> {
    let format = contracts::reporting::report::Format::Pdf;
    vec![Printed { format, file: Hash::of(b"pdf"), bytes: 3, kept: None }]
}

fn printed() -> Command {
    Command::Print { version: 1, files: files(), fonts_missing: vec![], standing: None }
}

fn issued() -> Vec<Event> {
    let mut history = confirmed();
    let state = fold::<Report>(&history);
    history.extend(Report::decide(&state, &when(later(10), officer()), issue()).unwrap());
    let state = fold::<Report>(&history);
    history.extend(Report::decide(&state, &when(later(10), Actor::System), printed()).unwrap());
    history
}

#[track_caller]
fn refused(history: &[Event], context: &Context, command: Command, reason: Rejection) {
    given::<Report>(history.to_vec()).when(context, command).then_rejected(reason);
}

#[test]
fn a_period_that_is_not_over_has_no_report() {
    let until = "2026-03-31".parse().unwrap();
    let reason = Rejection::PeriodNotOver { until };
    refused(&[], &when(monday(), officer()), asked("2026Q1"), reason);
}

#[test]
fn the_press_alone_says_why_it_cannot_print_and_once() {
    let mut history = confirmed();
    let state = fold::<Report>(&history);
    let jam = |reason: &str| {
        let reason = Text::new(reason).unwrap();
        Command::Jam { version: 1, reason, all: true }
    };
    refused(&history, &when(later(10), Actor::System), jam("字体"), Rejection::OutOfTurn);
    history.extend(Report::decide(&state, &when(later(10), officer()), issue()).unwrap());
    refused(&history, &when(later(10), officer()), jam("字体"), Rejection::NotAuthorised);
    let state = fold::<Report>(&history);
    let jammed = Report::decide(&state, &when(later(10), Actor::System), jam("字体")).unwrap();
    assert_eq!(jammed.len(), 1);
    history.extend(jammed);
    let by = when(later(10), Actor::System);
    given::<Report>(history.clone()).when(&by, jam("字体")).then_already_so();
    assert_eq!(given::<Report>(history).when(&by, jam("磁盘")).outcome().unwrap().len(), 1);
}

#[test]
fn only_who_stands_above_the_unit_reports_on_it() {
    refused(&[], &when(monday(), clerk_of(OWNER)), asked("2025"), Rejection::NotAuthorised);
    let mut command = asked("2025");
    let Command::Compile { issuer, .. } = &mut command else { panic!("it compiles") };
    *issuer = STRANGER;
    refused(&[], &when(monday(), head_of(STRANGER)), command, Rejection::NotTheirIssuer);
}

#[test]
fn each_community_confirms_what_it_read_and_silence_is_marked() {
    let history = compiled();
    let confirm = |draft| Command::Confirm { community: OWNER, draft };
    let other = Rejection::OtherDraft { current: 1 };
    refused(&history, &when(monday(), clerk_of(OWNER)), confirm(2), other);
    refused(&history, &when(monday(), officer()), confirm(1), Rejection::NotAuthorised);
    let community = STRANGER;
    let not_concerned = Command::Confirm { community, draft: 1 };
    refused(&history, &when(monday(), head_of(STRANGER)), not_concerned, Rejection::NotConcerned);
    let left = Rejection::NotConfirmed { left: 1 };
    refused(&history, &when(later(10), officer()), issue(), left);
    let state = fold::<Report>(&history);
    let due = state.due_at().expect("somebody is awaited");
    given::<Report>(history.clone())
        .when(&when(due, Actor::System), Command::Due)
        .then_already_so();
    let after = due + std::time::Duration::from_millis(1);
    let lapsed = [Event::ConfirmationLapsed {}];
    given::<Report>(history).when(&when(after, Actor::System), Command::Due).then(lapsed);
}

#[test]
fn whom_it_is_about_reads_it_first_or_lets_it_go() {
    let mut history = confirmed();
    let State::Known(life) = fold::<Report>(&history) else { panic!("it is known") };
    let until = life.compiled.preview_until;
    let runs = Rejection::PreviewRuns { until };
    refused(&history, &when(until, officer()), issue(), runs);
    let stranger = when(monday(), liaison_of(STRANGER));
    refused(&history, &stranger, Command::Assent { draft: 1 }, Rejection::NotAuthorised);
    let by = liaison_of(SOMEBODY).person().unwrap();
    history.push(Event::Assented { by });
    let numbered = given::<Report>(history).when(&when(monday(), officer()), issue()).outcome();
    let [Event::Numbered { number, .. }] = &numbered.unwrap()[..] else { panic!("numbered") };
    assert_eq!(number.shown("后来的名称"), "某组织〔2026〕7号", "the name is kept with it");
}

#[test]
fn who_signs_for_the_issuer_issues() {
    let clerk = when(later(10), person(Role::CommunityClerk, STREET));
    refused(&confirmed(), &clerk, issue(), Rejection::NotAuthorised);
    refused(&confirmed(), &when(later(10), secretary_of(OWNER)), issue(), Rejection::NotAuthorised);
}

#[test]
fn the_press_alone_says_what_was_printed_and_may_say_it_twice() {
    let mut history = confirmed();
    let state = fold::<Report>(&history);
    let system = when(later(10), Actor::System);
    refused(&history, &system, printed(), Rejection::OutOfTurn);
    history.extend(Report::decide(&state, &when(later(10), officer()), issue()).unwrap());
    refused(&history, &when(later(10), officer()), printed(), Rejection::NotAuthorised);
    let state = fold::<Report>(&history);
    deciding_again_changes_nothing::<Report>(state, &system, printed());
}

#[test]
fn whom_it_goes_to_receives_or_disputes_it_once() {
    let history = issued();
    let (receive, dispute) = (received(None), || Command::Dispute {
        version: 1,
        reason: values::Text::new("时长有误").unwrap(),
        key: None,
    });
    let parent = when(later(11), liaison_of(STRANGER));
    let unit = when(later(11), liaison_of(SOMEBODY));
    refused(&history, &unit, receive.clone(), Rejection::NotAuthorised);
    let state = fold::<Report>(&history);
    deciding_again_changes_nothing::<Report>(state, &parent, receive.clone());
    let disputed = given::<Report>(history.clone()).when(&parent, dispute()).outcome().unwrap();
    let mut history = history;
    history.extend(disputed);
    refused(&history, &parent, receive, Rejection::AlreadyAnswered);
    refused(&history, &parent, dispute(), Rejection::AlreadyAnswered);
}

fn received(key: Option<&str>) -> Command {
    Command::Receive { version: 1, key: key.map(|key| Fingerprint(key.to_owned())) }
}

fn delivered(key: &str) -> Command {
    Command::Deliver { version: 1, key: Fingerprint(key.to_owned()) }
}

#[test]
fn who_has_the_link_and_the_code_answers_without_an_account_until_its_time_is_over() {
    let (issuer, visitor) = (when(later(11), officer()), when(later(12), clerk_of(OWNER)));
    refused(&confirmed(), &issuer, delivered("k1"), Rejection::OutOfTurn);
    let stranger = when(later(11), liaison_of(STRANGER));
    refused(&issued(), &stranger, delivered("k1"), Rejection::NotAuthorised);
    refused(&issued(), &visitor, received(Some("k1")), Rejection::KeyNotGood);
    let mut history = issued();
    history.extend(given::<Report>(issued()).when(&issuer, delivered("k1")).outcome().unwrap());
    given::<Report>(history.clone()).when(&issuer, delivered("k1")).then_already_so();
    refused(&history, &visitor, received(Some("k2")), Rejection::KeyNotGood);
    let late = when(later(43), clerk_of(OWNER));
    refused(&history, &late, received(Some("k1")), Rejection::KeyNotGood);
    let received_by_key = [Event::Received { by: None }];
    let opened = given::<Report>(history.clone()).when(&visitor, received(Some("k1")));
    opened.then(received_by_key);
    history
        .extend(given::<Report>(history.clone()).when(&issuer, delivered("k2")).outcome().unwrap());
    refused(&history, &visitor, received(Some("k1")), Rejection::KeyNotGood);
}

#[test]
fn what_is_compiled_after_it_was_issued_is_another_version() {
    let again = given::<Report>(issued()).when(&when(later(20), officer()), asked("2025"));
    let [Event::Compiled(compiled)] = &again.outcome().unwrap()[..] else { panic!("compiled") };
    assert_eq!((compiled.version, compiled.draft), (2, 2));
    let state = fold::<Report>(&compiled_again(&compiled.clone()));
    let version = Rejection::OtherVersion { current: 2 };
    let parent = when(later(21), liaison_of(STRANGER));
    let receive = received(None);
    assert_eq!(Report::decide(&state, &parent, receive), Err(version));
}

fn compiled_again(compiled: &Compiled) -> Vec<Event> {
    let mut history = issued();
    history.push(Event::Compiled(Box::new(compiled.clone())));
    history
}

#[test]
fn compiling_again_on_the_same_facts_changes_nothing() {
    let context = when(monday(), officer());
    let state = fold::<Report>(&[]);
    deciding_again_changes_nothing::<Report>(state, &context, asked("2025"));
}
