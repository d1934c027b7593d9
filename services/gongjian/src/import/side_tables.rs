//! The two tables that people keep beside their lists: what lists call communities, and which
//! names mean one unit.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use sheets::names::normalise;
use sheets::{Field, Limits, Read, Rows, Table};
use values::AreaCode;

const ALIAS: &[Field] = &[
    Field::required("list_name", &["清单名称", "别名"], "清单里的叫法"),
    Field::optional("statistical_code", &["区划代码", "代码", "code"], "空着则不认作任何社区"),
];

const VARIANTS: &[Field] = &[
    Field::required("name_a", &["名称一", "名称1"], "一个名称"),
    Field::required("name_b", &["名称二", "名称2"], "另一个名称"),
    Field::required("judgement", &["判断", "结论"], "same unit 或“同一单位”则合并"),
];

/// What lists call communities.
#[derive(Debug, Clone, Default)]
pub(super) struct Aliases {
    pub(super) known: Vec<(String, AreaCode)>,
    /// Names that people looked at and found no area for: never guessed at.
    pub(super) open: HashSet<String>,
}

impl Aliases {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let table = open(path)?;
        let read = Rows::open(&table, ALIAS)
            .map_err(|error| anyhow!("{}：{}", path.display(), error.chinese()))?
            .read(|line| Some((line.text("list_name")?, line.code("statistical_code"))));
        let mut aliases = Self::default();
        for (name, code) in whole(path, read)? {
            match code {
                Some(code) => aliases.known.push((name, code.parse()?)),
                None => {
                    aliases.open.insert(normalise(&name));
                }
            }
        }
        Ok(aliases)
    }
}

/// Which names mean one unit, judged by people.
#[derive(Debug, Clone, Default)]
pub(super) struct Variants {
    same: HashMap<String, Vec<String>>,
    apart: HashSet<(String, String)>,
}

impl Variants {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let table = open(path)?;
        let read = Rows::open(&table, VARIANTS)
            .map_err(|error| anyhow!("{}：{}", path.display(), error.chinese()))?
            .read(|line| {
                let (a, b) = (line.text("name_a"), line.text("name_b"));
                Some((a?, b?, line.text("judgement")?))
            });
        let mut variants = Self::default();
        for (a, b, judgement) in whole(path, read)? {
            variants.judge(&a, &b, &judgement);
        }
        Ok(variants)
    }

    /// Takes one judgement; anything but "the same unit" keeps the two apart.
    pub(super) fn judge(&mut self, a: &str, b: &str, judgement: &str) {
        let (a, b) = (normalise(a), normalise(b));
        if judgement.starts_with("same unit") || judgement.starts_with("同一单位") {
            self.same.entry(a.clone()).or_default().push(b.clone());
            self.same.entry(b).or_default().push(a);
        } else {
            self.apart.insert((b.clone(), a.clone()));
            self.apart.insert((a, b));
        }
    }

    /// All other names of the unit called `name`, normalised: those judged the same, and those
    /// judged the same as these.
    pub(super) fn of(&self, name: &str) -> Vec<String> {
        let mut found = vec![normalise(name)];
        let mut at = 0;
        while let Some(one) = found.get(at) {
            let more: Vec<String> = self.same.get(one).cloned().unwrap_or_default();
            for other in more {
                if !found.contains(&other) {
                    found.push(other);
                }
            }
            at += 1;
        }
        found.split_off(1)
    }

    /// Whether people judged that these are not one unit.
    pub(super) fn are_apart(&self, a: &str, b: &str) -> bool {
        self.apart.contains(&(normalise(a), normalise(b)))
    }
}

fn open(path: &Path) -> anyhow::Result<Table> {
    let bytes = std::fs::read(path).with_context(|| format!("无法读取 {}", path.display()))?;
    let read = Table::read_within(&bytes, &path.display().to_string(), &Limits::ROSTER);
    read.map_err(|error| anyhow!("{}：{}", path.display(), error.chinese()))
}

fn whole<T>(path: &Path, read: Read<T>) -> anyhow::Result<impl Iterator<Item = T>> {
    if let Some(refusal) = read.refused.first() {
        bail!("{}：{}；{}", path.display(), refusal.message, refusal.suggestion);
    }
    Ok(read.rows.into_iter().map(|(_, row)| row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_as_the_same_is_the_same() {
        let mut variants = Variants::default();
        variants.judge("海通行", "海通银行", "same unit (informal)");
        variants.judge("海通银行", "海通银行（中国）有限公司", "同一单位");
        variants.judge("海通银行", "海通银行威海分行", "different units");
        assert_eq!(variants.of("海通行"), ["海通银行", "海通银行(中国)有限公司"]);
        assert!(variants.of("海通银行威海分行").is_empty());
        assert!(variants.are_apart("海通银行威海分行", "海通银行"));
        assert!(!variants.are_apart("海通行", "海通银行"));
    }

    #[test]
    fn a_name_without_a_code_is_left_open_on_purpose() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aliases.csv");
        let text = "list_name,statistical_code,note\n海三,990101001003,sure\n老街活动室,,unsure\n";
        std::fs::write(&path, text).unwrap();
        let aliases = Aliases::read(&path).unwrap();
        assert_eq!(aliases.known, [("海三".to_owned(), "990101001003".parse().unwrap())]);
        assert!(aliases.open.contains("老街活动室"));
        std::fs::write(&path, "list_name,statistical_code\n海三,abc\n").unwrap();
        assert!(Aliases::read(&path).is_err());
    }
}
