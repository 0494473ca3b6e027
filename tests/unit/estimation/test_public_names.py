"""Can every estimator be had by its name, and is each name that of one thing?"""

import importlib
import pkgutil

import pytest

from analysis import estimation

MODULES = {each.name for each in pkgutil.iter_modules(estimation.__path__)}


@pytest.mark.parametrize("name", estimation.__all__)
def test_every_public_name_leads_to_a_documented_function_or_result(name):
    assert getattr(estimation, name).__doc__


def test_no_public_name_is_that_of_a_module():
    assert not MODULES & set(estimation.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_estimator"):
        importlib.import_module("analysis.estimation").__getattr__("no_such_estimator")
