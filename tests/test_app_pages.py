"""The logic of the pages, run by Streamlit's own harness with hand-made maps."""

import hashlib
import html
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import maps
from prelecture.datamodel import Status, Verdict
from prelecture.review_store import ReviewStore, Space, Stage
from prelecture.services import reviewer, roles
from prelecture.wording import app as words

MAIN = Path(__file__).parents[1] / "app" / "main.py"
PDF = maps.dossier_pdf()
COVERAGE = maps.realistic_map(sha256=hashlib.sha256(PDF).hexdigest())
FIRST, SECOND = (finding.criterion.id for finding in COVERAGE.findings[:2])


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.setenv("PRELECTURE_DONNEES", str(tmp_path))
    monkeypatch.setattr(reviewer, "_chosen", "fake_review:review")


@pytest.fixture
def store():
    return ReviewStore()


@pytest.fixture
def kept(store):
    return store.keep_dossier(file=PDF, coverage=COVERAGE, space=Space.JURY)


def open_page(function, **query):
    """Return the app run on one page: AppTest cannot follow a page that is a function."""
    source = f"import streamlit as st\nfrom components import frame\nfrom views import {function}\nframe.dress()\nst.session_state.setdefault('pages', {{}})\n{function}.page()\n"
    test = AppTest.from_string(source, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def jury(kept, **query):
    return open_page("jury", relecture=kept.id, **query)


def button(test, key):
    return next(item for item in test.button if item.key == key)


def press(test, key):
    return button(test, key).click().run()


def raw(test):
    bodies = [item.proto.body for item in test.get("html")]
    return " ".join(body for body in bodies if not body.startswith(("<style>", "<script>")))


def shown(test):
    return html.unescape(raw(test))


def test_the_app_starts_on_three_doors():
    test = AppTest.from_file(str(MAIN), default_timeout=60).run()
    assert not test.exception
    assert [item.label for item in test.button][:3] == [door[2] for door in words.HOME_DOORS.values()]


@pytest.mark.parametrize("page", ["candidate", "classroom", "jury", "referentials", "trust"])
def test_every_page_opens_empty(page):
    test = open_page(page)
    assert not test.exception
    assert not test.error


def test_an_answer_is_in_the_base_as_soon_as_it_is_given(kept, store):
    press(jury(kept, critere=FIRST), "answer-partial")
    (entry,) = store.journal(kept.id)
    assert (entry.decision.criterion, entry.decision.verdict, entry.decision.status) == (
        FIRST,
        Verdict.OVERRULED,
        Status.PARTIAL,
    )
    assert entry.decision.reviewer == "J1"
    again = jury(kept, critere=FIRST)
    assert button(again, "answer-partial").label.startswith("✓")
    assert words.PROGRESS_ONE.format(read=1, total=10) in shown(again)


def test_agreeing_with_the_tool_confirms_it(kept, store):
    press(jury(kept, critere=FIRST), "answer-found")
    assert store.journal(kept.id)[0].decision.verdict is Verdict.CONFIRMED


def test_a_passage_is_accepted_then_the_next_one_set_aside(kept, store):
    two = next(f for f in COVERAGE.findings if len({(e.start, e.end) for e in f.evidence}) > 1)
    test = press(jury(kept, critere=two.criterion.id), "accept")
    press(test, "aside")
    first, second = (entry.decision for entry in store.journal(kept.id))
    assert (first.verdict, second.verdict) == (Verdict.CONFIRMED, Verdict.SET_ASIDE)
    assert first.evidence_start != second.evidence_start


def test_undo_takes_back_one_gesture_at_a_time(kept, store):
    test = press(press(jury(kept, critere=FIRST), "answer-found"), "answer-not_found")
    test = press(test, "undo")
    assert button(test, "answer-found").label.startswith("✓")
    press(test, "undo")
    assert store.decisions(kept.id) == ()
    assert len(store.journal(kept.id)) == 4


def test_level_and_comment_are_typed_never_proposed_and_kept_together(kept, store):
    test = jury(kept, critere=FIRST)
    level = next(item for item in test.text_input if item.label == words.LEVEL)
    assert level.value == ""
    test = level.input("3").run()
    comment = next(item for item in test.text_area if item.label == words.COMMENT)
    comment.input("Sources datées, page 3.").run()
    last = store.journal(kept.id)[-1].decision
    assert (last.level, last.comment) == ("3", "Sources datées, page 3.")
    again = jury(kept, critere=FIRST)
    assert next(item for item in again.text_input if item.label == words.LEVEL).value == "3"


def test_a_passage_of_ones_own_is_added(kept, store):
    test = jury(kept, critere=FIRST)
    next(item for item in test.text_area if item.label == words.OWN_QUOTE).input("Une   phrase à moi")
    next(item for item in test.number_input if item.label == words.OWN_PAGE).set_value(4)
    next(item for item in test.button if item.label == words.OWN_ADD).click().run()
    decision = store.journal(kept.id)[0].decision
    assert (decision.verdict, decision.quote, decision.page) == (Verdict.ADDED, "Une phrase à moi", 4)


def test_my_view_first_hides_the_map_until_a_view_is_given(kept, store):
    store.set_settings(kept.id, blind="oui")
    test = jury(kept, critere=FIRST)
    assert words.BLIND_LEAD in shown(test)
    assert "Passage retrouvé" not in shown(test)
    assert "Xerfi" not in shown(test)
    test = press(test, "answer-not_found")
    assert store.journal(kept.id)[0].stage is Stage.FIRST
    assert "Xerfi" in shown(test)
    assert words.DISAGREE in shown(test)


def test_next_goes_to_the_first_criterion_without_a_view(kept):
    test = press(jury(kept, critere=FIRST), "answer-found")
    test = press(test, "next")
    assert test.query_params["critere"] == SECOND


def test_a_decision_is_flagged_once_the_map_changes(kept, store):
    press(jury(kept, critere=FIRST), "answer-found")
    store.add_map(kept.id, maps.with_status(COVERAGE, FIRST, Status.NOT_FOUND))
    test = jury(kept, critere=FIRST)
    assert [item.value for item in test.warning] == [words.STALE]


def test_jurors_do_not_see_each_other_before_both_have_finished(kept, store):
    for juror, answer in (("J1", "answer-found"), ("J2", "answer-not_found")):
        press(jury(kept, critere=FIRST, jure=juror), answer)
    other = jury(kept, critere=FIRST, jure="J3")
    assert not button(other, "answer-found").label.startswith("✓")
    waiting = jury(kept, vue="jures")
    assert words.CONFRONT_DIFFERENT not in shown(waiting)
    for juror in ("J1", "J2"):
        test = jury(kept, jure=juror)
        next(item for item in test.button if item.label == words.FINISH).click().run()
    side_by_side = jury(kept, vue="jures")
    assert words.CONFRONT_DIFFERENT in shown(side_by_side)
    assert "J1" in shown(side_by_side)


def test_shortcuts_can_be_switched_off(kept):
    test = jury(kept, critere=FIRST)
    assert button(test, "accept").proto.shortcut == "a"
    test = next(item for item in test.toggle if item.key == "shortcuts").set_value(False).run()
    assert button(test, "accept").proto.shortcut == ""


def test_an_erased_dossier_is_said_in_one_sentence(kept, store):
    store.purge([kept.id])
    assert "effacé" in jury(kept).error[0].value


def test_the_candidate_keeps_nothing_unless_asked(store):
    test = open_page("candidate")
    test.session_state["drafts"] = [(COVERAGE, PDF)]
    test = test.run()
    assert not test.exception
    assert "Xerfi" in shown(test)
    assert store.dossiers(Space.CANDIDATE) == ()
    press(test, "keep")
    (stored,) = store.dossiers(Space.CANDIDATE)
    assert stored.keep_until == ""
    resumed = open_page("candidate", dossier=stored.id)
    assert "Xerfi" in shown(resumed)


def test_two_drafts_are_compared_sentence_by_sentence():
    test = open_page("candidate")
    test.session_state["drafts"] = [
        (maps.with_status(COVERAGE, FIRST, Status.NOT_FOUND), PDF),
        (COVERAGE, PDF),
    ]
    test.session_state["candidate-view"] = words.SHOW_COMPARISON
    test = test.run()
    assert words.COMPARE_GAINED in shown(test)


def test_hostile_texts_stay_text():
    test = open_page("candidate")
    test.session_state["drafts"] = [(maps.hostile_map(), PDF)]
    test = test.run()
    assert not test.exception
    assert "<script>alert" not in raw(test)
    assert "&lt;script&gt;alert" in raw(test)


def test_no_page_says_a_forbidden_word(kept):
    texts = [shown(jury(kept, critere=finding.criterion.id)).lower() for finding in COVERAGE.findings]
    for word in ("absent", "admis", "score", " %</"):
        assert not any(word in text.replace("1,8 %", "") for text in texts)


@pytest.mark.parametrize(
    ("email", "members", "expected"),
    [
        ("Ana@exemple.fr ", {"jury": ["ana@exemple.fr"], "tutor": ["*"]}, ("tutor", "jury")),
        ("inconnu@exemple.fr", {"jury": ["ana@exemple.fr"]}, ("candidate",)),
    ],
)
def test_roles_follow_the_lists_and_default_to_candidate(email, members, expected):
    assert roles.account(email, members).roles == expected


def test_on_a_shared_server_no_one_sees_anothers_dossier():
    ana = roles.account("ana@exemple.fr", {"jury": ["*"]})
    assert roles.sees(ana, owner="ana@exemple.fr")
    assert not roles.sees(ana, owner="bob@exemple.fr")
    assert not roles.sees(ana, owner="local")
    assert roles.sees(ana, owner="bob@exemple.fr", readers=["ana@exemple.fr"])
    assert roles.sees(roles.LOCAL_ACCOUNT, owner="bob@exemple.fr")
