"""Fixtures for all tests."""

from tests.databases import database_url, empty_database_url, engine, migrated_postgres, migrated_sqlite

__all__ = ["database_url", "empty_database_url", "engine", "migrated_postgres", "migrated_sqlite"]
