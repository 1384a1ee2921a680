"""ODT, PPTX, Markdown and plain text."""

import fixtures_documents as make
from prelecture.datamodel import Readability, TextKind, Zone
from prelecture.reading import read_bytes
from prelecture.settings import ReadingLimits


def read(data: bytes, name: str = "dossier.txt"):
    return read_bytes(data, name=name, limits=ReadingLimits())


def kinds(dossier):
    return [(b.kind, b.text) for b in dossier.blocks]


# ---------------------------------------------------------------- ODT

STYLES = (
    "<style:style style:name='Gras' style:family='text'><style:text-properties fo:font-weight='bold'/></style:style>"
    "<style:style style:name='Cache' style:family='text'><style:text-properties text:display='none'/></style:style>"
    "<style:style style:name='Page' style:family='paragraph'><style:paragraph-properties fo:break-before='page'/></style:style>"
    "<text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/></text:list-style>"
    "<text:list-style style:name='L2'><text:list-level-style-bullet text:level='1'/></text:list-style>"
)


def test_odt_headings_lists_notes_and_breaks():
    body = (
        "<text:h text:outline-level='2'>Les clients</text:h>"
        "<text:p>Deux<text:s text:c='2'/>profils<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Enquête de mars.</text:p></text:note-body></text:note> retenus.</text:p>"
        "<text:list text:style-name='L1'><text:list-item><text:p>familles</text:p></text:list-item>"
        "<text:list-item><text:p>étudiants</text:p></text:list-item></text:list>"
        "<text:list text:style-name='L2'><text:list-item><text:p>retraités</text:p></text:list-item></text:list>"
        "<text:p text:style-name='Page'>Page suivante.</text:p>"
    )
    dossier = read(make.odt(body, styles=STYLES))
    assert kinds(dossier) == [
        (TextKind.HEADING, "Les clients"),
        (TextKind.PARAGRAPH, "Deux profils retenus."),
        (TextKind.NOTE, "Enquête de mars."),
        (TextKind.LIST_ITEM, "1. familles"),
        (TextKind.LIST_ITEM, "2. étudiants"),
        (TextKind.LIST_ITEM, "retraités"),
        (TextKind.PARAGRAPH, "Page suivante."),
    ]
    assert dossier.blocks[0].level == 2
    assert dossier.blocks[-1].page == 2


def test_odt_text_around_nested_spans_is_kept_in_order():
    body = "<text:p>a<text:span>b<text:span>c</text:span>d</text:span>e</text:p>"
    assert read(make.odt(body)).text == "abcde"


def test_odt_deletions_and_hidden_text_are_not_read():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>supprimé</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>Visible <text:span text:style-name='Cache'>mots-clés</text:span></text:p>"
    )
    dossier = read(make.odt(body, styles=STYLES))
    assert dossier.text == "Visible"
    assert [h.text for h in dossier.hidden] == ["mots-clés"]


def test_odt_tables_contents_and_frames():
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = [row.format("".join(cell.format(c) for c in r)) for r in make.TABLE]
    body = (
        "<text:table-of-content><text:index-body><text:p>Budget 4</text:p></text:index-body></text:table-of-content>"
        f"<table:table><table:table-header-rows>{rows[0]}</table:table-header-rows>{''.join(rows[1:])}</table:table>"
        "<text:p><draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame></text:p>"
        "<text:p><draw:frame><draw:image/></draw:frame></text:p>"
    )
    dossier = read(make.odt(body))
    assert dossier.blocks[0].zone is Zone.TOC
    assert dossier.blocks[2].header == make.TABLE[0]
    assert dossier.blocks[-1].text == "Encadré"
    assert len(dossier.figures) == 1


# ---------------------------------------------------------------- PPTX


