//! What a message says: enough to decide, and nothing about a natural person.

use std::fmt::Write as _;

use contracts::Claimer;
use contracts::notices::notice::NoticeKind;
use contracts::notices::{Outgoing, Piece};
use serde_json::{Value, json};
use values::{OrganisationId, time};

use super::Titles;

/// What a 企业微信 robot takes as a text.
pub(super) const WECOM_BYTES_MAX: usize = 2048;
/// What a 钉钉 robot takes, with room for what stands around it.
pub(super) const DINGTALK_BYTES_MAX: usize = 16_000;

/// More than a message ever says.
pub(super) const MAIL_BYTES_MAX: usize = 64_000;

/// What somebody is called who is no organisation.
const SOMEBODY: &str = "个人";

/// A message to be put into words.
pub(super) struct Letter<'a> {
    pub(super) outgoing: &'a Outgoing,
    pub(super) titles: &'a Titles,
    pub(super) portal: &'a str,
}

impl Letter<'_> {
    /// What it is about, in a line.
    pub(super) fn subject(&self) -> String {
        let name = self.name();
        match self.outgoing.notices.len() as u64 + self.outgoing.more {
            0 => format!("【共建】{name}：测试消息"),
            count => format!("【共建】{name}有 {count} 条通知"),
        }
    }

    /// All of it, in at most `bytes_max`; it says how many notices it has no room for.
    pub(super) fn text(&self, bytes_max: usize) -> String {
        let mut text = self.subject();
        let Outgoing { notices, more, .. } = self.outgoing;
        if notices.is_empty() {
            text.push_str("\n收到这条消息，说明通知可以送达这里。");
            return text;
        }
        for (index, piece) in notices.iter().enumerate() {
            let said = self.piece(index + 1, piece);
            let left = (notices.len() - index - 1) as u64 + more;
            let room = bytes_max.saturating_sub(text.len() + self.rest(left).len());
            // Without this one its successors go, too; the first always fits.
            if said.len() > room && index > 0 {
                text.push_str(&self.rest(left + 1));
                return text;
            }
            text.push_str(&said);
        }
        text.push_str(&self.rest(*more));
        text
    }

    fn rest(&self, more: u64) -> String {
        if more == 0 {
            return String::new();
        }
        format!("\n另有 {more} 条，请到门户查看：{}/notices", self.portal)
    }

    fn piece(&self, number: usize, piece: &Piece) -> String {
        let (what, next) = piece.notice.kind.words();
        let mut text = format!("\n{number}. {what}");
        let about: Vec<_> = self
            .title(piece)
            .map(|title| format!("“{title}”"))
            .into_iter()
            .chain(piece.matter.amount.map(|amount| amount.to_string()))
            .chain(self.others_said(piece))
            .collect();
        let mut line = |said: String| {
            write!(text, "\n{said}").expect("a text takes what is written");
        };
        if !about.is_empty() {
            line(about.join("，"));
        }
        if let Some(by) = piece.notice.by {
            line(format!("期限：{}", time::show(by)));
        }
        if !next.is_empty() {
            line(format!("下一步：{next}"));
        }
        line(self.link(piece));
        text
    }

    fn others_said(&self, piece: &Piece) -> Option<String> {
        let others = self.others(piece);
        (!others.is_empty()).then(|| format!("对方：{}", others.join("、")))
    }

    /// What a resident or the hotline called a need may name people, until it is verified.
    fn title(&self, piece: &Piece) -> Option<&str> {
        if matches!(piece.notice.kind, NoticeKind::NeedToVerify | NoticeKind::HotlineToAnswer) {
            return None;
        }
        let title = self.titles.of(piece.matter.thing()?).map(|title| title.as_str());
        // A unit is named once.
        title.filter(|title| !self.others(piece).contains(title))
    }

    /// The organisations on the other side by their names; whoever is none is not named.
    fn others(&self, piece: &Piece) -> Vec<&str> {
        let own =
            |one: OrganisationId| one == piece.notice.inbox || one == self.outgoing.organisation;
        let from = match piece.matter.from {
            Some(Claimer::Organisation(from)) if own(from) => None,
            Some(Claimer::Organisation(from)) => self.called(from),
            Some(Claimer::Person(_)) => Some(SOMEBODY),
            None => None,
        };
        let to = piece.matter.to.iter().filter(|to| !own(**to));
        let mut others: Vec<_> = from.into_iter().collect();
        for name in to.filter_map(|to| self.called(*to)) {
            if !others.contains(&name) {
                others.push(name);
            }
        }
        others
    }

    fn called(&self, organisation: OrganisationId) -> Option<&str> {
        self.outgoing.organisations.get(&organisation).map(|name| name.as_str())
    }

    fn name(&self) -> &str {
        self.called(self.outgoing.organisation).unwrap_or("本组织")
    }

    fn link(&self, piece: &Piece) -> String {
        format!("{}{}", self.portal, piece.matter.path(piece.notice.inbox.into()))
    }

    /// The same for machines, as Standard Webhooks says: what it is, since when, and the rest.
    pub(super) fn payload(&self) -> String {
        let Outgoing { organisation, notices, more, gathered_at, .. } = self.outgoing;
        let kind = if notices.is_empty() { "notices.test" } else { "notices.told" };
        let notices: Vec<_> = notices.iter().map(|piece| self.told(piece)).collect();
        let data = json!({
            "organisation": organisation,
            "name": self.name(),
            "notices": notices,
            "more": more,
        });
        json!({"type": kind, "timestamp": gathered_at, "data": data}).to_string()
    }

    fn told(&self, piece: &Piece) -> Value {
        let (what, next) = piece.notice.kind.words();
        json!({
            "kind": piece.notice.kind,
            "about": piece.matter.about,
            "what": what,
            "next": next,
            "by": piece.notice.by,
            "title": self.title(piece),
            "amount": piece.matter.amount,
            "others": self.others(piece),
            "link": self.link(piece),
        })
    }
}

#[cfg(test)]
mod tests;
