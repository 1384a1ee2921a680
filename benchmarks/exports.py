"""Quotes found again in the PDF, and seconds per export, on the annotated dossiers.

    python benchmarks/exports.py FOLDER

FOLDER holds ``NAME.gold.json`` (labels with the quotes that people marked) beside ``NAME.pdf`` or
``NAME.docx``; a DOCX is converted by LibreOffice. Writes ``benchmarks/results/exports.json``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from prelecture.datamodel import (
    CoverageMap,
    CriterionRef,
    DossierInfo,
    Evidence,
    ExpectationFinding,
    Finding,
    Page,
    RunInfo,
    Status,
)
from prelecture.reports.annotated_pdf import annotate_pdf
from prelecture.reports.commented_docx import comment_docx
from prelecture.reports.html import render_html
from prelecture.reports.jury_grid import render_grid
from prelecture.reports.locating import locate_quotes
from prelecture.reports.office import convert_to_pdf

RESULTS = Path(__file__).parent / "results" / "exports.json"


def main(folder: Path) -> None:
    rows = [measure(gold) for gold in sorted(folder.glob("*.gold.json"))]
    rows = [row for row in rows if row]
    quotes, exact, approximate = (sum(row[key] for row in rows) for key in ("quotes", "exact", "approximate"))
    longest = thirty_pages(folder, rows)
    result = {
        "dossiers": len(rows),
        "quotes": quotes,
        "located_exactly": exact,
        "located_approximately": approximate,
        "share_exact": round(exact / quotes, 4) if quotes else None,
        "thirty_pages": longest,
        "by_dossier": rows,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in result.items() if key != "by_dossier"}, indent=2))


def measure(gold: Path) -> dict:
    name = gold.name.removesuffix(".gold.json")
    document = next(
        (p for p in (gold.with_name(f"{name}{s}") for s in (".pdf", ".docx")) if p.exists()), None
    )
    if document is None:
        return {}
    content = document.read_bytes()
    pdf = content if document.suffix == ".pdf" else convert_to_pdf(content, suffix=".docx")
    coverage = gold_map(name, json.loads(gold.read_text(encoding="utf-8")), pages=page_count(pdf))
    evidence = [item for finding in coverage.findings for item in finding.evidence]
    places = locate_quotes(pdf, evidence)
    row = {
        "name": name,
        "pages": len(coverage.dossier.pages),
        "quotes": len(evidence),
        "exact": sum(bool(found) and found[0].exact for found in places),
        "approximate": sum(bool(found) and not found[0].exact for found in places),
        "seconds_annotated_pdf": seconds(lambda: annotate_pdf(pdf, coverage)),
        "seconds_html": seconds(lambda: render_html(coverage)),
        "seconds_grid": seconds(lambda: render_grid(coverage)),
    }
    word = gold.with_name(f"{name}.docx")
    if word.exists():
        row["seconds_commented_docx"] = seconds(lambda: comment_docx(word.read_bytes(), coverage))
    return row


def thirty_pages(folder: Path, rows: list[dict]) -> dict:
    """Annotate the first dossiers bound together, to 30 pages or more, with all their quotes."""
    from pypdf import PdfWriter

    writer, findings = PdfWriter(), ()
    for row in rows:
        document = folder / f"{row['name']}.pdf"
        if not document.exists() or len(writer.pages) >= 30:
            continue
        start = len(writer.pages)
        writer.append(str(document))
        gold = json.loads((folder / f"{row['name']}.gold.json").read_text(encoding="utf-8"))
        findings += shifted(gold_map(row["name"], gold, pages=0).findings, row["name"], start)
    if len(writer.pages) < 30:
        return {}
    buffer = BytesIO()
    writer.write(buffer)
    coverage = replace(gold_map("bound", {"labels": {}}, pages=len(writer.pages)), findings=findings)
    return {
        "pages": len(writer.pages),
        "quotes": sum(len(finding.evidence) for finding in findings),
        "seconds": seconds(lambda: annotate_pdf(buffer.getvalue(), coverage)),
    }


def shifted(findings: tuple[Finding, ...], name: str, start: int) -> tuple[Finding, ...]:
    """Return the findings with ids of their own and quotes that do not merge with another dossier's."""
    return tuple(
        replace(
            finding,
            criterion=replace(finding.criterion, id=f"{name} {finding.criterion.id}"),
            evidence=tuple(
                replace(e, start=e.start + start * 100_000, end=e.end + start * 100_000)
                for e in finding.evidence
            ),
        )
        for finding in findings
    )


def gold_map(name: str, gold: dict, *, pages: int) -> CoverageMap:
    """Return the map that people's labels amount to; quotes have no page, as the labels give none."""
    position = 0
    findings = []
    for criterion, label in gold["labels"].items():
        evidence, expectations = [], []
        for id, expectation in label.get("expectations", {}).items():
            expectations.append(
                ExpectationFinding(id, f"Attendu {id}", True, bool(expectation["quotes"]), 0.9)
            )
            for quote in expectation["quotes"]:
                text = quote.strip().removeprefix("|").removesuffix("|").strip()
                evidence.append(Evidence(id, text, None, "", "", position, position + len(text), 0.9))
                position += len(text) + 1
        status = Status.FOUND if evidence else Status.NOT_FOUND
        reference = CriterionRef(criterion, criterion, f"Critère {criterion}", "C", "B")
        findings.append(Finding(reference, status, 0.9, tuple(expectations), tuple(evidence)))
    info = DossierInfo(f"{name}.pdf", name, "pdf", "", tuple(Page(n) for n in range(1, pages + 1)))
    run = RunInfo(
        "bench", "", "", gold.get("referential", ""), "", gold.get("assessment", ""), {}, "2025-01-01"
    )
    return CoverageMap(run, info, "", "", tuple(findings))


def page_count(pdf: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(pdf))


def seconds(action: Callable[[], object]) -> float:
    """Return the fastest of three runs, in seconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return round(min(times), 3)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
