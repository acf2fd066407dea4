"""How soon the page shows something: `python benchmarks/page.py ROOT [--chromium PATH]`.

Starts `gridref serve` on a repository, opens the map in a headless Chromium several times, each
time without a cache, and prints when the first text is painted and when the map is drawn.
"""

import argparse
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

TIMES = 7


def main() -> int:
    """Print both times."""
    parser = argparse.ArgumentParser(description=__doc__)
    _ = parser.add_argument("root", type=Path)
    _ = parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    command = [str(Path(sys.executable).with_name("gridref")), "serve", "--port", "0"]
    process = subprocess.Popen([*command, str(given.root)], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        address = re.findall(r"http://\S+?/(?=,)", process.stderr.readline())[0]
        with sync_playwright() as run:
            browser = run.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
            wait_for_ranks(browser, address)
            rows = [opened(browser, address) for _ in range(TIMES)]
            browser.close()
    finally:
        process.terminate()
        _ = process.wait()
    for name, values in zip(("first paint", "map drawn"), zip(*rows, strict=True), strict=True):
        print(f"{name}: median {statistics.median(values):.0f} ms, worst {max(values):.0f} ms")
    return 0


def wait_for_ranks(browser: Browser, address: str) -> None:
    """Wait until the index and the ranks are there: then the map is by rank."""
    page = browser.new_page()
    while True:
        _ = page.goto(f"{address}api/v1/plots")
        if '"rank": null' not in page.content():
            break
        time.sleep(1)
    page.close()


def opened(browser: Browser, address: str) -> tuple[float, float]:
    """Open the map in a context of its own, and return two times after its start, in ms."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    _ = page.goto(address)
    _ = page.wait_for_selector(".tile")
    drawn: float = page.evaluate("performance.now()")
    first: float = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    )
    context.close()
    return first, drawn


if __name__ == "__main__":
    raise SystemExit(main())
