"""Render the annotated Markdown dossiers as candidates hand them in: DOCX and PDF, clean or clumsy.

usage: python corpus/render.py [ID …]               (needs pandoc and LibreOffice)
       python corpus/render.py --samples [NAME …]   sample_dossiers/sources, each as DOCX and as PDF

Each dossier gets one form, drawn from its id so that a second run gives the same: real heading
styles or bold-only headings, fonts and margins of its own, running header and folio or none, tables
with or without rules, kept as DOCX or printed to PDF by LibreOffice.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
SOURCES, RENDERED, SAMPLES = HERE / "dossiers", HERE / "rendered", HERE.parent / "sample_dossiers"
FONTS = ["Liberation Sans", "Liberation Serif", "Carlito", "DejaVu Sans", "Liberation Sans Narrow"]
PDF_SHARE = 0.7


def main(names: list[str]) -> None:
    samples = "--samples" in names
    names = [n for n in names if n != "--samples"]
    folder, target = (SAMPLES / "sources", SAMPLES) if samples else (SOURCES, RENDERED)
    target.mkdir(exist_ok=True)
    sources = [folder / f"{n}.md" for n in names] or sorted(folder.glob("*.md"))
    with tempfile.TemporaryDirectory() as scratch:
        to_print = []
        for source in sources:
            rng = random.Random(f"rendu-{source.stem}")
            docx = Path(scratch) / f"{source.stem}.docx"
            write_docx(source, docx, rng, real_headings=samples)
            printed = rng.random() < PDF_SHARE
            if samples or printed:
                to_print.append(docx)
            if samples or not printed:
                (target / docx.name).write_bytes(docx.read_bytes())
        if to_print:
            profile = f"-env:UserInstallation=file://{scratch}/profile"
            command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(target)]
            subprocess.run([*command, *map(str, to_print)], check=True, capture_output=True)
    print(f"{len(sources)} dossiers rendus, dont {len(to_print)} en PDF")


def write_docx(source: Path, target: Path, rng: random.Random, *, real_headings: bool = False) -> None:
    """Turn one Markdown dossier into a DOCX that looks made in a word processor."""
    text = source.read_text("utf-8")
    text = re.sub(
        r"^\\newpage\s*$", '```{=openxml}\n<w:p><w:r><w:br w:type="page"/></w:r></w:p>\n```', text, flags=re.M
    )
    if rng.random() < 0.4 and not real_headings:  # bold-only headings, as two candidates in five make them
        text = re.sub(r"^#+ +(.+)$", lambda m: f"**{m[1].strip()}**", text, flags=re.M)
    arguments = ["pandoc", "-f", "markdown-implicit_figures", "-t", "docx", "-o", str(target)]
    subprocess.run(arguments, input=text.encode(), check=True, capture_output=True)
    document = Document(str(target))
    dress(document, rng, title=source.stem)
    draw_figures(document, rng, target.parent)
    document.save(str(target))


def dress(document: Document, rng: random.Random, *, title: str) -> None:
    font, size = rng.choice(FONTS), rng.choice([10, 10.5, 11, 11, 12])
    for style in document.styles:
        if style.type == 1 and style.font is not None:
            style.font.name = font
            if style.name in {"Normal", "Body Text", "First Paragraph", "Compact"}:
                style.font.size = Pt(size)
    section = document.sections[0]
    margin = rng.choice([2, 2.5, 2.5, 3])
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(margin)
    if rng.random() < 0.7:
        words = document.core_properties.title or "Dossier professionnel"
        section.header.paragraphs[0].text = rng.choice(
            [words, f"{words} – session 2025", "Dossier professionnel"]
        )
    if rng.random() < 0.8:
        folio = section.footer.paragraphs[0]
        folio.add_run(rng.choice(["Page ", "", "- "]))
        field(folio, "PAGE")
    ruled = rng.random() < 0.6
    for table in document.tables:
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        if ruled:
            rule(table)


def field(paragraph: object, code: str) -> None:
    run = paragraph.add_run()._r  # type: ignore[attr-defined]
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run.append(element)


def rule(table: object) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "808080")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    table._tbl.tblPr.append(borders)  # type: ignore[attr-defined]


def draw_figures(document: Document, rng: random.Random, folder: Path) -> None:
    """Put a grey picture above each "[Figure n : légende]" paragraph, which becomes its caption."""
    for number, paragraph in enumerate(document.paragraphs):
        if not re.match(r"^\[(?:Figure|Image|Photo|Capture|Graphique|Schéma|Illustration)\b", paragraph.text):
            continue
        picture = Image.new("RGB", (600, rng.choice([180, 260, 340])), "#e8e8e8")
        ImageDraw.Draw(picture).line([(0, 0), picture.size], fill="#b0b0b0", width=3)
        path = folder / f"figure{number}.png"
        picture.save(path)
        paragraph.insert_paragraph_before().add_run().add_picture(str(path), width=Cm(11))
        paragraph.text = paragraph.text.strip("[]")


if __name__ == "__main__":
    main(sys.argv[1:])
