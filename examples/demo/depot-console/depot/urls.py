from django.urls import include, path
from rest_framework.routers import DefaultRouter

from parcels.pages import shelf
from parcels.views import ParcelViewSet

router = DefaultRouter()
router.register("parcels", ParcelViewSet)

urlpatterns = [
    path("api/", include(router.urls)),
    path("shelves/<str:name>/", shelf),
]
