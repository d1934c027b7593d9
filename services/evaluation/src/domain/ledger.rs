//! All accounts of the points ledger, as the postings say: what is left to spend, and what the caps
//! leave to earn.
//!
//! Invariant: the accounts of one kind and year sum up to nothing.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use contracts::evaluation::posting::{Account, Basis, Entry, PointKind, PointRules};
use values::{Date, PersonId};

use super::posting::State;

/// Every account of every kind and year.
#[derive(Debug, Default)]
pub struct Ledger {
    accounts: HashMap<(PointKind, i16, Account), Balance>,
    issued: BTreeMap<(PointKind, i16), i64>,
}

#[derive(Debug, Default)]
struct Balance {
    hundredths: i64,
    /// What was earned by services, by the day.
    by_day: BTreeMap<Date, i64>,
}

impl Ledger {
    /// What `account` has of that year, in hundredths of a point.
    pub fn balance(&self, kind: PointKind, year: i16, account: Account) -> i64 {
        match account {
            Account::Issue => self.issued.get(&(kind, year)).copied().unwrap_or_default(),
            Account::Person(_) | Account::Reward(_) => {
                self.accounts.get(&(kind, year, account)).map_or(0, |balance| balance.hundredths)
            }
        }
    }

    /// What the caps leave `person` to earn on that day, of both kinds together.
    pub fn room(&self, person: PersonId, on: Date, rules: PointRules) -> i64 {
        let earned = |from: Date, to: Date| -> i64 {
            let of_kind = |kind| {
                let account = self.accounts.get(&(kind, on.year(), Account::Person(person)));
                let days =
                    account.into_iter().flat_map(move |account| account.by_day.range(from..=to));
                days.map(|(_, hundredths)| hundredths).sum::<i64>()
            };
            of_kind(PointKind::Public) + of_kind(PointKind::CheckIn)
        };
        let day = i64::from(rules.day_max) * 100 - earned(on, on);
        let month =
            i64::from(rules.month_max) * 100 - earned(on.first_of_month(), on.last_of_month());
        day.min(month)
    }

    /// Takes in the last event of a posting, which is now in `state`.
    pub fn apply(&mut self, state: &State) {
        let (standing, sign) = match state {
            State::Unposted => return,
            State::Posted(standing) => (standing, 1),
            State::Countered(standing) => (standing, -1),
        };
        let service = matches!(standing.basis(), Basis::Service { .. });
        for Entry { account, hundredths } in &standing.entries {
            let gained = sign * hundredths;
            let (kind, year) = (standing.kind, standing.on.year());
            if *account == Account::Issue {
                *self.issued.entry((kind, year)).or_default() += gained;
                continue;
            }
            let balance = self.accounts.entry((kind, year, *account)).or_default();
            balance.hundredths += gained;
            if service {
                *balance.by_day.entry(standing.on).or_default() += gained;
            }
        }
    }
}
