use contracts::notices::Thing;
use contracts::notices::channel::{ChannelKind, Gathered};
use contracts::notices::notice::{About, Matter, NoticeKind};
use contracts::testing::{OWNER, SOMEBODY, monday};
use values::{AgreementId, Amount, ClaimId, NeedId, PersonId, Text, Unit, Uuid};

use super::*;

const NEED: NeedId = NeedId(Uuid::from_u128(0xE1));

fn piece(n: u128, from: Claimer) -> Piece {
    let claim = ClaimId(Uuid::from_u128(n));
    let notice = Gathered {
        inbox: OWNER,
        line: claim.into(),
        kind: NoticeKind::ClaimToAnswer,
        by: Some(monday()),
    };
    let matter = Matter {
        from: Some(from),
        to: vec![OWNER],
        need: Some(NEED),
        amount: Some(Amount::new(2, Unit::Session).unwrap()),
        ..Matter::new(About::Claim(claim))
    };
    Piece { notice, matter }
}

fn outgoing(notices: Vec<Piece>) -> Outgoing {
    let name = |text| Text::new(text).unwrap();
    Outgoing {
        organisation: OWNER,
        kind: ChannelKind::Wecom,
        message: Uuid::from_u128(7),
        tried: 0,
        target: None,
        gathered_at: monday(),
        notices,
        more: 0,
        organisations: [(OWNER, name("鲸园社区")), (SOMEBODY, name("市实验中学"))].into(),
    }
}

fn titles() -> Titles {
    Titles([(Thing::Need(NEED), Text::new("四点半课堂").unwrap())].into())
}

fn text(outgoing: &Outgoing, bytes_max: usize) -> String {
    Letter { outgoing, titles: &titles(), portal: "https://gongjian.example" }.text(bytes_max)
}

#[test]
fn a_message_says_enough_to_decide() {
    let said = text(&outgoing(vec![piece(1, SOMEBODY.into())]), WECOM_BYTES_MAX);
    let expected = "【共建】鲸园社区有 1 条通知\n1. 有认领等待答复\n“四点半课堂”，2场次，对方：市实验中学\n\
                    期限：2026-03-02 09:00\n下一步：接受或婉拒\n\
                    https://gongjian.example/claims/00000000-0000-0000-0000-000000000001";
    assert_eq!(said, expected);
}

#[test]
fn a_natural_person_is_not_named() {
    let person = PersonId(Uuid::from_u128(0x5EC2E7));
    let outgoing = outgoing(vec![piece(1, person.into())]);
    let letter = Letter { outgoing: &outgoing, titles: &titles(), portal: "" };
    for said in [letter.text(WECOM_BYTES_MAX), letter.payload()] {
        assert!(said.contains(SOMEBODY_ELSE) && !said.contains(&person.to_string()), "{said}");
    }
}

const SOMEBODY_ELSE: &str = super::SOMEBODY;

#[test]
fn what_a_resident_or_the_hotline_called_it_stays_inside() {
    let mut piece = piece(1, SOMEBODY.into());
    for kind in [NoticeKind::NeedToVerify, NoticeKind::HotlineToAnswer] {
        piece.notice.kind = kind;
        let said = text(&outgoing(vec![piece.clone()]), WECOM_BYTES_MAX);
        assert!(said.contains(kind.words().0) && !said.contains("四点半课堂"), "{said}");
    }
}

#[test]
fn a_star_leads_a_community_to_all_that_it_is_to_review() {
    let person = PersonId(Uuid::from_u128(0x5EC2E7));
    let mut piece = piece(1, person.into());
    piece.matter.about = About::Star(Uuid::from_u128(0x57));
    let said = text(&outgoing(vec![piece.clone()]), WECOM_BYTES_MAX);
    assert!(said.contains(&format!("/stars?community={OWNER}&status=applied")), "{said}");
    assert!(!said.contains(&person.to_string()), "{said}");
    assert_eq!(piece.matter.path(person.into()), format!("/people/{person}/stars"));
}

#[test]
fn what_has_no_room_is_counted() {
    let mut outgoing = outgoing((0..20).map(|n| piece(n, SOMEBODY.into())).collect());
    outgoing.more = 7;
    let said = text(&outgoing, WECOM_BYTES_MAX);
    let spelled_out = said.matches("有认领等待答复").count();
    assert!(said.len() <= WECOM_BYTES_MAX && spelled_out > 3, "{} bytes: {said}", said.len());
    assert!(said.starts_with("【共建】鲸园社区有 27 条通知"), "{said}");
    let left = format!("另有 {} 条，请到门户查看：", 27 - spelled_out);
    assert!(said.contains(&left), "{said}");
    assert_eq!(text(&outgoing, DINGTALK_BYTES_MAX).matches("有认领等待答复").count(), 20);
}

#[test]
fn a_test_says_that_it_arrives() {
    let said = text(&outgoing(vec![]), WECOM_BYTES_MAX);
    assert!(said.contains("测试消息") && said.contains("鲸园社区"), "{said}");
}

#[test]
fn what_has_a_name_is_called_by_it_and_a_unit_is_named_once() {
    let agreement = AgreementId(Uuid::from_u128(0xA6));
    let about = |about, from: Option<OrganisationId>| {
        let Piece { notice, .. } = piece(1, SOMEBODY.into());
        let from = from.map(Claimer::from);
        Piece { notice, matter: Matter { from, to: vec![OWNER], ..Matter::new(about) } }
    };
    let name = |text| Text::new(text).unwrap();
    let applicant = OrganisationId(Uuid::from_u128(0xAA));
    let known = Titles(
        [
            (Thing::Agreement(agreement), name("阅读角共建协议")),
            (Thing::Organisation(applicant), name("听涛医院")),
            (Thing::Organisation(SOMEBODY), name("市实验中学")),
        ]
        .into(),
    );
    for (piece, expected) in [
        (about(About::Agreement(agreement), Some(SOMEBODY)), "“阅读角共建协议”，对方：市实验中学"),
        // Whoever applies is in no directory yet.
        (about(About::Organisation(applicant), Some(applicant)), "“听涛医院”"),
        (about(About::Organisation(SOMEBODY), Some(SOMEBODY)), "对方：市实验中学"),
    ] {
        let outgoing = outgoing(vec![piece]);
        let letter = Letter { outgoing: &outgoing, titles: &known, portal: "" };
        let said = letter.text(MAIL_BYTES_MAX);
        assert_eq!(said.lines().nth(2), Some(expected), "{said}");
    }
}
