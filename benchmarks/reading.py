"""What the reading keeps of a dossier, and how fast, beside the usual extractors.

    python benchmarks/reading.py --dossiers FOLDER [--rendered FOLDER] [--peers PYTHON] [--limit N]

FOLDER holds dossiers in Markdown; their truth (headings, paragraphs, cells, order) is pandoc's own
syntax tree. Each is rendered as candidates do (Word-like, LibreOffice, Chromium's Skia as Google
Docs uses, DOCX with styles or with bold alone, ODT); ``--rendered`` adds files made elsewhere under
the same names. ``--peers`` is another interpreter with pymupdf4llm and markitdown, which are not
dependencies. Needs pandoc, LibreOffice, poppler's pdftotext and Chromium. Writes
``benchmarks/results/reading.json``.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pypdfium2
from docx import Document

from prelecture.datamodel import Dossier, TextKind, Zone
from prelecture.reading import read_bytes, read_dossier
from prelecture.settings import ReadingLimits
from prelecture.structure import heading_key
from prelecture.typography import is_word

RESULTS = Path(__file__).parent / "results" / "reading.json"
LIMITS = ReadingLimits()
CONTENTS_TITLES = {"sommaire", "tabledesmatieres", "plan", "contenududossier"}


# ---------------------------------------------------------------- truth


class Truth:
    """What the author wrote, in order, from pandoc's tree."""

    def __init__(self, source: Path) -> None:
        tree = json.loads(run("pandoc", "-t", "json", str(source)))
        self.headings: list[str] = []
        # Lines that a reader may take for headings though the author did not style them: bold alone.
        self.either: set[str] = {letters(self._meta(tree["meta"].get("title")))}
        self.units: list[str] = []
        self.cells: list[str] = []
        self.notes: list[str] = []
        self._walk(tree["blocks"])

    def _meta(self, value: dict | None) -> str:
        return self._text(value["c"]) if value and value["t"] == "MetaInlines" else ""

    def _walk(self, blocks: list) -> None:
        for block in blocks:
            kind, content = block["t"], block.get("c")
            if kind == "Header":
                self.headings.append(self._text(content[2]))
                self.units.append(self._text(content[2]))
            elif kind in ("Para", "Plain"):
                self.units.append(self._text(content))
                if all(i["t"] in ("Strong", "Space") for i in content):
                    self.either.add(letters(self.units[-1]))
            elif kind == "LineBlock":
                self.units.extend(self._text(line) for line in content)
            elif kind == "Table":
                self._table(content)
            else:
                self._containers(kind, content)

    def _containers(self, kind: str, content: list) -> None:
        if kind in ("BulletList", "OrderedList"):
            for item in content if kind == "BulletList" else content[1]:
                self._walk(item)
        elif kind in ("BlockQuote", "Div"):
            self._walk(content if kind == "BlockQuote" else content[1])
        elif kind == "DefinitionList":
            for term, definitions in content:
                self.units.append(self._text(term))
                for definition in definitions:
                    self._walk(definition)

    def _table(self, content: list) -> None:
        head, bodies = content[3], content[4]
        rows = head[1] + [row for body in bodies for row in body[2] + body[3]]
        for row in rows:
            for cell in row[1]:
                text = " ".join(self._text(b["c"]) for b in cell[4] if b["t"] in ("Para", "Plain"))
                if heading_key(text):
                    self.cells.append(text)
                    self.units.append(text)

    def _text(self, inlines: list) -> str:
        return "".join(self._inline(i) for i in inlines)

    def _inline(self, inline: dict) -> str:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            return content
        if kind in ("Space", "SoftBreak", "LineBreak"):
            return " "
        if kind in ("Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"):
            return self._text(content)
        if kind in ("Link", "Image", "Span", "Quoted", "Cite"):
            return self._text(content[1])
        if kind in ("Code", "Math"):
            return content[1]
        if kind == "Note":
            self.notes.extend(self._text(b["c"]) for b in content if b["t"] in ("Para", "Plain"))
        return ""


# ---------------------------------------------------------------- rendering


def run(*command: str, data: bytes | None = None) -> bytes:
    return subprocess.run(command, input=data, check=True, capture_output=True, timeout=300).stdout


