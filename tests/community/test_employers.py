"""Which names may be one organisation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl import names
from copctl.community.twins.employers import pairs, together
from copctl.community.twins.forms import one_spelling, without_legal_form


@given(st.text(min_size=1), st.sampled_from(["{}", "{} Co., Ltd", "{} Limited", "  {}  ", "{}  PTE. LTD."]))
def test_blanks_case_and_legal_form_make_no_other_organisation(name: str, form: str) -> None:
    key = names.key(f"Tonle {name}")

    assert one_spelling(names.key(form.format(key.upper()))) == one_spelling(names.key(key.upper()))


def test_a_name_with_dots_loses_its_legal_form_too() -> None:
    assert without_legal_form("a.b. water ltd") == "a b water"
    assert without_legal_form("a.b. water") == "a.b. water"


def test_names_that_may_be_one_are_paired_with_why() -> None:
    called = {
        1: "Tonle Sanitation", 2: "Tonle Sanitation Co., Ltd", 3: "Tonle Sanitaton", 4: "Red River",
        5: "WaterAid", 6: "Water Aid", 7: "ບໍລິສັດ ນ້ຳ", 8: "ນ້ຳ", 9: "Red River 2",
    }  # fmt: skip

    assert pairs(called) == {
        (1, 2): "the same name but for blanks or the legal form",
        (5, 6): "the same name but for blanks or the legal form",
        (7, 8): "the same name but for blanks or the legal form",
        (1, 3): "nearly the same name",
    }
    assert together(called) == {1: 1, 2: 1, 3: 1, 4: 4, 5: 5, 6: 5, 7: 7, 8: 7, 9: 9}
