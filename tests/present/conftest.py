"""The findings and the pages that tests of presentation look at; rendered once."""

from collections.abc import Mapping

import pytest
from made_up_shop import findings

from liuke.language import LANGUAGES
from liuke.present.report.findings import Findings
from liuke.present.report.page import render


@pytest.fixture(scope="session")
def found() -> Findings:
    return findings()


@pytest.fixture(scope="session")
def pages(found: Findings) -> Mapping[str, str]:
    return {language: render(found, language) for language in LANGUAGES}
