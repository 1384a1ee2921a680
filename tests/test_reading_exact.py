"""Real pages of a DOCX through LibreOffice's layout."""

import io
import shutil
import zipfile

import pytest

import fixtures_documents as make
from prelecture import reading_exact
from prelecture.errors import MissingTool
from prelecture.reading import read_bytes, read_dossier
from prelecture.settings import ReadingLimits

LIMITS = ReadingLimits()


def test_pages_are_taken_from_the_printed_document():
    docx = read_bytes(make.report_docx(6), name="d.docx", limits=LIMITS)
    pdf = read_bytes(make.report_pdf(6), name="d.pdf", limits=LIMITS)
    exact = reading_exact.transfer_pages(docx, pdf)
    assert exact.text == docx.text
    assert [page.number for page in exact.pages] == [page.number for page in pdf.pages]
    assert not any(page.approximate for page in exact.pages)
    assert "approximate_pages" not in {w.code for w in exact.warnings}
    headings = {b.text: b.page for b in pdf.blocks if b.level}
    assert all(b.page == headings[b.text] for b in exact.blocks if b.level and b.text in headings)


def test_a_block_that_is_not_printed_takes_its_neighbour_s_page():
    docx = read_bytes(
        make.docx(make.p("Un") + make.p("absent") + make.p("Deux")), name="d.docx", limits=LIMITS
    )
    pdf = read_bytes(b"Un\fDeux", name="d.txt", limits=LIMITS)
    assert [b.page for b in reading_exact.transfer_pages(docx, pdf).blocks] == [1, 1, 2]


def test_without_libreoffice_one_sentence_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    path = tmp_path / "dossier.docx"
    path.write_bytes(make.simple_docx())
    with pytest.raises(MissingTool, match="LibreOffice"):
        read_dossier(path, exact_pages=True, in_process=True)


def test_a_layout_that_fails_keeps_the_approximate_pages(monkeypatch, tmp_path):
    monkeypatch.setattr(reading_exact, "lay_out", lambda *_, **__: None)
    path = tmp_path / "dossier.docx"
    path.write_bytes(make.simple_docx())
    dossier = read_dossier(path, exact_pages=True, in_process=True)
    assert "exact_pages_failed" in {w.code for w in dossier.warnings}
    assert all(page.approximate for page in dossier.pages)


def test_a_pdf_needs_no_layout(tmp_path):
    path = tmp_path / "dossier.pdf"
    path.write_bytes(make.report_pdf(1))
    assert read_dossier(path, exact_pages=True, in_process=True).format == "pdf"


def test_links_are_cut_before_libreoffice_sees_the_file():
    relation = (
        '<Relationship Id="rId7" Type="image" Target="http://exemple.invalid/a.png" TargetMode="External"/>'
    )
    kept = '<Relationship Id="rId8" Type="styles" Target="styles.xml"/>'
    data = reading_exact.without_links(make.docx(make.p("Texte"), relations=relation + kept), limits=LIMITS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        assert archive.read("word/document.xml")
    assert "exemple.invalid" not in relations
    assert "styles.xml" in relations


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_s_own_pages(tmp_path):
    path = tmp_path / "dossier.docx"
    path.write_bytes(make.report_docx(3))
    dossier = read_dossier(path, exact_pages=True)
    assert not any(page.approximate for page in dossier.pages)
    assert dossier.blocks[-1].page == len(dossier.pages)
    assert list(tmp_path.iterdir()) == [path]
