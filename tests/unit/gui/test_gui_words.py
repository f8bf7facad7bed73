from __future__ import annotations

from pathlib import Path

from tuner_gui.engine.config import DatasetConfig, RunConfig
from tuner_gui.gui import wording
from tuner_gui.gui.dialogs.hub_dialog import is_hub_id
from tuner_gui.gui.dropping import judge, part_of
from tuner_gui.gui.export_plan import folder_name, free_folder, python_lines
from tuner_gui.gui.theme import DARK, LIGHT, Colors
from tuner_gui.gui.widgets.data_card import class_bars


def test_what_may_be_dropped(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("x")
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}")
    assert judge([str(table)]).kind == "dataset"
    assert judge([str(model)]).kind == "model"
    assert judge([str(tmp_path)]).kind == "dataset"
    for refused in ([], [""], [str(table), str(table)]):
        drop = judge(refused)
        assert drop.kind == "refused"
        assert drop.path is None
        assert drop.hint


def test_an_export_never_lands_on_something(tmp_path: Path) -> None:
    config = RunConfig(dataset=DatasetConfig(path="/data/news.csv"), mode="head")
    wanted = tmp_path / folder_name(config)
    assert wanted.name == "news-head"
    assert free_folder(wanted) == wanted
    wanted.mkdir()
    assert free_folder(wanted) == wanted
    (wanted / "file").write_text("x")
    assert free_folder(wanted).name == "news-head-2"


def test_the_lines_of_python_are_python() -> None:
    for pair in (False, True):
        compile(python_lines('C:\\models\\it\'s "mine"', pair=pair), "lines", "exec")


def test_names_of_base_models() -> None:
    assert wording.base_model("builtin").startswith("MiniLM")
    assert wording.base_model("/home/me/models/bert/") == "bert"
    assert wording.base_model("C:\\models\\bert") == "bert"
    assert wording.base_model("owner/name") == "owner/name"


def test_files_whose_names_say_what_each_is_for(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("sts-dev.csv", "sts-train.csv", "sts-test.csv")]
    for file in files:
        file.write_text("x")
    drop = judge([str(file) for file in files])
    assert (drop.validation, drop.path, drop.test) == tuple(files)
    assert judge([str(file) for file in files[1:]]).kind == "dataset"
    assert judge([str(files[0]), str(files[2])]).kind == "refused", "nothing to learn from"
    assert part_of("msr_paraphrase_train.txt") == "train"
    assert part_of("train-test.csv") == ""
    assert part_of("contest.csv") == ""


def test_hub_ids() -> None:
    assert is_hub_id("distilbert/distilbert-base-uncased")
    assert is_hub_id("gpt2")
    assert not is_hub_id("https://huggingface.co/x/y")
    assert not is_hub_id("a/b/c")
    assert not is_hub_id("")


def test_few_classes_are_all_shown_many_are_cut() -> None:
    five = [(f"c{index}", 10 - index) for index in range(5)]
    assert len(class_bars(five)) == 5
    assert len(class_bars([*five, ("c5", 1)])) == 4


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read_in_both_themes() -> None:
    for c in (LIGHT, DARK):
        for ink, paper in pairs(c):
            assert contrast(ink, paper) >= 4.5, (c.dark, ink, paper)


def pairs(c: Colors) -> list[tuple[str, str]]:
    papers = (c.window, c.surface, c.sunken, c.accent_tint)
    inks = [(ink, paper) for paper in papers for ink in (c.text, c.muted)]
    tinted = [(c.danger, c.danger_tint), (c.warning, c.warning_tint), (c.success, c.success_tint)]
    more = [(c.text, tint) for _, tint in tinted]
    return [*inks, *tinted, *more, (c.on_accent, c.accent), (c.link, c.surface), (c.warning, c.surface)]
