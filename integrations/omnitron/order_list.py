"""One read of the hub's list of orders, to its end or for some pages of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings

from integrations.omnitron.client import Client
from integrations.omnitron.envelope import Listing
from integrations.omnitron.receiving import Receiver, Row
from oms import http

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Place = tuple[datetime, int]  # a stamp, and a page of the orders changed since


class Reading:
    """
    One read of the orders changed since a moment, up to another one, oldest change first.

    The next page begins at the stamp of the last row, so that rows which move to the end while we
    read make no gap. Where the hub ignores the filter or the order, its pages are counted instead.
    `following` is where the next page begins, None at the end.
    """

    def __init__(
        self,
        receiver: Receiver,
        *,
        since: datetime,
        until: datetime | None,
        page: int = 1,
        keep: Callable[[], None] = lambda: None,
    ):
        self.client: Client = receiver.client
        self.since, self.until, self.page, self._keep = since, until, page, keep
        self.newest: datetime | None = None
        self.following: Place | None = None
        self.ahead = self.claimed = 0
        self.filter_ignored = self.counted = self.broke_off = False

    def pages(self, *, now: datetime) -> Iterator[list[Row]]:
        """Yield what each page brings that the one before did not."""
        since, page, last, stale = self.since, self.page, frozenset(), 0
        while found := self._page(since, page):
            rows = [Row.of(text) for text in found.rows]
            fresh = [row for row in rows if row.text not in last]
            self._remember(found, rows, since, now)
            more = found.more if found.paged else len(rows) == settings.PULL_PAGE_SIZE and fresh
            ends = not more or bool(rows and all(map(self._is_late, rows)))
            self.following = None if ends else self._next(rows, since, page)
            yield [row for row in fresh if not self._is_late(row)]
            if self.following is None:
                return
            stale, last = 0 if fresh else stale + 1, frozenset(found.rows)
            if stale > 1:
                raise http.Garbled("The same page comes again and again.")
            since, page = self.following

    def first_pages(self, count: int, *, now: datetime) -> Iterator[list[Row]]:
        """Yield at most so many pages; `following` then says where the rest begins."""
        for n, rows in enumerate(self.pages(now=now), start=1):
            yield rows
            if n == count:
                return

    def _page(self, since: datetime, page: int) -> Listing | None:
        self._keep()
        try:
            return self._ask(since, page)
        except http.Refused as error:
            if error.status == 404 and page > 1:  # the list became shorter while we read it
                self.following = None
                return None
            raise

    def _ask(self, since: datetime, page: int) -> Listing:
        limit = settings.PULL_PAGE_SIZE
        return self.client.changed_orders(since=since, page=page, limit=limit)

    def _remember(self, found: Listing, rows: list[Row], since: datetime, now: datetime) -> None:
        stamps = [row.stamp for row in rows if row.stamp]
        # A stamp further ahead than the overlap would carry the watermark over changes to come.
        credible = now + timedelta(seconds=settings.PULL_OVERLAP)
        told = (min(stamp, now) for stamp in stamps if stamp <= credible)
        self.newest = max([*told, self.newest or EPOCH])
        self.claimed = found.claimed
        self.ahead += sum(stamp > credible for stamp in stamps)
        self.filter_ignored |= any(stamp < since for stamp in stamps)
        self.counted |= self.filter_ignored or stamps != sorted(stamps)

    def _is_late(self, row: Row) -> bool:
        return bool(self.until and row.stamp and row.stamp > self.until)

    def _next(self, rows: list[Row], since: datetime, page: int) -> Place:
        last = max((row.stamp for row in rows if row.stamp), default=since)
        return (last, 1) if last > since and not self.counted else (since, page + 1)


class ByKey(Reading):
    """A read of pages in the order of the hub's keys, for a hub that ignores dates."""

    def __init__(
        self,
        receiver: Receiver,
        *,
        page: int,
        last: int | None,
        keep: Callable[[], None] = lambda: None,
    ):
        super().__init__(receiver, since=EPOCH, until=None, page=page, keep=keep)
        self.last = last

    def _ask(self, since: datetime, page: int) -> Listing:
        return self.client.orders_by_key(page=page, limit=settings.PULL_PAGE_SIZE)

    def _next(self, rows: list[Row], since: datetime, page: int) -> Place | None:
        return None if page == self.last else (since, page + 1)


class NewestFirst(Reading):
    """A read of the latest changes of a hub that ignores dates, back to a moment."""

    def _ask(self, since: datetime, page: int) -> Listing:
        return self.client.newest_orders(page=page, limit=settings.PULL_PAGE_SIZE)

    def _next(self, rows: list[Row], since: datetime, page: int) -> Place | None:
        stamps = [row.stamp for row in rows if row.stamp]
        in_order = stamps == sorted(stamps, reverse=True)
        self.broke_off = not in_order  # the latest changes may lie anywhere: no mark can be set
        return (since, page + 1) if in_order and min(stamps, default=EPOCH) >= since else None
