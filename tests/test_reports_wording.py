"""No document gives a mark, a total, a rank, a prediction, or says that something is absent."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from lxml import etree
from lxml import html as lxml_html
from pypdf import PdfReader

from maps import dossier_docx, dossier_pdf, realistic_map, with_status
from prelecture.cli.exports import comparison_lines
from prelecture.comparing import compare_drafts
from prelecture.datamodel import Decision, Status, Verdict
from prelecture.reports.annotated_pdf import annotate_pdf
from prelecture.reports.class_xlsx import render_class
from prelecture.reports.commented_docx import comment_docx
from prelecture.reports.comparison import render_comparison, render_comparison_xlsx
from prelecture.reports.html import render_html
from prelecture.reports.jury_grid import render_grid
from prelecture.reports.pictures import render_pictures
from prelecture.reports.plain import render_plain
from prelecture.reports.table_csv import render_csv

FORBIDDEN = re.compile(
    r"\babsen|\bnotes?\b|\bnoté|notation|\bmoyenne|\btotal|\btotaux|\brangs?\b|classement|\bscore|\bpoints?\b"
    r"|/ ?20\b|/ ?4\b|%|\badmis|ajourn|recal[ée]|\bvalid|réussi|échou|échec|insuffisan|\bmauvais|\bexcellent"
    r"|probab|prédi|chances? de|\bmanque|\bmanquant|\btaux\b|meilleur|\bpire|nul\b|☑|☒",
    re.IGNORECASE,
)
# The two sentences that say what the tool does not do.
DENIALS = ("Cette carte aide à lire ; elle ne note pas et ne prédit rien.", "Il ne note pas.")


def neutral(item):
    return replace(item, quote="Phrase du candidat.", section="Partie")


def neutral_map(name="dossier.pdf"):
    """The realistic map without the words of the candidate and of the official text, which are free."""
    coverage = realistic_map(name=name)
    findings = tuple(
        replace(
            f,
            criterion=replace(f.criterion, text="Texte officiel.", plain="Texte simple."),
            expectations=tuple(replace(e, label="Élément attendu") for e in f.expectations),
            evidence=tuple(neutral(e) for e in f.evidence),
            nearest=tuple(neutral(e) for e in f.nearest),
            reason="",
        )
        for f in coverage.findings
    )
    return replace(coverage, findings=findings, block_titles={}, competency_texts={})


AFTER = with_status(with_status(neutral_map(), "C1.3Cr3", Status.FOUND), "C1.3Cr4", Status.NOT_FOUND)
DIFFS = compare_drafts((neutral_map(), AFTER, neutral_map()))
DECISION = Decision("C1.3Cr3", Verdict.OVERRULED, "J2", "2025-06-01", Status.FOUND, level="3", comment="Vu.")


def of_html(text):
    return " ".join(
        lxml_html.document_fromstring(text).xpath("//body//text() | //title/text() | //@aria-label")
    )


def of_pdf(content):
    reader = PdfReader(BytesIO(content))
    added = "".join(page.extract_text() for page in reader.pages[14:])
    notes = [a.get_object().get("/Contents", "") for page in reader.pages for a in page.get("/Annots", ())]
    return " ".join([added, *notes, *(item.title for item in reader.outline if not isinstance(item, list))])


def of_docx(content, part="word/document.xml"):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name == part or "footer" in name]
    return " ".join(text.text or "" for xml in parts for text in etree.fromstring(xml).iter("{*}t"))


def of_xlsx(content):
    sheets = openpyxl.load_workbook(BytesIO(content)).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    footers = [sheet.oddFooter.left.text or "" for sheet in sheets]
    return " ".join(
        [*(str(c.value or "") for c in cells), *(c.comment.text for c in cells if c.comment), *footers]
    )


DOCUMENTS = {
    "html": lambda: of_html(render_html(neutral_map(), decisions=[DECISION])),
    "pdf": lambda: of_pdf(annotate_pdf(dossier_pdf(), neutral_map())),
    "docx": lambda: of_docx(comment_docx(dossier_docx(), neutral_map()), "word/comments.xml"),
    "grille": lambda: of_docx(render_grid(neutral_map())),
    "xlsx": lambda: of_xlsx(render_class({"C-1": (neutral_map(), AFTER), "C-2": (AFTER,)})),
    "csv": lambda: render_csv(neutral_map()),
    "simple": lambda: of_html(render_plain(neutral_map())),
    "images": lambda: of_html(render_pictures(neutral_map())),
    "comparaison html": lambda: of_html(render_comparison(DIFFS)),
    "comparaison xlsx": lambda: of_xlsx(render_comparison_xlsx(DIFFS)),
    "comparaison terminal": lambda: "\n".join(comparison_lines(DIFFS)),
}


@pytest.mark.parametrize("read", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_speaks_of_retrieved_passages_only(read):
    text = " ".join(read().split())
    for denial in DENIALS:
        text = text.replace(denial, "")
    assert "etrouvé" in text
    found = FORBIDDEN.search(text)
    assert found is None, text[max(0, found.start() - 80) : found.end() + 40]


@pytest.mark.parametrize(
    "name", ["html", "pdf", "docx", "grille", "xlsx", "simple", "comparaison html", "comparaison terminal"]
)
def test_a_document_says_who_decides(name):
    text = " ".join(DOCUMENTS[name]().split())
    assert "Le jury décide" in text or "Le jury lit votre dossier et décide" in text


@pytest.mark.parametrize("name", ["html", "grille", "csv", "simple", "xlsx"])
def test_a_probability_never_reaches_paper(name):
    assert not re.findall(r"(?<![\d.])0[.,]\d+(?![\d.])", DOCUMENTS[name]())
