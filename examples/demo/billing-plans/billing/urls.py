from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from charges.views import BookingsView, ChargeViewSet, ClosingsView
from plans.views import PlanViewSet, SubscriptionViewSet

router = DefaultRouter()
router.register("charges", ChargeViewSet)
router.register("plans", PlanViewSet)
router.register("subscriptions", SubscriptionViewSet)

urlpatterns = [
    path("", include(router.urls)),
    path("bookings/", BookingsView.as_view()),
    path("closings/", ClosingsView.as_view()),
    path("schema/", SpectacularAPIView.as_view()),
]