def render(source: Path, folder: Path) -> dict[str, Path]:
    """Return the files made of one Markdown dossier, by variant."""
    styled = folder / f"{source.stem}.docx"
    run("pandoc", str(source), "-o", str(styled))
    bold = folder / f"{source.stem}-gras.docx"
    _bold_only(styled, bold)
    page = folder / f"{source.stem}.html"
    style = (
        "<style>body{font:11pt Carlito;margin:0}table{border-collapse:collapse}"
        "td,th{border:1px solid;padding:3px}</style>"
    )
    page.write_bytes(style.encode() + run("pandoc", "-s", str(source), "-t", "html"))
    skia = folder / f"{source.stem}-skia.pdf"
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    run("chromium", *quiet, f"--print-to-pdf={skia}", f"--user-data-dir={folder}/chromium", page.as_uri())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for target in ("pdf", "odt"):
        run("soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(styled))
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(bold))
    return {
        "pdf LibreOffice": folder / f"{source.stem}.pdf",
        "pdf LibreOffice, titres en gras": folder / f"{source.stem}-gras.pdf",
        "pdf Skia (Google Docs)": skia,
        "docx": styled,
        "docx, titres en gras": bold,
        "odt": folder / f"{source.stem}.odt",
    }


def _bold_only(source: Path, target: Path) -> None:
    """Make the headings plain paragraphs in bold, as two candidates in five do."""
    document = Document(str(source))
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            paragraph.style = document.styles["Body Text"]
            for piece in paragraph.runs:
                piece.bold = True
    document.save(str(target))


# ---------------------------------------------------------------- scores


class Score:
    """Counts that add up over files."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, **counts: float) -> None:
        self.counts.update(counts)

    def rates(self) -> dict[str, float]:
        c = self.counts
        pairs = {
            "characters_kept": ("kept", "written"),
            "heading_recall": ("headings_found", "headings"),
            "heading_precision": ("headings_right", "headings_read"),
            "cells_kept": ("cells_found", "cells"),
            "in_order": ("ordered", "placed"),
            "page_right": ("pages_right", "pages_checked"),
        }
        return {name: round(c[a] / c[b], 4) for name, (a, b) in pairs.items() if c[b]}


def letters(text: str) -> str:
    return heading_key(text).replace(" ", "")


def characters_kept(truth: Truth, text: str) -> tuple[int, int]:
    """Return how many letters of the truth's words the text holds, and how many there are."""
    have = Counter(heading_key(text).split())
    kept = written = 0
    for word in " ".join(heading_key(u) for u in truth.units + truth.notes).split():
        written += len(word)
        if have[word] > 0:
            have[word] -= 1
            kept += len(word)
    return kept, written


def score_dossier(truth: Truth, dossier: Dossier, pages: dict[int, str] | None, score: Score) -> None:
    kept, written = characters_kept(truth, dossier.text)
    score.add(kept=kept, written=written)
    score_headings(
        truth, [b.text for b in dossier.blocks if b.level and b.zone not in (Zone.COVER, Zone.TOC)], score
    )
    # A table that only lays out the page is read as text: its cells are kept as blocks.
    score_cells(truth, [c for b in dossier.blocks for c in (b.cells or (b.text,))], score)
    score_order(truth, [letters(b.text) for b in dossier.blocks], score)
    for block in dossier.blocks if pages else ():
        key = letters(block.text)[:40]
        if len(key) >= 25 and block.kind is not TextKind.TABLE_ROW and pages is not None:
            score.add(pages_checked=1, pages_right=key in pages.get(block.page or 0, ""))


def score_headings(truth: Truth, read: list[str], score: Score) -> None:
    aside = truth.either | CONTENTS_TITLES
    expected = Counter(key for h in truth.headings if (key := letters(h)) and key not in aside)
    got = Counter(key for h in read if (key := letters(h)) and key not in aside)
    common = sum((expected & got).values())
    score.add(
        headings=sum(expected.values()),
        headings_found=common,
        headings_read=sum(got.values()),
        headings_right=common,
    )


def score_order(truth: Truth, blocks: list[str], score: Score) -> None:
    """Count the units found as blocks, and those of them that stand in the author's order."""
    places: dict[str, list[int]] = {}
    for i, key in enumerate(blocks):
        places.setdefault(key, []).append(i)
    keys = [letters(u) for u in truth.units]
    # The same words twice (a contents line and its heading) are taken in turn.
    found = [places[key].pop(0) for key in keys if len(key) > 20 and places.get(key)]
    best: list[int] = []
    for place in found:
        at = next((i for i, value in enumerate(best) if value >= place), len(best))
        best[at : at + 1] = [place]
    score.add(placed=len(found), ordered=len(best))


