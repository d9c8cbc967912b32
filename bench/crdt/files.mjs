// The files that both sides of the benchmark read; `Inputs.java` and `Workload.java` are the other readers.
//   NAME.updates   per update int32 length and the bytes, as yjs made them
//   NAME.state     the state that they lead to
//   NAME.edits     per transaction int32 patches; per patch int32 position, int32 deleted, text
//   NAME.workload  int32 clients, int32 shared, int32 relay, int32 transactions; per transaction int32 client, int32 operations;
//                  per operation int32 kind, int32 index, int32 count, text          (kinds: workloads.mjs)
//   text           int32 bytes of UTF-8, the bytes
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kind } from './workloads.mjs'

function int32(...values) {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, i) => bytes.writeInt32BE(value, 4 * i))
  return bytes
}

function text(value) {
  const bytes = Buffer.from(value)
  return Buffer.concat([int32(bytes.length), bytes])
}

class Reader {
  at = 0
  constructor(file) {
    this.bytes = readFileSync(file)
  }
  get more() {
    return this.at < this.bytes.length
  }
  int32() {
    this.at += 4
    return this.bytes.readInt32BE(this.at - 4)
  }
  slice() {
    const length = this.int32()
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
  text() {
    return this.slice().toString('utf8')
  }
}

export const readState = (folder, name) => new Uint8Array(readFileSync(join(folder, name + '.state')))

export function writeTrace(folder, name, updates, state) {
  writeFileSync(join(folder, name + '.updates'), Buffer.concat(updates.flatMap((update) => [int32(update.length), update])))
  writeFileSync(join(folder, name + '.state'), state)
}

export function readUpdates(folder, name) {
  const reader = new Reader(join(folder, name + '.updates'))
  const updates = []
  while (reader.more) updates.push(new Uint8Array(reader.slice()))
  return updates
}

/** `transactions`: lists of [position, deleted, inserted]. */
export function writeEdits(folder, name, transactions) {
  const parts = []
  for (const patches of transactions) {
    parts.push(int32(patches.length))
    for (const [position, deleted, inserted] of patches) parts.push(int32(position, deleted), text(inserted))
  }
  writeFileSync(join(folder, name + '.edits'), Buffer.concat(parts))
}

export function readEdits(folder, name) {
  const reader = new Reader(join(folder, name + '.edits'))
  const transactions = []
  while (reader.more) {
    const patches = []
    for (let n = reader.int32(); n > 0; n--) patches.push([reader.int32(), reader.int32(), reader.text()])
    transactions.push(patches)
  }
  return transactions
}

export function writeWorkload(folder, name, { clients, shared, relay, transactions }) {
  const parts = [int32(clients, shared, relay ? 1 : 0, transactions.length)]
  for (const { client, ops } of transactions) {
    parts.push(int32(client, ops.length))
    for (const { kind, index, count, text: value } of ops) parts.push(int32(kind, index, count), text(value))
  }
  writeFileSync(join(folder, name + '.workload'), Buffer.concat(parts))
}

export function readWorkload(folder, name) {
  const reader = new Reader(join(folder, name + '.workload'))
  const [clients, shared, relay] = [reader.int32(), reader.int32(), reader.int32() === 1]
  const transactions = []
  for (let n = reader.int32(); n > 0; n--) {
    const client = reader.int32()
    const ops = []
    for (let m = reader.int32(); m > 0; m--) {
      const op = { kind: reader.int32(), index: reader.int32(), count: reader.int32(), text: reader.text() }
      ops.push({ ...op, values: op.kind === Kind.insertNumbers ? op.text.split(',').map(Number) : [op.text] })
    }
    transactions.push({ client, ops })
  }
  return { clients, shared, relay, transactions }
}
