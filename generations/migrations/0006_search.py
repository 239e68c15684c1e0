from django.db import migrations

from generations.search import normalise, said

AT_ONCE = 2000

# Triggers of SQLite belong to their table: a migration that alters that of the documents has to make them again.
GONE = (
    "INSERT INTO generations_search (generations_search, rowid, words) VALUES ('delete', old.generation_id, old.words)"
)
COME = "INSERT INTO generations_search (rowid, words) VALUES (new.generation_id, new.words)"
# Lexemes are exactly our words: no parser and no dictionary, and only immutable functions.
GIN = "CREATE INDEX document_words ON generations_document USING gin (array_to_tsvector(string_to_array(btrim(words), ' ')))"
# To this tokenizer everything beyond ASCII is a letter: again exactly our words. It keeps no positions: phrases are
# looked for in the rows that have all of their words.
FTS = (
    "CREATE VIRTUAL TABLE generations_search USING fts5("
    "words, content='generations_document', content_rowid='generation_id',"
    " tokenize='ascii', prefix='2 3', detail='none', columnsize=0)"
)
INDEX = {
    "postgresql": [GIN],
    "sqlite": [
        FTS,
        f"CREATE TRIGGER document_made AFTER INSERT ON generations_document BEGIN {COME}; END",
        f"CREATE TRIGGER document_gone AFTER DELETE ON generations_document BEGIN {GONE}; END",
        f"CREATE TRIGGER document_changed AFTER UPDATE ON generations_document BEGIN {GONE}; {COME}; END",
        "INSERT INTO generations_search (generations_search) VALUES ('rebuild')",
    ],
}
NO_INDEX = {
    "postgresql": ["DROP INDEX document_words"],
    "sqlite": [
        "DROP TRIGGER document_made",
        "DROP TRIGGER document_gone",
        "DROP TRIGGER document_changed",
        "DROP TABLE generations_search",
    ],
}


def make_index(apps, schema):
    for statement in INDEX[schema.connection.vendor]:
        schema.execute(statement)


def drop_index(apps, schema):
    for statement in NO_INDEX[schema.connection.vendor]:
        schema.execute(statement)


def read_prompts(apps, schema):
    """Those that were written before there was a search."""
    Generation, Document = apps.get_model("generations", "Generation"), apps.get_model("generations", "Document")
    last = 0
    while (
        rows := Generation.objects.filter(pk__gt=last, document=None)
        .order_by("pk")
        .only("prompt", "prompt_enhanced")[:AT_ONCE]
    ):
        Document.objects.bulk_create(
            Document(generation_id=row.pk, words=f" {normalise(said(row.prompt, row.prompt_enhanced))} ")
            for row in rows
        )
        last = list(rows)[-1].pk


class Migration(migrations.Migration):
    dependencies = [("generations", "0005_documents")]

    operations = [
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(read_prompts, migrations.RunPython.noop),
    ]
