//! The registry's daily work on organisations 组织: registered or applied for, certified each year,
//! changed, moved, suspended, ended; and two entries of one unit that become one, or are told
//! apart.

use contracts::Role;
use contracts::registry::organisation::{self, Level, Nature, Office};
use contracts::registry::{Members, Organisation, OrganisationLine};
use contracts::{PageRequest, registry};
use values::{AreaCode, OrganisationId, PersonId, time};

use super::field::{Field, carried, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::parts::{Cell, Choice};
use crate::pages::{Visit, areas, look};
use crate::problem::Problem;

pub(crate) const REGISTER_ORGANISATION: &str = "/organisations/new";
pub(crate) const APPLY_ORGANISATION: &str = "/organisations/apply";
pub(crate) const REGISTER_GRID: &str = "/organisations/{organisation}/grids/new";
pub(crate) const APPROVE_ORGANISATION: &str = "/organisations/{organisation}/approve";
pub(crate) const REFUSE_ORGANISATION: &str = "/organisations/{organisation}/refuse";
pub(crate) const CERTIFY: &str = "/organisations/{organisation}/certify";
pub(crate) const EDIT_ORGANISATION: &str = "/organisations/{organisation}/edit";
pub(crate) const ADD_ALIAS: &str = "/organisations/{organisation}/add-alias";
pub(crate) const PLACE: &str = "/organisations/{organisation}/place";
pub(crate) const AFFILIATE: &str = "/organisations/{organisation}/affiliate";
pub(crate) const APPOINT: &str = "/organisations/{organisation}/appoint";
pub(crate) const COUNT_HOUSEHOLDS: &str = "/organisations/{organisation}/count-households";
pub(crate) const SUSPEND_ORGANISATION: &str = "/organisations/{organisation}/suspend";
pub(crate) const RESUME_ORGANISATION: &str = "/organisations/{organisation}/resume";
pub(crate) const END_ORGANISATION: &str = "/organisations/{organisation}/end";
pub(crate) const MERGE: &str = "/organisations/{organisation}/merge";
pub(crate) const UNMERGE: &str = "/organisations/{organisation}/unmerge";
pub(crate) const DISTINGUISH_UNIT: &str = "/organisations/{organisation}/distinguish";
pub(crate) const UNDISTINGUISH_UNIT: &str = "/organisations/{organisation}/undistinguish";

/// Who comes or goes is named on the form.
const APPOINTING: &str = "指定负责人和联络员";

pub(super) fn deeds() -> Vec<Deed> {
    [registering(), changing(), ending()].into_iter().flatten().collect()
}

fn registering() -> Vec<Deed> {
    // One command, and so one text: who it comes from says whether it is still to be approved.
    let told = "已提交；单位自行申请的，等待属地审核。";
    let made = |deed: Deed| deed.makes("organisation", "/organisations/{made}");
    vec![
        made(
            deed::<organisation::Register>(REGISTER_ORGANISATION, "登记组织", "登记组织", told)
                .found(|visit| Box::pin(register(visit))),
        ),
        made(
            deed::<organisation::Register>(
                APPLY_ORGANISATION,
                "申请登记单位",
                "申请登记单位",
                told,
            )
            .found(|visit| Box::pin(apply(visit))),
        ),
        made(
            deed::<organisation::Register>(REGISTER_GRID, "登记网格", "登记网格", told)
                .found(|visit| Box::pin(register_grid(visit)))
                .told_by_fields::<organisation::Register>(),
        ),
        deed::<organisation::Approve>(
            APPROVE_ORGANISATION,
            "通过登记申请",
            "通过",
            "已登记，年审有效期一年。",
        ),
        deed::<organisation::Refuse>(
            REFUSE_ORGANISATION,
            "不通过登记申请",
            "不通过",
            "已答复不通过，原因记在经过里。",
        )
        .fields(reason)
        .grave(),
        deed::<organisation::Certify>(CERTIFY, "年审", "通过年审", "年审已通过，有效期延长一年。"),
    ]
}

fn changing() -> Vec<Deed> {
    vec![
        deed::<organisation::Edit>(EDIT_ORGANISATION, "修改组织信息", "修改", "已修改。")
            .found(|visit| Box::pin(edit(visit))),
        deed::<organisation::AddAlias>(
            ADD_ALIAS,
            "添加别名",
            "添加别名",
            "已添加，按这个名称也能找到。",
        )
        .fields(|| {
            vec![
                Field::line("alias", "别名", 60)
                    .hint("名册和表格里的另一种叫法，例如简称、党组织名称")
                    .codes(&["organisation.too_many_aliases"]),
            ]
        }),
        deed::<organisation::Place>(PLACE, "变更属地", "变更属地", "属地已变更。")
            .found(|visit| Box::pin(place(visit))),
        deed::<organisation::Affiliate>(AFFILIATE, "变更隶属关系", "变更隶属", "隶属关系已变更。")
            .found(|visit| Box::pin(affiliate(visit))),
        deed::<organisation::Appoint>(
            APPOINT,
            "指定负责人、联络员",
            "指定负责人、联络员",
            "已记下。",
        )
        .found(|visit| Box::pin(appoint(visit)))
        .personal(APPOINTING),
        deed::<organisation::CountHouseholds>(
            COUNT_HOUSEHOLDS,
            "填写网格户数",
            "填写户数",
            "户数已记下。",
        )
        .fields(|| {
            let households = Field::number("households", "户数", 100_000, "户").at_least(0);
            vec![households.hint("一般每个网格 300 至 500 户").codes(&["organisation.not_a_grid"])]
        }),
    ]
}

fn ending() -> Vec<Deed> {
    let merged = "已合并：往来和历史都归保留的一家。";
    vec![
        deed::<organisation::Suspend>(
            SUSPEND_ORGANISATION,
            "暂停组织",
            "暂停",
            "已暂停，不能新办业务；原有的不受影响。",
        )
        .fields(reason)
        .undone_by(RESUME_ORGANISATION)
        .grave(),
        deed::<organisation::Resume>(RESUME_ORGANISATION, "恢复组织", "恢复", "已恢复正常。"),
        deed::<organisation::End>(
            END_ORGANISATION,
            "终止组织",
            "终止",
            "已终止，报到随之结束；历史不变。",
        )
        .found(|visit| Box::pin(end(visit)))
        .grave(),
        deed::<organisation::Merge>(MERGE, "合并重复单位", "合并", merged)
            .found(merge)
            .undone_by(UNMERGE)
            .grave(),
        deed::<organisation::Unmerge>(UNMERGE, "撤销合并", "撤销合并", "已撤销，两家各是各的。")
            .grave(),
        deed::<organisation::Distinguish>(
            DISTINGUISH_UNIT,
            "认定不是同一家",
            "不是同一家",
            "已认定，不再提示这两家重复。",
        )
        .found(distinguish)
        .then("/duplicates"),
        deed::<organisation::Undistinguish>(
            UNDISTINGUISH_UNIT,
            "撤回“不是同一家”的认定",
            "撤回认定",
            "已撤回，如仍相似会再提示。",
        )
        .found(undistinguish)
        .then("/duplicates"),
    ]
}

/// Does the visitor answer for it in the registry, as far as a button is concerned?
pub(crate) async fn answers_for(visit: &Visit, one: &OrganisationLine) -> Result<bool, Problem> {
    let registers = visit.role().filter(|role| one.level.is_registered_by(*role));
    Ok(match (registers, one.area) {
        (None, _) => false,
        (Some(Role::Operator), _) | (Some(_), None) => true,
        (Some(_), Some(area)) => {
            areas::of(visit, about::own(visit)?).await?.is_some_and(|own| own.contains(area))
        }
    })
}

/// The organisation in the path.
pub(super) async fn the_organisation(visit: &Visit) -> Result<OrganisationLine, Problem> {
    visit.find(&Organisation { organisation: visit.id("organisation")? }).await
}

fn called(one: &OrganisationLine) -> Vec<(&'static str, Cell)> {
    vec![("组织", Cell::link(look::organisation(one.id), &one.name))]
}

/// Whom an organisation may belong to: whatever is no unit and no grid.
async fn parents(visit: &Visit) -> Result<Vec<Choice>, Problem> {
    let above = |level: &Level| !matches!(level, Level::Unit | Level::Grid);
    about::organisations(visit, Level::ALL.iter().copied().filter(above)).await
}

/// What is asked of whatever is registered, besides its level and area.
async fn of_all(visit: &Visit) -> Result<[Field; 5], Problem> {
    Ok([
        Field::line("name", "名称", 60).hint("全称，与公章一致"),
        nature().hint("驻区单位填写"),
        credit_code(),
        Field::choice("parent", "上级党组织", parents(visit).await?)
            .optional()
            .codes(&["organisation.unknown_parent"]),
        Field::line("address", "地址", 200).optional(),
    ])
}

fn nature() -> Field {
    Field::of::<Nature>("nature", "单位性质").optional()
}

fn credit_code() -> Field {
    Field::line("credit_code", "统一社会信用代码", 18)
        .optional()
        .hint("18 位；末位校验不符也能保存，会标出来请您核对")
}

fn area(choices: Vec<Choice>, own: Option<AreaCode>) -> Field {
    let codes = &["organisation.area_missing", "organisation.grid_code_out_of_place"];
    Field::choice("area", "属地", choices).or(own).codes(codes)
}

async fn register(visit: &Visit) -> Result<Asked, Problem> {
    let role = visit.role().ok_or_else(Problem::unauthenticated)?;
    // A grid has a form of its own: its code is not among the areas.
    let levels = Level::ALL.iter().filter(|level| level.is_registered_by(role));
    let levels = levels.filter(|level| **level != Level::Grid);
    let levels =
        levels.map(|level| Choice { value: level.code(), label: level.chinese().to_owned() });
    let own = areas::of(visit, about::own(visit)?).await?;
    let choices = areas::to_place(visit, own).await?;
    let level = Field::choice("level", "层级", levels.collect()).value(Level::Unit.code());
    let fields = std::iter::once(level)
        .chain(of_all(visit).await?)
        .chain([area(choices, own).optional().hint("驻区单位可以暂缺，其他各级都要填")]);
    Ok(Asked { about: Vec::new(), fields: fields.collect() })
}

/// A unit's own people ask for it, wherever in the district it works.
async fn apply(visit: &Visit) -> Result<Asked, Problem> {
    let own = areas::of(visit, about::own(visit)?).await?;
    let choices = match own {
        Some(own) => areas::choices(visit, own).await?,
        None => areas::to_place(visit, None).await?,
    };
    let fields = of_all(visit).await?.into_iter().chain([
        area(choices, own).hint("由这里的社区或街道审核"),
        Field::fixed("level", Level::Unit),
    ]);
    Ok(Asked { about: Vec::new(), fields: fields.collect() })
}

async fn register_grid(visit: &Visit) -> Result<Asked, Problem> {
    let community = the_organisation(visit).await?;
    let fields = vec![
        Field::line("name", "网格名称", 60),
        Field::line("area", "网格编码", 15)
            .or(community.area)
            .hint("15 位：社区的 12 位代码后加 3 位网格号")
            .codes(&["organisation.area_missing", "organisation.grid_code_out_of_place"]),
        Field::fixed("level", Level::Grid),
    ];
    Ok(Asked { about: vec![("社区", called(&community).remove(0).1)], fields })
}

/// What is left empty stays as it is, so what is there stands in the fields.
async fn edit(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_organisation(visit).await?;
    let code = credit_code().or(one.credit_code.as_ref().map(|code| code.as_str()));
    let doubtful = "现有代码的末位校验不符，请核对；不是笔误就不必改";
    let mut fields = vec![
        Field::line("name", "名称", 60).value(&one.name).hint("改名后，原名留作别名"),
        if one.credit_code_doubtful { code.hint(doubtful) } else { code },
        Field::line("address", "地址", 200).optional().or(one.address.as_ref()),
    ];
    if one.level == Level::Unit {
        fields.insert(1, nature().or(one.nature.map(Shown::code)));
    }
    Ok(Asked { about: Vec::new(), fields })
}

/// The first day of what changes.
fn from(visit: &Visit) -> Field {
    Field::date("from", "自哪一天起")
        .value(time::date_at(visit.now()))
        .codes(&["organisation.from_out_of_order"])
}

async fn place(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_organisation(visit).await?;
    let own = areas::of(visit, about::own(visit)?).await?;
    let choices = match own {
        Some(own) => areas::choices(visit, own).await?,
        None => areas::to_place(visit, None).await?,
    };
    let place = Field::choice("area", "新属地", choices).or(one.area);
    let fields = vec![place.codes(&["organisation.area_fixed"]), from(visit)];
    Ok(Asked { about: called(&one), fields })
}

async fn affiliate(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_organisation(visit).await?;
    let mut choices = parents(visit).await?;
    choices.retain(|choice| choice.value != one.id.to_string());
    let codes = &["organisation.unknown_parent", "organisation.belongs_to_itself"];
    let parent = Field::choice("parent", "上级党组织", choices)
        .optional()
        .or(one.life.parent)
        .hint("不选：不隶属于这里登记的组织")
        .codes(codes);
    Ok(Asked { about: called(&one), fields: vec![parent, from(visit)] })
}

/// Who works there, or where the visitor does: a grid's worker is the community's.
async fn colleagues(visit: &Visit, one: OrganisationId) -> Result<Vec<Choice>, Problem> {
    let mut all = Vec::new();
    let own = about::own(visit)?;
    for unit in [Some(one), (own != one).then_some(own)].into_iter().flatten() {
        let mut page = PageRequest::first(PageRequest::LIMIT_MAX);
        while let Some(found) = visit.ask(&Members { unit, page }).await? {
            let named = |line: registry::MemberLine| {
                Some(Choice { value: line.person.to_string(), label: line.name? })
            };
            all.extend(found.items.into_iter().filter_map(named));
            if found.next.is_none() {
                break;
            }
            page = PageRequest::behind(found.next, PageRequest::LIMIT_MAX);
        }
    }
    Ok(all)
}

async fn appoint(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_organisation(visit).await?;
    let life = &one.life;
    let holders = [
        (Office::Head, life.head),
        (Office::Liaison, life.liaison),
        (Office::GridWorker, life.grid_worker),
    ];
    let people = holders.iter().filter_map(|(_, person)| *person);
    let names = visit.called([]).await?;
    let names = visit.with_persons(names, people).await?;
    let holder = |person: Option<PersonId>| {
        Cell::Text(person.map_or_else(|| "未指定".to_owned(), |one| names.claimer(one.into())))
    };
    let is_grid = one.level == Level::Grid;
    let offices =
        holders.into_iter().filter(|(office, _)| is_grid || *office != Office::GridWorker);
    let mut about = called(&one);
    about.extend(offices.map(|(office, person)| (office.chinese(), holder(person))));
    let office =
        |office: &Office| Choice { value: office.code(), label: office.chinese().to_owned() };
    let offices = Office::ALL.iter().filter(|office| is_grid || **office != Office::GridWorker);
    let fields = vec![
        Field::choice("office", "职务", offices.map(office).collect())
            .codes(&["organisation.not_a_grid"]),
        Field::choice("person", "由谁担任", colleagues(visit, one.id).await?)
            .optional()
            .hint("从本组织名册中选；不选即暂无人担任")
            .codes(&["organisation.unknown_person"]),
    ];
    Ok(Asked { about, fields })
}

async fn end(visit: &Visit) -> Result<Asked, Problem> {
    let one = the_organisation(visit).await?;
    let mut about = called(&one);
    about.push(("终止之后", Cell::text("报到随之结束，不能再办业务，也不能恢复；做过的都保留")));
    Ok(Asked { about, fields: reason() })
}

/// Into which one, the address says, and the form carries it on.
fn merge(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (merged, kept) = two(visit, "kept").await?;
        let about = vec![
            ("合并", Cell::link(look::organisation(merged.id), &merged.name)),
            ("保留", Cell::link(look::organisation(kept.id), &kept.name)),
            ("合并之后", Cell::text("认领、报到、历史都不变，由保留的一家接着办；可以撤销")),
        ];
        Ok(Asked { about, fields: carried("kept", kept.id) })
    })
}

/// From which one, the address says, and the form carries it on.
fn distinguish(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, other) = two(visit, "from").await?;
        let about = vec![
            ("单位", Cell::link(look::organisation(one.id), &one.name)),
            ("另一家", Cell::link(look::organisation(other.id), &other.name)),
            ("认定之后", Cell::text("不再提示这两家重复，谁都不再看到；可以撤回")),
        ];
        Ok(Asked { about, fields: carried("from", other.id) })
    })
}

fn undistinguish(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, other) = two(visit, "from").await?;
        let about = vec![
            ("单位", Cell::link(look::organisation(one.id), &one.name)),
            ("另一家", Cell::link(look::organisation(other.id), &other.name)),
        ];
        Ok(Asked { about, fields: carried("from", other.id) })
    })
}

/// The unit in the path, and the one that the address names so.
async fn two(visit: &Visit, name: &str) -> Result<(OrganisationLine, OrganisationLine), Problem> {
    let [one, other] = [visit.id("organisation")?, about::named(visit, name)?]
        .map(|organisation| Organisation { organisation });
    tokio::try_join!(visit.find(&one), visit.find(&other))
}
