"""Numbers by year, without gaps, whoever drafts at once."""

from duijie.portal.agreements.models import Series


def locked_series(year: int) -> Series:
    """The year's row, locked until the caller's transaction ends."""
    Series.objects.get_or_create(year=year)
    return Series.objects.select_for_update().get(year=year)


def take(series: Series) -> str:
    """The next number, such as 2026-0012."""
    series.last += 1
    series.save(update_fields=["last"])
    return str(series)
