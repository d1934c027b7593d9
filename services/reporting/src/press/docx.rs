//! The document to be worked on, in Word. It names the official fonts and carries none.

use docx_rs::{
    AlignmentType, BorderType, Docx, Footer, FrameProperty, LineSpacing, LineSpacingType,
    PageMargin, PageNum, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders,
    Run, RunFonts, SpecialIndentType, Tab, TabValueType, TableCell, TableRow, VAlignType,
    WidthType,
};

use super::PressError;
use super::document::{Block, Document, Table};

/// In twentieths of a point: A4, and the margins of GB/T 9704-2012.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN_TOP: i32 = 2_098;
const MARGIN_RIGHT: i32 = 1_474;
const MARGIN_BOTTOM: i32 = 1_984;
const MARGIN_LEFT: i32 = 1_588;
const TEXT_WIDTH: usize = TEXT_WIDTH_U32 as usize;
const TEXT_WIDTH_U32: u32 = 8_844;
/// 22 lines in 225 mm.
const LINE: i32 = 580;
/// One character of size 3.
const CHARACTER: i32 = 320;

/// Sizes in half points.
const SIZE_2: usize = 44;
const SIZE_3: usize = 32;
const SIZE_4: usize = 28;
const SIZE_TABLE: usize = 24;
const SIZE_MASTHEAD_MAX: usize = 80;

const FANG: &str = "仿宋_GB2312";
const KAI: &str = "楷体_GB2312";
const HEI: &str = "黑体";
const SONG: &str = "宋体";
const TITLE: &str = "方正小标宋简体";
const RED: &str = "E8372E";

