//! Row numbers as people write them.

use sheets::RowNumber;

/// Neighbouring rows as a span: `2、5–7`.
pub(super) fn spans(rows: &[RowNumber]) -> String {
    let follows = |a: &RowNumber, b: &RowNumber| a.0 + 1 == b.0;
    let runs = rows.chunk_by(follows).map(|run| match run {
        [only] => only.to_string(),
        run => format!("{}–{}", run[0], run[run.len() - 1]),
    });
    runs.collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_rows_are_named_as_a_span() {
        assert_eq!(spans(&[2, 5, 6, 7, 9].map(RowNumber)), "2、5–7、9");
        assert_eq!(spans(&[]), "");
    }
}
