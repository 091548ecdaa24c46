"""The attributes of the package."""

import pkgutil
from importlib import import_module

import pytest

import microsite


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.iter_modules(microsite.__path__) if module.ispkg]
)
def test_no_name_in_the_package_hides_a_subpackage(name: str) -> None:
    package = import_module(f"microsite.{name}")
    assert getattr(microsite, name) is package
