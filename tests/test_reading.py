"""The reading stage: formats, refusals, zones, the child process, and the invariants of every dossier."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fixtures_documents as make
from prelecture import reading
from prelecture.datamodel import Dossier, Readability, TextKind, Zone
from prelecture.errors import (
    EncryptedDossier,
    LimitExceeded,
    PrelectureError,
    ScannedDossier,
    UnreadableDossier,
    UnsupportedFormat,
)
from prelecture.reading import (
    answer_request,
    assemble,
    decode_dossier,
    encode_dossier,
    read_bytes,
    read_dossier,
    sniff,
    zones,
)
from prelecture.reading_draft import Draft, DraftBlock
from prelecture.settings import ReadingLimits

LIMITS = ReadingLimits()
# The machine may be shared: slow generation is no fault of the code.
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data: bytes, name: str = "dossier") -> Dossier:
    return read_bytes(data, name=name, limits=LIMITS)


def check_invariants(dossier: Dossier) -> None:
    assert dossier.text == "\n".join(block.text for block in dossier.blocks)
    for block in dossier.blocks:
        assert dossier.text[block.start : block.end] == block.text
        assert block.text.strip()
        assert (block.level > 0) == (block.kind is TextKind.HEADING)
        assert block.level <= 9
        assert (block.table > 0) == (block.kind is TextKind.TABLE_ROW)
        if block.table:
            assert block.text == " | ".join(block.cells)
            assert block.header == () or len(block.header) == len(block.cells)
        if dossier.pages:
            assert block.page in {page.number for page in dossier.pages}
    assert [page.number for page in dossier.pages] == list(range(1, len(dossier.pages) + 1))


SAMPLES = {
    "report.pdf": lambda: make.report_pdf(3),
    "outline.pdf": lambda: make.report_pdf(3, outline=True),
    "ruled.pdf": lambda: make.table_pdf(ruled=True),
    "plain.pdf": lambda: make.table_pdf(ruled=False),
    "report.docx": lambda: make.report_docx(3),
    "table.docx": lambda: make.docx(make.p("Budget", style="Titre1") + make.table(make.TABLE, header=True)),
    "note.odt": lambda: make.odt("<text:h text:outline-level='1'>Titre</text:h><text:p>Le budget.</text:p>"),
    "deck.pptx": lambda: make.pptx(
        [make.shape("Budget", kind="title") + make.shape("9 400 euros", kind="body")]
    ),
    "page.md": lambda: "# Budget\n\n| Poste | Montant |\n|---|---|\n| Radio | 300 € |\n".encode(),
    "page.txt": lambda: b"Budget\n\nLe budget est de 9 400 euros.\n",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_block_stands_at_its_offsets(name):
    dossier = read(SAMPLES[name](), name)
    check_invariants(dossier)
    assert dossier.format == name.rsplit(".", 1)[1]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_bytes_give_the_same_dossier(name):
    data = SAMPLES[name]()
    assert read(data, name) == read(data, name)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_dossier_survives_the_pipe(name):
    dossier = read(SAMPLES[name](), name)
    assert decode_dossier(json.loads(json.dumps(encode_dossier(dossier)))) == dossier


_texts = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r"), min_size=1, max_size=40)


@CALM
@given(
    st.lists(
        st.tuples(st.sampled_from([TextKind.PARAGRAPH, TextKind.HEADING, TextKind.NOTE]), _texts), min_size=1
    )
)
def test_offsets_hold_for_any_text(items):
    draft = Draft(format="txt")
    draft.blocks = [DraftBlock(kind, text, None, 1) for kind, text in items]
    try:
        dossier = assemble(draft, name="x", sha256="0", limits=LIMITS)
    except UnreadableDossier:
        assert not any(text.strip() for _, text in items)
        return
    for block in dossier.blocks:
        assert dossier.text[block.start : block.end] == block.text


# ---------------------------------------------------------------- formats and refusals


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (make.report_pdf(1), "dossier.docx", "pdf"),
        (b"\n\n" + make.report_pdf(1), "dossier.pdf", "pdf"),
        (make.simple_docx(), "dossier.pdf", "docx"),
        (make.odt("<text:p>a</text:p>"), "dossier.zip", "odt"),
        (make.pptx([make.shape("a")]), "dossier", "pptx"),
        (b"# Titre", "dossier.md", "md"),
        ("Été".encode("cp1252"), "dossier.txt", "txt"),
        ("Été".encode("utf-16"), "dossier.txt", "txt"),
    ],
)
def test_the_content_decides_the_format(data, name, kind):
    assert sniff(data, name) == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien document"),
        (b"{\\rtf1 bonjour}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image"),
        (b"<!DOCTYPE html><html></html>", "page web"),
        (bytes(range(256)) * 10, "format lu"),
        (make.zipped({"xl/workbook.xml": "<a/>"}), "classeur"),
        (make.zipped({"photo.jpg": b"x"}), "archive ZIP"),
    ],
)
def test_what_is_no_dossier_is_named(data, words):
    with pytest.raises(UnsupportedFormat, match=words):
        sniff(data, "dossier.pdf")


def test_an_office_file_locked_by_a_password_is_named():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedDossier, match="mot de passe"):
        sniff(data, "dossier.docx")


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("vide.pdf", b"", UnreadableDossier, "vide"),
        ("~$dossier.docx", b"x" * 162, UnsupportedFormat, "verrouillage"),
        ("faux.pdf", b"Ceci n'est pas un PDF.", UnsupportedFormat, "texte simple"),
        ("casse.pdf", b"%PDF-1.7\nrien de bon", UnreadableDossier, "endommagé"),
        ("casse.docx", b"PK\x03\x04rien de bon", UnreadableDossier, "endommagé"),
    ],
)
def test_files_that_cannot_be_read_get_one_french_sentence(tmp_path, name, content, error, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=words) as caught:
        read_dossier(path)
    assert "Traceback" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(UnreadableDossier, match="introuvable"):
        read_dossier(tmp_path / "rien.pdf")
    with pytest.raises(UnreadableDossier, match="n'est pas un fichier"):
        read_dossier(tmp_path)


def test_a_file_over_the_size_limit_is_not_even_opened(tmp_path):
    path = tmp_path / "gros.pdf"
    with path.open("wb") as stream:
        stream.truncate(60_000_000)
    with pytest.raises(LimitExceeded, match="60 Mo"):
        read_dossier(path)


def test_a_password_is_asked_for_nowhere_and_named():
    with pytest.raises(EncryptedDossier, match="mot de passe"):
        read(make.encrypted_pdf("secret"))


def test_an_owner_password_alone_does_not_stop_the_reading():
    assert "Étude de marché" in read(make.encrypted_pdf("")).text


# ---------------------------------------------------------------- zones


def block(kind: TextKind, text: str, page: int, level: int = 0) -> DraftBlock:
    return DraftBlock(kind, text, page, level)


def test_each_part_of_a_dossier_gets_its_zone():
    parts = [
        (TextKind.PARAGRAPH, "Dossier de certification", 1, 0, Zone.COVER),
        (TextKind.PARAGRAPH, "Camille Fontanel", 1, 0, Zone.COVER),
        (TextKind.HEADING, "Remerciements", 2, 1, Zone.THANKS),
        (TextKind.PARAGRAPH, "Je remercie mon tuteur pour sa patience.", 2, 0, Zone.THANKS),
        (TextKind.HEADING, "Sommaire", 3, 1, Zone.TOC),
        (TextKind.PARAGRAPH, "1. Marché ...... 4", 3, 0, Zone.TOC),
        (TextKind.PARAGRAPH, "2. Budget ...... 9", 3, 0, Zone.TOC),
        (TextKind.HEADING, "1. Marché", 4, 1, Zone.BODY),
        (TextKind.PARAGRAPH, make.paragraph(), 4, 0, Zone.BODY),
        (TextKind.HEADING, "Bibliographie", 10, 1, Zone.BIBLIOGRAPHY),
        (TextKind.PARAGRAPH, "Kotler, P. (2019)", 10, 0, Zone.BIBLIOGRAPHY),
        (TextKind.HEADING, "Glossaire", 11, 1, Zone.GLOSSARY),
        (TextKind.PARAGRAPH, "CRM : relation client", 11, 0, Zone.GLOSSARY),
        (TextKind.HEADING, "Annexe 1 : questionnaire", 12, 1, Zone.ANNEX),
        (TextKind.HEADING, "Questions posées", 12, 2, Zone.ANNEX),
        (TextKind.PARAGRAPH, "Où achetez-vous ?", 12, 0, Zone.ANNEX),
    ]
    assert zones([block(*p[:4]) for p in parts]) == [p[4] for p in parts]


def test_a_contents_list_without_numbers_stops_before_the_first_section():
    parts = [
        (TextKind.PARAGRAPH, "SOMMAIRE", 1, 0, Zone.TOC),
        (TextKind.LIST_ITEM, "1. Remerciements", 1, 0, Zone.TOC),
        (TextKind.LIST_ITEM, "2. Le marché", 1, 0, Zone.TOC),
        (TextKind.HEADING, "3. Annexes", 1, 1, Zone.TOC),
        (TextKind.HEADING, "Le marché", 1, 1, Zone.BODY),
        (TextKind.PARAGRAPH, make.paragraph(), 1, 0, Zone.BODY),
        (TextKind.HEADING, "Annexes", 5, 1, Zone.ANNEX),
        (TextKind.PARAGRAPH, "Devis signé", 5, 0, Zone.ANNEX),
    ]
    assert zones([block(*p[:4]) for p in parts]) == [p[4] for p in parts]


def test_thanks_do_not_swallow_the_pages_that_follow():
    parts = [
        (TextKind.HEADING, "Remerciements", 1, 1, Zone.THANKS),
        (TextKind.PARAGRAPH, "Merci à tous.", 1, 0, Zone.THANKS),
        (TextKind.PARAGRAPH, make.paragraph(), 2, 0, Zone.BODY),
    ]
    assert zones([block(*p[:4]) for p in parts]) == [p[4] for p in parts]


def test_a_conclusion_after_an_annex_is_body_again():
    parts = [
        (TextKind.HEADING, "Annexe 1", 4, 1, Zone.ANNEX),
        (TextKind.PARAGRAPH, "Devis", 4, 0, Zone.ANNEX),
        (TextKind.HEADING, "Conclusion", 5, 1, Zone.BODY),
        (TextKind.PARAGRAPH, "Le plan tient son budget.", 5, 0, Zone.BODY),
    ]
    assert zones([block(*p[:4]) for p in parts]) == [p[4] for p in parts]


def test_a_dossier_without_a_cover_has_none():
    dossier = read(make.simple_docx(make.paragraph(count=6)))
    assert {b.zone for b in dossier.blocks} == {Zone.BODY}


# ---------------------------------------------------------------- readability and warnings


def test_a_scan_is_refused_with_advice():
    data = make.one_page_pdf(lambda canvas, page: canvas.drawImage(make.picture(), 0, 0, 595, 842))
    with pytest.raises(ScannedDossier, match="OCR"):
        read(data)


def test_a_page_in_picture_is_reported_among_readable_ones():
    def draw(canvas):
        page = make.Page(canvas)
        page.text(make.paragraph(count=8))
        canvas.showPage()
        canvas.drawImage(make.picture(), 0, 0, 595, 842)
        canvas.showPage()

    dossier = read(make.pdf(draw))
    assert [page.readability for page in dossier.pages] == [Readability.OK, Readability.UNREADABLE]
    assert dossier.pages[1].reason
    warning = next(w for w in dossier.warnings if w.code == "unreadable_pages")
    assert warning.pages == (2,)
    assert "la page 2" in warning.message


# ---------------------------------------------------------------- child process


def test_the_child_gives_what_the_parent_would(tmp_path):
    path = tmp_path / "dossier.pdf"
    path.write_bytes(make.report_pdf(2))
    assert read_dossier(path) == read_dossier(path, in_process=True)


@pytest.mark.skipif(os.name == "nt", reason="no resource limits")
def test_a_child_that_runs_out_of_time_is_stopped(tmp_path):
    path = tmp_path / "dossier.pdf"
    path.write_bytes(make.many_paths_pdf(2_000_000))
    start = time.monotonic()
    with pytest.raises(LimitExceeded, match="arrêtée"):
        read_dossier(path, limits=ReadingLimits(wall_seconds=1, cpu_seconds=60))
    assert time.monotonic() - start < 30


@pytest.mark.skipif(os.name == "nt", reason="no resource limits")
def test_a_child_that_runs_out_of_memory_is_an_error_not_a_crash(tmp_path):
    path = tmp_path / "dossier.pdf"
    path.write_bytes(make.many_paths_pdf(2_000_000))
    with pytest.raises(PrelectureError) as caught:
        read_dossier(path, limits=ReadingLimits(memory_bytes=300_000_000))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (make.zip_bomb_docx(), LimitExceeded),
        (make.xxe_docx(), LimitExceeded),
        (make.deep_docx(), UnreadableDossier),
        (make.cyclic_pages_pdf(), UnreadableDossier),
        (make.zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<w"}), UnreadableDossier),
        (make.zipped({f"p{i}": "" for i in range(3_000)} | {"word/document.xml": "<a/>"}), LimitExceeded),
        (make.zipped({"../evil": "x", "word/document.xml": "<a/>"}), LimitExceeded),
    ],
    ids=["bomb", "entity", "depth", "page tree", "broken xml", "entries", "path"],
)
def test_hostile_files_end_in_a_typed_error(tmp_path, data, error):
    path = tmp_path / "dossier"
    path.write_bytes(data)
    start = time.monotonic()
    with pytest.raises(error) as caught:
        read_dossier(path)
    assert time.monotonic() - start < 60
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


def test_a_storm_of_strokes_does_not_keep_the_text_from_being_read(tmp_path):
    path = tmp_path / "dossier.pdf"
    path.write_bytes(make.many_paths_pdf(100_000))
    assert "Le budget est de 9400 euros." in read_dossier(path).text


def test_an_outline_in_a_ring_ends():
    dossier = read(make.cyclic_outline_pdf())
    assert [b.text for b in dossier.blocks if b.kind is TextKind.HEADING] == ["Etude de marche"]


def test_the_page_and_character_limits_hold():
    with pytest.raises(LimitExceeded, match="8 pages"):
        read_bytes(make.report_pdf(6), name="d", limits=ReadingLimits(pages=5))
    with pytest.raises(LimitExceeded, match="caractères"):
        read_bytes(make.report_pdf(6), name="d", limits=ReadingLimits(characters=1_000))


def test_a_page_of_endless_text_is_cut_and_reported():
    dossier = read_bytes(make.report_pdf(1), name="d", limits=ReadingLimits(page_characters=300))
    assert dossier.pages[2].readability is Readability.PARTIAL
    assert sum(len(b.text) for b in dossier.blocks if b.page == 3) <= 300


# ---------------------------------------------------------------- mutation


def _mutants(data: bytes, seed: int):
    import random

    rng = random.Random(seed)
    damaged = bytearray(data)
    way = rng.randrange(4)
    if way == 0:
        for _ in range(rng.randrange(1, 30)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    elif way == 1:
        del damaged[rng.randrange(len(damaged)) :]
    elif way == 2:
        start = rng.randrange(len(damaged))
        del damaged[start : start + rng.randrange(1, 400)]
    else:
        start = rng.randrange(len(damaged))
        damaged[start:start] = damaged[rng.randrange(len(damaged)) :][: rng.randrange(1, 400)]
    return bytes(damaged)


def _answer(data: bytes, name: str) -> dict:
    return answer_request(data, name=name, limits=LIMITS)


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_files_end_in_a_dossier_or_a_typed_error(name):
    original = SAMPLES[name]()
    count = int(os.environ.get("PRELECTURE_MUTANTS", "60"))
    for seed in range(count):
        start = time.monotonic()
        answer = _answer(_mutants(original, seed), name)
        assert time.monotonic() - start < 30, seed
        if "error" in answer:
            assert answer["message"].strip(), seed
            assert "\n" not in answer["message"], seed
        else:
            check_invariants(decode_dossier(answer["dossier"]))


def _surgery(data: bytes, seed: int) -> bytes:
    """Cut, double or swap pieces of the XML inside a zipped document, then zip it again whole."""
    import io
    import random
    import re
    import zipfile

    rng = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice([n for n in parts if n.endswith(".xml")])
    tokens = re.split(rb"(?=<)", parts[name])
    for _ in range(rng.randrange(1, 6)):
        i, k = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        way = rng.randrange(4)
        if way == 0:
            tokens[i] = b""
        elif way == 1:
            tokens.insert(i, tokens[k])
        elif way == 2:
            tokens[i], tokens[k] = tokens[k], tokens[i]
        else:
            tokens[i] = re.sub(
                rb'"[^"]*"', rng.choice([b'""', b'"-1"', b'"999999999999"', b'"x"']), tokens[i]
            )
    parts[name] = b"".join(tokens)
    return make.zipped(parts)


@pytest.mark.parametrize("name", [n for n in SAMPLES if n.endswith(("docx", "odt", "pptx"))])
def test_archives_with_mangled_xml_end_in_a_dossier_or_a_typed_error(name):
    original = SAMPLES[name]()
    for seed in range(int(os.environ.get("PRELECTURE_MUTANTS", "60"))):
        answer = _answer(_surgery(original, seed), name)
        if "error" in answer:
            assert answer["error"] in (
                "UnreadableDossier",
                "LimitExceeded",
                "UnsupportedFormat",
                "ScannedDossier",
            ), seed
        else:
            check_invariants(decode_dossier(answer["dossier"]))


@CALM
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_end_in_a_dossier_or_a_typed_error(data):
    answer = _answer(data, "dossier.txt")
    assert ("dossier" in answer) != ("error" in answer)


@CALM
@given(st.binary(max_size=200))
def test_any_content_stream_is_read(stream):
    answer = _answer(make.content_pdf(stream), "dossier.pdf")
    if "dossier" in answer:
        check_invariants(decode_dossier(answer["dossier"]))


@pytest.mark.parametrize("seed", range(12))
def test_damaged_files_do_not_harm_the_parent(tmp_path, seed):
    names = list(SAMPLES)
    name = names[seed % len(names)]
    path = Path(tmp_path, name)
    path.write_bytes(_mutants(SAMPLES[name](), 1000 + seed) or b"x")
    try:
        check_invariants(read_dossier(path))
    except PrelectureError as error:
        assert str(error)
    assert list(tmp_path.iterdir()) == [path]


def test_a_fault_of_the_tool_does_not_accuse_the_file_alone(monkeypatch):
    def broken(*_, **__):
        raise IndexError("zip")

    monkeypatch.delenv("PRELECTURE_DEBUG", raising=False)
    monkeypatch.setattr(reading, "read_bytes", broken)
    answer = reading.answer_request(b"Bonjour", name="a.txt", limits=ReadingLimits())
    assert answer["error"] == "UnreadableDossier"
    assert "IndexError" in answer["message"] and "la faute est à l'outil" in answer["message"]
