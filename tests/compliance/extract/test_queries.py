"""Which calls are queries, of which ORM, and what is told of them."""

import pytest

from compliance.extract.queries.sql import defined, is_sql
from tests.compliance.extract import queries_cases as cases
from tests.compliance.extract.queries_cases import (
    DJANGO,
    NODE,
    PRISMA,
    Told,
    found,
    node,
    python,
    told,
)


@pytest.mark.parametrize(("source", "expected"), cases.NODE_QUERIES)
def test_a_query_of_node(source: str, expected: Told) -> None:
    assert [told(each) for each in node(source)][-1:] == [expected]


@pytest.mark.parametrize(("source", "expected"), cases.PYTHON_QUERIES)
def test_a_query_of_python(source: str, expected: Told) -> None:
    assert [told(each) for each in python(source)][-1:] == [expected]


@pytest.mark.parametrize("source", cases.NODE_OTHERS)
def test_no_query_of_node(source: str) -> None:
    assert node(source) == ()


@pytest.mark.parametrize("source", cases.PYTHON_OTHERS)
def test_no_query_of_python(source: str) -> None:
    assert python(source) == ()


@pytest.mark.parametrize(("source", "expected"), cases.NODE_COLUMNS)
def test_the_columns_of_a_query_of_node(source: str, expected: str) -> None:
    filters = node(source)[-1].filters

    assert sorted(f"{each.column} {each.use}" for each in filters) == sorted(expected.split(", "))


@pytest.mark.parametrize(("source", "expected"), cases.PYTHON_COLUMNS)
def test_the_columns_of_a_query_of_python(source: str, expected: str) -> None:
    filters = python(source)[-1].filters

    assert sorted(f"{each.column} {each.use}" for each in filters) == sorted(expected.split(", "))


def test_a_chain_is_one_query() -> None:
    source = DJANGO + "User.objects.filter(a=1).exclude(b=2).order_by('c').first()\n"

    assert len(python(source)) == 1


def test_the_models_of_the_schema_tell_clients_of_any_name() -> None:
    schema = "model User {\n  id Int @id\n}\n"
    source = "import '@prisma/client';\nstore.user.findMany();\nstore.users.findMany();\n"

    made = node(source, **{"prisma/schema.prisma": schema})

    assert [told(each) for each in made] == [("Prisma", "MANY", "User")]


def test_a_model_of_another_file_is_followed() -> None:
    models = "const mongoose = require('mongoose');\nmodule.exports = mongoose.model('User', {});\n"
    source = "const User = require('./user');\nUser.deleteMany({});\n"

    made = found({**NODE, "src/user.js": models, "src/a.js": source})

    assert [told(each) for each in made] == [("Mongoose", "DELETE", "User")]
    assert made[0].declared is not None
    assert made[0].declared.module.path == "src/user.js"


def test_a_model_that_a_function_of_another_file_makes_is_followed() -> None:
    define = "module.exports = (sequelize) => sequelize.define('Customer', {});\n"
    models = (
        "const { Sequelize } = require('sequelize');\nconst sequelize = new Sequelize('');\n"
        "const Customer = require('./customer')(sequelize);\nmodule.exports = { Customer };\n"
    )
    source = (
        "const { Customer } = require('./models');\nCustomer.findAll();\nCustomer.create({});\n"
    )
    files = {"src/models/customer.js": define, "src/models/index.js": models, "src/a.js": source}

    made = found({**NODE, **files})

    assert [told(each) for each in made] == [
        ("Sequelize", "MANY", "Customer"),
        ("Sequelize", "CREATE", "Customer"),
    ]


REGISTERED = """\
const { Sequelize } = require('sequelize');
const sequelize = new Sequelize('');
const db = {};
fs.readdirSync(__dirname).forEach((file) => {
  const model = require(path.join(__dirname, file))(sequelize);
  db[model.name] = model;
});
module.exports = db;
"""


@pytest.mark.parametrize(
    "source",
    [
        "const { BaseUser } = require('./models');\nBaseUser.create({});\n",
        "const BaseUser = require('./models').BaseUser;\nBaseUser.create({});\n",
        "const models = require('./models');\nmodels.BaseUser.create({});\n",
        "import models from './models/index.js';\nmodels.BaseUser.create({});\n",
        (
            "class Users {\n  constructor(models) { this.models = models; }\n  add() {\n"
            "    const User = this.models.BaseUser;\n    return User.create({});\n  }\n}\n"
        ),
    ],
)
def test_a_model_that_is_registered_by_its_name_is_known(source: str) -> None:
    models = {
        "src/models/index.js": REGISTERED,
        "src/models/user.js": "module.exports = (sequelize) => sequelize.define('base_user');\n",
    }

    made = found({**NODE, **models, "src/a.js": source})

    assert [told(each) for each in made] == [("Sequelize", "CREATE", "base_user")]


