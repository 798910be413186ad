"""The kinds of matchmaking: one TOML file per channel, checked when it is loaded."""

from duijie.engine.channels.loader import ChannelError, available, common_names, load, load_file
from duijie.engine.channels.model import (
    Channel,
    Choice,
    Constraint,
    Feature,
    FeatureKind,
    Field,
    Kind,
    Side,
    Wording,
)

__all__ = [
    "Channel",
    "ChannelError",
    "Choice",
    "Constraint",
    "Feature",
    "FeatureKind",
    "Field",
    "Kind",
    "Side",
    "Wording",
    "available",
    "common_names",
    "load",
    "load_file",
]
