"""File systems without hard links: the processes of a machine share the salt all the same."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from microsite.files import create_atomically
from microsite.scans.data_dir import DataDir
from microsite.scans.visitor_hash import VisitorHasher

NOW = 20_000 * 86_400.0


@pytest.fixture(params=[0, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK])
def link_error(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """The error with which the file system refuses hard links; 0 if it has them."""
    error: int = request.param

    def refuse(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    if error:
        monkeypatch.setattr(os, "link", refuse)
    return error


@pytest.mark.usefixtures("link_error")
def test_all_processes_share_one_salt_and_one_node_id(tmp_path: Path) -> None:
    hashers = [VisitorHasher(tmp_path / "salts") for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        hashes = set(threads.map(lambda hasher: hasher.hash("192.0.2.7", "", "", NOW), hashers))
        node_ids = set(threads.map(lambda _: DataDir(tmp_path).node_id, range(8)))
    assert len(hashes) == len(node_ids) == 1
    assert [path.name for path in (tmp_path / "salts").iterdir()] == ["20000.salt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node_id", "salts"]


@pytest.mark.usefixtures("link_error")
def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert create_atomically(path, b"first")
    assert not create_atomically(path, b"second")
    assert path.read_bytes() == b"first"
    assert path.stat().st_mode & 0o077 == 0
    assert [found.name for found in tmp_path.iterdir()] == ["file"]
