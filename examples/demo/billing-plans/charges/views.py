from django.db import connection
from rest_framework import serializers, viewsets
from rest_framework.response import Response
from rest_framework.views import APIView

from charges.models import Charge


class ChargeSerializer(serializers.ModelSerializer):
    customer = serializers.CharField(source="subscription.customer", read_only=True)

    class Meta:
        model = Charge
        fields = ["id", "customer", "month", "cents", "booked_at"]


class ChargeViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Charge.objects.select_related("subscription").order_by("-id")
    serializer_class = ChargeSerializer


class MonthSerializer(serializers.Serializer):
    month = serializers.DateField()


class MonthView(APIView):
    """What is done to a month, all of it in the database's own functions."""

    serializer_class = MonthSerializer

    def run(self, name, request):
        asked = MonthSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with connection.cursor() as cursor:
            cursor.callproc(name, [asked.validated_data["month"]])
        return Response(asked.data)


class BookingsView(MonthView):
    def post(self, request):
        return self.run("book_month", request)


class ClosingsView(MonthView):
    def post(self, request):
        return self.run("close_month", request)

    def put(self, request):
        return self.run("close_month_again", request)
