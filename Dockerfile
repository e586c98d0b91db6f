# One image for every process; docker-compose.yml says which command each runs.
FROM python:3.13-slim AS packages
COPY requirements.txt /tmp/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles \
    HOST=0.0.0.0 \
    PORT=8000
RUN useradd --system --uid 10001 --home-dir /app importer && install -d -o importer -g importer /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# The two URLs only keep manage.py from looking for embedded servers; nothing connects while files are collected.
RUN DATA_DIR=/tmp/build DATABASE_URL=postgresql://unused REDIS_URL=redis://unused \
    python manage.py collectstatic --noinput && rm -rf /tmp/build
USER importer
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health/', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["gunicorn", "-c", "product_importer/gunicorn.conf.py", "product_importer.wsgi"]
