def month(monthly_cents: int, included: int, cents_per_further: int, parcels: int) -> int:
    """What a month comes to, in cents: the plan, and each parcel beyond those that it includes."""
    return monthly_cents + max(0, parcels - included) * cents_per_further
