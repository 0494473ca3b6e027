"""What can go wrong, said so that the reader can mend it.

Every message has four parts in the same order: what is wrong, where it was found, what
was expected, how to fix it. The first line is complete on its own. No message ever
holds a cell of case data: a table, a row number and a column name must be enough.

One class per layer that notices, so that a caller can tell a broken file from a broken
report without reading the text.
"""

import errno


class AnalysisError(Exception):
    """Say what is wrong, where, what was expected and how to fix it.

    Parameters
    ----------
    what : str
        What is wrong: one sentence, complete on its own.
    where, expected, fix : str
        The place, the expectation and the remedy. An empty one is left out.

    Examples
    --------
    >>> print(AnalysisError("The file is empty.", where="FOLK1A.csv", fix="download it again"))
    The file is empty.
      Found in: FOLK1A.csv
      To fix:   download it again
    """

    def __init__(self, what: str, *, where: str = "", expected: str = "", fix: str = "") -> None:
        """Join the four parts into the message, leaving out those that are empty."""
        self.what, self.where, self.expected, self.fix = what, where, expected, fix
        parts = [("  Found in: ", where), ("  Expected: ", expected), ("  To fix:   ", fix)]
        super().__init__("\n".join([what, *(label + text for label, text in parts if text)]))


class RequestError(AnalysisError):
    """A choice cannot be met: the municipality, period, peers, date or status asked for."""


class SourceError(AnalysisError):
    """A raw file, or the manifest that lists it, cannot be trusted or read."""


class ContractError(AnalysisError):
    """A table does not keep its contract: key, columns, units or ranges."""


class CoverageError(AnalysisError):
    """Something needed is not in the data: a period, a municipality, an age group."""


class EstimationError(AnalysisError):
    """A method was asked for something that it cannot answer honestly."""


class RenderingError(AnalysisError):
    """A report cannot be made as asked, or may not be written."""


def is_disk_full(error: OSError) -> bool:
    """Tell whether the system refused for want of room: disk, quota or size of a file.

    Examples
    --------
    >>> is_disk_full(OSError(errno.ENOSPC, "No space left on device"))
    True
    """
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
