//! How long things took.

use std::time::Duration;

/// Durations of a run, in microseconds.
#[derive(Default)]
pub(super) struct Latencies(Vec<u32>);

impl Latencies {
    pub(super) fn add(&mut self, took: Duration) {
        self.0.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    pub(super) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// In milliseconds, that within which `percent` of 100 were done; 0 when there were none.
    pub(super) fn percentile(&mut self, percent: usize) -> f64 {
        if self.0.is_empty() {
            return 0.0;
        }
        let at = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        let (_, microseconds, _) = self.0.select_nth_unstable(at);
        f64::from(*microseconds) / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_least_that_covers_its_share() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.percentile(99), 0.0);
        for milliseconds in (1..=200).rev() {
            latencies.add(Duration::from_millis(milliseconds));
        }
        assert_eq!(latencies.percentile(50), 100.0);
        assert_eq!(latencies.percentile(99), 198.0);
        assert_eq!(latencies.percentile(100), 200.0);
    }
}
