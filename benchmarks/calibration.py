"""Do the verdicts keep what they state, on copies of the embedded country?

Stated beside realised rates, for one municipality and for all, as the report prints them.
Run with ``python benchmarks/calibration.py [code] [copies]``; README.md beside this file
shows what it printed and how to read it.
"""

from __future__ import annotations

import sys
import time

from analysis.comparison.assemble import compare_practice
from analysis.comparison.calibration.realised import Realised
from analysis.comparison.calibration.verdicts import Answered, calibrate_verdicts
from analysis.datasets.project import open_data


def main(arguments: list[str]) -> None:
    """Print the table."""
    code = arguments[0] if arguments else "101"
    n_copies = int(arguments[1]) if len(arguments) > 1 else 400
    comparison = compare_practice(open_data(), code)
    found = calibrate_verdicts(comparison, n_copies=n_copies)
    print(f"Per cent of {n_copies} copies; focus {code} with its own peers, all with theirs\n")
    print(f"{'':<30}{'stated':>7}{'focus':>15}{'all':>18}{'named':>8}{'found':>7}{'wrong':>7}")
    for measure in found.measures:
        print(f"{measure.measure.headline.id} (typical distance {measure.typical_distance:.2f})")
        for answer in measure.answers:
            print(_row(answer))
        if measure.extremeness is not None:
            copied = measure.extremeness.copied
            print(
                f"  as extreme: predicted {100 * measure.extremeness.predicted:.1f}, "
                f"in the copies{_limits(copied)}"
            )
    print(f"\n{time.process_time():.0f} seconds of processor time")


def _row(answer: Answered) -> str:
    worth = "".join(f"{100 * part:7.1f}" for part in (answer.found, answer.wrong_sign))
    head = f"  {answer.question.value:<28}{100 * answer.stated:7.1f}"
    limits = f"{_limits(answer.focus)} {_limits(answer.everybody)}"
    return (head + limits + f"{answer.n_named[0]:8.1f}" + worth).replace("nan", "  -")


def _limits(found: Realised | None) -> str:
    if found is None:
        return f"{'-':>17}"
    return f"{100 * found.share:6.1f} ({100 * found.lower:.1f}-{100 * found.upper:.1f})"


if __name__ == "__main__":
    main(sys.argv[1:])
