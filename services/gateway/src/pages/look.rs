//! What stands around every page, and how moments look.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use contracts::Role;
use contracts::evaluation::posting::is_adjusted_by;
use contracts::registry::taxonomy::Titles;
use values::{OrganisationId, PersonId, Timestamp, Uuid, time};

use super::called::Called;
use super::live::OF_MAX;
use super::{Visit, assets, deeds, html, parts::Button};
use crate::problem::Problem;

/// Who is shown a way somewhere.
type Shown = fn(Role) -> bool;

/// What stands at the foot of every page, and for which roles.
const MORE: &[(&str, &str, Shown)] = &[
    ("/figures", "看板", has_business),
    ("/roll-up", "汇总", does_business),
    ("/plans", "匹配方案", has_business),
    ("/missing", "尚缺资源", has_business),
    ("/prices", "资源行情", has_business),
    ("/records", "服务记录", has_business),
    ("/check-ins", "报到", has_business),
    ("/hotline-items", "热线件", answers_the_hotline),
    ("/admissions", "准入事项", does_business),
    ("/activities", "活动菜单", has_business),
    ("/tenders", "创投招标", has_business),
    ("/occasions", "评价", has_business),
    ("/counterparts", "评价对象", has_business),
    ("/ratings", "收到的评价", has_business),
    ("/reports", "双报告", has_business),
    ("/jobs", "台账、后台任务", has_business),
    ("/recognitions", "表彰", has_business),
    ("/stars", "星级", has_business),
    ("/objections", "异议", has_business),
    ("/hearings", "听取意见", has_business),
    ("/rules", "评分细则", has_business),
    ("/leaves", "请假、免评", has_business),
    ("/rewards", "积分兑换", has_business),
    ("/mine", "我的积分", has_business),
    ("/adjustments", "手工加减分", keeps_points),
    ("/trial-balance", "积分试算平衡", keeps_points),
    ("/my-data", "我的资料", everybody),
    ("/organisations", "组织", everybody),
    ("/roster", "名册", does_business),
    ("/duplicates", "疑似重复单位", looks_over_units),
    ("/seats", "兼职委员", has_business),
    ("/pairs", "结对共建", has_business),
    ("/imports", "导入", has_business),
    ("/saved-views", "常用视图", saves_views),
    ("/public", "公示", everybody),
    ("/check", "查验", everybody),
    ("/settings", "设置", has_business),
    ("/api/docs/", "接口文档", everybody),
    ("/accounts", "账号", looks_after_accounts),
    ("/access-log", "访问审计", reads_the_audit),
];

fn everybody(_: Role) -> bool {
    true
}

/// The three administrators look after accounts, and do no business.
fn has_business(role: Role) -> bool {
    !role.is_administrator()
}

fn saves_views(role: Role) -> bool {
    role != Role::Auditor
}

fn does_business(role: Role) -> bool {
    role.does_business() || matches!(role, Role::Operator | Role::Auditor)
}

fn answers_the_hotline(role: Role) -> bool {
    role.answers_for_an_area() || matches!(role, Role::GridWorker | Role::Operator | Role::Auditor)
}

fn keeps_points(role: Role) -> bool {
    is_adjusted_by(role) || role == Role::Auditor
}

fn looks_over_units(role: Role) -> bool {
    role.is_officer() || matches!(role, Role::Operator | Role::Auditor)
}

fn looks_after_accounts(role: Role) -> bool {
    role.is_administrator() || matches!(role, Role::Operator | Role::Auditor)
}

fn reads_the_audit(role: Role) -> bool {
    role == Role::AuditAdministrator
}

/// What is said of a one-off line 一次性条目.
pub(crate) const ONE_OFF: &str = "随一次认领登记，不再接受别的认领";

/// What stands around a page.
pub(crate) struct Shell {
    pub(crate) title: String,
    pub(crate) here: Place,
    /// Who is signed in: the organisation and the role.
    pub(crate) who: Option<(String, &'static str)>,
    role: Option<Role>,
    /// How many notices are unread.
    pub(crate) unread: usize,
    /// What the three lists are called.
    titles: Titles,
    pub(crate) large: bool,
    /// Where to come back to.
    pub(crate) path: String,
    /// What was done just now.
    pub(crate) done: Option<Done>,
    /// Where it hears of what happens to what it shows.
    pub(crate) live: Option<String>,
    /// It shows what its visitor is told, and changes with it.
    pub(crate) shows_notices: bool,
}

/// What was done just now, and how to undo it.
pub(crate) struct Done {
    pub(crate) text: &'static str,
    pub(crate) undo: Option<Button>,
}

/// Where a page belongs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Place {
    Home,
    Needs,
    Offers,
    Projects,
    Claims,
    Agreements,
    #[default]
    Elsewhere,
}

/// A way to somewhere.
pub(crate) struct Way {
    pub(crate) href: &'static str,
    pub(crate) label: String,
    pub(crate) short: String,
    pub(crate) here: bool,
}

impl Shell {
    pub(crate) fn new(visit: &Visit, here: Place, title: impl ToString, called: &Called) -> Self {
        let who = visit.actor.as_ref().and_then(|actor| match actor {
            contracts::Actor::Person { organisation, role, .. } => {
                Some((called.of(*organisation), role.names().1))
            }
            contracts::Actor::System => None,
        });
        let role = visit.role();
        let (titles, unread) = (called.titles.clone(), called.unread);
        Self { who, role, titles, unread, ..Self::bare(visit, here, title) }
    }

