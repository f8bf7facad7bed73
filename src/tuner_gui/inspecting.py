"""`tuner-gui inspect`: what Tuner makes of a dataset and what is wrong with it, as the window shows it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from tuner_gui.commands import perform
from tuner_gui.data_options import fix_argument
from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.data.read import save_bad_rows
from tuner_gui.engine.data.survey import Survey, survey
from tuner_gui.engine.events import AnyEvent, Progressed, StageChanged
from tuner_gui.engine.facts import Finding
from tuner_gui.engine.replies import Inspected
from tuner_gui.engine.requests import InspectJob
from tuner_gui.errors import DataError
from tuner_gui.inspection_text import describe

SAMPLE_ROWS = 2_000
"""Rows that the model's tokenizer looks at, as in the window."""
_GRAVITY = ("error", "warning", "info")


def inspect(config: DatasetConfig, *, base_model: str, save_bad: Path | None, as_json: bool) -> int:
    """Print what there is to know; returns the exit status 0, whatever was found.

    Raises:
        TunerError: the dataset cannot be read or learned from. What is known of it was printed before.
    """
    _check_free(save_bad, config)
    surveyed = survey(config)
    if save_bad is not None:
        save_bad_rows(surveyed.table, save_bad)
        sys.stderr.write(
            f"Rows that do not fit were written to {save_bad}: {len(surveyed.table.bad_rows):,}\n"
        )
    inspected = _look(surveyed, base_model)
    findings = _all_findings(surveyed, inspected)
    if as_json:
        sys.stdout.write(msgspec.json.encode(as_record(surveyed, findings, inspected)).decode() + "\n")
    else:
        _write(describe(surveyed, findings, inspected))
    if surveyed.problem is not None:
        raise surveyed.problem
    return 0


def as_record(surveyed: Survey, findings: tuple[Finding, ...], inspected: Inspected | None) -> dict[str, Any]:
    """What `--json` prints; docs/data.md says what the fields mean."""
    table, roles = surveyed.table, surveyed.roles
    train, validation, test = surveyed.split_sizes
    return {
        "rows": table.rows,
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header": table.has_header,
        "sheet": table.sheet,
        "columns": table.columns,
        "roles": {
            "text": roles.text_columns,
            "label": roles.label_columns,
            "split": roles.split_column or None,
            "reason": roles.reason,
            "alternatives": roles.alternatives,
            "ignored": dict(roles.ignored),
        },
        "task": roles.task,
        "labels": [] if roles.task == "regression" else [name for name, _ in surveyed.counts],
        "counts": dict(surveyed.counts),
        "usable_rows": surveyed.rows,
        "unlabelled_rows": surveyed.unlabelled,
        "split": {"train": train, "validation": validation, "test": test},
        "bad_rows": [{"line": row.line, "reason": row.reason} for row in table.bad_rows],
        "findings": [_finding(finding) for finding in findings],
        "corrections": surveyed.config.corrections,
        "fixes": [{"fix": fix_argument(fix), "done": done} for fix, done in surveyed.applied],
        "token_lengths": inspected.lengths if inspected else None,
        "problem": surveyed.problem.message if surveyed.problem else None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "rows": finding.rows,
        "message": finding.message,
        "fix": fix_argument(finding.fix) if finding.fix else None,
        "severity": finding.severity,
        "hint": finding.hint,
        "examples": finding.examples,
        "sample": finding.sample,
    }


def _look(surveyed: Survey, base_model: str) -> Inspected | None:
    """Ask the engine, which runs in this process; None when there is nothing to look at."""
    texts, rows = surveyed.sample(SAMPLE_ROWS)
    if not texts:
        return None
    total = surveyed.rows + surveyed.unlabelled
    job = InspectJob(base_model=base_model, texts=texts, row_numbers=rows, total_rows=total)
    end = perform(job, _show_download)
    if not isinstance(end, Inspected):
        raise DataError("Looking at the dataset was interrupted.")
    return end


def _show_download(event: AnyEvent) -> None:
    """Nothing else takes long."""
    assert not isinstance(event, Progressed | StageChanged), event


def _all_findings(surveyed: Survey, inspected: Inspected | None) -> tuple[Finding, ...]:
    """Of survey and engine, gravest first; what a fix has mended already is left out."""
    mended = {fix.id for fix in surveyed.config.fixes}
    estimates = inspected.findings if inspected else ()
    standing = [found for found in estimates if found.fix is None or found.fix.id not in mended]
    both = [*surveyed.findings, *standing]
    return tuple(sorted(both, key=lambda found: _GRAVITY.index(found.severity)))


def _check_free(save_bad: Path | None, config: DatasetConfig) -> None:
    if save_bad is not None and save_bad.exists():
        raise DataError(
            f"{save_bad} already exists; Tuner does not overwrite it.",
            hint="Choose a new file for --save-bad-rows.",
        )


def _write(text: str) -> None:
    """In whatever encoding the terminal has; what it lacks becomes a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
