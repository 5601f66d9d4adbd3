"""A store for each test: a copy of one that was made once, which spares its migrations."""

import shutil
from pathlib import Path

import pytest

from nova.store.database import Database


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made")
    Database.in_home(home, migrations=[]).close()
    return home / "nova.db"


@pytest.fixture
def database(tmp_path: Path, made: Path) -> Database:
    shutil.copy(made, tmp_path)
    return Database.in_home(tmp_path, migrations=[])
