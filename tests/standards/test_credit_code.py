import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from duijie.standards.credit_code import ALPHABET, check, check_digit, is_valid, normalise

VALID = ["91350100M000100Y43", "91512081MA62K0260E", "11320000MB151840XJ", "91130600738737199K"]


@pytest.mark.parametrize("code", VALID)
def test_valid_codes_have_no_problem(code: str) -> None:
    assert check(code) is None


def test_a_wrong_check_digit_says_which_was_expected() -> None:
    problem = check("91350100M000100Y44")
    assert problem is not None
    assert (problem.kind, problem.position, problem.expected) == ("check_digit", 18, "3")
    assert "应为 3" in problem.sentence


@pytest.mark.parametrize(("code", "length"), [("", 0), ("9135", 4), ("91350100M000100Y433", 19)])
def test_a_wrong_length_is_said(code: str, length: int) -> None:
    problem = check(code)
    assert problem is not None
    assert problem.kind == "length"
    assert f"{length} 位" in problem.sentence


@pytest.mark.parametrize(("letter", "likely"), [("I", "1"), ("O", "0"), ("Z", "2"), ("S", "5")])
def test_letters_that_codes_never_use_are_pointed_at(letter: str, likely: str) -> None:
    problem = check(f"9135{letter}100M000100Y43")
    assert problem is not None
    assert (problem.kind, problem.position, problem.expected) == ("character", 5, likely)


def test_normalise_repairs_what_typing_breaks() -> None:
    assert normalise(" 91350100m000100y43 ") == "91350100M000100Y43"
    assert normalise("９１３５-0100-M000 100Y43") == "91350100M000100Y43"
    assert is_valid("91350100m000100y43")


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_the_check_digit_makes_a_code_valid_and_no_other_does(first: str) -> None:
    expected = check_digit(first)
    assert [c for c in ALPHABET if is_valid(first + c)] == [expected]


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_the_check_digit_agrees_with_another_library(first: str) -> None:
    assert check_digit(first) == uscc.calc_check_digit(first)


def test_real_codes(shared_data: Path) -> None:
    with (shared_data / "standards" / "uscc_vectors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    capitals = [
        r for r in rows if r["code"] == r["code"].upper()
    ]  # small letters are forgiven here, not there
    wrong = [r["code"] for r in capitals if is_valid(r["code"]) != (r["valid_checkdigit"] == "1")]
    assert len(capitals) > 100
    assert wrong == []
