"""Measure the matcher on annotated dossiers and robustness sets; write results and the model card's figures.

usage: python benchmarks/matching.py [--split test] [--write-card]

Baselines run on the same dossiers in the same run. Writes benchmarks/results/matching-SPLIT.json and,
with --write-card, models/model_card.json, which the app and the reports read.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource as limits
import time
from collections import Counter
from importlib import metadata
from pathlib import Path

from prelecture.cli.evaluate import as_data
from prelecture.corpus import load_gold
from prelecture.datamodel import Dossier, Page, TextBlock, TextKind, Zone
from prelecture.encoding import open_encoder
from prelecture.evaluation import baselines, evaluate, is_same_place
from prelecture.language import split_sentences
from prelecture.passages import split_passages
from prelecture.pipeline import matcher_for, retrieve
from prelecture.referential import assessment_of, criteria_of, list_referentials, load_referential

HERE = Path(__file__).parent
ROOT = HERE.parent
FILLER = (
    "L'entreprise a été fondée en 1998 par deux associés qui se sont rencontrés au lycée. Elle compte aujourd'hui neuf salariés.",
    "Le siège se trouve dans une zone d'activité bien desservie par le tramway, à côté d'une boulangerie et d'un garage.",
    "Le bâtiment a été agrandi une première fois en 2009, puis repeint ; la cour sert de parking au personnel.",
    "Mon tuteur m'a accueilli le premier jour et m'a présenté à toute l'équipe autour d'un café.",
    "Les horaires vont de neuf heures à dix-sept heures trente, avec une pause d'une heure pour le déjeuner.",
    "J'ai beaucoup appris pendant cette période, humainement surtout, et je remercie chacun pour sa patience.",
    "Dans un monde en perpétuelle évolution, chaque organisation doit savoir se remettre en question.",
    "Le logo représente une hirondelle, clin d'œil au nom de la rue où tout a commencé.",
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", default="test")
    parser.add_argument("--write-card", action="store_true")
    options = parser.parse_args()
    gold = [g for g in load_gold(ROOT / "corpus") if g.split == options.split]
    started = time.monotonic()
    results = evaluate(gold)
    seconds = time.monotonic() - started
    data = as_data(results, baselines(gold, open_encoder()))
    data["seconds_per_dossier"] = round(seconds / len(gold), 2)
    data["robustness"] = robustness()
    data["machine"] = machine()
    file = HERE / "results" / f"matching-{options.split}.json"
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(
        json.dumps(
            {k: data[k] for k in ("confusion", "baselines", "robustness")}, ensure_ascii=False, indent=1
        )
    )
    for name, group in data["groups"].items():
        print(name, {k: v["value"] for k, v in group["scores"].items()})
    if options.write_card:
        write_card(data, results)


def machine() -> dict[str, object]:
    """Return where and with what the figures were measured."""
    libraries = ("torch", "sentence-transformers", "spacy", "scikit-learn", "numpy")
    return {
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in libraries},
        "peak_memory_mb": round(limits.getrusage(limits.RUSAGE_SELF).ru_maxrss / 1024),
    }


def robustness() -> dict[str, dict[str, object]]:
    """Put each case alone in a dossier that answers nothing; count how often it is taken as evidence."""
    cases = [
        json.loads(line) for line in (ROOT / "corpus" / "robustness.jsonl").read_text("utf-8").splitlines()
    ]
    parts = exam_parts()
    taken: dict[str, Counter[bool]] = {}
    for case in cases:
        criteria = parts[case["expectation"]]
        dossier = host(case["set"], case["text"])
        passages = split_passages(dossier, split_sentences=split_sentences)
        matcher = matcher_for(criteria)
        found = retrieve(dossier, passages, criteria, matcher)[case["expectation"]]
        counted = found.probability >= matcher.scorer.thresholds.found and any(
            is_same_place(e.quote, case["text"]) for e in found.evidence
        )
        taken.setdefault(case["set"], Counter())[counted == case["evidence"]] += 1
    return {name: {"cases": sum(c.values()), "right": c[True]} for name, c in sorted(taken.items())}


def exam_parts() -> dict[str, tuple[object, ...]]:
    """Return, per expectation, the criteria of an exam part that asks for it."""
    made: dict[str, tuple[object, ...]] = {}
    for name in list_referentials():
        official = load_referential(name)
        for part in official.assessments:
            criteria = criteria_of(official, assessment_of(official, part.id).id)
            for criterion in criteria:
                for use in criterion.expectations:
                    made.setdefault(use.id, criteria)
    return made


def host(kind: str, text: str) -> Dossier:
    """Return a dossier of filler with the case in its middle, in the form that its set says."""
    kinds = {
        "title": TextKind.HEADING,
        "table_row": TextKind.TABLE_ROW,
        "caption": TextKind.CAPTION,
        "thin_bullet": TextKind.LIST_ITEM,
        "annex_item": TextKind.LIST_ITEM,
    }
    zones = {"contents_line": Zone.TOC, "annex_item": Zone.ANNEX}
    rows = [(TextKind.PARAGRAPH, Zone.BODY, line) for line in FILLER]
    rows.insert(len(rows) // 2, (kinds.get(kind, TextKind.PARAGRAPH), zones.get(kind, Zone.BODY), text))
    blocks, at = [], 0
    for row_kind, zone, line in rows:
        level = 1 if row_kind is TextKind.HEADING else 0
        blocks.append(TextBlock(row_kind, line, at, at + len(line), 1, level=level, zone=zone))
        at += len(line) + 1
    return Dossier("cas", "", "md", "\n".join(b.text for b in blocks), (Page(1),), tuple(blocks))


def write_card(data: dict, results: tuple) -> None:
    """Write the figures that the product shows, and per-criterion agreement on validation and test dossiers."""
    others = [g for g in load_gold(ROOT / "corpus") if g.split in ("validation", "test")]
    known = {r.id for r in results}
    everything = [*results, *evaluate([g for g in others if g.id not in known])]
    tally: dict[str, dict[str, list[int]]] = {}
    for result in everything:
        for criterion in result.criteria:
            entry = tally.setdefault(result.referential, {}).setdefault(criterion.criterion, [0, 0])
            entry[0] += 1
            entry[1] += criterion.forced is criterion.gold
    from prelecture.wording.evaluation import FIGURES

    whole = data["groups"]["ensemble"]["scores"]
    card = {
        "name": f"Prélecture, {len(results)} dossiers de test annotés",
        "measures": {FIGURES[k]: round(v["value"], 2) for k, v in whole.items()},
        "criteria": {
            f"{ref} {name}": {"dossiers": n, "agreed": agreed}
            for ref, rows in sorted(tally.items())
            for name, (n, agreed) in sorted(rows.items())
        },
    }
    (ROOT / "models" / "model_card.json").write_text(
        json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
