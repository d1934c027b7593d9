"""The work of those who are not a side of the main job: each has a walk from login to result.

A grid worker raises a need on a phone and the community posts it. A member takes a post, serves,
and sees the points. A city's officer opens totals and cards down to the line. A parent organisation
receives a report. Who read what of whom is read by the audit's administrator, and by nobody else.
"""

from portal import OFFICE, PHONE, Town, does, opens_from_home

FOUND = "六号楼单元门坏了"
POST = "图书角管理员"
SERVED = "值班两小时"


def a_grid_worker_raises_a_need(town: Town) -> None:
    with town.visitor(PHONE, login="grid") as grid:
        grid.presses("发布需求")
        own = grid.page.locator("select[name=owner] option", has_text="望海社区")
        grid.fills(
            title=FOUND, category="service", amount__quantity="1", amount__unit="session",
            owner=own.first.get_attribute("value"),
        )
        grid.presses("发布需求")
        grid.sees("待核实")
        need = grid.path()
        with town.visitor(OFFICE, login="clerk") as clerk:
            opens_from_home(clerk, need)
            for step in ("核实", "分类", "发布"):
                does(clerk, step)
            clerk.sees("待认领")
        # Whoever found it sees what became of it.
        grid.goes_to(need)
        grid.sees("待认领")


def a_member_serves_and_sees_the_points(town: Town) -> None:
    with town.visitor(PHONE, login="member") as member, \
            town.visitor(OFFICE, login="clerk") as clerk:
        member.follows(POST)
        does(member, "我来认领")
        member.sees("待答复")
        claim = member.path()
        opens_from_home(clerk, claim)
        clerk.presses("接受")
        clerk.sees("已接受")
        does(clerk, "直接立项")
        member.goes_to(clerk.path())
        member.presses("登记服务")
        who = "select[name='service.attendance.0.person'] option"
        themselves = member.page.locator(who, has_text="本人").first.get_attribute("value")
        member.fills(
            service__what=SERVED, service__minutes="120",
            service__attendance__0__person=themselves, service__attendance__0__minutes="120",
        )
        member.presses("登记服务")
        member.follows(SERVED)
        member.sees("待确认")
        # Whoever earns the hours never confirms them.
        opens_from_home(clerk, member.path())
        clerk.presses("确认")
        clerk.sees("已确认")
        member.goes_to("/")
        member.presses("我的积分和星级")
        member.sees("得 2")


def a_citys_officer_opens_totals_and_cards(town: Town) -> None:
    """From the total to the lines of which it is the sum, and from the list of who is late."""
    with town.visitor(OFFICE, login="city") as city:
        city.goes_to("/roll-up")
        city.clicks('a[href*="counted=need_raised"]')
        city.sees(FOUND)
        city.goes_to("/needs")
        city.follows(FOUND)
        city.sees("办理时限")
        # Which are late depends on the day on which the town is shown.
        city.goes_to("/overdue")
        city.fills(card="red")
        city.presses("筛选")
        assert "card=red" in city.page.url, city.page.url
        city.sees("逾期和临期")


def a_parent_organisation_receives_a_report(town: Town) -> None:
    with town.visitor(PHONE, login="city") as parent:
        parent.clicks("a[href^='/reports/']", has_text="听涛医院")
        report = parent.path()
        does(parent, "签收")
        parent.sees("已签收")
    # Its subject sees that it arrived.
    with town.visitor(PHONE, login="liaison") as liaison:
        liaison.goes_to(report)
        liaison.sees("已签收")


def who_read_what_is_read_by_the_audit_alone(town: Town) -> None:
    with town.visitor(PHONE, login="member") as member:
        member.goes_to("/mine")
    with town.visitor(OFFICE, login="auditadmin") as audit:
        audit.presses("查看访问审计")
        audit.sees("查看：查看本人积分")
        audit.sees("党员、志愿者")
    with town.visitor(OFFICE, login="auditor") as auditor:
        answer = auditor.page.context.request.get(f"{town.address}/access-log")
        assert answer.status in (403, 404), answer.status


ROLES = (
    a_grid_worker_raises_a_need, a_member_serves_and_sees_the_points,
    a_citys_officer_opens_totals_and_cards, a_parent_organisation_receives_a_report,
    who_read_what_is_read_by_the_audit_alone,
)
