import shutil
import subprocess
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from maps import DOSSIER, dossier_pdf, evidence, hostile_map, realistic_map, with_status
from prelecture.datamodel import Evidence, Status
from prelecture.errors import EncryptedDossier, UnreadableDossier
from prelecture.reports.annotated_pdf import annotate_pdf
from prelecture.reports.locating import locate_quotes
from test_reports_locating import LAYOUTS, encrypted

needs_poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")


def highlights(pdf):
    return [
        (number, annotation.get_object())
        for number, page in enumerate(PdfReader(BytesIO(pdf)).pages, start=1)
        for annotation in page.get("/Annots", ())
        if annotation.get_object()["/Subtype"] == "/Highlight"
    ]


def render_pdfium(pdf, number):
    return (
        pypdfium2.PdfDocument(pdf)[number - 1].render(scale=1, may_draw_forms=False).to_pil().convert("RGB")
    )


def render_poppler(pdf, number, folder):
    (folder / "x.pdf").write_bytes(pdf)
    command = [
        "pdftoppm",
        "-cropbox",
        "-r",
        "72",
        "-f",
        str(number),
        "-l",
        str(number),
        "-png",
        "-singlefile",
        "x.pdf",
        "page",
    ]
    subprocess.run(command, check=True, cwd=folder)
    return Image.open(folder / "page.png").convert("RGB")


def test_each_passage_is_highlighted_once_with_all_its_criteria():
    coverage = realistic_map()
    marks = highlights(annotate_pdf(dossier_pdf(), coverage))
    assert len(marks) == len({(e.start, e.end) for f in coverage.findings for e in f.evidence})
    note = next(mark["/Contents"] for page, mark in marks if page == 4 and "C1.1Cr2" in mark["/Contents"])
    assert "C1.1Cr2 – Passage retrouvé" in note
    assert "C1.1Cr3 – Retrouvé en partie" in note
    assert "Pour : Sources choisies selon chaque axe" in note


def test_a_quad_per_line_inside_the_annotation_s_rectangle():
    for _, mark in highlights(annotate_pdf(dossier_pdf(), realistic_map())):
        quads = [float(v) for v in mark["/QuadPoints"]]
        left, bottom, right, top = (float(v) for v in mark["/Rect"])
        assert len(quads) % 8 == 0
        assert all(left - 0.01 <= x <= right + 0.01 for x in quads[::2])
        assert all(bottom - 0.01 <= y <= top + 0.01 for y in quads[1::2])


def _share_highlighted(image, box):
    left, top, width, height = box
    area = image.crop(
        (
            int(left * image.width),
            int(top * image.height),
            int((left + width) * image.width),
            int((top + height) * image.height),
        )
    )
    pixels = list(area.get_flattened_data() if hasattr(area, "get_flattened_data") else area.getdata())
    tinted = [p for p in pixels if max(p) - min(p) >= 20]
    return len(tinted) / max(1, len(pixels))


@needs_poppler
@pytest.mark.parametrize("layout", LAYOUTS)
def test_pdfium_and_poppler_show_the_highlights_on_the_text(layout, tmp_path):
    pdf = dossier_pdf(**layout)
    annotated = annotate_pdf(pdf, realistic_map())
    item = evidence("", "Onze points")
    ((place,),) = locate_quotes(pdf, [item])
    plain = render_pdfium(pdf, place.page)
    for image in (render_pdfium(annotated, place.page), render_poppler(annotated, place.page, tmp_path)):
        assert abs(image.width - plain.width) <= 1
        assert all(_share_highlighted(plain, box) < 0.01 for box in place.boxes)
        assert all(_share_highlighted(image, box) >= 0.6 for box in place.boxes)


def test_the_pages_of_the_candidate_are_untouched_elsewhere():
    pdf = dossier_pdf()
    annotated = annotate_pdf(pdf, realistic_map())
    for number in (1, 2, 9, 14):
        assert (
            ImageChops.difference(render_pdfium(pdf, number), render_pdfium(annotated, number)).getbbox()
            is None
        )
    before, after = (PdfReader(BytesIO(content)) for content in (pdf, annotated))
    for old, new in zip(before.pages, after.pages, strict=False):
        assert old.extract_text() == new.extract_text()
        assert (old.mediabox, old.rotation) == (new.mediabox, new.rotation)


def test_a_code_stands_in_the_margin_at_the_height_of_the_passage():
    pdf = annotate_pdf(dossier_pdf(rotation=90), realistic_map())
    image = render_pdfium(pdf, 4)
    margin = image.crop((image.width - 70, 0, image.width, image.height))
    assert ImageChops.invert(margin.convert("L")).getbbox() is not None


