use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::sync::{Arc, Mutex};

use contracts::Role;
use contracts::projects::DutyLine;
use contracts::projects::agreement::{Duty, DutyKind};
use contracts::projects::fulfilment::rate;
use contracts::reporting::course::Counted;
use contracts::reporting::report::{Format, Jam, Print, Standing, StandingItem};
use contracts::reporting::{
    Confirmation, Figure, FigureLine, Proof, ReportDuty, ReportLine, ReportPaper, ReportSection,
    ReportStatus, Signed, Unkept, UnkeptClaim,
};
use contracts::testing::{OWNER, SOMEBODY, STRANGER, monday, python, skipped};
use values::{AgreementId, Amount, ClaimId, OrganisationId, PersonId, ReportId, Text, Unit, Uuid};

use super::desk::{Desk, Made};
use super::{FONT_FOLDERS, Orders, PressError, Room, print_all};

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

fn duty(number: u8, due: Option<u64>, done: u64) -> ReportDuty {
    let amount = due.map(|due| Amount::new(due, Unit::Session).unwrap());
    let (kind, what) = (DutyKind::Service, Text::new("每月一次义诊").unwrap());
    let duty = Duty { party: SOMEBODY, kind, what, amount };
    let rate = due.map(|due| rate(done, due));
    ReportDuty {
        agreement: AgreementId(Uuid::from_u128(0xA6)),
        title: Text::new("为老服务协议").unwrap(),
        line: DutyLine { number, duty, due, done, rate },
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
            erased: false,
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
        checked_in: 2,
        duties: vec![duty(1, Some(12), 3), duty(2, None, 1)],
        fulfilment: Some(2_500),
        unkept: vec![UnkeptClaim {
            claim: ClaimId(Uuid::from_u128(0xC1)),
            title: Some("楼道照明".to_owned()),
            with: Some(OWNER),
            with_name: Some("堃玥社区".to_owned()),
            unkept: Unkept::Failed,
            on: "2026-03-09".parse().unwrap(),
        }],
        sections: vec![
            section(OWNER, Confirmation::Confirmed),
            section(STRANGER, Confirmation::Unconfirmed),
        ],
        lines: 2,
        signed: Some(Signed {
            on: "2026-04-17".parse().unwrap(),
            by: PersonId(Uuid::from_u128(3)),
            role: Some(Role::StreetOfficer),
            plain,
        }),
        jammed: None,
        delivered_until: None,
        versions: vec![],
    };
    let standing = Some(Standing {
        total: Some(9250),
        band: Some(Text::new("良好").unwrap()),
        rules: Some(Text::new("2026-1").unwrap()),
        items: vec![StandingItem {
            title: Text::new("参加联席会议").unwrap(),
            weight: Some(4_000),
            score: Some(3_550),
        }],
        stars: None,
        at: 88,
    });
    Proof { paper, lines: vec![served(), served()], standing, name: None, key: None }
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

/// About a person, who is called so.
fn card(name: &str) -> Proof {
    let mut proof = proof(false);
    proof.paper.line.subject = PersonId(Uuid::from_u128(5)).into();
    proof.paper.line.name = None;
    proof.name = Some(name.to_owned());
    proof.key = Some("0123456789abcdef".repeat(4));
    proof
}

#[test]
fn a_card_says_whom_it_is_about_and_what_it_was_made_from() {
    let Some(made) = printed(&card("王小䶮")) else { return };
    let pdf = file(&made, Format::Pdf);
    let Some(text) = said("pdftotext", &["-raw", "-", "-"], pdf) else { return };
    let text: String = text.split_whitespace().collect();
    for found in ["王小䶮", "截至统计日志第1207条"] {
        assert!(text.contains(found), "{found}: {text}");
    }
}

/// What comes of proofs that are made up.
#[derive(Default)]
struct MadeUp {
    left: Mutex<Vec<Proof>>,
    /// Others do not answer.
    silent: bool,
    printed: Mutex<Vec<Print>>,
    jammed: Mutex<Vec<Jam>>,
}

impl Orders for MadeUp {
    async fn next(&self, but: &BTreeSet<ReportId>) -> Result<Option<Proof>, PressError> {
        let mut left = self.left.lock().unwrap();
        let next = left.iter().position(|proof| !but.contains(&proof.paper.line.id));
        Ok(next.map(|at| left.remove(at)))
    }

    async fn complete(&self, _: &mut Proof) -> Result<(), PressError> {
        let unanswered =
            || PressError::NoAnswer { subject: "qry.evaluation.scorecard", reply: "busy".into() };
        if self.silent { Err(unanswered()) } else { Ok(()) }
    }

    async fn printed(&self, _: u32, print: Print) -> Result<(), PressError> {
        self.printed.lock().unwrap().push(print);
        Ok(())
    }

    async fn jammed(&self, _: u32, jam: Jam) -> Result<(), PressError> {
        self.jammed.lock().unwrap().push(jam);
        Ok(())
    }
}

/// So many of them, each about somebody else.
fn orders(count: u128) -> MadeUp {
    let of = |n: u128| {
        let mut proof = card("王小䶮");
        proof.paper.line.id = ReportId(Uuid::from_u128(n));
        proof
    };
    MadeUp { left: Mutex::new((0..count).map(of).collect()), ..MadeUp::default() }
}

fn room(folders: &[&str], folder: &std::path::Path) -> Arc<Room> {
    let folders = folders.iter().map(Into::into).collect();
    Arc::new(Room::new(folders, files::Files::in_folder(folder)))
}

#[tokio::test]
async fn everything_that_waits_is_printed_once_and_no_file_says_whom_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(&FONT_FOLDERS, folder.path());
    let orders = orders(7);
    print_all(&orders, &room).await;
    let jammed = orders.jammed.into_inner().unwrap();
    if jammed.iter().any(|jam| jam.all) {
        return skipped("no Chinese font is here");
    }
    let printed = orders.printed.into_inner().unwrap();
    let reports: BTreeSet<_> = printed.iter().map(|print| print.report).collect();
    assert_eq!((printed.len(), reports.len(), jammed.len()), (7, 7, 0));
    assert!(printed.iter().all(|print| print.files[0].kept.is_some()), "sealed");
    let sealed = std::fs::read_dir(folder.path()).unwrap();
    for file in sealed.map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        let content = std::fs::read(file).unwrap();
        assert!(!content.starts_with(b"%PDF-"), "it can be read without its key");
    }
}

