"""What the importer finds in documents whose référentiel was checked by hand.

    python benchmarks/importing.py [--encoder FOLDER]

Three sources for each shipped référentiel: its official text, and a Word and a PDF table made from
the checked file (the PDF by LibreOffice, left out where it is not installed). The importer was
written with the five official texts at hand: they show that it loses nothing, not how it will do on
a sixth. Writes ``benchmarks/results/importing.json`` and ``importing.md``.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from prelecture.datamodel import Criterion, ExpectedIn, Referential
from prelecture.encoding import Encoder, open_encoder
from prelecture.errors import MissingModel
from prelecture.importing import import_referential
from prelecture.proposing import KnownCriterion, similarities
from prelecture.reading_grid import read_grid
from prelecture.referential import list_referentials, load_expectations, load_referential
from prelecture.reports.office import convert_to_pdf
from prelecture.settings import resource

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from race_tables import docx_table, rows_of

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default="")
    options = parser.parse_args()
    try:
        encoder: Encoder | None = open_encoder(options.encoder)
    except MissingModel:
        encoder = None
    with tempfile.TemporaryDirectory() as folder:
        rows = [measure(name, source, kind) for name, source, kind in sources(Path(folder))]
    found = {"lexical": proposals(None)}
    if encoder is not None:
        found["lexical and meaning"] = proposals(encoder)
    result = {"documents": rows, "expectations": found, "encoder": encoder.name if encoder else None}
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    (RESULTS / "importing.json").write_text(text + "\n", encoding="utf-8")
    (RESULTS / "importing.md").write_text(report(rows, found), encoding="utf-8")
    print(report(rows, found))


def sources(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield (référentiel, document, kind of document)."""
    for name in list_referentials():
        yield name, resource(f"referential_data/sources/{name}.txt"), "official text"
        word = folder / f"{name}.docx"
        word.write_bytes(docx_table(rows_of(load_referential(name))))
        yield name, word, "Word"
        if shutil.which("soffice"):
            printed = folder / f"{name}.pdf"
            printed.write_bytes(convert_to_pdf(word.read_bytes(), suffix=".docx"))
            yield name, printed, "PDF"


# ---------------------------------------------------------------- criteria


def bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def measure(name: str, source: Path, kind: str) -> dict:
    checked = load_referential(name)
    started = time.perf_counter()
    imported = import_referential(source, name=name)
    seconds = time.perf_counter() - started
    pairs, missed = matched(checked.criteria, imported.referential.criteria)
    ours, theirs = by_code(imported.referential.criteria), by_code(checked.criteria)
    kept = [c for c in checked.criteria if bare(c.text) in ours[bare(c.code)]]
    parts = best_parts(checked, pairs)
    return {
        "referential": name,
        "document": kind,
        "criteria": len(checked.criteria),
        "imported": len(imported.referential.criteria),
        "found": len(kept),
        "cut_alike": len(pairs),
        "codes": len(theirs),
        "codes_word_for_word": sum(ours[code] == text for code, text in theirs.items()),
        "invented": invented(source, imported.referential),
        "competency_right": sum(a.competencies == b.competencies for a, b in pairs),
        "part_right": sum({parts.get(p) for p in a.assessments} == set(b.assessments) for a, b in pairs),
        "place_right": sum(a.expected_in == b.expected_in for a, b in pairs),
        "parts": [len(checked.assessments), len(imported.referential.assessments)],
        "competencies": [len(checked.competencies), len(imported.referential.competencies)],
        "lost": [c.id for c in checked.criteria if c not in kept],
        "cut_otherwise": missed,
        "other_place": [
            f"{a.id}: {a.expected_in} -> {b.expected_in}" for a, b in pairs if a.expected_in != b.expected_in
        ],
        "unplaced_texts": len(imported.unplaced),
        "seconds": round(seconds, 2),
    }


def by_code(criteria: tuple[Criterion, ...]) -> defaultdict[str, str]:
    texts: defaultdict[str, str] = defaultdict(str)
    for criterion in criteria:
        texts[bare(criterion.code)] += bare(criterion.text)
    return texts


def matched(
    checked: tuple[Criterion, ...], imported: tuple[Criterion, ...]
) -> tuple[list[tuple[Criterion, Criterion]], list[str]]:
    """Pair the criteria of one code that have the same words; return also the ids left alone."""
    waiting: defaultdict[tuple[str, str], list[Criterion]] = defaultdict(list)
    for criterion in imported:
        waiting[bare(criterion.code), bare(criterion.text)].append(criterion)
    pairs, missed = [], []
    for criterion in checked:
        same = waiting[bare(criterion.code), bare(criterion.text)]
        if same:
            pairs.append((criterion, same.pop(0)))
        else:
            missed.append(criterion.id)
    return pairs, missed


def best_parts(checked: Referential, pairs: list[tuple[Criterion, Criterion]]) -> dict[str, str]:
    """Map each exam part to the imported one that shares most of its criteria: names may differ."""
    shared = Counter((p, q) for a, b in pairs for p in a.assessments for q in b.assessments)
    found: dict[str, str] = {}
    for (part, other), _ in shared.most_common():
        if part not in found and other not in found.values():
            found[part] = other
    return found


