"""SQLite as `make run` uses it: a file on disk, so that threads share it as connections do."""

import pytest
from django.conf import settings


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    name = tmp_path_factory.mktemp("sqlite") / "oms.sqlite3"
    settings.DATABASES["default"]["TEST"]["NAME"] = str(name)
