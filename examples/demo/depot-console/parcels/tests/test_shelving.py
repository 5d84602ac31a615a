from parcels.shelving import first_free, needs_floor


def test_what_is_too_heavy_stays_on_the_floor():
    assert needs_floor(15_000)
    assert not needs_floor(14_999)


def test_the_lowest_free_slot_is_taken():
    assert first_free([1, 2, 4], slots=5) == 3


def test_a_full_shelf_has_none():
    assert first_free([1, 2], slots=2) is None
