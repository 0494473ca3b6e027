"""The line above page one, and the questions that head the other pages."""

from __future__ import annotations

from analysis.blocks.model import Block, Heading, Masthead
from analysis.comparison.assemble import PracticeComparison
from analysis.labels import date, sentence_case


def masthead(comparison: PracticeComparison, *, status: str = "udkast") -> Block:
    """Return the masthead: what the report is, whom it is about, and when.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives municipality, period and date.
    status : {'udkast', 'godkendt'}
        Whether the report is a draft.
    """
    content = Masthead(
        title="Praksissammenligning",
        municipality=comparison.focus_name,
        period=sentence_case(comparison.period.label),
        date=date(comparison.report_date),
        status=status,
    )
    return Block("praksissammenligning", content, comparison.name_lineage)


def part(name: str, title: str) -> Block:
    """Return the heading of a part of a page.

    Parameters
    ----------
    name : str
        Stable id, lower case with hyphens.
    title : str
        What the part is about, in Danish.
    """
    return Block(name, Heading(title, level=2))


def section(name: str, question: str) -> Block:
    """Return the heading of a page: one question.

    Parameters
    ----------
    name : str
        Stable id, lower case with hyphens.
    question : str
        The question that the page answers, in Danish.
    """
    return Block(name, Heading(question, level=1))
