import shutil
import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from maps import DOSSIER, dossier_docx, evidence, hostile_map, realistic_map, with_status
from prelecture.datamodel import Evidence, Status
from prelecture.errors import MissingTool, UnreadableDossier, UnsupportedFormat
from prelecture.reports.commented_docx import comment_docx
from prelecture.reports.jury_grid import grid_context, render_grid
from prelecture.reports.office import convert_to_pdf

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def opened(content):
    return docx.Document(BytesIO(content))


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def canonical(xml):
    return etree.tostring(etree.fromstring(xml), method="c14n")


def commented_text(document, comment_id):
    """The text between a comment's range marks, read straight from the XML."""
    inside, text = False, []
    for element in document.element.body.iter():
        if element.tag == qn("w:commentRangeStart") and element.get(qn("w:id")) == str(comment_id):
            inside = True
        elif element.tag == qn("w:commentRangeEnd") and element.get(qn("w:id")) == str(comment_id):
            inside = False
        elif inside and element.tag == qn("w:t"):
            text.append(element.text or "")
    return "".join(text)


def by_text(content):
    document = opened(content)
    return {commented_text(document, comment.comment_id): comment.text for comment in document.comments}


def runs_look(document):
    """Every character of the body with its look, whatever the runs it is cut into."""
    return [
        (character, etree.tostring(run.rPr) if run.rPr is not None else b"")
        for run in document.element.body.iter(qn("w:r"))
        for text in run.iter(qn("w:t"))
        for character in text.text or ""
    ]


def test_comments_cover_the_quotes_exactly():
    comments = by_text(comment_docx(dossier_docx(), realistic_map()))
    quote = next(text for _, _, text in DOSSIER if text.startswith("Le cabinet Xerfi"))
    assert "C1.1Cr1 – Passage retrouvé" in comments[quote.rstrip(".")]
    assert "Pour : Sources récentes et datées" in comments[quote.rstrip(".")]


def test_part_of_a_paragraph_is_commented_alone():
    whole = evidence("temporalite", "Onze points")
    part = replace(
        whole, quote="entre le 3 et le 21 février 2025", start=whole.start + 34, end=whole.start + 66
    )
    inside = replace(whole, quote="21 février 2025", start=whole.start + 51, end=whole.start + 66)
    coverage = with_status(realistic_map(), "C1.9Cr2", Status.FOUND, quotes=(part, inside, whole))
    comments = by_text(comment_docx(dossier_docx(), coverage))
    assert {"entre le 3 et le 21 février 2025", "21 février 2025"} <= set(comments)
    assert whole.quote.rstrip(".") in comments


def test_the_candidate_s_own_file_is_otherwise_untouched():
    source = dossier_docx()
    result = comment_docx(source, realistic_map())
    before, after = opened(source), opened(result)
    assert runs_look(before) == runs_look(after)
    assert [p.text for p in before.paragraphs] == [p.text for p in after.paragraphs]
    assert [p.style.name for p in before.paragraphs] == [p.style.name for p in after.paragraphs]
    old, new = parts(source), parts(result)
    assert set(new) - set(old) <= {"word/comments.xml"}
    for name in ("word/styles.xml", "word/header1.xml", "docProps/core.xml", "word/theme/theme1.xml"):
        assert canonical(old[name]) == canonical(new[name])


def test_the_first_comment_lists_what_was_not_found():
    comments = list(opened(comment_docx(dossier_docx(), realistic_map())).comments)
    summary = next(comment.text for comment in comments if comment.text.startswith("Carte de couverture"))
    assert "○ C1.3Cr3 – Non retrouvé par l'outil : Accessibilité des lieux" in summary
    assert "passages proches à vérifier : p. 7, 9, 10" in summary
    assert "C1.1Cr1" not in summary
    assert {comment.author for comment in comments} == {"Prélecture"}


def test_existing_comments_are_kept():
    document = opened(dossier_docx())
    document.add_comment(document.paragraphs[1].runs, text="Bien vu", author="Tutrice")
    buffer = BytesIO()
    document.save(buffer)
    comments = list(opened(comment_docx(buffer.getvalue(), realistic_map())).comments)
    assert comments[0].text == "Bien vu"
    assert len({comment.comment_id for comment in comments}) == len(comments)


def test_a_passage_inside_a_link_or_a_tracked_insertion_is_commented():
    document = opened(dossier_docx())
    paragraph = next(p for p in document.paragraphs if "Onze points" in p.text)
    link = docx.oxml.OxmlElement("w:hyperlink")
    paragraph._p.append(link)
    for run in list(paragraph.runs)[1:]:
        link.append(run._r)
    buffer = BytesIO()
    document.save(buffer)
    result = opened(comment_docx(buffer.getvalue(), realistic_map()))
    assert any("Onze points" in commented_text(result, comment.comment_id) for comment in result.comments)
    assert all(
        mark.getparent().tag == qn("w:p") for mark in result.element.body.iter(qn("w:commentRangeStart"))
    )


