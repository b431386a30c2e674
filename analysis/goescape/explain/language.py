"""The languages that explanations are written in."""

from __future__ import annotations

import enum


class Language(enum.Enum):
    """A language of explanations; the value is the name of its folder of pages and of the setting."""

    ENGLISH = "en"
    CHINESE = "zh-CN"

    @classmethod
    def of(cls, locale: str) -> Language:
        """The language for an editor's or a system's locale: ``zh``, ``zh-Hans``, ``zh_CN.UTF-8`` are
        Chinese.

        Everything else, the empty locale included, is English.
        """
        primary = locale.strip().lower().replace("_", "-").split(".")[0].split("-")[0]
        return cls.CHINESE if primary == "zh" else cls.ENGLISH
