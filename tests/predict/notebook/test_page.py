"""What a notebook shows: calm HTML in either language, in which no data is ever markup."""

import re
from html.parser import HTMLParser

import polars as pl
import pytest

from liuke.language import Language
from liuke.predict import Prediction
from liuke.predict.notebook.figures import EMPTY
from liuke.predict.notebook.page import SHOWN, page


class Balanced(HTMLParser):
    """Fails where a tag is closed that was not opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(html: str) -> list[str]:
    reader = Balanced()
    reader.feed(html)
    assert reader.open == []
    return reader.seen


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_shows_the_models_and_who_stands_first(found: Prediction, language: Language) -> None:
    html = found.speaking(language)._repr_html_()
    assert parsed(html).count("table") == 2
    assert html.count("<tr") == 2 + found.figures.height + SHOWN
    assert found.shape.say(language) in html.replace("&#x27;", "'")
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in html


def test_nothing_of_the_other_language_is_in_it(found: Prediction) -> None:
    assert not re.search(r"[\u4e00-\u9fff]", found._repr_html_())


def test_numbers_have_their_interval(found: Prediction) -> None:
    row = found.figures.filter("used").to_dicts()[0]
    assert f"{row['auc']:.3f} (" in found._repr_html_()
    assert re.search(r"0\.\d+ \(0\.\d+ – 0\.\d+\)", found._repr_html_())


def test_data_are_shown_and_never_markup() -> None:
    scores = pl.DataFrame({"customer_id": ["<script>x</script>"], "probability": [0.5]})
    html = page("a & b", ["1 < 2"], EMPTY, scores, {"<script>x</script>": ["<b>"]}, "en")
    assert "script" not in parsed(html)
    assert "a &amp; b" in html
    assert "1 &lt; 2" in html
    assert "&lt;b&gt;" in html


def test_without_rows_there_is_no_table() -> None:
    assert "table" not in parsed(page("nothing", [], EMPTY, pl.DataFrame(schema={"id": pl.String}), {}, "en"))


def test_it_says_itself_in_a_line(found: Prediction) -> None:
    assert re.fullmatch(
        r"Who will leave within \d+ days of 2026-06-30 \(\d+\): Orders without contracts.*", repr(found)
    )
    assert "谁会流失" in repr(found.speaking("zh"))
