"""A long list in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list: its items, its number from 1 on, how many pages and items there are."""

    items: tuple[Item, ...]
    number: int
    count: int
    total: int

    @property
    def previous(self) -> int | None:
        """The number of the page before it."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after it."""
        return self.number + 1 if self.number < self.count else None


def page_of(items: Sequence[Item], number: int, size: int) -> Page[Item] | None:
    """Cut page `number` out of a list; None if there is no such page. An empty list has one."""
    count = max(1, -(-len(items) // size))
    if not 1 <= number <= count:
        return None
    shown = items[(number - 1) * size : number * size]
    return Page(tuple(shown), number, count, len(items))
