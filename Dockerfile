FROM node:22-bookworm-slim AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && .ci/stage-image dist/tributary /image

FROM scratch
COPY --from=build /image /
COPY --from=build --chown=65532:65532 /image/data /data
USER 65532:65532
ENV TRIBUTARY_HOST=0.0.0.0 TRIBUTARY_DATA_DIR=/data
VOLUME /data
WORKDIR /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=6s --start-period=10s CMD ["/usr/bin/tributary", "healthcheck"]
ENTRYPOINT ["/usr/bin/tributary"]
CMD ["serve"]
