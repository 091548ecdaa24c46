"""The package as Python sees it."""

import pkgutil
from importlib import import_module

import pytest

import microsite


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.iter_modules(microsite.__path__) if module.ispkg]
)
def test_a_subject_is_reached_by_its_name(name: str) -> None:
    subject = import_module(f"microsite.{name}")
    assert getattr(microsite, name) is subject
