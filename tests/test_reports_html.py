import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html as lxml_html

from maps import hostile_map, realistic_map, with_status
from prelecture.comparing import compare_drafts
from prelecture.datamodel import Decision, Status, Verdict
from prelecture.reports.comparison import render_comparison
from prelecture.reports.html import render_html
from prelecture.reports.pictures import (
    heat_map_svg,
    page_densities,
    page_strip_svg,
    render_pictures,
    strip_words,
)
from prelecture.reports.plain import render_plain
from prelecture.wording import reports as words

needs_chromium = pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")


def comparison(coverage):
    return render_comparison(compare_drafts((coverage, coverage)))


PAGES = {"report": render_html, "pictures": render_pictures, "plain": render_plain, "comparison": comparison}
EVERY_PAGE = pytest.mark.parametrize("render", PAGES.values(), ids=PAGES)


def parsed(text):
    return lxml_html.document_fromstring(text)


@EVERY_PAGE
@pytest.mark.parametrize("make", [realistic_map, hostile_map])
def test_a_page_runs_no_script_and_fetches_nothing(render, make):
    page = parsed(render(make()))
    assert not page.xpath("//script | //img | //iframe | //object | //link | //base | //form")
    assert not [a for a in page.xpath("//@*") if a.attrname.startswith("on")]
    links = page.xpath("//@href | //@src")
    assert all(link.startswith(("#", "./")) for link in links)
    assert "javascript:" not in "".join(links)
    styles = "".join(page.xpath("//style/text()"))
    assert not re.findall(r"@import|https?:(?!//www\.w3\.org/2000/svg)", styles)


@EVERY_PAGE
def test_hostile_text_is_shown_as_text(render):
    text = parsed(render(hostile_map())).text_content()
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in text
    assert "\u202e" not in text
    assert "\x00" not in text


@EVERY_PAGE
def test_a_page_is_built_for_screen_readers(render):
    page = parsed(render(realistic_map()))
    assert page.get("lang") == "fr"
    assert page.xpath("string(//title)").strip()
    assert len(page.xpath("//main")) == len(page.xpath("//h1")) == 1
    assert page.xpath("//a[@class='skip'][@href='#contenu']")
    ids = page.xpath("//@id[not(ancestor::defs)]")
    assert len(ids) == len(set(ids)) or render is render_pictures
    assert all(
        page.xpath(f"//*[@id='{target[1:]}']") for target in page.xpath("//a/@href[starts-with(., '#')]")
    )
    assert all(
        table.xpath("./caption") and table.xpath(".//th[@scope='col']") for table in page.xpath("//table")
    )
    assert all(row.xpath("./th[@scope]") for row in page.xpath("//tbody/tr"))
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    for picture in page.xpath("//*[local-name()='svg'][@role='img']"):
        named = picture.get("aria-labelledby").split()
        assert all(picture.xpath(f".//*[@id='{name}']/text()") for name in named)


def luminance(colour):
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_colour_has_contrast_on_white():
    colours = dict(re.findall(r"--([a-z_]+): (#[0-9a-f]{6})", render_html(realistic_map())))
    texts = {name: colour for name, colour in colours.items() if name not in ("line", "pale")}
    assert len(texts) == 9
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in texts.values())


def test_each_criterion_has_its_block_with_official_text_quotes_and_margin():
    coverage = realistic_map()
    blocks = parsed(render_html(coverage)).xpath("//article")
    assert len(blocks) == len(coverage.findings)
    for block, finding in zip(blocks, coverage.findings, strict=True):
        assert block.xpath("string(.//h4)") == finding.criterion.text
        text = block.text_content()
        assert finding.criterion.code in text
        assert all(item.quote in text for item in finding.evidence + finding.nearest)
        assert block.xpath(".//aside//li[contains(., '4')]")
        assert not block.xpath(".//aside//input")


def test_statuses_are_words_and_signs_not_colour_alone():
    page = parsed(render_html(realistic_map()))
    for chip in page.xpath("//a[contains(@class, 'chip')]"):
        assert chip.xpath(".//*[local-name()='use']")
        assert chip.xpath("string(.//span[@class='hidden'])").strip(" :")


def test_pages_are_links_into_the_pdf_and_plain_words_for_word_files():
    links = parsed(render_html(realistic_map(name="mon dossier.pdf"))).xpath("//figure//a/@href")
    assert "./mon%20dossier.pdf#page=3" in links
    assert not parsed(render_html(realistic_map(name="dossier.docx"))).xpath("//figure//a")
    links = parsed(render_html(realistic_map(name="dossier.docx"), pdf_name="dossier.pdf")).xpath(
        "//figure//a/@href"
    )
    assert "./dossier.pdf#page=3" in links


def test_approximate_pages_are_said_to_be_so():
    assert "p. ≈ 3" in render_html(realistic_map(approximate=True))


def test_what_was_not_found_can_be_checked():
    text = parsed(render_html(realistic_map())).xpath("string(//article[@id='critere-c1-3cr3'])")
    assert (
        "Accessibilité des lieux et de l'offre aux personnes handicapées – non retrouvé par l'outil"
        in " ".join(text.split())
    )
    assert "Passages les plus proches, à vérifier" in text
    assert "L'outil a cherché dans 146 passages, pages 3 à 12. Pages qu'il n'a pas pu lire : 8." in text
    assert "Sur 24 dossiers annotés" in text


def test_a_passage_that_serves_two_expectations_is_shown_once():
    article = parsed(render_html(realistic_map())).get_element_by_id("critere-c1-1cr1")
    assert len(article.xpath(".//blockquote")) == 1
    assert "Sources récentes et datées ; Recoupement et fiabilité des sources" in article.text_content()


