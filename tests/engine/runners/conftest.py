"""The cluster that the tests of Spark share."""

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pytest

LACKING = [
    name
    for name, there in (("Java", shutil.which("java")), ("PySpark", importlib.util.find_spec("pyspark")))
    if not there
]


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Cluster"]:  # noqa: F821
    """A master and two workers; without Java or PySpark a skip, except in continuous integration."""
    if LACKING:
        sentence = f"{' and '.join(LACKING)} not installed: no Spark cluster to test on"
        pytest.fail(sentence) if os.environ.get("CI") == "true" else pytest.skip(sentence)
    from tests.engine.runners.cluster import started  # noqa: PLC0415  needs PySpark

    with started(tmp_path_factory.mktemp("cluster")) as running:
        yield running
