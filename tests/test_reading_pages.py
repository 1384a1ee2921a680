"""Tables that go on over a page break."""

from __future__ import annotations

import pytest

from prelecture.reading_pdf import _is_rest_of_row


@pytest.mark.parametrize(
    ("before", "cells", "expected"),
    [
        (("Canal", "affichage dans les"), ("", "commerces du centre"), True),
        (("Canal", "affichage"), ("Radio", "30 spots"), False),
        # A table of three columns under one of two is another table, never the rest of its row.
        (("Canal", "affichage dans les"), ("mars", "avril", "mai"), False),
    ],
)
def test_a_row_is_finished_only_by_a_row_of_the_same_width(before, cells, expected):
    assert _is_rest_of_row(before, cells) is expected
