"""The findings and the pages that tests of presentation look at; rendered once."""

from collections.abc import Mapping

import pytest
from made_up_shop import findings
from small_centre import centre_run, company

from liuke.engine import Engine
from liuke.language import LANGUAGES
from liuke.present.report import gather
from liuke.present.report.findings import Findings
from liuke.present.report.page import render
from liuke.workspace import Run


@pytest.fixture(scope="session")
def found() -> Findings:
    return findings()


@pytest.fixture(scope="session")
def pages(found: Findings) -> Mapping[str, str]:
    return {language: render(found, language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def club_run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Publish a run of a company without orders."""
    return centre_run(tmp_path_factory.mktemp("club"), engine, company())


@pytest.fixture(scope="session")
def club(club_run: Run, engine: Engine) -> Findings:
    return gather(club_run, engine)
