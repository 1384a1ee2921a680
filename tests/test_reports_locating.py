from dataclasses import replace

import pypdfium2
import pytest

from maps import DOSSIER, dossier_pdf, evidence, realistic_map
from prelecture.datamodel import Evidence
from prelecture.errors import EncryptedDossier, UnreadableDossier
from prelecture.reports.locating import fold, locate_quotes

LAYOUTS = [
    {},
    {"rotation": 90},
    {"rotation": 180},
    {"crop": (40, 300, 560, 820)},
    {"rotation": 270, "crop": (40, 300, 560, 820)},
]
QUOTES = [evidence("", text[:25]) for page, _, text in DOSSIER if page > 2]


def quote(text, page=None):
    return Evidence("", text, page, "", "", 0, len(text), 0.9)


def text_in(pdf, place):
    page = pypdfium2.PdfDocument(pdf)[place.page - 1].get_textpage()
    return "".join(page.get_text_bounded(*rect) for rect in place.rects)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_quote_is_found_where_it_stands(layout):
    pdf = dossier_pdf(**layout)
    for item, places in zip(QUOTES, locate_quotes(pdf, QUOTES), strict=True):
        (place,) = places
        assert place.exact
        assert place.page == item.page
        # A row of several lines is read column by column, so only its letters are compared.
        assert sorted(fold(text_in(pdf, place))) == sorted(fold(item.quote))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_boxes_are_the_rectangles_as_displayed(layout):
    pdf = dossier_pdf(**layout)
    ((place,),) = locate_quotes(pdf, [evidence("", "Onze points")])
    page = pypdfium2.PdfDocument(pdf)[place.page - 1]
    image = page.render(scale=2).to_pil().convert("L")
    dark = 0
    for left, top, width, height in place.boxes:
        assert 0 <= left <= left + width <= 1
        assert 0 <= top <= top + height <= 1
        area = image.crop(
            (
                int(left * image.width),
                int(top * image.height),
                int((left + width) * image.width),
                int((top + height) * image.height),
            )
        )
        dark += sum(area.histogram()[:128])
    whole = sum(image.histogram()[:128])
    # The page holds "Page 5", this quote and another one: about half of its ink is in the boxes.
    assert 0.35 * whole <= dark < 0.75 * whole


def test_one_rectangle_per_line():
    ((place,),) = locate_quotes(dossier_pdf(), [evidence("", "Onze points")])
    assert len(place.rects) == 3
    tops = [rect[3] for rect in place.rects]
    assert tops == sorted(tops, reverse=True)


@pytest.mark.parametrize(
    "written",
    [
        "Le cabinet Xerfi, dans « Le marché de la boulangerie artisanale »",
        "le CABINET Xerfi dans\nle marche de la boulan-\ngerie artisanale",
        "Le cabinet Xerﬁ, dans Le\u00a0marché de la boulangerie artisanale",
        "chiffre le recul du pain a\u0300 1,8\u202f% par an",
        "la note de conjoncture de l'Insee",
    ],
)
def test_spelling_accidents_of_files_do_not_hide_a_quote(written):
    ((place,),) = locate_quotes(dossier_pdf(), [quote(written, 3)])
    assert (place.page, place.exact) == (3, True)


def test_a_quote_on_a_wrong_page_is_still_found():
    ((place,),) = locate_quotes(dossier_pdf(), [replace(evidence("", "Onze points"), page=12)])
    assert (place.page, place.exact) == (5, True)


def test_a_repeated_quote_is_found_on_its_own_page():
    text = ((3, "", "La même phrase revient deux fois."), (9, "", "La même phrase revient deux fois."))
    ((place,),) = locate_quotes(dossier_pdf(text=text), [quote("La même phrase revient deux fois.", 9)])
    assert place.page == 9


def test_a_short_quote_is_not_found_inside_another_word():
    text = ((3, "", "Les notables dinent."), (5, "", "Une note suffit."))
    ((place,),) = locate_quotes(dossier_pdf(text=text), [quote("note", 3)])
    assert place.page == 5


def test_a_quote_cut_by_a_page_break_has_two_places():
    text = ((3, "", "La première moitié de la phrase"), (4, "", "se termine sur la page suivante."))
    (places,) = locate_quotes(
        dossier_pdf(text=text), [quote("La première moitié de la phrase se termine sur la page suivante.", 3)]
    )
    # "Page 4" stands between the halves, as a running header would.
    assert [place.page for place in places] == [3, 4]
    assert all(place.exact for place in places)


def test_a_corrected_quote_is_found_and_said_to_be_approximate():
    text = "Onze points de ventes ont été visité entre le 3 et le 21 février 2025, hors vacance scolaires"
    ((place,),) = locate_quotes(dossier_pdf(), [quote(text, 5)])
    assert (place.page, place.exact) == (5, False)


@pytest.mark.parametrize(
    "text", ["Une phrase qui ne se trouve nulle part dans ce document.", "", " | ", "🥖", "x" * 5000]
)
def test_what_is_nowhere_has_no_place(text):
    assert locate_quotes(dossier_pdf(), [quote(text)]) == [()]


def test_files_that_do_not_open_are_refused(tmp_path):
    with pytest.raises(UnreadableDossier):
        locate_quotes(b"rien", [])
    with pytest.raises(UnreadableDossier):
        locate_quotes(tmp_path / "manque.pdf", [])
    with pytest.raises(EncryptedDossier):
        locate_quotes(encrypted(), [])


def encrypted():
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(dossier_pdf())))
    writer.encrypt("secret")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_the_map_s_own_evidence_is_located():
    items = [item for finding in realistic_map().findings for item in finding.evidence]
    assert all(places and places[0].exact for places in locate_quotes(dossier_pdf(), items))
