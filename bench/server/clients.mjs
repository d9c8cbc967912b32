// Real Yjs clients, for what bytes cannot tell: whether a document is what was typed.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { TEXT } from './inputs.mjs'
import { sleep } from './process.mjs'

/** Those who share a line of paths take turns. */
const turns = new Map()

function next(line) {
  const paths = line.split(' ')
  const turn = turns.get(line) ?? 0
  turns.set(line, turn + 1)
  return paths[turn % paths.length]
}

/** A provider that is closed while it connects must not end this process. */
class Socket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols)
    this.on('error', () => {})
  }
}

/** `line`: of `rooms`. */
export function client(server, line) {
  const doc = new Y.Doc()
  const base = `ws://127.0.0.1:${server.port}`
  if (server.peer.protocol === 'hocuspocus') {
    const socket = new HocuspocusProviderWebsocket({ url: `${base}/`, WebSocketPolyfill: Socket, delay: 100, minDelay: 50, maxDelay: 1_000 })
    const provider = new HocuspocusProvider({ websocketProvider: socket, name: line, document: doc, token: 't', forceSyncInterval: false })
    provider.attach()
    return {
      text: doc.getText(TEXT),
      isSynced: () => provider.synced,
      end() {
        provider.destroy()
        socket.destroy()
      },
    }
  }
  const path = line.startsWith('/') ? next(line) : `/${line}`
  const [before, query = ''] = path.split('?')
  const cut = before.lastIndexOf('/')
  const provider = new WebsocketProvider(base + before.slice(0, cut), before.slice(cut + 1), doc, {
    WebSocketPolyfill: Socket,
    disableBc: true,
    params: Object.fromEntries(new URLSearchParams(query)),
    maxBackoffTime: 1_000,
  })
  provider.on('connection-error', () => {})
  return { text: doc.getText(TEXT), isSynced: () => provider.synced, end: () => provider.destroy() }
}

export async function until(holds, ms) {
  for (const end = Date.now() + ms; !holds(); await sleep(10)) {
    if (Date.now() > end) return false
  }
  return true
}
