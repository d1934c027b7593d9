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
    /// How much of something it is.
    Share(Share),
    /// A moment or a day, never broken.
    When(String),
    /// A text, and what explains it.
    Explained {
        text: String,
        under: String,
    },
    /// What can be done about the line.
    Act(Button),
    /// Pictures by their addresses, and what is on each, for who cannot see it.
    Pictures(Vec<(String, String)>),
}

/// An amount, and how much of it is held and done.
pub(crate) struct Bar {
    pub(crate) text: String,
    pub(crate) total: u64,
    pub(crate) held: u64,
    pub(crate) done: u64,
}

/// A number, and the bar that draws it.
pub(crate) struct Share {
    pub(crate) text: String,
    /// The length of the bar in hundredths.
    pub(crate) percent: usize,
    /// Where the number leads.
    pub(crate) href: Option<String>,
}

impl Share {
    /// `part` of `whole`.
    pub(crate) fn of(part: usize, whole: usize) -> Self {
        let percent = part.saturating_mul(100).checked_div(whole).unwrap_or(0).min(100);
        Self { text: part.to_string(), percent, href: None }
    }

    /// The same, leading somewhere.
    pub(crate) fn leading_to(self, href: String) -> Self {
        Self { href: Some(href), ..self }
    }

    /// The same bar beside other words.
    pub(crate) fn said_as(self, text: String) -> Self {
        Self { text, ..self }
    }
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

    /// What it says as a text, and what explains that; nothing of what only leads somewhere.
    pub(crate) fn plain(&self) -> (&str, &str) {
        match self {
            Cell::Text(text) | Cell::When(text) => (text, ""),
            Cell::Link { text, under, .. } | Cell::Explained { text, under } => (text, under),
            Cell::Badge(badge) => (&badge.text, ""),
            Cell::Bar(bar) => (&bar.text, ""),
            Cell::Share(share) => (&share.text, ""),
            Cell::Links(_) | Cell::Act(_) | Cell::Pictures(_) => ("", ""),
        }
    }

    /// Does it say nothing?
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Cell::Text(text) | Cell::When(text) => text.is_empty(),
            Cell::Links(links) => links.is_empty(),
            Cell::Pictures(pictures) => pictures.is_empty(),
            Cell::Link { .. }
            | Cell::Badge(_)
            | Cell::Bar(_)
            | Cell::Share(_)
            | Cell::Explained { .. }
            | Cell::Act(_) => false,
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
    /// What it is about.
    pub(crate) fn first(self) -> Cell {
        self.cells.into_iter().next().unwrap_or_else(|| Cell::text(""))
    }

    /// Without its links, for whoever may not follow them.
    pub(crate) fn unlinked(self) -> Self {
        let plain = |cell| match cell {
            Cell::Link { text, under: _, href: _ } => Cell::Text(text),
            Cell::Links(_) | Cell::Act(_) => Cell::text(""),
            Cell::Share(share) => Cell::Share(Share { href: None, ..share }),
            Cell::Text(_)
            | Cell::Badge(_)
            | Cell::Bar(_)
            | Cell::When(_)
            | Cell::Pictures(_)
            | Cell::Explained { .. } => cell,
        };
        Self { cells: self.cells.into_iter().map(plain).collect() }
    }
}

/// A table without the columns in which nothing stands.
pub(crate) fn told(columns: &[&'static str], rows: Vec<Row>) -> (Vec<&'static str>, Vec<Row>) {
    let says =
        |at: usize| rows.iter().any(|row| row.cells.get(at).is_some_and(|it| !it.is_empty()));
    let kept: Vec<_> = (0..columns.len()).map(|at| at == 0 || says(at)).collect();
    let is_kept = |at: usize| kept.get(at).copied().unwrap_or(false);
    let of_row = |row: Row| {
        let cells = row.cells.into_iter().enumerate().filter(|(at, _)| is_kept(*at));
        Row { cells: cells.map(|(_, cell)| cell).collect() }
    };
    let columns = columns.iter().enumerate().filter(|(at, _)| is_kept(*at));
    (columns.map(|(_, column)| *column).collect(), rows.into_iter().map(of_row).collect())
}

/// A table under a heading.
pub(crate) struct Section {
    pub(crate) heading: String,
    /// An anchor, and what is announced when it changes.
    pub(crate) id: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Row>,
    /// How many there are in all.
    pub(crate) total: usize,
    /// Where the others are.
    pub(crate) more: Option<String>,
    /// What is said when there are none, and what to do then.
    pub(crate) empty: String,
    /// What can be done about it.
    pub(crate) buttons: Vec<Button>,
    /// How it is drawn beside its table: `bars`, `stacks` or `lines`.
    pub(crate) chart: Option<&'static str>,
}

impl Section {
    pub(crate) fn new(
        id: &'static str,
        heading: impl ToString,
        columns: &'static [&'static str],
        rows: Vec<Row>,
    ) -> Self {
        let (total, empty) = (rows.len(), "暂无".to_owned());
        let (columns, rows) = told(columns, rows);
        let (heading, more, buttons) = (heading.to_string(), None, Vec::new());
        let chart = None;
        Self { heading, id, columns, rows, total, more, empty, buttons, chart }
    }

    /// Of how many, and where the others are.
    pub(crate) fn of(mut self, total: usize, more: impl ToString) -> Self {
        self.total = total;
        self.more = (total > self.rows.len()).then(|| more.to_string());
        self
    }

    /// With what can be done about it.
    pub(crate) fn with(mut self, buttons: Vec<Button>) -> Self {
        self.buttons = buttons;
        self
    }

    /// Drawn, too: as `bars`, `stacks` or `lines`.
    pub(crate) fn drawn(mut self, chart: &'static str) -> Self {
        self.chart = Some(chart);
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
#[derive(Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
}

/// All of a kind as choices.
pub(crate) fn choices<S: crate::Shown>() -> Vec<Choice> {
    let choice = |one: &S| Choice { value: one.code(), label: one.chinese().to_owned() };
    S::ALL.iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_in_which_nothing_stands_is_not_shown() {
        let row = |when: &str, price: &str| Row {
            cells: vec![Cell::text(""), Cell::When(when.to_owned()), Cell::text(price)],
        };
        let rows = vec![row("", "无偿"), row("", "")];
        let section = Section::new("offers", "资源", &["资源", "截止", "价格"], rows);
        assert_eq!(section.columns, ["资源", "价格"]);
        assert!(section.rows.iter().all(|row| row.cells.len() == 2));
    }
}
