//! Every page, and who may see it.

use std::pin::Pin;
use std::sync::Arc;

#[cfg(feature = "openid")]
use super::openid;
use super::{
    Answer, LEDGERS, Visit, access, account, asked, ballots, channels, compare, deeds, figures,
    history, home, imports, jobs, lines, lists, live, mine, my_data, plan, plan_line, public,
    reports, residents, roll_up, saved, settings, sign_in, tokens,
};

/// Who may see a page. What somebody may do there is for the rules of the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Everybody.
    Everybody,
    /// Whoever is signed in with a role, or has a token.
    SignedIn,
    /// Whoever is signed in, be it without a role.
    Account,
}

/// How a page is made.
type Answering = Arc<
    dyn for<'v> Fn(&'v Visit) -> Pin<Box<dyn Future<Output = Answer> + Send + 'v>> + Send + Sync,
>;

/// One page, or one form that is sent.
pub(crate) struct Page {
    pub(crate) path: &'static str,
    pub(crate) posts: bool,
    pub(crate) who: Who,
    /// What it is read for, where it shows what is personal.
    pub(crate) personal: Option<&'static str>,
    /// A file comes with its form.
    pub(super) takes_file: bool,
    pub(super) answer: Answering,
}

impl Page {
    /// A page for whoever is signed in.
    pub(super) fn get<F>(path: &'static str, answer: F) -> Self
    where
        F: for<'v> Fn(&'v Visit) -> Pin<Box<dyn Future<Output = Answer> + Send + 'v>>,
        F: Send + Sync + 'static,
    {
        let (who, personal, takes_file) = (Who::SignedIn, None, false);
        Self { path, posts: false, who, personal, takes_file, answer: Arc::new(answer) }
    }

    /// A form that somebody signed in sends.
    pub(super) fn post<F>(path: &'static str, answer: F) -> Self
    where
        F: for<'v> Fn(&'v Visit) -> Pin<Box<dyn Future<Output = Answer> + Send + 'v>>,
        F: Send + Sync + 'static,
    {
        Self { posts: true, ..Self::get(path, answer) }
    }

    /// It shows what is personal, for this purpose: each reading is written down.
    pub(super) fn personal(self, purpose: &'static str) -> Self {
        Self { personal: Some(purpose), ..self }
    }

    /// Its form may be as large as a file.
    pub(super) fn with_file(self) -> Self {
        Self { takes_file: true, ..self }
    }

    fn for_accounts(self) -> Self {
        Self { who: Who::Account, ..self }
    }

    pub(super) fn for_everybody(self) -> Self {
        Self { who: Who::Everybody, ..self }
    }
}

