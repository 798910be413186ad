"""Where the site's log goes: to the terminal, and to a file that an outside rotation may move away."""

from pathlib import Path
from typing import Any


def logging_config(folder: Path, *, debug: bool) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "terminal": {"class": "logging.StreamHandler", "formatter": "line"},
            "file": {
                "class": "logging.handlers.WatchedFileHandler",
                "filename": str(folder / "duijie.log"),
                "formatter": "line",
                "encoding": "utf-8",
                "delay": True,
            },
        },
        "root": {"handlers": ["terminal"], "level": "DEBUG" if debug else "WARNING"},
        "loggers": {
            "duijie": {"handlers": ["file"], "level": "INFO"},
            "django": {"handlers": ["file"], "level": "WARNING"},
            "axes": {"handlers": ["file"], "level": "WARNING"},
        },
    }
