//! The taxonomy 分类: what may stand under each of the eight categories, one for offers and needs;
//! and what a city calls its three lists.
//!
//! A subcategory is known by its code, for ever: it is renamed or retired, never removed, so
//! whatever refers to it still has a name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{Text, Uuid, ids};

mod shipped;

/// The eight categories (`DOMAIN.md`, *Offer*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 场地
    Venue,
    /// 人才
    Talent,
    /// 服务
    Service,
    /// 设施
    Facility,
    /// 物资
    Goods,
    /// 资金
    Funds,
    /// 信息
    Information,
    /// 文化
    Culture,
}

impl Category {
    /// All of them, in the order of the lists.
    pub const ALL: [Self; 8] = [
        Self::Venue,
        Self::Talent,
        Self::Service,
        Self::Facility,
        Self::Goods,
        Self::Funds,
        Self::Information,
        Self::Culture,
    ];
}

/// 其他: the subcategory of every category for what is of none of the others. Two lines of it need
/// have nothing in common.
pub const OTHER: &str = "other";

/// The code of a subcategory, `meeting_room`: lower-case letters, digits and `_`.
pub type SubcategoryCode = Text<40>;

/// What the program itself calls a subcategory; none of what a city has added.
pub fn shipped_name(category: Category, code: &str) -> Option<&'static str> {
    shipped::name(category, code)
}

/// One subcategory of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Subcategory {
    pub code: SubcategoryCode,
    /// What people read.
    pub name: Text<30>,
    /// 停用: nothing new may name it; what names it already keeps its name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// What a city calls its three lists: 资源、需求、项目, or 供给、需求、共建. Each is a word that 清单 may
/// follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ListTitles))]
#[serde(deny_unknown_fields)]
pub struct Titles {
    pub offers: Text<10>,
    pub needs: Text<10>,
    pub projects: Text<10>,
}

impl Titles {
    /// 资源清单
    pub fn offer_list(&self) -> String {
        list_called(&self.offers)
    }

    /// 需求清单
    pub fn need_list(&self) -> String {
        list_called(&self.needs)
    }

    /// 项目清单
    pub fn project_list(&self) -> String {
        list_called(&self.projects)
    }
}

fn list_called(word: &Text<10>) -> String {
    format!("{word}清单")
}

impl Default for Titles {
    fn default() -> Self {
        let [offers, needs, projects] =
            ["资源", "需求", "项目"].map(|word| Text::new(word).expect("it is short"));
        Self { offers, needs, projects }
    }
}

/// The subcategories of every category, in the order in which people are shown them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    subcategories: BTreeMap<Category, Vec<Subcategory>>,
    titles: Titles,
}

impl Taxonomy {
    /// What the program ships with: the kinds of service and resource that cities really list
    /// (`PRACTICE.md`, *The lists*).
    pub fn shipped() -> Self {
        Self { subcategories: shipped::subcategories(), titles: Titles::default() }
    }

    /// The subcategories of `category`, retired ones too.
    pub fn of(&self, category: Category) -> &[Subcategory] {
        self.subcategories.get(&category).map_or(&[], Vec::as_slice)
    }

    /// Replaces those of `category`.
    fn set(&mut self, category: Category, subcategories: Vec<Subcategory>) {
        self.subcategories.insert(category, subcategories);
    }

    /// What the three lists are called.
    pub fn titles(&self) -> &Titles {
        &self.titles
    }

    /// What happened to it.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::CategorySet { category, subcategories } => {
                self.set(*category, subcategories.clone());
            }
            Event::TitlesSet { titles } => self.titles = titles.clone(),
        }
    }

    fn find(&self, category: Category, code: &str) -> Option<&Subcategory> {
        self.of(category).iter().find(|known| known.code.as_str() == code)
    }

    /// May something new in `category` name `code`?
    pub fn is_live(&self, category: Category, code: &str) -> bool {
        self.find(category, code).is_some_and(|known| !known.retired)
    }

    /// What `code` in `category` is called, retired or not.
    pub fn name(&self, category: Category, code: &str) -> Option<&str> {
        self.find(category, code).map(|known| known.name.as_str())
    }
}

/// There is one taxonomy.
pub fn id() -> Uuid {
    ids::of_text("taxonomy", "")
}

/// `cmd.registry.taxonomy.set-category`: how the subcategories of one category are called, in
/// which order. A code that stood in the list and is left out is retired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetCategory {
    pub category: Category,
    /// At most [`SUBCATEGORIES_MAX`] with those that were retired.
    pub subcategories: Vec<Subcategory>,
}

/// `cmd.registry.taxonomy.set-titles`: what the three lists are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetTitles {
    pub titles: Titles,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    SetCategory(SetCategory),
    SetTitles(Titles),
}

/// The most subcategories of one category, retired ones counted.
pub const SUBCATEGORIES_MAX: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// The whole list as it is from now on, with what was retired.
    #[serde(rename = "taxonomy.category_set.v1")]
    CategorySet { category: Category, subcategories: Vec<Subcategory> },
    #[serde(rename = "taxonomy.titles_set.v1")]
    TitlesSet { titles: Titles },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Only the city and the operator change the taxonomy.
    NotAuthorised,
    /// A code is no code, or stands twice.
    CodesOutOfPlace,
    /// Titles are plain words, and no two lists are called the same.
    TitlesUnfit,
    /// A category has at most this many subcategories.
    TooMany { max: usize },
}

crate::request::commands! {
    SetCategory => "cmd.registry.taxonomy.set-category",
    SetTitles => "cmd.registry.taxonomy.set-titles",
}
