"""PDF: the traps of real dossiers, one test each."""

import io

import pytest

import fixtures_documents as make
from fixtures_documents import BODY, BOLD, LEFT, RIGHT
from prelecture.datamodel import Readability, TextKind, Zone
from prelecture.reading import read_bytes
from prelecture.settings import ReadingLimits
from prelecture.structure import heading_key


def read(data: bytes):
    return read_bytes(data, name="dossier.pdf", limits=ReadingLimits())


def kinds(dossier):
    return [(b.kind, b.text) for b in dossier.blocks]


def texts(dossier):
    return [b.text for b in dossier.blocks]


def headings(dossier):
    return [(b.text, b.level) for b in dossier.blocks if b.kind is TextKind.HEADING and b.zone is Zone.BODY]


# ---------------------------------------------------------------- running text


def test_the_lines_of_a_paragraph_make_one_block():
    dossier = read(
        make.one_page_pdf(lambda c, page: (page.text(make.paragraph(0)), page.text(make.paragraph(2))))
    )
    assert kinds(dossier) == [
        (TextKind.PARAGRAPH, make.paragraph(0)),
        (TextKind.PARAGRAPH, make.paragraph(2)),
    ]


def test_a_sentence_over_two_pages_is_one_block_on_its_first_page():
    def draw(canvas):
        for part in (
            "Le budget de communication a été réparti entre la radio, le salon de printemps et les",
            "affiches du centre-ville.",
        ):
            make.Page(canvas, top=400).text(part)
            canvas.showPage()

    dossier = read(make.pdf(draw))
    assert len(dossier.blocks) == 1
    assert dossier.blocks[0].page == 1


def test_a_bullet_alone_on_its_line_joins_what_follows():
    def draw(canvas, page):
        for text in ("prospecter les syndics", "relancer les devis"):
            page.line("•", x=LEFT)
            page.line(text, x=LEFT + 18)

    assert kinds(read(make.one_page_pdf(draw))) == [
        (TextKind.LIST_ITEM, "prospecter les syndics"),
        (TextKind.LIST_ITEM, "relancer les devis"),
    ]


def test_wrapped_list_items_keep_their_second_line():
    def draw(canvas, page):
        page.bullet(make.SENTENCES[0] + " " + make.SENTENCES[2])
        page.bullet(make.SENTENCES[1])

    assert kinds(read(make.one_page_pdf(draw))) == [
        (TextKind.LIST_ITEM, make.SENTENCES[0] + " " + make.SENTENCES[2]),
        (TextKind.LIST_ITEM, make.SENTENCES[1]),
    ]


def test_short_lines_typed_one_by_one_are_not_glued():
    def draw(canvas, page):
        for text in ("12 rue des Tanneurs", "49100 Angers", "Ouvert du mardi au samedi"):
            page.line(text)
        page.y -= 10
        page.text(make.paragraph(0, 6))

    assert texts(read(make.one_page_pdf(draw)))[:3] == [
        "12 rue des Tanneurs",
        "49100 Angers",
        "Ouvert du mardi au samedi",
    ]


def test_words_cut_at_line_ends_are_mended_and_compounds_kept():
    def draw(canvas, page):
        for text in (
            "Nous avons retenu une stratégie de différenciation qui repose sur la commer-",
            "cialisation directe, comme le montre le tableau ci-",
            "dessous. Le week-",
            "end reste le moment fort.",
        ):
            page.line(text)

    text = read(make.one_page_pdf(draw)).text
    assert "la commercialisation directe" in text
    assert "ci-dessous" in text
    assert "week-end" in text


def test_a_number_at_the_start_of_a_full_line_opens_no_list():
    def draw(canvas, page):
        page.line("La boutique a accueilli beaucoup plus de familles au cours du printemps de l'année")
        page.line("2024. Le panier moyen a suivi la même pente.")

    assert len(read(make.one_page_pdf(draw)).blocks) == 1


# ---------------------------------------------------------------- columns, rotation


