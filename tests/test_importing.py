"""Importing a référentiel: word for word, nothing invented, guesses marked."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from prelecture.cli import importing as command
from prelecture.cli.referential import app as referential_app
from prelecture.datamodel import (
    AssessmentKind,
    Expectation,
    ExpectationUse,
    ExpectedIn,
    FormRuleKind,
    Participation,
)
from prelecture.errors import (
    EncryptedDossier,
    InvalidReferential,
    LimitExceeded,
    ScannedDossier,
    UnreadableDossier,
    UnsupportedFormat,
)
from prelecture.importing import import_referential, referential_of, with_proposals
from prelecture.importing_text import competencies_in, criteria_in, sentences, split_criteria
from prelecture.proposing import KnownCriterion, LexicalEncoder, propose_expectations
from prelecture.reading_grid import Grid, GridRow, Line, lines_of, read_grid, text_rows
from prelecture.referential import (
    check_referential,
    format_referential,
    list_referentials,
    load_expectations,
    load_own_expectations,
    load_referential,
)
from prelecture.settings import ReadingLimits, resource
from race_tables import docx_table, pdf_table, rows_of, xlsx_table

# A certification of another trade, typed as a certifier would: codes, bullets, a merged modality.
KITCHEN = (
    "Bloc 1 – Organiser la production culinaire",
    (
        "A1 Élaboration des menus\n- Choix des produits\n- Calcul des coûts",
        "C1.1 Concevoir une carte de saison en tenant compte du coût matière, afin de garantir la marge.",
        "E1 Dossier écrit individuel de 20 pages maximum hors annexes\n"
        "Le candidat présente :\n- une carte de saison (C1.1)\n- un plan de production (C1.2)",
        "C1.1Cr1 La carte respecte la saison et le budget.\nC1.1Cr2 Le coût matière de chaque plat est calculé.",
    ),
    (
        "",
        "C1.2 Planifier la production pour servir à l'heure.",
        "",
        "C1.2Cr1 Le planning indique qui fait quoi et à quelle heure.",
    ),
    "Bloc 2 – Encadrer la brigade",
    (
        "A2 Animation de l'équipe",
        "C2.1 Former les commis aux gestes d'hygiène.",
        "E2 Mise en situation professionnelle orale de 20 minutes devant un jury",
        "C2.1Cr1 Les consignes sont claires.\nC2.1Cr2 Le candidat répond aux questions du jury.",
    ),
)


def written(tmp_path, name, content):
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content, encoding="utf-8")
    return path


def kitchen(tmp_path, maker, extension):
    return import_referential(written(tmp_path, f"cuisine.{extension}", maker(KITCHEN))).referential


def texts(referential):
    return [(criterion.id, criterion.text) for criterion in referential.criteria]


def bare(text):
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", text)).casefold()


MAKERS = pytest.mark.parametrize(
    ("maker", "extension"), [(docx_table, "docx"), (xlsx_table, "xlsx"), (pdf_table, "pdf")]
)


# ---------------------------------------------------------------- the same table in every format


@MAKERS
def test_each_format_gives_the_same_criteria(tmp_path, maker, extension):
    assert texts(kitchen(tmp_path, maker, extension)) == [
        ("C1.1Cr1", "La carte respecte la saison et le budget."),
        ("C1.1Cr2", "Le coût matière de chaque plat est calculé."),
        ("C1.2Cr1", "Le planning indique qui fait quoi et à quelle heure."),
        ("C2.1Cr1", "Les consignes sont claires."),
        ("C2.1Cr2", "Le candidat répond aux questions du jury."),
    ]


@MAKERS
def test_blocks_activities_and_competencies_are_tied_together(tmp_path, maker, extension):
    referential = kitchen(tmp_path, maker, extension)
    assert [(block.id, block.title) for block in referential.blocks] == [
        ("B1", "Organiser la production culinaire"),
        ("B2", "Encadrer la brigade"),
    ]
    assert [(c.id, c.block, c.activity) for c in referential.competencies] == [
        ("C1.1", "B1", "A1"),
        ("C1.2", "B1", "A1"),
        ("C2.1", "B2", "A2"),
    ]
    assert referential.blocks[0].activities[0].text.splitlines() == [
        "Élaboration des menus",
        "Choix des produits",
        "Calcul des coûts",
    ]


@MAKERS
def test_exam_parts_say_written_or_oral_and_their_rules(tmp_path, maker, extension):
    first, second = kitchen(tmp_path, maker, extension).assessments
    assert (first.id, first.kind, first.participation) == (
        "E1",
        AssessmentKind.WRITTEN,
        Participation.INDIVIDUAL,
    )
    assert (second.id, second.kind) == ("E2", AssessmentKind.ORAL)
    assert first.competencies == ("C1.1", "C1.2")
    [rule] = first.form_rules
    assert (rule.kind, rule.value, rule.without_annexes) == (FormRuleKind.MAX_PAGES, 20, True)
    assert [item.text for item in first.deliverables] == [
        "une carte de saison (C1.1)",
        "un plan de production (C1.2)",
    ]


def test_every_guess_is_marked_and_the_oral_one_has_a_reason(tmp_path):
    referential = kitchen(tmp_path, docx_table, "docx")
    assert all(criterion.to_check for criterion in referential.criteria)
    assert all(part.to_check for part in referential.assessments)
    assert not any(competency.to_check for competency in referential.competencies)
    oral = [c for c in referential.criteria if c.expected_in is ExpectedIn.ORAL]
    assert [c.id for c in oral] == ["C2.1Cr1", "C2.1Cr2"]
    assert all(c.reason.endswith(".") for c in oral)


def test_the_written_file_loads_again(tmp_path):
    referential = kitchen(tmp_path, docx_table, "docx")
    path = written(tmp_path, "cuisine.yaml", format_referential(referential))
    assert load_referential(path) == referential


# ---------------------------------------------------------------- nothing lost, nothing invented


def is_copied(line, columns):
    """Say whether a line is a run of a column, or two: a page break may move the end to another."""

    def found(piece):
        return any(piece in column for column in columns)

    return found(line) or any(found(line[:i]) and found(line[i:]) for i in range(10, len(line) - 10))


def columns_of(source):
    """Return the words of each column from top to bottom, counted from the left and from the right."""
    rows = [[" ".join(line.text for line in cell) for cell in row.cells] for row in read_grid(source).rows]
    places = range(-4, 4)
    return [bare(" ".join(row[i] for row in rows if -len(row) <= i < len(row))) for i in places]


@pytest.mark.parametrize("name", list_referentials())
def test_a_shipped_referential_comes_back_from_its_official_text(name):
    """The importer never writes a word: its criteria are pieces of the source, and all of them."""
    source = resource(f"referential_data/sources/{name}.txt")
    imported = import_referential(source, name=name).referential
    official = columns_of(source)
    checked = load_referential(name)
    lines = [(c.id, bare(line)) for c in imported.criteria for line in c.text.split("\n")]
    assert [name for name, line in lines if not is_copied(line, official)] == []
    assert bare("".join(c.text for c in imported.criteria)) == bare("".join(c.text for c in checked.criteria))
    assert [c.id for c in imported.competencies] == [c.id for c in checked.competencies]
    assert set(imported.codes_without_criteria) == set(checked.codes_without_criteria)


@pytest.mark.parametrize("name", list_referentials())
def test_a_shipped_referential_comes_back_from_a_word_table(tmp_path, name):
    checked = load_referential(name)
    path = written(tmp_path, f"{name}.docx", docx_table(rows_of(checked)))
    imported = import_referential(path).referential
    assert bare("".join(c.text for c in imported.criteria)) == bare("".join(c.text for c in checked.criteria))
    owners = {bare(c.text): c.competencies for c in imported.criteria}
    moved = [
        c.id for c in checked.criteria if owners.get(bare(c.text), c.competencies)[0] != c.competencies[0]
    ]
    # The same words may stand under two competencies; the last one wins in the dictionary.
    twins = [
        c.id for c in checked.criteria if sum(bare(c.text) == bare(d.text) for d in checked.criteria) > 1
    ]
    assert set(moved) <= set(twins)


# ---------------------------------------------------------------- layouts


def test_columns_are_known_by_their_titles_in_any_order(tmp_path):
    header = ("Compétences", "Critères d'évaluation", "Activités", "Modalités d'évaluation")
    rows = [
        (
            "C1 Souder une pièce.",
            "Le cordon est continu.\nLa pièce est propre.",
            "A1 Soudage",
            "Épreuve pratique",
        )
    ]
    referential = import_referential(written(tmp_path, "t.docx", docx_table(rows, header=header))).referential
    assert texts(referential) == [("C1-1", "Le cordon est continu."), ("C1-2", "La pièce est propre.")]
    assert referential.blocks[0].activities[0].text == "Soudage"


def test_a_table_without_codes_gets_guessed_ones(tmp_path):
    header = ("Compétences", "Modalités d'évaluation", "Critères d'évaluation")
    rows = [
        (
            "Diagnostiquer une panne.",
            "Étude de cas écrite",
            "La panne est localisée.\nLa cause est expliquée.",
        ),
        ("Rédiger le rapport d'intervention.", "", "Le rapport est daté."),
    ]
    found = import_referential(written(tmp_path, "m.xlsx", xlsx_table(rows, header=header)))
    assert [(c.id, c.to_check) for c in found.referential.competencies] == [("C1", True), ("C2", True)]
    assert [c.id for c in found.referential.criteria] == ["C1-1", "C1-2", "C2-1"]
    assert any("pas de code" in notice for notice in found.notices)


def test_a_block_column_opens_blocks(tmp_path):
    header = ("Blocs", "Compétences", "Modalités", "Critères")
    rows = [
        ("BC01 Préparer", "C1 Préparer le poste.", "Oral devant un jury", "Le poste est rangé."),
        ("BC02 Intervenir", "C2 Réparer la machine.", "Rapport écrit", "La machine redémarre."),
    ]
    referential = import_referential(written(tmp_path, "b.xlsx", xlsx_table(rows, header=header))).referential
    assert [(b.id, b.title) for b in referential.blocks] == [("B1", "Préparer"), ("B2", "Intervenir")]
    assert [c.assessments for c in referential.criteria] == [("B1",), ("B2",)]


def test_a_column_of_evaluation_is_parted_by_its_labels(tmp_path):
    header = ("Référentiel de compétences", "Référentiel d'évaluation")
    cell = "Modalités d'évaluation : étude de cas écrite\nCritères d'évaluation :\nLe devis est juste.\nLe délai est tenu."
    rows = [("C1 Établir un devis.", cell)]
    referential = import_referential(written(tmp_path, "e.docx", docx_table(rows, header=header))).referential
    assert [c.text for c in referential.criteria] == ["Le devis est juste.", "Le délai est tenu."]
    assert referential.assessments[0].text == "étude de cas écrite"


def test_criteria_printed_in_the_column_of_modalities_are_moved(tmp_path):
    rows = [
        (
            "A1 Accueil",
            "C1.1 Accueillir le client.",
            "E1 Étude de cas écrite",
            "CE1.1.1 L'accueil est décrit.",
        ),
        (
            "",
            "C1.2 Conseiller le client.",
            "CE1.2.1 Le conseil est argumenté.\nCE1.2.2 Le prix est donné.",
            "",
        ),
    ]
    referential = import_referential(written(tmp_path, "d.docx", docx_table(rows))).referential
    assert [c.id for c in referential.criteria] == ["CE1.1.1", "CE1.2.1", "CE1.2.2"]
    assert referential.assessments[0].text == "E1 Étude de cas écrite"


def test_modalities_that_only_repeat_the_criteria_are_dropped(tmp_path):
    rows = [
        ("A1 Vente", "C1 Vendre.", "Dossier écrit", "C1 Le plan est daté."),
        ("", "C2 Suivre les ventes.", "C2 Les ventes sont suivies.", "C2 Les ventes sont suivies."),
    ]
    referential = import_referential(written(tmp_path, "r.docx", docx_table(rows))).referential
    assert [c.text for c in referential.criteria] == ["Le plan est daté.", "Les ventes sont suivies."]
    assert [part.text for part in referential.assessments] == ["Dossier écrit"]


def test_a_merged_modality_covers_the_rows_below(tmp_path):
    rows = [
        ("A1 Vente", "C1 Vendre.", "Jeu de rôle oral devant un jury", "L'offre est claire."),
        ("", "C2 Conclure.", "", "Le contrat est signé."),
    ]
    data = docx_table(rows, merge=[(0, 0, 1), (2, 0, 1)])
    referential = import_referential(written(tmp_path, "v.docx", data)).referential
    assert [c.assessments for c in referential.criteria] == [("B1",), ("B1",)]
    assert {c.expected_in for c in referential.criteria} == {ExpectedIn.ORAL}


def test_cells_cut_by_a_page_break_are_joined():
    text = (
        "COMPÉTENCES\tMODALITÉS\tCRITÈRES\n"
        "C1 Vendre des produits de\tDossier écrit\tC1Cr1 Le prix tient compte de la\n\n"
        "saison.\t\tconcurrence locale. C1Cr2 La marge est calculée.\n"
    )
    criteria = imported_text(text).criteria
    assert [c.text for c in criteria] == [
        "Le prix tient compte de la concurrence locale.",
        "La marge est calculée.",
    ]
    assert imported_text(text).competencies[0].text == "Vendre des produits de saison."


def imported_text(text, tmp=[]):  # noqa: B006 - one counter for unique names
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return import_referential(written(Path(folder), "r.txt", text)).referential


def test_an_outline_without_tables_is_read():
    text = (
        "Référentiel : Technicien en maintenance – Niveau 4\n"
        "Bloc 1 – Dépanner une installation\n"
        "C1 Localiser la panne.\n"
        "Modalités d'évaluation : étude de cas écrite\n"
        "Critères d'évaluation :\n- Le défaut est localisé.\n- La mesure est notée.\n"
        "C2 Remettre en service.\n"
        "Critères d'évaluation :\n- Les essais sont décrits.\n"
    )
    referential = imported_text(text)
    assert [(c.competencies, c.text) for c in referential.criteria] == [
        (("C1",), "Le défaut est localisé."),
        (("C1",), "La mesure est notée."),
        (("C2",), "Les essais sont décrits."),
    ]
    assert (referential.title, referential.level) == ("Technicien en maintenance", 4)


def test_exam_parts_follow_the_competencies_that_they_name():
    text = (
        "COMPÉTENCES\tMODALITÉS\tCRITÈRES\n"
        "C1 Lire un plan.\tE1 Étude de cas écrite (C1, C3)\tC1Cr1 Le plan est lu.\n"
        "C2 Négocier.\tE2 Jeu de rôle oral (C2)\tC2Cr1 L'accord est trouvé.\n"
        "C3 Chiffrer.\t\tC3Cr1 Le devis est juste.\n"
    )
    assert [c.assessments for c in imported_text(text).criteria] == [("E1",), ("E2",), ("E1",)]


def test_a_range_of_competencies_is_understood():
    text = (
        "COMPÉTENCES\tMODALITÉS\tCRITÈRES\n"
        "C1 Lire.\tM1 – Étude de cas (C1-C2)\tC1Cr1 Lu.\nC2 Écrire.\t\tC2Cr1 Écrit.\n"
        "C3 Dire.\tM2 – Soutenance orale (C3)\tC3Cr1 Dit.\n"
    )
    parts = imported_text(text).assessments
    assert [(part.id, part.competencies) for part in parts] == [("M1", ("C1", "C2")), ("M2", ("C3",))]


def test_a_code_given_twice_stays_unique_and_says_so():
    text = "COMPÉTENCES\tCRITÈRES\nC1 Lire.\tC1Cr1 Le plan est lu. C1Cr1 La cote est juste.\n"
    first, second = imported_text(text).criteria
    assert (first.id, second.id, second.code) == ("C1Cr1", "C1Cr1-bis", "C1Cr1")
    assert second.note


def test_a_reference_to_a_competency_cuts_nothing():
    text = (
        "COMPÉTENCES\tCRITÈRES\nC1 Lire.\tC1Cr1 Le plan prolonge celui de la compétence C1 et du bloc (C1).\n"
    )
    [criterion] = imported_text(text).criteria
    assert criterion.text == "Le plan prolonge celui de la compétence C1 et du bloc (C1)."


def test_competencies_without_criteria_are_listed():
    text = "COMPÉTENCES\tCRITÈRES\nC1 Lire.\tC1Cr1 Le plan est lu.\nC2 Écrire.\t\n"
    assert imported_text(text).codes_without_criteria == ("C2",)


def test_running_footers_are_no_criteria(tmp_path):
    rows = [("A1 Vente", f"C{i} Vendre le produit {i}.", "Dossier écrit", f"C{i}Cr1 Le produit {i} est vendu.\n" + "Mot " * 120)
            for i in range(1, 16)]  # fmt: skip
    data = pdf_table(rows, footer="Référentiel confidentiel")
    referential = import_referential(written(tmp_path, "long.pdf", data)).referential
    assert "confidentiel" not in " ".join(c.text for c in referential.criteria)
    assert len(referential.criteria) == 15


# ---------------------------------------------------------------- cutting


def lines(*found):
    return [Line(text.removeprefix("- "), text.startswith("- ")) for text in found]


def cut(*found, by_sentence=False):
    return [
        " / ".join(line.text for line in group)
        for group in split_criteria(lines(*found), by_sentence=by_sentence)
    ]


def test_long_items_are_criteria_and_the_first_keeps_the_introduction():
    assert cut(
        "Le dossier présente :", "- une analyse chiffrée du marché visé", "- un plan d'action daté et réparti"
    ) == ["Le dossier présente : / une analyse chiffrée du marché visé", "un plan d'action daté et réparti"]


def test_short_items_complete_one_criterion():
    assert cut("Les objectifs sont :", "- Datés ;", "- Mesurables.") == [
        "Les objectifs sont : / Datés ; / Mesurables."
    ]


def test_sentences_of_one_paragraph_are_criteria():
    assert cut("Le plan est daté. Il est chiffré (voir annexe 2. Budget).", by_sentence=True) == [
        "Le plan est daté.",
        "Il est chiffré (voir annexe 2. Budget).",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Les outils (CRM, ERP, ...) sont choisis. Ils sont justifiés.", 2),
        ("Les outils (CRM, etc. Mais aussi Excel) sont choisis.", 1),
        ("Voir p. 12 du guide.", 1),
    ],
)
def test_a_full_stop_inside_brackets_or_an_abbreviation_ends_no_sentence(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("C1.1Cr1 Un. C1.1Cr2 Deux.", ["C1.1Cr1", "C1.1Cr2"]),
        ("CE2.6.5. Un.", ["CE2.6.5"]),
        ("C.E4.4.4 Un.", ["C.E4.4.4"]),
        ("C3.7 Cr1 / C3.8Cr1 Un.", ["C3.7Cr1/C3.8Cr1"]),
        ("Critère 3 : Un.", ["Critère3"]),
        ("C6. Un.", ["C6"]),
        ("Cr 1.2 – Un.", ["Cr1.2"]),
    ],
)
def test_criterion_codes_of_all_kinds_are_seen(text, codes):
    assert [coded.code for coded in criteria_in([Line(text)])] == codes


@pytest.mark.parametrize(
    "text", ["C1.1 Lire", "C 1.1 - Lire", "C1 – Lire", "Compétence 1 : Lire", "1.1 Lire", "CP2 Lire"]
)
def test_competency_codes_of_all_kinds_are_seen(text):
    [coded] = competencies_in([Line(text)])
    assert coded.code
    assert coded.lines == (Line("Lire"),)


# ---------------------------------------------------------------- reading files


def test_bullets_typed_inside_a_line_cut_it():
    row, *_ = text_rows("x\tLe plan comprend : - les cibles - les moyens\t• un • deux\n")
    assert [[(line.text, line.bullet) for line in cell] for cell in row.cells[1:]] == [
        [("Le plan comprend :", False), ("les cibles", True), ("les moyens", True)],
        [("un", True), ("deux", True)],
    ]


def test_a_dash_inside_a_sentence_cuts_nothing():
    row, *_ = text_rows("x\tLe stock - surtout en promotion - est suivi.\n")
    assert [line.text for line in row.cells[1]] == ["Le stock - surtout en promotion - est suivi."]


def test_tags_and_entities_of_a_text_are_read():
    row, *_ = text_rows("a\t<p>Un <b>deux</b></p><ul><li>prix &amp; marge</li></ul>\n")
    assert [(line.text, line.bullet) for line in row.cells[1]] == [("Un deux", False), ("prix & marge", True)]


def test_markdown_tables_are_read():
    rows = text_rows("| Compétences | Critères |\n|---|---|\n| C1 Lire | Le plan est lu |\n")
    assert [row.text for row in rows if row.text] == ["Compétences Critères", "C1 Lire Le plan est lu"]


def test_semicolon_separated_files_are_read(tmp_path):
    path = written(
        tmp_path, "t.csv", 'Compétences;Critères\nC1 Lire.;"Le plan est lu.\nLa cote est juste."\n'
    )
    assert [c.text for c in import_referential(path).referential.criteria] == [
        "Le plan est lu.",
        "La cote est juste.",
    ]


def test_numbers_that_word_writes_itself_are_kept(tmp_path):
    """A numbered list of competencies must not lose its numbers."""
    from io import BytesIO

    from docx import Document

    document = Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[0].cells, ("Compétences", "Critères"), strict=True):
        cell.text = text
    table.cell(1, 0).text = "C1 Lire."
    table.cell(1, 1).text = "Première étape"
    table.cell(1, 1).paragraphs[0].style = "List Number"
    stream = BytesIO()
    document.save(stream)
    [criterion] = import_referential(written(tmp_path, "n.docx", stream.getvalue())).referential.criteria
    assert criterion.text == "1. Première étape"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("vide.txt", "", UnreadableDossier),
        ("prose.txt", "Une page de texte.\nSans aucun tableau.\n", UnreadableDossier),
        ("autre.zip", b"PK\x05\x06" + b"\0" * 18, UnsupportedFormat),
        ("casse.docx", b"PK\x03\x04 truncated", UnreadableDossier),
        ("casse.pdf", b"%PDF-1.7 rien", UnreadableDossier),
        ("vieux.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, UnsupportedFormat),
        ("binaire.txt", b"abc\0def", UnsupportedFormat),
    ],
)
def test_what_is_no_referential_is_refused_in_one_french_sentence(tmp_path, name, content, error):
    with pytest.raises(error) as caught:
        import_referential(written(tmp_path, name, content))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableDossier, match="introuvable"):
        import_referential(tmp_path / "rien.docx")


def test_a_locked_office_file_says_so(tmp_path):
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedDossier):
        import_referential(written(tmp_path, "secret.docx", data))


def test_a_scanned_pdf_says_so(tmp_path):
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    canvas = Canvas(stream)
    canvas.rect(10, 10, 200, 200)
    canvas.showPage()
    canvas.save()
    with pytest.raises(ScannedDossier):
        import_referential(written(tmp_path, "scan.pdf", stream.getvalue()))


def test_limits_are_kept(tmp_path):
    path = written(tmp_path, "gros.txt", "x" * 100)
    with pytest.raises(LimitExceeded):
        read_grid(path, limits=ReadingLimits(file_bytes=10))
    pdf = written(tmp_path, "gros.pdf", pdf_table(KITCHEN))
    with pytest.raises(LimitExceeded):
        read_grid(pdf, limits=ReadingLimits(pages=0))


# ---------------------------------------------------------------- expectations proposed

LIBRARY = {
    "cout-matiere": Expectation(
        "cout-matiere", "Coût matière calculé", "Le coût de chaque plat est calculé.", "cuisine"
    ),
    "planning": Expectation(
        "planning", "Planning de production", "Qui fait quoi et à quelle heure.", "cuisine"
    ),
    "sondage": Expectation("sondage", "Enquête de satisfaction", "Les convives sont interrogés.", "clients"),
}


def test_the_nearest_expectation_comes_first_and_is_essential():
    [found] = propose_expectations(["Le coût matière de chaque plat est calculé."], library=LIBRARY)
    assert found[0].expectation == "cout-matiere"
    assert found[0].essential
    assert 0 < found[0].confidence <= 1


def test_nothing_near_gives_no_proposal():
    assert propose_expectations(["Zythologie quantique appliquée."], library=LIBRARY) == [()]


def test_a_criterion_worded_alike_lends_its_expectations():
    known = [KnownCriterion("La brigade est réunie chaque matin.", (ExpectationUse("sondage"),))]
    [same] = propose_expectations(["La brigade est réunie chaque matin !"], library=LIBRARY, known=known)
    [other] = propose_expectations(["La brigade visite un abattoir."], library=LIBRARY, known=known)
    assert [proposal.expectation for proposal in same] == ["sondage"]
    assert other == ()


def test_the_injected_encoder_decides():
    class Compass:
        """Maps texts to axes, so that meaning is what the test says it is."""

        name = "compass"

        def encode(self, texts):
            axes = np.eye(2, dtype=np.float32)
            return np.array([axes[1 if "convives" in text or "clients" in text else 0] for text in texts])

    [found] = propose_expectations(["L'avis des clients est recueilli."], library=LIBRARY, encoder=Compass())
    assert found[0].expectation == "sondage"


def test_lexical_vectors_are_unit_rows():
    vectors = LexicalEncoder(["coût matière", "planning"]).encode(["coût", "zzz"])
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0, 0.0])


def test_only_written_criteria_get_proposals_and_each_is_marked(tmp_path):
    referential = with_proposals(kitchen(tmp_path, docx_table, "docx"), library=LIBRARY)
    by_id = {criterion.id: criterion for criterion in referential.criteria}
    [use] = by_id["C1.1Cr2"].expectations
    assert (use.id, use.to_check) == ("cout-matiere", True)
    assert use.confidence is not None
    assert by_id["C2.1Cr1"].expectations == ()


# ---------------------------------------------------------------- command


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(command, "load_expectations", lambda: LIBRARY)
    monkeypatch.setattr(
        command, "open_encoder", lambda: (_ for _ in ()).throw(command.MissingModel("absent"))
    )
    if "importer" not in [c.name for c in referential_app.registered_commands]:
        command.register(referential_app)

    def call(*arguments):
        return CliRunner().invoke(referential_app, ["importer", *map(str, arguments)])

    return call


def test_the_command_writes_a_file_that_loads(tmp_path, run):
    source = written(tmp_path, "cuisine.docx", docx_table(KITCHEN))
    output = tmp_path / "mon-referentiel.yaml"
    result = run(source, "-o", output)
    assert result.exit_code == 0
    assert load_referential(output).id == "mon-referentiel"
    assert "2 blocs, 3 compétences, 2 épreuves, 5 critères" in result.stderr
    assert "à vérifier" in result.stderr
    assert "prelecture referentiel verifier mon-referentiel.yaml" in result.stderr
    data = yaml.safe_load(output.read_text(encoding="utf-8"))
    assert all(criterion["to_check"] for criterion in data["criteria"])


def test_an_existing_file_is_kept_unless_told_otherwise(tmp_path, run):
    source = written(tmp_path, "cuisine.docx", docx_table(KITCHEN))
    output = written(tmp_path, "deja.yaml", "à moi")
    refused = run(source, "-o", output)
    assert isinstance(refused.exception, InvalidReferential)
    assert output.read_text(encoding="utf-8") == "à moi"
    assert run(source, "-o", output, "--ecraser").exit_code == 0


def test_proposals_can_be_left_out(tmp_path, run):
    source = written(tmp_path, "cuisine.docx", docx_table(KITCHEN))
    run(source, "-o", tmp_path / "sans.yaml", "--sans-attendus")
    assert not any(c.expectations for c in load_referential(tmp_path / "sans.yaml").criteria)


def test_texts_without_a_place_are_listed_on_demand(tmp_path, run):
    rows = [("A1 Vente", "C1 Vendre.", "Dossier écrit", "Le plan est daté."), ("", "", "", "")]
    data = docx_table(rows, header=("Activités", "Compétences", "Remarques internes", "Critères"))
    source = written(tmp_path, "t.docx", data)
    result = run(source, "-o", tmp_path / "t.yaml", "--details")
    assert "- Dossier écrit" in result.stdout


# ---------------------------------------------------------------- the worked example of the documentation

DATA = Path(__file__).parent / "data"
GUIDE = Path(__file__).parents[1] / "docs" / "ecrire-un-referentiel.md"


def test_the_example_is_complete_with_its_own_expectations():
    own = load_own_expectations(DATA / "attendus_exemple")
    library = {**load_expectations(), **own}
    assert check_referential(DATA / "referentiel_exemple.yaml", library=library) == ()
    assert all(len(e.examples) >= 8 and len(e.counter_examples) >= 4 for e in own.values())


def test_the_example_comes_back_from_its_word_table(tmp_path):
    example = load_referential(DATA / "referentiel_exemple.yaml")
    data = docx_table(rows_of(example), paragraphs=["Responsable de production culinaire – Niveau 5"])
    imported = import_referential(written(tmp_path, "exemple.docx", data)).referential
    assert texts(imported) == texts(example)
    assert [c.assessments for c in imported.criteria] == [c.assessments for c in example.criteria]
    assert (imported.title, imported.level) == (example.title, example.level)


def test_what_the_guide_shows_is_what_the_example_holds():
    guide = GUIDE.read_text(encoding="utf-8")
    example = load_referential(DATA / "referentiel_exemple.yaml")
    assert f"{len(example.criteria)} critères" in guide
    assert f"{len(example.blocks)} blocs, {len(example.competencies)} compétences" in guide
    for fragment in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL):
        yaml.safe_load(fragment)
    quoted = [criterion for criterion in example.criteria if f"id: {criterion.id}\n" in guide]
    assert quoted
    assert all(criterion.text in guide for criterion in quoted)


def test_every_command_of_the_guide_exists():
    guide = GUIDE.read_text(encoding="utf-8")
    commands = {c.name: c.callback for c in referential_app.registered_commands}
    if "importer" not in commands:
        command.register(referential_app)
    names = {c.name for c in referential_app.registered_commands}
    assert {match for match in re.findall(r"prelecture referentiel (\w+)", guide)} <= names
    help_text = CliRunner().invoke(referential_app, ["importer", "--help"], env={"COLUMNS": "200"}).stdout
    assert all(
        option in help_text for option in ("--details", "--sans-attendus", "--mots-communs", "--attendus")
    )


def test_a_folder_without_expectations_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(InvalidReferential, match="Aucun attendu"):
            load_own_expectations(folder)


@pytest.mark.model
def test_a_dossier_is_read_against_the_example(tmp_path):
    from prelecture.datamodel import Status
    from prelecture.pipeline import review

    dossier = written(
        tmp_path,
        "dossier.txt",
        "Bistrot du Canal, dossier de production\n\n"
        "Coûts\n\nPour la daube, je suis à 3,62 euros d'ingrédients par assiette, surtout la joue de bœuf.\n\n"
        "Le plat est affiché 15 € : je multiplie par quatre, un peu moins que la brasserie de la gare.\n\n"
        "L'équipe est sympathique et le quartier change vite. La rue a été refaite l'an dernier.\n",
    )
    coverage = review(
        dossier,
        referential=DATA / "referentiel_exemple.yaml",
        assessment="E1",
        extra=load_own_expectations(DATA / "attendus_exemple"),
    )
    found = {finding.criterion.id: finding for finding in coverage.findings}
    assert set(found) == {"C1.1Cr1", "C1.1Cr2", "C1.2Cr1", "C1.2Cr2", "C1.3Cr1", "C1.3Cr2", "C1.3Cr3"}
    assert any("3,62" in evidence.quote for evidence in found["C1.2Cr1"].evidence)
    assert found["C1.3Cr3"].status is Status.JURY_ONLY


_CELL = st.text(alphabet="abé .;:()-•C1r\n", max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=6))
def test_whatever_the_cells_hold_no_word_is_invented(cells):
    rows = tuple(
        GridRow(tuple(lines_of(cell.split("\n")) for cell in row), 1)
        for row in [("Compétences", "Modalités", "Critères"), *cells]
    )
    try:
        found = referential_of(Grid("xlsx", rows), name="x", document="x.xlsx")
    except UnreadableDossier:
        return
    columns = [bare(" ".join(row[i] for row in cells)) for i in range(3)]
    lines = [bare(line) for c in found.referential.criteria for line in c.text.split("\n")]
    assert all(is_copied(line, columns) for line in lines)
    assert len({c.id for c in found.referential.criteria}) == len(found.referential.criteria)
