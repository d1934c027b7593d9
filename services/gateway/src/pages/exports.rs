//! A list as a table: every line that the address asks for, as its page shows it.
//!
//! The link is a plain address. It works in another browser, too, where nobody is signed in, since
//! the one inside a chat opens files elsewhere: it names who asked and until when, and is sealed.
//! It works as long as whoever asked could ask again: not once the account is disabled, has another
//! password or lost the role.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse as _, Response};
use contracts::{Actor, PageRequest};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use values::AccountId;

use super::lists::{Find, List};
use super::parts::Row;
use super::{Answer, Visit};
use crate::accounts;
use crate::limits::{EXPORTED_LINES_MAX, SEALED_SECONDS_MAX};
use crate::problem::Problem;
use crate::state::Gateway;
use crate::tables;

/// Who asked, until when the address works, and the seal over all before it, in this order; no page
/// has a parameter called so.
pub(super) const SEALED: [&str; 3] = ["_by", "_until", "_seal"];

/// Who asked, and with which account where it was one.
#[derive(Serialize, Deserialize)]
struct By {
    actor: Actor,
    account: Option<AccountId>,
    epoch: u64,
}

/// The address of the same list as a table, for whoever sees it now.
pub(super) fn address(visit: &Visit, table: &str) -> Result<Option<String>, Problem> {
    let current = visit.current.as_ref();
    let asks = By {
        actor: visit.actor()?.clone(),
        account: current.map(|current| current.account),
        epoch: current.map_or(0, |current| current.stands.epoch),
    };
    let asks = serde_json::to_string(&asks).expect("it has text keys only");
    let [by, until, seal] = SEALED;
    let mut query = form_urlencoded::Serializer::new(String::new());
    let part = |(name, _): &&(String, String)| name == "offset" || name == "limit";
    for (name, text) in visit.parameters.iter().filter(|pair| !part(pair)) {
        query.append_pair(name, text);
    }
    query.append_pair(by, &asks);
    query.append_pair(until, &(visit.now().as_second() + SEALED_SECONDS_MAX).to_string());
    let address = format!("{table}?{}", query.finish());
    Ok(Some(format!("{address}&{seal}={}", hex(&mac(&visit.gateway, &address)))))
}

/// Whom a sealed address was made for, and with which account, while it works.
pub(super) async fn sealed_for(gateway: &Gateway, uri: &Uri) -> Option<(Actor, Option<AccountId>)> {
    let By { actor, account, epoch } = sealed(gateway, uri)?;
    let stands = match account {
        Some(account) => accounts::still_acts(gateway, (account, epoch), &actor).await,
        // With a token of the machine's own file, which knows no accounts.
        None => Ok(gateway.tokens().know(&actor)),
    };
    stands.unwrap_or(false).then_some((actor, account))
}

/// What a sealed address says, until it is over.
fn sealed(gateway: &Gateway, uri: &Uri) -> Option<By> {
    let [by, until, seal] = SEALED;
    let (address, told) = uri.path_and_query()?.as_str().rsplit_once(&format!("&{seal}="))?;
    let told =
        (0..told.len()).step_by(2).map(|at| u8::from_str_radix(told.get(at..at + 2)?, 16).ok());
    let told: Vec<u8> = told.collect::<Option<_>>()?;
    keyed(gateway, address).verify_slice(&told).ok()?;
    let (_, query) = address.split_once('?')?;
    let said = |wanted| {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let found = pairs.filter(|(name, _)| name == wanted).last();
        found.map(|(_, text)| text.into_owned())
    };
    let until: i64 = said(until)?.parse().ok()?;
    let asks = said(by).filter(|_| gateway.clock().now().as_second() < until)?;
    serde_json::from_str(&asks).ok()
}

fn keyed(gateway: &Gateway, address: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(gateway.seal()).expect("any key will do");
    mac.update(address.as_bytes());
    mac
}

fn mac(gateway: &Gateway, address: &str) -> Vec<u8> {
    keyed(gateway, address).finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The whole list as a table.
pub(super) async fn table(visit: &Visit, find: Find) -> Answer {
    let mut all: Option<List> = None;
    loop {
        let offset = all.as_ref().map_or(0, |all| all.rows.len());
        let at = PageRequest::at(offset, PageRequest::LIMIT_MAX);
        let (_, _, found) = find(visit, Some(at)).await?;
        if found.total > EXPORTED_LINES_MAX {
            return Err(Problem::too_many_lines(found.total, EXPORTED_LINES_MAX));
        }
        let (total, came) = (found.total, found.rows.len());
        match &mut all {
            Some(all) => all.rows.extend(found.rows),
            None => all = Some(found),
        }
        if came == 0 || offset + came >= total {
            break;
        }
    }
    let list = all.unwrap_or_default();
    Ok(attachment(&list.heading, csv(&list)))
}

/// A table to be kept as a file of that name.
pub(super) fn attachment(name: &str, table: Vec<u8>) -> Response {
    let mut response = table.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, attached(&format!("{name}.csv")));
    response
}

/// To be kept under this name.
pub(super) fn attached(name: &str) -> HeaderValue {
    let extension = name.rsplit('.').next().unwrap_or_default();
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let text = format!("attachment; filename=\"file.{extension}\"; filename*=UTF-8''{encoded}");
    HeaderValue::try_from(text).expect("it is ASCII")
}

/// UTF-8 with its mark, as office programs want it.
fn csv(list: &List) -> Vec<u8> {
    let (header, rows) = told(list.columns, &list.rows);
    tables::csv(std::iter::once(header).chain(rows))
}

/// The header and the rows of a table. What explains a cell has a column of its own; what only
/// leads somewhere has none.
pub(super) fn told(columns: &[&str], rows: &[Row]) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = columns.iter().enumerate().flat_map(|(at, column)| {
        let says = |part: fn((&str, &str)) -> bool| {
            rows.iter().any(|row| row.cells.get(at).is_some_and(|cell| part(cell.plain())))
        };
        let explained = says(|(_, under)| !under.is_empty());
        let told = says(|(text, _)| !text.is_empty()) || rows.is_empty();
        let told = told.then(|| (at, false, (*column).to_owned()));
        told.into_iter().chain(explained.then(|| (at, true, format!("{column}说明"))))
    });
    let columns: Vec<_> = columns.collect();
    let header = columns.iter().map(|(_, _, column)| column.clone()).collect();
    let row = |row: &Row| {
        let cell = |(at, under, _): &(usize, bool, String)| {
            let (text, explained) = row.cells.get(*at).map_or(("", ""), |cell| cell.plain());
            (if *under { explained } else { text }).to_owned()
        };
        columns.iter().map(cell).collect()
    };
    (header, rows.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::parts::Cell;

    #[test]
    fn a_table_has_what_its_page_says_and_no_formula() {
        let cells = |text: &str| {
            let link = Cell::Link {
                text: text.to_owned(),
                under: "共性 · 服务".to_owned(),
                href: "/needs/1".to_owned(),
            };
            vec![link, Cell::When("2026-03-02".to_owned()), Cell::Links(vec![])]
        };
        let rows = ["义诊，周末", "=1+1"].map(|text| Row { cells: cells(text) }).into();
        let list = List { columns: &["需求", "截止", "去处"], rows, ..List::default() };
        let text = String::from_utf8(csv(&list)).unwrap();
        let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "需求,需求说明,截止");
        assert_eq!(lines[1], "义诊，周末,共性 · 服务,2026-03-02");
        assert!(lines[2].starts_with("'=1+1,"), "{}", lines[2]);
    }
}