def test_two_columns_stay_in_their_own_order():
    def draw(canvas, page):
        for x in (LEFT, 310.0):
            column = make.Page(canvas, top=700)
            column.text(make.paragraph(0 if x == LEFT else 3, 3), x=x, width=210)

    assert texts(read(make.one_page_pdf(draw))) == [make.paragraph(0, 3), make.paragraph(3, 3)]


def test_a_landscape_page_reads_like_another():
    dossier = read(make.landscape_pdf())
    assert headings(dossier) == [("Rétroplanning", 1)]
    assert texts(dossier)[1] == make.paragraph(0)


def test_a_page_stored_sideways_reads_like_another():
    dossier = read(make.turned_pdf())
    assert headings(dossier) == [("Rétroplanning", 1)]
    assert texts(dossier)[1] == make.paragraph(0)


def test_the_title_of_a_slide_comes_first_though_drawn_last():
    def draw(canvas, page):
        page.y = 500
        page.text(make.paragraph(0))
        canvas.setFont(BOLD, 30)
        canvas.drawString(LEFT, 700, "Nos clients")

    assert texts(read(make.one_page_pdf(draw))) == ["Nos clients", make.paragraph(0)]


# ---------------------------------------------------------------- headings


def test_sizes_are_those_after_the_matrix():
    """Acrobat PDFMaker and macOS write every size as 1 and scale with the matrix."""
    lines = [b"BT /F1 1 Tf 20 0 0 20 72 700 Tm (Diagnostic) Tj ET"]
    for i, sentence in enumerate(make.SENTENCES):
        text = sentence.encode("cp1252").replace(b"(", b"").replace(b")", b"")
        lines.append(b"BT /F1 1 Tf 11 0 0 11 72 %d Tm (%s) Tj ET" % (660 - 15 * i, text))
    dossier = read(make.content_pdf(b"\n".join(lines)))
    assert headings(dossier) == [("Diagnostic", 1)]


@pytest.mark.parametrize("outline", [True, False])
def test_headings_of_a_report_with_and_without_outline(outline):
    found = headings(read(make.report_pdf(6, outline=outline)))
    expected = []
    for i in range(1, 7):
        expected += [(f"{i}. {make.section_title(i)}", 1), (f"{i}.1 {make.sub_title(i)}", 2)]
    assert found == expected


def test_the_outline_names_a_heading_that_looks_like_text():
    def draw(canvas):
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("Les clients", "a", level=0)
        page = make.Page(canvas)
        page.text("Les clients")
        page.text(make.paragraph(0, 6))
        canvas.showPage()

    assert headings(read(make.pdf(draw))) == [("Les clients", 1)]


def test_bold_headings_at_body_size_and_capitals_are_found():
    def draw(canvas, page):
        page.line("Les fournisseurs", font=BOLD, step=20)
        page.text(make.paragraph(0, 6))
        page.y -= 14
        page.line("II. CONCURRENCE", step=24)
        page.text(make.paragraph(1, 6))

    assert [text for text, _ in headings(read(make.one_page_pdf(draw)))] == [
        "Les fournisseurs",
        "II. CONCURRENCE",
    ]


def test_a_heading_over_two_lines_is_one_block():
    def draw(canvas, page):
        page.line("Analyse de la concurrence locale et des nouvelles", font=BOLD, size=16, step=20)
        page.line("habitudes d'achat en centre-ville", font=BOLD, size=16, step=30)
        page.text(make.paragraph(0, 6))

    assert [text for text, _ in headings(read(make.one_page_pdf(draw)))] == [
        "Analyse de la concurrence locale et des nouvelles habitudes d'achat en centre-ville"
    ]


def test_bold_in_mid_paragraph_is_no_heading():
    def draw(canvas, page):
        lines = make.wrap(make.paragraph(0, 6), RIGHT - LEFT)
        for i, line in enumerate(lines):
            page.line(line, font=BOLD if i == 2 else BODY)

    dossier = read(make.one_page_pdf(draw))
    assert headings(dossier) == []


# ---------------------------------------------------------------- contents, furniture, labels


