"""What ``goescape fix`` did, as JSON. The format is described in docs/json.md; `FORMAT` grows when it changes."""

from __future__ import annotations

import json
from typing import Any

from goescape.cli import as_diff
from goescape.cli.fix_table import Row, table
from goescape.cli.rounds import Item, Outcome
from goescape.explain.fixes import refusal, title
from goescape.explain.language import Language
from goescape.fixes.proof import Failure, Proof
from goescape.fixes.reasons import Reason

FORMAT = 1


def dump(outcome: Outcome, folder: str, language: Language, *, written: bool) -> str:
    """An outcome as one JSON object. Places are in the text before the fixes: lines and columns are 1-based, columns
    count bytes. `folder` is what the diff's paths are relative to."""
    rows = table((*outcome.made, *outcome.left))
    top = as_diff.common_folder(folder, list(outcome.after))
    diff = b"".join(as_diff.unified(outcome.before, outcome.after, top)).decode(errors="replace")
    return json.dumps(
        {
            "format": FORMAT,
            "written": written,
            "finished": not outcome.unfinished,
            "files": sorted(outcome.after),
            "fixes": [_made(item, item.found, language) for item in outcome.made if isinstance(item.found, Proof)],
            "refused": [_left(item, item.reason, language) for item in outcome.left if item.reason is not None],
            "table": {kind.value: counts(row) for kind, row in rows.items()},
            "diff": {"folder": top, "text": diff},
        },
        ensure_ascii=False,
        indent=1,
    )


def counts(row: Row) -> dict[str, Any]:
    """A row of the table; reasons by their identifiers."""
    refused = {reason.name: count for reason, count in row.refused.most_common()}
    return {"candidates": row.candidates, "proven": row.proven, "refused": refused}


def _made(item: Item, proof: Proof, language: Language) -> dict[str, Any]:
    return {
        **_common(item),
        "title": title(proof, language),
        "here": proof.here,
        "elsewhere": proof.elsewhere,
        "gain": proof.candidate.gain.name.lower().replace("_", "-"),
        "notes": [note.name.lower().replace("_", "-") for note in proof.candidate.notes],
        "edits": sorted(proof.candidate.files),
    }


def _left(item: Item, reason: Reason | Failure, language: Language) -> dict[str, Any]:
    return {
        **_common(item),
        "reason": reason.name,
        "text": refusal(reason, language),
        "detail": item.found.detail if isinstance(item.found, Proof) else "",
    }


def _common(item: Item) -> dict[str, Any]:
    place = item.place
    return {
        "fix": item.about.kind.value,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "function": item.about.function,
        "subject": item.about.subject,
    }
