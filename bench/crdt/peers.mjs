// The two peers behind one face, so that they are measured by the same code. `changed` gets the update of every local transaction.
import { Kind } from './workloads.mjs'

const ROOT = 't'
const MAP = 'm'
const ARRAY = 'a'
const KEY = 'v'

const numbers = (text) => text.split(',').map(Number)

async function yjs() {
  const Y = await import('../../crdt/oracle/yjs.mjs')
  return {
    doc(client, changed) {
      const doc = new Y.Doc()
      if (client !== undefined) doc.clientID = client
      if (changed) doc.on('update', (update, origin) => origin !== 'remote' && changed(update))
      return doc
    },
    free() {},
    apply: (doc, update) => Y.applyUpdate(doc, update, 'remote'),
    text: (doc) => doc.getText(ROOT).toString(),
    encode: (doc) => Y.encodeStateAsUpdate(doc),
    merge: (updates) => Y.mergeUpdates(updates),
    patch(doc, patches) {
      const text = doc.getText(ROOT)
      doc.transact(() => {
        for (const [position, deleted, inserted] of patches) {
          if (deleted > 0) text.delete(position, deleted)
          if (inserted !== '') text.insert(position, inserted)
        }
      })
    },
    perform(doc, ops) {
      doc.transact(() => {
        for (const op of ops) {
          if (op.kind === Kind.insertText) doc.getText(ROOT).insert(op.index, op.text)
          else if (op.kind === Kind.deleteText) doc.getText(ROOT).delete(op.index, op.count)
          else if (op.kind === Kind.setNumber) doc.getMap(MAP).set(KEY, op.count)
          else if (op.kind === Kind.setString) doc.getMap(MAP).set(KEY, op.text)
          else if (op.kind === Kind.setObject) doc.getMap(MAP).set(KEY, { name: op.text })
          else if (op.kind === Kind.insertNumbers) doc.getArray(ARRAY).insert(op.index, numbers(op.text))
          else doc.getArray(ARRAY).insert(op.index, [op.text])
        }
      })
    },
    /** Bytes that the garbage collector of Node does not see. */
    hiddenBytes: () => 0,
  }
}

async function ywasm() {
  const { default: Y } = await import('ywasm')
  const watched = new Map()
  let remote = false
  return {
    doc(client, changed) {
      const doc = new Y.YDoc(client === undefined ? {} : { clientID: client })
      if (changed) watched.set(doc, doc.onUpdate((update) => !remote && changed(update)))
      return doc
    },
    free(doc) {
      watched.get(doc)?.free()
      watched.delete(doc)
      doc.free()
    },
    apply(doc, update) {
      remote = true
      Y.applyUpdate(doc, update, 'remote')
      remote = false
    },
    text(doc) {
      const text = doc.getText(ROOT)
      const value = text.toString(undefined)
      text.free()
      return value
    },
    encode: (doc) => Y.encodeStateAsUpdate(doc),
    /** It has none. */
    merge: null,
    patch(doc, patches) {
      const text = doc.getText(ROOT)
      const transaction = doc.beginTransaction('local')
      for (const [position, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(position, deleted, transaction)
        if (inserted !== '') text.insert(position, inserted, undefined, transaction)
      }
      transaction.commit()
      transaction.free()
      text.free()
    },
    perform(doc, ops) {
      const [text, map, array] = [doc.getText(ROOT), doc.getMap(MAP), doc.getArray(ARRAY)]
      const transaction = doc.beginTransaction('local')
      for (const op of ops) {
        if (op.kind === Kind.insertText) text.insert(op.index, op.text, undefined, transaction)
        else if (op.kind === Kind.deleteText) text.delete(op.index, op.count, transaction)
        else if (op.kind === Kind.setNumber) map.set(KEY, op.count, transaction)
        else if (op.kind === Kind.setString) map.set(KEY, op.text, transaction)
        else if (op.kind === Kind.setObject) map.set(KEY, { name: op.text }, transaction)
        else if (op.kind === Kind.insertNumbers) array.insert(op.index, numbers(op.text), transaction)
        else array.insert(op.index, [op.text], transaction)
      }
      transaction.commit()
      transaction.free()
      for (const type of [text, map, array]) type.free()
    },
    hiddenBytes: () => Y.__wasm.memory.buffer.byteLength,
  }
}

export const peers = { yjs, ywasm }
