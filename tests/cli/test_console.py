import os

import pytest

from duijie.cli.console import unspoken


def test_what_libraries_print_stays_out_of_the_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with unspoken():
        os.write(1, b"noise")
    os.write(1, b"answer")
    assert capfd.readouterr() == ("answer", "noise")
