from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page
from rest_framework import viewsets

from plans.models import Plan, Subscription
from plans.serializers import PlanSerializer, SubscriptionSerializer


# Plans change a few times a year, and every page of the portal asks for them.
@method_decorator(cache_page(300), name="list")
class PlanViewSet(viewsets.ModelViewSet):
    queryset = Plan.objects.order_by("name")
    serializer_class = PlanSerializer


class SubscriptionViewSet(viewsets.ModelViewSet):
    queryset = Subscription.objects.select_related("plan").order_by("-since")
    serializer_class = SubscriptionSerializer
