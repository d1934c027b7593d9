//! What the rules of activities say.

use contracts::projects::activity::{DAYS_MAX, Rejection};
use values::time::show;

use super::super::super::{Words, conflict, forbidden, invalid, unknown};

pub(in super::super) fn activity(reason: &Rejection) -> Words {
    match reason {
        Rejection::Unknown => unknown("没有这项活动", "请核对活动编号"),
        Rejection::NotAuthorised => forbidden("您不能代表这个组织办理此项业务，请由该组织人员办理"),
        Rejection::AlreadyPlanned => {
            conflict("编号已被占用", "这个编号已属于另一项活动，请换一个命令编号再提交")
        }
        Rejection::TimesOutOfOrder => invalid(
            "时间有误",
            format!("报名截止不得晚于开始，结束须晚于开始，一项活动至多 {DAYS_MAX} 天"),
        ),
        Rejection::TooLate => {
            conflict("时间已过", "发布时报名尚未截止、改期须改到今后，请先调整时间")
        }
        Rejection::CapacityOutOfRange { max } => {
            invalid("名额有误", format!("名额须在 1 至 {max} 之间"))
        }
        Rejection::OpenToNobody => {
            invalid("报名对象有误", "报名对象 open_to 至少一类，不得重复填写")
        }
        Rejection::NotADraft => conflict("活动不是草稿", "只有草稿可以修改和发布，已发布的请改期"),
        Rejection::AlreadySignedUp { places } => {
            conflict("已经报名", format!("已报 {places} 个名额，要改变数量请先取消报名再重新报名"))
        }
        Rejection::NotSignedUp => conflict("没有报名", "没有这个报名，请核对报名名单"),
        Rejection::NotInvited => conflict("不在报名对象之列", "这项活动不对您这一类对象开放报名"),
        Rejection::SignUpOver { sign_up_until } => {
            conflict("报名已截止", format!("报名截止于 {}", show(*sign_up_until)))
        }
        Rejection::PlacesOutOfRange { max } => {
            invalid("名额数量有误", format!("个人报名为 1 个名额，这里可报 1 至 {max} 个"))
        }
        Rejection::WaitingListFull { max } => {
            conflict("候补已满", format!("候补名单最多 {max} 个名额，请选择其他活动"))
        }
        Rejection::NotPublished => conflict("活动尚未发布", "请待主办方发布后再办理"),
        Rejection::Cancelled => conflict("活动已取消", "这项活动已取消，原因见活动详情"),
        Rejection::AlreadyBegun => conflict("活动已开始", "活动开始后不能再取消报名或改期"),
        Rejection::NotBegun => conflict("活动尚未开始", "请在活动开始后登记和确认到场情况"),
        Rejection::Confirmed => conflict("活动已办结", "到场情况已确认，不能再改"),
        Rejection::MarksOutOfRange { max } => {
            invalid("登记条数有误", format!("一次登记 1 至 {max} 条到场情况"))
        }
        Rejection::AttendanceOutOfRange { places, minutes } => invalid(
            "到场情况有误",
            format!("到场人数须为 1 至 {places} 人，时长须为 1 至 {minutes} 分钟"),
        ),
        Rejection::NotAllRecorded { left } => {
            conflict("仍有人未登记", format!("还有 {left} 个报名没有登记到场情况，请先登记"))
        }
        Rejection::OwnAttendance => {
            conflict("不能由本人确认", "登记到场情况的人和到场计时的人不能确认，请由他人确认")
        }
        Rejection::TooManyToCopy { found, max } => invalid(
            "一次复制过多",
            format!("这段时间共有 {found} 项活动，一次最多复制 {max} 项，请缩短时间分次复制"),
        ),
    }
}
