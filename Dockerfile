# Built from source, so that an image never carries anything but what the repository says. To pin the base image by its digest,
# or to take it from a registry of your own: --build-arg BASE=registry.example/node@sha256:... It needs Node 24.6 or later.
ARG BASE=docker.io/library/node:24.21.0-bookworm-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json ./
COPY tools/clean.mjs tools/set-up.mjs tools/
RUN node tools/set-up.mjs
COPY src src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM ${BASE}
# Airbyte mounts configuration and catalogs into /airbyte, and runs as user 1000.
# The base image has that user already, under another name.
RUN groupmod --new-name airbyte node \
  && usermod --login airbyte --home /airbyte node \
  && mkdir -p /airbyte/integration_code \
  && chown -R airbyte:airbyte /airbyte
WORKDIR /airbyte/integration_code
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY package.json spec.json catalog.sample.json LICENSE ./
COPY schemas schemas
COPY dictionary dictionary
USER airbyte
# Left alone, Node takes as much as a small container has for objects alone, and is killed without a word; a percentage is of
# the container's limit.
ENV NODE_OPTIONS="--max-old-space-size-percentage=70"
# A base that is too old does not know the option: better to say so now than in every run.
RUN node --version
# Absolute paths: the platform starts the connector in a folder of its own.
ENV AIRBYTE_ENTRYPOINT="/usr/local/bin/node /airbyte/integration_code/dist/bin.js"
ENTRYPOINT ["/usr/local/bin/node", "/airbyte/integration_code/dist/bin.js"]
LABEL io.airbyte.name="tap-fluxx/source-fluxx" io.airbyte.version="0.1.0"
LABEL org.opencontainers.image.title="tap-fluxx" \
  org.opencontainers.image.description="Reads a Fluxx Grantmaker instance into Airbyte and Singer" \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.licenses="MIT"
