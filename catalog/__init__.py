"""What the company knows: tables, queries, migrations, imports; knows no pixel."""
