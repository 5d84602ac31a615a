"""Commands and sentences of READMEs, and the steps of a set-up that they tell."""

from compliance.facts.setup_steps import SetupStep

IN, EN, SE, MI, ST = (
    SetupStep.INSTALL,
    SetupStep.ENVIRONMENT,
    SetupStep.SERVICES,
    SetupStep.MIGRATIONS,
    SetupStep.START,
)

# A command in a README, and what it does without any other file.
COMMANDS: tuple[tuple[str, set[SetupStep]], ...] = (
    ("npm install", {IN}),
    ("npm ci --no-audit", {IN}),
    ("npm install express", set()),
    ("npm install -g @nestjs/cli", set()),
    ("npm run", set()),
    ("pnpm i", {IN}),
    ("pnpm --filter api install", {IN}),
    ("yarn", {IN}),
    ("yarn add express", set()),
    ("bun install", {IN}),
    ("lerna bootstrap", {IN}),
    ("pip install -r requirements.txt", {IN}),
    ("pip install -e '.[dev]'", {IN}),
    ("python -m pip install .", {IN}),
    ("pip install flask", set()),
    ("pip-sync requirements/dev.txt", {IN}),
    ("poetry install --with dev", {IN}),
    ("uv sync", {IN}),
    ("uv pip install -r requirements.txt", {IN}),
    ("pipenv install --dev", {IN}),
    ("pipenv install flask", set()),
    ("conda env create -f environment.yml", {IN}),
    ("cp .env.example .env", {EN}),
    ("mv .example.env .env", {EN}),
    ("cp config.example.json config.json", set()),
    ("nano .env", {EN}),
    ("vercel env pull", {EN}),
    ("docker run -d -p 5432:5432 postgres:16", {SE}),
    ("docker run -d shop/api", set()),
    ("brew services start postgresql@16", {SE}),
    ("sudo systemctl start redis", {SE}),
    ("sudo systemctl start nginx", set()),
    ("redis-server", {SE}),
    ("supabase start", {SE, MI}),
    ("docker compose up -d", {SE}),
    ("docker compose logs", set()),
    ("npm run docker:up", {SE}),
    ("npm run db:start", {SE}),
    ("python manage.py migrate", {MI}),
    ("./manage.py migrate --noinput", {MI}),
    ("python manage.py makemigrations", set()),
    ("poetry run alembic upgrade head", {MI}),
    ("alembic revision --autogenerate", set()),
    ("flask db upgrade", {MI}),
    ("flask db migrate", set()),
    ("npx prisma migrate dev", {MI}),
    ("npx prisma db push", {MI}),
    ("npx prisma generate", set()),
    ("npx drizzle-kit push", {MI}),
    ("npx knex migrate:latest", {MI}),
    ("npx knex migrate:make orders", set()),
    ("npx sequelize-cli db:migrate", {MI}),
    ("npx sequelize-cli db:migrate:undo", set()),
    ("npm run typeorm -- migration:run", {MI}),
    ("yarn db:migrate", {MI}),
    ("npm run migration:run", {MI}),
    ("npm run migration:generate", set()),
    ("npm run migrate:rollback", set()),
    ("make db-setup", {MI}),
    ("npm start", {ST}),
    ("npm run start:dev", {ST}),
    ("yarn workspace api dev", {ST}),
    ("pnpm dev", {ST}),
    ("npm test", set()),
    ("npm run test:watch", set()),
    ("npm run storybook:dev", set()),
    ("PORT=3000 node server.js", {ST}),
    ("node scripts/seed.js", set()),
    ("npx nx serve api", {ST}),
    ("npx nx run-many -t build", set()),
    ("npx nodemon", {ST}),
    ("python manage.py runserver", {ST}),
    ("python main.py", {ST}),
    ("python seed.py", set()),
    ("python -m uvicorn app:app --reload", {ST}),
    ("uv run fastapi dev app.py", {IN, ST}),
    ("flask --app shop run", {ST}),
    ("gunicorn shop.wsgi", {ST}),
    ("make run", {ST}),
    ("just dev", {ST}),
    ("make setup", {IN}),
    ("./scripts/bootstrap.sh", {IN}),
    ("docker build -t shop .", set()),
    ("git clone https://example.org/shop.git && cd shop && npm ci", {IN}),
)

