"""The fixes of the packages with open files: what is offered, and the background work that finds out more.

Work on a folder begins when its findings are there, ends with the next edit of a file that decided them, and goes on
where it ended when that edit is undone. What is known stays with the answer that it is about.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Callable, Iterable
from dataclasses import replace

from goescape.folders import Folder
from goescape.proving.job import Found, Job, Place
from goescape.proving.offers import Offers
from goescape.proving.workshop import Workshop

LOG = logging.getLogger(__name__)

PLACES_KEPT = 16
"""Files of which is remembered where the user was last."""


class Proposals:
    """`plan` gives the job for a folder as things are now, or None where nothing may be done; `announce` is told of a
    folder whose offers are new."""

    def __init__(
        self, workshop: Workshop, plan: Callable[[Folder], Job | None], announce: Callable[[Folder], None]
    ) -> None:
        self._workshop = workshop
        self._plan = plan
        self._announce = announce
        self._places: dict[str, int] = {}
        self._followed: weakref.WeakSet[Offers] = weakref.WeakSet()

    @property
    def places(self) -> tuple[Place, ...]:
        """What the user looks at, and looked at before, the latest first."""
        return tuple(reversed(self._places.items()))

    def look_at(self, path: str, offset: int) -> None:
        """The user is at this byte of a file."""
        self._places.pop(path, None)
        self._places[path] = offset
        while len(self._places) > PLACES_KEPT:
            del self._places[next(iter(self._places))]

    def follow(self, inputs: Iterable[str] = ()) -> Offers:
        """Offers for the present texts, which will hear of every text that changes."""
        offers = Offers(frozenset(inputs))
        self._followed.add(offers)
        return offers

    def note(self, folders: Iterable[Folder], path: str, before: bytes | None, now: bytes | None) -> None:
        """A file has another text; None stands for one that is not known. Work on what is stale by it ends, and that on
        what is as it was goes on."""
        current = [(folder, offers, offers.is_current) for folder in folders if (offers := folder.offers) is not None]
        for offers in self._followed:
            offers.note(path, before, now)
        for folder, offers, was in current:
            if was and not offers.is_current:
                self.stop(folder)
            elif offers.is_current and not was:
                self.start(folder)

    async def get_ready(self) -> None:
        """Prepare for work that will come soon."""
        await self._workshop.get_ready()

    def start(self, folder: Folder) -> None:
        """Go on finding out about a folder's fixes, if there is something left to find out."""
        offers, job = folder.offers, self._plan(folder)
        if offers is None or job is None or not offers.is_current or offers.is_complete(job.files):
            return
        self.stop(folder)
        folder.fixing = asyncio.create_task(self._work(folder, offers, job))

    def stop(self, folder: Folder) -> None:
        """End the work on a folder's fixes."""
        if folder.fixing is not None:
            folder.fixing.cancel()
            folder.fixing = None

    async def _work(self, folder: Folder, offers: Offers, job: Job) -> None:
        this = asyncio.current_task()

        def take(found: Found) -> None:
            if folder.fixing is this:
                offers.take(found)
                self._announce(folder)

        known = offers.begin()
        files = tuple(path for path in job.files if path not in offers.bundled)
        job = replace(job, known=known, files=files, settled=offers.done)
        try:
            await self._workshop.do(job, take)
        except Exception:
            LOG.exception("the search for fixes in %s failed", folder.path)
        offers.done = True
        offers.bundled.update(files)
        self._announce(folder)
