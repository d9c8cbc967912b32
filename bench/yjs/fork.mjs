// node fork.mjs FOLDER MILLISECONDS NAME…: measures yjs, one line "case milliseconds" per result. The twin of CrdtFork.java.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from '../../crdt/oracle/yjs.mjs'

const [folder, budget, ...names] = process.argv.slice(2)
let sink = 0

/** Repeats for the budget, at least three times; the fastest counts. */
function measure(name, work) {
  const times = []
  const start = performance.now()
  while (times.length < 3 || performance.now() - start < Number(budget)) {
    const from = performance.now()
    sink += work()
    times.push(performance.now() - from)
  }
  console.log(name + ' ' + Math.min(...times))
}

function updates(file) {
  const bytes = readFileSync(file)
  const list = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readInt32BE(at)
    list.push(new Uint8Array(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  return list
}

function transactions(file) {
  const bytes = readFileSync(file)
  const list = []
  let at = 0
  const int32 = () => bytes.readInt32BE((at += 4) - 4)
  while (at < bytes.length) {
    const patches = []
    for (let n = int32(); n > 0; n--) {
      const position = int32()
      const deleted = int32()
      const length = int32()
      patches.push([position, deleted, bytes.toString('utf8', at, (at += length))])
    }
    list.push(patches)
  }
  return list
}

for (const name of names) {
  const made = updates(join(folder, name + '.updates'))
  const state = new Uint8Array(readFileSync(join(folder, name + '.state')))
  measure('apply/' + name, () => {
    const doc = new Y.Doc()
    for (const update of made) Y.applyUpdate(doc, update)
    return doc.getText('t').length
  })
  measure('load/' + name, () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    return doc.getText('t').toString().length
  })
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  measure('encode/' + name, () => Y.encodeStateAsUpdate(doc).length)
  measure('encode-again/' + name, () => Y.encodeStateAsUpdate(doc).length)
  for (const count of [1_000, 10_000]) {
    if (made.length >= count) measure(`merge/${count}/${name}`, () => Y.mergeUpdates(made.slice(0, count)).length)
  }
  if (!existsSync(join(folder, name + '.edits'))) continue
  const edits = transactions(join(folder, name + '.edits'))
  measure('local/' + name, () => {
    const doc = new Y.Doc()
    const text = doc.getText('t')
    let bytes = 0
    doc.on('update', (update) => {
      bytes += update.length
    })
    for (const patches of edits) {
      doc.transact(() => {
        for (const [position, deleted, inserted] of patches) {
          if (deleted > 0) text.delete(position, deleted)
          if (inserted !== '') text.insert(position, inserted)
        }
      })
    }
    return bytes
  })
}
if (sink === 0) throw new Error('nothing was measured')
