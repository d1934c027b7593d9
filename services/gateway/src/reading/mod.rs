//! Reading requests: ids from the path, parameters from the query, JSON from the body, into the
//! types of `contracts`.

mod flat;
mod merged;

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::problem::{FieldError, Problem};
use flat::Flat;
use merged::Merged;

/// The body that an empty one stands for.
const NOTHING: &[u8] = b"{}";

/// Names and texts, from the path or the query.
pub(crate) type Texts<'t> = Vec<(Cow<'t, str>, Cow<'t, str>)>;

/// The command made of the ids in the path and the JSON in the body.
///
/// # Errors
/// 400 when the body is no JSON, 422 when it is not what the command takes; each names the field.
pub(crate) fn command<C: DeserializeOwned>(
    path: &[(&str, &str)],
    body: &[u8],
) -> Result<C, Problem> {
    let body = if body.is_empty() { NOTHING } else { body };
    read_merged(path, body).or_else(|_| read_merged_slowly(path, body))
}

fn read_merged<C: DeserializeOwned>(
    path: &[(&str, &str)],
    body: &[u8],
) -> Result<C, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let command = if path.is_empty() {
        C::deserialize(&mut json)?
    } else {
        C::deserialize(Merged { path, body: &mut json })?
    };
    json.end()?;
    Ok(command)
}

/// The same once more, remembering where it went wrong.
fn read_merged_slowly<C: DeserializeOwned>(
    path: &[(&str, &str)],
    body: &[u8],
) -> Result<C, Problem> {
    // A broken text is no field's fault, wherever the reader stood when it broke.
    serde_json::from_slice::<serde::de::IgnoredAny>(body)
        .map_err(|error| Problem::not_json(error.line(), error.column()))?;
    let mut json = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(Merged { path, body: &mut json }).map_err(|error| match error
        .inner()
        .classify()
    {
        Category::Syntax | Category::Eof | Category::Io => {
            Problem::not_json(error.inner().line(), error.inner().column())
        }
        Category::Data => Problem::unreadable(vec![FieldError::new(
            &error.path().to_string(),
            &error.inner().to_string(),
        )]),
    })
}

/// The question made of the ids in the path and the parameters of the query.
///
/// # Errors
/// 422 with the parameter that is not what the question takes.
pub(crate) fn query<Q: DeserializeOwned>(texts: &Texts<'_>) -> Result<Q, Problem> {
    serde_path_to_error::deserialize(Flat { texts }).map_err(|error| {
        let path = error.path().to_string();
        let path = path.strip_prefix("page.").unwrap_or(&path);
        Problem::unreadable(vec![FieldError::new(path, &error.inner().to_string())])
    })
}

/// The parameters of a query string. An empty one is as good as none: forms send them.
pub(crate) fn parameters(query: Option<&str>) -> Texts<'_> {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.filter(|(_, text)| !text.is_empty()).collect()
}

/// Takes the parameter `name` out of `texts`.
///
/// # Errors
/// 422 when it is there and unreadable.
pub(crate) fn take<T>(
    texts: &mut Texts<'_>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let Some(at) = texts.iter().position(|(found, _)| found == name) else { return Ok(None) };
    let (_, text) = texts.swap_remove(at);
    let value = read(&text).ok_or_else(|| Problem::unreadable_parameter(name))?;
    Ok(Some(value))
}

#[cfg(test)]
mod tests {
    use contracts::needs::Needs;
    use contracts::projects::Claim;
    use contracts::registry::calendar::SetYear;
    use contracts::resources::offer::Withdraw;
    use contracts::{Page, PageRequest};
    use serde::Serialize;

    use super::*;

    const ID: &str = "0190a5a5-0000-7abc-8def-0123456789ab";

    fn merged<C: DeserializeOwned>(path: &[(&str, &str)], body: &str) -> Result<C, String> {
        read_merged(path, body.as_bytes())
            .or_else(|_| read_merged_slowly(path, body.as_bytes()))
            .map_err(|problem| shown(&problem))
    }

    fn asked<Q: DeserializeOwned>(text: &str) -> Result<Q, String> {
        query(&parameters(Some(text))).map_err(|problem| shown(&problem))
    }

    fn shown(problem: &impl Serialize) -> String {
        let problem = serde_json::to_value(problem).unwrap();
        let error = &problem["errors"][0];
        format!("{} {} {}", problem["code"], error["field"], error["code"]).replace('"', "")
    }

    #[test]
    fn the_id_of_the_path_joins_the_body() {
        let path = [("offer", ID)];
        let withdraw: Withdraw = merged(&path, r#"{"reason": "停用"}"#).unwrap();
        assert_eq!(withdraw.offer.to_string(), ID);
        assert_eq!(withdraw.reason.unwrap().as_str(), "停用");
        assert!(merged::<Withdraw>(&path, "{}").is_ok());
        let set: SetYear = merged(&[("year", "2027")], r#"{"days": []}"#).unwrap();
        assert_eq!(set.year, 2027);
    }

    #[test]
    fn every_unreadable_field_is_named() {
        let path = [("offer", ID)];
        for (path, body, expected) in [
            (&path[..], r#"{"reason": ""}"#, "unreadable reason empty"),
            (&path[..], r#"{"reason": 5}"#, "unreadable reason wrong_type"),
            (&path[..], r#"{"why": ""}"#, "unreadable why unknown_field"),
            (&path[..], &format!(r#"{{"offer": "{ID}"}}"#), "unreadable offer duplicate_field"),
            (&[("offer", "7")], "{}", "unreadable offer not_an_id"),
            (&[], "{}", "unreadable offer missing"),
            (&path[..], "[]", "unreadable  wrong_type"),
            (&path[..], "{", "not_json null null"),
            (&path[..], "{} x", "not_json null null"),
        ] {
            assert_eq!(merged::<Withdraw>(path, body), Err(expected.to_owned()), "{body}");
        }
        let error = merged::<SetYear>(&[("year", "soon")], r#"{"days": []}"#);
        assert_eq!(error, Err("unreadable year wrong_type".to_owned()));
    }

    #[test]
    fn parameters_fill_the_question_and_its_page() {
        let needs: Needs = asked("status=partly_held&text=%E8%8A%B1&limit=7&owner=").unwrap();
        assert_eq!(needs.status, Some(contracts::needs::NeedStatus::PartlyHeld));
        assert_eq!((needs.text.as_deref(), needs.owner), (Some("花"), None));
        assert_eq!(needs.page, PageRequest::first(7));
        assert_eq!(asked(""), Ok(Needs::default()));
        let page: Page<u8> = Page::of(needs.page, contracts::oldest_first(0..9), |n| n);
        assert_eq!(page.items.len(), 7);
    }

    #[test]
    fn every_unreadable_parameter_is_named() {
        for (text, expected) in [
            ("status=lost", "unreadable status not_an_option"),
            ("cursor=page2", "unreadable cursor not_a_cursor"),
            ("limit=many", "unreadable limit wrong_type"),
            ("owner=7", "unreadable owner not_an_id"),
            ("colour=red", "unreadable colour unknown_field"),
            ("text=a&text=b", "unreadable text duplicate_field"),
        ] {
            assert_eq!(asked::<Needs>(text), Err(expected.to_owned()), "{text}");
        }
        let unknown = asked::<Claim>(&format!("claim={ID}&x=1"));
        assert_eq!(unknown, Err("unreadable x unknown_field".to_owned()));
    }
}
