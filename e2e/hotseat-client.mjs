// A bare hotseat.v1 connection: says what a test wants to say, remembers what it heard. No Yjs document unless a test makes one.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { until } from './server.mjs'

export { WebSocket, Y }

const SYNC = 0
const AWARENESS = 1
const HOTSEAT = 100
const KINDS = ['STEP1', 'STEP2', 'UPDATE']

export function syncMessage(kind, body) {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, SYNC)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, body)
  return encoding.toUint8Array(encoder)
}

export const step1 = (stateVector = Uint8Array.of(0)) => syncMessage(0, stateVector)
export const step2 = (update) => syncMessage(1, update)
export const update = (bytes) => syncMessage(2, bytes)

export function json(message) {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, HOTSEAT)
  encoding.writeVarString(encoder, JSON.stringify(message))
  return encoding.toUint8Array(encoder)
}

export function awareness(entries) {
  const states = encoding.createEncoder()
  encoding.writeVarUint(states, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(states, client)
    encoding.writeVarUint(states, clock)
    encoding.writeVarString(states, JSON.stringify(state))
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, AWARENESS)
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(states))
  return encoding.toUint8Array(encoder)
}

/** The update that an edit makes in a document of its own, on top of what that document knows. */
export function edit(doc, change) {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => change(doc.getText('file:main'), doc))
  return Y.encodeStateAsUpdate(doc, before)
}

/** A new document that knows this and writes under this id, whoever has used it before. */
export function replica(clientId, known = []) {
  const doc = new Y.Doc()
  for (const bytes of known) Y.applyUpdate(doc, bytes)
  doc.clientID = clientId // only now: a document that hears of its own id from elsewhere takes another
  return doc
}

let pages = 0
/** A name of a page's life, or of a run: 32 hex digits, another one each time. */
export const newName = () => (++pages + Date.now() * 1000).toString(16).padStart(32, '0')

/**
 * Opens a socket. `heard` lists messages in words and `messages` the JSON ones; `doc` holds what the server relayed; `asked` counts
 * the server's step 1.
 */
export function open(t, server, session, token, { protocols = ['hotseat.v1', `hotseat.token.${token}`], path } = {}) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path ?? `/ws/sessions/${session.id}`}`, protocols)
  t.after(() => socket.terminate())
  const doc = new Y.Doc()
  const connection = { socket, doc, messages: [], heard: [], states: new Map(), asked: 0, closed: null, opened: null }
  connection.closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })))
  connection.opened = new Promise((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  socket.on('message', (data) => hear(connection, new Uint8Array(data)))
  const of = (type) => connection.messages.filter((message) => message.type === type)
  return Object.assign(connection, {
    of,
    send: (bytes) => socket.send(bytes),
    say: (message) => socket.send(json(message)),
    text: () => doc.getText('file:main').toString(),
    /** Resolves with the n-th message of that type, from 1. */
    message: (type, n = 1) => until(`${type} ${n}`, () => of(type)[n - 1]),
    /** Resolves when everything said before has been dealt with: the server answers in order. */
    async settled() {
      const before = connection.heard.filter((what) => what === 'STEP2').length
      socket.send(step1())
      await until('the answer to a step 1', () => connection.heard.filter((what) => what === 'STEP2').length > before)
    },
  })
}

/** Opens a socket and waits until it has the document. */
export async function enter(t, server, session, token, options) {
  const connection = open(t, server, session, token, options)
  await connection.message('WELCOME')
  await connection.settled()
  return connection
}

function hear(connection, data) {
  const decoder = decoding.createDecoder(data)
  switch (decoding.readVarUint(decoder)) {
    case SYNC: {
      const kind = decoding.readVarUint(decoder)
      const body = decoding.readVarUint8Array(decoder)
      connection.heard.push(KINDS[kind])
      if (kind === 0) connection.asked++
      else Y.applyUpdate(connection.doc, body)
      break
    }
    case AWARENESS: {
      const states = decoding.createDecoder(decoding.readVarUint8Array(decoder))
      for (let n = decoding.readVarUint(states); n > 0; n--) {
        const client = decoding.readVarUint(states)
        decoding.readVarUint(states)
        const state = JSON.parse(decoding.readVarString(states))
        if (state === null) connection.states.delete(client)
        else connection.states.set(client, state)
      }
      connection.heard.push('AWARENESS')
      break
    }
    case HOTSEAT: {
      const message = JSON.parse(decoding.readVarString(decoder))
      connection.messages.push(message)
      connection.heard.push(message.type)
    }
  }
}
