//! Every reason has its Chinese text.

use contracts::registry::{
    account, area, calendar, check_in, excuse, import, organisation, pair, person, saved_views,
    seat, taxonomy,
};
use contracts::{
    Claimer, Failure, Rejection, evaluation, matching, needs, notices, projects, reporting,
    resources,
};
use values::{OrganisationId, Uuid};

use crate::chinese;

/// An example of every variant. The match makes a variant that is not in the list a compile error.
macro_rules! every {
    ($reason:ty, $wrap:path:
     $($variant:ident $({ $($field:ident: $value:expr),+ })?),+ $(,)?) => {{
        type Reason = $reason;
        fn complete(reason: &Reason) {
            match reason {
                $(Reason::$variant { .. } => {})+
            }
        }
        let all = vec![$(Reason::$variant $({ $($field: $value),+ })?),+];
        all.iter().for_each(complete);
        all.into_iter().map($wrap).collect::<Vec<_>>()
    }};
}

fn rejections() -> Vec<Rejection> {
    [
        registry_reasons(),
        resources_reasons(),
        needs_reasons(),
        handling_reasons(),
        projects_reasons(),
        evaluation_reasons(),
        matching_reasons(),
        reporting_reasons(),
        notices_reasons(),
    ]
    .concat()
}

fn registry_reasons() -> Vec<Rejection> {
    let nobody = OrganisationId(Uuid::nil());
    [
        every!(organisation::Rejection, Rejection::Organisation:
            Unknown, AlreadyRegistered, NotAuthorised, UnknownParent, AreaMissing,
            BelongsToItself, GridCodeOutOfPlace, AreaFixed, NotAGrid, FromOutOfOrder, UnknownPerson,
            NotApplied, NotInOperation, NotToBeMerged, TooManyAliases { max: 20 }, NotTwoUnits,
            TooManyDistinguished { max: 100 }),
        every!(person::Rejection, Rejection::Person:
            Unknown, Erased, AlreadyRegistered, NotAuthorised, UnknownOrganisation,
            FromOutOfOrder, NothingCorrected, TooManySkills { max: 10 }),
        every!(check_in::Rejection, Rejection::CheckIn:
            Unknown, UnknownWho, NotACommunity, NotAuthorised,
            PrimaryElsewhere { community: nobody }, NotRequested, NotActive, NotInOperation,
            NotTheirCommunity,
            UnknownService { service: values::Text::new("health").unwrap() },
            TooManyServices { max: 10 },
            RenewalTooEarly { from: "2027-01-30".parse().unwrap() }),
        every!(excuse::Rejection, Rejection::Excuse: UnknownWho, NotAuthorised, UntilOutOfRange),
        every!(pair::Rejection, Rejection::Pair: Unknown, UnknownParty, NotAuthorised),
        every!(area::Rejection, Rejection::Area: NotAuthorised),
        every!(calendar::Rejection, Rejection::Calendar: NotAuthorised, DaysOutOfPlace),
        every!(account::Rejection, Rejection::Account:
            Unknown, AlreadyOpen, LoginOutOfPlace, NotAuthorised, NotForOneself,
            AdministratorsAreSeparate, NotForAccounts, UnknownOrganisation,
            TooManyGrants { max: 20 }, Erased, NotNow, NotInvited, NotLent, NotGranted,
            TokenOutOfRange { days_max: 366 }, TokenNameTaken, TooManyTokens { max: 10 }),
        every!(saved_views::Rejection, Rejection::SavedViews:
            NotAuthorised, AddressUnfit, TooMany { max: 20 }, Erased),
        every!(seat::Rejection, Rejection::Seat:
            Unknown, NotAuthorised, NotABody, NotOfTheUnit, UntilOutOfRange),
        every!(taxonomy::Rejection, Rejection::Taxonomy:
            NotAuthorised, CodesOutOfPlace, TitlesUnfit, TooMany { max: 100 }),
        every!(import::Rejection, Rejection::Import:
            Unknown, NotAuthorised, TooManyFailed { max: 1000 }, MoreThanRows { rows: 7 }),
    ]
    .concat()
}

