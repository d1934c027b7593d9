//! The desk: fonts and templates, loaded once; a proof goes in, bytes come out.

use std::path::PathBuf;
use std::sync::OnceLock;

use contracts::Claimer;
use contracts::reporting::Proof;
use contracts::reporting::report::Format;
use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use values::Text;

use super::{PressError, composing, docx, fonts, xlsx};

/// The templates, each a program of its own.
const REPORT: &str = include_str!("report.typ");
const CARD: &str = include_str!("card.typ");

/// What is printed of one report.
pub struct Made {
    /// One of each format: of a unit all three, of a person the card alone.
    pub files: Vec<(Format, Vec<u8>)>,
    /// How many pages the PDF has.
    pub pages: usize,
    /// Fonts that were asked for and are not there.
    pub fonts_missing: Vec<Text<60>>,
}

/// Prints one proof after another, on as many threads as there are.
pub struct Desk {
    folders: Vec<PathBuf>,
    set: OnceLock<Set>,
}

/// What every document is set with.
struct Set {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    missing: Vec<String>,
    report: Source,
    card: Source,
    data: FileId,
}

impl Desk {
    /// Looks for fonts in `folders` with the first document.
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self { folders, set: OnceLock::new() }
    }

    fn set(&self) -> Result<&Set, PressError> {
        if let Some(set) = self.set.get() {
            return Ok(set);
        }
        let set = Set::new(fonts::load(&self.folders)?);
        Ok(self.set.get_or_init(|| set))
    }

    /// What is printed of `proof`: the same bytes for the same proof.
    ///
    /// # Errors
    /// When there is no Chinese font, or a template does not take it.
    pub fn print(&self, proof: &Proof) -> Result<Made, PressError> {
        let (paper, on) = (&proof.paper, composing::signed_on(&proof.paper));
        let set = self.set()?;
        let number = paper.line.number.clone().unwrap_or_default();
        let (pages, files) = match paper.line.subject {
            Claimer::Person(_) => {
                let (pages, pdf) = set.pdf(&set.card, &composing::card(proof), number)?;
                (pages, vec![(Format::Pdf, pdf)])
            }
            Claimer::Organisation(_) => {
                let document = composing::report(proof);
                let (pages, pdf) = set.pdf(&set.report, &document, number)?;
                let docx = docx::docx(&document, &format!("{on}T00:00:00Z"))?;
                let xlsx = xlsx::xlsx(paper, &proof.lines, on)?;
                (pages, vec![(Format::Pdf, pdf), (Format::Docx, docx), (Format::Xlsx, xlsx)])
            }
        };
        let missing = set.missing.iter().filter_map(|name| Text::new(name).ok());
        Ok(Made { files, pages, fonts_missing: missing.collect() })
    }
}

impl Set {
    fn new(fonts: Vec<Font>) -> Self {
        let id = |path: &str| {
            let path = VirtualPath::new(path).expect("the names are plain");
            RootedPath::new(VirtualRoot::Project, path).intern()
        };
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            missing: fonts::missing(&fonts),
            fonts,
            report: Source::new(id("report.typ"), REPORT.to_owned()),
            card: Source::new(id("card.typ"), CARD.to_owned()),
            data: id("document.json"),
        }
    }

    /// How many pages, and the bytes. PDF/A-2u: text can be searched and copied, fonts are within.
    fn pdf(
        &self,
        template: &Source,
        document: &impl Serialize,
        number: String,
    ) -> Result<(usize, Vec<u8>), PressError> {
        let data = serde_json::to_vec(document).expect("a document has text keys only");
        let sheet = Sheet { set: self, template, data: Bytes::new(data) };
        let set = typst::compile::<PagedDocument>(&sheet).output.map_err(|all| told(&all))?;
        let standards = PdfStandards::new(&[PdfStandard::A_2u])
            .map_err(|error| PressError::Typst(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(number),
            creator: Smart::Custom(Some("Gongjian".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&set, &options).map_err(|all| told(&all));
        comemo::evict(CACHED_DOCUMENTS);
        Ok((set.pages().len(), pdf?))
    }
}

/// For how many documents what was set is remembered.
const CACHED_DOCUMENTS: usize = 8;

fn told<'d>(errors: impl IntoIterator<Item = &'d SourceDiagnostic>) -> PressError {
    let said: Vec<_> = errors.into_iter().map(|error| error.message.to_string()).collect();
    PressError::Typst(said.join("; "))
}

/// One document on the desk. There is no clock, no net and no disk.
struct Sheet<'d> {
    set: &'d Set,
    template: &'d Source,
    data: Bytes,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.set.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.set.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            return Ok(self.template.clone());
        }
        Err(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.set.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.set.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
