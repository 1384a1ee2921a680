"""DOCX: everything that a reader sees, once (the traps are those of real files)."""

import pytest

import fixtures_documents as make
from fixtures_documents import docx, p, run, sdt, table, text_box
from prelecture.datamodel import TextKind, Zone
from prelecture.reading import read_bytes
from prelecture.settings import ReadingLimits


def read(data: bytes):
    return read_bytes(data, name="dossier.docx", limits=ReadingLimits())


def kinds(dossier):
    return [(b.kind, b.text) for b in dossier.blocks]


def texts(dossier):
    return [b.text for b in dossier.blocks]


def test_content_controls_are_opened_at_every_level():
    row = f"<w:tr>{sdt('<w:tc><w:tcPr/>' + p('cellule') + '</w:tc>')}<w:tc><w:tcPr/>{p(inner=sdt(run('en ligne')))}</w:tc></w:tr>"
    other = "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{sdt(p(t))}</w:tc>" for t in ("a", "b")) + "</w:tr>"
    body = sdt(p("corps")) + f"<w:tbl><w:tblPr/><w:tblGrid/>{sdt(row)}{other}</w:tbl>"
    assert texts(read(docx(body))) == ["corps", "cellule | en ligne", "a | b"]


def test_a_text_box_is_read_once_though_written_twice():
    dossier = read(docx(p("avant") + text_box(p("dans la zone")) + p("après")))
    assert texts(dossier) == ["avant", "dans la zone", "après"]


def test_insertions_are_kept_and_deletions_dropped():
    body = p(
        inner=run("Nous visons ")
        + f"<w:ins w:id='1' w:author='x'>{run('les familles')}</w:ins>"
        + "<w:del w:id='2' w:author='x'><w:r><w:delText>les seniors</w:delText></w:r></w:del>"
        + f"<w:moveTo w:id='3' w:author='x'>{run(' du quartier')}</w:moveTo>"
        + f"<w:moveFrom w:id='4' w:author='x'>{run(' de la ville')}</w:moveFrom>"
    )
    dossier = read(docx(body))
    assert texts(dossier) == ["Nous visons les familles du quartier"]
    assert "tracked_changes" in {w.code for w in dossier.warnings}


@pytest.mark.parametrize(
    "properties",
    ["<w:vanish/>", "<w:color w:val='FFFFFF'/>", "<w:sz w:val='2'/>"],
    ids=["vanish", "white", "tiny"],
)
def test_hidden_text_is_set_aside_and_reported(properties):
    dossier = read(docx(p(inner=run("Le budget est tenu. ") + run("SWOT PESTEL KPI", properties))))
    assert dossier.text == "Le budget est tenu."
    assert [h.text for h in dossier.hidden] == ["SWOT PESTEL KPI"]
    assert "hidden_text" in {w.code for w in dossier.warnings}


def test_white_text_on_a_shaded_cell_or_in_a_box_is_read():
    shaded = "<w:tc><w:tcPr><w:shd w:fill='1F4E79'/></w:tcPr>{}</w:tc>"
    white = "<w:color w:val='FFFFFF'/>"
    head = "".join(shaded.format(p(inner=run(t, white))) for t in ("Poste", "Montant"))
    rows = f"<w:tr>{head}</w:tr><w:tr><w:tc>{p('Radio')}</w:tc><w:tc>{p('300 €')}</w:tc></w:tr>"
    dossier = read(docx(f"<w:tbl><w:tblPr/>{rows}</w:tbl>" + text_box(p(inner=run("Merci", white)))))
    assert texts(dossier) == ["Poste | Montant", "Radio | 300 €", "Merci"]
    assert dossier.blocks[1].header == ("Poste", "Montant")
    assert dossier.hidden == ()


def test_notes_follow_the_paragraph_that_calls_them():
    notes = f"<w:footnotes {make._W}><w:footnote w:type='separator' w:id='0'>{p('x')}</w:footnote>"
    notes += f"<w:footnote w:id='2'>{p('Insee, dossier complet 2025.')}</w:footnote></w:footnotes>"
    body = p(
        inner=run("La ville compte 12 000 habitants.") + "<w:r><w:footnoteReference w:id='2'/></w:r>"
    ) + p("Suite.")
    dossier = read(docx(body, parts={"word/footnotes.xml": notes}))
    assert kinds(dossier)[1] == (TextKind.NOTE, "Insee, dossier complet 2025.")
    assert texts(dossier)[2] == "Suite."


