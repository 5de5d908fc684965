"""The documents say what is there: every setting, every command, every term in both languages."""

from pathlib import Path

import pytest

from liuke.settings import Mapping, Settings

DOCS = Path(__file__).parents[1] / "docs"


def test_every_setting_is_documented() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        if section == "mapping":
            keys = [f"`{name}`" for name in Mapping.model_fields]
        else:
            keys = [f"`{section}.{name}`" for name in field.default.__class__.model_fields]
        assert [key for key in keys if key not in text] == []


@pytest.mark.parametrize(
    "term", ["流失", "留存", "复购", "沉默", "召回", "预警", "群组", "客户终身价值", "工单", "留出组"]
)
def test_the_glossary_has_the_field_s_terms(term: str) -> None:
    assert term in (DOCS / "glossary.md").read_text(encoding="utf-8")


def test_every_glossary_row_has_both_languages() -> None:
    rows = [line for line in (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(rows) > 40
    assert all(len([cell for cell in row.split("|")[1:-1] if cell.strip()]) == 4 for row in rows)
