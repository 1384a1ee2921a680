"""What the library of expectations holds: counts, near-duplicates, length, register, form and sector.

    python benchmarks/library.py

Registers, forms and sectors are told by simple cues (word lists, signs), good enough to see whether
the passages are varied, not to class one of them. Writes ``benchmarks/results/library.json``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from prelecture.datamodel import Expectation
from prelecture.referential import count_referential, list_referentials, load_expectations, load_referential

RESULTS = Path(__file__).parent / "results" / "library.json"
MOST_OVERLAP = 0.6

FORMS = {
    "table row": r"\|",
    "list": r"(?:^|\n)\s*[-•]|(?:^|\n)\d[.)]|→|>\s",
    "caption": r"^(?:figure|fig\.|tableau|graphique|photo|schéma|annexe|capture|slide|diapo|carte)\b",
    "quotation": r"[«»]",
}
REGISTERS = {
    "oral or faulty": r"\b(?:on a|on est|on fait|y'a|ça|ca|c'est|truc|j'ai|pas de|faut)\b",
    "franglais": r"\b(?:lead|leads|churn|win rate|pipe|pipeline|deal|deals|target|feedback|brief|dashboard|benchmark|"
    r"slide|sales|roadmap|onboarding|landing|closing|nps|kpi|b2b|saas|mrr|cac)\b",
    "first person": r"\b(?:je|j'|mon|ma|mes)\b",
    "administrative": r"\b(?:le présent|il convient|conformément|est assurée?|sont fixés|afin de|ledit|relatif)\b",
}
SECTORS = {
    "food and restaurants": "restau boulang pizza traiteur épicer vigne bière brasser fromag café miel gâteau menu",
    "shops and fashion": "boutique magasin vêtement bijou robe rayon librair lunett coiff beauté jouet fleur",
    "building and energy": "chantier bâtiment isolation chaudière menuis toiture pompe fenêtre artisan piscine granul",
    "health and care": "patient clinique pharmac ehpad dentaire domicile crèche vétérin hôpital audio kiné",
    "software and services": "logiciel saas appli licence crm cabinet agence assur mutuelle banque immobili notaire",
    "farming": "ferme éleveur agricul tracteur lait coopérative semence céréal verger maraîch",
    "tourism and leisure": "hôtel camping gîte nuit visiteur musée théâtre spectacle club escalade voile vélo mariage",
    "transport and industry": "camion transport entrepôt usine atelier pièce machine logisti palette garage auto-école",
    "charities and public bodies": "association bénévol mairie commune collectivité donateur école lycée département",
}


def main() -> None:
    library = load_expectations(examples=True)
    examples = [text for e in library.values() for text in e.examples]
    counters = [counter.text for e in library.values() for counter in e.counter_examples]
    referentials = [
        count_referential(load_referential(name), library=library) for name in list_referentials()
    ]
    result = {
        "expectations": len(library),
        "examples": len(examples),
        "counter_examples": len(counters),
        "fewest_examples": min(len(e.examples) for e in library.values()),
        "fewest_counter_examples": min(len(e.counter_examples) for e in library.values()),
        "pairs_above_overlap": {"threshold": MOST_OVERLAP, "pairs": near_duplicates(examples + counters)},
        "themes": dict(Counter(e.theme for e in library.values()).most_common()),
        "counter_kinds": dict(
            Counter(c.kind for e in library.values() for c in e.counter_examples).most_common()
        ),
        "shared": sharing(),
        "words": lengths(examples),
        "forms": shares(examples, FORMS),
        "registers": shares(examples, REGISTERS),
        "sectors": shares(examples, {name: starts.replace(" ", "|") for name, starts in SECTORS.items()}),
        "echo_of_label": echo(library),
        "referentials": {
            counts.id: {
                "criteria": counts.criteria,
                "in_dossier": counts.in_dossier,
                "expectations": counts.expectations,
                "examples": counts.examples,
                "counter_examples": counts.counter_examples,
            }
            for counts in referentials
        },
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=2))


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def near_duplicates(texts: list[str]) -> int:
    """Return how many pairs of texts have sets of words that overlap by more than MOST_OVERLAP (Jaccard)."""
    sets = [set(words_of(text)) for text in texts]
    vocabulary = {word: n for n, word in enumerate(sorted(set(chain.from_iterable(sets))))}
    rows = np.repeat(np.arange(len(sets)), [len(words) for words in sets])
    columns = [vocabulary[word] for words in sets for word in words]
    shape = (len(sets), len(vocabulary))
    matrix = csr_matrix((np.ones(len(columns), np.float32), (rows, columns)), shape)
    sizes = np.array([len(words) for words in sets], np.float32)
    pairs = 0
    for start in range(0, len(sets), 1000):
        shared = (matrix[start : start + 1000] @ matrix.T).tocoo()
        first, second = shared.row + start, shared.col
        overlap = shared.data / (sizes[first] + sizes[second] - shared.data)
        pairs += int(((first < second) & (overlap > MOST_OVERLAP)).sum())
    return pairs


def sharing() -> dict[str, int]:
    """Return how often an expectation is asked for, in how many criteria and référentiels."""
    uses: Counter[str] = Counter()
    homes: dict[str, set[str]] = {}
    for name in list_referentials():
        for criterion in load_referential(name).criteria:
            for use in criterion.expectations:
                uses[use.id] += 1
                homes.setdefault(use.id, set()).add(name)
    return {
        "uses": sum(uses.values()),
        "asked_by_several_criteria": sum(count > 1 for count in uses.values()),
        "asked_by_several_referentials": sum(len(names) > 1 for names in homes.values()),
    }


def lengths(texts: list[str]) -> dict[str, float]:
    counts = np.array([len(words_of(text)) for text in texts])
    quantiles = {f"p{q}": float(np.percentile(counts, q)) for q in (5, 25, 50, 75, 95)}
    return {"mean": round(float(counts.mean()), 1), **quantiles, "longest": int(counts.max())}


def shares(texts: list[str], cues: dict[str, str]) -> dict[str, float]:
    """Return the share of texts that show each cue; a text may show several or none."""
    found = {name: [bool(re.search(cue, text.lower())) for text in texts] for name, cue in cues.items()}
    result = {name: round(sum(hits) / len(texts), 3) for name, hits in found.items()}
    none = sum(not any(hits) for hits in zip(*found.values(), strict=True))
    return {**result, "none of these": round(none / len(texts), 3)}


def echo(library: dict[str, Expectation]) -> float:
    """Return the share of examples that use two or more long words of their label."""
    shown = [
        len({w for w in words_of(e.label) if len(w) > 5} & set(words_of(text))) >= 2
        for e in library.values()
        for text in e.examples
    ]
    return round(sum(shown) / len(shown), 3)


if __name__ == "__main__":
    main()
