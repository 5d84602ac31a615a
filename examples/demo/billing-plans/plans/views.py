from django.core.cache import cache
from rest_framework import viewsets
from rest_framework.response import Response

from plans.models import Plan, Subscription
from plans.serializers import PlanSerializer, SubscriptionSerializer


class PlanViewSet(viewsets.ModelViewSet):
    queryset = Plan.objects.order_by("name")
    serializer_class = PlanSerializer
    pagination_class = None

    def list(self, request, *args, **kwargs):
        # Plans change a few times a year, and every page of the portal asks for them.
        found = cache.get_or_set("plans", lambda: super(PlanViewSet, self).list(request).data, 300)
        return Response(found)


class SubscriptionViewSet(viewsets.ModelViewSet):
    queryset = Subscription.objects.select_related("plan").order_by("-since")
    serializer_class = SubscriptionSerializer
