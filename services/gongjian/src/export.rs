//! `gongjian export`: one list as a table, whole, under the columns that people know.
//!
//! What `gongjian import` reads comes back as it was: the columns are those of `sheets`.
//!
//! On disk: the file that was asked for, written beside its name and then put in its place, so
//! that no half of a list is ever taken for a whole one.

mod lists;
mod paging;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::ValueEnum;
use runtime::Settings;

use crate::operator;
use crate::progress;
pub(crate) use lists::{List, Source};
use sheets::written::{self, Sheet};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 导出哪张清单
    #[arg(value_enum, value_name = "清单")]
    list: List,
    /// 文件格式
    #[arg(long, value_enum, value_name = "格式", default_value_t = Format::Xlsx)]
    format: Format,
    /// 写到哪个文件
    #[arg(long, value_name = "文件")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Excel 工作簿
    Xlsx,
    /// 逗号分隔，UTF-8 带标记
    Csv,
}

impl Format {
    pub(crate) fn bytes(self, sheet: &Sheet) -> Result<Vec<u8>, written::Error> {
        match self {
            Self::Xlsx => sheet.xlsx(),
            Self::Csv => sheet.csv(),
        }
    }
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let client = operator::client(&settings).await?;
    let bar = progress::of_pieces("导出", 0);
    let sheet = args.list.sheet(&Source { client: &client, bar: &bar }).await;
    bar.finish_and_clear();
    let sheet = sheet?;
    let bytes = args.format.bytes(&sheet)?;
    files::replace(&args.out, &bytes)
        .with_context(|| format!("无法写入 {}", args.out.display()))?;
    println!("已导出{}：{} 行，{}", sheet.name, sheet.rows.len(), args.out.display());
    if args.list.names_people() {
        println!("文件里有个人信息：请妥善保管，用后删除。");
    }
    Ok(ExitCode::SUCCESS)
}