fn evening() -> contracts::Slot {
    let time = |text: &str| text.parse().unwrap();
    contracts::Slot { date: "2026-03-07".parse().unwrap(), from: time("18:00"), to: time("20:00") }
}

fn resources_reasons() -> Vec<Rejection> {
    [every!(resources::offer::Rejection, Rejection::Offer:
            Unknown, AlreadyListed, NotAuthorised, PriceOutOfRange, UntilOutOfRange,
            UnknownSubcategory, AreaTooWide, TooManyConditions { max: 10 }, UnknownManager,
            FixedOnceListed { field: resources::offer::Fixed::Until }, AmountTaken { taken: 4 },
            SlotOverbooked { slot: evening() }, TooManyAtOnce { max: 100 },
            ScheduleTooLong { max: 100 }, NeverOpen, CapacityOutOfRange { max: 12 }, Withdrawn,
            NotOnTheList, OneOff)]
    .concat()
}

fn handling_reasons() -> Vec<Rejection> {
    use needs::limits::HandlingStep;
    [
        every!(needs::handling::Rejection, Rejection::Handling:
            Unknown, NotAuthorised, AlreadyBegun, Over,
            OtherStep { current: HandlingStep::Contact }, NobodyToAsk, Asked, NotAsked,
            AskedTooOften { max: 2 }, OneExtension, NoExtensionAsked,
            ExtensionOutOfRange { max: 7 }, LimitOfTheHotline, NobodyAbove, NotFromBelow),
        every!(needs::hotline::Rejection, Rejection::Hotline:
            Unknown, NotAuthorised, OtherItem, AlreadyReplied, TimesOutOfOrder),
        every!(needs::limits::Rejection, Rejection::Limits:
            NotAuthorised, OutOfRange { max: 60 }, OtherMeasure),
    ]
    .concat()
}

fn needs_reasons() -> Vec<Rejection> {
    [
        every!(needs::need::Rejection, Rejection::Need:
            Unknown, AlreadyRaised, NotAuthorised, NotTheRaiser, NothingSealed, NotACommunity,
            NotRaised, NotToResubmit, NotVerified, NotClassified, OtherList, UnknownSubcategory,
            SkillsOutOfPlace { max: 10 }, NotDeliberated, NotToDeliberate,
            MeetingInTheFuture, AlreadyPosted, OtherUnit,
            PartnersOutOfRange, WishIsWhole, NotAWish, WishParticularsMissing,
            WishOverCap { max_yuan: 500 }, GuardianMissing, TextNotPublic,
            TooManyPictures { max: 9 }, MinorOnPicture, DeadlinePassed,
            WindowOutOfOrder, Closed, NotClosed, StillHeld { held: 4 }, NothingDelivered,
            MoreThanDelivered { delivered: 4 },
            NotAllDelivered { delivered: 4, asked: 7 },
            OutcomeContradicts { delivered: 4, asked: 7 }, NotAccepted,
            ReviewAwaited { until: contracts::testing::monday() }, RaiserSaysUnsolved,
            NothingToReview, ReviewOver, NotAnEmergency, DuplicateOfItself, NotADuplicate,
            DuplicateIsSplit,
            TooManyDistinguished { max: 100 },
            ReopenOver { until: contracts::testing::monday() }, ReopenedTooOften { max: 2 }),
        every!(needs::admission::Rejection, Rejection::Admission:
            Unknown, AlreadyRequested, NotAuthorised, NegativeItem, MoneyMissing, NoDistrict,
            AlreadyJudged, NotApproved, NotThere),
        every!(needs::family::Rejection, Rejection::Family:
            HasAnother { wish: values::NeedId(Uuid::nil()) }),
        every!(needs::wish_cap::Rejection, Rejection::WishCap:
            NotAuthorised, OutOfRange { max_yuan: 10_000 }),
    ]
    .concat()
}

