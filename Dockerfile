# Built from source, so that an image never carries anything but what the repository says.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json ./
COPY tools/clean.mjs tools/set-up.mjs tools/
RUN node tools/set-up.mjs
COPY src src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
# Airbyte mounts configuration and catalogs into /airbyte, and runs as user 1000.
# The base image has that user already, under another name.
RUN usermod --login airbyte node && mkdir -p /airbyte/integration_code && chown -R 1000 /airbyte
WORKDIR /airbyte/integration_code
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY package.json spec.json catalog.sample.json LICENSE ./
COPY schemas schemas
COPY dictionary dictionary
USER airbyte
# Absolute paths: the platform starts the connector in a folder of its own.
ENV AIRBYTE_ENTRYPOINT="node /airbyte/integration_code/dist/bin.js"
ENTRYPOINT ["node", "/airbyte/integration_code/dist/bin.js"]
LABEL io.airbyte.name="tap-fluxx/source-fluxx" io.airbyte.version="0.1.0"
