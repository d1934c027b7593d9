//! Who lives and works in the city: areas, organisations, members, offers.

use contracts::projects::{Agreements, QuarterDueLine, agreement};
use contracts::registry::organisation::{Level, Nature};
use contracts::registry::{area, check_in, organisation, pair, person as people};
use contracts::resources::offer::{self, Category};
use contracts::{Actor, PageRequest, Role};
use runtime::Random;
use values::{Amount, AreaCode, CommandId, OfferId, OrganisationId, Text, Unit, Uuid, ids};

use super::{CITY, COUNTY, Size, counted, side_by_side};
use crate::demo::{Stage, person};
use crate::operator;

/// What is offered and asked for: a title, its category, its unit.
pub(crate) const KINDS: [(&str, Category, Unit); 12] = [
    ("义诊", Category::Service, Unit::Session),
    ("法律咨询", Category::Service, Unit::Hour),
    ("会议室", Category::Venue, Unit::Session),
    ("文艺演出", Category::Culture, Unit::Session),
    ("课后辅导", Category::Talent, Unit::Hour),
    ("错时停车", Category::Facility, Unit::Place),
    ("防诈骗宣传", Category::Information, Unit::Session),
    ("环境整治", Category::Service, Unit::Hour),
    ("助学用品", Category::Goods, Unit::Piece),
    ("消防演练", Category::Service, Unit::Session),
    ("运动场地", Category::Venue, Unit::Session),
    ("助老服务", Category::Service, Unit::Hour),
];

/// Of so many agreements one is not reported in time.
const LATE_ONE_IN: u128 = 10;

const NATURES: [(Nature, &str); 8] = [
    (Nature::Government, "局"),
    (Nature::PublicInstitution, "服务中心"),
    (Nature::StateOwned, "供电所"),
    (Nature::Private, "科技公司"),
    (Nature::SocialOrganisation, "公益服务社"),
    (Nature::School, "学校"),
    (Nature::Hospital, "医院"),
    (Nature::PropertyManager, "物业公司"),
];

/// An organisation of the city, with its people.
pub(super) struct Side {
    pub(super) id: OrganisationId,
    pub(super) area: AreaCode,
    /// Who works with the lists.
    pub(super) clerk: Actor,
    /// Who signs.
    pub(super) head: Actor,
}

/// Everybody, and what they offer.
pub(super) struct City {
    pub(super) size: Size,
    pub(super) communities: Vec<Side>,
    pub(super) units: Vec<Side>,
    pub(super) offers: Vec<Offered>,
}

/// What a unit offers.
pub(super) struct Offered {
    pub(super) id: OfferId,
    /// Its place among [`KINDS`].
    pub(super) kind: usize,
    /// Its owner's place among the units.
    pub(super) unit: usize,
    pub(super) quantity: u64,
}

/// The id of a command of the play.
pub(super) fn command(seed: u64, what: &str) -> CommandId {
    ids::of_text("demo city", &format!("{seed} {what}")).into()
}

/// What a command of the play makes.
pub(super) fn made<I: From<Uuid>>(command: CommandId) -> I {
    ids::derive(command.into(), 0).into()
}

impl City {
    /// Registers everybody, lets them check in, and lists what they offer.
    pub(super) async fn settle(
        stage: &Stage<'_>,
        size: Size,
        seed: u64,
        dice: &mut Random,
    ) -> anyhow::Result<Self> {
        areas(stage, size, seed).await?;
        above(stage, size, seed).await?;
        let communities = communities(stage, size, seed).await?;
        let units = units(stage, size, seed, &communities, dice).await?;
        members(stage, size, seed, &communities, &units, dice).await?;
        let offers = offers(stage, size, seed, &units, dice).await?;
        Ok(Self { size, communities, units, offers })
    }

    /// Each unit says that what it offers still stands.
    pub(super) async fn confirm_offers(
        &self,
        stage: &Stage<'_>,
        seed: u64,
        day: u32,
    ) -> anyhow::Result<()> {
        side_by_side((0..).zip(&self.offers).map(async |(number, offered): (u64, &Offered)| {
            let confirms = command(seed, &format!("offer {number} stands on day {day}"));
            let renew = offer::Renew { offer: offered.id, until: None };
            stage.perform(confirms, &self.units[offered.unit].clerk, &renew).await?;
            Ok(())
        }))
        .await
    }

