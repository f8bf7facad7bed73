"""What may follow `tuner-gui runs`."""

from __future__ import annotations

import argparse


def add_deeds(runs: argparse.ArgumentParser) -> None:
    """Say what may follow `tuner-gui runs`."""
    runs.add_argument("--json", action="store_true", help="print them as JSON")
    deeds = runs.add_subparsers(dest="deed", metavar="COMMAND", title="commands (none: list the runs)")
    rename = deeds.add_parser("rename", help="give a run a name")
    _add_run(rename)
    rename.add_argument("name", metavar="NAME", help="an empty one takes the given name away")
    tag = deeds.add_parser("tag", help="replace the tags of a run")
    _add_run(tag)
    tag.add_argument("tags", metavar="TAG", nargs="*", help="none: the run has no tags any more")
    delete = deeds.add_parser("delete", help="move runs to the trash, where they are kept for a week")
    delete.add_argument("run", metavar="RUN", nargs="+", help="folder or id of a run")
    restore = deeds.add_parser("restore", help="bring a deleted run back")
    restore.add_argument("run", metavar="RUN", help="id of the run")
    bring = deeds.add_parser("import", help="copy the folder of a run from elsewhere")
    bring.add_argument("folder", metavar="DIR", help="folder with a run.json")
    clean = deeds.add_parser("clean", help="remove checkpoints and caches that nothing needs any more")
    clean.add_argument(
        "--interrupted", action="store_true", help="also those of interrupted runs, which then start anew"
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="folder or id of the run")
