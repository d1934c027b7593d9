//! One field of a form: its place in the command, and how it is asked for.

use std::borrow::Cow;

use serde_json::Value;
use values::Uuid;

use crate::Shown;
use crate::pages::parts::{Choice, choices};

/// What is written in the source, or made for one row among several.
type Words = Cow<'static, str>;

/// A field of a form.
pub(crate) struct Field {
    /// Its place in the command: `amount.quantity`, `duties.0.what`.
    pub(crate) name: Words,
    pub(crate) label: Words,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// What helps to fill it.
    pub(crate) hint: String,
    /// What stands in it.
    pub(crate) value: String,
    /// It is no part of the command: what is chosen here, other fields say in its words.
    pub(crate) is_aside: bool,
    /// The rejections that are about it, by their stable codes.
    pub(crate) codes: &'static [&'static str],
    /// What is wrong with it.
    pub(crate) error: Option<String>,
}

/// How a field is asked for.
pub(crate) enum Kind {
    Line {
        max: usize,
    },
    Paragraph {
        max: usize,
    },
    Number {
        min: u64,
        max: u64,
        unit: &'static str,
    },
    /// Whole yuan and fen; fen in the command.
    Yuan,
    Date,
    /// A day, to its end.
    EndOf,
    Time,
    /// A day and a time, as clocks here show it.
    Moment,
    Choice(Vec<Choice>),
    /// One of some numbers.
    Numbered(Vec<Choice>),
    Check,
    /// That somebody knows what they do: asked for, and no part of the command.
    Consent,
    /// A file that is kept; its digest in the command.
    File,
    /// Carried by the form, and no part of the command.
    Hidden,
    /// Not asked for: it follows from who does it to what.
    Fixed(Value),
}

impl Field {
    fn new(name: impl Into<Words>, label: impl Into<Words>, kind: Kind) -> Self {
        let (name, label) = (name.into(), label.into());
        let (hint, value) = (String::new(), String::new());
        let (required, is_aside, codes, error) = (true, false, &[], None);
        Self { name, label, kind, required, hint, value, is_aside, codes, error }
    }

    pub(crate) fn line(name: impl Into<Words>, label: impl Into<Words>, max: usize) -> Self {
        Self::new(name, label, Kind::Line { max })
    }

    pub(crate) fn paragraph(name: impl Into<Words>, label: impl Into<Words>, max: usize) -> Self {
        Self::new(name, label, Kind::Paragraph { max })
    }

    pub(crate) fn number(
        name: impl Into<Words>,
        label: impl Into<Words>,
        max: u64,
        unit: &'static str,
    ) -> Self {
        Self::new(name, label, Kind::Number { min: 1, max, unit })
    }

    pub(crate) fn yuan(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self::new(name, label, Kind::Yuan)
    }

    pub(crate) fn date(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self::new(name, label, Kind::Date)
    }

    pub(crate) fn end_of(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self::new(name, label, Kind::EndOf)
    }

    pub(crate) fn time(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self::new(name, label, Kind::Time)
    }

    /// A day and a time; it is filled with what [`values::time::show`] makes of an instant.
    pub(crate) fn moment(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self::new(name, label, Kind::Moment)
    }

    pub(crate) fn check(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self { required: false, ..Self::new(name, label, Kind::Check) }
    }

    /// What is to be agreed to before it is done.
    pub(crate) fn consent(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self::new(name, label, Kind::Consent).aside()
    }

    pub(crate) fn choice(
        name: impl Into<Words>,
        label: impl Into<Words>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, Kind::Choice(choices))
    }

    /// One of these numbers.
    pub(crate) fn numbered(
        name: impl Into<Words>,
        label: impl Into<Words>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, Kind::Numbered(choices))
    }

    pub(crate) fn file(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self::new(name, label, Kind::File)
    }

    /// One of all of a kind.
    pub(crate) fn of<S: Shown>(name: impl Into<Words>, label: impl Into<Words>) -> Self {
        Self::choice(name, label, choices::<S>())
    }

    pub(crate) fn fixed(name: impl Into<Words>, value: impl serde::Serialize) -> Self {
        let value = serde_json::to_value(value).expect("it has text keys only");
        Self::new(name, "", Kind::Fixed(value))
    }

    pub(crate) fn hidden(name: impl Into<Words>, value: String) -> Self {
        Self { value, required: false, ..Self::new(name, "", Kind::Hidden) }
    }

    pub(crate) fn aside(mut self) -> Self {
        self.is_aside = true;
        self
    }

    pub(crate) fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    pub(crate) fn hint(mut self, hint: impl ToString) -> Self {
        self.hint = hint.to_string();
        self
    }

    /// As a number it is this at least; 1 unless it says so.
    pub(crate) fn at_least(mut self, least: u64) -> Self {
        if let Kind::Number { min, .. } = &mut self.kind {
            *min = least;
        }
        self
    }

    /// What stands in it at first.
    pub(crate) fn value(mut self, value: impl ToString) -> Self {
        self.value = value.to_string();
        self
    }

    /// The same, where there is something.
    pub(crate) fn or(self, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.value(value),
            None => self,
        }
    }

    /// The same, also where that cannot be chosen any more: it stays unless another is chosen.
    pub(crate) fn kept(mut self, value: Option<impl ToString>) -> Self {
        let Some(value) = value.map(|value| value.to_string()) else { return self };
        if let Kind::Choice(choices) = &mut self.kind
            && choices.iter().all(|choice| choice.value != value)
        {
            choices.push(Choice { value: value.clone(), label: "（保持不变）".to_owned() });
        }
        self.value(value)
    }

    /// Rejections with these codes are about it.
    pub(crate) fn codes(mut self, codes: &'static [&'static str]) -> Self {
        self.codes = codes;
        self
    }

    /// Is there nothing to choose?
    pub(crate) fn has_no_choice(&self) -> bool {
        matches!(&self.kind, Kind::Choice(choices) if choices.is_empty())
    }

    pub(crate) fn is_hidden(&self) -> bool {
        matches!(self.kind, Kind::Hidden)
    }

    /// Is it asked for, and no part of the command?
    pub(crate) fn is_consent(&self) -> bool {
        matches!(self.kind, Kind::Consent)
    }

    pub(crate) fn is_file(&self) -> bool {
        matches!(self.kind, Kind::File)
    }

    pub(crate) fn is_shown(&self) -> bool {
        !matches!(self.kind, Kind::Fixed(_) | Kind::Hidden)
    }
}

/// What the address named, in the command and carried on by its form.
pub(crate) fn carried(name: &'static str, id: impl Into<Uuid>) -> Vec<Field> {
    let id: Uuid = id.into();
    vec![Field::fixed(name, id), Field::hidden(name, id.to_string())]
}

/// Why: what many deeds ask for.
pub(crate) fn reason() -> Vec<Field> {
    vec![Field::paragraph("reason", "原因", 200).hint("对方会看到")]
}
