// Who is measured: how each is started, and what it speaks. `{port}`, `{data}` (a folder that survives restarts), `{node}` and `{tools}` are filled in.
import { fileURLToPath } from 'node:url'

const folder = (path) => fileURLToPath(new URL(path, import.meta.url))

/** `hotseat` is the command that starts this server, an array. */
export function peers(hotseat) {
  return {
    hotseat: { label: 'Hotseat', persists: true, command: [...hotseat, '--port={port}', '--data={data}'], hasRooms: true },
    yws: {
      label: '@y/websocket-server 0.1.1 (yjs 13.6.33, ws 8.23.0), in memory',
      folder: folder('peers/yws'),
      command: ['{node}', 'node_modules/@y/websocket-server/src/server.js'],
      env: { HOST: '127.0.0.1', PORT: '{port}' },
    },
    hocuspocus: {
      label: '@hocuspocus/server 4.7.0, in memory',
      protocol: 'hocuspocus',
      path: '/',
      folder: folder('peers/hocuspocus'),
      command: ['{node}', 'server.mjs'],
      env: { PORT: '{port}' },
    },
    'hocuspocus-sqlite': {
      label: '@hocuspocus/server 4.7.0 with its SQLite extension',
      protocol: 'hocuspocus',
      path: '/',
      persists: true,
      folder: folder('peers/hocuspocus'),
      command: ['{node}', 'server.mjs'],
      env: { PORT: '{port}', SQLITE: '{data}/db.sqlite' },
    },
    relay: { label: 'a relay in C: no CRDT, no checks, in memory', command: ['{tools}/floor', '{port}'] },
    'relay-sqlite': {
      label: 'the same, which relays after SQLite has committed',
      persists: true,
      command: ['{tools}/floor', '{port}', '{data}/floor.db', 'sqlite'],
    },
  }
}
