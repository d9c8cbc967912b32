// node fork.mjs PEER FOLDER KIND …: measures a peer in a process of its own and prints JSON. The rule is that of JMH on the Java side
// (and of Timing.java): repeat to warm up, then repeat and take the median. At least one time to warm up and three to measure; in the
// workloads one, because a peer may need seconds for one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEdits, readState, readUpdates, readWorkload } from './files.mjs'
import { peers } from './peers.mjs'
import { median } from '../report.mjs'

/** As in `Workloads.java`. */
const BYTES_SHARE = 4

const [name, folder, kind, ...options] = process.argv.slice(2)
const peer = await peers[name]()
const kinds = { apply, load, encode, merge, local, cold, memory, hostile, workloads }
const answer = kinds[kind](...options)
console.log(JSON.stringify(answer))

/** Milliseconds of `work`, the median; `prepare` goes before each, `after` gets the result, and neither is measured. */
function measure(warm, budget, work, { prepare = () => {}, after = () => {}, least = 3 } = {}) {
  const once = () => {
    prepare()
    const from = performance.now()
    const result = work()
    const time = performance.now() - from
    after(result)
    return time
  }
  let start = performance.now()
  do once()
  while (performance.now() - start < Number(warm))
  const times = []
  start = performance.now()
  while (times.length < least || performance.now() - start < Number(budget)) times.push(once())
  return median(times)
}

function applied(updates, doc = peer.doc()) {
  for (const update of updates) peer.apply(doc, update)
  return doc
}

function apply(trace, warm, budget) {
  const updates = readUpdates(folder, trace)
  return measure(warm, budget, () => applied(updates), { after: peer.free })
}

function load(trace, warm, budget) {
  const state = readState(folder, trace)
  return measure(
    warm,
    budget,
    () => {
      const doc = applied([state])
      peer.text(doc)
      return doc
    },
    { after: peer.free },
  )
}

function encode(trace, warm, budget) {
  const doc = applied([readState(folder, trace)])
  return measure(warm, budget, () => peer.encode(doc))
}

function merge(trace, count, warm, budget) {
  const updates = readUpdates(folder, trace).slice(0, Number(count))
  return measure(warm, budget, () => peer.merge(updates))
}

function local(trace, warm, budget) {
  const transactions = readEdits(folder, trace)
  let bytes = 0
  const time = measure(
    warm,
    budget,
    () => {
      const doc = peer.doc(1, (update) => (bytes += update.length))
      const type = peer.typist(doc)
      for (const patches of transactions) type(patches)
      return doc
    },
    { after: peer.free },
  )
  if (bytes === 0) throw new Error('no updates were emitted')
  return time
}

function cold(trace, count) {
  const updates = readUpdates(folder, trace).slice(0, Number(count))
  const from = performance.now()
  applied(updates)
  return performance.now() - from
}

/** Bytes that one of `count` loaded documents holds. Needs --expose-gc. */
function memory(trace, count) {
  const state = readState(folder, trace)
  const used = () => {
    globalThis.gc()
    globalThis.gc()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external + peer.hiddenBytes()
  }
  applied([state])
  const before = used()
  const documents = Array.from({ length: Number(count) }, () => applied([state]))
  const after = used()
  if (peer.encode(documents.at(-1)).length !== state.length) throw new Error('another state')
  return (after - before) / documents.length
}

/** CPU milliseconds of one update in a fresh document, and what became of it. */
function hostile(input) {
  const update = new Uint8Array(readFileSync(join(folder, input)))
  const doc = peer.doc()
  const start = process.cpuUsage()
  let outcome = 'applied'
  try {
    peer.apply(doc, update)
  } catch (error) {
    outcome = error instanceof WebAssembly.RuntimeError ? 'crashed' : 'threw'
  }
  const { user, system } = process.cpuUsage(start)
  return { outcome, cpu: (user + system) / 1000 }
}

/** A workload in the way that `Workload.java` says. */
function workload({ clients, shared, relay, transactions }) {
  const measured = transactions.slice(shared)
  let docs = []
  let updates = []
  let editors = []
  const perform = ({ client, ops }) => editors[client](ops)
  return {
    prepare() {
      updates = []
      docs = Array.from({ length: clients }, (_, i) => peer.doc(i + 1, (update) => updates.push(update)))
      editors = docs.map(peer.editor)
      for (const edits of transactions.slice(0, shared)) {
        perform(edits)
        docs.forEach((doc, i) => i !== edits.client && peer.apply(doc, updates.at(-1)))
      }
      updates = []
    },
    run() {
      for (const edits of measured) {
        perform(edits)
        if (relay) peer.apply(docs[1], updates.at(-1))
      }
      if (relay) return
      updates.forEach((update, i) => {
        const writer = measured[i].client
        if (writer !== 0) peer.apply(docs[0], update)
        if (writer !== clients - 1) peer.apply(docs.at(-1), update)
      })
    },
    updates: () => updates,
    doc: () => docs[0],
    free: () => docs.forEach(peer.free),
  }
}

function workloads(warm, budget, ...names) {
  return Object.fromEntries(
    names.map((each) => {
      const work = workload(readWorkload(folder, each))
      const time = measure(warm, budget, work.run, { prepare: work.prepare, after: work.free, least: 1 })
      work.prepare()
      work.run()
      const state = peer.encode(work.doc())
      const updateSize = work.updates().reduce((bytes, update) => bytes + update.length, 0)
      const figures = {
        time,
        updateSize,
        avgUpdateSize: updateSize / work.updates().length,
        docSize: state.length,
        encodeTime: measure(warm / BYTES_SHARE, budget / BYTES_SHARE, () => peer.encode(work.doc())),
        parseTime: measure(
          warm / BYTES_SHARE,
          budget / BYTES_SHARE,
          () => {
            const doc = applied([state])
            peer.text(doc)
            return doc
          },
          { after: peer.free },
        ),
      }
      work.free()
      return [each, figures]
    }),
  )
}
