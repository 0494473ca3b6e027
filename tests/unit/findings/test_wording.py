"""What the sentences say, and what they must never say."""

import dataclasses
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.assemble import compare_practice
from analysis.comparison.gaps import Gap
from analysis.concepts import Estimate, Origin, Stage
from analysis.errors import RequestError
from analysis.findings.verdict import Rule, Verdict, judge
from analysis.findings.wording import conclude_findings

NEVER = re.compile(
    r"\b(for få|for mange|bør|burde|skal|mangler|desværre|kun|hele)\b", re.IGNORECASE
)
NEVER_IN_ENGLISH = re.compile(
    r"\b(too few|too many|should|ought|must|lacks?|unfortunately|only|good|bad|better|worse)\b",
    re.IGNORECASE,
)
NO_CLAIM = {
    "da": re.compile("ikke skelnes|ikke usædvanlige|for lille til en vurdering|ingen data"),
    "en": re.compile("cannot be told|are not unusual among|too small for a judgement|no data"),
}
CLAIM = {
    "da": re.compile("tilkender .* til (færre|flere), end|er (lavere|højere), end"),
    "en": re.compile("awards .* to (fewer|more) people than|is (lower|higher) than"),
}
LIMITS = {
    Verdict.CLEARLY_LOWER: ((0.5, 0.8), (0.4, 0.9)),
    Verdict.LOWER: ((0.7, 0.9), (0.6, 1.1)),
    Verdict.INDISTINGUISHABLE: ((0.8, 1.2), (0.7, 1.3)),
    Verdict.HIGHER: ((1.1, 1.3), (0.9, 1.5)),
    Verdict.CLEARLY_HIGHER: ((1.4, 1.6), (1.2, 1.9)),
}
STOCKS = {
    Verdict.CLEARLY_LOWER: 600.0,
    Verdict.LOWER: 750.0,
    Verdict.INDISTINGUISHABLE: 1000.0,
    Verdict.HIGHER: 1250.0,
    Verdict.CLEARLY_HIGHER: 1500.0,
}


def with_verdict(comparison, verdict):
    """Return the comparison with every headline judged alike."""
    measures = tuple(
        dataclasses.replace(m, against_peers=_gap(m.headline.stage, verdict))
        for m in comparison.measures
    )
    return dataclasses.replace(comparison, measures=measures)


def _gap(stage: Stage, verdict: Verdict) -> Gap:
    if verdict is Verdict.NO_DATA:
        return Gap(n_observed=math.nan, n_expected=math.nan, crude_ratio=math.nan, n_peers=0)
    if verdict is Verdict.TOO_FEW:
        return Gap(n_observed=1.0, n_expected=2.0, crude_ratio=0.5, n_peers=3)
    limits, clear = LIMITS[verdict]
    n_observed = STOCKS[verdict] if stage is Stage.STOCK else 500 * sum(limits)
    common = {
        "n_observed": n_observed, "n_expected": 1000.0, "crude_ratio": 1.0, "n_peers": 3,
    }  # fmt: skip

    def estimate(pair, unit="ratio"):
        return Estimate(n_observed / 1000, *pair, 0.95, unit, 3, "exact")

    if stage is Stage.FLOW:
        awards = tuple((limit - 1) * 1000 for limit in limits)
        return Gap(
            **common, ratio=estimate(limits), clear_ratio=estimate(clear),
            difference=estimate(awards, "awards"),
        )  # fmt: skip
    return Gap(**common, ordinary=estimate((800, 1200)), clearly_ordinary=estimate((700, 1400)))


@pytest.fixture(scope="module")
def without_awards(invented, tmp_path_factory):
    """Return Aby against one peer where nothing is known of awards."""
    files = invented.without(invented.country(), "PEN113.csv")
    store = invented.open_country(tmp_path_factory.mktemp("no-awards"), files)
    return compare_practice(store, "9901", peers="9902")


@pytest.mark.parametrize("verdict", Verdict)
def test_no_sentence_calls_a_rate_good_or_bad(comparison, verdict):
    for finding in conclude_findings(with_verdict(comparison, verdict)):
        text = f"{finding.sentence} {finding.words}"
        assert NEVER.search(text) is None, text
        assert finding.sentence.endswith(".")


@pytest.mark.parametrize("verdict", Verdict)
def test_every_headline_is_in_exactly_one_sentence(comparison, verdict):
    findings = conclude_findings(with_verdict(comparison, verdict))
    text = " ".join(finding.sentence for finding in findings).casefold()
    for measure in comparison.measures:
        count = sum(m.headline.benefit is measure.headline.benefit for m in comparison.measures)
        assert text.count(measure.headline.benefit.label) == count
    assert {finding.verdict for finding in findings} == {verdict}
    assert len({finding.id for finding in findings}) == len(findings)