def page_texts(path: Path, count: int) -> dict[int, str]:
    """Return poppler's text of each page, letters alone, as a reading of our own cannot be its judge."""
    found = {}
    for number in range(1, count + 1):
        text = run("pdftotext", "-raw", "-f", str(number), "-l", str(number), str(path), "-").decode(
            "utf-8", "replace"
        )
        found[number] = letters(text.replace("-\n", ""))
    return found


# ---------------------------------------------------------------- peers

PEER = r"""
import json, sys, time
kind, paths = sys.argv[1], sys.argv[2:]
if kind == "pymupdf4llm":
    import pymupdf4llm
    read = pymupdf4llm.to_markdown
else:
    from markitdown import MarkItDown
    tool = MarkItDown()
    read = lambda path: tool.convert(path).text_content
read(paths[0])
for path in paths:
    start = time.process_time()
    text = read(path)
    print(json.dumps({"path": path, "seconds": time.process_time() - start, "text": text}))
"""


def peer(python: str, kind: str, paths: list[Path]) -> dict[str, dict]:
    command = [python, "-c", PEER, kind, *map(str, paths)]
    lines = subprocess.run(
        command, capture_output=True, text=True, timeout=1800, check=False
    ).stdout.splitlines()
    rows = [json.loads(line) for line in lines if line.startswith('{"path"')]
    return {row["path"]: row for row in rows}


def pypdf_text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(str(path)).pages)


def pdfium_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(str(path))
    return "\n".join(document[i].get_textpage().get_text_range() for i in range(len(document)))


def pdfplumber_text(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(str(path)) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def pdfplumber_cells(path: Path) -> list[str]:
    import pdfplumber

    with pdfplumber.open(str(path)) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
    return [" ".join((cell or "").split()) for table in tables for row in table for cell in row]


def docx_paragraphs(path: Path) -> str:
    return "\n".join(p.text for p in Document(str(path)).paragraphs)


def score_text(truth: Truth, text: str, score: Score, *, markdown: bool = False) -> None:
    kept, written = characters_kept(truth, text)
    score.add(kept=kept, written=written)
    if markdown:
        lines = [line.lstrip("# ").replace("*", "") for line in text.split("\n") if line.startswith("#")]
        score_headings(truth, lines, score)
        rows = [row.replace("<br>", " ") for row in text.split("\n") if "|" in row]
        score_cells(truth, [cell for row in rows for cell in row.split("|")], score)


def score_cells(truth: Truth, read: list[str], score: Score) -> None:
    cells = Counter(map(letters, read))
    for cell in truth.cells:
        found = cells[letters(cell)] > 0
        cells[letters(cell)] -= found
        score.add(cells=1, cells_found=found)


# ---------------------------------------------------------------- speed


def best_of(action: Callable[[], object], times: int = 3) -> float:
    """Return the least processor time of a few runs: the machine may be shared."""
    seconds = []
    for _ in range(times):
        start, before = time.process_time(), os.times()
        action()
        after = os.times()
        children = after.children_user + after.children_system - before.children_user - before.children_system
        seconds.append(time.process_time() - start + children)
    return min(seconds)


def thirty_pages(paths: list[Path], folder: Path) -> Iterator[Path]:
    """Yield PDFs of about thirty pages, made of dossiers put end to end."""
    writer, pages, made = pypdf.PdfWriter(), 0, 0
    for path in paths:
        writer.append(str(path), import_outline=False)
        pages += len(pypdf.PdfReader(str(path)).pages)
        if pages >= 30:
            made += 1
            target = folder / f"trente-{made}.pdf"
            writer.write(str(target))
            yield target
            writer, pages = pypdf.PdfWriter(), 0
    if pages and not made:
        target = folder / "moins-de-trente.pdf"
        writer.write(str(target))
        yield target


def speed(paths: list[Path]) -> dict[str, float]:
    pages = sum(len(pypdf.PdfReader(str(p)).pages) for p in paths)
    data = {p: p.read_bytes() for p in paths}
    is_word("mot")  # the lexicon is loaded once a process, and counted apart
    seconds = {
        "prelecture": sum(
            best_of(lambda p=p: read_bytes(data[p], name=p.name, limits=LIMITS)) for p in paths
        ),
        "pypdfium2, texte seul": sum(best_of(lambda p=p: pdfium_text(p)) for p in paths),
        "pypdf": sum(best_of(lambda p=p: pypdf_text(p), 1) for p in paths),
        "pdfplumber": sum(best_of(lambda p=p: pdfplumber_text(p), 1) for p in paths),
    }
    whole = sum(best_of(lambda p=p: read_dossier(p)) for p in paths)
    rates = {name: round(pages / s, 1) for name, s in seconds.items()}
    return {"pages": pages, **rates, "prelecture, processus compris": round(pages / whole, 1)}


# ---------------------------------------------------------------- agreement


def agreement(pdf: Dossier, docx: Dossier) -> tuple[int, int]:
    """Return the letters of the DOCX in blocks that the PDF has too, in order, and all its letters."""
    wanted, got = ([letters(b.text) for b in d.blocks if letters(b.text)] for d in (docx, pdf))
    matcher = difflib.SequenceMatcher(None, wanted, got, autojunk=False)
    same = sum(
        len(wanted[i])
        for block in matcher.get_matching_blocks()
        for i in range(block.a, block.a + block.size)
    )
    return same, sum(map(len, wanted))


# ---------------------------------------------------------------- main


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=Path, required=True)
    parser.add_argument("--rendered", type=Path)
    parser.add_argument("--peers")
    parser.add_argument("--limit", type=int, default=16)
    arguments = parser.parse_args()
    sources = sorted(arguments.dossiers.glob("*.md"))
    sources = sources[:: max(1, len(sources) // arguments.limit)][: arguments.limit]
    scores: dict[str, Score] = {}
    same = total = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pdfs: list[Path] = []
        truths: dict[Path, Truth] = {}
        for source in sources:
            truth = Truth(source)
            files = render(source, folder)
            read: dict[str, Dossier] = {}
            for variant, path in files.items():
                read[variant] = read_dossier(path, in_process=True)
                pages = page_texts(path, len(read[variant].pages)) if path.suffix == ".pdf" else None
                score_dossier(truth, read[variant], pages, scores.setdefault(variant, Score()))
            pdfs.append(files["pdf LibreOffice"])
            truths[files["pdf LibreOffice"]] = truth
            score_text(truth, docx_paragraphs(files["docx"]), scores.setdefault("python-docx, docx", Score()))
            matched, letters_ = agreement(read["pdf LibreOffice"], read["docx"])
            same, total = same + matched, total + letters_
        score_rendered(arguments.rendered, arguments.dossiers, scores)
        peer_speed = score_peers(pdfs, truths, arguments.peers, scores)
        result = {
            "dossiers": len(sources),
            "versions": {"python": sys.version.split()[0], "pypdf": pypdf.__version__},
            "accuracy": {name: score.rates() for name, score in scores.items()},
            "same_blocks_pdf_docx": round(same / total, 4),
            "pages_per_second": speed(list(thirty_pages(pdfs, folder))) | peer_speed,
        }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=2))