/// Every page there is.
pub(crate) fn table() -> Vec<Page> {
    let mut pages = vec![
        Page::get("/", |visit| Box::pin(home::show(visit))),
        Page::get("/sign-in", |visit| Box::pin(sign_in::show(visit))).for_everybody(),
        Page::post("/sign-in", |visit| Box::pin(sign_in::sign_in(visit))).for_everybody(),
        Page::post("/sign-out", |visit| Box::pin(sign_in::sign_out(visit))).for_everybody(),
        Page::post("/large-print", |visit| Box::pin(sign_in::large_print(visit))).for_everybody(),
        Page::get("/account", |visit| Box::pin(account::show(visit))).for_accounts(),
        Page::post("/account/role", |visit| Box::pin(account::role(visit))).for_accounts(),
        Page::post("/account/password", |visit| Box::pin(account::password(visit))).for_accounts(),
        Page::post("/account/totp", |visit| Box::pin(account::totp(visit))).for_accounts(),
        Page::post("/account/totp/confirm", |visit| Box::pin(account::confirm(visit)))
            .for_accounts(),
        Page::get("/account/tokens", |visit| Box::pin(tokens::show(visit))).for_accounts(),
        Page::post("/account/tokens", |visit| Box::pin(tokens::issue(visit))).for_accounts(),
        Page::post("/account/tokens/revoke", |visit| Box::pin(tokens::revoke(visit)))
            .for_accounts(),
        Page::get("/invitation", |visit| Box::pin(account::invitation(visit))).for_everybody(),
        Page::post("/invitation", |visit| Box::pin(account::redeem(visit))).for_everybody(),
        Page::get("/public", |visit| Box::pin(public::show(visit))).for_everybody(),
        Page::get("/public/needs/{need}/pictures/{number}", |visit| {
            Box::pin(public::shown_picture(visit))
        })
        .for_everybody(),
        Page::get("/check", |visit| Box::pin(reports::check(visit))).for_everybody(),
        Page::post("/check", |visit| Box::pin(reports::checked(visit))).for_everybody().with_file(),
        Page::get("/reports/{report}", |visit| Box::pin(lines::report(visit)))
            .personal(reports::PURPOSE),
        Page::get("/reports/{report}/documents/{version}/{format}", |visit| {
            Box::pin(reports::document(visit))
        })
        .personal(reports::PURPOSE),
        Page::get("/jobs/{job}", |visit| Box::pin(lines::job(visit))),
        Page::get("/jobs/{job}/file", |visit| Box::pin(jobs::file(visit))).personal(LEDGERS),
        Page::get("/jobs/{job}/slips", |visit| Box::pin(jobs::slips(visit)))
            .personal(reports::PURPOSE),
        Page::get("/reports/{report}/deliver", |visit| Box::pin(reports::prepare(visit))),
        Page::post("/reports/{report}/deliver", |visit| Box::pin(reports::deliver(visit))),
        Page::get("/delivered/{slip}", |visit| Box::pin(reports::open(visit))).for_everybody(),
        Page::post("/delivered/{slip}", |visit| Box::pin(reports::delivered(visit)))
            .for_everybody(),
        Page::post("/delivered/{slip}/receive", |visit| Box::pin(reports::receive(visit)))
            .for_everybody(),
        Page::post("/delivered/{slip}/dispute", |visit| Box::pin(reports::dispute(visit)))
            .for_everybody(),
        Page::post("/delivered/{slip}/file", |visit| Box::pin(reports::file(visit)))
            .for_everybody(),
        Page::get("/live", |visit| Box::pin(live::listen(visit))),
        Page::get("/raise", |visit| Box::pin(residents::ask(visit))).for_everybody(),
        Page::post("/raise", |visit| Box::pin(residents::raise(visit))).for_everybody(),
        Page::get("/follow", |visit| Box::pin(residents::code(visit))).for_everybody(),
        Page::post("/follow", |visit| Box::pin(residents::follow(visit))).for_everybody(),
        Page::get("/occasions/{occasion}", |visit| Box::pin(lines::occasion(visit))),
        Page::get("/occasions/{occasion}/ballots/print", |visit| Box::pin(ballots::print(visit))),
        Page::get("/rate/{occasion}", |visit| Box::pin(ballots::ask(visit))).for_everybody(),
        Page::post("/rate/{occasion}", |visit| Box::pin(ballots::rate(visit))).for_everybody(),
        Page::get("/scorecard", |visit| Box::pin(lines::scorecard::scorecard(visit))),
        Page::get("/rules", |visit| Box::pin(lines::rules(visit))),
        Page::get("/rules/{year}", |visit| Box::pin(lines::rules(visit))),
        Page::get("/objections/{objection}", |visit| Box::pin(lines::objection(visit))),
        Page::get("/recognitions/{recognition}", |visit| Box::pin(lines::recognition(visit))),
        Page::get("/rewards/{reward}", |visit| Box::pin(lines::reward(visit)))
            .personal("发放兑换品"),
        Page::get("/roster", |visit| Box::pin(lists::people::own(visit))),
        Page::get("/people/{person}", |visit| Box::pin(lines::person(visit))).personal("查看人员"),
        Page::get("/people/{person}/stars", |visit| Box::pin(lines::star(visit)))
            .personal("办理星级"),
        Page::get("/hearings/{hearing}", |visit| Box::pin(lines::hearing(visit)))
            .personal("听取意见"),
        Page::get("/accounts/{account}", |visit| Box::pin(lines::account::account(visit)))
            .personal("管理账号"),
        Page::post("/accounts/{account}/invite", |visit| Box::pin(lines::account::invite(visit))),
        Page::get("/access-log", |visit| Box::pin(access::show(visit))),
        Page::get("/settings", |visit| Box::pin(settings::show(visit))),
        Page::get("/figures", |visit| Box::pin(figures::show(visit))),
        Page::get("/roll-up", |visit| Box::pin(roll_up::show(visit))),
        Page::get("/mine", |visit| Box::pin(mine::show(visit))).personal("查看本人积分"),
        Page::get("/my-data", |visit| Box::pin(my_data::show(visit))).personal("查看本人资料"),
        Page::get(my_data::FILE, |visit| Box::pin(my_data::file(visit))).personal("导出本人资料"),
        Page::get("/check-ins/{check_in}", |visit| Box::pin(lines::check_in(visit)))
            .personal("办理报到"),
        Page::get("/needs/{need}/contact", |visit| Box::pin(lines::contact(visit)))
            .personal("联系提出人或受益人"),
        Page::get("/duplicates/compare", |visit| Box::pin(compare::show(visit))),
        Page::get("/hotline-items/{number}", |visit| Box::pin(lines::hotline_item(visit)))
            .personal("办理热线件"),
        Page::get("/admissions/{admission}", |visit| Box::pin(lines::admission(visit))),
        Page::get("/notices/channels", |visit| Box::pin(channels::show(visit))),
        Page::get("/saved-views", |visit| Box::pin(saved::show(visit))),
        Page::get("/tenders/{tender}", |visit| Box::pin(lines::tender(visit))),
        Page::get("/tenders/{tender}/proposals/{proposer}", |visit| {
            Box::pin(lines::proposal(visit))
        }),
        Page::get("/organisations/{organisation}", |visit| Box::pin(lines::organisation(visit))),
        Page::get("/needs/{need}", |visit| Box::pin(lines::need(visit))),
        Page::get("/offers/{offer}", |visit| Box::pin(lines::offer(visit))),
        Page::get("/projects/{project}", |visit| Box::pin(lines::project(visit))),
        Page::get("/claims/{claim}", |visit| Box::pin(lines::claim(visit))),
        Page::get("/plans/{plan}", |visit| Box::pin(plan::show(visit))),
        Page::get("/plans/{plan}/needs/{need}/offers/{offer}", |visit| {
            Box::pin(plan_line::show(visit))
        }),
        Page::get("/plans/{plan}/trial", |visit| Box::pin(asked::trial(visit))),
        Page::get("/plans/{plan}/compare", |visit| Box::pin(asked::compare(visit))),
        Page::get("/needs/{need}/fit", |visit| Box::pin(asked::fit(visit))),
        Page::get("/agreements/{agreement}", |visit| Box::pin(lines::agreement(visit))),
        Page::get("/records/{record}", |visit| Box::pin(lines::record(visit))),
        Page::get("/activities/{activity}", |visit| Box::pin(lines::activity(visit)))
            .personal("查看报名"),
        Page::get("/rolls/{roll}", |visit| Box::pin(lines::roll(visit))),
        Page::get("/history/{service}/{aggregate}", |visit| Box::pin(history::show(visit))),
    ];
    #[cfg(feature = "openid")]
    pages.extend([
        Page::get(openid::LEADS, |visit| Box::pin(openid::lead(visit))).for_everybody(),
        Page::get(openid::COMES_BACK, |visit| Box::pin(openid::come_back(visit))).for_everybody(),
    ]);
    pages.extend(residents::pages());
    pages.extend(lists::pages());
    pages.extend(deeds::pages());
    pages.extend(imports::pages());
    pages
}