def test_pptx_slides_are_pages_with_their_title_first():
    slides = [
        make.shape("Corps du texte", kind="body", y=900_000) + make.shape("Étude de marché", kind="title"),
        make.shape("droite", x=5_000_000, y=1_000_100) + make.shape("gauche", x=100, y=1_000_000),
    ]
    dossier = read(make.pptx(slides))
    assert kinds(dossier)[:2] == [
        (TextKind.HEADING, "Étude de marché"),
        (TextKind.LIST_ITEM, "Corps du texte"),
    ]
    assert [b.text for b in dossier.blocks if b.page == 2] == ["gauche", "droite"]
    assert [page.number for page in dossier.pages] == [1, 2]
    assert not any(page.approximate for page in dossier.pages)


def test_pptx_notes_tables_pictures_footers_and_hidden_slides():
    cells = "".join(
        "<a:tr>"
        + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in row)
        + "</a:tr>"
        for row in make.TABLE
    )
    frame = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow='1'/>{cells}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    slides = [
        frame + make.shape("Atelier", kind="ftr") + make.shape("3", kind="sldNum"),
        "<p:pic/>",
        make.shape("Secret"),
    ]
    dossier = read(make.pptx(slides, notes={1: "À dire : le budget est tenu."}, hidden=[3]))
    assert dossier.blocks[1].header == make.TABLE[0]
    assert (TextKind.NOTE, "À dire : le budget est tenu.") in kinds(dossier)
    assert dossier.furniture == ("Atelier",)
    assert dossier.pages[1].readability is Readability.UNREADABLE
    assert "Secret" not in dossier.text
    assert [h.text for h in dossier.hidden] == ["Secret"]


def test_pptx_groups_are_opened_without_recursion():
    inner = make.shape("au fond")
    for _ in range(60):
        inner = f"<p:grpSp>{inner}</p:grpSp>"
    assert read(make.pptx([inner])).text == "au fond"


# ---------------------------------------------------------------- text

MARKDOWN = """---
title: "Plan marketing"
author: "Camille"
---

# Étude de marché

Un paragraphe sur
deux lignes avec du **gras** et un [lien](https://exemple.fr).[^1]

- premier point
- second point

| Poste | Montant |
|---|---|
| Radio | 300 € |

![Figure 1 : le local](local.png)

[^1]: Enquête de mars.
"""


def test_markdown_blocks():
    dossier = read(MARKDOWN.encode(), "dossier.md")
    assert dossier.title == "Plan marketing"
    assert kinds(dossier) == [
        (TextKind.HEADING, "Plan marketing"),
        (TextKind.PARAGRAPH, "Camille"),
        (TextKind.HEADING, "Étude de marché"),
        (TextKind.PARAGRAPH, "Un paragraphe sur deux lignes avec du gras et un lien (https://exemple.fr)."),
        (TextKind.LIST_ITEM, "premier point"),
        (TextKind.LIST_ITEM, "second point"),
        (TextKind.TABLE_ROW, "Poste | Montant"),
        (TextKind.TABLE_ROW, "Radio | 300 €"),
        (TextKind.CAPTION, "Figure 1 : le local"),
        (TextKind.NOTE, "Enquête de mars."),
    ]
    assert dossier.blocks[7].header == ("Poste", "Montant")
    assert len(dossier.figures) == 1


def test_plain_text_lines_are_joined_and_pages_cut_at_form_feeds():
    text = "1. BUDGET\n\nLe budget est de 9 400 euros pour l'année\nentière, radio comprise.\n\n- radio\n- flyers\n\fPage deux."
    dossier = read(text.encode("cp1252"))
    assert kinds(dossier) == [
        (TextKind.HEADING, "1. BUDGET"),
        (TextKind.PARAGRAPH, "Le budget est de 9 400 euros pour l'année entière, radio comprise."),
        (TextKind.LIST_ITEM, "radio"),
        (TextKind.LIST_ITEM, "flyers"),
        (TextKind.PARAGRAPH, "Page deux."),
    ]
    assert dossier.blocks[-1].page == 2
