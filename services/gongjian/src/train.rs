//! `gongjian train`: learns from labelled texts which category a message is likely of.
//!
//! The model is one file, to be named in the setting `needs.model`; nothing is sent anywhere.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::text::{Trained, train};
use anyhow::{Context as _, bail};
use serde_json::json;
use sheets::kinds::labelled::{self, Labelled};
use sheets::{Limits, Table};

use crate::progress;
use crate::table;

#[derive(clap::Args)]
#[command(after_long_help = columns())]
pub(crate) struct Args {
    /// 带有人工类别的文本（CSV、XLSX），可以是几份
    #[arg(value_name = "文件", required = true)]
    files: Vec<PathBuf>,
    /// 模型写到哪里；在设置 needs.model 中写明后，重新启动即启用
    #[arg(long, value_name = "文件")]
    out: PathBuf,
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
}

fn columns() -> String {
    sheets::Field::help("带类别的文本", "train", labelled::COLUMNS)
}

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let (mut examples, mut left_out) = (Vec::new(), 0);
    for file in &args.files {
        let (read, refused) = read(file)?;
        examples.extend(read);
        left_out += refused;
    }
    if left_out > 0 && !args.json {
        println!("有 {left_out} 行没有类别或内容，不用于学习。");
    }
    let pairs: Vec<(&str, &str)> =
        examples.iter().map(|row| (row.text.as_str(), row.label.as_str())).collect();
    let bar = progress::of_pieces("学习", 0);
    let trained = train(&pairs, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let trained = trained.map_err(|why| anyhow::anyhow!("{}", told(&why)))?;
    let bytes = trained.model.to_bytes();
    // A system that starts meanwhile reads the old model or the new one.
    files::replace(&args.out, &bytes)
        .with_context(|| format!("无法写入 {}", args.out.display()))?;
    if args.json {
        println!("{}", figures(&args.out, &trained, bytes.len(), left_out));
    } else {
        show(&args.out, &trained, bytes.len());
    }
    Ok(ExitCode::SUCCESS)
}

/// The labelled texts of a file, and how many of its rows are none.
fn read(file: &Path) -> anyhow::Result<(Vec<Labelled>, usize)> {
    let bytes = std::fs::read(file).with_context(|| format!("无法读取 {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let read =
        Table::read_within(&bytes, &name, &Limits::ROSTER).and_then(|table| labelled::read(&table));
    match read {
        Ok(read) => {
            let examples = read.rows.into_iter().map(|(_, row)| row).collect();
            Ok((examples, read.refused.len()))
        }
        Err(error) => bail!("{}：{}", file.display(), error.chinese()),
    }
}

fn told(why: &::text::NoTraining) -> String {
    use ::text::NoTraining;
    match why {
        NoTraining::Labels(count) => {
            format!("有 {count} 个类别，须为 2 到 {} 个", ::text::LABELS_MAX)
        }
        NoTraining::Label(label) => {
            format!("类别“{label}”太长，最多 {} 个字", ::text::LABEL_CHARS_MAX)
        }
        NoTraining::Examples { label, examples } => {
            format!("类别“{label}”只有 {examples} 条，至少要 5 条")
        }
    }
}

fn figures(out: &Path, trained: &Trained, bytes: usize, left_out: usize) -> serde_json::Value {
    let by_label = trained.by_label.iter().map(|(label, (tested_on, right))| {
        (label.clone(), json!({ "tested_on": tested_on, "right": right }))
    });
    json!({
        "model": out.display().to_string(),
        "bytes": bytes,
        "trained_on": trained.trained_on,
        "tested_on": trained.tested_on,
        "right": trained.right,
        "accuracy": trained.accuracy(),
        "by_label": serde_json::Map::from_iter(by_label),
        "rows_left_out": left_out,
    })
}

fn show(out: &Path, trained: &Trained, bytes: usize) {
    let mut rows = table::with(&["类别", "留出", "判对", "准确率"]);
    let percent = |right: usize, of: usize| match of {
        0 => "—".to_owned(),
        of => format!("{:.1}%", right as f64 * 100.0 / of as f64),
    };
    for (label, (of, right)) in &trained.by_label {
        rows.add_row([label.clone(), of.to_string(), right.to_string(), percent(*right, *of)]);
    }
    println!("{rows}");
    println!(
        "学习 {} 条，留出 {} 条核对，判对 {} 条，准确率 {}。",
        trained.trained_on,
        trained.tested_on,
        trained.right,
        percent(trained.right, trained.tested_on)
    );
    println!(
        "模型已用全部 {} 条学成，写入 {}（{} KiB）。",
        trained.trained_on + trained.tested_on,
        out.display(),
        bytes / 1024
    );
}
