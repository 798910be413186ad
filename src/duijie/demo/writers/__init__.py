"""One writer per channel and side: each makes listings worded like real ones."""

from collections.abc import Callable

from duijie.demo.market import Market, Row
from duijie.demo.writers import assets, finance, investment, research, sales, talent

Writer = Callable[[Market], Row]
# channel -> (need, offer)
WRITERS: dict[str, tuple[Writer, Writer]] = {
    "sales": (sales.need, sales.offer),
    "finance": (finance.need, finance.offer),
    "research": (research.need, research.offer),
    "talent": (talent.need, talent.offer),
    "investment": (investment.need, investment.offer),
    "assets": (assets.need, assets.offer),
}