fn projects_reasons() -> Vec<Rejection> {
    let lease_until = contracts::testing::monday();
    [
        every!(projects::claim::Rejection, Rejection::Claim:
            Unknown, AlreadyProposed, NotAuthorised, LineMissing, SlotWithoutOffer,
            NotForPersons, StillPending,
            CrossingClaim { claim: values::ClaimId(Uuid::nil()), quantity: 7 },
            LeaseOver { lease_until: lease_until }, AlreadyRenewed, Ended, AlreadyAccepted,
            NotAccepted, AlreadyAgreed, NotAgreed, AgreementOut, RequestOut, NoRequest,
            RequestOver { answer_until: lease_until }, CannotPassOn),
        every!(projects::agreement::Rejection, Rejection::Agreement:
            Unknown, NotAuthorised, PartiesOutOfPlace, DutiesOutOfPlace, DutiesMoved,
            TermOutOfOrder, AlreadyConcluded, Lapsed, OtherDraft { current: 4 }, NotAParty,
            DelegationOutOfRange, NotInForce, Over, QuarterOutOfRange, YearOutOfRange,
            AlreadySaid, TooManyDrafts { max: 50 }, UnknownDuty, TooManyProjects { max: 100 }),
        every!(projects::project::Rejection, Rejection::Project:
            Unknown, AlreadyOpened, AgreementOut, OtherParties, NotAuthorised, NotProposed,
            NotApproved, UnknownRecord, NotRunning, AgreementOver, NotSuspended, OtherClaim,
            TooManyClaims { max: 20 }, ServesOthers, LineServed, MilestoneOutOfRange,
            UnknownMilestone, DateInTheFuture,
            AmountOutOfRange, TooLittleFunds { left_fen: 7 }, VoucherUsed,
            TooManyFunds { max: 1_000 }, Over, NotOver,
            MoreThanClaimed { asked: 7, left: 4 }, NotConfirmed { unconfirmed: 4 },
            AcceptanceNotAsked, TooManyRecords { max: 10_000 }, AlreadyAttached,
            CodeUnfit, CodeTaken,
            TooManyAttachments { max: 100 }, Archived),
        every!(projects::record::Rejection, Rejection::Record:
            Unknown, AlreadyRecorded, NotAuthorised, DateInTheFuture, OutOfRange,
            AttendanceOutOfPlace, TooManyNamed { max: 500 }, NotALedger, OwnRecord, OwnHours,
            NoAgreement, DutyOfAnother, Countered),
        every!(projects::roll::Rejection, Rejection::Roll:
            Unknown, AlreadyOpened, NotAuthorised, TooManyNamed { max: 500 }, CodeNotGood,
            OutOfTime, Closed, NotSignedIn, SignedOut, SettledOutOfPlace),
        activity_reasons(),
        tender_reasons(),
    ]
    .concat()
}

fn activity_reasons() -> Vec<Rejection> {
    let sign_up_until = contracts::testing::monday();
    every!(projects::activity::Rejection, Rejection::Activity:
        Unknown, AlreadyPlanned, NotAuthorised, TimesOutOfOrder, TooLate,
        CapacityOutOfRange { max: 10_000 }, OpenToNobody, NotADraft, NotPublished, Cancelled,
        SignUpOver { sign_up_until: sign_up_until }, NotInvited, AlreadySignedUp { places: 4 },
        NotSignedUp, PlacesOutOfRange { max: 7 }, WaitingListFull { max: 2_000 }, AlreadyBegun,
        NotBegun, MarksOutOfRange { max: 200 }, AttendanceOutOfRange { places: 4, minutes: 90 },
        Confirmed, NotAllRecorded { left: 4 }, OwnAttendance,
        TooManyToCopy { found: 30, max: 20 })
}

