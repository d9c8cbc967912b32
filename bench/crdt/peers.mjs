// The two peers behind one face, so that they are measured by the same code. `changed` gets the update of every local transaction.
import { Kind } from './workloads.mjs'

const ROOT = 't'
const MAP = 'm'
const ARRAY = 'a'
const KEY = 'v'

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
    typist(doc) {
      const text = doc.getText(ROOT)
      return (patches) =>
        doc.transact(() => {
          for (const [position, deleted, inserted] of patches) {
            if (deleted > 0) text.delete(position, deleted)
            if (inserted !== '') text.insert(position, inserted)
          }
        })
    },
    editor(doc) {
      const [text, map, array] = [doc.getText(ROOT), doc.getMap(MAP), doc.getArray(ARRAY)]
      return (ops) =>
        doc.transact(() => {
          for (const op of ops) {
            if (op.kind === Kind.insertText) text.insert(op.index, op.text)
            else if (op.kind === Kind.deleteText) text.delete(op.index, op.count)
            else if (op.kind === Kind.setNumber) map.set(KEY, op.count)
            else if (op.kind === Kind.setString) map.set(KEY, op.text)
            else if (op.kind === Kind.setObject) map.set(KEY, { name: op.text })
            else array.insert(op.index, op.values)
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
  const transact = (doc, edit) => {
    const transaction = doc.beginTransaction('local')
    edit(transaction)
    transaction.commit()
    transaction.free()
  }
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
    typist(doc) {
      const text = doc.getText(ROOT)
      return (patches) =>
        transact(doc, (transaction) => {
          for (const [position, deleted, inserted] of patches) {
            if (deleted > 0) text.delete(position, deleted, transaction)
            if (inserted !== '') text.insert(position, inserted, undefined, transaction)
          }
        })
    },
    editor(doc) {
      const [text, map, array] = [doc.getText(ROOT), doc.getMap(MAP), doc.getArray(ARRAY)]
      return (ops) =>
        transact(doc, (transaction) => {
          for (const op of ops) {
            if (op.kind === Kind.insertText) text.insert(op.index, op.text, undefined, transaction)
            else if (op.kind === Kind.deleteText) text.delete(op.index, op.count, transaction)
            else if (op.kind === Kind.setNumber) map.set(KEY, op.count, transaction)
            else if (op.kind === Kind.setString) map.set(KEY, op.text, transaction)
            else if (op.kind === Kind.setObject) map.set(KEY, { name: op.text }, transaction)
            else array.insert(op.index, op.values, transaction)
          }
        })
    },
    hiddenBytes: () => Y.__wasm.memory.buffer.byteLength,
  }
}

export const peers = { yjs, ywasm }
