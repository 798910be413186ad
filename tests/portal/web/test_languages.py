"""The site is Chinese at its source and complete in English."""

import gettext
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.test import Client

import duijie.portal
from duijie.portal.accounts.models import User

PORTAL = Path(duijie.portal.__file__).parent
FOLDERS = sorted(path.parent for path in PORTAL.rglob("locale/en/LC_MESSAGES/django.po"))
HAN = re.compile(r"[\u4e00-\u9fff]+")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def entries(folders: Sequence[Path] = FOLDERS) -> list[tuple[str, list[str]]]:
    """Every text with its translations; an app may have a catalogue of its own."""
    found = []
    blocks = (b for f in folders for b in (f / "django.po").read_text(encoding="utf-8").split("\n\n")[1:])
    for block in blocks:
        source = re.search(r'^msgid ((?:".*"\n?)+)', block, re.MULTILINE)
        said = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', block, re.MULTILINE)
        if source:
            found.append((_joined(source.group(1)), [_joined(s) for s in said]))
    return found


def _joined(text: str) -> str:
    return "".join(re.findall(r'"(.*)"', text))


def test_every_text_is_translated_with_its_placeholders() -> None:
    texts = entries()
    assert len(texts) > 600
    for source, translations in texts:
        for said in translations:
            assert said, source
            assert set(PLACEHOLDER.findall(said)) == set(PLACEHOLDER.findall(source)), source


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parents[2].name)
def test_what_is_shipped_is_compiled_from_it(folder: Path) -> None:
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for source, translations in entries([folder]):
        if len(translations) == 1:
            assert compiled.gettext(source.replace("\\n", "\n").replace('\\"', '"')) == translations[
                0
            ].replace("\\n", "\n").replace('\\"', '"')


def test_every_text_of_the_code_is_there() -> None:
    """What is marked for translation in Python and templates is among the texts."""
    known = {source for source, _translations in entries()}
    marked = set()
    for path in PORTAL.rglob("*.html"):
        marked |= set(re.findall(r"""{% translate ["']([^"'{}]+)["']""", path.read_text(encoding="utf-8")))
    for path in PORTAL.rglob("*.py"):
        marked |= set(
            re.findall(r"""\b(?:_|gettext_lazy|gettext)\("([^"\\]+)"\)""", path.read_text(encoding="utf-8"))
        )
    assert {text for text in marked if HAN.search(text)} - known == set()


PAGES = [
    "/jobs/",
    "/audit/",
    "/accounts/settings/",
    "/accounts/invitations/",
    "/accounts/registrations/",
    "/listings/",
    "/matches/",
    "/interests/",
    "/rounds/",
    "/rounds/new/",
    "/dashboard/",
    "/agreements/",
    "/agreements/new/",
    "/agreements/import/",
    "/agreements/funnel/",
    "/agreements/funnel/meetings/",
    "/agreements/rules/",
    "/parties/import/",
]


@pytest.mark.parametrize("url", PAGES)
def test_an_english_page_has_no_chinese_but_data(
    url: str, officer: User, client_for: Callable[..., Client]
) -> None:
    client = client_for(officer)
    client.post("/language/", {"language": "en", "next": url})
    page = client.get(url).content.decode()
    shown = re.sub(
        r"<script.*?</script>|placeholder=\"[^\"]*\"|<datalist.*?</datalist>", "", page, flags=re.DOTALL
    )
    data = {"统筹员", "市企业服务中心", "洛阳市", "对接", "中文", "涧西区", "通用设备"}
    columns = set(re.findall(r'<div class="dj-hint">Columns recognised:(.*?)</div>', shown, flags=re.DOTALL))
    shown = shown if not columns else shown.replace(columns.pop(), "")
    assert set(HAN.findall(shown)) - data == set()


def test_the_choice_of_language_is_kept(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    page = client.get("/accounts/login/").content.decode()
    assert "Sign in" in page
    assert "登录" not in page
