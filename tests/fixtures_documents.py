"""Makers of the ugly files that candidates hand in: each returns the bytes of one document.

Text is made up. PDF pages are drawn with reportlab, so that every trap stands where a test wants it;
DOCX, ODT and PPTX are written part by part, since no library writes what real programs write.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

LEFT, RIGHT = 72.0, 523.0
BODY = "Helvetica"
BOLD = "Helvetica-Bold"

SENTENCES = (
    "Notre enquête auprès de 286 clients montre que la livraison reste le premier motif de départ.",
    "Le panier moyen passe de 42 euros en janvier à 47 euros en mars, soit une hausse de 12 %.",
    "La concurrence locale compte trois boutiques, dont une seule vend aussi en ligne.",
    "Nous avons retenu deux canaux parce que le budget de 9 400 euros ne permettait pas davantage.",
    "Le tableau de bord suit chaque semaine les demandes de devis et le taux de transformation.",
    "Les retours des adhérents ont conduit à revoir les horaires d'ouverture du samedi matin.",
)


def paragraph(start: int = 0, count: int = 4) -> str:
    return " ".join(SENTENCES[(start + i) % len(SENTENCES)] for i in range(count))


def wrap(text: str, width: float, *, font: str = BODY, size: float = 11.0) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and stringWidth(longer, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


class Page:
    """A cursor that goes down a page, as a word processor does."""

    def __init__(self, canvas: Canvas, *, top: float = 760.0) -> None:
        self.canvas = canvas
        self.y = top

    def line(
        self, text: str, *, x: float = LEFT, font: str = BODY, size: float = 11.0, step: float | None = None
    ) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y, text)
        self.y -= step or size * 1.3

    def heading(self, text: str, *, size: float = 16.0, font: str = BOLD) -> None:
        self.y -= size * 0.8
        self.line(text, font=font, size=size, step=size * 1.6)

    def text(
        self,
        text: str,
        *,
        x: float = LEFT,
        width: float = RIGHT - LEFT,
        size: float = 11.0,
        after: float = 7.0,
    ) -> None:
        for part in wrap(text, width, size=size):
            self.line(part, x=x, size=size)
        self.y -= after

    def bullet(self, text: str, mark: str = "•", *, size: float = 11.0) -> None:
        for i, part in enumerate(wrap(text, RIGHT - LEFT - 18, size=size)):
            if i == 0:
                self.canvas.setFont(BODY, size)
                self.canvas.drawString(LEFT, self.y, mark)
            self.line(part, x=LEFT + 18, size=size)


def pdf(draw: Callable[[Canvas], None], *, size: tuple[float, float] = A4, title: str = "") -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=True)
    if title:
        canvas.setTitle(title)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


# ---------------------------------------------------------------- PDF


def report_pdf(
    sections: int = 6,
    *,
    outline: bool = False,
    contents: bool = True,
    furniture: bool = True,
    folios: bool = True,
    offset: int = 0,
) -> bytes:
    """A report as Word exports it: cover, contents, then a section a page, header and page number."""

    def draw(canvas: Canvas) -> None:
        page = Page(canvas, top=560)
        page.line("Plan d'action commercial", font=BOLD, size=26, step=40)
        page.line("Atelier des Trois Rives", size=18, step=30)
        page.line("Camille Fontanel", size=12)
        canvas.showPage()
        if contents:
            page = Page(canvas)
            page.heading("Sommaire", size=18)
            for i in range(1, sections + 1):
                page.line(f"{i}. {section_title(i)} {'.' * 60} {i + 2 - offset}")
            canvas.showPage()
        for i in range(1, sections + 1):
            number = canvas.getPageNumber()
            if furniture:
                canvas.setFont(BODY, 9)
                canvas.drawString(LEFT, 810, "Atelier des Trois Rives - dossier de certification")
            if furniture and folios:
                canvas.drawRightString(RIGHT, 30, str(number - offset))
            if outline:
                canvas.bookmarkPage(f"s{i}")
                canvas.addOutlineEntry(f"{i}. {section_title(i)}", f"s{i}", level=0)
            page = Page(canvas)
            page.heading(f"{i}. {section_title(i)}")
            page.text(paragraph(i))
            page.heading(f"{i}.1 {sub_title(i)}", size=13)
            page.text(paragraph(i + 1))
            page.text(paragraph(i + 2, 3))
            for k in range(3):
                page.bullet(SENTENCES[(i + k) % len(SENTENCES)])
            canvas.showPage()

    return pdf(draw, title="Plan d'action commercial")


TITLES = (
    "Étude de marché",
    "Diagnostic interne",
    "Stratégie retenue",
    "Plan de communication",
    "Budget",
    "Bilan",
)
SUB_TITLES = (
    "Les clients",
    "Forces et faiblesses",
    "Positionnement",
    "Choix des supports",
    "Dépenses",
    "Écarts",
)


def section_title(i: int) -> str:
    turn, index = divmod(i - 1, len(TITLES))
    return TITLES[index] + (f" (suite {turn})" if turn else "")


def sub_title(i: int) -> str:
    turn, index = divmod(i - 1, len(SUB_TITLES))
    return SUB_TITLES[index] + (f" (suite {turn})" if turn else "")


def one_page_pdf(draw: Callable[[Canvas, Page], None], *, size: tuple[float, float] = A4) -> bytes:
    def whole(canvas: Canvas) -> None:
        draw(canvas, Page(canvas, top=size[1] - 80))
        canvas.showPage()

    return pdf(whole, size=size)


def picture() -> object:
    """A grey picture of 8 by 8 pixels for reportlab."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    return ImageReader(Image.new("RGB", (8, 8), (120, 120, 120)))


