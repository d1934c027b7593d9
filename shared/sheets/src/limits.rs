//! How much of a file is looked at. Over a limit is a clear error, never a silent cut.

/// Limits on one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes_max: usize,
    /// Entries of the zip archive that an XLSX file is.
    pub zip_entries_max: usize,
    /// Bytes of all entries together, counted while inflating; what the archive declares is not
    /// believed.
    pub unpacked_bytes_max: u64,
    /// Cells that hold something.
    pub cells_max: usize,
    /// The last sheet row that may hold something.
    pub rows_max: u32,
    /// The last column that may hold something.
    pub columns_max: usize,
}

impl Limits {
    /// For what people upload.
    pub const UPLOAD: Self = Self {
        file_bytes_max: 5 << 20,
        zip_entries_max: 200,
        unpacked_bytes_max: 64 << 20,
        cells_max: 200_000,
        rows_max: 60_000,
        columns_max: 200,
    };

    /// For a whole city's roster, read by the operator: 50,000 rows of a dozen columns.
    pub const ROSTER: Self = Self { file_bytes_max: 16 << 20, cells_max: 600_000, ..Self::UPLOAD };
}

impl Default for Limits {
    fn default() -> Self {
        Self::UPLOAD
    }
}
