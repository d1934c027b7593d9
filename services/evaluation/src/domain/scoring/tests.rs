//! The cards that are shipped, scored by hand.

use contracts::evaluation::rules::CardKind;
use rstest::rstest;

use super::*;
use crate::rules::shipped;

fn counted(facts: &[(Measure, i8, i64)]) -> Counts {
    let mut counts = Counts::of(4);
    for (measure, month, quantity) in facts {
        counts.add(*measure, *month, *quantity);
    }
    counts
}

/// Two joint activities in every quarter.
const ALL_QUARTERS: [(Measure, i8, i64); 4] = [
    (Measure::JointActivity, 2, 2),
    (Measure::JointActivity, 5, 2),
    (Measure::JointActivity, 8, 2),
    (Measure::JointActivity, 12, 2),
];

fn unit(facts: &[(Measure, i8, i64)]) -> Score<'static> {
    score(shipped(2026).card(CardKind::Unit), &counted(facts))
}

#[test]
fn a_unit_that_did_all_of_it_has_the_whole_and_its_bonus() {
    let mut facts = ALL_QUARTERS.to_vec();
    facts.extend([
        (Measure::Study, 3, 2),
        (Measure::VolunteerTeam, 3, 1),
        (Measure::YearEnd, 12, 90),
        (Measure::ProposalAdopted, 6, 2),
    ]);
    let scored = unit(&facts);
    // 50 from day to day, 45 of 50 at the year's end, 2 for each proposal.
    assert_eq!(scored.total, Some(9_900));
    assert_eq!(scored.band.unwrap().title.as_str(), "优秀");
}

#[rstest]
#[case(&[(Measure::MeetingAbsence, 3, 1)], 40 * 100 - 500)]
#[case(&[(Measure::MeetingAbsence, 3, 9)], 0)]
fn each_absence_costs_five_of_forty(#[case] facts: &[(Measure, i8, i64)], #[case] expected: i64) {
    let card = shipped(2026).card(CardKind::Unit);
    let at = card.item.iter().position(|item| item.key.as_str() == "meetings").unwrap();
    assert_eq!(unit(facts).items[at], Some(expected));
}

#[test]
fn each_quarter_with_fewer_than_two_activities_costs_five_and_a_quarter_to_come_nothing() {
    let card = shipped(2026).card(CardKind::Unit);
    let at = card.item.iter().position(|item| item.key.as_str() == "joint").unwrap();
    assert_eq!(unit(&ALL_QUARTERS).items[at], Some(4_000));
    assert_eq!(unit(&ALL_QUARTERS[..2]).items[at], Some(3_000));
    let mut early = Counts::of(1);
    early.add(Measure::JointActivity, 2, 2);
    assert_eq!(score(card, &early).items[at], Some(4_000));
}

#[test]
fn an_item_for_which_no_suitable_need_existed_is_reweighted_out() {
    let mut facts = vec![
        (Measure::NoSuitableNeed, 1, 1),
        (Measure::Study, 3, 2),
        (Measure::VolunteerTeam, 3, 1),
    ];
    assert_eq!(unit(&facts).total, Some(10_000), "40 + 10 + 10 of 60, and no year's end yet");
    facts.push((Measure::MeetingAbsence, 3, 3));
    assert_eq!(unit(&facts).total, Some(7_500), "45 of 60");
}

#[test]
fn a_veto_is_the_lowest_band_whatever_the_points() {
    let mut facts = ALL_QUARTERS.to_vec();
    facts.extend([(Measure::YearEnd, 12, 100), (Measure::Veto, 4, 1)]);
    let scored = unit(&facts);
    assert!(scored.vetoed && scored.total == Some(9_000));
    assert_eq!(scored.band.unwrap().title.as_str(), "不合格");
}

#[test]
fn a_community_of_which_nobody_said_anything_has_no_score() {
    let card = shipped(2026).card(CardKind::Community);
    let silent = score(card, &counted(&[]));
    assert_eq!((silent.total, silent.band), (None, None));
    let closed = counted(&[(Measure::NeedClosed, 3, 4), (Measure::NeedSolved, 3, 3)]);
    assert_eq!(score(card, &closed).total, Some(7_500), "closed is not solved");
}

#[test]
fn every_item_names_what_it_rests_on() {
    let card = shipped(2026).card(CardKind::Unit);
    let daily = card.item.iter().find(|item| item.key.as_str() == "daily").unwrap();
    let measures = rests_on(card, daily);
    assert!(measures.contains(&Measure::MeetingAbsence) && measures.contains(&Measure::Study));
    assert!(!measures.contains(&Measure::YearEnd));
}

#[test]
fn a_lecture_and_what_was_entered_are_one_learning() {
    let card = shipped(2027).card(CardKind::Unit);
    let at = card.item.iter().position(|item| item.key.as_str() == "study").unwrap();
    let study = |facts: &[(Measure, i8, i64)]| score(card, &counted(facts)).items[at];
    assert_eq!(study(&[(Measure::Learning, 3, 1)]), Some(500));
    assert_eq!(study(&[(Measure::Study, 3, 1)]), Some(500));
    assert_eq!(study(&[(Measure::Learning, 3, 1), (Measure::Study, 9, 1)]), Some(1_000));
    let before = shipped(2026).card(CardKind::Unit);
    let lecture = counted(&[(Measure::Learning, 3, 1)]);
    assert_eq!(score(before, &lecture).items[at], Some(0), "rules of a year stay as they were");
    assert!(rests_on(card, &card.item[at]).contains(&Measure::Study), "it opens to both");
}

#[test]
fn full_attendance_is_counted_once_the_year_is_over() {
    let card = shipped(2027).card(CardKind::Unit);
    let at = card.bonus.iter().position(|bonus| bonus.measure == Measure::AttendedAll).unwrap();
    let bonus = |quarters_over, attended, absences| {
        let mut counts = Counts::of(quarters_over);
        (0..attended).for_each(|_| counts.attend());
        counts.add(Measure::MeetingAbsence, 3, absences);
        score(card, &counts).bonus[at]
    };
    assert_eq!(bonus(4, 7, 0), 300);
    assert_eq!(bonus(3, 7, 0), 0, "it is not over");
    assert_eq!(bonus(4, 7, 1), 0);
    assert_eq!(bonus(4, 0, 0), 0, "nobody was invited to anything");
}

#[test]
fn each_item_says_whether_anybody_writes_its_facts_down() {
    let card = shipped(2027).card(CardKind::Unit);
    let of = |key: &str| basis(card, card.item.iter().find(|one| one.key.as_str() == key).unwrap());
    assert_eq!(of("joint"), KnownBy::Counted);
    assert_eq!((of("year_end"), of("teams")), (KnownBy::Entered, KnownBy::Both));
    assert_eq!(
        (of("meetings"), of("study"), of("daily")),
        (KnownBy::Both, KnownBy::Both, KnownBy::Both)
    );
    for measure in [Measure::FullAttendance, Measure::Learning, Measure::AttendedAll] {
        assert!(!card.rests_on(measure) || !measure.is_entered(), "{measure:?}");
    }
    assert!(card.rests_on(Measure::Study) && card.rests_on(Measure::JointActivity));
}