def test_contents_pages_are_set_apart_and_give_no_heading_to_the_body():
    dossier = read(make.report_pdf(6))
    contents = [b for b in dossier.blocks if b.page == 2]
    assert {b.zone for b in contents} == {Zone.TOC}
    assert len(contents) == 7


def test_running_headers_and_page_numbers_are_kept_out_of_the_text():
    dossier = read(make.report_pdf(6))
    assert dossier.furniture == ("Atelier des Trois Rives - dossier de certification",)
    assert "dossier de certification" not in dossier.text
    assert not any(b.text.isdigit() for b in dossier.blocks)


def test_printed_numbers_become_labels():
    dossier = read(make.report_pdf(6, offset=2))
    assert [page.label for page in dossier.pages][2:] == [str(n) for n in range(1, 7)]


def test_without_printed_numbers_the_contents_page_gives_the_labels():
    dossier = read(make.report_pdf(6, offset=2, folios=False))
    assert [page.label for page in dossier.pages] == ["", "", "1", "2", "3", "4", "5", "6"]


def test_a_heading_that_also_runs_at_the_top_stays_in_the_text():
    """Removing the string everywhere would remove the chapter title itself."""

    def draw(canvas):
        for i in range(5):
            canvas.setFont(BODY, 9)
            canvas.drawString(LEFT, 810, "Plan de communication")
            page = make.Page(canvas, top=700)
            if i == 0:
                page.heading("Plan de communication")
            page.text(make.paragraph(i))
            canvas.showPage()

    dossier = read(make.pdf(draw))
    assert texts(dossier).count("Plan de communication") == 1
    assert dossier.furniture == ("Plan de communication",)


def test_a_short_document_keeps_its_first_and_last_lines():
    dossier = read(make.one_page_pdf(lambda c, page: page.text(make.paragraph(0))))
    assert dossier.furniture == ()


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_gives_a_row_a_block_with_its_header(ruled):
    dossier = read(make.table_pdf(ruled=ruled))
    rows = [b for b in dossier.blocks if b.table]
    assert [b.cells for b in rows] == list(make.TABLE)
    assert rows[0].header == ()
    assert {b.header for b in rows[1:]} == {make.TABLE[0]}
    assert dossier.text.count("Affiches") == 1
    assert texts(dossier)[-1] == make.paragraph(3)


def test_cells_that_wrap_come_back_whole_without_rulings():
    """Word and LibreOffice write a table cell by cell; a naive reader makes short lines of it."""

    def draw(canvas, page):
        page.text(make.paragraph(0))
        columns = (LEFT, 220.0, 380.0)
        rows = [
            ("Facteur", "Constat", "Conséquence"),
            ("Politique", "la subvention régionale baisse de moitié en 2025", "revoir le budget du salon"),
            (
                "Social",
                "les familles achètent davantage d'occasion",
                "ouvrir un rayon de reprise en boutique",
            ),
            ("Écologique", "les emballages sont taxés", "passer aux contenants consignés"),
        ]
        for row in rows:
            top, lowest = page.y, page.y
            for x, cell in zip(columns, row, strict=True):
                page.y = top
                for part in make.wrap(cell, 130, size=10):
                    page.line(part, x=x, size=10, step=12)
                lowest = min(lowest, page.y)
            page.y = lowest - 6
        page.y -= 12
        page.text(make.paragraph(1))

    rows = [b.cells for b in read(make.one_page_pdf(draw)).blocks if b.table]
    assert rows[1] == (
        "Politique",
        "la subvention régionale baisse de moitié en 2025",
        "revoir le budget du salon",
    )
    assert rows[3] == ("Écologique", "les emballages sont taxés", "passer aux contenants consignés")
    assert len(rows) == 4


