"""The services behind the pages: reviewing, classes, référentiels, examples, training, page images."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

import maps
from prelecture.datamodel import Decision, Evidence, Status, Verdict
from prelecture.errors import InvalidReferential, StoreError
from prelecture.referential import format_referential, load_referential
from prelecture.review_store import JournalEntry, Stage, finding_sha256
from prelecture.services import (
    classes,
    examples,
    model_card,
    page_images,
    proposals,
    referentials,
    reviewer,
    reviewing,
    training_map,
)

COVERAGE = maps.realistic_map()
BY_STATUS = {finding.status: finding for finding in COVERAGE.findings}


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.setenv("PRELECTURE_DONNEES", str(tmp_path))


def entry(decision, finding, *, seq=1, stage=Stage.REVIEW, date=""):
    dated = dataclasses.replace(
        decision, date=date or "2026-01-01T10:00:00+00:00", finding_sha256=finding_sha256(finding)
    )
    return JournalEntry(seq, "d", stage, dated, finding.status, "0.1.0", "m", "e", "r", "v")


EMPTY = reviewing.CriterionReview("x")


@pytest.mark.parametrize(
    ("status", "said", "verdict"),
    [
        (Status.FOUND, Status.FOUND, Verdict.CONFIRMED),
        (Status.FOUND, Status.NOT_FOUND, Verdict.OVERRULED),
        (Status.NOT_CONCLUDED, Status.FOUND, Verdict.NOTED),
        (Status.JURY_ONLY, Status.FOUND, Verdict.NOTED),
    ],
)
def test_an_answer_confirms_differs_or_stands_alone(status, said, verdict):
    finding = BY_STATUS[status]
    decision = reviewing.answer(finding, said, reviewer="J1", review=EMPTY)
    assert decision.verdict is verdict
    assert reviewing.review_of(finding, [entry(decision, finding)]).status is said


def test_an_answer_on_an_open_criterion_keeps_level_and_comment():
    finding = BY_STATUS[Status.JURY_ONLY]
    noted = reviewing.notes(finding, level=" 3 ", comment="bien vu", reviewer="J1")
    before = reviewing.review_of(finding, [entry(noted, finding)])
    decision = reviewing.answer(finding, Status.PARTIAL, reviewer="J1", review=before)
    after = reviewing.review_of(finding, [entry(noted, finding), entry(decision, finding, seq=2)])
    assert (after.level, after.comment, after.status) == ("3", "bien vu", Status.PARTIAL)


def test_the_last_word_on_a_passage_counts():
    finding = BY_STATUS[Status.FOUND]
    item = finding.evidence[0]
    gestures = [
        entry(reviewing.on_evidence(finding, item, accepted=a, reviewer="J1"), finding) for a in (True, False)
    ]
    review = reviewing.review_of(finding, gestures)
    assert review.set_aside == {(item.start, item.end)}
    assert not review.accepted
    assert not review.is_read


def test_a_first_view_stands_until_another_follows():
    finding = BY_STATUS[Status.FOUND]
    first = entry(reviewing.first_view(finding, Status.NOT_FOUND, reviewer="J1"), finding, stage=Stage.FIRST)
    assert reviewing.review_of(finding, [first]).status is Status.NOT_FOUND
    changed = entry(reviewing.answer(finding, Status.FOUND, reviewer="J1", review=EMPTY), finding, seq=2)
    review = reviewing.review_of(finding, [first, changed])
    assert (review.first, review.status) == (Status.NOT_FOUND, Status.FOUND)


def test_a_changed_finding_makes_its_decisions_stale():
    finding = BY_STATUS[Status.FOUND]
    entries = [entry(reviewing.answer(finding, Status.FOUND, reviewer="J1", review=EMPTY), finding)]
    assert not reviewing.review_of(finding, entries).stale
    assert reviewing.review_of(dataclasses.replace(finding, reason="autre"), entries).stale


def test_progress_and_next_unread_leave_out_what_is_not_expected_here():
    reviews = reviewing.reviews_of(COVERAGE, [])
    assert reviewing.progress(COVERAGE, reviews) == reviewing.Progress(0, len(COVERAGE.findings) - 1)
    last = reviewing.to_review(COVERAGE)[-1].criterion.id
    assert reviewing.next_unread(COVERAGE, reviews, after=last) == COVERAGE.findings[0].criterion.id
    done = {id: dataclasses.replace(review, status=Status.FOUND) for id, review in reviews.items()}
    assert reviewing.next_unread(COVERAGE, done, after=last) is None


@pytest.mark.parametrize(("seconds", "count", "hasty"), [(1, 20, True), (4, 20, False), (1, 19, False)])
def test_twenty_quick_agreements_in_a_row_are_noticed(seconds, count, hasty):
    finding = BY_STATUS[Status.FOUND]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    entries = [
        entry(
            Decision(finding.criterion.id, Verdict.CONFIRMED, "J1", ""),
            finding,
            seq=n,
            date=(start + timedelta(seconds=n * seconds)).isoformat(),
        )
        for n in range(count)
    ]
    assert reviewing.is_hasty(entries) is hasty


def test_jurors_are_compared_only_where_two_answered():
    one = reviewing.reviews_of(COVERAGE, [])
    id = COVERAGE.findings[0].criterion.id
    said = {**one, id: dataclasses.replace(one[id], status=Status.FOUND, level="2")}
    other = {**one, id: dataclasses.replace(one[id], status=Status.FOUND, level="3")}
    assert reviewing.confront(COVERAGE, [said, one])[0].agree is None
    assert reviewing.confront(COVERAGE, [said, said])[0].agree is True
    assert reviewing.confront(COVERAGE, [said, other])[0].agree is False


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Martin_v2.pdf", ("martin", 2)),
        ("Martin - version 3.docx", ("martin", 3)),
        ("martin (2).pdf", ("martin", 2)),
        ("v2.pdf", ("v2", 1)),
        ("dossier2024.pdf", ("dossier2024", 1)),
    ],
)
def test_drafts_are_recognised_by_the_file_name(name, expected):
    assert classes.split_draft(name) == expected


def test_codes_follow_the_order_given_and_drafts_share_theirs():
    assert classes.codes_for(["zoe.pdf", "ana_v1.pdf", "ana_v2.pdf"]) == ["C-001", "C-002", "C-002"]


def test_fragile_criteria_keep_the_order_of_the_referential():
    fragile = classes.fragile_criteria({"C-001": COVERAGE, "C-002": COVERAGE})
    ids = [item.criterion.id for item in fragile]
    assert ids == [f.criterion.id for f in COVERAGE.findings if f.criterion.id in ids]
    assert fragile[0].count == 2


def test_an_imported_referential_is_kept_apart_and_can_be_erased():
    shipped = load_referential("icd-racm")
    with pytest.raises(StoreError, match="icd-racm"):
        referentials.save_own(shipped)
    with pytest.raises(StoreError):
        referentials.save_own(dataclasses.replace(shipped, id="../ailleurs"))
    name = referentials.save_own(dataclasses.replace(shipped, id="le-mien"))
    assert referentials.names()[-1] == name
    assert load_referential(referentials.source_of(name)).id == "le-mien"
    referentials.erase_own(name)
    referentials.erase_own("icd-racm")
    assert name not in referentials.names()
    assert "icd-racm" in referentials.names()


def test_an_upload_that_is_no_referential_is_refused():
    good = format_referential(load_referential("rdc")).encode()
    assert referentials.load_upload(good, name="x.yaml").id == "rdc"
    with pytest.raises(InvalidReferential):
        referentials.load_upload(b"a: [", name="x.yaml")


def test_examples_are_added_once_and_taken_away():
    text = "Notre panel de 286 réponses, recueilli en février 2025, confirme la baisse."
    examples.add_example("x", text)
    examples.add_example("x", f"  {text}\n")
    assert examples.own_examples() == {"x": (text,)}
    examples.remove_example("x", text)
    assert examples.own_examples() == {}
    with pytest.raises(StoreError, match="trop court"):
        examples.add_example("x", "court")


def test_planted_errors_are_three_kinds_and_found_again():
    planted, errors = training_map.plant_errors(COVERAGE)
    assert [error.kind for error in errors] == list(training_map.KINDS)
    assert training_map.errors_of(planted, COVERAGE) == errors
    reviews = reviewing.reviews_of(planted, [])
    assert [seen for _, seen in training_map.caught(errors, planted, reviews)] == [False, False, False]
    hidden = errors[0].criterion
    reviews[hidden] = dataclasses.replace(reviews[hidden], status=Status.FOUND)
    assert [seen for _, seen in training_map.caught(errors, planted, reviews)] == [True, False, False]


def test_a_page_is_drawn_with_its_text_and_its_quotes():
    pdf = maps.dossier_pdf()
    page = page_images.draw_page(pdf, 3)
    assert (page.number, page.count) == (3, 14)
    assert page.image[:4] == b"RIFF"
    assert any("Xerfi" in line.text for line in page.lines)
    assert page_images.draw_page(pdf, 99).number == 14
    (places,) = page_images.find_places(pdf, [Evidence("", "Le cabinet Xerfi", 3, "", "", 0, 0, 0.0)])
    assert places[0].page == 3


def test_a_pdf_is_shown_as_it_is():
    assert page_images.displayable_pdf(b"%PDF-1.7 x", name="x.docx") == b"%PDF-1.7 x"


@pytest.mark.parametrize(
    ("given", "safe"),
    [("../../etc/passwd", "passwd"), ("a:b?.pdf", "a_b_.pdf"), (".cache", "cache"), ("", "dossier")],
)
def test_file_names_from_uploads_are_made_harmless(given, safe):
    assert reviewer.safe_name(given) == safe


def test_a_model_card_gives_its_figures_and_a_missing_one_nothing(tmp_path):
    assert model_card.load_card(tmp_path) is None
    (tmp_path / "model_card.json").write_text(
        '{"name": "m", "measures": {"Rappel": 0.84}, "criteria": {"rdc C1": {"dossiers": 4, "agreed": 3}}}'
    )
    card = model_card.load_card(tmp_path)
    assert card.measures == (("Rappel", "0,84"),)
    assert card.criteria[0][1].agreed == 3


def test_a_text_about_nothing_gets_no_proposal(tmp_path):
    path = tmp_path / "recette.md"
    path.write_text("# Tarte aux pommes\n\nÉpluchez les pommes, puis beurrez le moule.\n")
    assert proposals.guess_assessment(path) is None
