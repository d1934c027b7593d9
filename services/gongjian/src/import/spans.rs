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

/// How many of the first rows are named where only some can be.
const NAMED_MAX: usize = 20;

/// The same for a message: of many rows the first, and how many there are.
pub(super) fn first_spans(rows: &[RowNumber]) -> String {
    match rows.get(..NAMED_MAX) {
        Some(first) if rows.chunk_by(|a, b| a.0 + 1 == b.0).count() > NAMED_MAX => {
            format!("{}等{}", spans(first), rows.len())
        }
        Some(_) | None => spans(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_rows_are_named_as_a_span() {
        assert_eq!(spans(&[2, 5, 6, 7, 9].map(RowNumber)), "2、5–7、9");
        assert_eq!(spans(&[]), "");
    }

    #[test]
    fn of_many_rows_the_first_are_named() {
        let scattered: Vec<_> = (1..=30).map(|n| RowNumber(2 * n)).collect();
        let named = first_spans(&scattered);
        assert!(named.starts_with("2、4、") && named.ends_with("、40等30"), "{named}");
        let together: Vec<_> = (1..=30_000).map(RowNumber).collect();
        assert_eq!(first_spans(&together[..5]), "1–5");
    }
}
