"""`python -m catalog.migrations "what changes"`: write the next migration from the difference to the tables."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from catalog.database import make_engine, migrate
from catalog.migrations import configuration


def main(message: str) -> None:
    """Compare an empty, migrated SQLite file with `catalog/tables.py`; read the result before committing it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder, 'empty.db')}")
        migrate(engine)
        with engine.begin() as connection:
            command.revision(configuration(connection), message, autogenerate=True)
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('usage: python -m catalog.migrations "what changes"')
    main(sys.argv[1])
