//! Why a whole file cannot be read. What concerns single rows is a [`Refusal`](crate::Refusal).

/// Why a file is refused as a whole. `Display` is for logs; [`Error::chinese`] is for people.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file has more bytes than are taken.
    #[error("the file has {bytes} bytes, at most {max} are taken")]
    TooLarge { bytes: usize, max: usize },
    /// There is nothing in the file.
    #[error("the file holds no rows")]
    Empty,
    /// A format that is known and not read.
    #[error("{format} files are not read")]
    Unsupported { format: &'static str },
    /// Neither UTF-8 nor GB18030, or no text at all.
    #[error("the text is neither UTF-8 nor GB18030")]
    NotText,
    /// A quotation mark in a CSV file that is never closed.
    #[error("the record at line {line} is longer than a cell may be; a quote is not closed")]
    OpenQuote { line: u32 },
    /// Splitting the text into records failed.
    #[error("splitting the text into records failed")]
    Records(#[source] csv::Error),
    /// Walking the zip archive failed.
    #[error("walking the archive failed")]
    Archive(#[source] zip::result::ZipError),
    /// Inflating an entry of the archive failed.
    #[error("inflating {entry} failed")]
    Inflate { entry: String, source: std::io::Error },
    /// The archive has more entries than are taken.
    #[error("the archive has {entries} entries, at most {max} are taken")]
    TooManyEntries { entries: usize, max: usize },
    /// The archive unpacks to more than is taken.
    #[error("the archive unpacks to more than {max} bytes")]
    TooMuchUnpacked { max: u64 },
    /// The XML inside is built to exhaust its reader, not to be read.
    #[error("{entry} is not XML as spreadsheet programs write it: {why}")]
    Hostile { entry: String, why: &'static str },
    /// Reading the workbook failed.
    #[error("reading the workbook failed")]
    Workbook(#[source] Box<calamine::XlsxError>),
    /// The workbook's reader gave up on malformed references.
    #[error("the workbook's references are malformed")]
    Malformed,
    /// No visible worksheet holds anything.
    #[error("no visible worksheet holds anything")]
    NoSheet,
    /// A cell stands outside what is read.
    #[error("cell {at} lies outside the {rows} rows and {columns} columns that are read")]
    FarCell { at: String, rows: u32, columns: usize },
    /// More cells than are taken.
    #[error("the sheet has more than {max} cells")]
    TooManyCells { max: usize },
    /// No header row with the columns that must be there.
    #[error("columns are missing: {}", .missing.join(", "))]
    MissingColumns {
        /// What must be there and is not.
        missing: Vec<String>,
        /// What the most likely header row holds.
        found: Vec<String>,
        /// Every column that is known, the obligatory ones first.
        known: Vec<String>,
    },
}

impl Error {
    /// A stable English code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "file_too_large",
            Self::Empty => "file_empty",
            Self::Unsupported { .. } => "format_unsupported",
            Self::NotText => "encoding_unknown",
            Self::OpenQuote { .. } => "quote_open",
            Self::Records(_) => "csv_broken",
            Self::Archive(_) | Self::Inflate { .. } => "archive_broken",
            Self::TooManyEntries { .. } => "archive_entries",
            Self::TooMuchUnpacked { .. } => "archive_unpacked",
            Self::Hostile { .. } => "archive_hostile",
            Self::Workbook(_) | Self::Malformed => "workbook_broken",
            Self::NoSheet => "workbook_empty",
            Self::FarCell { .. } => "cell_far",
            Self::TooManyCells { .. } => "cells_too_many",
            Self::MissingColumns { .. } => "columns_missing",
        }
    }

    /// The reason and what to do, in Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Self::TooLarge { bytes, max } => format!(
                "文件有{}，超过上限{}。请拆成几个文件，或删去图片后另存。",
                mebibytes(*bytes as u64),
                mebibytes(*max as u64)
            ),
            Self::Empty => "文件是空的，没有可读的行。".to_owned(),
            Self::Unsupported { format } => {
                format!(
                    "不能读取{format}。请在表格软件中另存为“Excel 工作簿（.xlsx）”或 CSV 后再试。"
                )
            }
            Self::NotText => {
                "文字编码不是 UTF-8，也不是 GB18030（GBK）。请另存为“CSV UTF-8”或 .xlsx。"
                    .to_owned()
            }
            Self::OpenQuote { line } => {
                format!("第{line}行起的内容过长，多半是引号没有成对。请补上引号，或另存为 .xlsx。")
            }
            Self::Records(_) => "CSV 文件无法分行，请另存为 .xlsx 后再试。".to_owned(),
            Self::Archive(_) | Self::Inflate { .. } | Self::Workbook(_) | Self::Malformed => {
                "工作簿已损坏，或不是 .xlsx 文件。请用表格软件打开后重新另存。".to_owned()
            }
            Self::TooManyEntries { entries, max } => {
                format!("工作簿内含{entries}个部件，超过上限{max}。请只保留要导入的工作表和内容。")
            }
            Self::TooMuchUnpacked { max } => {
                format!("工作簿解压后超过{}，不予读取。请删去图片和无关的工作表。", mebibytes(*max))
            }
            Self::Hostile { .. } => {
                "工作簿的内部结构异常，不予读取。请把内容复制到新建的工作簿中再试。".to_owned()
            }
            Self::NoSheet => "工作簿里没有可见且有内容的工作表。".to_owned(),
            Self::FarCell { at, rows, columns } => {
                format!("单元格{at}超出可读范围（{rows}行、{columns}列）。请删去远处的零星内容。")
            }
            Self::TooManyCells { max } => format!("有内容的单元格超过{max}个，请拆成几个文件。"),
            Self::MissingColumns { missing, found, known } => format!(
                "缺少必填列：{}。找到的列：{}。可用的列：{}。",
                missing.join("、"),
                if found.is_empty() { "（无）".to_owned() } else { found.join("、") },
                known.join("、")
            ),
        }
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{}.{} MiB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20)
}