fn tender_reasons() -> Vec<Rejection> {
    let now = contracts::testing::monday();
    every!(projects::tender::Rejection, Rejection::Tender:
        Unknown, AlreadyCalled, NotAuthorised, OutsideTerritory, OtherNeed,
        CriteriaOutOfPlace { max: 10 }, JurorsOutOfPlace { max: 15 }, DeadlineOutOfPlace,
        MoneyOutOfRange { budget_fen: 700 }, DeadlinePassed { deadline: now },
        TooManyProposals { max: 200 }, NoProposal, Sealed { deadline: now }, NotAJuror, InConflict,
        NotDeclared, ScoresOutOfRange { criteria: 4, max: 100 }, ScoringIsClosed,
        NotAllScored { left: 4 }, NobodyRanked, ScoringIsOpen,
        PublicityOutOfRange { min: 5, max: 20 }, NotPublicised, PublicityOver { until: now },
        PublicityRuns { until: now }, TooManyObjections { max: 200 }, NoObjection,
        AlreadyAnswered, ObjectionsOpen { left: 4 }, AlreadyAwarded, IsAnnulled)
}

fn evaluation_reasons() -> Vec<Rejection> {
    let rate_until = contracts::testing::monday();
    [
        every!(evaluation::occasion::Rejection, Rejection::Occasion:
        Unknown, NotAuthorised, NotConfirmed, StarsOutOfRange { max: 5 }, AlreadyRated,
        Over { rate_until: rate_until }, Void, BallotsOutOfRange { issued: 7, max: 500 },
        CodeNotGood, NoComment, AlreadyReviewed),
        every!(evaluation::posting::Rejection, Rejection::Posting:
            Unknown, NotAuthorised, OutOfArea, OwnPoints, OutOfRange { max: 10_000 },
            TooFewPoints { left: 4, price: 7 }, NotAnAdjustment, Countered),
        every!(evaluation::reward::Rejection, Rejection::Reward:
            Unknown, AlreadyListed, NotAuthorised, OutOfRange { max: 100 }, TooFewLeft { left: 4 },
            Withdrawn, UnknownRedemption, HandedOver, CalledOff),
        every!(evaluation::rules::Rejection, Rejection::Rules:
            NotAuthorised,
            Broken { line: 12, fault: evaluation::rules::Fault::Weights { sum: 105 } },
            NothingProposed, OtherVersion { proposed: values::Text::new("2").unwrap() }, YearClosed,
            YearNotOver),
        every!(evaluation::fact::Rejection, Rejection::Fact:
            Unknown, AlreadyEntered, NotAuthorised, NotEntered, OutOfRange { max: 100 },
            DateInTheFuture, Struck),
        every!(evaluation::leave::Rejection, Rejection::Leave:
            Unknown, AlreadyGranted, NotAuthorised, DaysOutOfRange { max: 366 }, Lifted),
        every!(evaluation::objection::Rejection, Rejection::Objection:
            Unknown, NotAuthorised, NothingThere, AlreadyRaised, AlreadyAnswered, OwnObjection),
        every!(evaluation::star::Rejection, Rejection::Star:
            NotApplied, NotAuthorised, NotACommunity, AlreadyApplied,
            TooFewHours { hours: 99, needed: 100 }, HighestStar,
            Barred { until: "2027-03-02".parse().unwrap() }, OutOfTurn, NoStar,
            MonthsOutOfRange { min: 12, max: 36 }),
        every!(evaluation::recognition::Rejection, Rejection::Recognition:
            Unknown, AlreadyPublished, NotAuthorised, OutsideTerritory,
            YearOutOfRange { min: 2025, max: 2026 },
            NotEligible { who: [Claimer::from(OrganisationId(Uuid::nil()))].into() },
            CandidatesOutOfRange { max: 100 }, PublicityOutOfRange { min: 5, max: 20 },
            PublicityOver),
        every!(evaluation::hearing::Rejection, Rejection::Hearing:
            Unknown, AlreadyAsked, NotAuthorised, NotACommunity, NotOfTheUnit,
            PeriodOutOfRange { years_max: 5 }, OutOfTurn),
    ]
    .concat()
}

