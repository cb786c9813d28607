import pytest

from .crew import Crew


@pytest.fixture(scope="session")
def hired(django_db_setup):
    """Crews by database address; gone before the test database is."""
    crews: dict[str, Crew] = {}
    yield crews
    for crew in crews.values():
        crew.close()


@pytest.fixture
def crew(hired, database_url):
    """The same processes for every race, unless one of them left them in disorder."""
    if database_url not in hired:
        hired[database_url] = Crew(database_url)
    yield hired[database_url]
    if not hired[database_url].is_sound:
        hired.pop(database_url).close()
