"""Where search keeps its terms: an FTS5 table on SQLite, a tsvector column with a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    # The terms are made by the portal and separated by blanks; the ascii tokenizer takes every other character as it is.
    "CREATE VIRTUAL TABLE exchange_listing_terms USING fts5(terms, tokenize='ascii', detail=none, columnsize=0)",
]
POSTGRESQL = [
    "ALTER TABLE exchange_listing ADD COLUMN search_terms tsvector",
    "CREATE INDEX listing_terms ON exchange_listing USING gin (search_terms)",
]
UNDO = {
    "sqlite": ["DROP TABLE exchange_listing_terms"],
    "postgresql": ["DROP INDEX listing_terms", "ALTER TABLE exchange_listing DROP COLUMN search_terms"],
}


def create(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def remove(apps, schema_editor):
    _run(schema_editor, UNDO)


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [migrations.RunPython(create, remove)]
