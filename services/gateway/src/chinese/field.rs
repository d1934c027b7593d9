//! What is wrong with one field. The readers of JSON and of values say it in English, in fixed
//! forms; these are turned into a stable code and a Chinese text.

/// A stable code and what people read.
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The field that the message names, where it names one.
    pub(crate) name: Option<String>,
}

/// What `english` says.
pub(crate) fn field(english: &str) -> Fault {
    let english = english.rsplit_once(" at line ").map_or(english, |(text, _)| text);
    named(english)
        .or_else(|| value(english))
        .unwrap_or_else(|| fault("invalid", "内容不符合要求，请按接口文档填写"))
}

/// Faults that name the field themselves.
fn named(english: &str) -> Option<Fault> {
    let forms = [
        ("missing field ", "missing", "缺少必填项"),
        ("unknown field ", "unknown_field", "没有这个字段，请核对名称"),
        ("duplicate field ", "duplicate_field", "重复填写，网址中已有的编号不要再写"),
    ];
    let (rest, code, message) = forms
        .iter()
        .find_map(|(start, code, message)| Some((english.strip_prefix(start)?, code, message)))?;
    let name = quoted(rest).next().map(str::to_owned);
    Some(Fault { name, ..fault(code, *message) })
}

/// Faults of a value.
fn value(english: &str) -> Option<Fault> {
    if let Some(rest) = english.strip_prefix("unknown variant ") {
        let options: Vec<&str> = quoted(rest).skip(1).collect();
        return Some(fault("not_an_option", format!("不在可选范围，可选：{}", options.join("、"))));
    }
    if let Some(numbers) = between(english, "text has ", " characters, at most ", " are allowed") {
        let message = format!("最多 {} 个字，现有 {} 个字", numbers.1, numbers.0);
        return Some(fault("too_long", message));
    }
    if let Some((max, found)) = between(english, "an amount is 1 to ", ", not ", "") {
        let message = format!("数量须在 1 至 {max} 之间，现为 {found}");
        return Some(fault("out_of_range", message));
    }
    let forms = [
        ("text is empty", "empty", "不能为空"),
        ("text holds the control character", "control_character", "含有不可见的控制字符，请删除"),
        ("UUID parsing failed", "not_an_id", "不是有效的编号"),
        (
            "no area code",
            "not_an_area_code",
            "不是有效的区划代码，应为 2、4、6、9、12 或 15 位数字",
        ),
        ("no cursor", "not_a_cursor", "不是有效的游标，请原样填写上一页答复中的 next"),
        ("no time of day", "not_a_time", "不是有效的时刻，应为 09:30 这样的格式"),
        ("a credit code has 18", "not_a_credit_code", "统一社会信用代码应为 18 位"),
        ("character ", "not_a_credit_code", "统一社会信用代码含有不允许的字符"),
        ("invalid type", "wrong_type", "类型不对，请按接口文档填写"),
        ("invalid value", "wrong_value", "取值不对，请按接口文档填写"),
        ("invalid length", "wrong_length", "项数不对，请按接口文档填写"),
    ];
    let (_, code, message) = forms.iter().find(|(start, ..)| english.starts_with(start))?;
    Some(fault(code, *message))
}

fn fault(code: &'static str, message: impl Into<String>) -> Fault {
    Fault { code, message: message.into(), name: None }
}

/// The names between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The two texts of a form with two gaps.
fn between<'t>(text: &'t str, start: &str, middle: &str, end: &str) -> Option<(&'t str, &'t str)> {
    text.strip_prefix(start)?.strip_suffix(end)?.split_once(middle)
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use contracts::resources::offer::Category;
    use serde::de::DeserializeOwned;
    use values::{Amount, AreaCode, CreditCode, DayTime, OfferId, Text};

    use super::*;

    /// What the readers really say is what is recognised here.
    #[track_caller]
    fn check<T: DeserializeOwned + Debug>(json: &str, code: &str, part: &str) {
        let english = serde_json::from_str::<T>(json).unwrap_err().to_string();
        let fault = field(&english);
        assert_eq!(fault.code, code, "{english}");
        assert!(fault.message.contains(part), "{}", fault.message);
    }

    #[test]
    fn what_the_readers_say_is_said_in_chinese() {
        check::<Text<3>>("\"共建协议\"", "too_long", "最多 3 个字，现有 4 个字");
        check::<Text<3>>("\" \"", "empty", "不能为空");
        check::<Text<3>>("\"a\\u0000\"", "control_character", "控制字符");
        check::<Amount>(r#"{"quantity": 0, "unit": "hour"}"#, "out_of_range", "1 至 1000000000");
        check::<Amount>(r#"{"quantity": 1, "unit": "mile"}"#, "not_an_option", "session、person");
        check::<Amount>(r#"{"quantity": 1}"#, "missing", "必填");
        check::<Amount>(r#"{"quantity": -1, "unit": "hour"}"#, "wrong_value", "取值");
        check::<Amount>("7", "wrong_type", "类型");
        check::<Amount>("[]", "wrong_length", "项数");
        check::<Category>("\"x\"", "not_an_option", "venue、talent");
        check::<OfferId>("\"x\"", "not_an_id", "编号");
        check::<AreaCode>("\"x\"", "not_an_area_code", "区划代码");
        check::<contracts::Place>("\"x\"", "not_a_cursor", "next");
        check::<DayTime>("\"9:30\"", "not_a_time", "09:30");
        check::<CreditCode>("\"x\"", "not_a_credit_code", "18 位");
        check::<CreditCode>("\"OOOOOOOOOOOOOOOOOO\"", "not_a_credit_code", "字符");
    }

    #[test]
    fn what_nobody_foresaw_still_has_a_text() {
        let fault = field("the moon is full at line 1 column 2");
        assert_eq!((fault.code, fault.name), ("invalid", None));
        assert!(fault.message.contains("不符合要求"));
    }
}
