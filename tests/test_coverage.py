import pytest

from handmade import expectation
from prelecture.coverage import build_findings, is_retrieved, raw_confidence, status_of
from prelecture.datamodel import (
    Block,
    Caution,
    Competency,
    Criterion,
    Evidence,
    ExpectationFinding,
    ExpectationUse,
    ExpectedIn,
    Referential,
    Reliability,
    Retrieval,
    Searched,
    Source,
    Status,
)
from prelecture.scorer import Calibration, Thresholds

LIBRARY = {
    name: expectation(name, label=label)
    for name, label in (("swot", "Une SWOT"), ("budget", "Un budget"), ("persona", "Un client type"))
}
OFFICIAL = Referential(
    "essai",
    "Essai",
    "École",
    "1",
    Source("RACE"),
    blocks=(Block("B1", "Analyser"),),
    assessments=(),
    competencies=(Competency("C1", "Analyser le marché", "B1"), Competency("C2", "Chiffrer", "B1")),
    criteria=(),
)
SEARCHED = Searched(40, (1, 2, 3))


def quote(name, start, *, score=0.9, cautions=()):
    text = f"passage placé en {start}"
    return Evidence(name, text, 1, "", "", start, start + len(text), score, cautions)


def retrieval(name, probability, *, evidence=(), nearest=None, refused=()):
    near = (quote(name, 900, score=0.2),) if nearest is None else nearest
    return Retrieval(name, probability, tuple(evidence), tuple(evidence) or tuple(near), tuple(refused))


def criterion(*uses, expected_in=ExpectedIn.DOSSIER, reason=""):
    return Criterion(
        "C1-1", "Cr1", "Le marché est analysé", ("C1", "C2"), ("B1E1",), expected_in, uses, reason, "En clair"
    )


BOTH = criterion(ExpectationUse("swot"), ExpectationUse("budget"))


def find(one, *retrievals, searched=SEARCHED, found=0.5, sure=0.0, calibration=None, reliability=None):
    (finding,) = build_findings(
        (one,),
        {r.expectation: r for r in retrievals},
        LIBRARY,
        OFFICIAL,
        searched,
        thresholds=Thresholds(found=found, sure=sure),
        calibration=calibration or Calibration(),
        reliability=reliability,
    )
    return finding


def test_found_takes_every_essential_expectation():
    finding = find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.8))
    assert finding.status is Status.FOUND
    assert finding.reason == "Chaque attendu essentiel a un passage qui semble le traiter."
    assert finding.confidence == pytest.approx(0.72)
    assert finding.missing == ()


def test_partial_names_what_is_missing():
    finding = find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.2))
    assert finding.status is Status.PARTIAL
    assert [e.label for e in finding.missing] == ["Un budget"]
    assert [(e.id, e.found, e.probability) for e in finding.expectations] == [
        ("swot", True, 0.9),
        ("budget", False, 0.2),
    ]
    assert finding.confidence == pytest.approx(1 - 0.18 - 0.08)


def test_not_found_shows_the_nearest_and_no_evidence():
    finding = find(BOTH, retrieval("swot", 0.1), retrieval("budget", 0.2))
    assert finding.status is Status.NOT_FOUND
    assert finding.evidence == ()
    assert [e.expectation for e in finding.nearest] == ["swot"]  # the same place is offered once
    assert finding.searched == SEARCHED
    assert finding.confidence == pytest.approx(0.72)


def test_an_optional_expectation_changes_nothing_when_it_is_missing():
    one = criterion(ExpectationUse("swot"), ExpectationUse("persona", essential=False))
    finding = find(one, retrieval("swot", 0.9), retrieval("persona", 0.1))
    assert finding.status is Status.FOUND and finding.missing == ()


def test_an_optional_expectation_alone_makes_a_criterion_partial():
    one = criterion(ExpectationUse("swot"), ExpectationUse("persona", essential=False))
    assert find(one, retrieval("swot", 0.1), retrieval("persona", 0.9)).status is Status.PARTIAL


@pytest.mark.parametrize(
    ("founds", "status"),
    [((False, False), Status.NOT_FOUND), ((True, False), Status.FOUND), ((True, True), Status.FOUND)],
)
def test_where_nothing_is_essential_one_expectation_is_enough(founds, status):
    made = [ExpectationFinding(str(i), "", False, f, 0.6) for i, f in enumerate(founds)]
    assert status_of(made) is status
    assert raw_confidence(made, Status.FOUND) == pytest.approx(1 - 0.16)


def test_confidences_of_the_three_statuses_share_out_one():
    made = [ExpectationFinding(str(i), "", True, True, p) for i, p in enumerate((0.7, 0.4, 0.9))]
    shares = [raw_confidence(made, s) for s in (Status.FOUND, Status.PARTIAL, Status.NOT_FOUND)]
    assert sum(shares) == pytest.approx(1)
    assert shares[0] == pytest.approx(0.7 * 0.4 * 0.9) and shares[2] == pytest.approx(0.3 * 0.6 * 0.1)


def test_the_threshold_is_reached_and_something_must_be_shown():
    thresholds = Thresholds(found=0.5)
    assert is_retrieved(retrieval("swot", 0.5), thresholds)
    assert not is_retrieved(retrieval("swot", 0.499), thresholds)
    assert not is_retrieved(retrieval("swot", 0.99, nearest=()), thresholds)