# A line of plain words, and what it tells.
SENTENCES: tuple[tuple[str, set[SetupStep]], ...] = (
    ("Copy `.env.example` to `.env` and fill in the values.", {EN}),
    ("Create a .env file in the root folder.", {EN}),
    ("Rename env.example, then edit it.", {EN}),
    ("The code reads process.env.PORT and import.meta.env.", set()),
    ("Never commit your .env.", set()),
    ("They are no longer read and can be removed from your `.env`.", set()),
    ("It can be configured by environment variables.", set()),
    ("├── .env.example", set()),
    ("Then run the database migrations.", {MI}),
    ("Migrations are applied automatically on start.", {MI}),
    ("The tables of all models are created when the server starts.", {MI}),
    ("On start the tables for all models will be created.", {MI}),
    ("The tables are created by hand.", set()),
    ("Migrations live in the folder `migrations`.", set()),
    ("Make sure that PostgreSQL is running.", {SE}),
    ("Start a local MongoDB.", {SE}),
    ("Create a new database called shop.", {SE}),
    ("Built with Express and PostgreSQL.", set()),
    ("This project will run on Node.js, using MongoDB as its database.", set()),
    ("Running with MongoDB, it keeps everything.", set()),
    ("Run a MongoDB on your machine.", {SE}),
    ("Have MongoDB running on port 27017.", {SE}),
    ("Redis. To install Redis, follow its guide.", set()),
    ("<!-- Start a local MongoDB. -->", {SE}),
)

SCRIPTS = """\
{"scripts": {
"setup": "npm ci && cp .env.example .env && npm run db",
"db": "docker compose up -d --wait && prisma migrate deploy",
"here": "tsx watch src/server.ts"}}
"""
BUILT = """\
services:
  api:
    build: .
    depends_on: [db]
  db:
    image: postgres
"""

# A command in a README beside some files, and what it does through them.
# A service that Compose builds, and a database.
IDLE = "services:\n  app:\n    build: .\n    command: %s\n  db:\n    image: postgres\n"
FOLLOWED: tuple[tuple[str, dict[str, str], set[SetupStep]], ...] = (
    ("npm run setup", {"package.json": SCRIPTS}, {IN, EN, SE, MI}),
    ("npm run here", {"package.json": SCRIPTS}, {ST}),
    ("make all", {"Makefile": "all: deps\n\tpython manage.py migrate\ndeps:\n\tpoetry install\n"}, {IN, MI}),
    ("./go.sh", {"go.sh": "#!/bin/sh\nset -e\nprepare() { npm ci; }\nprepare\nnpm run dev\n"}, {IN, ST}),
    ("./env.sh", {"env.sh": 'copy() { cp "$1" "$2"; }\ncopy api/.env.example api/.env\n'}, {EN}),
    ("invoke all", {"tasks.py": "from invoke import task\n\n@task\ndef all(c):\n    c.run('alembic upgrade head')\n"}, {MI}),
    ("docker compose up", {"docker-compose.yml": BUILT}, {IN, SE, ST}),
    ("docker compose up -d db", {"docker-compose.yml": BUILT}, {IN, SE}),
    ("docker compose up", {"docker-compose.yml": "services:\n  api:\n    image: shop/api\n"}, set()),
    ("docker compose -f dev.yml up", {"dev.yml": BUILT}, {SE}),
    ("docker compose -f compose.dev.yml up", {"compose.dev.yml": BUILT}, {IN, SE, ST}),
    ("docker compose up", {"docker-compose.yml": BUILT, "Dockerfile": 'FROM python\nENTRYPOINT ["/entry.sh"]\n', "docker/entry.sh": "alembic upgrade head\nexec \"$@\"\n"}, {IN, SE, ST, MI}),
    ("docker compose run --rm api create_db", {"docker-compose.yml": BUILT}, {IN, SE, MI}),
    ("docker build -t shop .", {"Dockerfile": "FROM node\nRUN npm ci\n"}, {IN}),
    ("ENV=dev sh ./scripts/deploy.sh", {"scripts/deploy.sh": 'run="docker-compose up $1 -d"\neval "$run"\n'}, {SE}),
    ("./stop.sh", {"stop.sh": 'run="docker compose down"\neval "$run"\n'}, set()),
    ("docker compose up", {"compose.yml": IDLE % "sleep infinity", "Dockerfile": "FROM node\nCMD npm start\n"}, {SE}),
    ("docker compose up", {"compose.yml": IDLE % '["tail", "-f", "/dev/null"]', "Dockerfile": "FROM node\n"}, {SE}),
    ("docker compose up", {"compose.yml": IDLE % "sh -c 'sleep 5 && npm start'", "Dockerfile": "FROM node\n"}, {IN, SE, ST}),
    ("shop start server", {"pyproject.toml": "[project]\nname = 'shop'\n[project.scripts]\nshop = 'shop:main'\n"}, {ST}),
    ("python -m shop", {"shop/__main__.py": "print()\n"}, {ST}),
)  # fmt: skip

# What a container for development does.
CONTAINER = {
    ".devcontainer/devcontainer.json": '{\n// ours\n"dockerComposeFile": "compose.yml",\n"postCreateCommand": "pip install -r requirements.txt"}',
    ".devcontainer/compose.yml": "services:\n  db:\n    image: postgres\n",
}
