"""The `duijie` command."""

from duijie.cli.app import main

__all__ = ["main"]
