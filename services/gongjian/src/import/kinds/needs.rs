//! Lists of what is asked for: each line becomes a need, and a promise on it a claim.

use contracts::needs::need::{Kind, Post, Raise, Source, Terms, Verify};
use contracts::projects::claim::{Accept, Propose, Side};
use contracts::registry::organisation::{Level, Register};
use contracts::resources::offer::Category;
use sheets::kinds::{help_claims, micro_wishes};
use sheets::{RowNumber, Table};
use values::{Amount, ClaimId, NeedId, OrganisationId, Unit, holds_personal_number};

use crate::import::places::Place;
use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};
use crate::import::wording::Content;

/// One line of a list, on its way to the need list: raised, verified and posted as one whole.
pub(super) struct Line<'l> {
    pub(super) owner: OrganisationId,
    /// The column that the title stands in.
    pub(super) column: &'static str,
    pub(super) title: &'l str,
    pub(super) content: Content,
    pub(super) kind: Kind,
    pub(super) category: Category,
    pub(super) amount: Amount,
}

impl Planner {
    /// On the need list, for everybody to claim.
    pub(super) fn posted(&mut self, row: RowNumber, line: Line<'_>) -> Option<NeedId> {
        let need = self.verified(row, line)?;
        self.step(row, "post", Do::Post(Post { need, terms: Terms::whole() }));
        Some(need)
    }

    /// Not yet on the list: somebody looks at it again before it is posted.
    fn verified(&mut self, row: RowNumber, line: Line<'_>) -> Option<NeedId> {
        let (title, whole) = self.title(row, line.column, line.title)?;
        let content = match line.content.whole(whole.as_deref()).text() {
            Some(content) => Some(self.text(row, line.column, &content)?),
            None => None,
        };
        if std::iter::once(title.as_str()).chain(content.as_deref()).any(holds_personal_number) {
            let message = format!("第{row}行：公开的内容里有电话、身份证号或银行卡号");
            let suggestion = "请删去号码；联系方式由社区另行登记";
            self.refuse(row, Some(line.column), "personal_number", message, suggestion);
            return None;
        }
        let amount = line.amount;
        let raise = Raise {
            owner: line.owner,
            title,
            content,
            kind: line.kind,
            category: line.category,
            source: Source::Community,
            amount,
            place: None,
            wanted: None,
        };
        let need = self.make(row, "need", Do::Raise(Box::new(raise)));
        self.step(row, "verify", Do::Verify(Verify { need, amount }));
        Some(need)
    }

    /// Who raised a wish, where the list names a community for certain.
    fn raised_by(&mut self, source: &str) -> Option<OrganisationId> {
        if let Some(known) = self.community_named(source) {
            return Some(known);
        }
        match self.places.find(source) {
            Place::At { code, likely: None } => match self.directory.communities(code) {
                [only] => Some(self.directory.entry(*only).id),
                _none_or_several => None,
            },
            Place::At { .. } | Place::Open | Place::Unknown { .. } => None,
        }
    }
}

/// What stands for "one, taken whole" where a list counts nothing.
fn one(unit: Unit) -> Amount {
    Amount { quantity: 1, unit }
}

/// A unit promised to help: a need of the list's owner, claimed by the unit, and accepted.
pub(super) fn help_claims(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let owner = planner.owner()?;
    let area = planner.owner_area()?;
    for (row, claim) in planner.take(help_claims::read(table).map_err(NoPlan::Sheet)?) {
        let Some(name) = planner.text(row, "认领单位", &claim.unit) else { continue };
        let register = Register {
            name,
            level: Level::Unit,
            nature: None,
            credit_code: None,
            area: planner.options.under,
            parent: None,
            address: None,
        };
        let Some(claimer) = planner.unit(row, "认领单位", register) else { continue };
        let whom = claim.whom.as_deref().unwrap_or("困难群众");
        let form = claim.form.as_deref();
        let amount = one(Unit::Place);
        let line = Line {
            owner: owner.id,
            column: "帮助对象",
            title: &format!("帮扶：{whom}"),
            content: Content::default().say("帮助形式", form).say("备注", claim.remark.as_deref()),
            kind: Kind::Individual,
            category: category_of_form(form.unwrap_or_default()),
            amount,
        };
        let Some(need) = planner.posted(row, line) else { continue };
        let message = match form {
            Some(form) => planner.text(row, "帮助形式", form),
            None => None,
        };
        let (side, need, offer) = (Side::Giving, Some(need), None);
        let (claimer, wait) = (claimer.into(), false);
        let propose =
            Propose { claimer, side, need, offer, amount, slot: None, area, message, wait };
        let claim: ClaimId = planner.make(row, "claim", Do::Propose(Box::new(propose)));
        planner.step(row, "accept", Do::AcceptClaim(Accept { claim }));
    }
    Ok(())
}

fn category_of_form(form: &str) -> Category {
    let says = |words: &[&str]| words.iter().any(|word| form.contains(word));
    match (says(&["现金", "资金", "捐款", "助学金"]), says(&["实物", "物资", "物品"]))
    {
        (true, false) => Category::Funds,
        (_, true) => Category::Goods,
        (false, false) => Category::Service,
    }
}

pub(super) fn micro_wishes(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let owner = planner.owner()?;
    for (row, wish) in planner.take(micro_wishes::read(table).map_err(NoPlan::Sheet)?) {
        if wish.state.as_deref().is_some_and(is_fulfilled) {
            planner.gather(row, "wish_fulfilled", "已实现的心愿不导入。");
            continue;
        }
        let is_claimed = wish.claimed_by.is_some() || wish.state.is_some();
        let category = category_of_wish(wish.kind.as_deref());
        // Somebody's time is given in sessions, as it is offered.
        let unit = if category == Category::Service { Unit::Session } else { Unit::Piece };
        let raised_by = wish.source.as_deref().and_then(|source| planner.raised_by(source));
        let line = Line {
            owner: raised_by.unwrap_or(owner.id),
            column: "心愿内容",
            title: &wish.wish,
            content: Content::default()
                .say("心愿人群", wish.who.as_deref())
                .say("类别", wish.kind.as_deref())
                .say("原清单认领方", wish.claimed_by.as_deref())
                .say("原清单状态", wish.state.as_deref())
                .say("来源", wish.source.as_deref())
                .say("原编号", wish.number.as_deref()),
            kind: Kind::Wish,
            category,
            amount: one(unit),
        };
        if is_claimed {
            planner.gather(
                row,
                "wish_claimed",
                "清单里写着已有人认领，导入为待发布，认领方和状态记在内容里，请核对后再发布。",
            );
            planner.verified(row, line);
        } else {
            planner.posted(row, line);
        }
    }
    Ok(())
}

fn is_fulfilled(state: &str) -> bool {
    ["已实现", "已完成", "已办结"].iter().any(|word| state.contains(word))
}

/// Most wishes are for things; those for somebody's time say so.
fn category_of_wish(kind: Option<&str>) -> Category {
    let time = ["陪", "代办", "服务", "出行", "维修", "环境"];
    match kind {
        Some(kind) if time.iter().any(|word| kind.contains(word)) => Category::Service,
        Some(_) | None => Category::Goods,
    }
}
