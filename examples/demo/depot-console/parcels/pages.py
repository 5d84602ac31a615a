from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from parcels.models import Shelf


@permission_required("parcels.view_parcel", raise_exception=True)
def shelf(request: HttpRequest, name: str) -> HttpResponse:
    """The sheet that hangs at a shelf."""
    found = get_object_or_404(Shelf, name=name)
    return render(request, "parcels/shelf.html", {"shelf": found, "parcels": found.parcels.all()})
