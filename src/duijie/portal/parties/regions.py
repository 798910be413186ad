"""Divisions as a filter: codes begin with their container's digits."""

from django.db.models import Q


def region_filter(container: str, field: str = "region") -> Q:
    """Parties in a division: the province's two digits, the city's four, or the county's six."""
    digits = container[:2] if container.endswith("0000") else container[:4] if container.endswith("00") else container
    return Q(**{f"{field}__startswith": digits})