    /// Each community reports the quarter that is over, of all its agreements but some.
    pub(super) async fn report_quarters(&self, stage: &Stage<'_>, seed: u64) -> anyhow::Result<()> {
        side_by_side(self.communities.iter().map(async |community| {
            let page = PageRequest::first(PageRequest::LIMIT_MAX);
            let unreported_by = Some(community.id);
            let owed = Agreements { unreported_by, page, ..Agreements::default() };
            for line in operator::ask(&stage.client, &owed).await?.items {
                if line.id.0.as_u128().is_multiple_of(LATE_ONE_IN) {
                    continue;
                }
                for QuarterDueLine { year, quarter, .. } in line.quarters_due {
                    let reports = format!("quarter {year}-{quarter} of {}", line.id);
                    let (agreement, summary) = (line.id, Text::new("按约开展，双方满意")?);
                    let record = agreement::RecordQuarter { agreement, year, quarter, summary };
                    stage.perform(command(seed, &reports), &community.clerk, &record).await?;
                }
            }
            Ok(())
        }))
        .await
    }
}

impl Size {
    /// In the streets of one invented county, through which the communities follow one another.
    pub(crate) fn community_code(self, number: u64) -> anyhow::Result<AreaCode> {
        let (street, place) = (number % self.streets + 1, number / self.streets + 1);
        Ok(format!("{COUNTY}{street:03}{place:03}").parse()?)
    }
}

async fn areas(stage: &Stage<'_>, size: Size, seed: u64) -> anyhow::Result<()> {
    let mut areas = vec![
        ("99".to_owned(), "临海省".to_owned()),
        ("9902".to_owned(), CITY.to_owned()),
        (COUNTY.to_owned(), "城区".to_owned()),
    ];
    areas.extend(
        (1..=size.streets)
            .map(|street| (format!("{COUNTY}{street:03}"), format!("第{street}街道"))),
    );
    for number in 0..size.communities {
        areas.push((size.community_code(number)?.to_string(), format!("第{}社区", number + 1)));
    }
    let bar = counted("区划", u64::try_from(areas.len())?);
    side_by_side(areas.iter().map(async |(code, name)| {
        let add = area::Add { code: code.parse()?, name: Text::new(name)? };
        let command = command(seed, &format!("area {code}"));
        stage.perform(command, &operator::actor(), &add).await?;
        bar.inc(1);
        Ok(())
    }))
    .await?;
    bar.finish();
    Ok(())
}

fn side(seed: u64, key: &str, area: AreaCode, clerk: Role, head: Role) -> Side {
    let id: OrganisationId = made(command(seed, key));
    Side { id, area, clerk: person(id, clerk), head: person(id, head) }
}

async fn register(
    stage: &Stage<'_>,
    seed: u64,
    key: &str,
    register: organisation::Register,
) -> anyhow::Result<()> {
    stage.perform(command(seed, key), &operator::actor(), &register).await.map(|_| ())
}

/// Whoever works for the city, its district and its streets.
async fn above(stage: &Stage<'_>, size: Size, seed: u64) -> anyhow::Result<()> {
    let mut above = vec![
        (Level::City, "9902".to_owned(), format!("{CITY}委组织部")),
        (Level::District, COUNTY.to_owned(), "城区委组织部".to_owned()),
    ];
    above.extend((1..=size.streets).map(|street| {
        (Level::Street, format!("{COUNTY}{street:03}"), format!("第{street}街道党工委"))
    }));
    for (level, area, name) in above {
        let organisation = organisation::Register {
            name: Text::new(&name)?,
            level,
            nature: None,
            credit_code: None,
            area: Some(area.parse()?),
            parent: None,
            address: None,
        };
        register(stage, seed, &format!("above {area}"), organisation).await?;
    }
    Ok(())
}

/// What the registration of a community is called in the play.
pub(super) fn community_key(number: u64) -> String {
    format!("community {number}")
}

async fn communities(stage: &Stage<'_>, size: Size, seed: u64) -> anyhow::Result<Vec<Side>> {
    let mut sides = Vec::new();
    for number in 0..size.communities {
        let key = community_key(number);
        let area = size.community_code(number)?;
        register(
            stage,
            seed,
            &key,
            organisation::Register {
                name: Text::new(&format!("第{}社区党委", number + 1))?,
                level: Level::Community,
                nature: None,
                credit_code: None,
                area: Some(area),
                parent: None,
                address: None,
            },
        )
        .await?;
        sides.push(side(seed, &key, area, Role::CommunityClerk, Role::CommunitySecretary));
    }
    Ok(sides)
}

