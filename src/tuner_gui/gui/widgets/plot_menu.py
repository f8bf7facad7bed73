"""What a right click on a plot offers: save it as a picture, copy its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

translate = QCoreApplication.translate


def offer_plot_menu(
    plot: QWidget,
    place: QPoint,
    words: str,
    data: Callable[[], str] | None,
    first: Mapping[str, Callable[[], object]] | None = None,
) -> None:
    """Open the menu.

    Args:
        plot: what a picture is made of.
        place: on the screen.
        words: name of the plot, and of its picture.
        data: the numbers as columns of text; None: there is nothing to copy.
        first: what else can be done, by its words.
    """
    menu = QMenu(plot)
    for name, action in (first or {}).items():
        menu.addAction(name, action)
    if first:
        menu.addSeparator()
    menu.addAction(translate("plot_menu", "Save picture…"), lambda: save_picture(plot, words))
    if data is not None:
        copy: Callable[[], str] = data
        menu.addAction(
            translate("plot_menu", "Copy data"), lambda: QGuiApplication.clipboard().setText(copy())
        )
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)


def save_picture(plot: QWidget, words: str) -> None:
    """Ask where to, then write what `plot` shows as a picture."""
    name, _ = QFileDialog.getSaveFileName(
        plot,
        translate("plot_menu", "Save picture"),
        f"{words}.png",
        translate("plot_menu", "Picture (*.png)"),
    )
    if name:
        plot.grab().save(name, "PNG")
