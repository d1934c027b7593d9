//! Any text is read, and reads back as itself, or is refused.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use values::{AreaCode, CreditCode, DayTime, Hash, OfferId, Text};

fn reads_back<T: FromStr + Display + Debug + PartialEq>(text: &str) -> Result<(), TestCaseError> {
    if let Ok(value) = text.parse::<T>() {
        prop_assert_eq!(value.to_string().parse().ok(), Some(value));
    }
    Ok(())
}

/// Anything, and what comes close to one of the forms.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[+0-9]{1,2}:[0-9]{1,3}",
        "[0-9]{0,16}",
        "[ 0-9A-Za-z]{17,19}",
        "[0-9a-fA-F-]{32,38}",
        "[0-9a-g]{63,65}",
        "[ \t\u{3000}\u{200b}一二三]{0,14}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_a_value_that_reads_back_or_is_refused(text in text()) {
        reads_back::<AreaCode>(&text)?;
        reads_back::<CreditCode>(&text)?;
        reads_back::<DayTime>(&text)?;
        reads_back::<Hash>(&text)?;
        reads_back::<OfferId>(&text)?;
        reads_back::<Text<10>>(&text)?;
    }
}