def test_tags_of_one_page_do_not_cover_one_another():
    page = PdfReader(BytesIO(annotate_pdf(dossier_pdf(), realistic_map()))).pages[3]
    rects = sorted(
        tuple(map(float, a.get_object()["/Rect"]))
        for a in page["/Annots"]
        if a.get_object()["/Subtype"] == "/Stamp"
    )
    assert len(rects) == 2
    spans = sorted((bottom, top) for _, bottom, _, top in rects)
    assert spans[0][1] <= spans[1][0]


def test_the_outline_leads_to_each_criterion_and_keeps_the_candidate_s_own():
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(dossier_pdf())))
    writer.add_outline_item(title="Mon chapitre", page_number=2)
    buffer = BytesIO()
    writer.write(buffer)
    reader = PdfReader(BytesIO(annotate_pdf(buffer.getvalue(), realistic_map())))
    assert reader.outline[0].title == "Mon chapitre"
    entries = {item.title: reader.get_destination_page_number(item) for item in reader.outline[2][1]}
    assert len(entries) == len(realistic_map().findings)
    assert entries["● C1.1Cr1 – Passage retrouvé (p. 3)"] == 2
    assert entries["○ C1.3Cr3 – Non retrouvé par l'outil"] == 14


def test_the_legend_lists_every_criterion_on_pages_added_at_the_end():
    reader = PdfReader(BytesIO(annotate_pdf(dossier_pdf(), realistic_map())))
    text = "".join(page.extract_text() for page in reader.pages[14:])
    assert all(finding.criterion.code in text for finding in realistic_map().findings)
    assert "Accessibilité des lieux" in text
    assert "Le jury décide" in text


def test_a_quote_that_only_resembles_is_marked_so():
    wrong = replace(
        evidence("roi", "Onze points"),
        quote="Onze points de ventes ont été visité entre le 3 et le 21 février 2025, hors vacance scolaires",
    )
    coverage = with_status(realistic_map(), "C1.9Cr2", Status.FOUND, quotes=(wrong,))
    notes = [mark["/Contents"] for _, mark in highlights(annotate_pdf(dossier_pdf(), coverage))]
    assert [note for note in notes if "Emplacement approximatif." in note and "C1.9Cr2" in note]


def test_a_quote_that_is_nowhere_is_listed_in_the_legend():
    lost = Evidence("roi", "Une phrase introuvable dans ce document.", 3, "", "", 9000, 9040, 0.9)
    coverage = with_status(realistic_map(), "C1.9Cr2", Status.FOUND, quotes=(lost,))
    reader = PdfReader(BytesIO(annotate_pdf(dossier_pdf(), coverage)))
    assert "Une phrase introuvable" in reader.pages[14].extract_text()


def test_the_same_map_gives_the_same_legend():
    first, second = (annotate_pdf(dossier_pdf(), realistic_map()) for _ in range(2))
    assert first == second


def test_hostile_text_gives_a_file_that_opens():
    pdf = annotate_pdf(dossier_pdf(), hostile_map())
    assert b"/JavaScript" not in pdf
    assert len(pypdfium2.PdfDocument(pdf)) >= 15


def test_a_locked_file_is_annotated_and_a_secret_one_refused():
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(dossier_pdf())))
    writer.encrypt("", owner_password="maître")
    buffer = BytesIO()
    writer.write(buffer)
    assert highlights(annotate_pdf(buffer.getvalue(), realistic_map()))
    with pytest.raises(EncryptedDossier, match="mot de passe"):
        annotate_pdf(encrypted(), realistic_map())
    with pytest.raises(UnreadableDossier):
        annotate_pdf(b"%PDF-1.7 rien", realistic_map())


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_a_damaged_file_is_annotated_or_refused(cut):
    pdf = dossier_pdf()
    broken = pdf[: int(len(pdf) * cut)]
    try:
        assert annotate_pdf(broken, realistic_map())[:4] == b"%PDF"
    except UnreadableDossier as error:
        assert "PDF" in str(error)


def test_objects_that_are_not_what_they_should_be_are_refused():
    broken = dossier_pdf().replace(b"/Count 14", b"/Caunt 14")
    with pytest.raises(UnreadableDossier):
        annotate_pdf(broken.replace(b"/Type /Pages", b"/Type /Pagez"), realistic_map())


def test_thirty_pages_take_less_than_two_seconds():
    import time

    text = tuple((page, "", block) for page, _, block in DOSSIER if page > 2)
    pdf = bound(dossier_pdf(text=text), times=3)
    start = time.perf_counter()
    annotate_pdf(pdf, realistic_map())
    assert time.perf_counter() - start < 2


def bound(pdf, *, times):
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(times):
        writer.append(BytesIO(pdf))
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
