from rest_framework import viewsets

from parcels.models import Parcel
from parcels.serializers import ParcelSerializer


class ParcelViewSet(viewsets.ModelViewSet):
    queryset = Parcel.objects.select_related("shelf").order_by("-arrived_at")
    serializer_class = ParcelSerializer
