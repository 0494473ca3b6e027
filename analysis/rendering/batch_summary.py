"""How does somebody see at the top of a batch what is there and what is missing?

Two files, for machines and for people. They say of each municipality whether its report
stands there today, not whether this run or an earlier one made it, and hold no clock and
no folder of this machine: so they are the same however often a batch was taken up again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from analysis.labels import number
from analysis.rendering.batch_state import SUMMARIES, write_whole
from analysis.rendering.batch_work import Outcome

_PAGE = """<!DOCTYPE html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rapporter for kommunerne</title>
<style>
body {{ font: 16px/1.5 sans-serif; color: #2B333B; }}
body {{ max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
caption, th, td {{ text-align: left; padding: .3rem .6rem .3rem 0; vertical-align: top; }}
tr {{ border-bottom: 1px solid #C3CAD1; }}
a {{ color: #005A9C; }}
</style>
</head>
<body>
<h1>Rapporter for kommunerne</h1>
<p>{count}</p>
<table>
<thead>
<tr><th scope="col">Kode</th><th scope="col">Kommune</th><th scope="col">Rapport</th></tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def write_summary(
    folder: Path,
    outcomes: Sequence[Outcome],
    *,
    labels: Mapping[str, str],
    keys: Mapping[str, str],
    places: Mapping[str, str],
) -> None:
    """Write ``summary.json`` and ``summary.html`` at the top of a batch's folder.

    Parameters
    ----------
    folder : Path
        The batch's folder.
    outcomes : sequence of Outcome
        One per job, in the order to show.
    labels : mapping of str to str
        What a reader knows each code by.
    keys : mapping of str to str
        What each report was recognised by.
    places : mapping of str to str
        The folder of each report below `folder`, with slashes.
    """
    machine, people = (folder / name for name in SUMMARIES)
    write_whole(machine, _as_json(outcomes, labels, keys, places))
    write_whole(people, _as_html(folder, outcomes, labels, places))


def _as_json(
    outcomes: Sequence[Outcome],
    labels: Mapping[str, str],
    keys: Mapping[str, str],
    places: Mapping[str, str],
) -> str:
    failed = [each for each in outcomes if each.state == "failed"]
    values = {
        "made_by": "praksis",
        "n_reports": len(outcomes),
        "n_ready": len(outcomes) - len(failed),
        "n_failed": len(failed),
        "reports": [
            {
                "code": each.code,
                "name": labels.get(each.code, ""),
                "state": "failed" if each.state == "failed" else "ready",
                "folder": places[each.code],
                "key": keys[each.code],
                **({"kind": each.kind, "reason": each.reason} if each.state == "failed" else {}),
            }
            for each in outcomes
        ],
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _as_html(
    folder: Path,
    outcomes: Sequence[Outcome],
    labels: Mapping[str, str],
    places: Mapping[str, str],
) -> str:
    n_failed = sum(each.state == "failed" for each in outcomes)
    n_ready = len(outcomes) - n_failed
    count = f"{number(n_ready)} af {number(len(outcomes))} rapporter er klar." + (
        f" {number(n_failed)} kunne ikke laves; årsagen står ud for kommunen." if n_failed else ""
    )
    rows = "\n".join(
        _row(folder, each, labels.get(each.code, ""), places[each.code]) for each in outcomes
    )
    return _PAGE.format(count=escape(count), rows=rows)


def _row(folder: Path, outcome: Outcome, label: str, place: str) -> str:
    if outcome.state == "failed":
        told = f'ikke lavet: <span lang="en">{escape(outcome.reason.splitlines()[0])}</span>'
    else:
        told = " · ".join(
            f'<a href="{escape(path.relative_to(folder).as_posix())}">{escape(path.name)}</a>'
            for path in sorted((folder / place).iterdir())
            if path.is_file() and path.name != "manifest.json"
        )
    return f"<tr><td>{escape(outcome.code)}</td><td>{escape(label)}</td><td>{told}</td></tr>"
