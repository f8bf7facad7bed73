"""Name, pages, device, light or dark."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QToolButton, QWidget

from tuner_gui import paths
from tuner_gui.engine.facts import DeviceInfo
from tuner_gui.gui import actions, icons
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_4, SPACE_6, colors
from tuner_gui.gui.widgets.basics import label, row

HEIGHT = 52
PAGES = ("page_train", "page_results", "page_compare", "page_try", "page_predict", "page_runs")


class TopBar(QFrame):
    """The strip along the top of the window."""

    page_chosen = Signal(int)
    theme_clicked = Signal()
    device_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "topbar")
        self.setFixedHeight(HEIGHT)
        logo = QLabel()
        picture = QIcon(str(paths.resource("icons", "tuner.svg")))
        logo.setPixmap(picture.pixmap(QSize(24, 24), self.devicePixelRatio()))
        self._tabs = QButtonGroup(self)
        self._tabs.idClicked.connect(self.page_chosen)
        self._device = QPushButton()
        self._device.setObjectName("deviceStatus")
        self._device.setProperty("kind", "quiet")
        self._device.clicked.connect(self.device_clicked)
        self._theme = QToolButton()
        self._theme.setAccessibleName(self.tr("Switch between light and dark"))
        self._theme.setObjectName("themeButton")
        self._theme.setToolTip(actions.tooltip(actions.specs()["theme"]))
        self._theme.clicked.connect(self.theme_clicked)
        layout = row(spacing=SPACE_2)
        layout.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        layout.addWidget(logo)
        layout.addWidget(label(self.tr("Tuner"), "brand"))
        layout.addSpacing(SPACE_6)
        for number, key in enumerate(PAGES):
            tab = actions.button(key, kind="tab", name=key)
            tab.setCheckable(True)
            self._tabs.addButton(tab, number)
            layout.addWidget(tab)
        layout.addStretch()
        layout.addWidget(self._device)
        layout.addSpacing(SPACE_1)
        layout.addWidget(self._theme)
        self.setLayout(layout)
        self.set_starting()
        self.show_theme()

    def set_page(self, number: int) -> None:
        """Mark the tab of page `number`."""
        self._tabs.button(number).setChecked(True)

    def set_starting(self) -> None:
        """The engine is not up yet."""
        self._device.setText(self.tr("Starting the engine…"))
        self._device.setToolTip("")
        self._device.setEnabled(False)
        self._device.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_device(self, device: DeviceInfo) -> None:
        """Say what the engine computes on; with a warning when it should be something better."""
        self._device.setText(device.name)
        self._device.setEnabled(True)
        self._device.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if device.problem:
            icons.set_icon(self._device, "warning", "warning")
            self._device.setToolTip(self.tr("{0}\nClick to see what mends it.").format(device.problem))
        else:
            icons.set_icon(self._device, "device", "success")
            words = self.tr("Training runs here, in {0}.\nClick to choose another device.")
            self._device.setToolTip(words.format(device.precision))

    @property
    def below_device(self) -> QPoint:
        """Where a menu of the device begins, on the screen."""
        return self._device.mapToGlobal(QPoint(0, self._device.height()))

    def show_theme(self) -> None:
        """Offer the other theme."""
        icons.set_icon(self._theme, "sun" if colors().dark else "moon", "muted", 18)
