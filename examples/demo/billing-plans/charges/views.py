from rest_framework import serializers, viewsets

from charges.models import Charge


class ChargeSerializer(serializers.ModelSerializer):
    customer = serializers.CharField(source="subscription.customer", read_only=True)

    class Meta:
        model = Charge
        fields = ["id", "customer", "month", "cents", "booked_at"]


class ChargeViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Charge.objects.select_related("subscription").order_by("-month", "id")
    serializer_class = ChargeSerializer
