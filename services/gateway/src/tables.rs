//! Tables as files that spreadsheet programs open.

/// UTF-8 with its mark, as Excel on Chinese Windows wants it; no cell is a formula.
pub(crate) fn csv(records: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for record in records {
        out.write_record(record.into_iter().map(sheets::harmless))
            .expect("memory takes it, and each has as many cells");
    }
    out.into_inner().expect("memory takes it")
}
