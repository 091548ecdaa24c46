"""Pages of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """One page of a list.

    number: from 1. count: number of pages. total: number of items on all pages.
    """

    items: tuple[Item, ...]
    number: int
    count: int
    total: int

    @property
    def previous(self) -> int | None:
        """Number of the page before, or None."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Number of the page after, or None."""
        return self.number + 1 if self.number < self.count else None


def paginate(items: Sequence[Item], number: int, size: int) -> ListPage[Item] | None:
    """Return page `number` of a list; None if there is no such page. An empty list has one page."""
    count = max(1, -(-len(items) // size))
    if not 1 <= number <= count:
        return None
    page_items = items[(number - 1) * size : number * size]
    return ListPage(tuple(page_items), number, count, len(items))
