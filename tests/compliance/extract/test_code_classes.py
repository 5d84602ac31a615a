"""What the outlines keep of classes."""

from compliance.extract.code import outline
from compliance.extract.code.expressions import Constant, path_of


def test_a_class_in_python_has_its_bases_and_its_keywords() -> None:
    (class_,) = outline("a.py", b"class A(B, c.D, table=True):\n    pass\n").classes

    assert [path_of(each) for each in class_.bases] == ["B", "c.D"]
    table = class_.keywords["table"]
    assert isinstance(table, Constant)
    assert table.value == "True"