def test_flow_is_awarded_and_stock_is_a_stock(comparison):
    for verdict in LIMITS:
        findings = conclude_findings(with_verdict(comparison, verdict))
        flows = [f.sentence for f in findings if "ilken" in f.sentence]
        stocks = [f.sentence for f in findings if "estand" in f.sentence]
        assert flows
        assert stocks
        assert not set(flows) & set(stocks)
        assert all("fuldtidspersoner" not in sentence for sentence in flows)


@pytest.mark.parametrize(
    ("verdict", "direction", "persons"),
    [
        (Verdict.LOWER, "færre", "100 til 300 færre"),
        (Verdict.HIGHER, "flere", "100 til 300 flere"),
    ],
)
def test_difference_of_a_flow_is_said_in_people_with_its_limits(
    comparison, verdict, direction, persons
):
    sentence = conclude_findings(with_verdict(comparison, verdict))[0].sentence
    assert sentence.startswith("Aby tilkender førtidspension til " + direction)
    assert persons in sentence
    assert "95\u00a0%" in sentence
    assert "befolkningens alder og køn" in sentence


def test_flow_without_ages_is_said_to_be_per_head(invented, tmp_path):
    store = invented.open_country(tmp_path, invented.without(invented.country(), "FOLK1A.csv"))
    comparison = compare_practice(store, "9901", peers="9902,9903,9904")
    sentence = conclude_findings(comparison)[0].sentence
    assert "indbyggertallet" in sentence
    assert "alder" not in sentence


def test_differences_come_first_and_what_has_no_data_last(comparison, without_awards):
    verdicts = [finding.verdict for finding in conclude_findings(comparison)]
    assert verdicts[0].is_difference
    claims = [verdict.is_difference for verdict in verdicts]
    assert claims == sorted(claims, reverse=True)
    last = conclude_findings(without_awards)[-1]
    assert last.verdict is Verdict.NO_DATA
    assert last.sentence.startswith("Førtidspension (tilkendelser)")


def test_alike_headlines_share_a_sentence(comparison):
    findings = conclude_findings(with_verdict(comparison, Verdict.TOO_FEW))
    assert len(findings) == 2
    assert findings[1].sentence.count(",") >= 3


def test_ordinary_stock_is_still_said_in_direction_and_people(comparison):
    findings = conclude_findings(comparison)
    (ordinary,) = (f for f in findings if f.verdict is Verdict.INDISTINGUISHABLE)
    for measure in comparison.measures:
        gap = measure.against_peers
        if measure.headline.stage is Stage.STOCK and judge(gap) is Verdict.INDISTINGUISHABLE:
            people = round(gap.n_observed - gap.n_expected)
            way = "færre" if people < 0 else "flere"
            assert f"{measure.headline.benefit.label} ({abs(people)} {way})" in ordinary.sentence
    assert "ikke usædvanlige" in ordinary.sentence


def test_sentence_rests_on_its_own_headlines(invented, tmp_path):
    store = invented.open_country(tmp_path, synthetic=frozenset({"PEN113.csv"}))
    findings = conclude_findings(compare_practice(store, "9901", peers="9902,9903,9904"))
    by_origin = {f.id: f.lineage.origin for f in findings}
    assert by_origin.pop("fund-foertidspension-tilkendelser") is Origin.SYNTHETIC
    assert set(by_origin.values()) == {Origin.OBSERVED}


def test_limits_of_a_difference_that_hold_zero_are_said_in_both_directions(comparison):
    given = with_verdict(comparison, Verdict.LOWER)
    measures = tuple(
        dataclasses.replace(m, against_peers=_with_limits(m.against_peers, -40.0, 3.0))
        for m in given.measures
    )
    sentence = conclude_findings(dataclasses.replace(given, measures=measures))[0].sentence
    assert "fra 40 færre til 3 flere" in sentence


def _with_limits(gap, lower, upper):
    if gap.difference is None:
        return gap
    limits = dataclasses.replace(gap.difference, lower=lower, upper=upper)
    return dataclasses.replace(gap, difference=limits)


# In English


def numbers_in(sentence):
    """Return the numbers of a sentence, without what separates thousands and decimals."""
    return [re.sub("[.,]", "", text) for text in re.findall(r"\d[\d.,]*", sentence.rstrip("."))]


@pytest.fixture(scope="module")
def with_gap(comparison):
    """Return a function that makes a comparison of one headline with a gap."""

    def make(gap, stage):
        measure = next(m for m in comparison.measures if m.headline.stage is stage)
        measures = (dataclasses.replace(measure, against_peers=gap),)
        return dataclasses.replace(comparison, measures=measures)

    return make


@pytest.mark.parametrize("verdict", Verdict)
def test_no_english_sentence_calls_a_rate_good_or_bad(comparison, verdict):
    for finding in conclude_findings(with_verdict(comparison, verdict), language="en"):
        text = f"{finding.sentence} {finding.words}"
        assert NEVER_IN_ENGLISH.search(text) is None, text
        assert finding.sentence.endswith(".")
        assert not re.search("[æøåÆØÅ]", text.replace("Bekøb", ""))


