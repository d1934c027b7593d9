//! The kinds of needs people ask for.

use contracts::Directory;
use contracts::needs::need::{self, Kind, Urgency};
use contracts::needs::{NeedLine, NeedStatus, Needs};
use contracts::registry::taxonomy::Category;
use runtime::{Letters, letters};
use text::{is_called, is_sound};
use values::{AreaCode, OrganisationId, Timestamp};

/// Whose it is, and one thing that is said of it.
pub(super) type Filed = (Whose, Said);

/// Whose needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    Anybodys,
    Of(OrganisationId),
    /// The owner works in that area, or in a part of it.
    In(AreaCode),
}

impl runtime::Kind for Whose {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Of(owner) => Some(*owner),
            Self::Anybodys | Self::In(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Of(_) => Self::Of(organisation),
            Self::Anybodys | Self::In(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        self.whose().map(|_| Self::In(area))
    }
}

/// What is said of a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Said {
    /// How it stands, and of which category it is: whatever that is, where nothing is said.
    Stands(Option<NeedStatus>, Option<Category>),
    Kind(Kind),
    Urgency(Urgency),
    Overdue(bool),
    /// It was closed, as solved or as anything else.
    Solved(bool),
    /// Its title has that; filed as anybody's alone.
    Called(Letters),
}

/// Under what `line` is found.
pub(super) fn filed_under(line: &NeedLine) -> Vec<Filed> {
    let (status, category) = (Some(line.status), Some(line.category));
    let always = [
        Said::Stands(None, None),
        Said::Stands(status, None),
        Said::Stands(None, category),
        Said::Stands(status, category),
        Said::Kind(line.kind),
        Said::Urgency(line.urgency),
        Said::Overdue(line.overdue),
    ];
    let said = always.into_iter().chain(is_solved(line).map(Said::Solved));
    let whose = [Whose::Anybodys, Whose::Of(line.owner)].into_iter();
    called(line.title.as_str())
        .chain(whose.flat_map(|whose| said.clone().map(move |said| (whose, said))))
        .collect()
}

/// Of which kinds all at once a need is that `query` asks for. Whether its title has the text as a
/// whole is looked for among those.
pub(super) fn asked(query: &Needs, directory: &Directory) -> Vec<Filed> {
    let Needs { kind, category, urgency, status, overdue, solved, .. } = *query;
    let owner = query.owner.map(|owner| Whose::Of(directory.resolve(owner)));
    let mut whose: Vec<_> = owner.into_iter().chain(query.area.map(Whose::In)).collect();
    if whose.is_empty() {
        whose.push(Whose::Anybodys);
    }
    let stands = status.is_some() || category.is_some();
    let said = [
        stands.then_some(Said::Stands(status, category)),
        kind.map(Said::Kind),
        urgency.map(Said::Urgency),
        overdue.map(Said::Overdue),
        solved.map(Said::Solved),
    ];
    let mut said: Vec<_> = said.into_iter().flatten().collect();
    if said.is_empty() {
        said.push(Said::Stands(None, None));
    }
    // A sound is written in no title.
    let text = query.text.iter().filter(|text| !is_sound(text)).flat_map(|text| called(text));
    whose
        .into_iter()
        .flat_map(|whose| said.iter().map(move |said| (whose, *said)))
        .chain(text)
        .collect()
}

fn called(text: &str) -> impl Iterator<Item = Filed> {
    letters(text).map(|letters| (Whose::Anybodys, Said::Called(letters)))
}

/// Is it all that `query` asks for of a need itself?
pub(super) fn fits(line: &NeedLine, query: &Needs) -> bool {
    let Needs { kind, category, urgency, status, overdue, solved, .. } = *query;
    kind.is_none_or(|kind| line.kind == kind)
        && category.is_none_or(|category| line.category == category)
        && urgency.is_none_or(|urgency| line.urgency == urgency)
        && status.is_none_or(|status| line.status == status)
        && overdue.is_none_or(|overdue| line.overdue == overdue)
        && solved.is_none_or(|solved| is_solved(line) == Some(solved))
        && query.text.as_ref().is_none_or(|text| is_called(line.title.as_str(), text))
}

/// Until when somebody is to claim it, or to do something about that nobody did.
pub(super) fn due(line: &NeedLine) -> Option<Timestamp> {
    let open = matches!(line.status, NeedStatus::Posted | NeedStatus::PartlyHeld);
    line.act_by.or(line.deadline.filter(|_| open))
}

/// Was it closed as solved? Nothing where it is not closed.
fn is_solved(line: &NeedLine) -> Option<bool> {
    line.outcome.as_ref().map(need::Outcome::is_solved)
}
