//! The taxonomy 分类: the subcategories of each category of offers and needs, and the titles of the
//! three lists.
//!
//! Invariant: no code stands twice in a category, and none that ever stood there is gone.

use std::collections::BTreeSet;

use contracts::registry::taxonomy::{
    self, Command, Event, Rejection, SUBCATEGORIES_MAX, SetCategory, Subcategory, Titles,
};
use contracts::{Actor, Context, Role};
use decider::Decider;
use values::Text;

/// The rules of the taxonomy.
pub struct Taxonomy;

/// The subcategories as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State(taxonomy::Taxonomy);

impl Default for State {
    fn default() -> Self {
        State(taxonomy::Taxonomy::shipped())
    }
}

impl Decider for Taxonomy {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        if !may_set(&context.actor) {
            return Err(Rejection::NotAuthorised);
        }
        match command {
            Command::SetCategory(set) => set_category(state, set),
            Command::SetTitles(titles) => set_titles(state, titles),
        }
    }

    fn evolve(State(mut taxonomy): State, event: &Event) -> State {
        taxonomy.apply(event);
        State(taxonomy)
    }
}

fn set_category(State(taxonomy): &State, set: SetCategory) -> Result<Vec<Event>, Rejection> {
    let SetCategory { category, mut subcategories } = set;
    let known = taxonomy.of(category);
    retire_what_is_left_out(known, &mut subcategories);
    if subcategories.len() > SUBCATEGORIES_MAX {
        return Err(Rejection::TooMany { max: SUBCATEGORIES_MAX });
    }
    let codes: BTreeSet<_> = subcategories.iter().map(|one| one.code.as_str()).collect();
    if codes.len() < subcategories.len() || !codes.into_iter().all(is_code) {
        return Err(Rejection::CodesOutOfPlace);
    }
    if known == subcategories {
        return Ok(vec![]);
    }
    Ok(vec![Event::CategorySet { category, subcategories }])
}

fn set_titles(State(taxonomy): &State, titles: Titles) -> Result<Vec<Event>, Rejection> {
    let distinct: BTreeSet<_> = [&titles.offers, &titles.needs, &titles.projects].into();
    let plain = |word: &&Text<10>| word.chars().all(char::is_alphanumeric);
    if distinct.len() < 3 || !distinct.iter().all(plain) {
        return Err(Rejection::TitlesUnfit);
    }
    if *taxonomy.titles() == titles { Ok(vec![]) } else { Ok(vec![Event::TitlesSet { titles }]) }
}

/// One taxonomy for the whole city, so it is the city's; and so are the titles.
fn may_set(actor: &Actor) -> bool {
    actor.role().is_some_and(Role::decides_for_the_city)
}

/// What stood in the list may be named somewhere: it stays, at the end.
fn retire_what_is_left_out(known: &[Subcategory], subcategories: &mut Vec<Subcategory>) {
    for known in known {
        if !subcategories.iter().any(|one| one.code == known.code) {
            subcategories.push(Subcategory { retired: true, ..known.clone() });
        }
    }
}

