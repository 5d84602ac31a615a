from rest_framework import serializers

from parcels.models import Parcel
from parcels.shelving import needs_floor


class ParcelSerializer(serializers.ModelSerializer):
    on_floor = serializers.SerializerMethodField()

    class Meta:
        model = Parcel
        fields = ["id", "number", "shelf", "arrived_at", "grams", "on_floor"]

    def get_on_floor(self, parcel: Parcel) -> bool:
        return needs_floor(parcel.grams)
