"""The whole way, with the shipped model, on the sample dossiers."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from prelecture.corpus import load_gold
from prelecture.datamodel import (
    Assessment,
    AssessmentKind,
    Criterion,
    Dossier,
    ExpectationUse,
    ExpectedIn,
    Page,
    Passage,
    Readability,
    Status,
    TextKind,
    Zone,
)
from prelecture.errors import InvalidReferential, UnknownAssessment, UnknownReferential
from prelecture.pipeline import describe, library_for, matcher_for, review, searched_in
from prelecture.reading import read_dossier
from prelecture.reports.map_json import dump_map, load_map

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_dossiers"
FILES = sorted(p for p in SAMPLES.glob("*") if p.suffix in (".pdf", ".docx"))
PAIRS = sorted({p.stem for p in FILES if p.with_suffix(".pdf").exists() and p.with_suffix(".docx").exists()})
LABEL_STATUS = {"covered": Status.FOUND, "partial": Status.PARTIAL, "missing": Status.NOT_FOUND}


@cache
def part_of(stem):
    gold = json.loads((SAMPLES / f"{stem}.gold.json").read_text("utf-8"))
    return {"referential": gold["referential"], "assessment": gold["assessment"]}


@cache
def coverage_of(path):
    return review(path, **part_of(path.stem))


def shown(coverage):
    return [e for f in coverage.findings for e in (*f.evidence, *f.nearest)]


# ---------------------------------------------------------------- without the model


def test_only_passages_that_may_be_evidence_count_as_searched():
    pages = tuple(
        Page(n, readability=Readability.UNREADABLE if n == 3 else Readability.OK) for n in (1, 2, 3)
    )
    passages = tuple(
        Passage(i, "x", i, i + 1, page, kind, zone)
        for i, (page, kind, zone) in enumerate(
            [
                (1, TextKind.PARAGRAPH, Zone.COVER),
                (2, TextKind.HEADING, Zone.BODY),
                (2, TextKind.PARAGRAPH, Zone.BODY),
                (2, TextKind.LIST_ITEM, Zone.ANNEX),
                (None, TextKind.NOTE, Zone.BODY),
            ]
        )
    )
    searched = searched_in(Dossier("d", "0", "pdf", "xxxxx", pages, ()), passages)
    assert (searched.passages, searched.pages, searched.unread_pages) == (3, (2,), (3,))


def test_a_map_describes_its_dossier_without_its_text():
    dossier = Dossier("d.pdf", "ab", "pdf", "Le prix baisse", (Page(1),), (), title="Mon dossier")
    info = describe(dossier)
    assert (info.name, info.title, info.sha256, info.words) == ("d.pdf", "Mon dossier", "ab", 3)
    assert "Le prix baisse" not in repr(info)


def test_a_wrong_request_is_refused_before_the_file_is_opened():
    stages = []
    with pytest.raises(UnknownReferential):
        review("nulle-part.pdf", referential="inconnu", assessment="B1E1", progress=stages.append)
    with pytest.raises(UnknownAssessment):
        review("nulle-part.pdf", referential="icd-racm", assessment="Z9", progress=stages.append)
    assert stages == []


# ---------------------------------------------------------------- with the model


@pytest.mark.model
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_quote_is_verbatim_at_its_offsets(path):
    dossier = read_dossier(path)
    quotes = shown(coverage_of(path))
    assert len(quotes) >= 10
    assert [e.quote for e in quotes if dossier.text[e.start : e.end] != e.quote] == []
    pages = {p.number for p in dossier.pages}
    assert all(e.page in pages for e in quotes if e.page is not None)


@pytest.mark.model
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_criterion_is_answered_and_every_answer_can_be_checked(path):
    coverage = coverage_of(path)
    assert len({f.criterion.id for f in coverage.findings}) == len(coverage.findings) > 0
    for finding in coverage.findings:
        assert 0 <= finding.confidence <= 1
        assert finding.reason or finding.status is Status.NOT_EXPECTED
        if finding.status is Status.NOT_FOUND:
            assert finding.nearest and finding.searched.pages and not finding.evidence
        if finding.status in (Status.FOUND, Status.PARTIAL):
            shown_for = {e.expectation for e in finding.evidence}
            assert shown_for == {e.id for e in finding.expectations if e.found}
    assert all(e.zone is not Zone.TOC for f in coverage.findings for e in f.evidence)


@pytest.mark.model
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_maps_follow_the_published_schema_and_survive_json(path):
    schema = json.loads((ROOT / "docs" / "coverage-map.schema.json").read_text("utf-8"))
    text = dump_map(coverage_of(path))
    jsonschema.validate(json.loads(text), schema)
    assert load_map(text) == coverage_of(path)


@pytest.mark.model
@pytest.mark.skipif(not FILES, reason="no sample dossier is rendered")
def test_the_same_file_twice_gives_the_same_json_but_for_the_date():
    path = FILES[0]
    first, second = dump_map(coverage_of(path)), dump_map(review(path, **part_of(path.stem)))
    different = [
        a
        for a, b in zip(first.splitlines(), second.splitlines(), strict=True)
        if a != b and '"date"' not in a
    ]
    assert different == []


@pytest.mark.model
@pytest.mark.parametrize("stem", PAIRS)
def test_pdf_and_docx_of_one_dossier_agree_on_nine_criteria_in_ten(stem):
    pdf, docx = (coverage_of(SAMPLES / f"{stem}.{kind}") for kind in ("pdf", "docx"))
    by_id = {f.criterion.id: f.status for f in docx.findings}
    assert set(by_id) == {f.criterion.id for f in pdf.findings}
    apart = {
        f.criterion.id: (f.status, by_id[f.criterion.id])
        for f in pdf.findings
        if f.status is not by_id[f.criterion.id]
    }
    assert len(apart) <= 0.1 * len(by_id), apart


@pytest.mark.model
@pytest.mark.skipif(not FILES, reason="no sample dossier is rendered")
def test_statuses_follow_the_gold_of_the_samples_far_better_than_chance():
    agreed, table = 0, Counter()
    for gold in load_gold(SAMPLES):
        findings = {f.criterion.id: f for f in coverage_of(gold.path).findings}
        for name, label in gold.criteria.items():
            if label.label in LABEL_STATUS and findings[name].status is not Status.NOT_CONCLUDED:
                table[LABEL_STATUS[label.label], findings[name].status] += 1
                agreed += LABEL_STATUS[label.label] is findings[name].status
    assert agreed >= 0.6 * sum(table.values()), table


@pytest.mark.model
@pytest.mark.skipif(not FILES, reason="no sample dossier is rendered")
def test_stages_are_told_in_order():
    stages = []
    review(FILES[0], **part_of(FILES[0].stem), progress=stages.append)
    assert stages == ["reading", "splitting", "matching", "writing"]


@pytest.fixture
def other_encoder(tmp_path):
    """A sentence-transformers folder of random weights: another space, another dimension."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    letters = ["[UNK]", "[PAD]", *"abcdefghijklmnopqrstuvwxyzéèàç0123456789€%"]
    tokenizer = Tokenizer(models.WordPiece({c: i for i, c in enumerate(letters)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    body = tmp_path / "corps"
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", model_max_length=64
    ).save_pretrained(body)
    config = BertConfig(
        vocab_size=len(letters), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64, pad_token_id=1,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(body)
    transformer = Transformer(str(body), max_seq_length=64)
    folder = tmp_path / "autre"
    SentenceTransformer(
        modules=[transformer, Pooling(32, pooling_mode="mean"), Normalize()], device="cpu"
    ).save(str(folder), create_model_card=False)
    return folder


@pytest.mark.model
@pytest.mark.skipif(not FILES, reason="no sample dossier is rendered")
def test_another_encoder_of_another_size_is_accepted_and_named(other_encoder):
    path = FILES[0]
    coverage = review(path, **part_of(path.stem), encoder=str(other_encoder))
    assert coverage.run.encoder.startswith("autre@")
    assert coverage.run.encoder != coverage_of(path).run.encoder
    text = read_dossier(path).text
    assert all(text[e.start : e.end] == e.quote for e in shown(coverage))


def test_an_expectation_that_nobody_described_is_named_before_the_file_is_opened(tmp_path):
    from dataclasses import replace

    from prelecture.referential import format_referential, load_referential

    official = load_referential("cdcm")
    first = replace(official.criteria[0], expectations=(ExpectationUse("attendu-inconnu"),))
    file = tmp_path / "le-mien.yaml"
    file.write_text(format_referential(replace(official, criteria=(first, *official.criteria[1:]))), "utf-8")
    with pytest.raises(InvalidReferential, match=r"attendus inconnus : attendu-inconnu\..*--attendus"):
        review(tmp_path / "jamais-ouvert.pdf", referential=file, assessment="B1")


@pytest.mark.model
def test_one_s_own_expectation_is_searched_without_training():
    from handmade import expectation

    own = {"label-bio": expectation("label-bio", "Le label AB a été obtenu en mars 2025", label="Un label")}
    criteria = (
        Criterion("C1", "", "Le label", ("C",), ("B1",), expectations=(ExpectationUse("label-bio"),)),
        Criterion("C2", "", "L'oral", ("C",), ("B1",), ExpectedIn.ORAL),
    )
    matcher = matcher_for(criteria, extra=own)
    assert library_for(criteria, extra=own)["label-bio"].label == "Un label"
    assert "label-bio" in matcher.knowledge.ids
    vector = matcher.encoder.encode(["Le label AB a été obtenu en mars 2025"])[0]
    place = matcher.knowledge.positions["label-bio"]
    assert float(matcher.knowledge.prototypes[place] @ vector) > 0.95


def test_samples_name_an_exam_part_that_is_written():
    from prelecture.referential import assessment_of, load_referential

    for gold in load_gold(SAMPLES):
        part = assessment_of(load_referential(gold.referential), gold.assessment)
        assert isinstance(part, Assessment) and part.kind is not AssessmentKind.ORAL