    /// Without a name to show: nobody could be asked for it.
    pub(crate) fn bare(visit: &Visit, here: Place, title: impl ToString) -> Self {
        let done = visit.done.as_deref().and_then(|done| deeds::done(done, visit));
        let (title, path) = (title.to_string(), visit.path.clone());
        let (who, role, titles, unread, live) = (None, None, Titles::default(), 0, None);
        let large = visit.large;
        let shows_notices = false;
        Self { title, here, who, role, titles, unread, large, path, done, live, shows_notices }
    }

    /// It listens for whatever names one of `ids`, as many as are listened for; to nothing where
    /// there are none.
    pub(crate) fn listening(mut self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        let ids: Vec<_> = ids.into_iter().take(OF_MAX).map(|id| id.to_string()).collect();
        self.live = (!ids.is_empty()).then(|| format!("/live?of={}", ids.join(",")));
        self
    }

    /// It listens for what its visitor is told, too.
    pub(crate) fn hearing_notices(self) -> Self {
        let live = self.live.or_else(|| Some("/live".to_owned()));
        Self { live, shows_notices: true, ..self }
    }

    /// It shows the cards of an area, which name nothing that it could listen for.
    pub(crate) fn hearing_cards(self) -> Self {
        Self { live: self.live.map(|live| format!("{live}&cards=true")), ..self }
    }

    pub(crate) fn ways(&self) -> Vec<Way> {
        let way = |place, href, label: &str, short: &str| Way {
            href,
            label: label.to_owned(),
            short: short.to_owned(),
            here: place == self.here,
        };
        let titles = &self.titles;
        vec![
            way(Place::Home, "/", "首页", "首页"),
            way(Place::Needs, "/needs", &titles.need_list(), &titles.needs),
            way(Place::Offers, "/offers", &titles.offer_list(), &titles.offers),
            way(Place::Projects, "/projects", &titles.project_list(), &titles.projects),
            way(Place::Claims, "/claims", "认领", "认领"),
            way(Place::Agreements, "/agreements", "协议", "协议"),
        ]
    }

    /// The other ways, for whoever is signed in.
    pub(crate) fn more(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let may = move |(href, label, is_for): &(&'static str, &'static str, Shown)| {
            self.role.is_some_and(is_for).then_some((*href, *label))
        };
        MORE.iter().filter_map(may)
    }

    /// Where a file of ours is.
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::path(name)
    }

    /// What a file that somebody else wrote must be.
    pub(crate) fn integrity(&self, name: &str) -> &'static str {
        assets::integrity(name)
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'p> {
    shell: Shell,
    title: &'p str,
    detail: &'p str,
    again: bool,
}

/// A problem as a page.
pub(crate) fn problem(visit: &Visit, problem: &Problem) -> Response {
    let status = problem.status();
    let (title, detail) = problem.words();
    let again = status == StatusCode::SERVICE_UNAVAILABLE;
    let shell = Shell::bare(visit, Place::Elsewhere, title);
    let mut page = html(status, &ProblemPage { shell, title, detail, again });
    if let Some(seconds) = problem.retry_seconds() {
        page.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    page
}

/// `2026-03-02 18:05`, as people here count it.
pub(crate) fn moment(at: Timestamp) -> String {
    let (date, time) = time::date_and_time_at(at);
    format!("{date} {time}")
}

/// A quarter as people say it.
pub(crate) fn quarter(year: i16, quarter: u8) -> String {
    format!("{year} 年第 {quarter} 季度")
}

/// The day of it.
pub(crate) fn day(at: Timestamp) -> String {
    time::date_at(at).to_string()
}

/// How long until then, or since: what a deadline means to whoever reads it.
pub(crate) fn until(at: Timestamp, now: Timestamp) -> String {
    let seconds = at.as_second() - now.as_second();
    let (span, past) = (seconds.unsigned_abs(), seconds < 0);
    let span = match span {
        0..3600 => format!("{} 分钟", span / 60),
        3600..86_400 => format!("{} 小时", span / 3600),
        _ => format!("{} 天", span / 86_400),
    };
    if past { format!("已过 {span}") } else { format!("还有 {span}") }
}

/// A part of a path as an address holds it.
pub(crate) fn in_address(text: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escaped).collect()
}

/// Where people are shown.
pub(crate) fn person(id: PersonId) -> String {
    format!("/people/{id}")
}

/// Where organisations are shown.
pub(crate) fn organisation(id: OrganisationId) -> String {
    format!("/organisations/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_says_what_is_left_of_it() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-03-02T01:00:00Z");
        for (then, expected) in [
            ("2026-03-02T01:30:00Z", "还有 30 分钟"),
            ("2026-03-02T20:00:00Z", "还有 19 小时"),
            ("2026-03-07T01:00:00Z", "还有 5 天"),
            ("2026-03-01T00:59:00Z", "已过 1 天"),
        ] {
            assert_eq!(until(at(then), now), expected);
        }
        assert_eq!(moment(now), "2026-03-02 09:00");
    }
}
