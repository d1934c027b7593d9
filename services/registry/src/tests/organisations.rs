//! Organisations through their years, their edges, and two that are one.

use contracts::registry::organisation::Office;
use contracts::registry::validity::Validity;
use contracts::registry::{CertificationStatus, DuplicateBy, OrganisationStatus};
use contracts::testing::{directory, merged, registered};

use super::{Office as Town, *};

fn unit(office: &mut Town, name: &str, code: Option<&str>) -> OrganisationId {
    let credit_code = code.map(|code| values::CreditCode::parse(code).unwrap());
    let register = organisation::Register { credit_code, ..register(name, Level::Unit) };
    OrganisationId(office.done(operator(), &register))
}

fn status(office: &Town, id: OrganisationId) -> OrganisationStatus {
    office.view.organisations.line(id).unwrap().life.status
}

#[test]
fn an_application_is_no_organisation_until_it_is_approved() {
    let mut office = Town::new();
    let community = office.organisation("和平社区", Level::Community);
    let register = register("医院", Level::Unit);
    let organisation = OrganisationId(office.done(liaison_of(STRANGER), &register));
    let waiting =
        Organisations { status: Some(OrganisationStatus::Applied), ..Organisations::default() };
    assert_eq!(office.view.organisations.page(&waiting).items[0].id, organisation);
    assert_eq!(office.view.organisations.page(&Organisations::default()).total, 1);
    office.refused(&ask(organisation, community), check_in::Rejection::UnknownWho);
    office.done(clerk_of(community), &organisation::Approve { organisation });
    assert_eq!(office.view.organisations.page(&waiting).total, 0);
    assert_eq!(office.view.organisations.page(&Organisations::default()).total, 2);
    office.done(operator(), &ask(organisation, community));
}

#[test]
fn a_certification_falls_due_by_itself() {
    let mut office = Town::new();
    let organisation = unit(&mut office, "医院", None);
    let year = Validity::months("2026-03-02".parse().unwrap(), 12);
    let life = |office: &Town| office.view.organisations.line(organisation).unwrap().life;
    assert_eq!(life(&office).certified_until, Some(year.until));
    office.pass_to(year.due_at);
    assert_eq!(life(&office).certification, Some(CertificationStatus::Due));
    let found = |office: &Town, certification| {
        let asked =
            Organisations { certification: Some(certification), ..Organisations::default() };
        office.view.organisations.page(&asked).total
    };
    assert_eq!(found(&office, CertificationStatus::Due), 1);
    office.pass_to(year.ends_at);
    assert_eq!(life(&office).certification, Some(CertificationStatus::Lapsed));
    assert_eq!(
        [CertificationStatus::Due, CertificationStatus::Lapsed].map(|it| found(&office, it)),
        [0, 1]
    );
    office.done(operator(), &organisation::Certify { organisation });
    assert_eq!(life(&office).certification, Some(CertificationStatus::Valid));
    assert_eq!(life(&office).status, OrganisationStatus::InOperation);
}

#[test]
fn the_two_edges_are_kept_with_their_days() {
    let mut office = Town::new();
    let [bureau, group] = ["卫生健康局", "医疗集团"].map(|name| unit(&mut office, name, None));
    let hospital = unit(&mut office, "医院", None);
    let from = "2026-01-01".parse().unwrap();
    for parent in [bureau, group] {
        let parent = Some(parent);
        let affiliate = organisation::Affiliate { organisation: hospital, parent, from };
        office.done(operator(), &affiliate);
    }
    let area = "371002001001".parse().unwrap();
    office.done(operator(), &organisation::Place { organisation: hospital, area, from });
    let edges = office.view.organisations.edges(hospital).unwrap();
    let parents: Vec<_> = edges.affiliation.iter().map(|edge| edge.parent).collect();
    assert_eq!(parents, [None, Some(bureau), Some(group)]);
    assert_eq!(edges.territory.last().unwrap().area, Some(area));
    let circle = organisation::Affiliate { organisation: group, parent: Some(hospital), from };
    office.refused(&circle, organisation::Rejection::BelongsToItself);
    let lost = organisation::Affiliate { organisation: group, parent: Some(STRANGER), from };
    office.refused(&lost, organisation::Rejection::UnknownParent);
}

