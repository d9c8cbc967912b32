// Replays an editing trace with yjs. Client ids are those that the engine's tests use too: 1, 2, …
import { writeFileSync } from 'node:fs'
import * as Y from 'yjs'

const ROOT = 't'
const hex = (bytes) => Buffer.from(bytes).toString('hex')

/** All updates of the trace in order, and the state that they lead to. */
export function updatesOf(trace) {
  return trace.kind === 'concurrent' ? concurrent(trace) : sequential(trace)
}

export function replay(trace, updatesTo) {
  const { updates, doc } = updatesOf(trace)
  const text = doc.getText(ROOT).toString()
  if (text !== trace.endContent) throw new Error('yjs does not reach the end of the trace')
  const parts = []
  for (const update of updates) {
    const length = Buffer.alloc(4)
    length.writeInt32BE(update.length)
    parts.push(length, update)
  }
  writeFileSync(updatesTo, Buffer.concat(parts))
  return { state: hex(Y.encodeStateAsUpdate(doc)), updates: updates.length }
}

/** A document of yjs that keeps the updates of its own edits. */
export function recording(client) {
  const doc = new Y.Doc()
  doc.clientID = client
  const made = []
  doc.on('update', (update, origin) => {
    if (origin !== 'remote') made.push(update)
  })
  return { doc, made, text: doc.getText(ROOT) }
}

function edit(writer, patches) {
  writer.doc.transact(() => {
    for (const [position, deleted, inserted] of patches) {
      if (deleted > 0) writer.text.delete(position, deleted)
      if (inserted) writer.text.insert(position, inserted)
    }
  })
}

function sequential(trace) {
  const writer = recording(1)
  if (trace.startContent) edit(writer, [[0, 0, trace.startContent]])
  for (const { patches } of trace.txns) edit(writer, patches)
  return { updates: writer.made, doc: writer.doc }
}

function concurrent(trace) {
  const writers = Array.from({ length: trace.numAgents }, (_, agent) => ({ ...recording(agent + 1), applied: new Set() }))
  const made = []
  trace.txns.forEach(({ parents, agent, patches }, index) => {
    const writer = writers[agent]
    const missing = []
    const open = [...parents]
    const seen = new Set()
    while (open.length > 0) {
      const at = open.pop()
      if (seen.has(at) || writer.applied.has(at)) continue
      seen.add(at)
      missing.push(at)
      open.push(...trace.txns[at].parents)
    }
    for (const at of missing.sort((a, b) => a - b)) {
      if (made[at] !== null) Y.applyUpdate(writer.doc, made[at], 'remote')
      writer.applied.add(at)
    }
    const before = writer.made.length
    edit(writer, patches)
    made.push(writer.made.length > before ? writer.made.at(-1) : null)
    writer.applied.add(index)
  })
  const updates = made.filter((update) => update !== null)
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return { updates, doc }
}
