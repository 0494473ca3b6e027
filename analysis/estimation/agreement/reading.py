"""What does an agreement say in plain words, and what does it not say?

The sentences are Danish, for the report. They tell how often two readers agreed, on how
few a scheme's figure rests, and what a coefficient adds. They carry no verdict: the
ladder of Landis and Koch (1977), from *slight* to *almost perfect*, is not used. Its
steps were drawn by hand, they ignore the uncertainty, and the same two readers climb or
fall on it when only the scheme's frequency changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from analysis import labels
from analysis.errors import EstimationError
from analysis.estimation.agreement.coefficients import Agreement
from analysis.estimation.agreement.limits import Coefficient

# A rule of thumb for a sentence, not a test: with fewer, one case moves kappa by a tenth.
FEW_POSITIVES = 10
# As wide as this, the limits hold both chance and near agreement.
WIDE = 0.5

NO_LADDER = (
    "Tallene sættes ikke i bås som »god« eller »dårlig« enighed: trinene i den ofte brugte "
    "skala (Landis og Koch, 1977) er valgt på skøn, og de samme læsere flytter sig på den, "
    "når en ordning blot er sjældnere."
)


@dataclass(frozen=True)
class AgreementReading:
    """An agreement in words.

    Attributes
    ----------
    headline : str
        How often the two agreed.
    sentences : tuple of str
        What lies behind it, each complete on its own.
    is_informative : bool
        Whether the second readings say something about the scheme, and not only about
        everybody outside it.
    """

    headline: str
    sentences: tuple[str, ...]
    is_informative: bool


def describe_agreement(
    agreement: Agreement, *, subject: str, positive: Any = None
) -> AgreementReading:
    """Say in Danish what two readers' agreement shows and what it does not.

    Parameters
    ----------
    agreement : Agreement
        From `measure_agreement` or `agreement_of_table`.
    subject : str
        What was judged, in Danish and as it stands in a sentence, such as
        ``fleksjob`` or ``spørgsmålet om arbejdsevne``.
    positive : object, optional
        The category that counts as being in the target group. Left out, no sentence is
        made about it.

    Raises
    ------
    EstimationError
        If `positive` is not one of the categories.

    Examples
    --------
    >>> from analysis.estimation.agreement.coefficients import agreement_of_table
    >>> agreement = agreement_of_table([[45, 1], [1, 1]], ["nej", "ja"])
    >>> print(describe_agreement(agreement, subject="revalidering", positive="ja").headline)
    De to læsere er enige om revalidering i 46 af 48 sager.
    """
    _fail_if_answer_is_unknown(agreement, positive)
    if agreement.n == 0:
        return AgreementReading(
            f"Ingen sager er læst af to læsere om {subject}.",
            ("Enigheden er ikke målt, og en enkelt læsers fejl kan ikke ses.",),
            False,
        )
    sentences = [*_about_positive(agreement, subject, positive), *_about_kappa(agreement)]
    sentences += _about_one_side(agreement)
    if agreement.n_missing:
        sentences.append(
            f"{_cases(agreement.n_missing)} er kun læst af den ene og tæller ikke med her."
        )
    headline = (
        f"De to læsere er enige om {subject} i {labels.number(agreement.n_agree)} af "
        f"{_cases(agreement.n)}."
    )
    return AgreementReading(headline, tuple(sentences), _is_informative(agreement, positive))


def _about_positive(agreement: Agreement, subject: str, positive: Any) -> list[str]:
    if positive is None:
        return []
    place = agreement.categories.index(positive)
    both = int(agreement.table[place, place])
    either = int(agreement.table[place].sum() + agreement.table[:, place].sum()) - both
    if either == 0:
        return [
            f"Ingen af dem fandt nogen i målgruppen for {subject}. Enigheden viser derfor kun, "
            "at de er enige om, hvem der ikke er."
        ]
    found = (
        f"Mindst én af dem fandt målgruppen for {subject} i {_cases(either)}, og begge i "
        f"{labels.number(both)} af dem."
    )
    if either >= FEW_POSITIVES:
        return [found]
    return [
        found,
        f"Det siger for lidt om {subject}: så få er i målgruppen, at enigheden mest handler "
        "om dem, der ikke er.",
    ]


def _about_kappa(agreement: Agreement) -> list[str]:
    kappa = agreement.kappa
    if math.isnan(kappa.value):
        return [
            "Enighed ud over det tilfældige (kappa) kan ikke beregnes: begge læsere gav alle "
            "sager det samme svar."
        ]
    interval = labels.interval(kappa.lower, kappa.upper, decimals=2)
    sentences = [
        f"Enighed ud over det tilfældige (Cohens kappa) er {labels.number(kappa.value, decimals=2)}"
        f" ({interval}), hvor 1 er fuld enighed og 0 er, hvad lodtrækning giver."
    ]
    if _is_wide(kappa):
        sentences.append(
            "Intervallet er så bredt, at sagerne ikke kan afgøre, om enigheden er stor eller lille."
        )
    gwet = agreement.gwet
    if kappa.expected > 0.8 and not math.isnan(gwet.value):
        sentences.append(
            "Næsten alle sager fik det samme svar, og så kan kappa være lille, selv om læserne "
            f"sjældent er uenige. Gwets AC1, der er mindre følsom, er "
            f"{labels.number(gwet.value, decimals=2)}; den kan til gengæld være stor, selv om "
            "læserne ikke finder de samme."
        )
    return sentences


def _about_one_side(agreement: Agreement) -> list[str]:
    if math.isnan(agreement.mcnemar_p) or agreement.mcnemar_p >= 0.05:
        return []
    first_only, second_only = int(agreement.table[1, 0]), int(agreement.table[0, 1])
    more, less = ("første", "anden") if first_only > second_only else ("anden", "første")
    many, few = max(first_only, second_only), min(first_only, second_only)
    return [
        f"Uenigheden går mest én vej: {more} læser sagde »{agreement.categories[1]}« alene i "
        f"{_cases(many)}, {less} læser i {labels.number(few)}. De lægger formentlig en "
        "forskellig målestok."
    ]


def _is_informative(agreement: Agreement, positive: Any) -> bool:
    if math.isnan(agreement.kappa.value) or _is_wide(agreement.kappa):
        return False
    if positive is None:
        return True
    place = agreement.categories.index(positive)
    seen = agreement.table[place].sum() + agreement.table[:, place].sum()
    return bool(seen - agreement.table[place, place] >= FEW_POSITIVES)


def _is_wide(kappa: Coefficient) -> bool:
    return kappa.upper - kappa.lower > WIDE


def _cases(n: int) -> str:
    return f"{labels.number(n)} {'sag' if n == 1 else 'sager'}"


def _fail_if_answer_is_unknown(agreement: Agreement, positive: Any) -> None:
    if positive is not None and positive not in agreement.categories:
        raise EstimationError(
            "The answer that counts as yes is not one of the categories.",
            where="positive",
            expected="one of the answers that the checklist allows",
        )
