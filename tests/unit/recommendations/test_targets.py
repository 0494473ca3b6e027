"""Is a goal for awards seen through, and is an honest sentence left alone?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.recommendations.targets import find_award_target

AWARD_INDICATORS = (
    "Antal tilkendelser af førtidspension",
    "antal FØRTIDSPENSIONER om året",
    "Andel af borgere i fleksjob",
    "Flere fleksjob",
    "Bevillinger pr. kvartal",
    "Andel af sager, der bevilges",
    "Antal nye førtidspensionister",
    "Borgere, der overgår til ressourceforløb",
    "Andel, der henvises til en af de fire ordninger",
    "Indstillinger til førtidspension pr. center",
    "Færre afslag",
    "Andel afslag på førtidspension",
    "Kontanthjælpsmodtagere, der får fleksjob",
    "til\u00adkendelser",
    "tilkende\u200blser pr. år",
    "antal foertidspensioner",
    "fleks\u2011job: antal fleks-job",
    "Number of awards",
    "Modtagere af førtidspension",
)
HONEST_INDICATORS = (
    "Andel af forelagte sager med komplet dokumentation",
    "Andel af sager om førtidspension, der afgøres inden for fristen",
    "Uger fra sagen rejses, til den er afgjort",
    "Førtidspensionssager, der sendes tilbage fra teamet",
    "Andel af påklagede sager, som Ankestyrelsen ændrer eller hjemviser",
    "Enighed om førtidspension, når to læser den samme sag",
    "Lægeattester modtaget inden for 30 dage",
    "Andel af etårige forløb, hvor den sidste afklaring foreligger på slutdatoen",
)
AWARD_TEXTS = (
    "Kommunen skal give flere førtidspensioner.",
    "Antallet af tilkendelser skal op.",
    "Vi hæver antallet af bevillinger.",
    "Der gives 300 fleksjob om året.",
    "Måltal for tilkendelser pr. center.",
    "Mindst 50 borgere til førtidspension.",
    "Højst 20 nye ressourceforløb.",
    "Reducer bevillingerne.",
)
HONEST_TEXTS = (
    "En sag forelægges først, når tjeklistens krav om dokumentation er opfyldt.",
    "Bestanden i fleksjob afviger fra de sammenlignelige kommuners.",
    "SOF forbereder den sociale del af 20 sager i tre måneder.",
    "Åbenbare sager om førtidspension forelægges ikke teamet.",
    "Færre førtidspensionssager sendes tilbage, når de er komplette.",
    "Afgørelser om tilkendelse begrundes efter lovens fem krav.",
    "Igangværende ressourceforløb får en slutdato og en ansvarlig.",
)


@pytest.mark.parametrize("text", AWARD_INDICATORS)
def test_an_indicator_of_awards_is_found(text: str) -> None:
    assert find_award_target(text, is_indicator=True) != ""


@pytest.mark.parametrize("text", HONEST_INDICATORS)
def test_an_indicator_of_the_process_is_left_alone(text: str) -> None:
    assert find_award_target(text, is_indicator=True) == ""


@pytest.mark.parametrize("text", AWARD_TEXTS)
def test_a_text_that_sets_a_goal_for_awards_is_found(text: str) -> None:
    assert find_award_target(text, is_indicator=False) != ""


@pytest.mark.parametrize("text", HONEST_TEXTS)
def test_a_text_that_sets_no_goal_is_left_alone(text: str) -> None:
    assert find_award_target(text, is_indicator=False) == ""


@given(st.sampled_from(AWARD_INDICATORS), st.sampled_from(("upper", "lower", "title")))
def test_spelling_in_capitals_hides_nothing(text: str, how: str) -> None:
    assert find_award_target(getattr(text, how)(), is_indicator=True) != ""


@given(st.sampled_from(AWARD_TEXTS), st.sampled_from(HONEST_TEXTS))
def test_an_honest_sentence_before_a_goal_does_not_hide_it(goal: str, honest: str) -> None:
    assert find_award_target(f"{honest} {goal}", is_indicator=False) != ""
