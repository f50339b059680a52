"""The one door to the TOML files of `data/` and `parsers/`: strict, and all faults of a file at once."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import cattrs
import cattrs.v

from gkscrape.errors import DataFileError

T = TypeVar("T")

_PACKAGE = Path(__file__).parent
_REPOSITORY = _PACKAGE.parent.parent


def data_path(name: str) -> Path:
    """The path of a file or folder under `data/`, in an installed package or in a working copy."""
    return _shipped("data") / name


def layout_paths() -> tuple[Path, ...]:
    """The layout files, in the order of their names."""
    return tuple(sorted(_shipped("parsers").glob("*.toml")))


def load_toml(path: Path, shape: type[T]) -> T:
    """The content of a TOML file as an instance of the dataclass `shape`.

    Raises DataFileError with every fault of the file, each with its path inside the file: unknown keys,
    missing keys, wrong types, words outside a closed vocabulary.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(str(path), [str(error)]) from error
    return structure(raw, shape, str(path))


def structure(raw: object, shape: type[T], path: str) -> T:
    """A parsed document as an instance of `shape`; `path` names it in the faults of a DataFileError."""
    try:
        return _converter().structure(raw, shape)
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        raise DataFileError(path, cattrs.transform_error(error, format_exception=_fault)) from error


def _shipped(folder: str) -> Path:
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _REPOSITORY / folder


def _exactly(value: Any, kind: type[T]) -> T:
    """The value, which must be of this very type, or a word of this vocabulary: nothing is converted."""
    if issubclass(kind, StrEnum):
        words = [word.value for word in kind]
        if value not in words:
            raise ValueError(f"{value!r} is none of: {', '.join(words)}")
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value


def _fault(error: BaseException, expected: type | None) -> str:
    """The words of one fault; a word outside a vocabulary, or of another type, speaks for itself."""
    if isinstance(error, TypeError | ValueError) and error.args:
        return str(error)
    return cattrs.v.format_exception(error, expected)


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for primitive in (str, int, bool, float):
        converter.register_structure_hook(primitive, _exactly)
    return converter
