"""The one stylesheet, made from the tokens."""

from __future__ import annotations

from tuner_gui import paths
from tuner_gui.gui.tokens import CONTROL_RADIUS, RADIUS, SMALL_POINTS, TITLE_POINTS, Colors


def stylesheet(c: Colors) -> str:
    """The whole stylesheet. A widget asks for a look with the dynamic property `kind`."""
    return "\n".join((_text_rules(c), _button_rules(c), _field_rules(c), _surface_rules(c), _part_rules(c)))


def _text_rules(c: Colors) -> str:
    return f"""
    QLabel {{ background: transparent; }}
    QLabel[kind="muted"] {{ color: {c.muted}; }}
    QLabel[kind="small"] {{ color: {c.muted}; font-size: {SMALL_POINTS}pt; }}
    QLabel[kind="invalid"] {{ color: {c.danger}; font-size: {SMALL_POINTS}pt; }}
    QLabel[kind="title"] {{ font-size: {TITLE_POINTS}pt; font-weight: 600; }}
    QLabel[kind="brand"] {{ font-size: 12.5pt; font-weight: 700; }}
    QLabel[kind="hero"] {{ font-size: 19pt; font-weight: 600; }}
    QLabel[kind="number"] {{ color: {c.muted}; font-size: {TITLE_POINTS}pt; font-weight: 600; }}
    QToolTip {{ background: {c.text}; color: {c.surface}; border: none; padding: 5px 7px; }}
    """


def _button_rules(c: Colors) -> str:
    return f"""
    QPushButton {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control_border};
        border-radius: {CONTROL_RADIUS}px; padding: 5px 12px; min-height: 20px; outline: none; }}
    QPushButton[large="true"] {{ min-height: 28px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:pressed {{ background: {c.sunken}; }}
    QPushButton:disabled {{ color: {c.muted}; background: transparent; border-color: {c.border}; }}
    QPushButton[keyFocus="true"] {{ border: 2px solid {c.accent}; padding: 4px 11px; }}
    QPushButton[kind="accent"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
        font-weight: 600; }}
    QPushButton[kind="accent"]:hover {{ background: {c.accent_hover}; }}
    QPushButton[kind="accent"]:pressed {{ background: {c.accent_pressed}; }}
    QPushButton[kind="accent"][keyFocus="true"] {{ border: 2px solid {c.text}; padding: 4px 11px; }}
    QPushButton[kind="accent"]:disabled {{ background: {c.sunken}; color: {c.muted};
        border-color: {c.sunken}; }}
    QPushButton[kind="quiet"], QToolButton {{ background: transparent; border: 1px solid transparent;
        border-radius: {CONTROL_RADIUS}px; padding: 3px 8px; }}
    QPushButton[kind="quiet"]:hover, QToolButton:hover {{ background: {c.hover}; }}
    QPushButton[kind="quiet"][keyFocus="true"], QToolButton[keyFocus="true"] {{
        border: 2px solid {c.accent}; padding: 2px 7px; }}
    QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; color: {c.link};
        padding: 2px 1px; min-height: 18px; text-align: left; }}
    QPushButton[kind="link"][small="true"] {{ font-size: {SMALL_POINTS}pt; min-height: 14px; padding: 1px; }}
    QPushButton[kind="link"][small="true"][keyFocus="true"] {{ padding: 0; }}
    QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
    QPushButton[kind="link"][keyFocus="true"] {{ border: 2px solid {c.accent}; padding: 1px 0; }}
    QPushButton[kind="link"]:disabled {{ color: {c.muted}; }}
    QPushButton[kind="small"] {{ padding: 2px 9px; min-height: 18px; }}
    QPushButton[kind="small"][keyFocus="true"] {{ padding: 1px 8px; }}
    QPushButton[kind="chip"] {{ background: {c.accent_tint}; color: {c.link}; border: 1px solid transparent;
        border-radius: {CONTROL_RADIUS}px; padding: 3px 9px; }}
    QPushButton[kind="chip"]:hover {{ border-color: {c.link}; }}
    QPushButton[kind="chip"][keyFocus="true"] {{ border: 2px solid {c.accent}; padding: 2px 8px; }}
    QPushButton[kind="warning"] {{ background: transparent; border: 1px solid transparent; color: {c.warning};
        padding: 2px 1px; min-height: 18px; text-align: left; }}
    QPushButton[kind="warning"]:hover {{ text-decoration: underline; }}
    QPushButton[kind="warning"][keyFocus="true"] {{ border: 2px solid {c.accent}; padding: 1px 0; }}
    QPushButton[kind="tab"] {{ background: transparent; border: 2px solid transparent; color: {c.muted};
        border-radius: {CONTROL_RADIUS}px; padding: 4px 12px; font-weight: 500; }}
    QPushButton[kind="tab"]:hover {{ color: {c.text}; }}
    QPushButton[kind="tab"]:checked {{ background: {c.sunken}; color: {c.text}; border-color: {c.sunken}; }}
    QPushButton[kind="tab"][keyFocus="true"] {{ border: 2px solid {c.accent}; }}
    """


