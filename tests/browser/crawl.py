"""Whatever a page offers can be opened: everybody follows the links that they are shown.

The links are followed as plain requests with the cookies of a browser that is signed in, a few of
every kind: of a list some lines, of a filter some values. Each page answers, has a title, a heading
and something to read. Of every page one is opened in the browser, too, where axe looks at it and
nothing may go wrong, nor stick out when it is made as narrow as a phone. The home of everybody is
weighed with its scripts and styles.
"""

import gzip
import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from portal import OFFICE, Town

EVERYBODY = [
    "member", "liaison", "head", "grid", "clerk", "secretary", "street", "district", "city",
    "auditor", "sysadmin", "secadmin", "auditadmin",
]
# How many pages of one kind each of them opens, and files: an account may ask for 30 a minute.
OF_A_KIND_MAX = 3
FILES_OF_A_KIND_MAX = 1
PAGES_MAX = 2_000
# The bar: the first page without charts, as it travels.
HOME_BYTES_MAX = 100 * 1024
ASKING = 4
ANSWER_SECONDS_MAX = 30
# What tells one line from another in an address: ids, years, months, digests.
NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,64}|\d{4}(-\d\d)?|\d+")
# Not pages of ours: the description of the API draws itself by scripts.
FOREIGN = ("/api/", "/assets/")


class Found(HTMLParser):
    """What a page says, and where it leads."""

    def __init__(self, text: str):
        super().__init__()
        self.links = []
        self.files = []
        self.inside = []
        self.said = {"title": "", "h1": "", "main": ""}
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        named = dict(attributes)
        if tag in self.said:
            self.inside.append(tag)
        if tag == "a" and named.get("href"):
            self.links.append(named["href"])
        if tag == "link" or tag == "script":
            self.files.append(named.get("href") or named.get("src"))
        if named.get("hx-get"):
            self.links.append(named["hx-get"])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, text: str) -> None:
        for tag in self.inside:
            self.said[tag] += text.strip()


def is_file(path: str) -> bool:
    return path.endswith(".csv")


def kind(address: str) -> str:
    """The same for all addresses that differ in what they are about alone. Of one list, the same
    file comes with whatever filter."""
    parts = urlsplit(address)
    path = "/".join(NAME.sub("…", part) for part in parts.path.split("/"))
    if is_file(path):
        return path
    asked = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{path}?{'&'.join(asked)}" if asked else path


class Crawl:
    """One person's way through all pages."""

    def __init__(self, address: str, cookie: str):
        self.address = address
        self.cookie = cookie
        # By kind, the addresses that were opened, and where each was offered.
        self.opened = {}
        self.faults = []

    def ask(self, path: str) -> tuple:
        """The status, the kind and the bytes of an answer, and how many travelled."""
        headers = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip", "Cookie": self.cookie}
        request = urllib.request.Request(self.address + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS_MAX) as answer:
                return self.read(answer)
        except urllib.error.HTTPError as answer:
            return self.read(answer)

    def read(self, answer) -> tuple:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
        text = gzip.decompress(body) if packed else body
        return answer.status, answer.headers.get("Content-Type", ""), text, len(body)

    def look(self, path: str, offered_by: str) -> list:
        """Where the page leads; what is wrong with it is noted."""
        status, media, text, _ = self.ask(path)
        if status >= 400:
            self.faults.append(f"{offered_by} leads to {path}: {status}")
            return []
        if not media.startswith("text/html"):
            return []
        page = Found(text.decode())
        for part, said in page.said.items():
            if not said:
                self.faults.append(f"{path} (from {offered_by}) has no {part}")
        return [self.within(path, link) for link in page.links]

    def within(self, path: str, link: str) -> str | None:
        """The path of a link to a page of ours."""
        address = urldefrag(urljoin(self.address + path, link)).url
        inside = address.removeprefix(self.address)
        foreign = inside == address or inside.startswith(FOREIGN)
        return None if foreign else inside

    def goes(self, pool: ThreadPoolExecutor) -> None:
        """From the home on, a generation of links after the other."""
        asked, due = 0, [("/", "the address")]
        while due:
            asked += len(due)
            assert asked <= PAGES_MAX, f"there is no end to it: {due[-1]}"
            found = list(pool.map(lambda one: (one[0], self.look(*one)), due))
            due = []
            for page, links in found:
                for link in filter(None, links):
                    if self.is_new(link):
                        due.append((link, page))

    def is_new(self, link: str) -> bool:
        of_a_kind = kind(link)
        known = self.opened.setdefault(of_a_kind, [])
        enough = FILES_OF_A_KIND_MAX if is_file(of_a_kind) else OF_A_KIND_MAX
        if link in known or len(known) >= enough:
            return False
        known.append(link)
        return True

    def weigh_home(self) -> int:
        """How much travels before the home stands there."""
        _, _, text, bytes_all = self.ask("/")
        files = {file for file in Found(text.decode()).files if file}
        assert len(files) >= 4, files
        for file in files:
            status, _, _, size = self.ask(file)
            assert status == 200, file
            bytes_all += size
        return bytes_all


def every_page_as_everybody(town: Town) -> None:
    faults, seen, count = [], set(), 0
    with ThreadPoolExecutor(ASKING) as pool:
        for login in EVERYBODY:
            with town.visitor(OFFICE, login=login) as visitor:
                kept = visitor.page.context.cookies()
                cookie = "; ".join(f"{one['name']}={one['value']}" for one in kept)
                crawl = Crawl(town.address, cookie)
                crawl.goes(pool)
                weight = crawl.weigh_home()
                if weight > HOME_BYTES_MAX:
                    crawl.faults.append(f"the home has {weight} bytes")
                faults += [f"{login}: {fault}" for fault in crawl.faults]
                count += sum(len(addresses) for addresses in crawl.opened.values())
                if not crawl.faults:
                    opens_one_of_each(visitor, crawl, seen)
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
    assert count > len(EVERYBODY) * 50, f"only {count} pages"
    print(f"{count} pages, {len(seen)} kinds in the browser", flush=True)


def opens_one_of_each(visitor, crawl: Crawl, seen: set) -> None:
    """In the browser, where nobody before had one of the kind."""
    for addresses in crawl.opened.values():
        path = addresses[0]
        shown = kind(urlsplit(path).path)
        if shown in seen or is_file(shown):
            continue
        if crawl.ask(path)[1].startswith("text/html"):
            seen.add(shown)
            visitor.goes_to(path)
            visitor.fits_a_phone()
