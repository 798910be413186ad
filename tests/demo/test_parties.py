"""Those who take part: right in form, none twice, and plainly invented."""

from datetime import date

from duijie.demo import parties
from duijie.demo.city import City
from duijie.standards import credit_code, divisions, industries, size_classes
from tests.demo.chance import drawn


def test_codes_are_right_in_form_and_marked_as_invented(city: City) -> None:
    codes = [p.credit_code for p in city.parties if p.credit_code]
    assert len(set(codes)) == len(codes) == 300
    assert all(credit_code.is_valid(code) and code[8:11] == "DEM" for code in codes)
    assert all(p.credit_code is None for p in city.parties if p.kind != "enterprise")


def test_no_name_is_given_twice(city: City) -> None:
    names = [p.name for p in city.parties]
    assert len(set(names)) == len(names)


def test_there_are_names_for_the_largest_city_that_can_be_asked_for() -> None:
    brands = list(parties._brands(drawn(1)))
    assert len(set(brands)) == len(brands) >= 100_000


def test_regions_and_industries_exist(city: City) -> None:
    assert all(divisions.within(p.region, "410300") for p in city.parties)
    firms = [p for p in city.parties if p.kind == "enterprise"]
    found = [industries.get(p.industry) for p in firms]
    assert all(one is not None and one.level == 4 for one in found)
    assert {p.region for p in firms} == set(parties.regions())
    assert {p.region for p in city.parties if p.kind == "county"} == set(parties.regions())


def test_the_mix_is_that_of_an_industrial_and_cultural_city(city: City) -> None:
    themes = [p.theme for p in city.parties if p.kind == "enterprise"]
    assert set(themes) == {
        "bearings", "chem", "culture", "energy", "food", "heavy", "metals", "services", "tools", "vehicles",
    }  # fmt: skip
    assert max(themes.count(t) for t in set(themes)) < 0.3 * len(themes)


def test_nobody_can_be_called_by_mistake(city: City) -> None:
    assert all(p.contact_phone.startswith("0379-0") for p in city.parties)
    assert all(p.contact_name for p in city.parties)


def test_firms_have_sensible_facts(city: City, day: date) -> None:
    firms = [p for p in city.parties if p.kind == "enterprise"]
    known = [p for p in firms if p.employees is not None]
    assert 0.8 < len(known) / len(firms) < 1
    for firm in firms:
        assert firm.registered_on is not None
        assert firm.registered_on < day
        assert firm.capital
        assert firm.business_scope
        assert firm.address.startswith("河南省洛阳市")
        assert 1 <= len(firm.products) <= 4
    classes = {
        size_classes.classify(
            p.industry or "", employees=p.employees, revenue=p.revenue, assets=p.assets
        ).size_class
        for p in known
    }
    assert classes >= {"medium", "small", "micro"}