fn matching_reasons() -> Vec<Rejection> {
    let answer_until = contracts::testing::monday();
    [
        every!(matching::plan::Rejection, Rejection::Plan:
            Unknown, AlreadyComputed, NotAuthorised, NotABody, AimsOutOfPlace, NothingToPlan,
            TooManyNeeds { needs: 251, max: 250 }, NothingPlanned, NotProposed, Over,
            AnswerOver { answer_until: answer_until }, NotInPlan,
            DoesNotFit { why_not: vec![matching::WhyNot::OutsideArea] },
            TooLittleLeft { need_left: 4, offer_left: 7 }, OnlyWhole { whole: 4 },
            TooManyPartners { max: 3 }, SlotMissing, NoSlots,
            SlotUnfit { reason: contracts::HoldRefusal::SlotClosed }, Declined,
            Unanswered { lines: 4, answer_until: answer_until }, NothingAccepted),
        every!(matching::quota::Rejection, Rejection::Quota:
            NotAuthorised, UnknownOrganisation, OutOfRange { max: 1_000_000 }),
    ]
    .concat()
}

fn notices_reasons() -> Vec<Rejection> {
    [
        every!(notices::notice::Rejection, Rejection::Notice:
            NotAuthorised, TooManyAtOnce { max: 200 }),
        every!(notices::channel::Rejection, Rejection::Channel:
            Unknown, NotAuthorised, AddressUnfit, SecretMissing, SecretUnfit,
            TestTooSoon { from: contracts::testing::monday() }),
    ]
    .concat()
}

fn reporting_reasons() -> Vec<Rejection> {
    let until = contracts::testing::monday();
    let jobs = every!(reporting::job::Rejection, Rejection::Job:
        Unknown, AlreadyAsked, NotAuthorised, NothingAsked,
        PeriodNotOver { until: "2026-12-31".parse().unwrap() }, TooMany { max: 3 }, Over,
        OutOfPlace);
    let reports = every!(reporting::report::Rejection, Rejection::Report:
        Unknown, NotAuthorised, NotTheirIssuer, NotASubject,
        PeriodNotOver { until: "2026-12-31".parse().unwrap() }, NothingCounted,
        PeriodOverlaps { period: "2026Q1".parse().unwrap() }, OtherDraft { current: 2 },
        OtherVersion { current: 2 }, OutOfTurn, NotConcerned, NotConfirmed { left: 3 },
        PreviewRuns { until: until }, NoAddressee, AlreadyAnswered, KeyTooShort { min: 12 },
        KeyNotGood, SubjectErased);
    [jobs, reports].concat()
}

#[test]
fn every_rejection_has_its_chinese_text_its_status_and_its_figures() {
    for rejection in rejections() {
        let words = chinese::rejection(&rejection);
        let code = rejection.code();
        let said = words.detail.as_ref();
        assert!(words.title.chars().count() >= 4 && said.chars().count() >= 7, "{code}");
        assert!(!words.title.is_ascii() && !said.is_ascii(), "{code}");
        let status = words.status.as_u16();
        let expected: &[u16] = match code.split_once('.').unwrap().1 {
            "unknown" | "unknown_record" | "unknown_redemption" => &[404],
            "not_authorised" | "not_the_raiser" => &[403],
            _ => &[409, 422],
        };
        assert!(expected.contains(&status), "{code} {status}");
        let wire = serde_json::to_value(&rejection).unwrap();
        for figure in wire.as_object().unwrap().values().filter_map(serde_json::Value::as_u64) {
            assert!(said.contains(&figure.to_string()), "{code}: {said}");
        }
    }
}

#[test]
fn nothing_confirmed_and_something_unconfirmed_are_told_apart() {
    let said = |unconfirmed| {
        let reason = projects::project::Rejection::NotConfirmed { unconfirmed };
        chinese::rejection(&reason.into()).detail
    };
    assert!(said(0).contains("至少") && said(2).contains("还有 2 条"));
}

#[test]
fn every_failure_has_its_chinese_text() {
    let failures = every!(Failure, std::convert::identity:
        NotAuthorised,
        UnknownSubject { subject: "x".to_owned() },
        Unreadable { path: "x".to_owned(), detail: "x".to_owned() },
        TooLarge { bytes: 7, max: 4 }, Busy, CommandReused, StorageFull,
        ChangedSince { version: 7 },
        TooMuch { bytes: 7, max: 4 }, Internal);
    for failure in failures {
        let words = chinese::failure(&failure);
        assert!(!words.title.is_ascii() && !words.detail.is_ascii(), "{failure}");
    }
}
