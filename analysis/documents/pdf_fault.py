"""What is wrong with a PDF, and where? One fault of one rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing in a PDF that breaks a rule.

    Attributes
    ----------
    rule : str
        The rule's name: one of those in docs/how-to/accessible-pdf.md.
    message : str
        What is wrong, in words.
    page : int
        Where, counted from 1; 0 for the file as a whole.
    """

    rule: str
    message: str
    page: int = 0

    def __str__(self) -> str:
        """Return the fault as one line.

        Examples
        --------
        >>> print(Fault("empty", "the page is empty", page=3))
        page 3: the page is empty [empty]
        """
        where = f"page {self.page}: " if self.page else ""
        return f"{where}{self.message} [{self.rule}]"
