# One image for every process; docker-compose.yml says which command each runs.
# BASE has python3, 3.11 or newer, with venv: an official slim image, or Debian's own Python.
ARG BASE=python:3.13-slim

FROM ${BASE} AS packages
ARG REQUIREMENTS="requirements.txt requirements-sftp.txt"
COPY requirements*.txt /tmp/
RUN python3 -m venv /venv && cd /tmp && \
    for file in ${REQUIREMENTS}; do /venv/bin/pip install --no-cache-dir --require-hashes -r "$file" || exit 1; done && \
    /venv/bin/pip uninstall --yes pip

FROM ${BASE}
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles \
    HOST=0.0.0.0 \
    PORT=8000
RUN useradd --uid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin importer && install -d -o importer -g importer /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# The two URLs only keep manage.py from looking for embedded servers; nothing connects while files are collected.
# Compiled here, since nothing but /data and /tmp is written while it runs: the root may be read-only.
RUN DATA_DIR=/tmp/build DATABASE_URL=postgresql://unused/unused REDIS_URL=redis://unused/0 \
    python manage.py collectstatic --noinput && rm -rf /tmp/build && \
    python -m compileall -q /app
ENV PYTHONDONTWRITEBYTECODE=1
USER importer
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health/', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["gunicorn", "-c", "product_importer/gunicorn.conf.py", "product_importer.wsgi"]
