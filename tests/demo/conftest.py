"""One small city for all tests of the demo."""

from datetime import date

import pytest

from duijie.demo.city import City, build

DAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def day() -> date:
    return DAY


@pytest.fixture(scope="session")
def city() -> City:
    return build(enterprises=300, listings=1_000, today=DAY)
