"""Photograph the pages of the demo: a few for the documents, all of them with `--all DIR`."""

import argparse
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from tools import png
from tools.browser import LAUNCH_ARGUMENTS, ensure_chromium
from tools.environment import make_clean_environment

SCREENSHOTS = Path("docs/screenshots")
PROJECT = "/p/harbour-2026/"
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}
# How each page is photographed for `--all`: the end of the name, size, colours.
LOOKS = (("", WIDE, "light"), ("-dark", WIDE, "dark"), ("-360", NARROW, "light"))
PATIENCE_SECONDS = 30

PAGES = {
    "projects": "/",
    "project": PROJECT,
    "articles": f"{PROJECT}articles/",
    "nothing-found": f"{PROJECT}articles/?q=nothing",
    "article-import": f"{PROJECT}import/",
    "labelled-import": f"{PROJECT}import/labelled/",
    "guideline": f"{PROJECT}guideline/",
    "export": f"{PROJECT}export/",
    "export-report": f"{PROJECT}export/report/?format=liar",
    "export-mapping": f"{PROJECT}export/mapping/",
    "releases": f"{PROJECT}releases/",
    "publications": f"{PROJECT}publications/",
    "webhooks": f"{PROJECT}webhooks/",
    "members": f"{PROJECT}members/",
    "audit": f"{PROJECT}audit/",
    "account": "/account/",
    "password": "/account/password/",
    "sessions": "/account/sessions/",
    "second-factor": "/account/second-factor/",
    "own-data": "/account/data/",
    "missing": "/nowhere/",
}
# What a team comes to, as a curator sees it.
TEAM_PAGES = {
    "adjudicate": f"{PROJECT}adjudicate/",
    "agreement": f"{PROJECT}agreement/",
    "progress": f"{PROJECT}progress/",
    "progress-people": f"{PROJECT}progress/people/",
    "progress-articles": f"{PROJECT}progress/articles/",
    "progress-marks": f"{PROJECT}progress/marks/",
    "quality": f"{PROJECT}quality/",
    "rounds": f"{PROJECT}rounds/",
    "round": f"{PROJECT}rounds/1/",
    "questions": f"{PROJECT}questions/",
    "notices": f"{PROJECT}notices/",
    "guideline-changes": f"{PROJECT}guideline/changes/",
    "speakers": f"{PROJECT}speakers/",
}
PUBLIC_PAGES = {
    "login": "/login/",
    "password-reset": "/password/",
    "password-sent": "/password/sent/",
    "password-link-used": "/password/x/y-z/",
    "invitation-unknown": "/invitation/x/",
}
PASTED = (
    "Ferry fares rise by 4 percent\n\nFares rise in June, the port authority said. “We have no "
    "choice,” said Tomas Reyl.\n\nWhat it means\n\nA ticket will cost 4.80 crowns.\n"
)
# Two rows in the words of another data set.
LABELLED = (
    b"2635.json\thalf-true\tThe harbour cost 40 million crowns.\tharbour,ports\tanna-berg\tmayor"
    b"\tNorhaven\tnone\t1\t2\t3\t4\t5\ta speech\n"
    b"10540.json\tpants-fire\tNobody in Norhaven has taken a ferry since June.\tferries\tjon-reyl"
    b"\tskipper\tOstwick\tnone\t1\t2\t3\t4\t5\tan interview\n"
)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tools.take_shots", description=__doc__)
    options.add_argument("--all", type=Path, metavar="DIR", help="photograph every page into DIR")
    everything: Path | None = options.parse_args().all
    chromium = ensure_chromium()
    if chromium is None:
        return 1
    with (
        tempfile.TemporaryDirectory() as data_dir,
        serve_demo(Path(data_dir)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=LAUNCH_ARGUMENTS)
        camera = Camera(browser, url)
        if everything:
            camera.folder = everything
            camera.take_all()
        else:
            camera.take_for_documents()
        browser.close()
    return 0


# A server of its own.


@contextmanager
def serve_demo(data_dir: Path) -> Iterator[str]:
    """The address of a server with the demo and nothing else."""
    environment = {**make_clean_environment(), "DATA_DIR": str(data_dir), "DEBUG": "1"}
    for command in (["migrate", "--verbosity", "0"], ["seed_demo"]):
        run_manage(command, environment)
    address = f"127.0.0.1:{find_free_port()}"
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", address],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://{address}/healthz")
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