def _field_rules(c: Colors) -> str:
    field = 'QLineEdit, QComboBox, QPlainTextEdit[kind="field"]'
    focus = 'QLineEdit:focus, QComboBox:focus, QPlainTextEdit[kind="field"]:focus'
    return f"""
    {field} {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control_border};
        border-radius: {CONTROL_RADIUS}px; padding: 4px 8px; min-height: 20px;
        placeholder-text-color: {c.muted};
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    {focus} {{ border: 2px solid {c.accent}; padding: 3px 7px; }}
    QLineEdit:disabled, QComboBox:disabled {{ color: {c.muted}; background: {c.window};
        border-color: {c.border}; }}
    QLineEdit[invalid="true"] {{ border-color: {c.danger}; }}
    QRadioButton {{ spacing: 8px; min-height: 20px; }}
    QRadioButton::indicator {{ width: 14px; height: 14px; border-radius: 8px; border: 1px solid {c.muted};
        background: {c.surface}; }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.accent}; }}
    QRadioButton::indicator:disabled {{ border-color: {c.control_border}; }}
    QRadioButton[keyFocus="true"]::indicator {{ border-color: {c.link}; background: {c.accent_tint}; }}
    QComboBox[kind="quiet"] {{ background: transparent; border: 1px solid transparent; color: {c.muted};
        font-size: {SMALL_POINTS}pt; padding: 1px 20px 1px 6px; }}
    QComboBox[kind="quiet"]:hover {{ background: {c.hover}; color: {c.text}; }}
    QComboBox[kind="quiet"]:focus {{ border: 2px solid {c.accent}; padding: 0 19px 0 5px; }}
    QComboBox {{ padding-right: 24px; combobox-popup: 0; }}
    QComboBoxPrivateContainer {{ border: none; }}
    QComboBox:focus {{ padding-right: 23px; }}
    QComboBox::drop-down {{ border: none; width: 0px; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.border};
        padding: 4px; outline: none; selection-background-color: {c.accent_tint};
        selection-color: {c.text}; }}
    QComboBox QAbstractItemView::item {{ min-height: 26px; padding: 0 6px; border-radius: 4px; }}
    QComboBox QAbstractItemView::item:selected {{ background: {c.accent_tint}; color: {c.text}; }}
    """


def _surface_rules(c: Colors) -> str:
    return f"""
    QMainWindow, QDialog {{ background: {c.window}; }}
    QFrame[kind="card"] {{ background: {c.surface}; border: 1px solid {c.border};
        border-radius: {RADIUS}px; }}
    QFrame[kind="success"] {{ background: {c.success_tint}; border: none; border-radius: {RADIUS}px; }}
    QFrame[kind="error"] {{ background: {c.danger_tint}; border: none; border-radius: {RADIUS}px; }}
    QFrame[kind="notice"] {{ background: {c.warning_tint}; border: none; border-radius: {RADIUS}px; }}
    QFrame[kind="topbar"] {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.border}; }}
    QFrame#messageBar {{ border-radius: 0; }}
    QFrame[kind="rule"] {{ background: {c.border}; border: none; max-height: 1px; min-height: 1px; }}
    QScrollArea, QScrollArea > QWidget > QWidget[kind="page"] {{ background: transparent; border: none; }}
    QMenu {{ background: {c.surface}; border: 1px solid {c.border}; padding: 4px; }}
    QMenu::item {{ padding: 5px 20px 5px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {c.accent_tint}; color: {c.text}; }}
    QMenu::item:disabled {{ color: {c.muted}; }}
    QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
    """


