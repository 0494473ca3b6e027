"""How does an author begin a commentary file? With the places of the report listed in it."""

from __future__ import annotations

from pathlib import Path

from analysis.commentary.model import PAGE_ONE, PRACTICE, Subject
from analysis.commentary.shown import Shown
from analysis.errors import RenderingError
from analysis.findings.releases import PUBLIC
from analysis.labels import number
from analysis.review.writing import write_atomically

_FILE = """\
# Kommunens egne ord til {report}, kommune {code}, {period}{release}.
#
# Filen rettes i en almindelig teksteditor og gemmes som UTF-8. Teksten bliver stående, når
# rapporten laves igen. Linjer med # læses ikke.
# Skriv aldrig CPR-numre, navne eller enkeltsager, heller ikke i linjer med #. Skriv ingen små
# antal personer: dem kan programmet ikke finde, når de står i en tekst.
municipality_code: "{code}"
period: "{period}"
report: {report}
{release_line}
# udkast eller godkendt. En godkendt rapport skal have begge linjer herunder, uden #.
status: udkast
#approved_by: "Beskæftigelsesdirektøren"   # en rolle, ikke et navn
#approved_on: 2026-03-12

# Før denne dag (og dette klokkeslæt) må rapporten ikke offentliggøres.
#embargo: 2026-03-20 10:00

# En bemærkning skrives som eksemplet. Fjern # foran linjerne, og behold mellemrummene.
# Et nyt afsnit begynder efter en tom linje. Side 1 har plads til {page_one} tegn, andre steder
# {longest}.
comments:
#  - place: {page_one_place}
#    written: 2026-03-12
#    written_by: "Beskæftigelsesforvaltningen"
#    text: |
#      Første afsnit.
#
#      Andet afsnit.

# Når teksten er skrevet, lad programmet huske, hvad tallene var:
#   praksis commentary confirm{options}
#
# Steder (place), som en bemærkning kan høre til:
{places}
"""


def start_commentary(path: Path, subject: Subject, shown: Shown) -> Path:
    """Write a commentary file to begin with.

    Parameters
    ----------
    path : Path
        Where; nothing may lie there yet.
    subject : Subject
        The report it is about.
    shown : Shown
        What the delivered report shows: its headings are the places offered.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    RenderingError
        If there is a file already (it is never written over), or it cannot be written.
    """
    _fail_if_file_exists(path)
    write_atomically(path, _fill(subject, shown).encode("utf-8"))
    return path


def _fill(subject: Subject, shown: Shown) -> str:
    from analysis.commentary.reading import (  # noqa: PLC0415 (--help needs no YAML)
        LONGEST,
        LONGEST_ON_PAGE_ONE,
    )

    ids = [PAGE_ONE, *(block.id for block in shown.headings)]
    width = max(map(len, ids))
    is_public = subject.release == PUBLIC
    return _FILE.format(
        report=subject.report,
        code=subject.municipality_code,
        period=subject.period,
        release=" (offentlig udgave)" if is_public else "",
        release_line=f"release: {subject.release}",
        page_one=number(LONGEST_ON_PAGE_ONE),
        longest=number(LONGEST),
        page_one_place=PAGE_ONE,
        options=_options(subject),
        places="\n".join(f"#   {each:<{width}}  {shown.title_of(each)}" for each in ids),
    )


def _options(subject: Subject) -> str:
    """Return the options by which the commands find this report's file again."""
    options = f" --municipality {subject.municipality_code} --period {subject.period}"
    if subject.report != PRACTICE:
        options += f" --report {subject.report}"
    return options + (f" --release {PUBLIC}" if subject.release == PUBLIC else "")


def _fail_if_file_exists(path: Path) -> None:
    if path.exists():
        raise RenderingError(
            "There is a commentary file already.",
            where=str(path),
            expected="no file of this name: what somebody has written is never written over",
            fix="edit that file, or move it away to begin anew",
        )
