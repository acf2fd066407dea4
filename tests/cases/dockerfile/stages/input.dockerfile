# syntax=docker/dockerfile:1
ARG PYTHON=3.12

# Builds it.
FROM --platform=$BUILDPLATFORM python:${PYTHON}-slim AS builder
ARG VERSION
ENV PATH="/opt/bin:$PATH" \
    MODE=release
COPY --chown=1000:1000 . /src
RUN --mount=type=cache,target=/root/.cache \
    pip install . && \
    echo "FROM not AS one"

FROM builder AS test
RUN pytest

FROM ghcr.io/example/base@sha256:0123456789abcdef as final
COPY --from=builder /opt /opt
LABEL org.opencontainers.image.title="case"
EXPOSE 80/tcp
HEALTHCHECK --interval=5m CMD curl -f http://localhost/
ENTRYPOINT ["run"]

FROM scratch
COPY --from=final / /
