"""The forms of cover papers."""

from __future__ import annotations

import pytest

from analysis.documents.cover_forms import load_form
from analysis.errors import RenderingError


def test_koebenhavns_form_has_its_six_headings_in_order() -> None:
    assert load_form("koebenhavn").headings == (
        *("Indstilling", "Problemstilling", "Løsning", "Økonomi", "Videre proces", "Bilag"),
    )


def test_slagelses_form_begins_with_what_is_decided_and_ends_with_the_proposal() -> None:
    headings = load_form("slagelse").headings
    assert headings[0] == "Beslutningstema"
    assert headings[-2:] == ("Indstilling", "Bilag")
    assert "Konsekvenser for andre udvalg" in headings


def test_an_unknown_form_is_refused_with_those_there_are() -> None:
    with pytest.raises(RenderingError, match="no form 'viborg'") as caught:
        load_form("viborg")
    assert "koebenhavn or slagelse" in str(caught.value)
