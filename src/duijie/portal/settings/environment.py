"""Reading the environment: every mistake becomes one Chinese sentence."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import ParseResult, parse_qsl, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})
SHORTEST_KEY = 32  # characters
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"


class SettingError(ImproperlyConfigured):
    """An environment variable that cannot be used."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"环境变量 {name} 有误：{sentence}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in YES:
        return True
    if value.strip().lower() in NO:
        return False
    raise SettingError(name, f"“{value}”不是开关值，请填 1（开）或 0（关）。")


def integer(name: str, *, default: int, minimum: int = 0) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < minimum:
        raise SettingError(name, f"“{value}”不是不小于 {minimum} 的整数。")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word for word in re.split(r"[,;\s]+", text(name, default)) if word]


def city(name: str, default: str) -> str:
    code = text(name, default)
    if not re.fullmatch(r"\d{4}00", code):
        raise SettingError(name, f"“{code}”不是地级市的行政区划代码，应为六位数字并以 00 结尾，例如 410300。")
    return code


def data_dir(name: str) -> Path:
    """The folder of the database, uploads, models and logs; made when absent."""
    folder = Path(text(name, "var")).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(name, f"无法建立数据目录 {folder}（{error.strerror}）。") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingError(name, f"数据目录 {folder} 不可写，请换一个目录或修改权限。")
    return folder


def secret_key(name: str, folder: Path) -> str:
    """The given key, or one kept in the data folder that only its owner can read."""
    given = text(name)
    if given:
        if len(given) < SHORTEST_KEY:
            raise SettingError(name, f"密钥太短，至少要 {SHORTEST_KEY} 个字符。")
        return given
    path = folder / "secret-key"
    if not path.exists():
        _create_secret(path)
    return path.read_text(encoding="ascii").strip()


def _create_secret(path: Path) -> None:
    """Write the whole file first and link it into place, so that two starting processes agree."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _parse(name: str, url: str, schemes: tuple[str, ...]) -> ParseResult:
    parts = urlparse(url)
    if parts.scheme not in schemes:
        raise SettingError(
            name, f"不认识“{parts.scheme or url}”，应以 {'、'.join(s + '://' for s in schemes)} 开头。"
        )
    try:
        parts.port  # noqa: B018  reading it validates it
    except ValueError as error:
        raise SettingError(name, "端口不是 0 到 65535 之间的数字。") from error
    return parts


def database(name: str, folder: Path) -> dict[str, Any]:
    url = text(name, f"sqlite:///{folder / 'duijie.sqlite3'}")
    parts = _parse(name, url, ("sqlite", "postgresql", "postgres"))
    return _sqlite(name, parts) if parts.scheme == "sqlite" else _postgresql(name, parts)


def _sqlite(name: str, parts: ParseResult) -> dict[str, Any]:
    path = unquote(parts.path)[1:] or ""
    if not path or parts.netloc:
        raise SettingError(name, "SQLite 地址应写作 sqlite:////绝对路径/文件名.sqlite3。")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }


def _postgresql(name: str, parts: ParseResult) -> dict[str, Any]:
    database_name = unquote(parts.path.lstrip("/"))
    if not database_name:
        raise SettingError(name, "缺少数据库名，应写作 postgresql://用户:密码@主机:5432/数据库。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def email(name: str, folder: Path) -> dict[str, Any]:
    """Django's e-mail settings; without a server, letters are kept as files in the data folder."""
    url = text(name)
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(folder / "mail"),
        }
    parts = _parse(name, url, ("smtp", "smtps"))
    if not parts.hostname:
        raise SettingError(name, "缺少邮件服务器，应写作 smtp://用户:密码@主机:587。")
    implicit = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": not implicit and dict(parse_qsl(parts.query)).get("tls", "1") != "0",
        "EMAIL_TIMEOUT": 10,
    }
