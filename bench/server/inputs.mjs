// What rooms begin with and what is typed into the large document: the same in every run.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import { random } from './random.mjs'

export const TEXT = 'file:bench'
/** Edits of the large document; a quick run takes fewer. */
export const HISTORY_EDITS = 260_000

const SEED_UNITS = 5_000
const ANCHORS = 64
const WORDS = (
  'function return const let value index result array node left right while for if else null map set ' +
  'push length sort merge queue stack graph visit seen count total limit cache key entry sum'
).split(' ')

/** Code of 5 kB, typed by two people in bursts with corrections; and places between two characters of it that stand side by side. */
function seed() {
  const next = random(7)
  const word = () => WORDS[Math.floor(next() * WORDS.length)]
  const docs = [new Y.Doc(), new Y.Doc()]
  docs[0].clientID = 1001
  docs[1].clientID = 2002
  for (const [from, to] of [docs, [...docs].reverse()]) {
    from.on('update', (update, origin) => {
      if (origin !== 'peer') Y.applyUpdate(to, update, 'peer')
    })
  }
  let who = 0
  while (docs[0].getText(TEXT).length < SEED_UNITS) {
    if (next() < 0.2) who = 1 - who
    const text = docs[who].getText(TEXT)
    let at = next() < 0.7 ? text.length : Math.floor(next() * text.length)
    for (const sign of `  ${word()} ${word()} = ${word()}(${word()})\n`) {
      text.insert(at++, sign)
      if (next() < 0.06 && at > 1) text.delete(--at, 1)
    }
  }
  const units = []
  for (let item = docs[0].getText(TEXT)._start; item; item = item.right) {
    for (let i = 0; i < item.length; i++) units.push({ client: item.id.client, clock: item.id.clock + i, deleted: item.deleted })
  }
  const anchors = []
  while (anchors.length < ANCHORS) {
    const at = 50 + Math.floor(next() * (units.length - 100))
    const [left, right] = [units[at], units[at + 1]]
    if (!left.deleted && !right.deleted) anchors.push([left.client, left.clock, right.client, right.clock].join(' '))
  }
  return { update: Y.encodeStateAsUpdate(docs[0]), vector: Y.encodeStateVector(docs[0]), anchors }
}

/** Single characters in the proportions of a long paper: seven insertions to three deletions, in bursts with jumps. Records of length, units, update. */
function history(edits) {
  const next = random(11)
  const doc = new Y.Doc()
  doc.clientID = 4242
  const text = doc.getText(TEXT)
  const records = []
  doc.on('update', (update) => {
    const head = Buffer.alloc(8)
    head.writeUInt32LE(update.length, 0)
    head.writeUInt32LE(1, 4)
    records.push(head, Buffer.from(update))
  })
  let at = 0
  for (let made = 0; made < edits; ) {
    if (next() < 0.35) at = text.length
    else if (next() < 0.5 && text.length > 0) at = Math.floor(next() * text.length)
    const burst = 3 + Math.floor(next() * 28)
    if (next() < 0.42 && text.length > 100) {
      for (let i = 0; i < burst * 0.75 && at > 0 && made < edits; i++, made++) text.delete(--at, 1)
    } else {
      for (let i = 0; i < burst && made < edits; i++, made++) text.insert(at++, next() < 0.17 ? ' ' : String.fromCharCode(97 + Math.floor(next() * 26)))
    }
  }
  return { records: Buffer.concat(records), stateBytes: Y.encodeStateAsUpdate(doc).length, text: text.toString() }
}

/** Writes all into a folder; answers with the paths, and with what the large document should be in the end. */
export function makeInputs(folder, edits) {
  mkdirSync(folder, { recursive: true })
  const at = (name) => join(folder, name)
  const { update, vector, anchors } = seed()
  writeFileSync(at('seed.bin'), update)
  writeFileSync(at('seed.sv'), vector)
  writeFileSync(at('anchors.txt'), `${anchors.join('\n')}\n`)
  const paper = history(edits)
  writeFileSync(at('history.bin'), paper.records)
  return { seed: at('seed.bin'), vector: at('seed.sv'), anchors: at('anchors.txt'), history: at('history.bin'), edits, text: paper.text, stateBytes: paper.stateBytes }
}
