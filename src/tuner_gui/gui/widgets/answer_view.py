"""What a model says of one text: probabilities as bars, or a number with its usual error."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.config import Decision
from tuner_gui.engine.facts import Score
from tuner_gui.engine.replies import Predicted
from tuner_gui.gui import text
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.bar_list import Bar, BarList
from tuner_gui.gui.widgets.basics import column, label

translate = QCoreApplication.translate


class AnswerView(QWidget):
    """Bars for the likeliest labels, words for what bars cannot say.

    Args:
        prefix: of the object names; `try` gives `tryAnswer`, `tryBars` and `tryMore`.
        most: bars shown, unless more labels are given than that.
        clickable: a label can be chosen.
        parent: the widget it stands in.
    """

    label_chosen = Signal(str)

    def __init__(
        self, prefix: str, *, most: int, clickable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._most = most
        self._decision = Decision()
        self._score: Score | None = None
        self._answer = label(kind="title", name=f"{prefix}Answer", numbers=True)
        self._bars = BarList(clickable=clickable)
        self._bars.chosen.connect(self.label_chosen)
        self._bars.setObjectName(f"{prefix}Bars")
        self._bars.setAccessibleName(self.tr("Probabilities"))
        self._more = label(kind="small", wrap=True, name=f"{prefix}More", numbers=True)
        layout = column(spacing=SPACE_2)
        for part in (self._answer, self._bars, self._more):
            layout.addWidget(part)
        self.setLayout(layout)
        self.clear()

    def set_model(self, decision: Decision, score: Score | None) -> None:
        """How the outputs of the model are read, and how good it is on the test rows."""
        self._decision, self._score = decision, score

    def clear(self) -> None:
        """There is no answer."""
        self._bars.set_bars(())
        self._answer.hide()
        self._more.hide()

    def show_answer(self, answer: Predicted) -> None:
        """Show what the model says of the one text."""
        bars = probability_bars(answer, self._most)
        threshold = self._decision.threshold if answer.task == "multi_label" else None
        self._bars.set_bars(bars, mark=threshold)
        self._show(self._answer, answer_words(answer, self._decision.threshold))
        if answer.task == "regression":
            self._show(self._more, usual_error(answer.predictions[0].scores[0], self._score))
        else:
            self._show(self._more, _rest(answer, len(bars), threshold))

    @staticmethod
    def _show(part: QWidget, words: str) -> None:
        part.setText(words)  # type: ignore[attr-defined]
        part.setVisible(bool(words))


def probability_bars(answer: Predicted, most: int) -> list[Bar]:
    """The likeliest labels, likeliest first, strong where they are given; none for a number."""
    if answer.task == "regression":
        return []
    (prediction,) = answer.predictions
    pairs = sorted(zip(prediction.scores, answer.labels, strict=True), key=lambda pair: -pair[0])
    return [
        Bar(name, share, text.percent(share), strong=name in prediction.labels)
        for share, name in pairs[: max(most, len(prediction.labels))]
    ]


def answer_words(answer: Predicted, threshold: float = 0.5) -> str:
    """What bars cannot say: a number, or that no label is given."""
    (prediction,) = answer.predictions
    if answer.task == "regression":
        return f"{answer.labels[0]}: {text.number(prediction.scores[0])}"
    none = translate("AnswerView", "None above {0} %").format(f"{threshold * 100:g}")
    return "" if prediction.labels else none


def usual_error(value: float, score: Score | None) -> str:
    """`Usually between 2.1 and 3.3: …`: a predicted number give or take what it is off by on average."""
    if score is None or "mae" not in score.metrics:
        return ""
    off = score.metrics["mae"]
    words = translate("AnswerView", "Between {0} and {1}, give or take the mean error on {2} test rows")
    return words.format(text.number(value - off), text.number(value + off), text.count(score.n))


def _rest(answer: Predicted, shown: int, threshold: float | None) -> str:
    hidden = len(answer.labels) - shown
    parts = []
    if hidden > 0:
        together = sum(sorted(answer.predictions[0].scores)[:hidden])
        parts.append(
            translate("AnswerView", "and {0} more, together {1}").format(hidden, text.percent(together))
            if threshold is None
            else translate("AnswerView", "and {0} more").format(hidden)
        )
    if threshold is not None:
        words = translate("AnswerView", "The line marks {0} %: from there on a label is given.")
        parts.append(words.format(f"{threshold * 100:g}"))
    return " · ".join(parts)
