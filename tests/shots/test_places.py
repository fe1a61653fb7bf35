"""Every page that the site has is looked at: there is a place for each route, and a route for each place."""

from tests.shots.places import NO_PAGES, PLACES, shown_routes


def test_every_route_that_shows_a_page_has_a_place_and_no_other() -> None:
    assert shown_routes() == set(PLACES) | NO_PAGES
    assert set(PLACES) & NO_PAGES == set()
    names = [place.name for places in PLACES.values() for place in places]
    assert len(names) == len(set(names))
