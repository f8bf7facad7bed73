"""Words about a dataset that appear in more than one place, ready for translation. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import DatasetConfig, Fix, Task
from tuner_gui.gui import text
from tuner_gui.gui.role_edit import Role

if TYPE_CHECKING:
    from tuner_gui.engine.data.table import Table
    from tuner_gui.gui.dataset import Dataset

translate = QCoreApplication.translate

ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252"),
    ("latin-1", "Latin-1"),
    ("cp1250", "Windows-1250"),
    ("cp1251", "Windows-1251"),
    ("gb18030", "GBK"),
    ("big5", "Big5"),
    ("shift_jis", "Shift-JIS"),
    ("euc_kr", "EUC-KR"),
)
"""What a person may choose from: the codec, and its name on screen."""
DELIMITERS = (",", ";", "\t", "|", ":", "@")


def task_name(task: Task) -> str:
    """What is predicted, in a word or two."""
    names: dict[Task, str] = {
        "single_label": translate("data", "One label"),
        "multi_label": translate("data", "Several labels"),
        "regression": translate("data", "A number"),
    }
    return names[task]


def role_name(role: Role) -> str:
    """The role of a column."""
    names: dict[Role, str] = {
        "text": translate("data", "Text"),
        "second_text": translate("data", "Second text"),
        "label": translate("data", "Label"),
        "split": translate("data", "Split"),
        "time": translate("data", "Time"),
        "none": translate("data", "Not used"),
    }
    return names[role]


def delimiter(character: str) -> str:
    """What stands between the columns."""
    names = {
        ",": translate("data", "comma"),
        ";": translate("data", "semicolon"),
        "\t": translate("data", "tab"),
        " ": translate("data", "space"),
        "|": translate("data", "vertical bar"),
        ":": translate("data", "colon"),
    }
    return names.get(character, character)


def fix_button(fix: Fix) -> str:
    """What the button of a fix says."""
    words = {
        "merge_labels": translate("data", "Merge spellings"),
        "drop_duplicates": translate("data", "Leave out duplicates"),
        "drop_conflicts": translate("data", "Leave out contradictions"),
        "drop_labels": translate("data", "Leave out labels below {0} rows"),
        "drop_leaks": translate("data", "Leave out of training"),
        "group_near_duplicates": translate("data", "Keep together when splitting"),
        "strip_markup": translate("data", "Remove markup"),
        "cap_length": translate("data", "Cut at {0} tokens"),
        "class_weights": translate("data", "Use class weights"),
    }[fix.id]
    return words.format(text.count(fix.value))


def rows(number: int) -> str:
    """`1 row`, `5,574 rows`."""
    if number == 1:
        return translate("data", "1 row")
    return translate("data", "{0} rows").format(text.count(number))


def facts(table: Table) -> str:
    """`5,574 rows · UTF-8 · tab`, as far as the format has such things."""
    first = translate("data", "first {0} rows").format(text.count(table.rows))
    parts = [first if table.is_preview else rows(table.rows)]
    parts += [table.encoding] if table.codec else [table.format]
    parts += [delimiter(table.delimiter)] if table.delimiter else []
    parts += [table.sheet] if table.sheet else []
    if table.bad_rows and not table.is_preview:
        one = len(table.bad_rows) == 1
        words = translate("data", "{0} does not fit") if one else translate("data", "{0} do not fit")
        parts.append(words.format(text.count(len(table.bad_rows))))
    return " · ".join(parts)


def split_way(config: DatasetConfig) -> str:
    """How the rows are split, in a few words."""
    if config.time_column:
        return translate("data", "by time, “{0}”").format(config.time_column)
    if config.split_column:
        return translate("data", "as “{0}” says").format(config.split_column)
    if config.test_path or config.validation_path:
        return translate("data", "separate files")
    return translate("data", "at random")


def split_sizes(data: Dataset) -> str:
    """`70 / 15 / 15 · 3,902 train · 836 validation · 836 test`."""
    sizes = data.survey.split_sizes
    whole = sum(sizes)
    if not whole:
        return ""
    shares = " / ".join(str(round(100 * size / whole)) for size in sizes)
    names = (
        translate("data", "{0} train"),
        translate("data", "{0} validation"),
        translate("data", "{0} test"),
    )
    words = [name.format(text.count(size)) for name, size in zip(names, sizes, strict=True)]
    return " · ".join([shares, *words])


def things(number: int) -> str:
    """`3 things to check`."""
    if number == 1:
        return translate("data", "1 thing to check")
    return translate("data", "{0} things to check").format(number)