TABLE = (
    ("Poste", "Montant", "Source"),
    ("Affiches", "1 200 €", "devis Imprimatur"),
    ("Radio locale", "3 450 €", "grille 2025"),
    ("Salon de printemps", "2 100 €", "contrat signé"),
)


def table_pdf(*, ruled: bool, rows: Sequence[Sequence[str]] = TABLE) -> bytes:
    def draw(canvas: Canvas, page: Page) -> None:
        page.heading("Budget")
        page.text(paragraph(1))
        top, height = page.y, 24.0
        columns = [LEFT, LEFT + 180, LEFT + 300, RIGHT]
        for i, row in enumerate(rows):
            for k, cell in enumerate(row):
                canvas.setFont(BOLD if i == 0 else BODY, 10)
                canvas.drawString(columns[k] + 4, top - height * (i + 1) + 8, cell)
        if ruled:
            for i in range(len(rows) + 1):
                canvas.line(columns[0], top - height * i, columns[-1], top - height * i)
            for x in columns:
                canvas.line(x, top, x, top - height * len(rows))
        page.y = top - height * len(rows) - 24
        page.text(paragraph(3))

    return one_page_pdf(draw)


def encrypted_pdf(password: str) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(report_pdf(2)))
    writer.encrypt(user_password=password, owner_password="maître", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def cyclic_outline_pdf() -> bytes:
    """A page whose outline entries follow one another in a ring, each its own child."""
    stream = (
        b"BT /F1 16 Tf 72 700 Td (Etude de marche) Tj 0 -40 Td /F1 11 Tf (Le budget est de 9400 euros.) Tj ET"
    )
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
            b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Outlines /First 6 0 R /Last 7 0 R /Count 2 >>",
            b"<< /Title (Etude de marche) /Parent 5 0 R /Next 7 0 R /First 6 0 R /Dest [3 0 R /Fit] >>",
            b"<< /Title (Budget) /Parent 5 0 R /Next 6 0 R /First 7 0 R /Dest [3 0 R /Fit] >>",
        ]
    )


