"""The three journeys end to end, in Debian's Chromium, with real files and hand-made maps."""

import hashlib
import io
import re
import time
import zipfile
from pathlib import Path

import pytest

import maps
from prelecture.datamodel import Verdict
from prelecture.review_store import ReviewStore, Space
from prelecture.wording import app as words

pytestmark = pytest.mark.browser

PDF = maps.dossier_pdf()
COVERAGE = maps.realistic_map(sha256=hashlib.sha256(PDF).hexdigest())


def pdf_file(name="dossier.pdf", content=PDF):
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def choose(page, label, option):
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option).first.click()
    page.get_by_role("option").first.wait_for(state="detached")
    idle(page)


def drop(page, files):
    """Drop files and choose their exam part, once the tool has said what it proposes."""
    page.locator("input[type=file]").first.set_input_files(files)
    page.get_by_text(words.NOT_PROPOSED).or_(page.get_by_text(words.PROPOSED.split(",")[0])).wait_for()
    idle(page)
    choose(page, words.REFERENTIAL, "Responsable d'activité commerciale")
    choose(page, words.ASSESSMENT, "B1E1")


def store_of(server):
    return ReviewStore(f"sqlite:///{server.data / 'avis.sqlite3'}")


@pytest.fixture
def kept(server):
    return store_of(server).keep_dossier(file=PDF, coverage=COVERAGE, space=Space.JURY)


def entries(server, kept, count):
    """Return the journal once it holds that many entries."""
    limit = time.monotonic() + 20
    store = store_of(server)
    while len(store.decisions(kept.id)) < count and time.monotonic() < limit:
        time.sleep(0.1)
    return [entry.decision for entry in store.decisions(kept.id)]


def reading(page, kept, criterion=""):
    page.goto(
        page.url.split("/", 3)[0]
        + "//"
        + page.url.split("/")[2]
        + f"/jury?relecture={kept.id}"
        + (f"&critere={criterion}" if criterion else "")
    )
    page.locator(".pv-page img").wait_for()
    page.get_by_role("button", name=words.ANSWERS["found"]).wait_for()
    idle(page)
    return page


def idle(page):
    page.wait_for_function(
        "document.querySelector('[data-test-script-state]')?.dataset.testScriptState === 'notRunning' || !document.querySelector('[data-testid=stStatusWidget]')"
    )
    page.wait_for_timeout(300)


def code_shown(page):
    return page.locator(".crit-code").inner_text()


def test_a_juror_reads_a_dossier_by_keyboard_through_a_refresh_and_a_crash(new_page, server):
    known = store_of(server).dossiers(Space.JURY)
    page = new_page("/jury")
    if known:
        page.get_by_text(words.JURY_OPEN).click()
    drop(page, pdf_file())
    page.get_by_role("button", name=words.REVIEW_BUTTON).click()
    page.locator(".pv-page img").wait_for()
    (kept,) = [dossier for dossier in store_of(server).dossiers(Space.JURY) if dossier not in known]
    for number in range(10):
        if number == 4:
            page.reload()
        if number == 7:
            server.kill_and_start()
            page.reload()
        page.locator(".pv-page img").wait_for()
        idle(page)
        if number in (4, 7):
            page.keyboard.press("s")
            idle(page)
        before = code_shown(page)
        page.keyboard.press("one"[number % 3])
        entries(server, kept, number + 1)
        page.locator("[class*=st-key-answer] button[kind=primary]").wait_for()
        idle(page)
        if number < 9:
            page.keyboard.press("s")
            page.wait_for_function(
                "code => document.querySelector('.crit-code')?.innerText !== code", arg=before
            )
    page.get_by_text(words.PROGRESS_ALL.format(total=10)).wait_for()
    decisions = entries(server, kept, 10)
    assert len({decision.criterion for decision in decisions}) == 10


def test_evidence_is_accepted_set_aside_and_undone_in_one_key(new_page, server, kept):
    page = reading(new_page("/jury"), kept, "C1.1Cr2")
    page.keyboard.press("a")
    assert entries(server, kept, 1)[0].verdict is Verdict.CONFIRMED
    idle(page)
    page.keyboard.press("x")
    assert entries(server, kept, 2)[1].verdict is Verdict.SET_ASIDE
    idle(page)
    page.get_by_text(words.ASIDE).wait_for()
    page.keyboard.press("z")
    page.get_by_text(words.ASIDE).wait_for(state="detached")


def test_shortcuts_switched_off_do_nothing(new_page, server, kept):
    page = reading(new_page("/jury"), kept)
    page.locator(".st-key-reglages button").first.click()
    page.get_by_text(words.SHORTCUTS_TOGGLE, exact=True).click()
    page.wait_for_function(
        "label => document.querySelector('.st-key-answer-found button')?.innerText.trim() === label",
        arg=words.ANSWERS["found"],
    )
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    page.wait_for_timeout(1000)
    assert store_of(server).journal(kept.id) == ()


def in_sight(page):
    return page.evaluate(
        """() => { const mark = document.querySelector('.pv-mark.is-current'), frame = document.querySelector('.pv-scroll');
        if (!mark || !frame) return false;
        const a = mark.getBoundingClientRect(), b = frame.getBoundingClientRect();
        return a.width > 5 && a.top >= b.top && a.bottom <= b.bottom && a.top >= 0 && a.bottom <= innerHeight; }"""
    )


