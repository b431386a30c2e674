"""Looking for fixes and proving them in the background, while an editor is at work.

`Workshop` does the work, in a thread of its own; `Offers` hold what came of it, and know what an edit makes stale.
"""