#[tokio::test]
async fn without_a_font_the_first_says_so_and_the_others_wait() {
    let folder = tempfile::tempdir().unwrap();
    let orders = orders(100);
    print_all(&orders, &room(&["nowhere"], folder.path())).await;
    let jammed = orders.jammed.into_inner().unwrap();
    let cores = std::thread::available_parallelism().unwrap().get();
    assert!((1..=cores).contains(&jammed.len()), "{}", jammed.len());
    assert!(jammed[0].all && jammed[0].reason.as_str().contains("仿宋"), "{}", jammed[0].reason);
    assert!(orders.left.into_inner().unwrap().len() >= 100 - cores);
}

#[tokio::test]
async fn nothing_is_printed_without_the_score_that_nobody_answers_for() {
    let folder = tempfile::tempdir().unwrap();
    let orders = MadeUp { silent: true, ..orders(1) };
    print_all(&orders, &room(&FONT_FOLDERS, folder.path())).await;
    assert_eq!(orders.printed.into_inner().unwrap().len(), 0);
    assert!(orders.jammed.into_inner().unwrap()[0].all);
}

#[test]
fn without_a_font_nothing_is_printed_and_the_folders_are_named() {
    let nowhere = std::path::PathBuf::from("nowhere");
    let refused = Desk::new(vec![nowhere.clone()]).print(&proof(false)).err();
    let Some(PressError::NoFont { folders }) = refused else { panic!("it printed") };
    assert_eq!(folders, [nowhere]);
}

#[test]
fn the_word_document_repeats_the_head_of_each_table_and_has_its_imprint_at_the_foot() {
    let Some(made) = printed(&proof(false)) else { return };
    let docx = std::io::Cursor::new(file(&made, Format::Docx));
    let mut zip = zip::ZipArchive::new(docx).unwrap();
    let document = std::io::read_to_string(zip.by_name("word/document.xml").unwrap()).unwrap();
    let count = |part: &str| document.matches(part).count();
    assert_eq!((count("<w:tbl>"), count("<w:tblHeader")), (5, 5));
    assert_eq!(count("<w:framePr"), 1, "the imprint");
    assert_eq!(count("<w:vAlign w:val=\"center\""), count("<w:tc>"), "figures stand level");
    // The red line begins where the text does, and no signature stands on a page of its own.
    let paragraph = |of: &str| document.split("<w:p ").find(|part| part.contains(of)).unwrap();
    let number = paragraph("　鲸园街〔2026〕7号");
    assert!(number.contains("<w:pBdr>") && !number.contains("<w:ind "), "{number}");
    for kept in ["附件：", "鲸园街道党工委<"] {
        assert!(paragraph(kept).contains("<w:keepNext"), "{kept}");
    }
    for font in ["仿宋_GB2312", "黑体", "方正小标宋简体"] {
        assert!(document.contains(&format!("w:eastAsia=\"{font}\"")), "{font}");
    }
}

