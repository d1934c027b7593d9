//! What pages are put together from.

use values::Amount;

use super::badge::Badge;

/// One thing to be shown in a row or beside a label.
pub(crate) enum Cell {
    Text(String),
    /// Leads somewhere; the second text explains the first.
    Link {
        text: String,
        under: String,
        href: String,
    },
    /// Leads to several places.
    Links(Vec<(&'static str, String)>),
    Badge(Badge),
    /// How much of an amount is spoken for.
    Bar(Bar),
    /// A moment or a day, never broken.
    When(String),
}

/// An amount, and how much of it is held and done.
pub(crate) struct Bar {
    pub(crate) text: String,
    pub(crate) total: u64,
    pub(crate) held: u64,
    pub(crate) done: u64,
}

impl Cell {
    pub(crate) fn text(text: impl ToString) -> Self {
        Cell::Text(text.to_string())
    }

    /// A text that may not be there.
    pub(crate) fn maybe(text: Option<impl ToString>) -> Self {
        Cell::Text(text.map_or_else(String::new, |text| text.to_string()))
    }

    pub(crate) fn link(href: String, text: impl ToString) -> Self {
        Cell::Link { text: text.to_string(), under: String::new(), href }
    }

    /// Does it say nothing?
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Cell::Text(text) | Cell::When(text) => text.is_empty(),
            Cell::Links(links) => links.is_empty(),
            Cell::Link { .. } | Cell::Badge(_) | Cell::Bar(_) => false,
        }
    }

    /// How much of `amount` is held and done.
    pub(crate) fn bar(amount: Amount, held: u64, done: u64) -> Self {
        let left = amount.quantity.saturating_sub(held).saturating_sub(done);
        let unit = amount.unit.chinese();
        let text = format!("余 {left} / {}{unit}", amount.quantity);
        Cell::Bar(Bar { text, total: amount.quantity, held, done })
    }
}

/// A line of a table; its first cell leads to it.
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// Without its links, for whoever may not follow them.
    pub(crate) fn unlinked(self) -> Self {
        let plain = |cell| match cell {
            Cell::Link { text, under: _, href: _ } => Cell::Text(text),
            Cell::Links(_) => Cell::text(""),
            Cell::Text(_) | Cell::Badge(_) | Cell::Bar(_) | Cell::When(_) => cell,
        };
        Self { cells: self.cells.into_iter().map(plain).collect() }
    }
}

/// A table under a heading.
pub(crate) struct Section {
    pub(crate) heading: String,
    /// An anchor, and what is announced when it changes.
    pub(crate) id: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Vec<Row>,
    /// How many there are in all.
    pub(crate) total: usize,
    /// Where the others are.
    pub(crate) more: Option<String>,
    /// What is said when there are none, and what to do then.
    pub(crate) empty: String,
}

impl Section {
    pub(crate) fn new(
        id: &'static str,
        heading: impl ToString,
        columns: &'static [&'static str],
        rows: Vec<Row>,
    ) -> Self {
        let (total, empty) = (rows.len(), "暂无".to_owned());
        Self { heading: heading.to_string(), id, columns, rows, total, more: None, empty }
    }

    /// Of how many, and where the others are.
    pub(crate) fn of(mut self, total: usize, more: impl ToString) -> Self {
        self.total = total;
        self.more = (total > self.rows.len()).then(|| more.to_string());
        self
    }

    pub(crate) fn or(mut self, empty: impl ToString) -> Self {
        self.empty = empty.to_string();
        self
    }
}

/// Something that can be done from here.
pub(crate) struct Button {
    pub(crate) label: &'static str,
    pub(crate) href: String,
    /// At once, as nothing is asked: the id of its command.
    pub(crate) key: Option<String>,
    pub(crate) weight: Weight,
}

/// How much a button matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// What the page is for just now.
    Main,
    Other,
    /// Takes something back or ends it.
    Grave,
}

impl Button {
    /// Its class of Bootstrap.
    pub(crate) fn class(&self) -> &'static str {
        match self.weight {
            Weight::Main => "btn-primary",
            Weight::Other => "btn-outline-primary",
            Weight::Grave => "btn-outline-danger",
        }
    }
}

/// A step of a way, and when it was reached.
pub(crate) struct WayStep {
    pub(crate) label: &'static str,
    pub(crate) when: String,
    pub(crate) reached: bool,
    pub(crate) current: bool,
}

/// One of the choices of a field or a filter.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
}

/// All of a kind as choices.
pub(crate) fn choices<S: crate::Shown>() -> Vec<Choice> {
    let choice = |one: &S| Choice { value: one.code(), label: one.chinese().to_owned() };
    S::ALL.iter().map(choice).collect()
}
