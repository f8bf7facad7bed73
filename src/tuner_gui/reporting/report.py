"""The report of an experiment: one HTML file that needs nothing else, and a PDF."""

from __future__ import annotations

import time
from pathlib import Path

import jinja2

from tuner_gui import files, paths
from tuner_gui.engine.config import MODES
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.engine.tasks import metric_value
from tuner_gui.look import DARK, LIGHT
from tuner_gui.reporting import lines, words
from tuner_gui.reporting.charts import STYLED, badge, pictures
from tuner_gui.reporting.command import compare_command
from tuner_gui.reporting.content import Content
from tuner_gui.reporting.flips import FlipTable
from tuner_gui.reporting.setup import setup

HTML_FILE = "report.html"
PDF_FILE = "report.pdf"


def write_report(
    result: ExperimentResult, folder: Path, *, flips: FlipTable | None = None
) -> tuple[Path, Path]:
    """Write `report.html` and `report.pdf` into a folder; each appears whole or stays what it was.

    The PDF is made by Qt, which is imported only then. Where a window is open, the main thread or any QThread
    may ask for it; where none is, the main thread.

    Args:
        result: complete, or what is known so far.
        folder: exists.
        flips: rows that the recommended way of training and its rival answered differently; None leaves the
            section out.

    Raises:
        EnvironmentProblemError: a file cannot be written, or there are no fonts to make a PDF with; then the
            HTML is there.
    """
    content = report_content(result, flips)
    page, document = folder / HTML_FILE, folder / PDF_FILE
    _write(page, html_report(content).encode())
    from tuner_gui.reporting.pdf import pdf_report

    _write(document, pdf_report(content))
    return page, document


def report_content(result: ExperimentResult, flips: FlipTable | None = None) -> Content:
    """What stands in the report, as of today."""
    return Content(result, flips, time.strftime("%Y-%m-%d"))


def html_report(content: Content) -> str:
    """The report as a page of its own."""
    return render(
        "report.html.j2",
        content,
        plots=pictures(content, STYLED),
        narrow=pictures(content, STYLED, narrow=True),
        badge=lambda way: badge(way, content),
        light=LIGHT,
        dark=DARK,
        modes=MODES,
    )


def render(template: str, content: Content, **more: object) -> str:
    """A template filled in. Everything that comes from a person's files is escaped."""
    loader = jinja2.FileSystemLoader(paths.resource("report"))
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    metric = content.result.metric
    environment.filters |= {
        "value": lambda value: metric_value(metric, value),
        "interval": lambda ci: words.interval(metric, ci),
        "difference": lambda value: words.difference(metric, value),
        "difference_interval": lambda ci: words.difference_interval(metric, ci),
        "measure": metric_value,
        "way": words.way_name,
        "way_line": words.way_line,
        "model": words.model_name,
        "metric": words.metric_title,
        "chance": words.chance,
        "count": words.count,
        "duration": words.duration,
        "bytes": words.size,
        "parameters": words.parameters,
        "speed": words.speed,
        "energy": words.energy,
        "rate": words.rate,
        "shortened": words.shortened,
        "region": lambda value: words.region(metric, value),
    }
    environment.globals |= {
        "short_name": words.short_name,
        "pair_name": lines.pair_name,
        "verdict": lambda pair: words.pair_verdict(pair, content.rows, content.result.config.seeds),
        "second": lambda way: lines.second(content, way),
    }
    return environment.get_template(template).render(
        report=content,
        result=content.result,
        question=lines.question(content),
        facts=tuple(lines.facts(content)),
        metric_line=lines.metric_line(content),
        in_points=lines.in_points(content),
        data_line=lines.data_line(content),
        hidden_line=lines.hidden_line(content),
        flips_line=lines.flips_line(content),
        setup=tuple(setup(content)),
        command=compare_command(content.result.config),
        **more,
    )


def _write(path: Path, content: bytes) -> None:
    try:
        files.write_atomic(path, content)
    except OSError as error:
        raise files.explain_os_error(error, "The report could not be written") from error