/// What a program says that reads the file; nothing where there is no such program.
fn said(program: impl AsRef<OsStr>, arguments: &[&str], content: &[u8]) -> Option<String> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let program = program.as_ref();
    let mut command = Command::new(program);
    let piped = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut running) = piped.stderr(Stdio::null()).spawn() else {
        skipped(&format!("{} is not installed", program.display()));
        return None;
    };
    running.stdin.take().unwrap().write_all(content).ok();
    let output = running.wait_with_output().unwrap();
    if !output.status.success() {
        skipped(&format!("{} cannot read it here", program.display()));
        return None;
    }
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_text_of_a_pdf_is_found_rare_characters_too_and_a_score_is_not_nothing() {
    let Some(made) = printed(&proof(false)) else { return };
    let pdf = file(&made, Format::Pdf);
    let Some(text) = said("pdftotext", &["-raw", "-", "-"], pdf) else { return };
    let text: String = text.split_whitespace().collect();
    for found in ["䶮山医院", "堃玥社区", "鲸园街〔2026〕7号", "一、报到和资源情况", "1200.50元"]
    {
        assert!(text.contains(found), "{found}: {text}");
    }
    assert!(text.contains("评价情况按2026年度"), "{text}");
    for found in ["签发人：街道干部", "参加联席会议4035.5"] {
        assert!(text.contains(found), "{found}: {text}");
    }
}

/// The rows of a sheet of the annex.
fn sheet(made: &Made, name: &str) -> Vec<Vec<String>> {
    use calamine::Reader as _;
    let xlsx = std::io::Cursor::new(file(made, Format::Xlsx));
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(xlsx).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn what_was_promised_and_is_not_done_is_said_and_the_annex_has_all_of_it() {
    let mut proof = proof(false);
    let one = proof.paper.unkept[0].clone();
    proof.paper.unkept.extend(vec![one; 25]);
    let Some(made) = printed(&proof) else { return };
    let undone = sheet(&made, "未完成事项");
    assert_eq!(undone.len(), 2 + 1 + 26);
    assert_eq!(undone[2][2], "应完成12场次，已完成3场次");
    assert_eq!(undone[3], ["楼道照明", "堃玥社区", "未履约，2026年3月9日"]);
    assert_eq!(sheet(&made, "协议义务")[3][2..], ["不计量", "1", "——"]);
    let Some(text) = said("pdftotext", &["-raw", "-", "-"], file(&made, Format::Pdf)) else {
        return;
    };
    let text: String = text.split_whitespace().collect();
    for found in ["协议履约率25.00%", "承诺而未完成、已取消或被撤回的事项共27项", "其余7项见附件"]
    {
        assert!(text.contains(found), "{found}: {text}");
    }
}

/// What an office's own program would see: `python-docx` opens it by the same rules.
#[test]
fn another_program_opens_the_word_document() {
    let Some(made) = printed(&proof(false)) else { return };
    let script = "import io, sys, docx\n\
        document = docx.Document(io.BytesIO(sys.stdin.buffer.read()))\n\
        texts = [paragraph.text for paragraph in document.paragraphs]\n\
        sys.stdout.buffer.write('\\n'.join(texts + [str(len(document.tables))]).encode())";
    let docx = file(&made, Format::Docx);
    let Some(text) = said(python(), &["-c", script], docx) else { return };
    for found in ["关于䶮山医院", "一、报到和资源情况", "市卫生健康委党组："]
    {
        assert!(text.contains(found), "{found}: {text}");
    }
    assert!(text.ends_with("\n5"), "five tables: {text}");
}

/// An office's own program makes a PDF of it. Nothing asks for that program, where it is not there.
#[test]
fn an_office_converts_the_word_document() {
    let Some(made) = printed(&proof(false)) else { return };
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("report.docx");
    std::fs::write(&document, file(&made, Format::Docx)).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let converted = std::process::Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", "pdf", "--outdir"])
        .args([folder.path(), document.as_path()])
        .output();
    let Ok(output) = converted else {
        return eprintln!("skipped: soffice is not installed");
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pdf = std::fs::read(folder.path().join("report.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let Some(text) = said("pdftotext", &["-raw", "-", "-"], &pdf) else { return };
    let text: String = text.split_whitespace().collect();
    for found in ["䶮山医院", "一、报到和资源情况", "签发人：街道干部"] {
        assert!(text.contains(found), "{found}: {text}");
    }
}

#[test]
fn a_font_that_is_missing_is_named_and_another_stands_in() {
    let noto = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/opentype/noto-cjk"];
    let made = match Desk::new(noto.map(Into::into).to_vec()).print(&proof(false)) {
        Ok(made) => made,
        Err(PressError::NoFont { .. }) => return skipped("no Noto font is here"),
        Err(error) => panic!("{error}"),
    };
    let missing: Vec<_> = made.fonts_missing.iter().map(|font| font.as_str()).collect();
    assert!(missing.contains(&"仿宋（FangSong_GB2312）"), "{missing:?}");
    assert!(file(&made, Format::Pdf).starts_with(b"%PDF-"));
}

#[test]
fn what_is_to_be_forgotten_is_gone_from_the_disk_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let files = files::Files::in_folder(folder.path());
    let [gone, stays] = [&b"card"[..], b"paper"].map(|content| files.keep(content).unwrap());
    let room = Room::new(vec![], files.clone());
    room.remove(&[gone, values::Hash::of(b"never kept"), gone]).unwrap();
    assert_eq!(files.read(gone).unwrap(), None);
    assert!(files.read(stays).unwrap().is_some());
}
