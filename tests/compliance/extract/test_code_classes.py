"""What the outlines keep of classes."""

from compliance.extract.code import outline
from compliance.extract.code.expressions import Constant, path_of


def test_a_class_in_python_has_its_bases_and_its_keywords() -> None:
    (class_,) = outline("a.py", b"class A(B, c.D, table=True):\n    pass\n").classes

    assert [path_of(each) for each in class_.bases] == ["B", "c.D"]
    table = class_.keywords["table"]
    assert isinstance(table, Constant)
    assert table.value == "True"


def test_by_django_configurations_the_fields_of_a_class_are_settings() -> None:
    settings = b"from configurations import Values\nclass Base(Values):\n    KEY = 1\n"
    module = outline("a.py", settings)

    assert [each.line for each in module.assigned("KEY")] == [3]
    assert module.classes[0].field("KEY") is not None
    assert outline("a.py", settings.replace(b"configurations", b"shop")).assigned("KEY") == []