@given(
    n_expected=st.floats(0.5, 20_000),
    ratio=st.floats(0.0, 4.0),
    width=st.floats(0.0, 1.5),
    usual=st.sampled_from([None, True, False]),
)
@settings(deadline=None, max_examples=30)
def test_sentence_on_awards_claims_a_difference_only_where_the_limits_do(
    with_gap, n_expected, ratio, width, usual
):
    limits, n_observed = (max(0.0, ratio - width), ratio + width), ratio * n_expected
    estimate = Estimate(ratio, *limits, 0.95, "ratio", n_observed, "exact")
    people = tuple((limit - 1) * n_expected for limit in limits)
    inside = Estimate(n_expected, n_observed - 1, n_observed + 1, 0.95, "awards", 9, "")
    gap = Gap(
        n_observed, n_expected, ratio, 3, ratio=estimate, clear_ratio=estimate,
        difference=dataclasses.replace(estimate, lower=people[0], upper=people[1]),
        usual={
            None: None, True: inside,
            False: dataclasses.replace(inside, lower=n_observed + 1, upper=n_observed + 2),
        }[usual],
    )  # fmt: skip
    judged_alike(with_gap(gap, Stage.FLOW), not limits[0] <= 1 <= limits[1])


@given(n_observed=st.floats(0, 4_000), low=st.floats(0, 999), high=st.floats(1_001, 5_000))
@settings(deadline=None, max_examples=30)
def test_sentence_on_a_stock_claims_a_difference_only_where_the_range_does(
    with_gap, n_observed, low, high
):
    ordinary = Estimate(1_000, low, high, 0.95, "recipients", 90, "")
    gap = Gap(n_observed, 1_000.0, 1.0, 3, ordinary=ordinary)
    judged_alike(with_gap(gap, Stage.STOCK), not low <= n_observed <= high)


def judged_alike(given, is_difference):
    """Check that both languages claim a difference as given, with the same numbers."""
    danish, english = (conclude_findings(given, language=language) for language in ("da", "en"))
    for one, other in zip(danish, english, strict=True):
        assert (one.verdict, one.rules) == (other.verdict, other.rules)
        assert numbers_in(one.sentence) == numbers_in(other.sentence)
        assert other.id == f"{one.id}-en"
    for finding in (danish[0], english[0]):
        assert bool(CLAIM[finding.language].search(finding.sentence)) == is_difference
        assert bool(NO_CLAIM[finding.language].search(finding.sentence)) != is_difference


@pytest.mark.parametrize("verdict", Verdict)
def test_both_languages_say_the_same_of_a_whole_report(comparison, verdict):
    given = with_verdict(comparison, verdict)
    pairs = zip(conclude_findings(given), conclude_findings(given, language="en"), strict=True)
    for danish, english in pairs:
        assert danish.sentence != english.sentence
        assert numbers_in(danish.sentence) == numbers_in(english.sentence)
        assert danish.rules == english.rules


def test_numbers_are_written_in_the_language_of_the_sentence(comparison):
    given = with_verdict(comparison, Verdict.HIGHER)
    assert "1.200 mod 1.000 forventede" in conclude_findings(given)[0].sentence
    assert "1,200 against 1,000 expected" in conclude_findings(given, language="en")[0].sentence


def test_limits_that_hold_zero_are_said_in_both_directions_in_english_too(comparison):
    given = with_verdict(comparison, Verdict.LOWER)
    measures = tuple(
        dataclasses.replace(m, against_peers=_with_limits(m.against_peers, -40.0, 3.0))
        for m in given.measures
    )
    findings = conclude_findings(dataclasses.replace(given, measures=measures), language="en")
    assert "from 40 fewer to 3 more" in findings[0].sentence


def test_language_without_words_is_refused(comparison):
    with pytest.raises(RequestError, match="'sv'"):
        conclude_findings(comparison, language="sv")


# What a sentence can be worked out again from, and what may follow it


def test_finding_names_the_rule_of_each_of_its_headlines(comparison, without_awards):
    findings = conclude_findings(comparison)
    rules = {headline: rule for f in findings for headline, rule in f.rules.items()}
    assert set(rules) == {m.headline.id for m in comparison.measures}
    assert rules["foertidspension-tilkendelser"] == Rule.CLEAR_LIMITS_EXCLUDE_ONE
    assert findings[0].rule == Rule.CLEAR_LIMITS_EXCLUDE_ONE
    last = conclude_findings(without_awards)[-1]
    assert last.rules == {"foertidspension-tilkendelser": Rule.NO_SOURCE}


def test_addition_follows_the_sentence_of_its_headline_and_no_other(comparison):
    plain = conclude_findings(comparison)
    added = conclude_findings(
        comparison, additions={"foertidspension-tilkendelser": "Ni af ti peersæt siger det samme."}
    )
    assert added[0].sentence == f"{plain[0].sentence} Ni af ti peersæt siger det samme."
    assert added[1:] == plain[1:]
