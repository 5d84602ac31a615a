from django.urls import include, path
from rest_framework.routers import DefaultRouter

from parcels.views import ParcelViewSet

router = DefaultRouter()
router.register("parcels", ParcelViewSet)

urlpatterns = [path("api/", include(router.urls))]
