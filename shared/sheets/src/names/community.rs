//! A community as a list calls it, found among the statistical areas.

use super::closest::sounds_like;
use super::plain::abbreviates;
use super::{closest, normalise};

/// What a name resolves to. Only `Exact` and `Alias` may be taken without asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// The same name, suffixes left out; the area's code.
    Exact(String),
    /// By the alias table; the area's code.
    Alias(String),
    /// The only area it can be an abbreviation or a misspelling of: ask.
    Likely {
        /// The area's code.
        code: String,
        /// The area's name.
        name: String,
    },
    /// Several areas it can mean: their codes and names.
    Ambiguous(Vec<(String, String)>),
    /// None; the names nearest to it.
    Unknown(Vec<String>),
}

/// The areas of a district, ready to look names up in.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    areas: Vec<Area>,
    aliases: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
struct Area {
    code: String,
    name: String,
    core: String,
}

impl Areas {
    /// Takes codes and names, as the statistical list has them.
    pub fn new<C: Into<String>, N: Into<String>>(areas: impl IntoIterator<Item = (C, N)>) -> Self {
        let areas = areas.into_iter().map(|(code, name)| {
            let name = name.into();
            Area { code: code.into(), core: community_core(&name), name }
        });
        Self { areas: areas.collect(), aliases: Vec::new() }
    }

    /// The same with a table of aliases: the name in the lists, the area's code.
    #[must_use]
    pub fn with_aliases<L: AsRef<str>, C: Into<String>>(
        mut self,
        aliases: impl IntoIterator<Item = (L, C)>,
    ) -> Self {
        let pair = |(name, code): (L, C)| (normalise(name.as_ref()), code.into());
        self.aliases.extend(aliases.into_iter().map(pair));
        self
    }

    /// Looks a name up: in the alias table, by the name itself, as an abbreviation (海三 for
    /// 海湾三村), then by its sound.
    pub fn resolve(&self, list_name: &str) -> Resolution {
        let whole = normalise(list_name);
        if let Some((_, code)) = self.aliases.iter().find(|(alias, _)| *alias == whole) {
            return Resolution::Alias(code.clone());
        }
        let core = community_core(list_name);
        let found = self.by_core(&core);
        if let (Resolution::Unknown(_), Some(inner)) = (&found, behind_street(&core)) {
            let inner = self.by_core(inner);
            if !matches!(inner, Resolution::Unknown(_)) {
                return inner;
            }
        }
        found
    }

    fn by_core(&self, core: &str) -> Resolution {
        // Names repeat: the same name twice is a question, not an answer.
        match self.select(|area| area.core == core).as_slice() {
            [] => {}
            [only] => return Resolution::Exact(only.code.clone()),
            several => return ambiguous(several),
        }
        if core.chars().count() < 2 {
            return self.unknown(core);
        }
        for matches in [
            self.select(|area| abbreviates(core, &area.core)),
            self.select(|area| sounds_the_same(core, &area.core)),
        ] {
            match matches.as_slice() {
                [] => {}
                [only] => {
                    return Resolution::Likely { code: only.code.clone(), name: only.name.clone() };
                }
                several => return ambiguous(several),
            }
        }
        self.unknown(core)
    }

    fn unknown(&self, core: &str) -> Resolution {
        let near = closest(core, self.areas.iter().map(|area| area.core.as_str()));
        let name = |core: &str| self.areas.iter().find(|area| area.core == core);
        let names = near.iter().filter_map(|(core, _)| name(core)).map(|area| area.name.clone());
        Resolution::Unknown(names.collect())
    }

    fn select(&self, fits: impl Fn(&Area) -> bool) -> Vec<&Area> {
        self.areas.iter().filter(|area| fits(area)).collect()
    }
}

fn ambiguous(areas: &[&Area]) -> Resolution {
    let pairs = areas.iter().map(|area| (area.code.clone(), area.name.clone()));
    Resolution::Ambiguous(pairs.collect())
}

fn sounds_the_same(a: &str, b: &str) -> bool {
    a.chars().count() == b.chars().count()
        && a.chars().zip(b.chars()).all(|(a, b)| a == b || sounds_like(a, b))
}

