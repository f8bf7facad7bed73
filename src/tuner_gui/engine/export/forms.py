"""Every kind of export by its name."""

from __future__ import annotations

from tuner_gui.engine.export.form import Form
from tuner_gui.engine.export.onnx_folder import OnnxFolder, OnnxInt8Folder
from tuner_gui.engine.export.transformers_folder import TransformersFolder
from tuner_gui.engine.export.zip_file import ZipFile
from tuner_gui.engine.requests import ExportKind

FORMS: dict[ExportKind, Form] = {
    "folder": TransformersFolder(),
    "zip": ZipFile(),
    "onnx": OnnxFolder(),
    "onnx_int8": OnnxInt8Folder(),
}