/// The bytes of the document; the same for the same document.
pub(crate) fn docx(document: &Document, on: &str) -> Result<Vec<u8>, PressError> {
    let margin = PageMargin::new()
        .top(MARGIN_TOP)
        .right(MARGIN_RIGHT)
        .bottom(MARGIN_BOTTOM)
        .left(MARGIN_LEFT)
        .footer(MARGIN_BOTTOM - LINE);
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts(FANG))
        .default_size(SIZE_3)
        .created_at(on)
        .updated_at(on)
        .footer(footer(AlignmentType::Right))
        .even_footer(footer(AlignmentType::Left));
    for paragraph in head(document) {
        docx = docx.add_paragraph(paragraph);
    }
    for block in &document.body {
        docx = match block {
            Block::Heading { text } => {
                docx.add_paragraph(indented(run(text, HEI, SIZE_3)).keep_next(true))
            }
            Block::Paragraph { text } => docx.add_paragraph(indented(run(text, FANG, SIZE_3))),
            Block::Table(shown) => docx.add_table(table(shown)),
        };
    }
    for paragraph in tail(document) {
        docx = docx.add_paragraph(paragraph);
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut built = docx.build();
    built.document = with_heads_repeated(&built.document);
    built.pack(&mut bytes).map_err(|error| PressError::Docx(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// The first row of each table stands on every page of it: the library has no word for that.
fn with_heads_repeated(document: &[u8]) -> Vec<u8> {
    const WHOLE: &str = "<w:cantSplit />";
    let text = String::from_utf8_lossy(document);
    let mut tables = text.split("<w:tbl>");
    let before = tables.next().unwrap_or_default().to_owned();
    let repeated = tables.fold(before, |document, table| {
        let table = table.replacen(WHOLE, &format!("{WHOLE}<w:tblHeader />"), 1);
        format!("{document}<w:tbl>{table}")
    });
    repeated.into_bytes()
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).east_asia(name)
}

fn run(text: &str, font: &str, size: usize) -> Run {
    Run::new().add_text(text).fonts(fonts(font)).size(size)
}

/// A line as high as the pitch.
fn line() -> Paragraph {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE);
    Paragraph::new().line_spacing(spacing)
}

fn indented(run: Run) -> Paragraph {
    let first_line = Some(SpecialIndentType::FirstLine(2 * CHARACTER));
    line().add_run(run).align(AlignmentType::Both).indent(None, first_line, None, None)
}

fn head(document: &Document) -> Vec<Paragraph> {
    let mut head = Vec::new();
    if let Some(masthead) = &document.masthead {
        let characters = masthead.chars().count().max(1);
        // So many half points as fit 150 mm.
        let size = SIZE_MASTHEAD_MAX.min(850 / characters);
        head.extend([line(), line()]);
        let run = run(masthead, TITLE, size).color(RED);
        head.push(Paragraph::new().add_run(run).align(AlignmentType::Center));
        head.extend([line(), line()]);
        head.push(numbered(document));
        head.extend([line(), line()]);
    }
    let title = run(&document.title, TITLE, SIZE_2);
    head.push(Paragraph::new().add_run(title).align(AlignmentType::Center));
    if document.masthead.is_none() {
        head.push(line().add_run(run(&document.number, KAI, SIZE_3)).align(AlignmentType::Center));
    }
    head.push(line());
    if let Some(addressee) = &document.addressee {
        head.push(line().add_run(run(&format!("{addressee}："), FANG, SIZE_3)));
    }
    head
}

/// The number, and in a report upward room for who signs it, above the red line.
fn numbered(document: &Document) -> Paragraph {
    let border = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
        .val(BorderType::Single)
        .size(12)
        .space(11)
        .color(RED);
    // One character from the left, as a character: an indent would make the red line shorter.
    let indent = if document.signer.is_some() { "　" } else { "" };
    let number = run(&format!("{indent}{}", document.number), FANG, SIZE_3);
    let mut paragraph = line().add_run(number);
    paragraph = if let Some(signer) = &document.signer {
        // Five characters before the end: room for a name.
        let at = TEXT_WIDTH - 5 * usize::try_from(CHARACTER).unwrap_or_default();
        let tab = Tab::new().val(TabValueType::Right).pos(at);
        paragraph.add_tab(tab).add_run(Run::new().add_tab()).add_run(run(
            &format!("签发人：{signer}"),
            FANG,
            SIZE_3,
        ))
    } else {
        paragraph.align(AlignmentType::Center)
    };
    let borders = ParagraphBorders::with_empty().set(border);
    paragraph.property = paragraph.property.set_borders(borders);
    paragraph
}

fn tail(document: &Document) -> Vec<Paragraph> {
    let mut tail = Vec::new();
    if !document.annexes.is_empty() {
        tail.push(line());
    }
    let several = document.annexes.len() > 1;
    for (at, annex) in document.annexes.iter().enumerate() {
        let label = if at == 0 { "附件：" } else { "　　　" };
        let number = if several { format!("{}. ", at + 1) } else { String::new() };
        let text = format!("{label}{number}{annex}");
        tail.push(line().add_run(run(&text, FANG, SIZE_3)).indent(
            Some(2 * CHARACTER),
            None,
            None,
            None,
        ));
    }
    tail.extend([line(), line()]);
    for text in [&document.signature, &document.date] {
        let signed = line().add_run(run(text, FANG, SIZE_3)).align(AlignmentType::Right);
        tail.push(signed.indent(None, None, Some(4 * CHARACTER), None));
    }
    // The signature stands on no page of its own: what is before it goes with it.
    let mut tail: Vec<_> = tail.into_iter().map(|paragraph| paragraph.keep_next(true)).collect();
    tail.extend([line(), imprint(document)]);
    tail
}

/// 版记, between two lines at the foot of the last page: who printed it, and when.
fn imprint(document: &Document) -> Paragraph {
    let edge = |position| {
        ParagraphBorder::new(position).val(BorderType::Single).size(8).space(4).color("000000")
    };
    let borders = ParagraphBorders::with_empty()
        .set(edge(ParagraphBorderPosition::Top))
        .set(edge(ParagraphBorderPosition::Bottom));
    let side = usize::try_from(SIDE).unwrap_or_default();
    let tab = Tab::new().val(TabValueType::Right).pos(TEXT_WIDTH - side);
    let mut paragraph = line()
        .add_tab(tab)
        .add_run(run(&document.printed_by, FANG, SIZE_4))
        .add_run(Run::new().add_tab())
        .add_run(run(&format!("{}印发", document.date), FANG, SIZE_4))
        .indent(Some(SIDE), None, None, None);
    let foot = FrameProperty::new()
        .width(TEXT_WIDTH_U32)
        .wrap("notBeside")
        .h_anchor("margin")
        .x_align("left")
        .v_anchor("margin")
        .y_align("bottom");
    paragraph.property = paragraph.property.set_borders(borders).frame_property(foot);
    paragraph
}

fn footer(align: AlignmentType) -> Footer {
    let dash = |text| run(text, SONG, SIZE_4);
    let number = Paragraph::new()
        .add_run(dash("— "))
        .add_page_num(PageNum::new())
        .add_run(dash(" —"))
        .fonts(fonts(SONG))
        .size(SIZE_4)
        .align(align)
        .indent(Some(SIDE), None, Some(SIDE), None);
    Footer::new().add_paragraph(number)
}

/// The page number stands one character from the outer side.
const SIDE: i32 = 280;

fn table(shown: &Table) -> docx_rs::Table {
    let columns = shown.head.len().max(1);
    let width = TEXT_WIDTH / columns;
    let row = |cells: &[String], font: &'static str| {
        let cell = |(at, text): (usize, &String)| {
            let align = if at == 0 { AlignmentType::Left } else { AlignmentType::Center };
            let paragraph = Paragraph::new().add_run(run(text, font, SIZE_TABLE)).align(align);
            let cell = TableCell::new().add_paragraph(paragraph).width(width, WidthType::Dxa);
            cell.vertical_align(VAlignType::Center)
        };
        TableRow::new(cells.iter().enumerate().map(cell).collect()).cant_split()
    };
    let mut rows = vec![row(&shown.head, HEI)];
    rows.extend(shown.rows.iter().map(|cells| row(cells, FANG)));
    docx_rs::Table::new(rows).set_grid(vec![width; columns]).width(width * columns, WidthType::Dxa)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_each_table_stands_on_every_page_of_it() {
        let row = "<w:tr><w:trPr><w:cantSplit /></w:trPr></w:tr>";
        let document = format!("<w:p /><w:tbl>{row}{row}</w:tbl><w:tbl>{row}</w:tbl>");
        let repeated = with_heads_repeated(document.as_bytes());
        let head = "<w:tr><w:trPr><w:cantSplit /><w:tblHeader /></w:trPr></w:tr>";
        let expected = format!("<w:p /><w:tbl>{head}{row}</w:tbl><w:tbl>{head}</w:tbl>");
        assert_eq!(String::from_utf8(repeated).unwrap(), expected);
    }
}