def cyclic_pages_pdf() -> bytes:
    """A file whose page tree holds itself."""
    body = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>",
    ]
    return raw_pdf(body)


def raw_pdf(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for i, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def content_pdf(stream: bytes, *, font: bytes = b"/Helvetica", extra: bytes = b"") -> bytes:
    """One page with a content stream of one's own; ``/F1`` is ``font``."""
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
            b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont %s /Encoding /WinAnsiEncoding >> >> %s >> >>"
            % (font, extra),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    )


def many_paths_pdf(count: int = 1_000_000) -> bytes:
    """A page of one line of text under a storm of strokes, packed small."""
    import zlib

    strokes = b"".join(
        b"%d %d m %d %d l S\n" % (i % 595, i % 842, (i * 7) % 595, (i * 3) % 842) for i in range(1000)
    )
    stream = b"BT /F1 12 Tf 72 700 Td (Le budget est de 9400 euros.) Tj ET\n" + strokes * (count // 1000)
    packed = zlib.compress(stream, 9)
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
            b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def landscape_pdf() -> bytes:
    def draw(canvas: Canvas, page: Page) -> None:
        page.heading("Rétroplanning")
        page.text(paragraph(0), width=650)

    return one_page_pdf(draw, size=landscape(A4))


def turned_pdf() -> bytes:
    """A page whose text runs up the sheet, with /Rotate 90, as a landscape page is often stored."""
    import pypdf

    def draw(canvas: Canvas) -> None:
        canvas.translate(595, 0)
        canvas.rotate(90)
        page = Page(canvas, top=540)
        page.heading("Rétroplanning")
        page.text(paragraph(0), width=650)
        canvas.showPage()

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(draw)))
    writer.pages[0].rotate(90)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


# ---------------------------------------------------------------- DOCX

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMESPACES = (
    f'{_W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_STYLES = f"""<w:styles {_W}>
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/><w:basedOn w:val="Titre1"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="MonTitre"><w:name w:val="Mon titre"/><w:basedOn w:val="Titre2"/></w:style>
<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Lgende"><w:name w:val="caption"/><w:basedOn w:val="Normal"/></w:style>
</w:styles>"""


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(
    body: str, *, numbering: str = "", parts: dict[str, str] | None = None, relations: str = ""
) -> bytes:
    """A Word file with ``body`` as the XML inside ``w:body``; ``parts`` adds or replaces parts."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": _STYLES,
    }
    if numbering:
        files["word/numbering.xml"] = f"<w:numbering {_W}>{numbering}</w:numbering>"
    for name, content in (parts or {}).items():
        files[name] = content
    return zipped(files)


def run(text: str, properties: str = "") -> str:
    marks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{marks}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(text: str = "", *, style: str = "", properties: str = "", inner: str = "") -> str:
    chosen = f'<w:pStyle w:val="{style}"/>' if style else ""
    marks = f"<w:pPr>{chosen}{properties}</w:pPr>" if chosen or properties else ""
    return f"<w:p>{marks}{inner or run(text)}</w:p>"


def table(rows: Sequence[Sequence[str]], *, header: bool = False) -> str:
    """A table whose cells are given as text, or as XML where it starts with "<"."""
    out = []
    for i, row in enumerate(rows):
        cells = "".join(f"<w:tc><w:tcPr/>{c if c.startswith('<') else p(c)}</w:tc>" for c in row)
        marks = "<w:trPr><w:tblHeader/></w:trPr>" if header and i == 0 else ""
        out.append(f"<w:tr>{marks}{cells}</w:tr>")
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(out)}</w:tbl>"


