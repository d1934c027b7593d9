//! Agreements and projects that are there already, by what lists call them.

use std::collections::HashMap;

use contracts::projects::{AgreementLine, ProjectLine};

use super::known::Known;

/// What a list of projects or of records may name.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    agreements: HashMap<String, Vec<AgreementLine>>,
    projects: HashMap<String, ProjectLine>,
}

impl Ledger {
    pub(super) fn of(known: &Known) -> Self {
        let mut agreements: HashMap<String, Vec<AgreementLine>> = HashMap::new();
        for line in &known.agreements {
            for name in [line.terms.title.to_string(), line.id.to_string()] {
                agreements.entry(name).or_default().push(line.clone());
            }
        }
        let projects = known.projects.iter();
        let projects = projects.map(|line| (line.code.to_string(), line.clone())).collect();
        Self { agreements, projects }
    }

    /// The agreements of this title or number.
    pub(super) fn agreements(&self, name: &str) -> &[AgreementLine] {
        self.agreements.get(name).map_or(&[], Vec::as_slice)
    }

    /// The project of this code.
    pub(super) fn project(&self, code: &str) -> Option<&ProjectLine> {
        self.projects.get(code)
    }
}
