"""Pictures of the real pages: `screenshots.py http://127.0.0.1:… FOLDER`."""

import sys
from pathlib import Path

from portal import OFFICE, PHONE, town

PICTURES = [
    ("clerk-home", "clerk", OFFICE, "/"),
    ("needs", "clerk", OFFICE, "/needs"),
    ("liaison-home", "liaison", PHONE, "/"),
    ("search", "liaison", PHONE, "/search?text=yz"),
    ("street-home", "street", OFFICE, "/"),
    ("figures", "street", OFFICE, "/figures"),
]


def main() -> None:
    address, folder = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with town(address) as there:
        for name, login, size, path in PICTURES:
            with there.visitor(size, login=login) as visitor:
                visitor.goes_to(path)
                visitor.page.screenshot(path=f"{folder}/{name}.png")
                print(f"{folder}/{name}.png", flush=True)


if __name__ == "__main__":
    main()
