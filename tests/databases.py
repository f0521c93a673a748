"""The databases that a test can be run on, for `parametrize(..., DATABASES, indirect=True)` and `fixture(params=...)`."""

from __future__ import annotations

import pytest

from tests.store.test_postgresql import SERVER

DATABASES = (
    "sqlite",
    pytest.param(
        "postgresql",
        marks=[
            pytest.mark.postgresql,
            pytest.mark.skipif(not SERVER, reason="COPCTL_TEST_POSTGRESQL_URL names no server"),
        ],
    ),
)
