"""Divisions and industries in words, and as conditions on a column in the form that an index can serve."""

from django.conf import settings
from django.db.models import Q

from duijie.standards import divisions, industries

NOBODYS = Q(pk__in=[])


def within_region(name: str, code: str | None) -> Q:
    """The column holds a division within `code`; nothing lies within an unknown one."""
    division = divisions.get(code) if code else None
    if division is None:
        return NOBODYS
    if division.level == "county":
        return Q(**{name: code})
    stem = division.code[:2] if division.level == "province" else division.code[:4]
    return Q(**{f"{name}__gte": stem.ljust(6, "0"), f"{name}__lte": stem.ljust(6, "9")})


def within_industry(name: str, code: str | None) -> Q:
    """The column holds an industry that belongs to `code`."""
    industry = industries.get(code) if code else None
    if industry is None:
        return NOBODYS
    if industry.level > 1:
        return Q(**{f"{name}__gte": industry.code, f"{name}__lte": industry.code.ljust(4, "9")})
    inside = [i.code for i in industries.all_industries() if i.level == 2 and i.section == industry.code]  # noqa: PLR2004  divisions
    bounds = Q(**{f"{name}__gte": min(inside), f"{name}__lte": max(inside).ljust(4, "9")}) if inside else Q()
    return bounds | Q(**{name: industry.code})


def region_words(code: str | None) -> str:
    division = divisions.get(code) if code else None
    return division.full_name if division else (code or "")


def region_short(code: str | None) -> str:
    """The county's name alone within the own city, the city's before it elsewhere."""
    division = divisions.get(code) if code else None
    if division is None:
        return code or ""
    return division.name if divisions.within(division.code, settings.CITY) else divisions.label(division.code)


def industry_words(code: str | None) -> str:
    industry = industries.get(code) if code else None
    return f"{industry.code} {industry.name}" if industry else (code or "")