def test_merged_cells_are_read_once():
    def draw(canvas, page):
        top, left, middle, right = 700.0, LEFT, 250.0, 450.0
        for y in (top, top - 24, top - 48, top - 72):
            canvas.line(left, y, right, y)
        for x in (left, right):
            canvas.line(x, top, x, top - 72)
        canvas.line(middle, top - 24, middle, top - 72)
        canvas.setFont(BODY, 10)
        canvas.drawString(left + 60, top - 16, "Forces et faiblesses de la boutique")
        for i, (a, b) in enumerate((("équipe soudée", "site lent"), ("bon emplacement", "peu de stock"))):
            canvas.drawString(left + 4, top - 40 - 24 * i, a)
            canvas.drawString(middle + 4, top - 40 - 24 * i, b)

    rows = [b.cells for b in read(make.one_page_pdf(draw)).blocks if b.table]
    assert rows == [
        ("Forces et faiblesses de la boutique", ""),
        ("équipe soudée", "site lent"),
        ("bon emplacement", "peu de stock"),
    ]


def test_a_frame_around_a_text_is_no_table():
    def draw(canvas, page):
        canvas.rect(LEFT - 10, 500, RIGHT - LEFT + 20, 300)
        page.text(make.paragraph(0))

    assert texts(read(make.one_page_pdf(draw))) == [make.paragraph(0)]


def test_cards_side_by_side_are_read_one_after_the_other():
    def draw(canvas, page):
        for x, title in ((LEFT, "Motivations"), (310.0, "Freins")):
            canvas.rect(x - 5, 560, 220, 160)
            card = make.Page(canvas, top=700)
            card.line(title, x=x, font=BOLD)
            card.text(make.SENTENCES[0 if x == LEFT else 2], x=x, width=200)

    found = texts(read(make.one_page_pdf(draw)))
    assert found == ["Motivations", make.SENTENCES[0], "Freins", make.SENTENCES[2]]


def test_a_table_over_two_pages_keeps_its_header():
    def draw(canvas):
        for part in (make.TABLE[:3], (make.TABLE[0], *make.TABLE[3:])):
            top = 300.0 if part[1][0] == "Affiches" else 780.0
            page = make.Page(canvas, top=760)
            if top == 300.0:
                page.text(make.paragraph(0))
            xs = (LEFT, 250.0, 350.0, RIGHT)
            for i in range(len(part) + 1):
                canvas.line(xs[0], top - 24 * i, xs[-1], top - 24 * i)
            for x in xs:
                canvas.line(x, top, x, top - 24 * len(part))
            for i, row in enumerate(part):
                canvas.setFont(BOLD if i == 0 else BODY, 10)
                for x, cell in zip(xs, row, strict=False):
                    canvas.drawString(x + 4, top - 24 * i - 16, cell)
            canvas.showPage()

    rows = [b for b in read(make.pdf(draw)).blocks if b.table]
    assert [b.cells for b in rows] == list(make.TABLE)
    assert {b.table for b in rows} == {1}
    assert rows[-1].header == make.TABLE[0]
    assert rows[-1].page == 2


# ---------------------------------------------------------------- notes, figures, captions


def test_footnotes_are_notes_and_their_calls_leave_the_text():
    def draw(canvas, page):
        page.text("La ville compte 12 000 habitants, dont un tiers de familles.")
        page.text(make.paragraph(0, 6))
        canvas.setFont(BODY, 8)
        canvas.drawString(LEFT, 70, "1 Insee, dossier complet de la commune, consulté en mars 2025.")

    dossier = read(make.one_page_pdf(draw))
    assert kinds(dossier)[-1] == (
        TextKind.NOTE,
        "Insee, dossier complet de la commune, consulté en mars 2025.",
    )


def test_figures_are_counted_with_their_captions():
    def draw(canvas, page):
        page.text(make.paragraph(0, 6))
        canvas.drawImage(make.picture(), LEFT, 400, 300, 150)
        page.y = 380
        page.text("Figure 2 : le local rue des Tanneurs")

    dossier = read(make.one_page_pdf(draw))
    assert [(f.page, f.caption) for f in dossier.figures] == [(1, "Figure 2 : le local rue des Tanneurs")]
    assert (TextKind.CAPTION, "Figure 2 : le local rue des Tanneurs") in kinds(dossier)


