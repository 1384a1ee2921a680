"""Each référentiel is rebuilt from its official text by a parser of its own and compared.

Compared: the words and the punctuation, in order. Set aside: spaces, page breaks, bullets, tags.
"""

import html
import re
from itertools import groupby

import pytest

from prelecture.referential import load_referential
from prelecture.settings import resource

ALL = ("icd-racm", "rdc", "mdc-2023", "manager-affaires", "cdcm")
COUNTS = {"icd-racm": 88, "rdc": 98, "mdc-2023": 79, "manager-affaires": 112, "cdcm": 98}

BULLET = re.compile(r"(?:(?<=^)|(?<=\s))[-–•●→➤·]+(?=\s|\w)")
TAG = re.compile(r"<[^>]*>")
CRITERION_CODE = {
    "icd-racm": r"C\d\.\d+\.? ?Cr\d+(?: ?/ ?C\d\.\d+ ?Cr\d+)?",
    "rdc": r"CR\d\.\d\.\d",
    "mdc-2023": r"(?<!\w)C\d+\.?(?=\s)",
    "manager-affaires": r"C\.?E?\.?\d\.\d\.\d+\.?",
}
COMPETENCY_CODE = r"(?<!\w)C\d+(?:\.\d+)*\.?(?= ?[-–]? ?[A-ZÉÀ])"
# What a page break did to the source text: a word or a line printed on both pages.
PAGE_BREAKS = {
    "mdc-2023": [("environnement stratégique, le le", "environnement stratégique, le")],
}


def bare(text):
    """Return the words and punctuation alone: no tag, bullet, or space."""
    text = TAG.sub(" ", html.unescape(text).replace("**", ""))
    return re.sub(r"\s+", "", BULLET.sub("", text))


def cell(text):
    """Return a cell's text on one line; a row of dashes is a page break, not a text."""
    text = re.sub(r"\s+", " ", TAG.sub(" ", html.unescape(text))).strip()
    return "" if re.fullmatch(r"-+", text) else text


def rows(name):
    """Yield the table rows of a source as lists of cells; a line out of any table is one cell."""
    text = resource(f"referential_data/sources/{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        cells = [cell(part) for part in line.split("\t")]
        header = (
            cells[0].startswith(("REFERENTIEL D'ACTIVITES", "ACTIVITÉS")) or "CRITÈRES D'ÉVALUATION" in cells
        )
        if any(cells) and not header:
            yield cells


def is_competency_line(text):
    return re.match(r"C\d+ [A-ZÉ]", text) is not None


def split_rows(name):
    """Yield (activity, competency, modality, criteria) cells, wherever the source put the criteria."""
    started = False
    for cells in rows(name):
        started = started or len(cells) > 2
        if name == "cdcm" and len(cells) == 1 and started:
            line = cells[0]
            yield ("", line, "", "") if is_competency_line(line) else ("", "", "", line)
        elif len(cells) == 3:  # the merged cell of the modalities is left out of some rows
            yield cells[0], cells[1], "", cells[2]
        elif len(cells) == 4:
            activity, competency, modality, criteria = cells
            code = CRITERION_CODE.get(name, "(?!)")
            if re.match(code, modality):  # criteria printed in the wrong column, or in both
                modality, criteria = "", criteria or modality
            yield activity, competency, modality, criteria


def official_criteria(name):
    """Return [(code, official text of that code)] in the order of the source."""
    if name == "cdcm":  # its criteria carry no code: theirs is the competency's, on the same row
        found, code = [], ""
        for _, competency, _, criteria in split_rows(name):
            match = re.match(r"C\d+(?= )", competency)
            code = match[0] if match else code
            if code and criteria:
                found.append((code, criteria))
    else:
        found = []
        for _, competency, _, criteria in split_rows(name):
            before, *parts = re.split(f"({CRITERION_CODE[name]})", criteria)
            codes, texts = parts[::2], parts[1::2]
            opens = name == "manager-affaires" and competency.startswith("C")
            if opens and before.strip():  # a sentence that introduces the row's first criterion
                texts[0] = before + texts[0]
            elif before.strip():
                found.append((found[-1][0], before))
            found.extend(zip(codes, texts, strict=True))
    return merged(found)


def merged(pairs):
    pairs = [(re.sub(r"\s+|\.$", "", code), text) for code, text in pairs]
    return [(code, bare(" ".join(t for _, t in group))) for code, group in groupby(pairs, key=lambda p: p[0])]


def column(name, index):
    text = " ".join(filter(None, (row[index] for row in split_rows(name))))
    for torn, whole in PAGE_BREAKS.get(name, ()):
        text = text.replace(torn, whole)
    return bare(text)


def leftovers(text, known):
    """Return what remains of a column once the known texts are taken out, longest first."""
    for piece in sorted({bare(piece) for piece in known} - {""}, key=len, reverse=True):
        text = text.replace(piece, "\n")
    return [rest for rest in text.split("\n") if re.search(r"\w", rest)]


@pytest.fixture(params=ALL)
def name(request):
    return request.param


def test_criteria_are_the_official_ones_word_for_word(name):
    transcribed = merged((criterion.code, criterion.text) for criterion in load_referential(name).criteria)
    assert transcribed == official_criteria(name)


def test_number_of_criteria(name):
    assert len(load_referential(name).criteria) == COUNTS[name]


def test_a_criterion_never_starts_in_the_middle_of_a_sentence(name):
    text = TAG.sub(" ", resource(f"referential_data/sources/{name}.txt").read_text(encoding="utf-8"))
    source = re.sub(r"\s+", " ", html.unescape(text))
    for criterion in load_referential(name).criteria:
        if criterion.text[0].islower():
            before = f"(?:[-–•●→]|{CRITERION_CODE.get(name, '(?!)')})"
            assert re.search(f"{before} ?{re.escape(criterion.text[:25])}", source), criterion.id


def test_competencies_are_the_official_ones_word_for_word(name):
    referential = load_referential(name)
    source = column(name, 1)
    missing = [c.id for c in referential.competencies if bare(c.text) not in source]
    assert not missing
    rest = leftovers(source, [competency.text for competency in referential.competencies])
    codes = {re.sub("-bis$", "", competency.id) for competency in referential.competencies}
    printed = [re.sub(r"[-–.]+$|^[-–]+", "", piece) for piece in rest]
    assert set(printed) == codes
    assert len(printed) == len(referential.competencies)


def test_exam_parts_are_the_official_ones_word_for_word(name):
    referential = load_referential(name)
    source = column(name, 2)
    lines = [line for part in referential.assessments for line in part.text.splitlines()]
    assert [line for line in lines if bare(line) not in source] == []
    elsewhere = [column(name, 3), *(text for _, text in official_criteria(name)), bare(" ".join(lines))]
    lost = [rest for rest in leftovers(source, lines) if not any(rest in text for text in elsewhere)]
    assert lost == []


def test_deliverables_and_form_rules_quote_the_source(name):
    source = column(name, 2) + "\n" + column(name, 3)
    for part in load_referential(name).assessments:
        for quote in [*part.deliverables, *part.form_rules]:
            assert bare(quote.text) in source, (part.id, quote.text)


def test_blocks_and_activities_are_the_official_ones_word_for_word(name):
    referential = load_referential(name)
    text = resource(f"referential_data/sources/{name}.txt").read_text(encoding="utf-8")
    source = bare(text) + "\n" + column(name, 0)
    for block in referential.blocks:
        assert bare(block.title) in source
        for activity in block.activities:
            for line in activity.text.splitlines():
                assert bare(line) in source, (activity.id, line)
