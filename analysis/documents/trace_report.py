"""How is a reader told where each number of a paper is from, and what to do about it?

The same table in three forms: on the screen, as a page, and as a file for a spreadsheet.
What is to be done stands first. No more of the paper is shown than the sentence around a
number.
"""

from __future__ import annotations

import csv
import html
import io
import re
import textwrap
from collections.abc import Iterator

from analysis.labels import number
from analysis.packs.tracing.model import PaperTrace, Trace, TracedNumber

_SIGNED = re.compile(r"[+-][\d.,]+(?: ?%| \w+\.? kr\.?)?")
_WIDTH = 96
_MOST_SHOWN = 240
_COLUMNS = ("hvor", "tal", "klasse", "kilde", "fund", "burde_vaere", "raad", "saetning")
_ORDER = (
    Trace.CHANGED,
    Trace.STALE,
    Trace.OVERCLAIMED,
    Trace.SYNTHETIC,
    Trace.UNTRACED,
    Trace.ROUNDED,
    Trace.TRACED,
    Trace.NO_RESULT,
)
_STYLE = """\
body{font:16px/1.5 Inter,system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;\
color:#1a1a1a}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #ccc}
th{border-bottom:2px solid #1a1a1a}
.flag td:first-child{border-left:.3rem solid #1a1a1a;padding-left:.6rem}
mark{background:none;font-weight:700;text-decoration:underline}
"""


def write_trace(trace: PaperTrace, *, name: str, everything: bool = False) -> str:
    """Return the table for the screen.

    Parameters
    ----------
    trace : PaperTrace
        Every number of the paper.
    name : str
        Of the paper.
    everything : bool, default False
        Whether numbers with which nothing is to be done are listed one by one.
    """
    lines = [*_head(trace, name), ""]
    for kind in _ORDER:
        if not (kind.is_flag or kind is Trace.UNTRACED or everything):
            continue
        of_kind = [each for each in trace.numbers if each.trace is kind]
        if of_kind:
            lines += [f"{kind.label.upper()} ({number(len(of_kind))})", ""]
            for each in of_kind:
                lines += [*_write_entry(each), ""]
    return "\n".join([*lines, summarise(trace)]) + "\n"


def write_trace_html(trace: PaperTrace, *, name: str) -> str:
    """Return the table as a page that stands alone.

    Parameters
    ----------
    trace : PaperTrace
        Every number of the paper.
    name : str
        Of the paper.
    """
    head = "".join(f"<p>{html.escape(line)}</p>\n" for line in _head(trace, name)[1:])
    rows = "".join(_html_row(each) for each in _sort(trace))
    titles = "".join(
        f'<th scope="col">{title}</th>'
        for title in ("Hvad", "Tal", "Hvor og i hvilken sætning", "Kilde", "Burde være", "Gør")
    )
    return (
        '<!doctype html>\n<html lang="da">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Tal i {html.escape(name)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>Tal i {html.escape(name)}</h1>\n{head}"
        f"<p>{html.escape(summarise(trace))}</p>\n"
        f"<table>\n<thead><tr>{titles}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
        "</main>\n</body>\n</html>\n"
    )


def write_trace_csv(trace: PaperTrace) -> str:
    """Return the table as a file for a spreadsheet, in the order of the paper.

    Parameters
    ----------
    trace : PaperTrace
        Every number of the paper.
    """
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for each in trace.numbers:
        fields = (
            *(each.where, each.printed, each.trace.label, each.source, _finding(each)),
            *(each.should_be, each.advice, _shorten(each.sentence)),
        )
        table.writerow([_safe(field) for field in fields])
    return "\ufeff" + written.getvalue()


def summarise(trace: PaperTrace) -> str:
    """Return how many numbers there are of each kind, in one line.

    Parameters
    ----------
    trace : PaperTrace
        Every number of the paper.
    """
    counts = trace.counts
    said = [f"{number(counts[kind])} {kind.label}" for kind in Trace if counts[kind]]
    n_flagged = len(trace.flagged)
    if not trace.numbers:
        return "Der er ingen tal i teksten."
    todo = f"Ret {number(n_flagged)} steder." if n_flagged > 1 else "Ret ét sted."
    return f"{todo if n_flagged else 'Intet skal rettes.'} {', '.join(said)}."


def _head(trace: PaperTrace, name: str) -> list[str]:
    earlier = "; ".join(trace.earlier_names) or "ingen"
    return [
        f"Tal i {name}",
        f"Holdt op mod oplægget: {trace.pack_name}.",
        f"Tidligere oplæg: {earlier}.",
    ]


def _write_entry(each: TracedNumber) -> Iterator[str]:
    yield f"  {each.printed}   ({each.where})"
    parts = [("Sætning", _shorten(each.sentence)), ("Kilde", each.source)]
    parts += [("Burde være", each.should_be), ("Gør", each.advice)]
    for lead, text in parts:
        if text:
            yield textwrap.fill(
                f"{lead}: {text}", _WIDTH, initial_indent="    ", subsequent_indent="      "
            )


def _html_row(each: TracedNumber) -> str:
    sentence = html.escape(_shorten(each.sentence))
    printed = html.escape(each.printed)
    marked = sentence.replace(printed, f"<mark>{printed}</mark>", 1)
    cells = [
        each.trace.label,
        printed,
        f"{html.escape(each.where)}<br>{marked}",
        html.escape(each.source),
        html.escape(each.should_be),
        html.escape(each.advice),
    ]
    flag = ' class="flag"' if each.trace.is_flag else ""
    return f"<tr{flag}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _sort(trace: PaperTrace) -> list[TracedNumber]:
    return sorted(trace.numbers, key=lambda each: _ORDER.index(each.trace))


def _finding(each: TracedNumber) -> str:
    return f"{each.finding_id} {each.key}".strip()


def _shorten(sentence: str) -> str:
    plain = " ".join(sentence.split())
    return plain if len(plain) <= _MOST_SHOWN else plain[: _MOST_SHOWN - 1] + "…"


def _safe(field: str) -> str:
    """Keep a spreadsheet from taking a text for a formula; a number with a sign is none."""
    is_number = _SIGNED.fullmatch(field) is not None
    return f"'{field}" if field[:1] in {"=", "+", "-", "@", "\t"} and not is_number else field
