"""What the database itself saw: every change of a state and every event, also those that were pruned since."""

from typing import Any

from tests.proof.money.world import World

# Nothing of the product takes part: a state that was reached twice shows, whatever it became later.
TRIGGERS = """
CREATE TABLE proof_move (
    id bigserial PRIMARY KEY, generation bigint, source text, target text, at timestamptz DEFAULT clock_timestamp()
);
CREATE INDEX ON proof_move (generation);
CREATE FUNCTION proof_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO proof_move (generation, source, target)
    VALUES (NEW.id, CASE TG_OP WHEN 'UPDATE' THEN OLD.state END, NEW.state);
    RETURN NULL;
END $$;
CREATE TRIGGER proof_moved AFTER UPDATE ON generations_generation FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION proof_moved();
CREATE TRIGGER proof_made AFTER INSERT ON generations_generation FOR EACH ROW EXECUTE FUNCTION proof_moved();
CREATE TABLE proof_event AS SELECT topic, rev, ref, state FROM live_event;
CREATE FUNCTION proof_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO proof_event VALUES (NEW.topic, NEW.rev, NEW.ref, NEW.state);
    RETURN NULL;
END $$;
CREATE TRIGGER proof_told AFTER INSERT ON live_event FOR EACH ROW EXECUTE FUNCTION proof_told();
"""


def install(world: World) -> None:
    world.database.execute(TRIGGERS)


def completed_twice(world: World) -> list[str]:
    """Generations that succeeded more than once or left an end, and batches that ended more often than they ran."""
    found = world.rows(
        "SELECT generation, source, target, count(*) FROM proof_move WHERE target = 'succeeded'"
        " OR source IN ('succeeded', 'failed', 'cancelled') GROUP BY 1, 2, 3"
        " HAVING count(*) > 1 OR source IN ('succeeded', 'failed', 'cancelled')"
    )
    found += world.rows(
        "SELECT o.generation_id AS generation, count(*) AS outputs FROM generations_output o"
        " GROUP BY 1 HAVING count(*) > 1"
    )
    return [*map(str, found), *(str(row) for row in _batches(world) if row["ended"] > row["began"] + row["revived"])]


def never_completed(world: World) -> list[str]:
    """Batches whose end nobody was told."""
    return [str(row) for row in _batches(world) if not row["ended"] or row["last"] != "completed"]


def _batches(world: World) -> list[dict[str, Any]]:
    return world.rows(
        "SELECT e.topic, count(*) FILTER (WHERE e.state = 'completed') AS ended,"
        " count(*) FILTER (WHERE e.state = 'active') AS began,"
        " (array_agg(e.state ORDER BY e.rev DESC))[1] AS last,"
        " (SELECT count(*) FROM proof_move m JOIN generations_generation g ON g.id = m.generation"
        "  WHERE m.source = 'unknown' AND g.batch_id = split_part(e.topic, ':', 2)::bigint) AS revived"
        " FROM proof_event e WHERE e.topic LIKE 'batch:%%' AND e.ref = e.topic GROUP BY e.topic"
    )


def gaps(world: World) -> list[str]:
    """Revisions of topics that were left out or given twice."""
    rows = world.rows(
        "SELECT t.key, t.rev, count(e.rev), count(DISTINCT e.rev) AS different, min(e.rev), max(e.rev)"
        " FROM live_topic t LEFT JOIN proof_event e ON e.topic = t.key GROUP BY t.key, t.rev"
    )
    return [str(row) for row in rows if not row["rev"] == row["count"] == row["different"] == row["max"]]
