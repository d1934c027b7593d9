"""Everybody's main job, from the need to the rating, in a browser: all of them, or those named,
`jobs.py http://127.0.0.1:… [JOB…]`.

The need is posted in an office, claimed on a phone in at most three taps, accepted, signed by both
heads, recorded by a code that a member shows, confirmed, accepted, rated by both; whoever is rated
objects and is answered. Three administrators make an account that can work. A resident without
scripts tells a community what is missing and follows it. A clerk takes a list in, whole or not at
all. An activity is put on the menu and signed up for. A district judges work for communities, a
call of the hotline is answered, a juror scores, a unit that is there twice becomes one, a list is
kept. Those whose work is short have their walks in `roles.py`. Letters are made larger. Every
role's home is looked at in both sizes, and whatever a page offers to anybody is opened.
"""

import sys
from datetime import date, timedelta

from crawl import every_page_as_everybody
from portal import OFFICE, PHONE, Town, Visitor, does, opens_from_home, town
from roles import ROLES

TITLE = "浏览器里的义诊"
ACTIVITY = "党员义诊日"
HOMES = [
    "member", "liaison", "head", "grid", "clerk", "secretary", "street", "district", "city",
    "auditor",
]
LISTS = [
    "/needs", "/offers", "/projects", "/claims", "/agreements", "/records", "/check-ins",
    "/occasions", "/activities", "/seats", "/organisations", "/search?text=yz", "/figures", "/mine",
    "/imports", "/imports/needs",
]
FOR_STRANGERS = ["/", "/sign-in", "/raise", "/follow", "/public"]
TAPS_MAX = 3
NEWCOMER, NEW_PASSWORD = "chen.jing", "Kite-over-7-hills"


def posts_a_need(clerk: Visitor) -> str:
    clerk.presses("发布需求")
    clerk.fills(title=TITLE, category="service", amount__quantity="1", amount__unit="session")
    clerk.presses("发布需求")
    clerk.sees("待认领")
    return clerk.path()


def claims_on_a_phone(liaison: Visitor, need: str) -> str:
    liaison.searches("yizhen")
    liaison.sees(TITLE)
    liaison.taps = 0
    liaison.opens(need)
    liaison.presses("我来认领")
    liaison.presses("我来认领")
    assert liaison.taps <= TAPS_MAX, f"{liaison.taps} taps to claim"
    liaison.sees("待答复")
    return liaison.path()


def signs(head: Visitor, agreement: str) -> None:
    opens_from_home(head, agreement)
    head.presses("签署")
    head.presses("签署")
    head.sees("已签署")


def records_by_code(town: Town, liaison: Visitor, project: str) -> str:
    liaison.goes_to(project)
    liaison.presses("扫码签到")
    roll = liaison.path()
    with town.visitor(PHONE, login="member") as member:
        for what, label in (("sign-in", "签到"), ("sign-out", "签退")):
            # Another code is shown every half minute.
            liaison.goes_to(roll)
            code = liaison.page.locator(".letters").inner_text()
            member.goes_to(f"{roll}/{what}?code={code}")
            member.presses(label)
    liaison.goes_to(roll)
    liaison.sees("已签退 1 人")
    liaison.presses("结束签到")
    liaison.fills(what="义诊一场", quantity="1")
    liaison.presses("结束签到")
    liaison.presses("服务记录")
    liaison.sees("待确认")
    return liaison.path()


def rates(visitor: Visitor, occasion: str) -> None:
    opens_from_home(visitor, occasion)
    visitor.presses("评价")
    visitor.fills(stars="5")
    visitor.presses("评价")


def evaluates(town: Town, clerk: Visitor, liaison: Visitor, claim: str) -> None:
    """Each rates the other unseen; what is open then can be objected to, and is answered."""
    clerk.goes_to(claim)
    clerk.sees("待评价")
    occasion = clerk.page.locator('#content a[href^="/occasions/"]').first.get_attribute("href")
    rates(clerk, occasion)
    clerk.sees("评价中")
    rates(liaison, occasion)
    liaison.sees("5 星")
    liaison.presses("提出异议")
    liaison.fills(reason="参加的不是我们\n请核对名单")
    liaison.presses("提出异议")
    liaison.sees("待答复")
    objection = liaison.path()
    with town.visitor(OFFICE, login="street") as street:
        opens_from_home(street, objection)
        street.presses("不成立")
        street.fills(answer="已核对名单，评价有效")
        street.presses("不成立")
        street.sees("不成立")
    liaison.goes_to(objection)
    liaison.sees("已核对名单")


def main_job(town: Town) -> None:
    with town.visitor(OFFICE, login="clerk") as clerk, \
            town.visitor(PHONE, login="liaison") as liaison:
        need = posts_a_need(clerk)
        unread = clerk.unread()
        claim = claims_on_a_phone(liaison, need)
        clerk.is_told("待答复")
        clerk.is_rung_for(unread + 1)
        clerk.answers_the_bell()
        clerk.sees("有认领等待答复")
        clerk.opens(claim)
        # What is answered names the claim alone: the open page of the need changes all the same.
        liaison.goes_to(need)
        clerk.presses("接受")
        clerk.sees("已接受")
        liaison.is_told("已接受")
        with town.visitor(PHONE, login="head") as head:
            opens_from_home(liaison, claim)
            liaison.presses("起草协议")
            liaison.presses("起草协议")
            agreement = liaison.path()
            # The open home of whoever is to sign shows it without being asked for again.
            head.is_shown(agreement)
            signs(head, agreement)
        with town.visitor(OFFICE, login="secretary") as secretary:
            signs(secretary, agreement)
        liaison.goes_to(agreement)
        liaison.follows(TITLE)
        project = liaison.path()
        record = records_by_code(town, liaison, project)
        opens_from_home(clerk, record)
        clerk.presses("确认")
        clerk.sees("已确认")
        liaison.goes_to(project)
        liaison.presses("申请验收")
        opens_from_home(clerk, project)
        clerk.presses("验收通过")
        clerk.sees("已验收")
        clerk.goes_to(need)
        clerk.sees("已交付")
        clerk.presses("验收")
        clerk.sees("已验收")
        evaluates(town, clerk, liaison, claim)


def administrators(town: Town) -> None:
    """One opens an account, another gives it a role, the third reads that both did."""
    with town.visitor(OFFICE, login="sysadmin") as accounts:
        accounts.presses("管理账号")
        accounts.presses("开立账号")
        accounts.fills(login=NEWCOMER, name="陈静")
        accounts.presses("开立账号")
        account = accounts.path()
        accounts.presses("发邀请码")
        code = accounts.page.locator(".letters").inner_text()
    with town.visitor(OFFICE, login="secadmin") as roles:
        roles.presses("管理账号")
        roles.opens(account)
        roles.presses("授予角色")
        community = roles.page.locator("select[name=organisation] option", has_text="望海社区")
        roles.fills(role="community_clerk", organisation=community.first.get_attribute("value"))
        roles.presses("授予角色")
        roles.sees("社区工作人员")
    with town.visitor(PHONE) as newcomer:
        newcomer.goes_to(f"/invitation?code={code}")
        newcomer.fills(new=NEW_PASSWORD)
        newcomer.presses("设定密码")
        newcomer.signs_in(NEWCOMER, NEW_PASSWORD)
        newcomer.sees("望海社区")
    with town.visitor(OFFICE, login="auditadmin") as audit:
        audit.presses("查看访问审计")
        audit.sees("登录")
        audit.sees("查看：管理账号")


def a_resident_without_scripts(town: Town) -> None:
    with town.visitor(PHONE, scripts=False) as resident:
        resident.goes_to("/raise")
        communities = resident.page.locator("select[name=owner] option")
        resident.fills(
            owner=communities.nth(1).get_attribute("value"), title="三号楼楼道灯坏了",
            contact__name="王女士",
        )
        resident.presses("提交")
        resident.sees("请记下查询码")
        resident.presses("查看进展")
        resident.sees("三号楼楼道灯坏了")


def takes_a_list_in(town: Town, scripts: bool) -> None:
    """Refused beside the row as long as one is another's; mended, it is taken, whole."""
    title = "导入的理发" if scripts else "无脚本导入的理发"
    head, own = "项目名称,需求方,拟认领数\n", f"{title},望海社区党委,2\n"
    size = OFFICE if scripts else PHONE
    with town.visitor(size, scripts=scripts, login="clerk") as clerk:
        clerk.goes_to("/imports")
        clerk.presses("需求清单")
        clerk.uploads("list", "需求.csv", f"{head}{own}修灯,听涛医院,1\n")
        clerk.presses("上传并核对")
        clerk.sees("什么都没有导入")
        clerk.sees("修灯｜听涛医院｜1")
        clerk.presses("上传另一份")
        clerk.uploads("list", "需求.csv", head + own)
        clerk.presses("上传并核对")
        clerk.sees("核对通过，1 行都可以导入")
        clerk.presses("导入")
        clerk.sees("导入完成：1 行")
        clerk.goes_to("/needs")
        clerk.sees(title)


def a_clerk_takes_a_list_in(town: Town) -> None:
    takes_a_list_in(town, scripts=True)


def a_clerk_takes_a_list_in_without_scripts(town: Town) -> None:
    takes_a_list_in(town, scripts=False)


