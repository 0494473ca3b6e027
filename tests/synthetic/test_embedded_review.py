"""Is the review that comes with the project what the generator and the package make?"""

import gzip

import numpy as np
import pandas as pd
import pytest

from analysis.concepts import Origin
from analysis.review.folder import open_review
from tests.synthetic.embedded_review import ROOT, make_review

FOLDER = ROOT / "data" / "review"
TRUTH = ROOT / "tests" / "synthetic" / "review_truth.csv.gz"


@pytest.fixture(scope="module")
def made(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "review"
    make_review(world, folder)
    return folder


@pytest.fixture(scope="module")
def review():
    return open_review()


def test_every_file_is_made_again_byte_for_byte(made):
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.name != "README.md"}
    kept["frame.csv"] = gzip.decompress(kept.pop("frame.csv.gz"))
    assert {path.name: path.read_bytes() for path in made.iterdir()} == kept


def test_truth_is_that_of_the_generator(world):
    kept = pd.read_csv(TRUTH)
    pd.testing.assert_frame_equal(world.truth(), kept, check_dtype=False)


def test_review_is_stamped_synthetic(review):
    assert review.origin is Origin.SYNTHETIC
    assert {each["origin"] for each in review.inputs} == {"synthetic"}


def test_sample_holds_what_a_real_one_holds(review):
    assert len(review.frame) == 17_650
    assert (review.draw["status"] == "udtrukket").sum() == 160
    assert set(review.assignment["reason"]) == {
        "udtrukket",
        "erstatning",
        "tilfaeldig",
        "sjaelden_ordning",
    }
    assert {"ikke_i_population", "sag_ikke_tilgaengelig"} <= set(review.dispositions["disposition"])


def test_nobody_reads_a_case_of_their_own_centre_and_no_case_is_read_twice_by_one(review):
    rows = review.assignment.merge(review.frame[["case_id", "centre"]], on="case_id")
    own = review.reviewers.set_index("reviewer_id")["centre"].to_dict()
    assert not (rows["reviewer_id"].map(own) == rows["centre"]).any()
    assert not rows.duplicated(["case_id", "reviewer_id"]).any()


def test_drawn_cases_resemble_their_strata_as_chance_has_it(world, review):
    """A draw by tickets knows nothing of what the files hold."""
    truth = world.truth().set_index("case_id")
    drawn = review.draw[review.draw["status"] == "udtrukket"].merge(
        review.frame[["case_id", "stratum"]].rename(columns={"stratum": "of"}), on="case_id"
    )
    is_ready = truth["status_foertidspension"].eq("klar")
    shares = is_ready.groupby(review.frame.set_index("case_id")["stratum"]).mean()
    expected = drawn["of"].map(shares)
    seen = is_ready.loc[drawn["case_id"]].sum()
    sd = np.sqrt((expected * (1 - expected)).sum())
    assert abs(seen - expected.sum()) < 3 * sd
