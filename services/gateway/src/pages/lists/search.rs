//! Search over everything that has a name: Chinese text, pinyin or initials.

use contracts::PageRequest;
use contracts::matching::{self, Facets, FoundItem, FoundKind, Search};
use contracts::registry::taxonomy::Category;

use super::{Filter, Found, List, Tab, address, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::{Badge, GOOD, OVER};
use crate::pages::parts::{Cell, Row};

const COLUMNS: &[&str] = &["名称", "状态", "所属单位"];

/// Where `text` is looked for.
pub(super) fn path(text: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("/search?{}", query.append_pair("text", text).finish())
}

pub(super) async fn search(visit: &Visit, at: Option<PageRequest>) -> Found {
    let (page, found) = match visit.parameter("text") {
        Some(_) => {
            let asked: Search = question(visit, at)?;
            (asked.page, Some(visit.ask(&asked).await?))
        }
        None => (PageRequest::default(), None),
    };
    let called = visit.called([]).await?;
    let asked = found.is_some();
    let matching::Found { items, total, facets, .. } = found.unwrap_or_else(nothing);
    let empty = match asked {
        true => "没有找到。可以试试更短的词、拼音（如 weihaiyiyuan）或首字母（如 whyy）。",
        false => "输入名称的一部分、拼音或首字母，例如：会议室、huiyishi、hys。",
    };
    let list = List {
        heading: "搜索".to_owned(),
        about: "需求、资源、单位和项目；可用中文、拼音、首字母",
        searched: true,
        filters: vec![
            Filter::words(visit, "text", "名称、拼音或首字母"),
            Filter::of::<Category>(visit, "category", "类别"),
            Filter::check(visit, "listed", "只看可认领的", "true".to_owned()),
        ],
        columns: COLUMNS,
        rows: items.iter().map(row).collect(),
        total,
        tabs: if asked { tabs(visit, &facets) } else { Vec::new() },
        empty: Some(empty.to_owned()),
        ..List::default()
    };
    Ok((called, page, list))
}

fn nothing() -> matching::Found {
    let (items, facets) = (Vec::new(), Facets::default());
    matching::Found { items, total: 0, next_offset: None, next: None, facets }
}

/// All, and each sort that something was found of.
fn tabs(visit: &Visit, facets: &Facets) -> Vec<Tab> {
    let here = visit.parameter("what");
    let all = Tab {
        label: "全部",
        count: facets.what.iter().map(|(_, count)| count).sum(),
        href: address(visit, "what", None),
        here: here.is_none(),
    };
    let sort = |(what, count): &(FoundKind, usize)| Tab {
        label: what.chinese(),
        count: *count,
        here: here == Some(what.code().as_str()),
        href: address(visit, "what", Some(what.code())),
    };
    [all].into_iter().chain(facets.what.iter().map(sort)).collect()
}

fn row(item: &FoundItem) -> Row {
    let (list, on, off) = match item.what {
        FoundKind::Need => ("needs", "可认领", "不在清单上"),
        FoundKind::Offer => ("offers", "可认领", "不在清单上"),
        FoundKind::Organisation => ("organisations", "在册", "已停止活动"),
        FoundKind::Project => ("projects", "项目", "项目"),
    };
    let category = item.category.map(|category| format!(" · {}", category.chinese()));
    let tone = if item.listed { GOOD } else { OVER };
    let text = if item.listed { on } else { off };
    Row {
        cells: vec![
            Cell::Link {
                text: item.title.to_string(),
                under: format!("{}{}", item.what.chinese(), category.unwrap_or_default()),
                href: format!("/{list}/{}", item.id),
            },
            Cell::Badge(Badge { text: text.to_owned(), tone }),
            Cell::maybe(item.owner_name.as_ref()),
        ],
    }
}