def test_a_jump_lands_on_a_highlight_in_sight_and_fast(new_page, kept, record_property):
    page = reading(new_page("/jury", height=720), kept)
    times = []
    for criterion in ("C1.4Cr1", "C1.3Cr4", "C1.9Cr2", "C1.1Cr1"):
        began = time.monotonic()
        page.locator(f'.cl button[data-id="{criterion}"]').click()
        page.wait_for_function(
            "code => document.querySelector('.crit-code')?.innerText === code && document.querySelector('.pv-mark.is-current')",
            arg=criterion,
            polling=20,
        )
        times.append(time.monotonic() - began)
        page.wait_for_timeout(200)
        assert in_sight(page), criterion
    record_property("seconds per jump", [round(value, 2) for value in times])
    # Half a second on a quiet machine; the bound leaves room for a busy one.
    assert sorted(times)[len(times) // 2] < 2.0


def test_text_selected_on_the_page_becomes_a_passage(new_page, server, kept):
    page = reading(new_page("/jury"), kept, "C1.1Cr1")
    line = page.locator(".pv-line").nth(2)
    box = line.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    page.get_by_role("button", name=words.VIEWER_ADD, exact=True).click()
    (decision,) = entries(server, kept, 1)
    assert decision.verdict is Verdict.ADDED
    assert len(decision.quote) > 20
    assert decision.page == 3


def test_a_comment_is_saved_while_typing(new_page, server, kept):
    page = reading(new_page("/jury"), kept, "C1.1Cr1")
    page.get_by_role("textbox", name=words.COMMENT).click()
    page.keyboard.type("Sources datées, page 3")
    limit = time.monotonic() + 20
    while not (saved := entries(server, kept, 1)) or saved[-1].comment != "Sources datées, page 3":
        assert time.monotonic() < limit, saved
        time.sleep(0.2)
    page.reload()
    page.locator(".pv-page img").wait_for()
    assert page.get_by_role("textbox", name=words.COMMENT).input_value() == "Sources datées, page 3"


def test_a_candidate_sees_the_map_downloads_it_and_leaves_nothing_behind(new_page, server):
    known = store_of(server).dossiers(Space.CANDIDATE)
    page = new_page("/mon-dossier")
    other = new_page("/mon-dossier")
    drop(page, pdf_file())
    page.get_by_role("button", name=words.REVIEW_BUTTON).click()
    page.locator(".pv-page img").wait_for()
    page.locator('.cl button[data-id="C1.3Cr3"]').click()
    page.get_by_text(words.NEAREST).first.wait_for()
    page.get_by_text(words.SHOW_EXPORTS, exact=True).click()
    with page.expect_download() as download:
        page.locator(".st-key-export-html button").click()
    assert "Carte de couverture" in Path(download.value.path()).read_text(encoding="utf-8")
    other.reload()
    other.get_by_role("heading", name=words.CANDIDATE_TITLE).wait_for()
    assert other.locator(".pv").count() == 0
    assert store_of(server).dossiers(Space.CANDIDATE) == known
    page.reload()
    page.get_by_role("heading", name=words.CANDIDATE_TITLE).wait_for()
    assert page.locator(".pv").count() == 0


def test_a_kept_dossier_of_a_candidate_survives_a_refresh(new_page, server):
    page = new_page("/mon-dossier")
    drop(page, pdf_file())
    page.get_by_role("button", name=words.REVIEW_BUTTON).click()
    page.locator(".pv-page img").wait_for()
    page.locator(".st-key-candidate-more button").first.click()
    page.get_by_role("button", name=words.KEEP_BUTTON).click()
    page.wait_for_url(re.compile("dossier="))
    page.reload()
    page.locator(".pv-page img").wait_for()


def test_a_tutor_reads_a_class_and_takes_the_results(new_page):
    page = new_page("/ma-classe")
    files = [
        pdf_file("ana_v1.pdf", PDF + b"\n%1"),
        pdf_file("ana_v2.pdf", PDF + b"\n%2"),
        pdf_file("bob.pdf"),
        pdf_file("zoe.pdf", b"REFUSE"),
    ]
    drop(page, files)
    page.get_by_role("button", name=words.CLASS_START).click()
    page.locator(".matrix tbody tr").nth(1).wait_for(timeout=90_000)
    page.get_by_text(f"{words.CLASS_FAILURES} : 1").wait_for()
    assert page.locator(".matrix tbody th").all_inner_texts() == ["C-001", "C-002"]
    page.reload()
    page.locator(".matrix tbody tr").first.wait_for()
    page.locator(".st-key-class-exports button").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=words.CLASS_ZIP).click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "C-001.html" in archive.namelist()
    page.keyboard.press("Escape")
    page.get_by_text(words.TAB_DRAFTS, exact=True).click()
    page.get_by_text(words.COMPARE_SAME).wait_for()


PAGES = ("/", "/mon-dossier", "/ma-classe", "/jury", "/referentiels", "/confiance")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_accessibility_problem(new_page, kept, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    problems = {}
    page = new_page("/", scheme=scheme)
    base = page.url.rstrip("/")
    for path in (*PAGES, f"/jury?relecture={kept.id}"):
        page.goto(base + path)
        page.locator("h1, .crit-code").first.wait_for()
        idle(page)
        page.wait_for_timeout(1500)
        assert page.evaluate("document.documentElement.lang") == "fr"
        found = axe.run(page).response["violations"]
        serious = [
            (v["id"], v["nodes"][0]["html"][:160], v["nodes"][0].get("failureSummary", "")[:200])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        if serious:
            problems[path] = serious
    assert problems == {}


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768), (820, 1180)])
def test_nothing_overflows_and_targets_are_large_enough(new_page, kept, width, height):
    page = reading(new_page("/jury", width=width, height=height), kept)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button')].filter(b => b.offsetParent && !b.disabled && b.closest('.stMainBlockContainer'))
        .map(b => [b.innerText || b.ariaLabel, b.getBoundingClientRect()]).filter(([, r]) => r.width > 0 && (r.width < 24 || r.height < 24)).map(([t, r]) => [t, r.width, r.height])"""
    )
    assert small == []