def test_a_passage_that_word_cannot_comment_is_listed():
    lost = Evidence("roi", "Une note de bas de page introuvable dans le corps.", 3, "", "", 9000, 9040, 0.9)
    coverage = with_status(realistic_map(), "C1.9Cr2", Status.FOUND, quotes=(lost,))
    texts = [comment.text for comment in opened(comment_docx(dossier_docx(), coverage)).comments]
    assert any("Une note de bas de page introuvable" in text for text in texts)


def test_the_same_map_gives_the_same_comments():
    first, second = (parts(comment_docx(dossier_docx(), realistic_map())) for _ in range(2))
    assert first["word/comments.xml"] == second["word/comments.xml"]
    assert b'w:date="2025-05-19T10:32:00Z"' in first["word/comments.xml"]


def test_hostile_text_gives_comments_that_open():
    comments = by_text(comment_docx(dossier_docx(), hostile_map()))
    assert any("<script>alert(1)</script>" in text for text in comments.values())


@pytest.mark.parametrize("content", [b"", b"rien", b"PK\x03\x04rien"])
def test_what_is_no_word_file_is_refused(content):
    with pytest.raises(UnreadableDossier, match="Word"):
        comment_docx(content, realistic_map())


@needs_office
def test_libreoffice_opens_the_commented_file_with_the_same_text():
    source = dossier_docx()
    before, after = (
        pdf_text(convert_to_pdf(c, suffix=".docx")) for c in (source, comment_docx(source, realistic_map()))
    )
    assert "Onze points de vente" in before
    assert before == after


def pdf_text(content):
    import pypdfium2

    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def grid_text(content):
    return "\n".join(text.text or "" for text in opened(content).element.body.iter(qn("w:t")))


def test_the_grid_is_a_landscape_table_with_empty_boxes_and_signatures():
    document = opened(render_grid(realistic_map()))
    section = document.sections[0]
    assert section.page_width > section.page_height
    table = document.tables[1]
    assert [cell.text for cell in table.rows[0].cells] == [
        "Critère",
        "Texte officiel",
        "Attendus",
        "Passages du dossier",
        "Niveau (jury)",
        "Observations du jury",
    ]
    rows = table.rows[1:]
    assert len(rows) == len(realistic_map().findings)
    assert rows[0].cells[4].text.split("\n") == ["☐ 0", "☐ 1", "☐ 2", "☐ 3", "☐ 4"]
    assert {row.cells[5].text for row in rows} == {""}
    assert "p. 3 (imprimée 2)" in rows[0].cells[3].text
    assert rows[0].cells[1].text == realistic_map().findings[0].criterion.text
    assert "passage proche, à vérifier" in rows[4].cells[3].text
    text = grid_text(render_grid(realistic_map()))
    assert "Décision du jury pour le bloc B1 :" in text
    assert "Signature du président du jury" in text


@needs_office
def test_libreoffice_opens_the_grid():
    text = pdf_text(convert_to_pdf(render_grid(realistic_map()), suffix=".docx"))
    assert "Grille du jury" in text
    assert "C1.10Cr1" in text


def template(*lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_certifier_s_own_template_is_filled():
    own = template(
        "Dossier {{ dossier.titre }} – {{ epreuve }}",
        "{%p for critere in criteres %}",
        "{{ critere.code }} {{ critere.statut }} {{ cases }} {% for p in critere.passages %}[{{ p.page }}] {{ p.citation }}{% endfor %}",
        "{%p endfor %}",
    )
    text = "\n".join(p.text for p in opened(render_grid(realistic_map(), template=own)).paragraphs)
    assert "Plan d'action commercial – Épi & Levain – B1E1" in text
    assert "C1.1Cr1 Passage retrouvé ☐ 0  ☐ 1  ☐ 2  ☐ 3  ☐ 4 [p. 3 (imprimée 2)] Le cabinet Xerfi" in text


def test_hostile_text_stays_text_in_a_template():
    own = template("{%p for critere in criteres %}", "{{ critere.texte }}", "{%p endfor %}")
    text = "\n".join(p.text for p in opened(render_grid(hostile_map(), template=own)).paragraphs)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (template("{{ candidat.note }}"), "candidat"),
        (template("{% for x in criteres %}"), "balise"),
        (template("{{ ''.__class__.__mro__[1].__subclasses__() }}"), "balise"),
        (b"rien", "Word"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused(own, said):
    with pytest.raises(UnsupportedFormat, match=said):
        render_grid(realistic_map(), template=own)


def test_the_template_s_values_hold_no_mark():
    keys = set()

    def walk(value):
        if isinstance(value, dict):
            keys.update(value)
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(grid_context(realistic_map()))
    assert not keys & {"note", "niveau", "score", "total", "confiance", "decision"}


def test_hostile_text_gives_a_grid_that_opens():
    assert "<script>alert(1)</script>" in grid_text(render_grid(hostile_map()))


def test_without_libreoffice_the_user_is_told(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(MissingTool, match="LibreOffice"):
        convert_to_pdf(b"", suffix=".docx")


@needs_office
def test_what_libreoffice_cannot_convert_is_refused():
    with pytest.raises(UnreadableDossier, match="LibreOffice"):
        convert_to_pdf(b"PK\x03\x04" + b"\x00" * 50, suffix=".docx")
