"""What every part of the API shares."""

from typing import Annotated

from ninja import Field, Path, Schema
from ninja.pagination import LimitOffsetPagination

# The ways in which a call is not answered, all in the shape of a Problem.
NOT_ANSWERED = frozenset({400, 401, 404, 422})
Key = Annotated[int, Path(ge=1, le=2**63 - 1)]


class Problem(Schema):
    """Why a call was not answered: a sentence, and where fields are at fault a sentence for each."""

    sentence: str
    problems: dict[str, str] = {}


class Pages(LimitOffsetPagination):
    """Pages of at most 200 rows, leafed through as far as anybody reads."""

    class Input(Schema):
        limit: int = Field(50, ge=1, le=200)
        offset: int = Field(0, ge=0, le=100_000)
