//! A bar on the standard error for what takes longer than a second.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for `total` pieces of `what`.
pub(super) fn of_pieces(what: &'static str, total: u64) -> ProgressBar {
    let style = "{msg} {wide_bar} {human_pos}/{human_len}，余 {eta}";
    bar(what, total, style)
}

/// A bar that fills by itself within `length`. It ends when it is dropped.
pub(super) fn of_time(what: &'static str, length: Duration) -> Timed {
    let milliseconds = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    let bar = bar(what, milliseconds, "{msg} {wide_bar} {percent}%");
    let moving = bar.clone();
    let task = tokio::spawn(async move {
        let started = Instant::now();
        let mut tick = tokio::time::interval(Duration::from_millis(250));
        loop {
            tick.tick().await;
            moving.set_position(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        }
    });
    Timed { bar, task }
}

pub(super) struct Timed {
    bar: ProgressBar,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Timed {
    fn drop(&mut self) {
        self.task.abort();
        self.bar.finish_and_clear();
    }
}

fn bar(what: &'static str, total: u64, style: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(style).expect("a fixed template that is one");
    ProgressBar::new(total).with_style(style).with_message(what)
}
