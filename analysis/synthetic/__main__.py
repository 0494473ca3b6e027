"""Write the invented statistics: ``python -m analysis.synthetic``.

Three tables and their lines in the manifest go to ``data/raw``, and the truth behind
them to ``tests/synthetic``, where only tests look.
"""

import argparse
import sys
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.synthetic.delivery import write_files


def main(arguments: list[str] | None = None) -> int:
    """Write the files and name each one; return 0, or 1 with a message."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis.synthetic",
        description="Write the invented statistics, the manifest and the truth behind them.",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(__file__).parents[2],
        help="root of the repository, with the facts in data/raw (default: this one)",
    )
    root = parser.parse_args(arguments).root
    try:
        for path in write_files(root / "data" / "raw", root / "tests" / "synthetic" / "truth.csv"):
            sys.stdout.write(f"{path.relative_to(root)}\n")
            sys.stdout.flush()
    except AnalysisError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
