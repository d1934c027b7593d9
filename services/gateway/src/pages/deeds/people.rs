//! People 人员: registered by where they work or live, corrected, moved, off the roster, erased.

use contracts::registry::organisation::Level;
use contracts::registry::person::{
    self, LeavingReason, Membership, Register, SKILLS_MAX, SetSkills,
};
use contracts::registry::{
    OrganisationLine, OrganisationStatus, Organisations, Person, PersonOpened,
};
use contracts::{PageRequest, Receipt, Role};
use serde_json::{Value, json};
use values::{CommandId, OrganisationId, PersonId, Text, time};

use super::field::Field;
use super::organisations::the_organisation;
use super::{Asked, Deed, deed, send};
use crate::Shown;
use crate::pages::lists::people::UNNAMED;
use crate::pages::parts::{Cell, Choice};
use crate::pages::{Visit, look};
use crate::problem::Problem;
use crate::reading;

pub(crate) const REGISTER_PERSON: &str = "/organisations/{organisation}/people/new";
pub(crate) const CHANGE_WORK: &str = "/people/{person}/change-work";
pub(crate) const CHANGE_HOME: &str = "/people/{person}/change-home";
pub(crate) const CORRECT_PERSON: &str = "/people/{person}/correct";
pub(crate) const SET_SKILLS: &str = "/people/{person}/set-skills";
pub(crate) const SET_MEMBERSHIP: &str = "/people/{person}/set-membership";
pub(crate) const LEAVE: &str = "/people/{person}/leave";
pub(crate) const ERASE: &str = "/people/{person}/erase";

/// How many skills are asked for of somebody new.
const SKILLS: usize = 3;

/// The forms say whom they are about.
const PURPOSE: &str = "办理人员";

pub(super) fn deeds() -> Vec<Deed> {
    let all = vec![
        deed::<Register>(REGISTER_PERSON, "登记人员", "登记人员", "已登记，已列入名册。")
            .found(|visit| Box::pin(register(visit)))
            .told_by_fields::<Register>()
            .makes("person", "/people/{made}"),
        deed::<person::ChangeWork>(
            CHANGE_WORK,
            "变更工作单位",
            "变更工作单位",
            "工作单位已变更，以前的留在经历里。",
        )
        .found(|visit| Box::pin(change_work(visit))),
        deed::<person::ChangeHome>(
            CHANGE_HOME,
            "变更居住社区",
            "变更居住社区",
            "居住社区已变更，请到新社区报到。",
        )
        .found(|visit| Box::pin(change_home(visit))),
        deed::<person::Correct>(CORRECT_PERSON, "更正登记信息", "更正", "已更正，经过里留有记录。")
            .found(|visit| Box::pin(correct(visit))),
        Deed {
            send: |visit, id, body| Box::pin(set_all_skills(visit, id, body)),
            ..deed::<SetSkills>(SET_SKILLS, "填写特长", "填写特长", "特长已更新。")
                .found(|visit| Box::pin(set_skills(visit)))
        },
        deed::<person::SetMembership>(
            SET_MEMBERSHIP,
            "填写党员身份",
            "填写党员身份",
            "已加密保存。",
        )
        .found(|visit| Box::pin(set_membership(visit))),
        deed::<person::Leave>(LEAVE, "移出名册", "移出名册", "已移出名册，报到随之结束。")
            .found(|visit| Box::pin(leave(visit)))
            .grave(),
        deed::<person::Erase>(
            ERASE,
            "删除个人信息",
            "删除个人信息",
            "个人信息已删除，任何人都不能再看到。",
        )
        .found(|visit| Box::pin(erase(visit)))
        // The account went with it: whoever erased themselves is signed in no longer.
        .then("/public")
        .grave(),
    ];
    all.into_iter().map(|deed| deed.personal(PURPOSE)).collect()
}

/// The person in the path.
async fn the_person(visit: &Visit) -> Result<PersonOpened, Problem> {
    visit.find(&Person { person: visit.id::<PersonId>("person")? }).await
}

fn called(one: &PersonOpened) -> Vec<(&'static str, Cell)> {
    let name = one.name.as_deref().unwrap_or(UNNAMED);
    vec![("姓名", Cell::link(look::person(one.id), name))]
}

/// Whoever does business in this city, at one level or at any, for choice. A grid is no place to
/// work at or live with.
async fn places(visit: &Visit, level: Option<Level>) -> Result<Vec<Choice>, Problem> {
    let (mut all, mut page) = (Vec::new(), PageRequest::first(PageRequest::LIMIT_MAX));
    let status = Some(OrganisationStatus::InOperation);
    let choice = |one: OrganisationLine| Choice {
        value: one.id.to_string(),
        label: match level {
            Some(_) => one.name.to_string(),
            None => format!("{}（{}）", one.name, one.level.chinese()),
        },
    };
    loop {
        let asked = Organisations { level, status, page, ..Default::default() };
        let found = visit.ask(&asked).await?;
        let known = found.items.into_iter().filter(|one| one.level != Level::Grid);
        all.extend(known.map(choice));
        if found.next.is_none() {
            return Ok(all);
        }
        page = PageRequest::behind(found.next, PageRequest::LIMIT_MAX);
    }
}

fn work_unit(choices: Vec<Choice>) -> Field {
    Field::choice("work_unit", "工作单位", choices)
        .optional()
        .codes(&["person.unknown_organisation"])
}

fn home_community(choices: Vec<Choice>) -> Field {
    Field::choice("home_community", "居住社区", choices)
        .optional()
        .codes(&["person.unknown_organisation"])
}

