# One image, one process: a broker, or several, that need nothing beside them.
#
#   docker build -t glasslog .
#   docker run -p 9092-9094:9092-9094 -p 8080:8080 -v glasslog:/data -e KAFKA_ADVERTISED_HOST_NAME=localhost glasslog
#
# The page only looks: add `--allow-control` to let it send records and change topics.

FROM rust:1.95-bookworm AS build
WORKDIR /glasslog
COPY . .
RUN rustup target add wasm32-unknown-unknown && cargo xtask build

FROM debian:bookworm-slim
COPY --from=build /glasslog/target/release/glasslog /usr/local/bin/glasslog
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/glasslog/
RUN useradd --system --no-create-home glasslog && install -d -o glasslog /data
USER glasslog
VOLUME /data
# Three brokers' worth: add `--brokers 3`, or topics with so many replicas.
EXPOSE 9092-9094 8080
# SIGTERM, which `docker stop` sends, is a clean shutdown.
ENTRYPOINT ["glasslog", "serve", "--data", "/data", "--kafka", "0.0.0.0:9092", "--http", "0.0.0.0:8080"]
