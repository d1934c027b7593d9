use contracts::reporting::course::Counted;
use contracts::reporting::report::{Format, Standing};
use contracts::reporting::{
    Confirmation, Figure, FigureLine, Proof, ReportLine, ReportPaper, ReportSection, ReportStatus,
    Signed,
};
use contracts::testing::{OWNER, SOMEBODY, STRANGER, monday, skipped};
use values::{OrganisationId, PersonId, ReportId, Text, Uuid};

use super::desk::{Desk, Made};
use super::{FONT_FOLDERS, PressError};

fn figures(count: i64) -> Vec<Figure> {
    let figure = |counted, count, amount| Figure { counted, count, amount };
    vec![
        figure(Counted::CheckIn, 1, 0),
        figure(Counted::NeedClaimed, count, 0),
        figure(Counted::Service, count, 90 * count),
        figure(Counted::FundsSpent, 1, 120_050),
    ]
}

fn section(community: OrganisationId, confirmation: Confirmation) -> ReportSection {
    let name = Some("堃玥社区".to_owned());
    ReportSection { community, name, confirmation, figures: figures(2) }
}

fn served() -> FigureLine {
    FigureLine {
        subject: Some(SOMEBODY.into()),
        with: Some(OWNER),
        area: None,
        counted: Counted::Service,
        on: "2026-02-28".parse().unwrap(),
        count: 1,
        amount: 90,
        service: "projects".to_owned(),
        aggregate: Uuid::from_u128(7),
        position: 12,
        title: Some("=义诊".to_owned()),
    }
}

fn proof(plain: bool) -> Proof {
    let paper = ReportPaper {
        line: ReportLine {
            id: ReportId(Uuid::from_u128(1)),
            subject: SOMEBODY.into(),
            name: Some("䶮山医院".to_owned()),
            period: "2026Q1".parse().unwrap(),
            issuer: OWNER,
            status: ReportStatus::Numbered,
            version: 1,
            number: Some("鲸园街〔2026〕7号".to_owned()),
            unconfirmed: 0,
        },
        issuer_name: Some("鲸园街道党工委".to_owned()),
        addressee: Some(STRANGER),
        addressee_name: Some("市卫生健康委党组".to_owned()),
        draft: 1,
        at: 1207,
        followed: [("projects".to_owned(), 99)].into(),
        preview_until: monday(),
        confirm_until: monday(),
        assented: true,
        figures: figures(3),
        before: figures(1),
        outstanding: 2,
        sections: vec![
            section(OWNER, Confirmation::Confirmed),
            section(STRANGER, Confirmation::Unconfirmed),
        ],
        lines: 2,
        signed: Some(Signed {
            on: "2026-04-17".parse().unwrap(),
            by: PersonId(Uuid::from_u128(3)),
            plain,
        }),
        delivered_until: None,
        versions: vec![],
    };
    let standing = Some(Standing {
        total: Some(9250),
        band: Some(Text::new("良好").unwrap()),
        rules: Some(Text::new("2026-1").unwrap()),
        stars: None,
        at: 88,
    });
    Proof { paper, lines: vec![served(), served()], standing }
}

/// Nothing where the machine has no Chinese font.
fn printed(proof: &Proof) -> Option<Made> {
    let desk = Desk::new(FONT_FOLDERS.map(Into::into).to_vec());
    match desk.print(proof) {
        Ok(made) => Some(made),
        Err(PressError::NoFont { .. }) => {
            skipped("no Chinese font is here");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn file(made: &Made, wanted: Format) -> &[u8] {
    let found = made.files.iter().find(|(format, _)| *format == wanted);
    &found.expect("it is printed").1
}

#[test]
fn the_same_proof_makes_the_same_bytes_and_another_one_others() {
    let (Some(first), Some(again), Some(plain)) =
        (printed(&proof(false)), printed(&proof(false)), printed(&proof(true)))
    else {
        return;
    };
    for format in [Format::Pdf, Format::Docx, Format::Xlsx] {
        assert!(file(&first, format) == file(&again, format), "{format:?} differs");
    }
    for format in [Format::Pdf, Format::Docx] {
        assert!(file(&first, format) != file(&plain, format), "{format:?} is the same");
    }
    let pdf = String::from_utf8_lossy(file(&first, Format::Pdf));
    assert!(pdf.starts_with("%PDF-") && pdf.contains("pdfaid:part"), "it says that it is PDF/A");
}

#[test]
fn of_a_person_there_is_one_page_and_no_more() {
    let mut proof = proof(false);
    proof.paper.line.subject = PersonId(Uuid::from_u128(5)).into();
    proof.paper.line.name = None;
    // More services than fit, and more indicators than a person has.
    proof.paper.figures.extend(figures(7));
    proof.paper.figures.extend(figures(9));
    proof.lines =
        (0..40).map(|_| FigureLine { counted: Counted::Volunteered, ..served() }).collect();
    let Some(made) = printed(&proof) else { return };
    assert_eq!((made.pages, made.files.len()), (1, 1));
}

#[test]
fn without_a_font_nothing_is_printed_and_the_folders_are_named() {
    let nowhere = std::path::PathBuf::from("nowhere");
    let refused = Desk::new(vec![nowhere.clone()]).print(&proof(false)).err();
    let Some(PressError::NoFont { folders }) = refused else { panic!("it printed") };
    assert_eq!(folders, [nowhere]);
}
