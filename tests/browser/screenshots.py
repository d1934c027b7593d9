"""Pictures of the real pages: `screenshots.py http://127.0.0.1:… FOLDER`."""

import sys
from pathlib import Path

from portal import OFFICE, PHONE, town
from small_png import small

# Of each its name, who is signed in, how large the window is, and which page.
PICTURES = [
    ("clerk-home", "clerk", OFFICE, "/"),
    ("needs", "clerk", OFFICE, "/needs"),
    ("liaison-home", "liaison", PHONE, "/"),
    ("search", "liaison", PHONE, "/search?text=yz"),
    ("street-home", "street", OFFICE, "/"),
    ("figures", "street", OFFICE, "/figures"),
]
# What is committed stays small.
BYTES_MAX = 100 * 1024


def main() -> None:
    address, folder = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with town(address) as there:
        for name, login, size, path in PICTURES:
            with there.visitor(size, login=login) as visitor:
                visitor.goes_to(path)
                picture = small(visitor.page.screenshot(), BYTES_MAX)
                Path(folder, f"{name}.png").write_bytes(picture)
                print(f"{folder}/{name}.png", flush=True)


if __name__ == "__main__":
    main()
