"""The header of the table of rows: name of the column, below it what it is used for; a click changes that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.gui import data_words
from tuner_gui.gui.role_edit import ROLES, Role, role_of
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_2, SPACE_3, colors

HEIGHT = 44
ARROW = 14


class RoleHeader(QHeaderView):
    """Says of each column which role it plays; a click, a right click or the menu key offers the others."""

    role_chosen = Signal(str, str)
    """Column, role."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("roleHeader")
        self.setSectionsClickable(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.sectionClicked.connect(self.offer_roles)
        self.setToolTip(self.tr("Click a column to say what it is for."))
        self._config: DatasetConfig | None = None

    def set_config(self, config: DatasetConfig) -> None:
        """Roles to show."""
        self._config = config
        self.viewport().update()

    def put_first(self, sections: Sequence[int]) -> None:
        """Show these columns first, and the others in the order of the file."""
        rest = [section for section in range(self.count()) if section not in set(sections)]
        for place, section in enumerate((*sections, *rest)):
            if self.visualIndex(section) != place:
                self.moveSection(self.visualIndex(section), place)

    def role(self, section: int) -> Role:
        """The role of a column."""
        return "none" if self._config is None else role_of(self._config, self._name(section))

    def menu(self, section: int) -> QMenu:
        """The roles that the column could play, the present one checked."""
        menu = QMenu(self)
        menu.setObjectName("roleMenu")
        group = QActionGroup(menu)
        for role in ROLES:
            action = menu.addAction(data_words.role_name(role))
            action.setCheckable(True)
            action.setChecked(role == self.role(section))
            action.setData(role)
            group.addAction(action)
        name = self._name(section)
        menu.triggered.connect(lambda action: self.role_chosen.emit(name, action.data()))
        return menu

    def offer_roles(self, section: int) -> None:
        """Open the menu below the header of a column."""
        menu = self.menu(section)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        left = max(0, self.sectionViewportPosition(section))
        menu.popup(self.viewport().mapToGlobal(QPoint(left, self.height())))

    def sizeHint(self) -> QSize:
        """Two lines high."""
        return QSize(super().sizeHint().width(), HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Draw name and role."""
        c, role = colors(), self.role(logicalIndex)
        used = role != "none"
        painter.save()
        painter.fillRect(rect, QColor(c.surface))
        painter.setPen(QColor(c.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        area = rect.adjusted(SPACE_3, 5, -SPACE_2, -5)
        painter.setFont(self._font(strong=used))
        painter.setPen(QColor(c.text if used else c.muted))
        _draw_line(painter, area, Qt.AlignmentFlag.AlignTop, self._name(logicalIndex))
        painter.setFont(self._font(strong=False))
        painter.setPen(QColor(c.link if used else c.muted))
        words = data_words.role_name(role)
        _draw_line(painter, area, Qt.AlignmentFlag.AlignBottom, f"{words} ▾")
        painter.restore()

    def _font(self, *, strong: bool) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(SMALL_POINTS)
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font

    def _name(self, section: int) -> str:
        name = self.model().headerData(section, Qt.Orientation.Horizontal)
        return str(name or "")

    def _on_menu_requested(self, position: QPoint) -> None:
        section = self.logicalIndexAt(position)
        if section >= 0:
            self.offer_roles(section)


def _draw_line(painter: QPainter, area: QRect, edge: Qt.AlignmentFlag, words: str) -> None:
    shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | edge), shown)
