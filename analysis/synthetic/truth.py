"""What is true about each municipality, before chance has its say?

Three things move a municipality's rate away from the country's: the conditions that the
facts show, a need that no column carries, and practice. Only the last is what the
comparison looks for. The schemes' practice effects hang together: a municipality that
awards few førtidspensioner has more people on kontanthjælp and in ressourceforløb.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.concepts import Benefit, Stage
from analysis.synthetic.assumptions import assumed
from analysis.synthetic.places import Places
from analysis.synthetic.randomness import stream

BENEFITS = {
    "FP": Benefit.FOERTIDSPENSION,
    "FL": Benefit.FLEKSJOB,
    "RES": Benefit.RESSOURCEFORLOEB,
    "RE": Benefit.REVALIDERING,
    "KT": Benefit.KONTANTHJAELP,
    "SY": Benefit.SYGEDAGPENGE,
}
FLOW_OF_PENSION = "FP_flow"


@dataclass(frozen=True)
class Truth:
    """The true effects on the log scale, by StatBank's code of the benefit.

    Attributes
    ----------
    practice : dict of str to array of float, shape (98,)
        One for each benefit's stock, and ``FP_flow`` for the awards.
    conditions, hidden_need : dict of str to array of float, shape (98,)
        One for each benefit; the same for its awards and its stock.
    """

    practice: dict[str, NDArray[np.float64]]
    conditions: dict[str, NDArray[np.float64]]
    hidden_need: dict[str, NDArray[np.float64]]

    def multiplier(self, code: str) -> NDArray[np.float64]:
        """Return the rate relative to the unweighted mean of the municipalities."""
        benefit = code.removesuffix("_flow")
        effect = self.practice[code] + self.conditions[benefit] + self.hidden_need[benefit]
        multiplier = np.exp(effect)
        return np.asarray(multiplier / multiplier.mean())


def draw_truth(places: Places) -> Truth:
    """Draw the true effects; those of the six largest cities are chosen, not drawn."""
    rng = stream("truth")
    n = len(places.codes)
    limit = assumed("condition_limit")
    conditions = np.clip(places.conditions, -limit, limit)
    need = rng.standard_normal(n)
    sds, substitution = assumed("practice_sd"), assumed("practice_substitution")
    left = assumed("pension_stock_practice")
    flow = rng.normal(0, sds["FP"], n)
    practice = {
        FLOW_OF_PENSION: flow,
        "FP": left["share"] * flow + rng.normal(0, left["sd"], n),
    }
    for code, weight in substitution.items():
        practice[code] = weight * flow + rng.normal(0, sds[code], n)
    for city, chosen in assumed("practice_six_cities").items():
        place = int(np.flatnonzero(places.codes == city)[0])
        need[place] = 0.0
        for code, effect in chosen.items():
            practice[code][place] = effect
    return Truth(
        practice={code: np.round(effect, 6) for code, effect in practice.items()},
        conditions={
            code: np.round(conditions @ np.array(weights), 6)
            for code, weights in assumed("conditions").items()
        },
        hidden_need={
            code: np.round(weight * need, 6) for code, weight in assumed("hidden_need").items()
        },
    )


def tabulate_truth(places: Places, truth: Truth) -> pd.DataFrame:
    """Return the truth as a table, one row per municipality, benefit and stage.

    Returns
    -------
    DataFrame
        ``municipality_code``, ``benefit``, ``stage`` (flow or stock),
        ``log_practice_effect`` and the rate multipliers ``multiplier_conditions`` and
        ``multiplier_hidden_need`` (dimensionless).
    """
    rows = []
    for code, benefit in BENEFITS.items():
        stages = [(Stage.FLOW, FLOW_OF_PENSION), (Stage.STOCK, code)]
        for stage, name in stages if code == "FP" else stages[1:]:
            rows.append(
                pd.DataFrame(
                    {
                        "municipality_code": places.codes,
                        "benefit": benefit.value,
                        "stage": stage.value,
                        "log_practice_effect": truth.practice[name],
                        "multiplier_conditions": np.exp(truth.conditions[code]).round(6),
                        "multiplier_hidden_need": np.exp(truth.hidden_need[code]).round(6),
                    }
                )
            )
    return pd.concat(rows, ignore_index=True)
