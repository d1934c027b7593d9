//! A bar on the standard error for what takes longer than a second.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for `total` pieces of `what`; nought while nobody knows how many there are.
pub(crate) fn of_pieces(what: impl Into<Cow<'static, str>>, total: u64) -> ProgressBar {
    let style = "{msg} {wide_bar} {human_pos}/{human_len}，余 {eta}";
    bar(what, total, style)
}

/// That something goes on, for what does not say how far it is.
pub(crate) fn of_something(what: impl Into<Cow<'static, str>>) -> ProgressBar {
    let spinner = bar(what, 0, "{spinner} {msg} {elapsed}");
    spinner.enable_steady_tick(Duration::from_millis(250));
    spinner
}

/// A bar that fills by itself within `length`. It ends when it is dropped.
pub(crate) fn of_time(what: &'static str, length: Duration) -> Timed {
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

pub(crate) struct Timed {
    bar: ProgressBar,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Timed {
    fn drop(&mut self) {
        self.task.abort();
        self.bar.finish_and_clear();
    }
}

fn bar(what: impl Into<Cow<'static, str>>, total: u64, style: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(style).expect("a fixed template that is one");
    ProgressBar::new(total).with_style(style).with_message(what)
}