def _part_rules(c: Colors) -> str:
    return f"""
    QPlainTextEdit[kind="log"] {{ background: transparent; border: none; color: {c.muted};
        font-size: {SMALL_POINTS + 0.5}pt; }}
    QPlainTextEdit[kind="code"] {{ background: {c.sunken}; border: 1px solid transparent; color: {c.text};
        border-radius: {CONTROL_RADIUS}px; padding: 4px 6px; }}
    QTextEdit[kind="marked"] {{ background: transparent; border: 1px solid transparent;
        border-radius: {CONTROL_RADIUS}px; }}
    QTextEdit[kind="marked"][keyFocus="true"] {{ border: 1px solid {c.accent}; }}
    QPlainTextEdit[kind="log"][keyFocus="true"], QPlainTextEdit[kind="code"][keyFocus="true"] {{
        border: 1px solid {c.accent}; }}
    QListWidget {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: {CONTROL_RADIUS}px;
        padding: 4px 6px; outline: none; }}
    QListWidget:focus {{ border-color: {c.accent}; }}
    QListWidget::item {{ min-height: 24px; padding: 0 6px; border-radius: 4px; }}
    QListWidget::item:selected {{ background: {c.accent_tint}; color: {c.text}; }}
    QListWidget::indicator {{ width: 14px; height: 14px; border: 1px solid {c.muted}; border-radius: 3px; }}
    QListWidget::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
        image: url("{paths.resource("icons", "check.svg").as_posix()}"); }}
    QSlider:horizontal {{ min-height: 20px; }}
    QSlider::groove:horizontal {{ background: {c.sunken}; border: none; height: 6px; border-radius: 3px; }}
    QSlider::sub-page:horizontal {{ background: {c.accent}; border-radius: 3px; }}
    QSlider::handle:horizontal {{ background: {c.surface}; border: 2px solid {c.accent}; width: 12px;
        margin: -5px 0; border-radius: 8px; }}
    QSlider[keyFocus="true"]::handle:horizontal {{ background: {c.accent}; border-color: {c.text}; }}
    QProgressBar {{ background: {c.sunken}; border: none; border-radius: 3px; max-height: 6px;
        min-height: 6px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
    QTableView {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: {RADIUS}px;
        outline: none; selection-background-color: {c.accent_tint}; selection-color: {c.text}; }}
    QTableView[keyFocus="true"] {{ border: 1px solid {c.accent}; }}
    QTableView::item {{ padding: 0 10px; border-bottom: 1px solid {c.border}; }}
    QTableView[kind="rows"]::item {{ padding: 5px 10px; }}
    QTableView[kind="plain"] {{ border: 1px solid transparent; }}
    QTableView[kind="plain"][keyFocus="true"] {{ border: 1px solid {c.accent}; }}
    QTableView[kind="plain"]::item {{ padding: 0 6px; }}
    QTableView[kind="plain"] QHeaderView::section {{ padding: 4px 9px; }}
    QTableView[kind="rows"] QHeaderView::section:vertical {{ border: none;
        border-bottom: 1px solid {c.border}; padding: 6px 8px 0 4px; }}
    QTableView QTableCornerButton::section {{ background: {c.surface}; border: none;
        border-bottom: 1px solid {c.border}; border-top-left-radius: {RADIUS}px; }}
    QHeaderView {{ background: transparent; border: none; }}
    QHeaderView::section {{ background: transparent; color: {c.muted}; border: none;
        border-bottom: 1px solid {c.border}; padding: 8px 13px; font-size: {SMALL_POINTS}pt; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {c.control_border}; border-radius: 3px; min-height: 28px;
        margin: 2px; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle:horizontal {{ background: {c.control_border}; border-radius: 3px; min-width: 28px;
        margin: 2px; }}
    QScrollBar::handle:hover {{ background: {c.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: none; border: none; width: 0; height: 0; }}
    """
