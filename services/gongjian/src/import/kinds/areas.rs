//! Areas onto the map.

use contracts::registry::area;
use sheets::Table;
use sheets::kinds::areas;
use values::AreaCode;

use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    for (row, area) in planner.take(areas::read(table).map_err(NoPlan::Sheet)?) {
        let Some(name) = planner.text(row, "名称", &area.name) else { continue };
        let Ok(code) = area.code.parse::<AreaCode>() else {
            let message = format!("第{row}行：“{}”不是区划代码", area.code);
            planner.refuse(row, Some("代码"), "area_code", message, "请核对前两位的省级代码");
            continue;
        };
        let parent = area.parent_code.map(|parent| parent.parse::<AreaCode>());
        if parent.is_some_and(|parent| !parent.is_ok_and(|parent| parent.contains(code))) {
            let message = format!("第{row}行：“{}”不在它的上级代码之内", area.name);
            let suggestion = "请核对代码和上级代码";
            planner.refuse(row, Some("上级代码"), "area_parent", message, suggestion);
            continue;
        }
        planner.step(row, "area", Do::AddArea(area::Add { code, name }));
    }
    Ok(())
}
