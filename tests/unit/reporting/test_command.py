from __future__ import annotations

import argparse
import shlex
from pathlib import Path

import msgspec

from tuner_gui.data_options import add_data_options, dataset_config
from tuner_gui.engine.config import Correction, DatasetConfig, Fix, Hyperparameters, Reading
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.reporting.command import compare_command

PLAIN = ExperimentConfig(dataset=DatasetConfig(path="/home/someone/headlines.csv"), epochs=3, folds=0)


def test_the_command_names_what_decides_the_outcome() -> None:
    assert compare_command(PLAIN) == (
        "tuner-gui compare headlines.csv --seeds 3 --seed 0 --budget epochs --epochs 3 --folds 0 --region 1"
    )


def test_no_folder_of_the_person_is_told() -> None:
    dataset = DatasetConfig(path=r"C:\Users\someone\a b.csv", test_path="/home/someone/test.csv")
    command = compare_command(msgspec.structs.replace(PLAIN, dataset=dataset))
    assert "someone" not in command
    assert shlex.split(command)[2] == "a b.csv"


def test_what_differs_from_the_defaults_is_said() -> None:
    config = ExperimentConfig(
        dataset=DatasetConfig(path="x.csv", max_rows=500),
        modes=("head", "full"),
        base_models=("builtin", "google-bert/bert-base-uncased"),
        seeds=5,
        split_seed=7,
        budget="time",
        seconds=90,
        folds=5,
        shares=(0.1,),
        region=0.005,
        hyperparameters=Hyperparameters(max_length=64, batch_size=8),
    )
    given = shlex.split(compare_command(config))
    assert given[3:] == [
        *("--max-rows", "500", "--modes", "head,full", "--models", "builtin,google-bert/bert-base-uncased"),
        *("--seeds", "5", "--seed", "7", "--budget", "time", "--minutes", "1.5", "--folds", "5"),
        *("--learning-curve", "--region", "0.5", "--batch-size", "8", "--max-length", "64"),
    ]


def test_the_options_of_the_data_mean_what_they_meant(tmp_path: Path) -> None:
    dataset = DatasetConfig(
        path=str(tmp_path / "x.csv"),
        reading=Reading(encoding="cp1252", delimiter="\t", header=False, sheet="A b", skip_bad_rows=True),
        text_columns=("head line", "body"),
        label_columns=("a", "b"),
        task="multi_label",
        split_column="",
        time_column="day",
        fixes=(Fix(id="drop_duplicates"), Fix(id="cap_length", value=128)),
        corrections=(Correction(row=12, label="a; b"),),
    )
    given = shlex.split(compare_command(msgspec.structs.replace(PLAIN, dataset=dataset)))
    parser = argparse.ArgumentParser()
    add_data_options(parser)
    options, _ = parser.parse_known_args(given[2:])
    assert dataset_config(options, tmp_path / options.data) == dataset