fn skills(known: &[Text<30>], many: usize) -> impl Iterator<Item = Field> {
    (0..many).map(|row| {
        let (name, label) = (format!("skills.{row}"), format!("特长 {}", row + 1));
        let field = Field::line(name, label, 30).or(known.get(row)).optional();
        field.codes(&["person.too_many_skills"])
    })
}

/// Lives in a community, works anywhere else.
async fn register(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_organisation(visit).await?;
    let [own, other] = if one.level == Level::Community {
        let works = work_unit(places(visit, None).await?);
        [Field::fixed("home_community", one.id), works]
    } else {
        let lives = home_community(places(visit, Some(Level::Community)).await?);
        [Field::fixed("work_unit", one.id), lives]
    };
    let mut fields = vec![
        Field::line("name", "姓名", 40).hint("加密保存，只有本人、工作单位和居住社区能看到"),
        Field::line("phone", "电话", 30).optional().hint("加密保存；没有可不填"),
        own,
        other,
    ];
    fields.extend(skills(&[], SKILLS));
    let place = if one.level == Level::Community { "居住社区" } else { "工作单位" };
    let about = vec![(place, Cell::link(look::organisation(one.id), &one.name))];
    Ok(Asked { about, fields })
}

/// The first day there.
fn from(visit: &Visit) -> Field {
    Field::date("from", "自哪一天起")
        .value(time::date_at(visit.now()))
        .codes(&["person.from_out_of_order"])
}

async fn change_work(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_person(visit).await?;
    let field = work_unit(places(visit, None).await?)
        .hint("不选：不再在这里登记的单位工作；没有居住社区的，原来的报到随之结束");
    moved(visit, &one, one.work_unit, field).await
}

async fn change_home(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_person(visit).await?;
    let field = home_community(places(visit, Some(Level::Community)).await?)
        .hint("不选：不再住在这里登记的社区；原来的报到随之结束");
    moved(visit, &one, one.home_community, field).await
}

async fn moved(
    visit: &Visit,
    one: &PersonOpened,
    was: Option<OrganisationId>,
    to: Field,
) -> Result<Asked, Problem> {
    let names = visit.called(was).await?;
    let mut about = called(one);
    about.push(("现在", Cell::Text(was.map_or_else(|| "未登记".to_owned(), |it| names.of(it)))));
    Ok(Asked { about, fields: vec![to.kept(was), from(visit)] })
}

/// May the visitor correct what somebody is called, as far as a form is concerned? Of themselves
/// alone people correct the telephone.
pub(crate) fn corrects_names(visit: &Visit, one: &PersonOpened) -> bool {
    let mut places = [one.work_unit, one.home_community].into_iter().flatten();
    visit.role() == Some(Role::Operator) || places.any(|place| visit.acts_for(place))
}

/// What stays as it is is left empty: a name that is sealed again looks like a new one.
async fn correct(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_person(visit).await?;
    let mut about = called(&one);
    about.push(("登记的电话", Cell::maybe(one.phone.as_ref())));
    let name = Field::line("name", "正确的姓名", 40).optional().hint("不改就不填");
    let phone = Field::line("phone", "正确的电话", 30)
        .optional()
        .hint("不改就不填；没有电话的填“无”")
        .codes(&["person.nothing_corrected"]);
    let fields = if corrects_names(visit, &one) { vec![name, phone] } else { vec![phone] };
    Ok(Asked { about, fields })
}

async fn set_skills(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_person(visit).await?;
    Ok(Asked { about: called(&one), fields: skills(&one.skills, SKILLS_MAX).collect() })
}

/// Whoever leaves every field empty has none.
async fn set_all_skills(visit: &Visit, id: CommandId, body: Vec<u8>) -> Result<Receipt, Problem> {
    let mut body: Value = reading::command(&[], &body)?;
    if let Some(said) = body.as_object_mut() {
        said.entry("skills").or_insert_with(|| json!([]));
    }
    let body = serde_json::to_vec(&body).expect("its keys are texts");
    send::<SetSkills>(visit, id, visit.ids(), body).await
}

async fn set_membership(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_person(visit).await?;
    let field = Field::of::<Membership>("membership", "党员身份")
        .optional()
        .or(one.membership.map(Shown::code))
        .hint("敏感信息，加密保存，任何清单都不显示；办理业务不需要填写，不选即不保留");
    Ok(Asked { about: called(&one), fields: vec![field] })
}

async fn leave(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_person(visit).await?;
    let mut about = called(&one);
    about
        .push(("移出之后", Cell::text("报到随之结束，不再计入应报到；做过的都保留，可以重新列入")));
    Ok(Asked { about, fields: vec![Field::of::<LeavingReason>("reason", "原因")] })
}

async fn erase(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_person(visit).await?;
    let mut about = called(&one);
    about.extend([
        ("永远不能恢复", Cell::text("姓名、电话、党员身份等加密保存的内容连同密钥一起销毁")),
        ("账号", Cell::text("立即停用，不能再登录；保存的常用视图不能再打开")),
        ("报到", Cell::text("全部结束，移出名册")),
        (
            "仍然保留",
            Cell::text("认领、服务记录、积分只写编号，照旧留存；关于本人的报告只留文号和摘要"),
        ),
        ("不在其中", Cell::text("不登录时说事留下的联系方式，请凭查询码另行删除")),
    ]);
    let sure = Field::consent("understood", "我知道删除后任何人都无法恢复，确认删除");
    Ok(Asked { about, fields: vec![sure] })
}