def test_jurors_gestures_are_shown_and_their_level_is_not():
    decision = Decision(
        "C1.3Cr3",
        Verdict.OVERRULED,
        "Juré 2",
        "2025-06-01",
        Status.FOUND,
        level="NIVEAU-SECRET",
        comment="Vu page 7 <b>",
    )
    text = parsed(render_html(realistic_map(), decisions=[decision])).xpath(
        "string(//article[@id='critere-c1-3cr3'])"
    )
    assert "Le jury conclut autrement" in text
    assert "Vu page 7 <b>" in text
    assert "NIVEAU-SECRET" not in render_html(realistic_map(), decisions=[decision])


def test_the_same_map_gives_the_same_page():
    assert render_html(realistic_map()) == render_html(realistic_map())


def test_the_command_of_the_footer_is_safe_to_paste():
    name = 'x"; rm -rf ~ #.pdf'
    assert f"relire '{name}'" in parsed(render_html(realistic_map(name=name))).text_content()


@pytest.mark.browser
@needs_chromium
def test_chromium_prints_the_summary_on_one_a4_page(tmp_path):
    (tmp_path / "r.html").write_text(render_html(realistic_map()), encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--no-pdf-header-footer",
    ]
    command = ["chromium", *options, f"--print-to-pdf={tmp_path / 'r.pdf'}", (tmp_path / "r.html").as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    import pypdfium2

    document = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    texts = [page.get_textpage().get_text_range() for page in document]
    assert [round(side) for side in document[0].get_size()] in ([595, 842], [596, 843])
    assert "Ce que disent les signes" in texts[0]
    assert "À savoir sur la lecture" in texts[0]
    assert "BLOC B1" in texts[1]
    # Details stay open on paper, and the jury's margin is printed.
    assert "Passages les plus proches" in "".join(texts)
    assert "".join(texts).count("Observations") == len(realistic_map().findings)
    assert 5 <= len(texts) < 10


# Pictures


def test_the_strip_counts_each_passage_of_a_page_once_per_criterion():
    densities = {density.page: density for density in page_densities(realistic_map())}
    assert len(densities) == 14
    assert densities[4].codes == ("C1.1Cr2", "C1.1Cr3")
    assert len(densities[3].passages) == 2
    assert densities[9].passages == ()


def test_pictures_have_their_text_equivalent():
    assert strip_words(realistic_map()).endswith("pages citées : 3 à 7, 11. Pages hachurées, non lues : 8.")
    page = parsed(render_pictures(realistic_map()))
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in page.xpath("//table[2]//tbody/tr | //section[2]//tbody/tr")
    ]
    assert ["C1.9Cr2", "Non retrouvé par l'outil", "–", "2, 12"] in rows


def test_pictures_hold_for_a_long_dossier_and_an_empty_one():
    long = realistic_map()
    pages = tuple(replace(long.dossier.pages[0], number=n) for n in range(1, 301))
    assert page_strip_svg(replace(long, dossier=replace(long.dossier, pages=pages))).count("<text") == 300
    empty = replace(long, findings=(), dossier=replace(long.dossier, pages=()))
    assert heat_map_svg(empty).startswith("<svg")
    assert "aucune n'est citée" in strip_words(empty)
    assert render_html(empty)


# Plain version


def test_our_sentences_of_the_plain_version_are_short_and_hold_one_idea():
    ours = [
        *words.PLAIN_INTRO,
        *words.PLAIN_ADVICE,
        *(text for pair in words.PLAIN_SECTIONS.values() for text in pair),
        *(meaning for _, meaning in words.GLOSSARY),
    ]
    assert [sentence for sentence in ours if len(sentence.split()) > 14] == []
    assert [sentence for sentence in ours if ";" in sentence or "(" in sentence] == []


def test_the_plain_version_tells_each_criterion_and_carries_no_logo():
    text = parsed(render_plain(realistic_map())).text_content()
    assert all(finding.criterion.code in text for finding in realistic_map().findings)
    assert "Vos sources ont une date." in text
    assert "FALC" not in text


# Comparison


def test_the_comparison_shows_what_made_the_difference():
    before, after = realistic_map(), with_status(realistic_map(name="v2.pdf"), "C1.3Cr4", Status.NOT_FOUND)
    page = parsed(render_comparison(compare_drafts((before, after, after))))
    assert len(page.xpath("//article")) == 1
    text = " ".join(page.xpath("string(//article)").split())
    assert "− perdu" in text
    assert "Chiffre d'affaires 2024" in text
    assert len(page.xpath("//thead//th")) == 4
    assert "Aucun critère n'a changé" in page.text_content()


@pytest.mark.browser
@pytest.mark.parametrize("make", [realistic_map, hostile_map])
def test_axe_finds_no_accessibility_fault_and_the_page_asks_for_nothing(make, tmp_path, chromium):
    pytest.importorskip("axe_playwright_python")
    from axe_playwright_python.sync_playwright import Axe

    for name, render in PAGES.items():
        file = tmp_path / f"{name}.html"
        file.write_text(render(make()), encoding="utf-8")
        # axe itself is a script, which the page's own policy refuses.
        page = chromium.new_context(bypass_csp=True).new_page()
        asked, dialogs = [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("dialog", lambda dialog, dialogs=dialogs: (dialogs.append(dialog), dialog.dismiss()))
        page.goto(file.as_uri())
        faults = Axe().run(page).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == [], name
        assert asked == [file.as_uri()]
        assert dialogs == []
        # WCAG 1.4.10: no sideways scrolling at 320 pixels, a zoom of 400 % on a laptop.
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
