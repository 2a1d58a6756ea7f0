# docker build -t paimian .                       CPU
# docker build -t paimian --build-arg RUNTIME=cuda --build-arg BASE=nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 .
ARG BASE=python:3.13-slim
FROM ${BASE}
ARG RUNTIME=cpu
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 OMP_THREAD_LIMIT=1 \
    PAIMIAN_HOME=/data PAIMIAN_HOST=0.0.0.0 PATH=/venv/bin:$PATH
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3-venv tesseract-ocr tesseract-ocr-chi-sim \
 && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv /venv
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
COPY vision vision
COPY models models
COPY catalog catalog
COPY alerts alerts
COPY api api
RUN pip install --no-cache-dir --constraint constraints.txt ".[${RUNTIME},postgres]" \
 && useradd --uid 10001 --create-home paimian \
 && install --directory --owner paimian /data
USER paimian
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/health', timeout=5)"]
CMD ["paimian", "serve"]