#[test]
fn who_ends_has_no_check_in_and_can_make_none() {
    let mut office = Town::new();
    let community = office.organisation("和平社区", Level::Community);
    let organisation = unit(&mut office, "医院", None);
    office.done(operator(), &ask(organisation, community));
    office.done(operator(), &organisation::End { organisation, reason: text("撤并") });
    assert_eq!(status(&office, organisation), OrganisationStatus::Ended);
    let lines = office.view.check_ins(&CheckIns::default()).items;
    assert_eq!(lines[0].status, CheckInStatus::Ended);
    office.refused(&ask(organisation, community), check_in::Rejection::NotInOperation);
    assert_eq!(office.view.roster.coverage(None).units.roster, 0);
}

#[test]
fn units_that_may_be_one_are_suggested_by_code_name_and_telephone() {
    let mut office = Town::new();
    let code = "91350100M000100Y43";
    let first = unit(&mut office, "海通银行股份有限公司东山分行", Some(code));
    let second = unit(&mut office, "海通银行 东山分行", None);
    let third = unit(&mut office, "市第一小学", Some(code));
    unit(&mut office, "市第二小学", None);
    for organisation in [second, third] {
        let person = Some(office.person(&somebody("某甲", "139-0000-0000")));
        let appoint = organisation::Appoint { organisation, office: Office::Liaison, person };
        office.done(operator(), &appoint);
    }
    let found = |office: &Town| {
        let page = office.view.organisations.duplicates(PageRequest::default());
        page.items.into_iter().map(|line| (line.by, line.organisations)).collect::<Vec<_>>()
    };
    let pair = |one: OrganisationId, other| {
        let mut pair = vec![one, other];
        pair.sort();
        pair
    };
    assert_eq!(
        found(&office),
        [
            (DuplicateBy::CreditCode, pair(first, third)),
            (DuplicateBy::Name, pair(first, second)),
            (DuplicateBy::Phone, pair(second, third)),
        ]
    );
    let apart = organisation::Distinguish { organisation: third, from: second };
    office.done(operator(), &apart);
    assert_eq!(found(&office).len(), 2, "the telephone is that of two units");
    let again = organisation::Distinguish { organisation: second, from: third };
    assert_eq!(office.send(operator(), &again).unwrap(), None, "it is known");
    let line = |office: &Town, unit| office.view.organisations.line(unit).unwrap();
    assert_eq!(line(&office, second).life.distinguished, [third]);
    let back = organisation::Undistinguish { organisation: second, from: third };
    office.done(operator(), &back);
    assert_eq!(found(&office).len(), 3);
    office.done(operator(), &organisation::Merge { organisation: second, kept: first });
    assert_eq!(found(&office), [(DuplicateBy::CreditCode, pair(first, third))]);
    let alone = organisation::Distinguish { organisation: first, from: first };
    let refused = office.send(operator(), &alone).unwrap_err();
    assert_eq!(refused, organisation::Rejection::NotTwoUnits.into());
}

