"""How fast the portal's pages are with 200,000 listings: median and slowest of repeated requests, with query counts.

    python benchmarks/portal.py [--listings 200000] [--rounds 15]
    scripts/postgres.sh .venv/bin/python benchmarks/portal.py

The demo city is built that large, loaded and matched in a database of its own (SQLite, or the one that DATABASE_URL
names), and every page is asked for in this process as the coordinator, a county officer, a firm and a leader. With
DUIJIE_DATA_DIR set, the city is kept in that folder and measured again.
"""

import os
import statistics
import tempfile
import time
from typing import Any

from common import arguments

PAGES = {
    "coordinator": [
        "/", "/listings/", "/listings/?q=轴承", "/listings/?q=精密机床主轴轴承", "/listings/?q=轴承 涧西 风电", "/listings/?channel=sales&side=offer",
        "/listings/?region=涧西区", "/listings/?industry=3451", "/listings/?region=栾川县&industry=轴承", "/listings/?sort=valid_to", "/listings/?page=200",
        "/listings/?scope=all&state=submitted", "/listings/review/", "/matches/", "/matches/?verdict=unknown&channel=research", "/matches/?page=80",
        "/interests/?tab=all", "/parties/", "/parties/?q=轴承&region=涧西区", "/search/?q=数控车床", "/audit/", "/dashboard/",
    ],
    "county": ["/", "/listings/?scope=all", "/listings/review/", "/matches/", "/dashboard/"],
    "enterprise": ["/", "/listings/", "/listings/?scope=mine", "/listings/?q=设备", "/matches/", "/interests/", "/parties/"],
    "leader": ["/", "/listings/", "/dashboard/"],
}  # fmt: skip


def main() -> None:
    options = arguments(__doc__ or "", listings=200_000, rounds=15)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DUIJIE_DATA_DIR", folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "duijie.portal.settings"
        import django  # noqa: PLC0415  the environment comes first

        django.setup()
        fill(options.listings)
        slowest = max(
            measured for role, urls in PAGES.items() for measured in measure(role, urls, options.rounds)
        )
        print(f"the slowest page's median: {slowest:.0f} ms")


def fill(listings: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from duijie.demo.city import build  # noqa: PLC0415
    from duijie.demo.history import load_history  # noqa: PLC0415
    from duijie.demo.load import load  # noqa: PLC0415
    from duijie.portal.exchange.models import Listing, Match  # noqa: PLC0415
    from duijie.portal.exchange.tasks import match_everything  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if Listing.objects.exists():
        print(f"{connection.vendor}: {Listing.objects.count():,} listings, {Match.objects.count():,} matches")
        return
    started = time.perf_counter()
    city = build(enterprises=10_000, listings=listings)
    built = time.perf_counter()
    load(city, password="a-password-for-measuring")  # noqa: S106  of a database that is thrown away
    loaded = time.perf_counter()
    match_everything(progress=lambda done, total, what: None)
    load_history(city)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(
        f"{connection.vendor}: {city.size:,} listings, {Match.objects.count():,} matches; built in {built - started:.0f} s, "
        f"loaded in {loaded - built:.0f} s, matched and stored in {time.perf_counter() - loaded:.0f} s",
        flush=True,
    )


def measure(role: str, urls: list[str], rounds: int) -> list[float]:
    from django.core.cache import cache  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from duijie.portal.accounts.models import User  # noqa: PLC0415

    client: Any = Client(headers={"host": "localhost"})
    client.force_login(
        User.objects.get(username=role), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    medians = []
    for url in urls:
        client.get(url)
        times = []
        for _round in range(rounds):
            cache.clear()
            started = time.perf_counter()
            answer = client.get(url)
            times.append((time.perf_counter() - started) * 1_000)
            assert answer.status_code == 200, (url, answer.status_code)
        with CaptureQueriesContext(connection) as captured:
            cache.clear()
            client.get(url)
        medians.append(statistics.median(times))
        print(
            f"{role:12} {medians[-1]:6.0f} ms  slowest {max(times):6.0f} ms  {len(captured):3} queries  {url}",
            flush=True,
        )
    return medians


if __name__ == "__main__":
    main()