def score_rendered(rendered: Path | None, dossiers: Path, scores: dict[str, Score]) -> None:
    for path in sorted(rendered.iterdir()) if rendered else ():
        source = dossiers / f"{path.stem}.md"
        if path.suffix in (".pdf", ".docx") and source.exists():
            dossier = read_dossier(path, in_process=True)
            pages = page_texts(path, len(dossier.pages)) if path.suffix == ".pdf" else None
            score_dossier(
                Truth(source), dossier, pages, scores.setdefault(f"rendu varié, {path.suffix[1:]}", Score())
            )


def score_peers(
    pdfs: list[Path], truths: dict[Path, Truth], peers: str | None, scores: dict[str, Score]
) -> dict[str, float]:
    texts: dict[str, Callable[[Path], str]] = {"pypdf": pypdf_text, "pdfplumber": pdfplumber_text}
    for name, read in texts.items():
        for path in pdfs:
            score_text(truths[path], read(path), scores.setdefault(f"{name}, pdf LibreOffice", Score()))
    for path in pdfs:
        score_cells(truths[path], pdfplumber_cells(path), scores["pdfplumber, pdf LibreOffice"])
    speeds = {}
    pages = sum(len(pypdf.PdfReader(str(path)).pages) for path in pdfs)
    for kind in ("pymupdf4llm", "markitdown") if peers else ():
        rows = peer(peers or "", kind, pdfs)
        if rows:
            speeds[kind] = round(pages / sum(row["seconds"] for row in rows.values()), 1)
        for path, row in rows.items():
            score_text(
                truths[Path(path)],
                row["text"],
                scores.setdefault(f"{kind}, pdf LibreOffice", Score()),
                markdown=True,
            )
    return speeds


if __name__ == "__main__":
    main()