def invented(source: Path, imported: Referential) -> list[str]:
    """Return the criteria that are not in the document, in one run or, over a page break, in two."""
    grid = [[" ".join(line.text for line in cell) for cell in row.cells] for row in read_grid(source).rows]
    columns = [bare(" ".join(row[i] for row in grid if -len(row) <= i < len(row))) for i in range(-5, 5)]

    def held(piece: str) -> bool:
        return any(piece in column for column in columns)

    def copied(line: str) -> bool:
        return held(line) or any(held(line[:i]) and held(line[i:]) for i in range(1, len(line)))

    return [c.id for c in imported.criteria if not all(copied(bare(line)) for line in c.text.split("\n"))]


# ---------------------------------------------------------------- expectations


class _Cached:
    """Keeps the vectors, since the same labels are encoded for each référentiel held out."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._known[text] for text in texts])


def proposals(encoder: Encoder | None) -> dict:
    """Score the proposals for each référentiel from the library and the other four."""
    cached = _Cached(encoder) if encoder else None
    library = load_expectations()
    referentials = [load_referential(name) for name in list_referentials()]
    first = any_of_three = retrieved = asked = 0
    scores: list[float] = []
    right: list[bool] = []
    criteria_count = 0
    for held_out in referentials:
        known = [
            KnownCriterion(c.text, c.expectations)
            for other in referentials
            if other is not held_out
            for c in other.criteria
            if c.expectations
        ]
        criteria = [c for c in held_out.criteria if c.expectations and c.expected_in is ExpectedIn.DOSSIER]
        names, near = similarities([c.text for c in criteria], library=library, known=known, encoder=cached)
        for criterion, row in zip(criteria, near, strict=True):
            wanted = {use.id for use in criterion.expectations}
            best = sorted(range(len(names)), key=lambda i: (-float(row[i]), names[i]))[:3]
            hits = [names[i] in wanted for i in best]
            first += hits[0]
            any_of_three += any(hits)
            retrieved += sum(hits)
            asked += len(wanted)
            criteria_count += 1
            scores += [float(row[i]) for i in best]
            right += hits
    slope, offset = fitted(np.array(scores), np.array(right))
    return {
        "criteria": criteria_count,
        "first_right": round(first / criteria_count, 3),
        "one_of_three_right": round(any_of_three / criteria_count, 3),
        "expectations_in_three": round(retrieved / asked, 3),
        "calibration": {"slope": slope, "offset": offset, "bins": bins(np.array(scores), np.array(right))},
    }


def fitted(scores: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(scores[:, None], right)
    return round(float(model.coef_[0, 0]), 1), round(float(model.intercept_[0]), 1)


def bins(scores: np.ndarray, right: np.ndarray) -> list[dict]:
    found = []
    for low in np.arange(0, 1, 0.1):
        inside = (scores >= low) & (scores < low + 0.1)
        if inside.any():
            count = int(inside.sum())
            found.append(
                {
                    "score": round(float(low), 1),
                    "proposals": count,
                    "right": round(float(right[inside].mean()), 2),
                }
            )
    return found


# ---------------------------------------------------------------- report


def report(rows: list[dict], found: dict[str, dict]) -> str:
    lines = [
        "# Import of the five référentiels",
        "",
        "found: all the words of the criterion under its code. cut alike: the same criterion, no word more or less. "
        "competency, part, place: right, among the criteria cut alike. "
        "invented: criteria that the document does not hold.",
        "",
        "| référentiel | document | criteria | found | cut alike | codes word for word "
        "| competency | part | place | invented | s |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        pairs = row["cut_alike"]
        lines.append(
            f"| {row['referential']} | {row['document']} | {row['criteria']} | {row['found']} | {pairs} "
            f"| {row['codes_word_for_word']}/{row['codes']} | {row['competency_right']}/{pairs} "
            f"| {row['part_right']}/{pairs} | {row['place_right']}/{pairs} "
            f"| {len(row['invented'])} | {row['seconds']} |"
        )
    lines += ["", "## Misses", ""]
    for row in rows:
        for title, field in (
            ("lost", "lost"),
            ("cut otherwise", "cut_otherwise"),
            ("other place", "other_place"),
        ):
            if row[field]:
                lines.append(f"- {row['referential']}, {row['document']}, {title}: {', '.join(row[field])}")
    lines += ["", "## Expectations proposed, each référentiel held out", ""]
    for method, score in found.items():
        lines.append(
            f"- {method}: {score['criteria']} criteria, the first proposal right {score['first_right']:.1%}, "
            f"one of three right {score['one_of_three_right']:.1%}, "
            f"expectations among the three {score['expectations_in_three']:.1%}"
        )
    lines.append("")
    lines.append(
        "The library was written for these five, so that these shares are a ceiling for another trade."
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
