from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from made_experiments import made_result
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.errors import EnvironmentProblemError
from tuner_gui.look import LIGHT
from tuner_gui.reporting import report
from tuner_gui.reporting.flips import MOST, FlippedRow, FlipTable
from tuner_gui.reporting.report import html_report, report_content
from tuner_gui.reporting.words import difference_interval

EVIL = ("<script>alert(1)</script>", '{{ 7 * 7 }} & "q"', "</style></svg>{% for %}")
_VOID = {"meta", "br", "img", "link"}


class Page(HTMLParser):
    """Tags of a page, and its words; fails where tags are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [
            f"{name}={value}" for name, value in attributes if name in ("src", "href", "xlink:href")
        ]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words += data


def page(result: ExperimentResult, flips: FlipTable | None = None) -> Page:
    return Page(html_report(report_content(result, flips)))


def flip_table(texts: tuple[str, ...] = ("Orders rose",), *, rows: int = 1) -> FlipTable:
    row = FlippedRow(
        row=7, texts=texts, truth="positive", first="positive", second="neutral", first_right=True
    )
    return FlipTable(first="layerwise", second="head", first_only=31, second_only=12, rows=(row,) * rows)


def headings(text: str) -> list[str]:
    return [piece.split("</h2>")[0] for piece in text.split("<h2>")[1:]]


def test_a_whole_report_has_every_section() -> None:
    result = made_result(shares=(0.1, 0.5), energy=True)
    text = html_report(report_content(result, flip_table()))
    assert headings(text) == [
        "Scores",
        "What each costs",
        "Differences",
        "Would more labelled rows help?",
        "Class by class",
        "Rows that flipped",
        "The data",
        "How it was set up",
        "What the figures mean",
        "To do it again",
    ]
    words = Page(text).words
    assert result.decision is not None
    assert result.decision.pair is not None
    bootstrap = result.decision.pair.ci_bootstrap
    assert bootstrap is not None
    for said in (
        difference_interval(result.metric, bootstrap),
        result.curve_words,
        "Wh",
        "tuner-gui compare headlines.csv",
        "12 rows repeat a text",
        "31 rows",
    ):
        assert said in words


def test_what_there_is_not_is_left_out() -> None:
    text = html_report(report_content(made_result(task="regression")))
    assert not {"Class by class", "Rows that flipped", "Would more labelled rows help?"} & set(headings(text))
    assert "Energy" not in text and "Spearman" in text and "in points" not in text


def test_the_page_needs_nothing_else() -> None:
    text = html_report(report_content(made_result(shares=(0.1,)), flip_table()))
    found = Page(text)
    assert not found.links and not {"script", "link", "img", "iframe"} & set(found.tags)
    assert "url(" not in text and "@import" not in text
    assert "http" not in text.replace("http://www.w3.org", "")


def test_both_looks_and_paper_are_provided_for() -> None:
    text = html_report(report_content(made_result()))
    assert "@media screen and (prefers-color-scheme: dark)" in text, "paper stays white"
    assert "@media print" in text


@pytest.mark.parametrize("template", ["report", "print"])
def test_what_strangers_wrote_is_never_more_than_words(template: str) -> None:
    result = made_result(labels=EVIL, path="/data/<b>{{x}}.csv", base_models=("builtin", "/m/<i>{{y}}"))
    content = report_content(result, flip_table(EVIL))
    if template == "report":
        text = html_report(content)
    else:
        plots = {"scores": "", "curves": ""}
        text = report.render("print.html.j2", content, plots=plots, colors=LIGHT, most_pairs=9)
    assert not [evil for evil in ("<script", "<b>{{", "</style></svg>", "<i>") if evil in text]
    if template == "report":
        found = Page(text)
        assert all(evil in found.words for evil in (*EVIL, "<b>{{x}}.csv", "<i>{{y}}"))
        assert "49" not in found.words.split("Rows that flipped")[1].split("The data")[0]


def test_at_most_twenty_rows_that_flipped() -> None:
    found = page(made_result(), flip_table(("Such a text",), rows=MOST + 5))
    assert found.words.count("Such a text") == MOST


def test_an_experiment_under_way_says_so() -> None:
    assert "Not every training is done" in page(made_result(done=4)).words
    assert "Not every training is done" not in page(made_result()).words


def test_nothing_at_all_can_be_told() -> None:
    nothing = msgspec.structs.replace(
        made_result(done=1), summary=(), pairs=(), runs=(), test=None, validation=None, complete=False
    )
    assert "There is nothing to say yet." in page(nothing).words


@pytest.mark.parametrize(
    ("made", "said", "unsaid"),
    [
        ({}, "two-way analysis of variance", "McNemar"),
        ({"seeds": 1}, "McNemar", "two-way analysis of variance"),
        ({"folds": 5, "rows": 220}, "5-fold cross-validation", "test rows chose nothing"),
    ],
)
def test_the_statistics_are_those_that_were_used(made: dict[str, Any], said: str, unsaid: str) -> None:
    words = " ".join(page(made_result(**made)).words.split())
    explained = words.split("What the figures mean")[1].split("Bengio & Grandvalet 2004, JMLR 5")[0]
    assert said in explained and unsaid not in explained


@pytest.mark.parametrize(
    "made",
    [
        {"task": "multi_label", "seeds": 2},
        {"labels": tuple(f"a long label, number {number}" for number in range(77)), "rows": 3000},
        {"base_models": ("builtin", "google-bert/bert-base-uncased"), "seeds": 2},
        {"modes": ("full",)},
    ],
)
def test_any_experiment_makes_a_whole_page(made: dict[str, Any]) -> None:
    assert "To do it again" in page(made_result(**made)).words


def test_a_report_replaces_the_one_before(tmp_path: Path, qapp: object) -> None:
    (tmp_path / "report.html").write_text("old")
    html, pdf = report.write_report(made_result(done=4), tmp_path)
    assert (html, pdf) == (tmp_path / "report.html", tmp_path / "report.pdf")
    assert "old" not in html.read_text(encoding="utf-8")[:10]
    assert sorted(tmp_path.iterdir()) == [html, pdf], "no temporary file stays"


def test_a_folder_that_is_gone_is_an_error_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblemError, match="The report could not be written"):
        report.write_report(made_result(done=4), tmp_path / "gone")


_WITHOUT_A_WINDOW = """
import sys
from pathlib import Path
from typing import Any
import msgspec
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.reporting.report import write_report

assert not {"torch", "transformers", "datasets", "sklearn", "scipy", "PySide6"} & set(sys.modules)
folder = Path(sys.argv[1])
result = msgspec.json.decode((folder / "comparison.json").read_bytes(), type=ExperimentResult)
write_report(result, folder)
write_report(result, folder)
assert "torch" not in sys.modules

from PySide6.QtWidgets import QApplication, QLabel

application = QApplication(["tuner", "-platform", "offscreen"])
label = QLabel("a window can be opened afterwards")
label.show()
application.processEvents()
"""


def test_no_window_and_no_display_are_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "comparison.json").write_bytes(msgspec.json.encode(made_result()))
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    command = [sys.executable, "-c", _WITHOUT_A_WINDOW, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