async fn units(
    stage: &Stage<'_>,
    size: Size,
    seed: u64,
    communities: &[Side],
    dice: &mut Random,
) -> anyhow::Result<Vec<Side>> {
    let plans: Vec<_> = (0..size.units)
        .map(|number| (number, *dice.one_of(&NATURES), dice.one_of(communities)))
        .collect();
    let bar = counted("单位报到", size.units);
    side_by_side(plans.iter().map(async |(number, (nature, suffix), community)| {
        let key = format!("unit {number}");
        let unit = side(seed, &key, community.area, Role::Liaison, Role::UnitHead);
        let name = Text::new(&format!("第{}{suffix}", number + 1))?;
        register(
            stage,
            seed,
            &key,
            organisation::Register {
                name,
                level: Level::Unit,
                nature: Some(*nature),
                credit_code: None,
                area: Some(community.area),
                parent: None,
                address: None,
            },
        )
        .await?;
        let who = check_in::Who::Unit(unit.id);
        let request =
            check_in::Request { primary: true, ..check_in::Request::of(who, community.id) };
        stage.perform(command(seed, &format!("{key} checks in")), &unit.clerk, &request).await?;
        let accept = check_in::Accept { check_in: check_in::id(who, community.id) };
        stage.perform(command(seed, &format!("{key} is in")), &community.clerk, &accept).await?;
        let make = pair::Make { unit: unit.id, community: community.id };
        stage.perform(command(seed, &format!("{key} pairs")), &community.clerk, &make).await?;
        bar.inc(1);
        Ok(())
    }))
    .await?;
    bar.finish();
    let side = |(number, _, community): &(u64, _, &Side)| {
        side(seed, &format!("unit {number}"), community.area, Role::Liaison, Role::UnitHead)
    };
    Ok(plans.iter().map(side).collect())
}

async fn members(
    stage: &Stage<'_>,
    size: Size,
    seed: u64,
    communities: &[Side],
    units: &[Side],
    dice: &mut Random,
) -> anyhow::Result<()> {
    let plans: Vec<_> = (0..size.members)
        .map(|number| (number, dice.one_of(units), dice.one_of(communities)))
        .collect();
    let bar = counted("在职党员报到", size.members);
    side_by_side(plans.iter().map(async |(number, unit, home)| {
        let register = people::Register {
            name: Text::new(&format!("党员{number}"))?,
            phone: Some(Text::new(&format!("000{number:08}"))?),
            work_unit: Some(unit.id),
            home_community: Some(home.id),
            skills: Vec::new(),
        };
        let command_id = command(seed, &format!("member {number}"));
        stage.perform(command_id, &operator::actor(), &register).await?;
        let who = check_in::Who::Person(made(command_id));
        let request = check_in::Request::of(who, home.id);
        let asks = command(seed, &format!("member {number} checks in"));
        stage.perform(asks, &operator::actor(), &request).await?;
        let accept = check_in::Accept { check_in: check_in::id(who, home.id) };
        let accepted = command(seed, &format!("member {number} is in"));
        stage.perform(accepted, &home.clerk, &accept).await?;
        bar.inc(1);
        Ok(())
    }))
    .await?;
    bar.finish();
    Ok(())
}

async fn offers(
    stage: &Stage<'_>,
    size: Size,
    seed: u64,
    units: &[Side],
    dice: &mut Random,
) -> anyhow::Result<Vec<Offered>> {
    let numbers: Vec<usize> = (0..units.len()).collect();
    let kinds: Vec<usize> = (0..KINDS.len()).collect();
    let plans: Vec<_> = (0..size.offers)
        .map(|number| (number, *dice.one_of(&kinds), *dice.one_of(&numbers), 20 + dice.below(80)))
        .collect();
    let bar = counted("资源清单", size.offers);
    side_by_side(plans.iter().map(async |(number, kind, unit, quantity)| {
        let (title, category, measure) = KINDS[*kind];
        let unit = &units[*unit];
        let amount = Amount::new(*quantity, measure)?;
        let list = offer::List {
            area: unit.area.parent(),
            ..offer::List::new(unit.id, Text::new(title)?, category, amount)
        };
        stage.perform(command(seed, &format!("offer {number}")), &unit.clerk, &list).await?;
        bar.inc(1);
        Ok(())
    }))
    .await?;
    bar.finish();
    let offer = |(number, kind, unit, quantity): &(u64, usize, usize, u64)| {
        let id = made(command(seed, &format!("offer {number}")));
        Offered { id, kind: *kind, unit: *unit, quantity: *quantity }
    };
    Ok(plans.iter().map(offer).collect())
}
