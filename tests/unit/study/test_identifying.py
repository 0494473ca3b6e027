"""Sources are named by role."""

import pytest

from analysis.study.identifying import find_identifying


@pytest.mark.parametrize(
    "text",
    [
        "skriv til chef@aby.dk",
        "ring på 12 34 56 78",
        "ring 1234 5678",
        "tlf. 12345678",
        "+45 12345678",
        "født " + "010190" + "-" + "1234",
    ],
)
def test_what_reaches_a_person_is_found(text):
    assert find_identifying(text)


@pytest.mark.parametrize(
    "text",
    [
        "sagsnr. 330-2019-13433 og 2015-0262510-10",
        "https://www.yumpu.com/da/document/view/20434002/praksis",
        "https://trung.dk/2019-03-04/20839105-2292-4753-ac39-33823de5addf",
        "3.500 sager siden 2008, og 16 mio. kr. i 2017",
        "Anna Hansen",
    ],
)
def test_numbers_of_cases_and_addresses_are_no_telephone_numbers(text):
    assert not find_identifying(text)


@pytest.mark.parametrize("role", ["Anna Hansen", "chef Anna B. Hansen", "Åse Østergård-Holm"])
def test_name_in_the_field_for_a_role_is_found(role):
    assert find_identifying(role, is_role=True)


@pytest.mark.parametrize(
    "role",
    [
        "afdelingsleder i jobcentret",
        "Social- og Beskæftigelsesudvalget",
        "Beskæftigelseschef, Aby Kommune",
        "Jobcenter Bekøb",
        "Ankestyrelsen",
        "centerledelsen i Center for Arbejdsmarked og Integration",
        "BIF, 2. kontor",
    ],
)
def test_role_and_institution_are_accepted(role):
    assert not find_identifying(role, is_role=True)