@pytest.mark.parametrize(("swot", "budget"), [(0.1, 0.1), (0.9, 0.1)])
def test_with_unread_pages_nothing_is_said_to_be_missing(swot, budget):
    finding = find(
        BOTH, retrieval("swot", swot), retrieval("budget", budget), searched=Searched(40, (1, 2), (3, 4))
    )
    assert finding.status is Status.NOT_CONCLUDED
    assert finding.reason == (
        "L'outil n'a pas pu lire les pages 3 et 4 : ce qui manque s'y trouve peut-être."
    )
    assert finding.nearest


def test_unread_pages_do_not_undo_what_was_found():
    finding = find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.9), searched=Searched(40, (1,), (3,)))
    assert finding.status is Status.FOUND


def test_a_doubtful_status_is_not_concluded_and_its_trend_is_said():
    doubtful = find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.6), sure=0.55)
    assert doubtful.status is Status.NOT_CONCLUDED
    assert doubtful.reason == (
        "Indices trop faibles pour conclure (tendance : « passage retrouvé ») ; à lire par le jury."
    )
    assert find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.6), sure=0.54).status is Status.FOUND


def test_the_confidence_shown_is_the_calibrated_one():
    half = Calibration((0.0, 1.0), (0.0, 0.5))
    finding = find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.9), calibration=half)
    assert finding.confidence == pytest.approx(0.405)
    doubtful = find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.9), calibration=half, sure=0.5)
    assert doubtful.status is Status.NOT_CONCLUDED


def test_an_oral_criterion_is_not_expected_and_says_why():
    finding = find(criterion(expected_in=ExpectedIn.ORAL, reason="Se juge à la soutenance."))
    assert (finding.status, finding.reason) == (Status.NOT_EXPECTED, "Se juge à la soutenance.")
    assert finding.evidence == finding.nearest == finding.expectations == ()


def test_a_jury_criterion_offers_passages_and_no_conclusion():
    near = (quote("C1-1", 10, score=0.4),)
    finding = find(
        criterion(expected_in=ExpectedIn.JURY, reason="Appréciation."), retrieval("C1-1", 0.0, nearest=near)
    )
    assert (finding.status, finding.nearest, finding.evidence) == (Status.JURY_ONLY, near, ())
    assert find(criterion(expected_in=ExpectedIn.JURY)).nearest == ()


def test_a_criterion_without_expectations_is_not_concluded():
    finding = find(criterion())
    assert finding.status is Status.NOT_CONCLUDED and "Aucun attendu" in finding.reason


def test_evidence_gives_each_expectation_its_best_first():
    swot = [quote("swot", s, score=x) for s, x in ((0, 0.9), (100, 0.8), (200, 0.7))]
    budget = [quote("budget", s, score=x) for s, x in ((300, 0.6), (400, 0.55))]
    finding = find(BOTH, retrieval("swot", 0.9, evidence=swot), retrieval("budget", 0.9, evidence=budget))
    assert [(e.expectation, e.start) for e in finding.evidence] == [
        ("swot", 0),
        ("budget", 300),
        ("swot", 100),
        ("budget", 400),
        ("swot", 200),
    ]


def test_evidence_stops_at_six_passages():
    swot = [quote("swot", s) for s in range(0, 500, 100)]
    budget = [quote("budget", s) for s in range(500, 1000, 100)]
    finding = find(BOTH, retrieval("swot", 0.9, evidence=swot), retrieval("budget", 0.9, evidence=budget))
    assert len(finding.evidence) == 6
    assert {e.expectation for e in finding.evidence} == {"swot", "budget"}


def test_a_retrieved_expectation_without_strong_passage_shows_its_nearest():
    near = (quote("swot", 10, score=0.3), quote("swot", 90, score=0.2))
    finding = find(criterion(ExpectationUse("swot")), retrieval("swot", 0.7, nearest=near))
    assert finding.status is Status.FOUND and finding.evidence == near[:1]


def test_an_expectation_that_is_not_retrieved_gives_no_evidence_even_with_passages():
    finding = find(
        BOTH, retrieval("swot", 0.9), retrieval("budget", 0.3, evidence=(quote("budget", 10, score=0.6),))
    )
    assert [e.expectation for e in finding.evidence] == ["swot"]
    assert [e.expectation for e in finding.nearest] == ["budget"]


def test_nearest_holds_refused_passages_with_their_caution_best_first():
    near = tuple(quote("swot", s, score=x) for s, x in ((100, 0.3), (200, 0.2), (300, 0.1)))
    title = quote("swot", 0, score=0.8, cautions=(Caution.TITLE_ONLY,))
    finding = find(criterion(ExpectationUse("swot")), retrieval("swot", 0.1, nearest=near, refused=(title,)))
    assert finding.nearest == (title, *near[:2])


def test_a_finding_carries_the_official_words_and_the_known_reliability():
    reliability = Reliability(12, 10)
    finding = find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.9), reliability={"C1-1": reliability})
    ref = finding.criterion
    assert (ref.id, ref.code, ref.text) == ("C1-1", "Cr1", "Le marché est analysé")
    assert (ref.competency, ref.block, ref.plain) == ("C1, C2", "B1", "En clair")
    assert finding.reliability == reliability
    assert find(BOTH, retrieval("swot", 0.9), retrieval("budget", 0.9)).reliability is None


def test_findings_keep_the_order_of_the_criteria():
    from dataclasses import replace

    criteria = [replace(BOTH, id=f"C{n}") for n in (3, 1, 2)]
    retrievals = {r.expectation: r for r in (retrieval("swot", 0.9), retrieval("budget", 0.9))}
    findings = build_findings(
        criteria, retrievals, LIBRARY, OFFICIAL, SEARCHED, thresholds=Thresholds(), calibration=Calibration()
    )
    assert [f.criterion.id for f in findings] == ["C3", "C1", "C2"]
