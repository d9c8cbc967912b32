// yjs as a reference: one JSON request per line on stdin, one JSON answer per line on stdout.
import { createInterface } from 'node:readline'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { scenario, take } from './scenario.mjs'
import { relayed, seen, sequence } from './sequence.mjs'
import { replay } from './traces.mjs'

const hex = (bytes) => Buffer.from(bytes).toString('hex')
const bytes = (text) => Uint8Array.from(Buffer.from(text, 'hex'))

const operations = {
  /** A generated session: {@link scenario}. */
  scenario,
  /** What clients say to a server, and what becomes of who is told what it relays: {@link sequence}. */
  sequence,
  relayed,
  seen,
  /** Updates applied to an empty document, if wanted with yjs as it is: the state after each, and the last without what waits. */
  apply: ({ updates, asItIs }) => {
    const doc = new Y.Doc()
    const apply = asItIs ? Y.applyUpdate : take
    const states = updates.map((update) => {
      apply(doc, bytes(update))
      return hex(Y.encodeStateAsUpdate(doc))
    })
    doc.store.pendingStructs = null
    doc.store.pendingDs = null
    return { states, integrated: hex(Y.encodeStateAsUpdate(doc)), text: doc.getText('t').toString() }
  },
  /** Updates without a document: what yjs says of their merge; `diff` and `vector` of each, `known` is a state vector. */
  merge: ({ updates, known }) => ({
    merged: hex(Y.mergeUpdates(updates.map(bytes))),
    vectors: updates.map((update) => hex(Y.encodeStateVectorFromUpdate(bytes(update)))),
    diffs: updates.map((update) => hex(Y.diffUpdate(bytes(update), bytes(known)))),
  }),
  /** An update in the other format, and the state that yjs has after taking it, in both. */
  convert: ({ update, updateV2 }) => {
    const doc = new Y.Doc()
    if (update) Y.applyUpdate(doc, bytes(update))
    else Y.applyUpdateV2(doc, bytes(updateV2))
    return { state: hex(Y.encodeStateAsUpdate(doc)), stateV2: hex(Y.encodeStateAsUpdateV2(doc)) }
  },
  /** A trace replayed by yjs: writes the updates to a file (length-prefixed), answers with the state. */
  trace: ({ file, updatesTo }) => replay(JSON.parse(gunzipSync(readFileSync(file))), updatesTo),
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  let answer
  try {
    answer = operations[request.op](request)
  } catch (error) {
    answer = { error: String(error?.stack ?? error) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