#[test]
fn a_merge_keeps_everything_and_the_kept_unit_speaks_for_it() {
    let mut office = Town::new();
    let community = office.organisation("和平社区", Level::Community);
    let kept = unit(&mut office, "市第一医院", None);
    let merged = unit(&mut office, "市一院", None);
    let check_in = CheckInId(office.done(operator(), &ask(merged, community)));
    office.done(clerk_of(community), &check_in::Accept { check_in });
    let member = person::Register { work_unit: Some(merged), ..somebody("某甲", "1") };
    office.person(&member);
    let figures = |office: &Town| {
        let table = office.view.roster.coverage(None);
        let units = (table.units.roster, table.units.checked_in);
        let not_come = |unit| office.view.roster.members_not_come(unit).map_or(0, |all| all.len());
        (units, [not_come(kept), not_come(merged)])
    };
    assert_eq!(figures(&office), ((2, 1), [0, 1]));
    let before = office.commits.len();
    office.done(operator(), &organisation::Merge { organisation: merged, kept });
    assert_eq!(office.commits.len(), before + 1, "nothing else is written, nothing is deleted");
    assert_eq!(figures(&office), ((1, 1), [1, 0]));
    assert_eq!(status(&office, merged), OrganisationStatus::Merged);
    let names = office.view.names(&[merged, kept]);
    assert_eq!(names, [(merged, text("市第一医院")), (kept, text("市第一医院"))].into());

    for commit in &office.commits {
        commit.events.iter().for_each(|recorded| office.writer.learn(recorded));
    }
    for unit in [merged, kept] {
        let query = CheckIns { unit: Some(unit), ..CheckIns::default() };
        let lines = office.view.check_ins(&query);
        assert_eq!((lines.total, lines.items[0].status), (1, CheckInStatus::Active));
    }
    office.done(liaison_of(kept), &end_of(check_in));
    assert_eq!(figures(&office), ((1, 0), [1, 0]));
    office.done(operator(), &organisation::Unmerge { organisation: merged });
    assert_eq!(figures(&office), ((2, 0), [0, 1]));
}

#[test]
fn only_into_a_unit_that_is_in_operation_and_never_in_a_circle() {
    let mut office = Town::new();
    let community = office.organisation("和平社区", Level::Community);
    let [first, second] = ["甲", "乙"].map(|name| unit(&mut office, name, None));
    let merge = |organisation, kept| organisation::Merge { organisation, kept };
    for kept in [first, community, STRANGER] {
        office.refused(&merge(first, kept), organisation::Rejection::NotToBeMerged);
    }
    office.done(operator(), &merge(first, second));
    office.refused(&merge(second, first), organisation::Rejection::NotToBeMerged);
    assert_eq!(office.send(operator(), &merge(first, second)), Ok(None));
}

#[test]
fn a_pair_is_listed_while_it_stands_and_when_it_ended_with_the_reason() {
    use contracts::registry::{PairStatus, Pairs, pair};
    let mut office = Town::new();
    let community = office.organisation("和平社区", Level::Community);
    let other = office.organisation("望海社区", Level::Community);
    let unit = unit(&mut office, "医院", None);
    for community in [community, other] {
        office.done(clerk_of(community), &pair::Make { unit, community });
    }
    let found =
        |office: &Town, query: &Pairs| office.view.pairs.page(&office.view.directory, query).items;
    let made = Pairs { status: Some(PairStatus::Made), ..Pairs::default() };
    assert_eq!(found(&office, &made).len(), 2);
    let reason: Text<200> = Text::new("单位迁出").unwrap();
    let end = pair::End { unit, community, reason: reason.clone() };
    office.done(clerk_of(community), &end);
    let left = found(&office, &made);
    assert_eq!((left.len(), left[0].community), (1, other));
    let of_one = Pairs { community: Some(community), ..Pairs::default() };
    let line = &found(&office, &of_one)[0];
    assert_eq!((line.status, &line.reason), (PairStatus::Ended, &Some(reason)));
    office.done(clerk_of(community), &pair::Make { unit, community });
    let line = &found(&office, &of_one)[0];
    assert_eq!((line.status, line.ended), (PairStatus::Made, None), "it is one again");
    let of_unit = Pairs { unit: Some(unit), ..Pairs::default() };
    assert_eq!(found(&office, &of_unit).len(), 2, "each once");
    // The pairs of what was merged into it are its own.
    let kept = self::unit(&mut office, "中心医院", None);
    let directory = directory([
        registered(unit, Level::Unit, ""),
        registered(kept, Level::Unit, ""),
        merged(unit, kept),
    ]);
    let of_kept = Pairs { unit: Some(kept), ..Pairs::default() };
    assert_eq!(found(&office, &of_kept).len(), 0, "nothing was merged in this town yet");
    office.view.pairs.settle(unit, &directory);
    assert_eq!(office.view.pairs.page(&directory, &of_kept).total, 2);
}
