"""A browser on the portal: people who sign in, look for what they read, and press it.

Whatever page is shown is looked at, too: it has no serious finding of axe, and nothing sticks out
of it to the side.

Nothing here sleeps: what is not there yet is waited for, and asked for again. As a program it says
whether there is a browser.
"""

import base64
import hashlib
import hmac
import os
import re
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, Page, expect, sync_playwright

PASSWORD = "Gongjian-demo-1"
OFFICE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
GRAVE = ("serious", "critical")
PATIENCE_MS = 30_000
# What is said of a change to who cannot see it.
NEWS = re.compile("有新变化|通知：")
# How long a page is given to change by itself before it is asked for again, and how often that is.
LIVE_MS = 1_000
RELOADS_MAX = 30
# Pages of the same elements and classes are one page to axe.
SHAPE = """() => Array.from(document.querySelectorAll('*'),
    element => element.tagName + '.' + (element.getAttribute('class') || '')).join(' ')"""


def chromium() -> str:
    """Where the browser is."""
    named = os.environ.get("GONGJIAN_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("chromium is missing")
    return found


def one_time_code(secret: str) -> str:
    """What a device with this secret shows now: RFC 6238 with its usual choices."""
    step = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


class Visitor:
    """Somebody in front of a browser."""

    def __init__(self, page: Page, address: str, seen: set):
        self.page = page
        self.address = address
        self.taps = 0
        # What axe has judged, by size and shape; without scripts it cannot.
        self.seen = seen

    def path(self) -> str:
        """Where the visitor is, without what was asked for there."""
        return self.page.url.split("?")[0].removeprefix(self.address)

    def goes_to(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"
        self.looks()

    def signs_in(self, login: str, password: str = PASSWORD) -> None:
        self.goes_to("/sign-in")
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.presses("登录")
        assert self.path() != "/sign-in", f"{login} is not let in"
        if self.path() == "/account":
            self.sets_up_a_device()

    def sets_up_a_device(self) -> None:
        """Administrators do before anything else; a new session begins with it."""
        self.presses("启用动态验证码")
        secret = self.page.locator(".code p").last.inner_text()
        self.page.fill("#code", one_time_code(secret))
        self.presses("启用")
        assert self.path() == "/", "the code was not taken"

    def presses(self, label: str) -> None:
        """A button or a link by what it reads, within the page's own content first."""
        self.taps += 1
        inside = self.page.locator("#content")
        found = inside.get_by_role("button", name=label, exact=True)
        if found.count() == 0:
            found = inside.get_by_role("link", name=label, exact=True)
        if found.count() == 0:
            found = self.page.get_by_role("button", name=label, exact=True)
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            found.first.click()
        self.looks()

    def opens(self, path: str) -> None:
        """The link that leads there."""
        self.clicks(f'a[href="{path}"]')

    def follows(self, text: str) -> None:
        """A link that contains the text."""
        self.clicks("a", has_text=text)

    def clicks(self, link: str, **said: str) -> None:
        self.taps += 1
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            self.page.locator(f"#content {link}", **said).first.click()
        self.looks()

    def fills(self, **fields: str) -> None:
        """Fields by their names in the form; `__` stands for a dot."""
        for name, value in fields.items():
            field = self.page.locator(f'form [name="{name.replace("__", ".")}"]:visible').first
            kind = field.evaluate("field => field.tagName + (field.type || '')")
            if kind.startswith("SELECT"):
                field.select_option(value)
            elif kind == "INPUTcheckbox":
                field.set_checked(bool(value))
            else:
                field.fill(value)

    def uploads(self, field: str, name: str, text: str) -> None:
        """A file with this text, chosen in the field."""
        file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        self.page.set_input_files(f'form [name="{field}"]', file)

    def searches(self, text: str) -> None:
        self.taps += 1
        box = self.page.locator("header input[type=search]")
        box.fill(text)
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            box.press("Enter")
        self.looks()

    def sees(self, text: str) -> None:
        """Waits until it reads so, asking for the page again as people do."""
        main = self.page.locator("main")
        for _ in range(RELOADS_MAX):
            try:
                expect(main).to_contain_text(text, use_inner_text=True, timeout=LIVE_MS)
                return
            except AssertionError:
                self.page.reload()
        raise AssertionError(f"{self.page.url} never said {text!r}")

    def is_told(self, text: str) -> None:
        """The open page changes by itself, and says so to who cannot see it."""
        expect(self.page.locator("#content")).to_contain_text(text, timeout=PATIENCE_MS)
        expect(self.page.locator("#announce")).to_contain_text(NEWS)

    def is_shown(self, path: str) -> None:
        """The open page leads there by itself, sooner or later."""
        link = self.page.locator(f'#content a[href="{path}"]').first
        expect(link).to_be_visible(timeout=PATIENCE_MS)

    def is_in_large_print(self) -> bool:
        return self.page.locator("html.large-print").count() == 1

    def unread(self) -> int:
        """How many notices the bell says are unread."""
        count = self.page.locator("#bell .unread")
        return int(count.inner_text()) if count.count() else 0

    def is_rung_for(self, unread: int) -> None:
        """The bell of the open page says so by itself."""
        expect(self.page.locator("#bell .unread")).to_have_text(
            str(unread), timeout=PATIENCE_MS
        )

    def answers_the_bell(self) -> None:
        self.taps += 1
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            self.page.locator("#bell").click()
        self.looks()

    def fits(self) -> int:
        """Nothing sticks out to the side; how wide the window is."""
        wide, window = self.page.evaluate(
            "() => [document.documentElement.scrollWidth, window.innerWidth]"
        )
        assert wide <= window, f"{self.page.url} is {wide} wide in {window}"
        return window

    def fits_a_phone(self) -> None:
        """The same page, as narrow as a phone is."""
        size = self.page.viewport_size
        self.page.set_viewport_size(PHONE)
        self.fits()
        self.page.set_viewport_size(size)

    def looks(self) -> None:
        """Nothing sticks out, and axe finds nothing serious."""
        window = self.fits()
        shape = (window, self.page.evaluate(SHAPE))
        if shape in self.seen:
            return
        self.seen.add(shape)
        if not self.page.evaluate("() => !!window.axe"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        said = [
            f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes'][:3]]}"
            for one in found["violations"]
            if one["impact"] in GRAVE
        ]
        assert not said, f"{self.page.url}: " + "; ".join(said)


class Blind(Visitor):
    """Somebody whose browser runs no scripts. axe is one: others judge the same pages."""

    def looks(self) -> None:
        pass


def opens_from_home(visitor: Visitor, path: str) -> None:
    """It waits on the home: that is where it is found."""
    visitor.goes_to("/")
    visitor.opens(path)


def does(visitor: Visitor, label: str, **fields: str) -> None:
    """Presses it, and again in the form that asks for the rest."""
    visitor.presses(label)
    visitor.fills(**fields)
    visitor.presses(label)


class Town:
    """The portal, and a browser for everybody who comes."""

    def __init__(self, browser: Browser, address: str):
        self.browser = browser
        self.address = address
        self.seen = set()
        # Who signed in stays so: by login, what the browser kept.
        self.kept = {}

    @contextmanager
    def visitor(self, size=OFFICE, scripts: bool = True, login: str | None = None):
        context = self.browser.new_context(
            viewport=size,
            java_script_enabled=scripts,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            # What changes its colour slowly has, half-way, the contrast of neither.
            reduced_motion="reduce",
            has_touch=size is PHONE,
            storage_state=self.kept.get(login),
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        faults = []

        def failed(what: object) -> None:
            faults.append(f"{page.url}: {what}")

        page.on("pageerror", failed)
        page.on("console", lambda said: said.type == "error" and failed(said.text))
        visitor = (Visitor if scripts else Blind)(page, self.address, self.seen)
        try:
            if login is not None:
                if login not in self.kept:
                    visitor.signs_in(login)
                visitor.goes_to("/")
            yield visitor
            if login is not None:
                self.kept[login] = context.storage_state()
            assert not faults, "\n".join(faults)
        except Exception:
            print(f"{login or 'somebody'} was at {page.url}:", file=sys.stderr)
            print(page.locator("body").inner_text(), file=sys.stderr)
            raise
        finally:
            context.close()


@contextmanager
def town(address: str):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield Town(browser, address)
        finally:
            browser.close()


if __name__ == "__main__":
    print(chromium())
