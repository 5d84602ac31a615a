from plans.prices import month


def test_what_is_included_costs_the_plan():
    assert month(4900, included=100, cents_per_further=35, parcels=100) == 4900


def test_each_further_parcel_is_charged():
    assert month(4900, included=100, cents_per_further=35, parcels=103) == 5005
