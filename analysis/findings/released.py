"""What may an exhibit, a sentence or a finding be made of? Of what went through a release.

The municipality's own files are about people. What is measured in them is hidden where it is
small, once and in one place, before anybody can draw or print it; these types say that it was.
Mypy lets nothing else through to figures, tables, texts and findings, only
`suppress_results` and `suppress_pathways` make them, and a released result's lineage carries
the same, so that the gate sees it in a notebook of one's own as well.
"""

from __future__ import annotations

from typing import NewType

from analysis.pathways.results import PathwayResults
from analysis.review.results import ReviewResults

ReleasedReview = NewType("ReleasedReview", ReviewResults)
ReleasedPathways = NewType("ReleasedPathways", PathwayResults)
