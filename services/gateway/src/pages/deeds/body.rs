//! The body of a command, made of the fields of a form.

use serde_json::{Map, Value};
use values::{Date, time};

use super::field::{Field, Kind};

/// What the fields say, each in its place. Of the rows of a list those that say nothing are left
/// out, whatever is fixed in them.
pub(crate) fn of(fields: &[Field]) -> Value {
    let mut body = Value::Object(Map::new());
    let is_fixed = |field: &&Field| matches!(field.kind, Kind::Fixed(_));
    for field in fields.iter().filter(|field| !is_fixed(field)) {
        if let Some(value) = value(field) {
            put(&mut body, &field.name, value);
        }
    }
    for field in fields.iter().filter(is_fixed) {
        let row = row(&field.name).map(|row| format!("/{}", row.replace('.', "/")));
        let said = row.is_none_or(|row| body.pointer(&row).is_some_and(|row| !row.is_null()));
        if let Some(value) = value(field).filter(|_| said) {
            put(&mut body, &field.name, value);
        }
    }
    close_ranks(&mut body);
    body
}

/// The row of a list in which `place` stands: `terms.duties.0` of `terms.duties.0.what`.
fn row(place: &str) -> Option<&str> {
    let (row, _) = place.rsplit_once('.')?;
    let (_, last) = row.rsplit_once('.')?;
    if last.bytes().all(|byte| byte.is_ascii_digit()) { Some(row) } else { None }
}

fn close_ranks(value: &mut Value) {
    match value {
        Value::Array(rows) => {
            rows.retain(|row| !row.is_null());
            rows.iter_mut().for_each(close_ranks);
        }
        Value::Object(map) => map.values_mut().for_each(close_ranks),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What one field says; nothing when it was left empty. What is not of its kind stays a text: the
/// reader of commands says what is wrong with it.
fn value(field: &Field) -> Option<Value> {
    let text = field.value.trim();
    if let Kind::Fixed(value) = &field.kind {
        return Some(value.clone());
    }
    if let Kind::Check = field.kind {
        return Some(Value::Bool(!text.is_empty()));
    }
    if text.is_empty() || field.is_hidden() || field.is_aside {
        return None;
    }
    let as_text = || Value::from(text);
    Some(match field.kind {
        Kind::Number { .. } | Kind::Numbered(_) => {
            text.parse::<u64>().map_or_else(|_| as_text(), Value::from)
        }
        Kind::Yuan => fen(text).map_or_else(as_text, Value::from),
        Kind::EndOf => {
            let end = text.parse::<Date>().map(|date| time::end_of(date).to_string());
            end.map_or_else(|_| as_text(), Value::from)
        }
        Kind::Moment => {
            let moment = time::read(&text.replacen('T', " ", 1));
            moment.map_or_else(as_text, |moment| Value::from(moment.to_string()))
        }
        Kind::Line { .. }
        | Kind::Paragraph { .. }
        | Kind::Date
        | Kind::Time
        | Kind::Choice(_)
        | Kind::Check
        | Kind::Consent
        | Kind::File
        | Kind::Hidden
        | Kind::Fixed(_) => as_text(),
    })
}

/// `12.5` yuan in fen.
fn fen(text: &str) -> Option<i64> {
    let (yuan, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}

/// Puts `value` at `place`, `terms.duties.0.what`, and makes what is on the way there.
fn put(body: &mut Value, place: &str, value: Value) {
    let mut here = body;
    for part in place.split('.') {
        here = match part.parse::<usize>() {
            Ok(index) => {
                if !here.is_array() {
                    *here = Value::Array(Vec::new());
                }
                let list = here.as_array_mut().expect("it was made one");
                while list.len() <= index {
                    list.push(Value::Null);
                }
                &mut list[index]
            }
            Err(_) => {
                if !here.is_object() {
                    *here = Value::Object(Map::new());
                }
                let map = here.as_object_mut().expect("it was made one");
                map.entry(part).or_insert(Value::Null)
            }
        };
    }
    *here = value;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_stand_in_their_places() {
        let fields = [
            Field::line("title", "", 60).value(" 会议室 "),
            Field::number("amount.quantity", "", 9, "").value("3"),
            Field::fixed("amount.unit", "session"),
            Field::line("terms.duties.2.what", "", 9).value("乙"),
            Field::line("terms.duties.1.what", "", 9).optional(),
            Field::line("terms.duties.0.what", "", 9).value("甲"),
            Field::fixed("terms.duties.0.party", "a"),
            Field::fixed("terms.duties.1.party", "b"),
            Field::fixed("terms.responsible.0", json!({"party": "a"})),
            Field::check("wait", ""),
            Field::consent("understood", "").value("on"),
            Field::line("content", "", 9).optional(),
            Field::choice("which", "", Vec::new()).value("7").aside(),
            Field::end_of("deadline", "").value("2026-03-02"),
            Field::moment("from", "").value("2026-03-02T09:30"),
            Field::moment("until", "").value("2026-03-02 18:00"),
        ];
        let expected = json!({
            "title": "会议室",
            "amount": {"quantity": 3, "unit": "session"},
            "terms": {
                "duties": [{"what": "甲", "party": "a"}, {"what": "乙"}],
                "responsible": [{"party": "a"}],
            },
            "wait": false,
            "deadline": "2026-03-02T15:59:59.999Z",
            "from": "2026-03-02T01:30:00Z",
            "until": "2026-03-02T10:00:00Z",
        });
        assert_eq!(of(&fields), expected);
    }

    #[test]
    fn what_is_no_number_is_left_to_the_reader() {
        let fields =
            [Field::number("n", "", 9, "").value("三"), Field::yuan("y", "").value("1.234")];
        assert_eq!(of(&fields), json!({"n": "三", "y": "1.234"}));
    }

    #[test]
    fn yuan_are_kept_in_fen() {
        for (text, expected) in
            [("12", Some(1200)), ("12.5", Some(1250)), ("0.05", Some(5)), ("1.234", None)]
        {
            assert_eq!(fen(text), expected, "{text}");
        }
    }
}
