FROM node:24-slim

ENV NODE_ENV=production OPSMEDIC_DATA=/data
WORKDIR /app

COPY package.json package-lock.json .npmrc ./
# "optional" is Node.js itself, for machines with an older one. npm ci refuses the lockfile where a registry lacks
# packages of other platforms; npm install then gives the same tree and leaves the lockfile alone.
RUN npm ci --omit=dev --omit=optional || npm install --no-save --omit=dev --omit=optional

COPY src ./src
COPY commands ./commands
COPY playbooks ./playbooks

RUN mkdir -m 700 /data && chown node:node /data
VOLUME /data
USER node

EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "src/main.ts", "serve"]
