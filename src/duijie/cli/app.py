"""Puts the commands together."""

import atexit
import gc

import typer

from duijie.cli import exchange, learning, market, meetings, rules, site

app = typer.Typer(
    name="duijie",
    help="对接：地方政府与企业合作平台。两张表格进，讲得清理由的对接清单出。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (market, learning, meetings, rules, exchange, site):
    module.register(app)


def main() -> None:
    """Entry point of the `duijie` command."""
    atexit.register(gc.freeze)  # else all that libraries have made is looked through once more before the end
    app()