fn is_code(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use contracts::registry::taxonomy::Category;
    use contracts::testing::{OWNER, by, operator, person, secretary_of};
    use decider::{deciding_again_changes_nothing, given};

    use super::*;

    fn sub(code: &str, name: &str) -> Subcategory {
        let (code, name) = (Text::new(code).unwrap(), Text::new(name).unwrap());
        Subcategory { code, name, retired: false }
    }

    fn shipped() -> Vec<Subcategory> {
        taxonomy::Taxonomy::shipped().of(Category::Funds).to_vec()
    }

    fn set(subcategories: Vec<Subcategory>) -> Command {
        Command::SetCategory(SetCategory { category: Category::Funds, subcategories })
    }

    fn was_set(subcategories: Vec<Subcategory>) -> Event {
        Event::CategorySet { category: Category::Funds, subcategories }
    }

    #[test]
    fn the_city_sets_the_subcategories_and_nobody_below() {
        let more = [shipped(), vec![sub("lottery", "福彩公益金")]].concat();
        for actor in [operator(), person(Role::CityOfficer, OWNER)] {
            given::<Taxonomy>([]).when(&by(actor), set(more.clone())).then([was_set(more.clone())]);
        }
        for actor in [secretary_of(OWNER), person(Role::StreetOfficer, OWNER), Actor::System] {
            given::<Taxonomy>([])
                .when(&by(actor), set(more.clone()))
                .then_rejected(Rejection::NotAuthorised);
        }
    }

    #[test]
    fn what_is_left_out_is_retired_under_its_last_name() {
        let retired: Vec<_> =
            shipped().into_iter().map(|one| Subcategory { retired: true, ..one }).collect();
        let only = [vec![sub("lottery", "福彩公益金")], retired].concat();
        given::<Taxonomy>([])
            .when(&by(operator()), set(vec![sub("lottery", "福彩公益金")]))
            .then([was_set(only.clone())]);
        // Named again, it is back.
        let back = [vec![sub("project", "专项资金")], only.clone()].concat();
        let back: Vec<_> =
            back.into_iter().filter(|one| one.code.as_str() != "project" || !one.retired).collect();
        given::<Taxonomy>([was_set(only)])
            .when(&by(operator()), set(back.clone()))
            .then([was_set(back)]);
    }

    #[test]
    fn what_the_program_ships_is_already_so() {
        for category in Category::ALL {
            let subcategories = taxonomy::Taxonomy::shipped().of(category).to_vec();
            given::<Taxonomy>([])
                .when(
                    &by(operator()),
                    Command::SetCategory(SetCategory { category, subcategories }),
                )
                .then_already_so();
        }
    }

    #[test]
    fn a_code_is_plain_and_stands_once() {
        for wrong in [
            vec![sub("Lottery", "福彩")],
            vec![sub("福彩", "福彩")],
            vec![sub("lottery", "福彩"), sub("lottery", "体彩")],
        ] {
            given::<Taxonomy>([])
                .when(&by(operator()), set(wrong))
                .then_rejected(Rejection::CodesOutOfPlace);
        }
    }

    #[test]
    fn a_category_has_a_limit_with_what_was_retired() {
        let many = |count: usize| (0..count).map(|n| sub(&format!("s{n}"), "某类")).collect();
        let room = SUBCATEGORIES_MAX - shipped().len();
        given::<Taxonomy>([])
            .when(&by(operator()), set(many(room + 1)))
            .then_rejected(Rejection::TooMany { max: SUBCATEGORIES_MAX });
        given::<Taxonomy>([]).when(&by(operator()), set(many(room))).outcome().unwrap();
    }

    fn titles([offers, needs, projects]: [&str; 3]) -> Titles {
        let [offers, needs, projects] =
            [offers, needs, projects].map(|word| Text::new(word).unwrap());
        Titles { offers, needs, projects }
    }

    #[test]
    fn the_city_calls_its_three_lists_as_it_likes_and_no_two_alike() {
        let set = |words| Command::SetTitles(titles(words));
        given::<Taxonomy>([])
            .when(&by(operator()), set(["资源", "需求", "项目"]))
            .then_already_so();
        for words in [["资源", "需求", "服务"], ["供给", "需求", "共建"]] {
            let state = given::<Taxonomy>([])
                .when(&by(operator()), set(words))
                .then([Event::TitlesSet { titles: titles(words) }]);
            deciding_again_changes_nothing::<Taxonomy>(state, &by(operator()), set(words));
        }
        for words in [["需求", "需求", "项目"], ["资源", "需求/问题", "项目"]] {
            given::<Taxonomy>([])
                .when(&by(operator()), set(words))
                .then_rejected(Rejection::TitlesUnfit);
        }
        given::<Taxonomy>([])
            .when(&by(secretary_of(OWNER)), set(["供给", "需求", "共建"]))
            .then_rejected(Rejection::NotAuthorised);
    }

    proptest::proptest! {
        #[test]
        fn no_code_is_ever_gone(
            lists in proptest::collection::vec(proptest::collection::vec(0u8..20, 0..10), 0..10),
        ) {
            let mut state = State::default();
            let mut seen = BTreeSet::new();
            for list in lists {
                let list: BTreeSet<_> = list.into_iter().map(|n| format!("s{n}")).collect();
                seen.extend(list.clone());
                let command = set(list.iter().map(|code| sub(code, "某类")).collect());
                state = deciding_again_changes_nothing::<Taxonomy>(state, &by(operator()), command);
                for code in &seen {
                    proptest::prop_assert!(state.0.name(Category::Funds, code).is_some());
                    let live = state.0.is_live(Category::Funds, code);
                    proptest::prop_assert_eq!(live, list.contains(code));
                }
            }
        }
    }
}