def an_activity_is_put_on_the_menu(town: Town) -> None:
    """Planned in an office, signed up for on a phone from home, and called off again."""
    begins = date.today() + timedelta(days=7)
    with town.visitor(OFFICE, login="secretary") as secretary:
        secretary.goes_to("/activities")
        secretary.presses("拟订活动")
        secretary.fills(
            details__title=ACTIVITY, details__theme="health",
            details__times__from=f"{begins}T09:00", details__times__until=f"{begins}T11:00",
            details__times__sign_up_until=f"{begins}T08:00", details__place="社区活动室",
            details__capacity="1", details__open_to__0="members",
        )
        secretary.presses("拟订活动")
        secretary.sees("草稿")
        secretary.presses("上菜单")
        secretary.sees("报名中")
        activity = secretary.path()
        with town.visitor(PHONE, login="member") as member:
            opens_from_home(member, activity)
            member.presses("报名")
            member.sees("已报名")
            member.presses("取消报名")
            member.sees("余 1 / 1")
            member.presses("报名")
            member.sees("已报名")
        secretary.goes_to(activity)
        secretary.sees("余 0 / 1")
        secretary.presses("取消活动")
        secretary.fills(reason="场地维修")
        secretary.presses("取消活动")
        secretary.sees("活动已取消：场地维修")


def work_from_above(town: Town) -> None:
    """The district judges it, and only then a community sees it; it is received once."""
    with town.visitor(OFFICE, login="district") as district:
        district.follows("居民议事会指导")
        admission = district.path()
        does(district, "同意准入")
        district.sees("已准入")
    with town.visitor(PHONE, login="clerk") as clerk:
        opens_from_home(clerk, admission)
        does(clerk, "签收")
        clerk.sees("望海社区")


def a_call_of_the_hotline(town: Town) -> None:
    with town.visitor(PHONE, login="clerk") as clerk:
        clerk.clicks("a[href^='/hotline-items/']", has_text="井盖松动")
        clerk.sees("来电反映井盖松动")
        does(clerk, "答复", reply="已更换井盖")
        clerk.sees("已答复")


def a_juror_judges(town: Town) -> None:
    """Declares first, scores then; the caller closes with a reason and publishes the result."""
    with town.visitor(OFFICE, login="head") as head:
        head.follows("邻里助餐微公益")
        tender = head.path()
        head.follows("望海小学")
        does(head, "声明无利益冲突")
        does(head, "评分", scores__0="90", scores__1="85")
        head.sees("需求契合 90，方案可行 85")
    with town.visitor(OFFICE, login="street") as street:
        street.goes_to(tender)
        does(street, "结束评审", reason="另一份由评委回避")
        street.sees("88.00")
        does(street, "公示结果")
        street.sees("有异议请在期内提出")
    with town.visitor(PHONE) as stranger:
        stranger.goes_to("/public")
        stranger.sees("邻里助餐微公益")


def a_unit_that_is_there_twice(town: Town) -> None:
    with town.visitor(OFFICE, login="street") as street:
        street.goes_to("/duplicates")
        street.follows("听涛医院")
        street.presses("保留这一家")
        street.presses("合并")
        street.sees("已并入")
        street.presses("撤销合并")
        street.sees("正常")


def a_list_is_kept_as_it_was_asked_for(town: Town) -> None:
    with town.visitor(OFFICE, login="clerk") as clerk:
        clerk.goes_to("/needs?status=posted&order=due")
        clerk.page.get_by_text("存为常用视图").first.click()
        clerk.fills(name="急着要人")
        clerk.presses("保存")
        clerk.sees("已存为常用视图")
        clerk.goes_to("/needs")
        clerk.presses("急着要人")
        assert "status=posted&order=due" in clerk.page.url, clerk.page.url
        clerk.presses("管理")
        does(clerk, "删除")
        clerk.sees("还没有常用视图")


def large_print_on_a_phone(town: Town) -> None:
    """Nothing sticks out with it, either; it is switched off again for whoever comes next."""
    with town.visitor(PHONE, login="liaison") as liaison:
        liaison.presses("大字版")
        assert liaison.is_in_large_print()
        for path in LISTS:
            liaison.goes_to(path)
        liaison.goes_to("/needs")
        liaison.clicks("a[href^='/needs/']")
        assert liaison.is_in_large_print()
        liaison.presses("大字版")
        assert not liaison.is_in_large_print()


def every_home_and_list(town: Town) -> None:
    for size in (OFFICE, PHONE):
        for login in HOMES:
            # Whoever comes sees their home.
            with town.visitor(size, login=login):
                pass
        with town.visitor(size, login="clerk") as visitor:
            for path in LISTS:
                visitor.goes_to(path)
        with town.visitor(size) as stranger:
            for path in FOR_STRANGERS:
                stranger.goes_to(path)


JOBS = (
    main_job, administrators, a_resident_without_scripts, a_clerk_takes_a_list_in,
    a_clerk_takes_a_list_in_without_scripts, an_activity_is_put_on_the_menu,
    work_from_above, a_call_of_the_hotline, a_juror_judges, a_unit_that_is_there_twice,
    a_list_is_kept_as_it_was_asked_for, *ROLES, large_print_on_a_phone, every_home_and_list,
    every_page_as_everybody,
)


def main() -> None:
    address, *named = sys.argv[1:]
    with town(address) as there:
        for job in JOBS:
            if named and job.__name__ not in named:
                continue
            job(there)
            print(f"done: {job.__name__}", flush=True)


if __name__ == "__main__":
    main()