NUMBERING = """
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="4"/></w:num>
<w:num w:numId="5"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def numbered(text: str, number: int, level: int = 0, style: str = "") -> str:
    marks = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(text, style=style, properties=marks)


def test_numbers_are_rebuilt_as_word_shows_them():
    body = (
        numbered("Marché", 1, style="Titre1")
        + numbered("Clients", 1, 1, style="Titre2")
        + numbered("Concurrents", 1, 1, style="Titre2")
        + numbered("Budget", 1, style="Titre1")
        + numbered("Dépenses", 1, 1, style="Titre2")
        + numbered("prospecter", 2)
        + numbered("relancer", 2)
        + numbered("signer", 5)
        + numbered("une puce", 3)
        + numbered("sans numéro", 4)
    )
    assert texts(read(docx(body, numbering=NUMBERING))) == [
        "I. Marché",
        "I.1 Clients",
        "I.2 Concurrents",
        "II. Budget",
        "II.1 Dépenses",
        "3) prospecter",
        "4) relancer",
        "1) signer",
        "une puce",
        "sans numéro",
    ]


def test_headings_come_from_outline_style_chain_and_bold_alone():
    body = (
        p("Par style", style="Titre1")
        + p("Par chaîne de styles", style="MonTitre")
        + p("Par niveau", properties="<w:outlineLvl w:val='2'/>")
        + p(inner=run("Par le gras seul", "<w:b/>"))
        + p(
            inner=run(
                "Un paragraphe entier en gras qui parle du budget et se termine par un point.", "<w:b/>"
            )
        )
        + p(make.paragraph(count=6))
    )
    dossier = read(docx(body))
    headings = [(b.text, b.level) for b in dossier.blocks if b.kind is TextKind.HEADING]
    assert headings == [
        ("Par style", 1),
        ("Par chaîne de styles", 2),
        ("Par niveau", 3),
        ("Par le gras seul", 4),
    ]


def test_a_style_that_is_its_own_ancestor_does_not_hang():
    styles = make._STYLES.replace('<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="Titre2"/>')
    assert texts(read(docx(p("Titre", style="Titre1"), parts={"word/styles.xml": styles}))) == ["Titre"]


def test_drawings_equations_and_charts_are_reported():
    relation = (
        '<Relationship Id="rId9" Type="diagramData" Target="diagrams/data1.xml"/>'
        '<Relationship Id="rId8" Type="chart" Target="charts/chart1.xml"/>'
    )
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{t}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for t in ("Attirer", "Fidéliser")
    )
    data = (
        '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>'
    )
    graphic = "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    body = (
        p(inner=graphic.format('<dgm:relIds r:dm="rId9"/>'))
        + p(inner=graphic.format('<c:chart r:id="rId8"/>'))
        + p(inner="<m:oMath><m:r><m:t>ROI=96/51</m:t></m:r></m:oMath>")
        + p(inner=graphic.format("<pic:pic/>"))
        + p("Figure 1 : le local")
    )
    dossier = read(docx(body, relations=relation, parts={"word/diagrams/data1.xml": data}))
    assert texts(dossier)[:3] == ["Attirer", "Fidéliser", "ROI=96/51"]
    assert len(dossier.figures) == 3
    message = next(w.message for w in dossier.warnings if w.code == "embedded")
    assert "1 équation" in message
    assert "SmartArt" in message


def test_pages_are_approximate_and_follow_word_s_marks():
    mark = "<w:r><w:lastRenderedPageBreak/></w:r>"
    hard = "<w:r><w:br w:type='page'/></w:r>"
    body = p("un") + p(inner=mark + run("deux")) + p(inner=hard) + p(inner=mark + run("trois"))
    dossier = read(docx(body))
    assert [b.page for b in dossier.blocks] == [1, 2, 3]
    assert all(page.approximate for page in dossier.pages)
    assert "approximate_pages" in {w.code for w in dossier.warnings}


def test_without_marks_pages_are_counted_by_length():
    dossier = read(docx("".join(p(make.paragraph(i, 6)) for i in range(60))))
    pages = [b.page for b in dossier.blocks]
    assert pages == sorted(pages)
    assert 6 <= pages[-1] <= 12


def test_a_table_is_read_row_by_row_with_its_header():
    dossier = read(docx(table(make.TABLE, header=True)))
    assert texts(dossier) == [" | ".join(row) for row in make.TABLE]
    assert dossier.blocks[0].header == ()
    assert dossier.blocks[2].header == ("Poste", "Montant", "Source")
    assert dossier.blocks[2].cells == ("Radio locale", "3 450 €", "grille 2025")


def test_merged_and_empty_cells_keep_their_columns_and_are_read_once():
    span = f"<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{p('Forces et faiblesses')}</w:tc><w:tc>{p('Sources')}</w:tc>"
    start = f"<w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{p('Radio')}</w:tc>"
    rest = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('')}</w:tc>"
    rows = (
        f"<w:tr>{span}</w:tr>"
        f"<w:tr>{start}<w:tc>{p('mars')}</w:tc><w:tc>{p('devis')}</w:tc></w:tr>"
        f"<w:tr>{rest}<w:tc>{p('avril')}</w:tc><w:tc>{p('')}</w:tc></w:tr>"
    )
    dossier = read(docx(f"<w:tbl><w:tblPr/>{rows}</w:tbl>"))
    assert [b.cells for b in dossier.blocks] == [
        ("Forces et faiblesses", "", "Sources"),
        ("Radio", "mars", "devis"),
        ("", "avril", ""),
    ]


def test_a_nested_table_is_kept_in_its_cell():
    inner = table([("a", "b"), ("c", "d")])
    dossier = read(docx(table([("Poste", "Détail"), ("Radio", inner + p(""))])))
    assert dossier.blocks[-1].text == "Radio | a b c d"


def test_a_table_that_only_lays_out_the_page_is_read_as_text():
    cell = p("Mission", style="Titre2") + p(make.paragraph(count=6))
    dossier = read(docx(table([("Période", cell), ("Lieu", p("Angers"))])))
    assert (TextKind.HEADING, "Mission") in kinds(dossier)
    assert not any(b.table for b in dossier.blocks)


def test_the_official_form_loses_nothing():
    """The *Dossier Professionnel* form wraps rows, cells and paragraphs in content controls."""
    words = [f"réponse{i}" for i in range(40)]
    rows = "".join(
        sdt(
            f"<w:tr>{sdt(f'<w:tc><w:tcPr/>{sdt(p(inner=sdt(run(w))))}</w:tc>')}<w:tc><w:tcPr/>{p('Champ')}</w:tc></w:tr>"
        )
        for w in words
    )
    dossier = read(docx(f"<w:tbl><w:tblPr/>{rows}</w:tbl>"))
    assert sum(w in dossier.text.replace("|", " ").split() for w in words) == len(words)


def test_contents_styles_and_fields_are_set_in_their_zone():
    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{p('Sommaire')}{p('1. Marché' + chr(9) + '4')}</w:sdtContent></w:sdt>"
    )
    dossier = read(
        docx(contents + p("2. Budget\t9", style="TM1") + p("Marché", style="Titre1") + p("Texte."))
    )
    assert [b.zone for b in dossier.blocks] == [Zone.TOC] * 3 + [Zone.BODY] * 2


def test_line_breaks_typed_in_a_paragraph_cut_it_as_the_reader_sees():
    dossier = read(docx(p(inner=run("Objectifs :") + "<w:r><w:br/></w:r>" + run("- signer 14 contrats"))))
    assert kinds(dossier) == [(TextKind.PARAGRAPH, "Objectifs :"), (TextKind.LIST_ITEM, "signer 14 contrats")]


def test_headers_and_footers_are_kept_apart():
    header = f"<w:hdr {make._W}>{p('Atelier des Trois Rives')}</w:hdr>"
    dossier = read(docx(p("Texte."), parts={"word/header1.xml": header}))
    assert dossier.furniture == ("Atelier des Trois Rives",)
    assert "Atelier" not in dossier.text


def test_symbols_and_special_hyphens_are_spelled_out():
    inner = (
        run("rendez")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + run("vous")
        + "<w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>"
    )
    assert texts(read(docx(p(inner=inner)))) == ["rendez-vous→"]
