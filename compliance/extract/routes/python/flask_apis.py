"""What resources of Flask and Quart are added to: an `Api`, a namespace of RESTX, an object of
one's own that stands for either.
"""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Expression
from compliance.extract.routes.following import Located
from compliance.extract.routes.paths import Written
from compliance.extract.routes.python.names import class_of
from compliance.extract.routes.python.routers import NOTHING, Router
from compliance.extract.routes.python.surveys import Survey
from compliance.extract.routes.python.texts import written

BLUEPRINTS = ("Blueprint", "APIBlueprint", "APIView")


class FlaskApis(Survey):
    """Makes the routers of what resources are added to."""

    def text_of(self, where: Located, given: Expression | None) -> Written:
        """The text of an argument, empty where it is not given."""
        return written(self.program, where.at(given)) if given is not None else NOTHING

    def of_namespace(self, where: Located, call: Call) -> Written:
        """The path of RESTX's namespace, its name where none is given."""
        path = call.keywords.get("path")
        if path is not None:
            return self.text_of(where, path)
        name = self.text_of(where, call.argument(0, "name"))
        return Written(f"/{name.text}", name.whole)

    def namespace_of(self, where: Located, call: Call) -> Router | None:
        """The namespace that RESTX's `api.namespace("orders")` makes, on that `Api`."""
        on = self.receiver(where.module, call)
        if on is None:
            return None
        router = Router(self.of_namespace(where, call))
        router.mount(on)
        return router

    def of_api(self, where: Located, call: Call) -> Router:
        """The `Api` of Flask-RESTful, RESTX or smorest, on the application that it is made with."""
        prefix = call.keywords.get("prefix")
        router = Router(self.text_of(where, prefix), is_app=True)
        on = call.argument(0, "app") or call.keywords.get("blueprint")
        outer = self.router(where.at(on)) if on is not None else None
        if outer is not None:
            router.mount(outer)
        return router

    def of_own(self, where: Located, call: Call) -> Router | None:
        """An object of a class of the repository that resources are added to, as to an `Api`: it
        answers where the blueprint does that it makes for itself.
        """
        class_ = class_of(self.program, where.at(call.callee))
        if class_ is None or class_.method("add_resource") is None:
            return None
        for method in class_.methods if class_.module is not None else ():
            for made in method.calls:
                if made.name in BLUEPRINTS and class_.module is not None:
                    router = self.router(Located(made, class_.module, method))
                    if router is not None:
                        return Router(router.prefix, is_app=True)
        return Router(is_app=True)
