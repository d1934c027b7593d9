//! The subcategories that the program ships with; a city changes them as it likes.

use std::collections::BTreeMap;

use values::Text;

use super::{Category, Subcategory};

type Names = &'static [(&'static str, &'static str)];

pub(super) fn name(category: Category, code: &str) -> Option<&'static str> {
    names(category).iter().find(|(of, _)| *of == code).map(|(_, name)| *name)
}

fn names(category: Category) -> Names {
    match category {
        Category::Venue => &[
            ("meeting_room", "会议室"),
            ("activity_room", "活动室"),
            ("lecture_hall", "报告厅、礼堂"),
            ("classroom", "教室、培训室"),
            ("party_centre", "党群服务中心"),
            ("sports_ground", "体育场馆"),
            ("parking", "错时停车位"),
            ("education_base", "教育实践基地"),
            ("square", "广场、空地"),
            ("other", "其他场地"),
        ],
        Category::Talent => &[
            ("party_lecturer", "党课宣讲"),
            ("legal", "法律"),
            ("medical", "医疗卫生"),
            ("education", "教育辅导"),
            ("arts", "文艺"),
            ("sports", "体育"),
            ("mediation", "矛盾调解"),
            ("counselling", "心理咨询"),
            ("technical", "维修技术"),
            ("governance", "社区治理"),
            ("other", "其他人才"),
        ],
        Category::Service => &[
            ("organisation", "组织建设"),
            ("legal_aid", "法律咨询与援助"),
            ("hardship_aid", "助困扶残与就业援助"),
            ("governance", "社区治理"),
            ("health", "健康医疗"),
            ("culture_sports", "文化体育"),
            ("safety_patrol", "安全宣传与治安巡逻"),
            ("environment", "环境美化"),
            ("mediation", "矛盾调解"),
            ("companionship", "爱心陪护"),
            ("tutoring", "教育辅导"),
            ("policy_talks", "政策宣传"),
            ("repairs", "便民维修"),
            ("other", "其他服务"),
        ],
        Category::Facility => &[
            ("sports_equipment", "健身器材"),
            ("audio_visual", "音响投影"),
            ("vehicle", "车辆"),
            ("charging", "充电设施"),
            ("canteen", "食堂"),
            ("library", "图书室"),
            ("rest_station", "户外劳动者驿站"),
            ("other", "其他设施"),
        ],
        Category::Goods => &[
            ("hardship_relief", "帮困物资"),
            ("daily_goods", "生活用品"),
            ("books_stationery", "图书文具"),
            ("appliances", "家电家具"),
            ("emergency", "应急防疫物资"),
            ("activity_goods", "活动用品"),
            ("other", "其他物资"),
        ],
        Category::Funds => &[
            ("project", "项目资金"),
            ("hardship_relief", "帮困资金"),
            ("schooling", "助学资金"),
            ("activity", "活动经费"),
            ("other", "其他资金"),
        ],
        Category::Information => &[
            ("policy", "政策信息"),
            ("jobs", "就业岗位"),
            ("training", "培训信息"),
            ("public_service", "便民信息"),
            ("market", "供求信息"),
            ("other", "其他信息"),
        ],
        Category::Culture => &[
            ("performance", "文艺演出"),
            ("lecture", "讲座"),
            ("exhibition", "展览参观"),
            ("reading", "阅读活动"),
            ("film", "电影放映"),
            ("festival", "节日活动"),
            ("team", "文体团队"),
            ("other", "其他文化"),
        ],
    }
}

pub(super) fn subcategories() -> BTreeMap<Category, Vec<Subcategory>> {
    let list = |category| {
        let names = names(category).iter();
        let shipped = names.map(|(code, name)| Subcategory {
            code: Text::new(code).expect("shipped codes are short"),
            name: Text::new(name).expect("shipped names are short"),
            retired: false,
        });
        (category, shipped.collect())
    };
    Category::ALL.into_iter().map(list).collect()
}