def run_manage(command: list[str], environment: Mapping[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def find_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310  # nosec B310  # our own
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


# The pictures.


class Camera:
    """Opens pages as one of the demo's people and keeps what they look like."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.folder = SCREENSHOTS

    def take_for_documents(self) -> None:
        page = self.open("annotator2", WIDE, "light")
        self.fill_in_desk(page)
        self.shoot(page, "desk", whole=False)
        page.emulate_media(color_scheme="dark")
        self.shoot(page, "desk-dark", whole=False)
        page = self.open("manager", WIDE, "light")
        self.open_preview(page)
        self.shoot(page, "article-import", whole=False)

    def take_all(self) -> None:
        for suffix, size, colours in LOOKS:
            self.take_pages(suffix, size, colours)
            self.take_team_pages(suffix, size, colours)
            self.take_outgoing(suffix, size, colours)
            self.take_withdrawn(suffix, size, colours)
            self.take_site(suffix, size, colours)
            self.take_desk(suffix, size, colours)

    def take_team_pages(self, suffix: str, size: dict[str, int], colours: str) -> None:
        page = self.open("curator", size, colours)
        for name, address in TEAM_PAGES.items():
            page.goto(address)
            # The parts of the page on agreement come one by one.
            page.wait_for_load_state("networkidle")
            self.shoot(page, f"{name}{suffix}")
        page.goto(TEAM_PAGES["adjudicate"])
        page.locator("table a, .stacked a").first.click()
        self.shoot(page, f"adjudicate-claim{suffix}")

    def take_pages(self, suffix: str, size: dict[str, int], colours: str) -> None:
        page = self.open(None, size, colours)
        for name, address in PUBLIC_PAGES.items():
            page.goto(address)
            self.shoot(page, f"{name}{suffix}")
        page = self.open("manager", size, colours)
        for name, address in PAGES.items():
            page.goto(address)
            self.shoot(page, f"{name}{suffix}")
        self.open_article(page, "Council backs ferry plan")
        self.shoot(page, f"article{suffix}")
        self.open_preview(page)
        self.shoot(page, f"import-preview{suffix}")
        page.get_by_role("button", name="Discard").click()
        page = self.open("annotator1", size, colours)
        page.goto(f"{PROJECT}labels/")
        self.shoot(page, f"labels{suffix}")

    def take_outgoing(self, suffix: str, size: dict[str, int], colours: str) -> None:
        """What needs something filled in: labels from elsewhere, a release."""
        page = self.open("manager", size, colours)
        page.goto(PAGES["labelled-import"])
        page.get_by_label("Format").select_option("liar")
        file = FilePayload(name="train.tsv", mimeType="text/tab-separated-values", buffer=LABELLED)
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_label("Name of the source").fill("LIAR, two rows")
        page.get_by_role("button", name="Preview").click()
        page.get_by_role("heading", level=1).wait_for()
        self.shoot(page, f"labelled-preview{suffix}")
        page.goto(f"{PAGES['releases']}new/")
        page.locator("details.more summary").first.click()
        page.get_by_label("Speaker, by their name").fill("a")
        page.get_by_label("Title", exact=True).fill("Harbour claims")
        page.get_by_role("button", name="Save").first.click()
        page.locator(".errorlist").first.wait_for()
        self.shoot(page, f"release-new{suffix}")
        page = self.open("curator", size, colours)
        page.goto(f"{PROJECT}corrections/")
        self.shoot(page, f"corrections{suffix}")

    def take_withdrawn(self, suffix: str, size: dict[str, int], colours: str) -> None:
        """An article that is withdrawn for as long as the pictures take."""
        page = self.open("manager", size, colours)
        self.open_article(page, "Council backs ferry plan")
        page.get_by_text("Withdraw the article").click()
        page.get_by_label("Why").fill("The author asks for it.")
        page.get_by_role("button", name="Withdraw", exact=True).click()
        page.get_by_text("Remove its text for good").click()
        self.shoot(page, f"withdrawn{suffix}")
        page.get_by_role("button", name="Remove for good").click()
        page.locator(".errorlist").first.wait_for()
        self.shoot(page, f"purge-errors{suffix}")
        page.get_by_role("button", name="Work on it again").click()
        page.get_by_text("Withdraw the article").wait_for()

    def take_site(self, suffix: str, size: dict[str, int], colours: str) -> None:
        """What only those who run the site see, and an invitation as who gets it sees it."""
        page = self.open("admin", size, colours)
        for name, address in {"site-audit": "/audit/", "admin": "/admin/"}.items():
            page.goto(address)
            self.shoot(page, f"{name}{suffix}")
        page.goto(PAGES["members"])
        page.get_by_role("link", name="annotator1").click()
        self.shoot(page, f"person{suffix}")
        page.goto(PAGES["members"])
        page.get_by_label("E-mail address").fill(f"guest{suffix}@norhaven.example")
        page.get_by_role("button", name="Invite").click()
        self.shoot(page, f"invited{suffix}")
        address = page.locator("code.key").inner_text()
        page = self.open(None, size, colours)
        page.goto(address)
        self.shoot(page, f"invitation{suffix}")

    def take_desk(self, suffix: str, size: dict[str, int], colours: str) -> None:
        page = self.open("annotator2", size, colours)
        self.fill_in_desk(page)
        self.shoot(page, f"desk{suffix}", whole=False)
        page.keyboard.press("?")
        self.shoot(page, f"desk-help{suffix}", whole=False)
        page.get_by_role("button", name="Close").click()
        page.get_by_label("Link").first.fill("no link")
        page.get_by_role("button", name="Submit").click()
        page.locator("#errors").wait_for()
        self.shoot(page, f"desk-errors{suffix}", whole=False)
        page.get_by_role("button", name="Stop here").click()
        self.shoot(page, f"desk-idle{suffix}")
        self.open_arabic_desk(page)
        self.shoot(page, f"desk-arabic{suffix}", whole=False)
        page = self.open("annotator2", size, colours, scripts=False)
        self.take_article(page)
        self.shoot(page, f"desk-without-scripts{suffix}", whole=False)
        page.get_by_role("button", name="Stop here").click()

    def open(
        self, username: str | None, size: dict[str, int], colours: str, *, scripts: bool = True
    ) -> Page:
        """A new page; of nobody for None. The demo's passwords are public."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if colours == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        page = context.new_page()
        if username is not None:
            page.goto("/login/")
            page.get_by_label("User name").fill(username)
            page.get_by_label("Password").fill(f"demo-{username}")
            page.get_by_role("button", name="Log in").click()
            page.wait_for_url(f"{self.url}/")
        return page

    def take_article(self, page: Page) -> None:
        page.goto(f"{PROJECT}desk/")
        if page.locator("#label-form").count() == 0:
            page.get_by_role("button", name="Take the next article").click()
        page.locator("#label-form").wait_for()

    def fill_in_desk(self, page: Page) -> None:
        """A label half given: a source without a name, a verdict, a first piece of evidence."""
        self.take_article(page)
        page.locator(".claim", has_text="The number of dairy cows").first.click()
        page.locator("#label-form").wait_for()
        for name in ("Unnamed", "Fact worth checking", "Refuted"):
            page.locator("label.choice", has_text=name).first.click()
        page.keyboard.press("v")
        row = page.locator("#evidence-rows .evidence").first
        row.get_by_label("Link").fill("https://statistics.norhaven.example/farm-census/2026")
        row.get_by_label("Stance").select_option("refutes")
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.locator(".saved[data-state=saved]").wait_for()

    def open_article(self, page: Page, title: str) -> None:
        page.goto(f"{PROJECT}articles/")
        page.get_by_role("link", name=title).click()

    def open_preview(self, page: Page) -> None:
        page.goto(f"{PROJECT}import/")
        page.get_by_label("Text, with the headline").fill(PASTED)
        page.get_by_label("Outlet").fill("Norhaven Courier")
        page.get_by_role("button", name="Preview").first.click()
        page.locator("#split").wait_for()

    def open_arabic_desk(self, page: Page) -> None:
        """By a draft: whoever has begun a claim may open it."""
        self.open_article(page, "رأس النورس")
        claim = page.locator(".claim[data-kind=sentence]").nth(1).get_attribute("id") or ""
        address = f"{PROJECT}desk/{claim.removeprefix('claim-')}/"
        page.goto("/account/")
        token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        form: dict[str, str | float | bool] = {
            "csrfmiddlewaretoken": token,
            "reason": "For the picture.",
            "comment": "A draft.",
            "evidence-TOTAL_FORMS": "0",
            "evidence-INITIAL_FORMS": "0",
        }
        page.request.post(f"{address}flag/", form=form)
        page.goto(f"{address}#current")

    def shoot(self, page: Page, name: str, *, whole: bool = True) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        page.evaluate("document.fonts.ready")
        picture = page.screenshot(full_page=whole, animations="disabled")
        path = self.folder / f"{name}.png"
        path.write_bytes(png.shrink(picture) if self.folder == SCREENSHOTS else picture)
        print(path, flush=True)


if __name__ == "__main__":
    sys.exit(main())
