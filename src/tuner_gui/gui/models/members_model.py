"""The parts of an experiment as rows: what each is, how it stands, what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tuner_gui.engine.experiment import ExperimentConfig, Member, members
from tuner_gui.engine.experiment_result import MemberStatus
from tuner_gui.gui import experiment_words, text, way_words

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""The `MemberRow`."""


@dataclass(frozen=True)
class MemberRow:
    """One part, ready to be painted."""

    key: str
    way: str
    name: str
    detail: str
    status: MemberStatus
    time: str
    """What it took, or is predicted to take."""
    share: float | None = None
    """How much of the one under way is done, 0..1; None: nobody knows."""
    why: str = ""
    """It failed."""

    @property
    def sentence(self) -> str:
        """All of it, for a tooltip and for readers for the blind."""
        name = ", ".join(part for part in (self.name, self.detail) if part)
        words = f"{name}: {experiment_words.status(self.status)}"
        return "\n".join(part for part in (f"{words}, {self.time}" if self.time else words, self.why) if part)


class MembersModel(QAbstractListModel):
    """In the order in which they are trained."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._members: tuple[Member, ...] = ()
        self._config: ExperimentConfig | None = None
        self.rows: list[MemberRow] = []

    def set_experiment(self, config: ExperimentConfig | None) -> None:
        """Show the parts of another experiment, none of which is known to stand anyhow."""
        self.beginResetModel()
        self._config = config
        self._members = members(config) if config is not None else ()
        self.rows = [self._row(member, "waiting", "", "") for member in self._members]
        self.endResetModel()

    def set_standing(
        self,
        statuses: Mapping[str, MemberStatus],
        predicted: Mapping[str, float],
        took: Mapping[str, float],
        failed: Mapping[str, str],
    ) -> None:
        """How they stand; seconds and reasons by key."""
        for place, member in enumerate(self._members):
            key = member.key
            status = statuses.get(key, "waiting")
            time = ""
            if key in took:
                time = text.duration(took[key])
            elif key in predicted and status not in ("failed", "skipped", "finished"):
                time = text.about(predicted[key])
            row = self._row(member, status, time, failed.get(key, ""))
            if row != self.rows[place]:
                self.rows[place] = row
                self.dataChanged.emit(self.index(place), self.index(place))

    def set_share(self, key: str, share: float | None) -> None:
        """How much of the one under way is done."""
        place = self.place(key)
        if place >= 0 and self.rows[place].share != share:
            row = self.rows[place]
            self.rows[place] = MemberRow(**{**row.__dict__, "share": share})
            self.dataChanged.emit(self.index(place), self.index(place))

    def place(self, key: str) -> int:
        """The row of a part; -1: there is none."""
        return next((place for place, row in enumerate(self.rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One per part."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words, and the row itself for whoever paints it."""
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return " · ".join(part for part in (row.name, row.detail) if part)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return row.sentence
            case _:
                return row if role == ROW else None

    def _row(self, member: Member, status: MemberStatus, time: str, why: str) -> MemberRow:
        assert self._config is not None
        return MemberRow(
            key=member.key,
            way=member.way,
            name=way_words.way_name(member.way),
            detail=experiment_words.member_detail(member, self._config),
            status=status,
            time=time,
            why=why,
        )