def test_annexes_are_flagged():
    def draw(canvas):
        make.Page(canvas).text(make.paragraph(0, 6))
        canvas.showPage()
        page = make.Page(canvas)
        page.heading("Annexe 1 : questionnaire")
        page.text(make.paragraph(1))
        canvas.showPage()

    dossier = read(make.pdf(draw))
    assert [b.zone for b in dossier.blocks] == [Zone.BODY, Zone.ANNEX, Zone.ANNEX]


# ---------------------------------------------------------------- hidden text


def _white(canvas, page):
    canvas.setFillColorRGB(1, 1, 1)
    page.line("SWOT PESTEL KPI")


def _tiny(canvas, page):
    page.line("SWOT PESTEL KPI", size=1)


def _invisible(canvas, page):
    text = canvas.beginText(LEFT, page.y)
    text.setTextRenderMode(3)
    text.setFont(BODY, 11)
    text.textLine("SWOT PESTEL KPI")
    canvas.drawText(text)


def _off_page(canvas, page):
    canvas.setFont(BODY, 11)
    canvas.drawString(900, 400, "SWOT PESTEL KPI")


def _covered(canvas, page):
    page.line("SWOT PESTEL KPI")
    canvas.drawImage(make.picture(), LEFT - 10, page.y + 8, 250, 20)


@pytest.mark.parametrize("hide", [_white, _tiny, _invisible, _off_page, _covered])
def test_text_that_a_reader_cannot_see_is_set_aside(hide):
    def draw(canvas, page):
        page.text(make.paragraph(0, 6))
        hide(canvas, page)

    dossier = read(make.one_page_pdf(draw))
    assert dossier.text == make.paragraph(0, 6)
    assert [h.text for h in dossier.hidden] == ["SWOT PESTEL KPI"]
    assert dossier.hidden[0].page == 1
    assert "hidden_text" in {w.code for w in dossier.warnings}