/// What stands behind the name of a street: 古寨 of 鲸园街道古寨.
fn behind_street(core: &str) -> Option<&str> {
    let (_, inner) = core.split_once("街道").or_else(|| core.split_once('镇'))?;
    (inner.chars().count() >= 2).then_some(inner)
}

/// What a community's organisation or rooms are called, behind its own name.
const SUFFIXES: &[&str] = &[
    "党总支部委员会",
    "党支部委员会",
    "党员委员会",
    "党群服务中心",
    "党群服务站",
    "党总支部",
    "党委会",
    "总支部委员会",
    "支部委员会",
    "委员会",
    "党总支",
    "党支部",
    "党委",
    "党组织",
    "联合党支部",
    "工作站",
    "服务站",
    "活动中心",
    "活动室",
    "会议室",
    "居民区",
    "居民",
    "居委会",
    "居委",
    "社区居",
    "社区",
    "小区",
];

/// The name itself: without what kind of organisation it is, without a number behind it.
pub fn community_core(name: &str) -> String {
    let mut core = normalise(name);
    if let Some(rest) = core.strip_prefix("中共") {
        core = rest.to_owned();
    }
    loop {
        let shorter =
            core.trim_end_matches(|c: char| c.is_ascii_digit() || c == '#' || c == '(' || c == ')');
        // 村委会 is the committee of the village, and 河西村 the village.
        let shorter = ["村村民委员会", "村村委会", "村民委员会", "村委会"]
            .iter()
            .find_map(|suffix| shorter.strip_suffix(suffix))
            .map(|village| format!("{village}村"))
            .unwrap_or_else(|| {
                let suffix = SUFFIXES.iter().find_map(|suffix| shorter.strip_suffix(suffix));
                suffix.unwrap_or(shorter).to_owned()
            });
        // A name that is nothing but suffixes is its own core.
        if shorter.is_empty() || shorter == core {
            return core;
        }
        core = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas() -> Areas {
        Areas::new([
            ("1", "海湾一村居委会"),
            ("2", "海湾三村居委会"),
            ("3", "望岛第一居委会"),
            ("4", "望岛第二居委会"),
            ("5", "古寨居委会"),
            ("6", "西门外社区居委会"),
            ("7", "西门外社区居委会"),
            ("8", "河西村委会"),
        ])
    }

    fn exact(code: &str) -> Resolution {
        Resolution::Exact(code.to_owned())
    }

    #[test]
    fn suffixes_do_not_make_another_name() {
        for name in
            ["古寨居民区党总支", "古寨社区", "中共古寨社区居民委员会党支部", "古寨居民区活动室2"]
        {
            assert_eq!(areas().resolve(name), exact("5"), "{name}");
        }
        for name in ["河西村", "河西村村委会", "河西村党支部", "河西村村民委员会"]
        {
            assert_eq!(areas().resolve(name), exact("8"), "{name}");
        }
        assert_eq!(community_core("社区"), "社区");
    }

    #[test]
    fn an_abbreviation_is_only_likely_and_only_if_it_fits_one_area() {
        let likely = |code: &str, name: &str| Resolution::Likely {
            code: code.to_owned(),
            name: name.to_owned(),
        };
        assert_eq!(areas().resolve("海三居民区"), likely("2", "海湾三村居委会"));
        assert_eq!(areas().resolve("古庙社区"), Resolution::Unknown(vec!["古寨居委会".to_owned()]));
        assert_eq!(areas().resolve("谷寨社区"), likely("5", "古寨居委会"));
        assert!(
            matches!(areas().resolve("望岛居民区"), Resolution::Ambiguous(both) if both.len() == 2)
        );
        assert!(
            matches!(areas().resolve("西门外"), Resolution::Ambiguous(both) if both.len() == 2)
        );
        assert!(matches!(areas().resolve("望"), Resolution::Unknown(_)));
    }

    #[test]
    fn the_alias_table_comes_first() {
        let areas = areas().with_aliases([("海湾 老村", "1"), ("古寨", "6")]);
        assert_eq!(areas.resolve("海湾老村"), Resolution::Alias("1".to_owned()));
        assert_eq!(areas.resolve("古寨"), Resolution::Alias("6".to_owned()));
        assert_eq!(areas.resolve("鲸园街道古寨社区"), exact("5"));
    }
}
