"""The floor of a gallery's page: one statement whose answer is the JSON, without anything in between."""

from django.db import connection

# Everything that a card shows, with what this person thinks of it and how the clips made from it stand.
PAGE = """
SELECT {collect}({make}(
    'id', o.id, 'generation', o.generation_id, 'project', o.project_id, 'position', o.position, 'kind', o.kind,
    'width', o.width, 'height', o.height, 'bytes', o.bytes, 'content_type', o.content_type, 'blur', o.blur,
    'duration', o.duration, 'seed', o.seed, 'created_at', o.created_at, 'rating', o.rating, 'prompt', o.prompt,
    'model', o.model, 'iterations', o.iterations, 'latest', o.latest))
FROM (
    SELECT o.*, r.value AS rating, g.prompt, g.model,
        (SELECT count(*) FROM generations_generation v
         WHERE v.source_id = o.id AND v.kind = 'video' AND v.deleted_at IS NULL) AS iterations,
        (SELECT v.state FROM generations_generation v
         WHERE v.source_id = o.id AND v.kind = 'video' AND v.deleted_at IS NULL ORDER BY v.id DESC LIMIT 1) AS latest
    FROM generations_generation g
    JOIN generations_output o ON o.generation_id = g.id
    LEFT JOIN ratings_rating r ON r.output_id = o.id AND r.user_id = %s
    WHERE g.session_id = %s AND g.deleted_at IS NULL AND o.deleted_at IS NULL
    ORDER BY g.id DESC LIMIT %s
) AS o
"""
WORDS = {
    "postgresql": {"collect": "json_agg", "make": "json_build_object"},
    "sqlite": {"collect": "json_group_array", "make": "json_object"},
}


def raw_page(user: int, session: int, count: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(PAGE.format(**WORDS[connection.vendor]), [user, session, count])
        return str(cursor.fetchone()[0])
