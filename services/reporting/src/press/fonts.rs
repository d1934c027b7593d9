//! Which fonts there are: the operator's own first, then the free ones that a Debian has.

use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::Font;

use super::PressError;

/// Where free fonts lie, beside the operator's own folder.
pub const FONT_FOLDERS: [&str; 4] = [
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/fonts/opentype/fandol",
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/opentype/noto-cjk",
];

/// What each style is set in, the best first; the last of each has every character.
const STYLES: [(&str, &[&str]); 5] = [
    ("仿宋", &["FangSong_GB2312", "FangSong", "FandolFang R", "FandolFang"]),
    ("楷体", &["KaiTi_GB2312", "KaiTi", "FandolKai"]),
    ("黑体", &["SimHei", "FandolHei", "Noto Sans CJK SC"]),
    ("宋体", &["SimSun", "FandolSong", "Noto Serif CJK SC"]),
    ("小标宋", &["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC"]),
];

/// Whatever the others lack, 堃 玥 䶮 among it.
const FALLBACK: &str = "Noto Serif CJK SC";

/// The fonts that are of use, from `folders`.
pub(super) fn load(folders: &[PathBuf]) -> Result<Vec<Font>, PressError> {
    let mut fonts: Vec<Font> = Vec::new();
    for path in folders.iter().flat_map(|folder| files_in(folder)) {
        let Ok(content) = std::fs::read(&path) else { continue };
        let of_use = |font: &Font| is_of_use(&font.info().family);
        fonts.extend(Font::iter(Bytes::new(content)).filter(of_use));
    }
    if fonts.is_empty() {
        return Err(PressError::NoFont { folders: folders.to_vec() });
    }
    Ok(fonts)
}

fn is_of_use(family: &str) -> bool {
    family == FALLBACK || STYLES.iter().any(|(_, families)| families.contains(&family))
}

/// The fonts in a folder, in the order of their names; of folders in it nothing.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_font = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| {
            ["otf", "ttf", "ttc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        })
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_font).collect();
    files.sort();
    files
}

/// Which styles have no font of their own, and whether rare characters have one, by name.
pub(super) fn missing(fonts: &[Font]) -> Vec<String> {
    let there = |family: &str| fonts.iter().any(|font| font.info().family == family);
    let styles = STYLES.iter().filter(|(_, families)| !families.iter().any(|family| there(family)));
    let mut missing: Vec<_> =
        styles.map(|(style, families)| format!("{style}（{}）", families[0])).collect();
    if !there(FALLBACK) {
        missing.push(format!("生僻字（{FALLBACK}）"));
    }
    missing
}

/// Which fonts documents would lack on this machine, with the operator's own folder looked at
/// first.
///
/// # Errors
/// When there is no Chinese font at all.
pub fn missing_fonts(folders: &[PathBuf]) -> Result<Vec<String>, PressError> {
    Ok(missing(&load(folders)?))
}
