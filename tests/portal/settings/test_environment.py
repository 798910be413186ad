"""Settings come from the environment, and every mistake in it is one sentence."""

from pathlib import Path
from typing import Any

import pytest

from duijie.portal.settings import environment as env


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("sqlite:////srv/d.sqlite3", "sqlite3", "/srv/d.sqlite3"),
        ("postgresql://u:p%40ss@db:5433/duijie?sslmode=require", "postgresql", "duijie"),
    ],
)
def test_databases(url: str, engine: str, name: str, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    made = env.database("DATABASE_URL", tmp_path)
    assert (made["ENGINE"].rsplit(".", 1)[-1], made["NAME"]) == (engine, name)
    if engine == "postgresql":
        assert (made["PASSWORD"], made["PORT"], made["OPTIONS"]) == ("p@ss", "5433", {"sslmode": "require"})


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "postgresql://host", "sqlite://", "postgresql://h:port/x", "nonsense"]
)
def test_bad_databases_are_a_sentence_without_the_password(
    url: str, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(env.SettingError, match="环境变量 DATABASE_URL 有误：") as error:
        env.database("DATABASE_URL", tmp_path)
    assert str(error.value).endswith("。")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_flags(value: str, expected: bool, monkeypatch: Any) -> None:
    monkeypatch.setenv("X", value)
    assert env.flag("X", default=not expected) is expected
    monkeypatch.setenv("X", "perhaps")
    with pytest.raises(env.SettingError):
        env.flag("X", default=False)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("DUIJIE_SECRET_KEY", raising=False)
    first, second = (env.secret_key("DUIJIE_SECRET_KEY", tmp_path) for _ in "ab")
    assert first == second
    assert len(first) > 60
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("DUIJIE_SECRET_KEY", "short")
    with pytest.raises(env.SettingError, match="太短"):
        env.secret_key("DUIJIE_SECRET_KEY", tmp_path)


def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DUIJIE_DATA_DIR", str(tmp_path / "file" / "inside"))
    with pytest.raises(env.SettingError, match="无法建立数据目录"):
        env.data_dir("DUIJIE_DATA_DIR")


def test_mail(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("DUIJIE_EMAIL_URL", "smtps://me:pw@mail.example.org")
    made = env.email("DUIJIE_EMAIL_URL", tmp_path)
    assert (made["EMAIL_PORT"], made["EMAIL_USE_SSL"], made["EMAIL_USE_TLS"]) == (465, True, False)
    monkeypatch.delenv("DUIJIE_EMAIL_URL")
    assert "filebased" in env.email("DUIJIE_EMAIL_URL", tmp_path)["EMAIL_BACKEND"]