@pytest.mark.parametrize(
    ("base", "is_model"), [("Model", True), ("Sequelize.Model", True), ("Shop", False)]
)
def test_a_class_that_is_registered_is_a_model_where_it_extends_one(
    base: str, is_model: bool
) -> None:
    user = (
        "module.exports = (sequelize, types) => {\n"
        f"  class User extends {base} {{ static associate(models) {{ }} }}\n"
        "  User.init({ name: types.STRING }, { sequelize, modelName: 'User' });\n"
        "  return User;\n};\n"
    )
    models = {"src/models/index.js": REGISTERED, "src/models/user.js": user}
    source = (
        "const { User } = require('../models');\n"
        "class Users {\n  static async store(req) {\n    await User.create(req.body);\n  }\n}\n"
    )

    made = found({**NODE, **models, "src/controllers/users.js": source})

    assert [told(each) for each in made] == ([("Sequelize", "CREATE", "User")] if is_model else [])


def test_what_is_no_model_of_that_name_creates_no_row() -> None:
    models = {
        "src/models/index.js": REGISTERED,
        "src/models/user.js": "module.exports = (sequelize) => sequelize.define('User', {});\n",
    }
    source = "const { User } = require('./views');\nUser.create({});\nstate.users.create({});\n"

    assert found({**NODE, **models, "src/a.js": source}) == ()


def test_a_repository_that_a_function_answers_is_followed() -> None:
    source = (
        "import { DataSource } from 'typeorm';\nimport { Order } from './order';\n"
        "const source = new DataSource({});\nconst orders = () => source.getRepository(Order);\n"
        "export async function all() {\n  return orders().find();\n}\n"
    )

    assert [told(each) for each in node(source)] == [("TypeORM", "MANY", "Order")]


def test_a_file_that_does_not_parse_hides_no_query() -> None:
    made = node(PRISMA + "prisma.user.findMany();\nconst = ;\n")

    assert [each.action.name for each in made] == ["MANY"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("SELECT 1", True),
        ("\n  -- all of them\n  select id from users", True),
        ("with a as (select 1) select * from a", True),
        ("BEGIN", True),
        ("Select a file", False),
        ("Update your profile", False),
        ("set a date", False),
        ("delete", False),
        ("", False),
    ],
)
def test_what_is_sql(text: str, is_one: bool) -> None:
    assert is_sql(text) is is_one


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("CREATE TABLE IF NOT EXISTS users (id int)", "users"),
        ("create temporary table users (id int)", None),
        ("CREATE UNLOGGED TABLE users (id int)", None),
        ('ALTER TABLE "users" ADD a int', "users"),
        ("DROP INDEX a; DROP TABLE users", "users"),
        ("SELECT 'a table' FROM tables", None),
        # A mutation of ClickHouse's changes rows.
        ("ALTER TABLE users DELETE WHERE id = {}", None),
        ("ALTER TABLE shop.users ON CLUSTER {} UPDATE name = {} WHERE id = {}", None),
        ("ALTER TABLE users DROP COLUMN deleted", "users"),
    ],
)
def test_which_table_sql_defines(text: str, table: str | None) -> None:
    assert defined(text) == table


@pytest.mark.parametrize(
    "call",
    ["create({})", "create<User>({})", "create?.({})", "create!({})", "create  ({})"],
)
def test_a_call_is_found_however_it_is_written(call: str) -> None:
    assert [told(each) for each in node(PRISMA + f"await prisma.user.{call};\n")] == [
        ("Prisma", "CREATE", "user")
    ]


def test_a_name_that_only_begins_as_a_method_does_is_no_query() -> None:
    assert (
        node(PRISMA + "prisma.user.createdAt; prisma.user.creator(); prisma.user.create;\n") == ()
    )


def test_a_session_whose_name_stands_for_other_things_too_hides_no_query() -> None:
    source = (
        "from sqlalchemy.orm import DeclarativeBase\n\nclass User(DeclarativeBase):\n    pass\n\n"
        "def find(session):\n    log(session.id)\n    return session.get(User, 1, None)\n"
    )
    assert [each.table for each in python(source)] == ["User"]
