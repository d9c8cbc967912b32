// A stock y-websocket provider from npm in Node, as any other program would use it.
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/** Connects a new document; the provider is destroyed when the test is over. */
export function connect(test, server, session, token, settings = {}) {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(`${server.url.replace('http', 'ws')}/ws/sessions`, session.id, doc, {
    WebSocketPolyfill: WebSocket,
    params: { token },
    disableBc: true,
    ...settings,
  })
  test.after(() => {
    provider.destroy()
    provider.awareness.destroy() // its timer would keep the process alive
  })
  return { doc, provider, text: doc.getText('file:main'), awareness: provider.awareness }
}

export function synced(client) {
  return new Promise((resolve) => {
    if (client.provider.synced) resolve()
    else client.provider.once('sync', resolve)
  })
}