def test_white_text_on_a_dark_banner_is_read():
    def draw(canvas, page):
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.rect(LEFT - 10, page.y - 10, 400, 40, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        page.line("Nos clients", size=18, step=40)
        canvas.setFillColorRGB(0, 0, 0)
        page.text(make.paragraph(0))

    dossier = read(make.one_page_pdf(draw))
    assert texts(dossier)[0] == "Nos clients"
    assert dossier.hidden == ()


def test_text_over_a_picture_is_read():
    def draw(canvas, page):
        canvas.drawImage(make.picture(), LEFT, 600, 400, 200)
        page.text(make.paragraph(0))

    assert read(make.one_page_pdf(draw)).hidden == ()


def test_the_layer_of_an_ocr_is_no_hidden_text():
    def draw(canvas, page):
        canvas.drawImage(make.picture(), 0, 0, 595, 842)
        for part in make.wrap(make.paragraph(0, 6), RIGHT - LEFT):
            text = canvas.beginText(LEFT, page.y)
            text.setTextRenderMode(3)
            text.setFont(BODY, 11)
            text.textLine(part)
            canvas.drawText(text)
            page.y -= 14

    dossier = read(make.one_page_pdf(draw))
    assert dossier.text == make.paragraph(0, 6)
    assert dossier.hidden == ()
    assert dossier.pages[0].readability is Readability.OK
    assert "ocr" in {w.code for w in dossier.warnings}


# ---------------------------------------------------------------- broken characters


def test_ligatures_of_a_tex_font_are_spelled_out():
    stream = b"BT /F1 11 Tf 72 700 Td (L'arti\\034ce est e\\036cace et \\023 \\035exible \\024.) Tj ET"
    extra = b""
    dossier = read(make.content_pdf(stream, extra=extra))
    assert "L'artifice est e" in dossier.text.replace("ﬁ", "fi")


def test_digits_that_stand_for_ti_are_mended():
    def draw(canvas, page):
        page.text(
            "La résolu6on du problème passe par une rela6on directe et une prospec6on régulière en 2025."
        )

    assert read(make.one_page_pdf(draw)).text == (
        "La résolution du problème passe par une relation directe et une prospection régulière en 2025."
    )


def test_a_page_of_garbage_is_said_to_be_so():
    garbage = "Hwlydqjkr dvpqsdf qlkjhgf mzpqow xncbvkj wqpoeir lskdjfh zmxncbv " * 20

    def draw(canvas):
        make.Page(canvas).text(make.paragraph(0, 6))
        canvas.showPage()
        make.Page(canvas).text(garbage)
        canvas.showPage()

    dossier = read(make.pdf(draw))
    assert [page.readability for page in dossier.pages] == [Readability.OK, Readability.PARTIAL]
    assert "partial_pages" in {w.code for w in dossier.warnings}


def test_a_page_that_pdfium_garbles_is_read_by_pypdf(monkeypatch):
    from prelecture import reading_pypdf

    better = make.paragraph(0, 6).replace(". ", ".\n")
    monkeypatch.setattr(
        reading_pypdf, "page_texts", lambda data, indexes, *, limits: dict.fromkeys(indexes, better)
    )

    def draw(canvas):
        make.Page(canvas).text(make.paragraph(0, 6))
        canvas.showPage()
        make.Page(canvas).text("Hwlydqjkr dvpqsdf qlkjhgf mzpqow xncbvkj wqpoeir lskdjfh zmxncbv " * 20)
        canvas.showPage()
        make.Page(canvas).text(make.paragraph(3, 6))
        canvas.showPage()

    dossier = read(make.pdf(draw))
    assert [b.page for b in dossier.blocks] == sorted(b.page for b in dossier.blocks)
    assert "Hwlydqjkr" not in dossier.text
    assert dossier.pages[1].readability is Readability.OK
    assert next(w for w in dossier.warnings if w.code == "second_reader").pages == (2,)


def test_a_page_mostly_in_picture_is_partial():
    def draw(canvas, page):
        canvas.drawImage(make.picture(), 0, 100, 595, 700)
        canvas.setFont(BODY, 11)
        canvas.drawString(
            LEFT, 60, "Source : logiciel de caisse, extraction du 12 mars 2025, tous magasins confondus."
        )

    assert read(make.one_page_pdf(draw)).pages[0].readability is Readability.PARTIAL


# ---------------------------------------------------------------- damaged files


def test_a_file_cut_short_still_gives_what_it_holds():
    data = make.report_pdf(4)
    cut = data[: data.rindex(b"xref")]
    assert heading_key("Étude de marché") in heading_key(read(cut).text)


def test_a_file_that_pdfium_refuses_is_given_to_pypdf(monkeypatch):
    import pypdfium2

    class Refused(pypdfium2.PdfiumError):
        err_code = 3

    def refuse(*_, **__):
        raise Refused("format")

    monkeypatch.setattr(pypdfium2, "PdfDocument", refuse)
    dossier = read(make.report_pdf(2))
    assert "Étude de marché" in dossier.text
    assert "repaired" in {w.code for w in dossier.warnings}


def test_the_title_comes_from_the_properties():
    assert read(make.report_pdf(2)).title == "Plan d'action commercial"


def test_pdf_and_docx_of_one_dossier_give_the_same_blocks():
    pdf, docx = read(make.report_pdf(6)), read(make.report_docx(6))
    wanted = {(b.kind, heading_key(b.text)) for b in docx.blocks if b.zone is Zone.BODY}
    got = {(b.kind, heading_key(b.text)) for b in pdf.blocks}
    assert wanted <= got
    titles = [[(b.text, b.page) for b in d.blocks if b.level and b.zone is Zone.BODY] for d in (pdf, docx)]
    assert titles[0] == titles[1]


def test_attachments_are_left_alone():
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make.report_pdf(1)))
    writer.add_attachment("secret.txt", b"piece jointe")
    buffer = io.BytesIO()
    writer.write(buffer)
    dossier = read(buffer.getvalue())
    assert "piece jointe" not in dossier.text
