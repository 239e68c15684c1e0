"""Tags of batches from before there were rows for them: an upgrade keeps them, and so does the way back."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from projects.models import Session

BEFORE, AFTER = [("generations", "0003_clips")], [("generations", "0004_library")]


@pytest.mark.django_db(transaction=True)
def test_tags_become_rows_and_words_again(session: Session) -> None:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    facts = {"project_id": session.project_id, "session_id": session.pk}
    try:
        old = _at(BEFORE)
        batch = old.get_model("generations", "Batch").objects.create(
            tags=["Cafe\u0301", " night  sky", "NIGHT SKY"], **facts
        )
        tags = _at(AFTER).get_model("generations", "Tag").objects.order_by("key")
        assert list(tags.values_list("key", "name")) == [("caf\u00e9", "Caf\u00e9"), ("night sky", "night sky")]
        back = _at(BEFORE).get_model("generations", "Batch").objects.get(pk=batch.pk)
        assert sorted(back.tags) == ["Caf\u00e9", "night sky"]
    finally:
        MigrationExecutor(connection).migrate(newest)


def _at(targets: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps
