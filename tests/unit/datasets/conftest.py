"""Two invented municipalities, and a store over raw files written on the spot."""

import hashlib
import json

import pytest

from analysis.datasets.store import Store
from analysis.sources.manifest import COLUMNS, open_raw

MUNICIPALITIES = (
    "municipality_code,municipality_name,dst_group,region_code,star_cluster_ca2014,"
    "population_2022_rounded,unemployment_pct_2022,one_person_households_pct_2025,"
    "social_assistance_net_unemployed_per_1000_2022,share_pct_of_18_64_aged_18_29\n"
    "9901,Aby,Landkommuner,H,2,6000,3.1,40.5,1.9,30\n"
    "9902,Bekøb,Landkommuner,N,,4000,2.5,38,2.1,25\n"
)


@pytest.fixture
def make_store(tmp_path):
    """Return a function that writes {name: (table, text or object)} and opens a store.

    With `only`, the country has just the one municipality of that code.
    """

    def make(files, *, extracted="2026-06-01", municipalities=MUNICIPALITIES, only=""):
        header, *places = municipalities.splitlines(keepends=True)
        municipalities = header + "".join(line for line in places if line.startswith(only))
        raw = tmp_path / "raw"
        raw.mkdir(exist_ok=True)
        lines = [",".join(COLUMNS)]
        for name, (table, content) in {
            "municipalities.csv": ("municipalities", municipalities),
            **files,
        }.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (raw / name).write_text(text, encoding="utf-8")
            digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
            lines.append(f"{name},P,{table},da,{extracted},L,observed,{digest}")
        (raw / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return Store(open_raw(raw), tmp_path / "processed")

    return make


def table(header, rows):
    return "\n".join([header, *rows]) + "\n"


@pytest.fixture
def auk01(make_store):
    """Return a function that opens a store over one AUK01 file with the given rows."""

    def make(rows, **kwargs):
        text = table("OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD", rows)
        return make_store({"AUK01.csv": ("AUK01", text)}, **kwargs)

    return make


@pytest.fixture
def folk1a(make_store):
    """Return a function that opens a store over one FOLK1A file with the given rows."""

    def make(rows, **kwargs):
        text = table("OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD", rows)
        return make_store({"FOLK1A.csv": ("FOLK1A", text)}, **kwargs)

    return make
