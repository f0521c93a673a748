"""The ground of the house: engine, schema, migrations, journal and full text."""
