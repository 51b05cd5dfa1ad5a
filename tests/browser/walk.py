"""
Walk a package to its customer in a real browser, beside a running `make run`, and take pictures.

    .venv/bin/python -m tests.browser.walk [FOLDER]

reads `.demo/access.json`, logs in, takes one order through preparing, packed and shipped, waits
until the point of sale has it, and writes the README's pictures to FOLDER (default: docs).
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def walk(page: Page, access: dict, folder: Path) -> str:
    """Ship one order by clicks alone, and return the number of its package."""
    log_in(page, access)
    page.screenshot(path=folder / "first-page.png")
    page.goto(f"{access['base_url']}/admin/orders/order/?state=400")
    page.screenshot(path=folder / "orders.png")
    page.locator("#result_list tbody tr th a").first.click()
    for title in ("Start preparing", "Ready for packaging"):
        press(page, title)
    press(page, "Pack", form=True)
    opened = open_form(page, "Ship")
    opened.locator("input[name$=tracking_number]").fill("AWB-2026-0001")
    page.screenshot(path=folder / "ship.png")
    opened.get_by_role("button", name="Ship", exact=True).click()
    expect(page.get_by_text("Shipped").first).to_be_visible()
    wait_for_the_point_of_sale(page)
    page.screenshot(path=folder / "order.png", full_page=True)
    return page.url


def log_in(page: Page, access: dict) -> None:
    page.goto(f"{access['base_url']}/admin/")
    page.fill("input[name=username]", access["username"])
    page.fill("input[name=password]", access["password"])
    page.locator("button[type=submit]").first.click()
    expect(page.get_by_text("What waits today").first).to_be_visible()


def press(page: Page, title: str, *, form: bool = False) -> None:
    """Press a command's button; one with a form is opened first and sent as it is."""
    if form:
        opened = open_form(page, title)
        opened.get_by_role("button", name=title, exact=True).click()
    else:
        page.get_by_role("button", name=title, exact=True).first.click()
    page.wait_for_load_state()


def open_form(page: Page, title: str):
    details = page.locator("details", has=page.locator("summary", has_text=title)).first
    details.locator("summary").click()
    return details


def wait_for_the_point_of_sale(page: Page) -> None:
    for _ in range(30):
        if page.get_by_text("to pos: Delivered").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("The point of sale was not told within half a minute.")


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    access = json.loads(Path(".demo/access.json").read_text())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1360, "height": 850})
        where = walk(page, access, folder)
        browser.close()
    sys.stdout.write(f"{where}\n")


if __name__ == "__main__":
    main()