def sdt(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def text_box(content: str) -> str:
    """A paragraph with a text box, written twice as Word does: DrawingML and its VML fallback."""
    box = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def report_docx(sections: int = 6) -> bytes:
    """The Word file of ``report_pdf``: same words, real heading styles, Word's own page marks."""
    rendered = "<w:r><w:lastRenderedPageBreak/></w:r>"
    body = [p("Plan d'action commercial", properties=""), p("Atelier des Trois Rives"), p("Camille Fontanel")]
    contents = [p(inner=f"{rendered}{run('Sommaire')}", style="TM1")]
    contents += [p(f"{i}. {section_title(i)}\t{i + 2}", style="TM1") for i in range(1, sections + 1)]
    body.append("".join(contents))
    for i in range(1, sections + 1):
        body.append(p(inner=rendered + run(f"{i}. {section_title(i)}"), style="Titre1"))
        body.append(p(paragraph(i)))
        body.append(p(f"{i}.1 {sub_title(i)}", style="Titre2"))
        body.append(p(paragraph(i + 1)))
        body.append(p(paragraph(i + 2, 3)))
        body += [p(f"• {SENTENCES[(i + k) % len(SENTENCES)]}") for k in range(3)]
    return docx("".join(body))


def simple_docx(text: str = "Le budget est de 9 400 euros.") -> bytes:
    return docx(p("Budget", style="Titre1") + p(text))


# ---------------------------------------------------------------- ODT, PPTX

_ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("presentation", "presentation"),
    )
)


def odt(body: str, *, styles: str = "") -> bytes:
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


_PPT = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def pptx(slides: Sequence[str], *, notes: dict[int, str] | None = None, hidden: Sequence[int] = ()) -> bytes:
    """A slide deck; each slide is the XML inside its shape tree. Slides count from 1."""
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    ids = "".join(f'<p:sldId id="{255 + i}" r:id="rId{i}"/>' for i in range(1, len(slides) + 1))
    targets = "".join(
        f'<Relationship Id="rId{i}" Type="slide" Target="slides/slide{i}.xml"/>'
        for i in range(1, len(slides) + 1)
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "ppt/presentation.xml": f"<p:presentation {_PPT}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{package}">{targets}</Relationships>',
    }
    for i, shapes in enumerate(slides, start=1):
        shown = ' show="0"' if i in hidden else ""
        files[f"ppt/slides/slide{i}.xml"] = (
            f"<p:sld {_PPT}{shown}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
        )
        if notes and i in notes:
            files[f"ppt/slides/_rels/slide{i}.xml.rels"] = (
                f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="notes" '
                f'Target="../notesSlides/notesSlide{i}.xml"/></Relationships>'
            )
            files[f"ppt/notesSlides/notesSlide{i}.xml"] = (
                f"<p:notes {_PPT}><p:cSld><p:spTree>{shape(notes[i], kind='body')}</p:spTree></p:cSld></p:notes>"
            )
    return zipped(files)


def shape(text: str, *, kind: str = "", x: int = 0, y: int = 0) -> str:
    holder = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else "<p:nvPr/>"
    lines = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in text.split("\n"))
    place = f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/></a:xfrm></p:spPr>'
    return f"<p:sp><p:nvSpPr>{holder}</p:nvSpPr>{place}<p:txBody>{lines}</p:txBody></p:sp>"


# ---------------------------------------------------------------- hostile archives


def zip_bomb_docx(megabytes: int = 300) -> bytes:
    """A Word file whose text inflates without end from a small archive."""
    filler = b"<w:p><w:r><w:t>" + b"a" * (megabytes * 1_000_000) + b"</w:t></w:r></w:p>"
    head = f"<w:document {_W}><w:body>".encode()
    return zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": head + filler + b"</w:body></w:document>"}
    )


def xxe_docx() -> bytes:
    document = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        f"<w:document {_W}><w:body>{p('&x;')}</w:body></w:document>"
    ).replace("&amp;x;", "&x;")
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def deep_docx(depth: int = 5_000) -> bytes:
    return docx("<w:sdt><w:sdtContent>" * depth + p("fond") + "</w:sdtContent></w:sdt>" * depth)
