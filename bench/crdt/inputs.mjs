// Makes everything that both sides read: recorded traces, those of generated writers, workloads, hostile updates.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { updatesOf } from '../../crdt/oracle/traces.mjs'
import * as Y from '../../crdt/oracle/yjs.mjs'
import { writeEdits, writeTrace, writeWorkload } from './files.mjs'
import { hostileInputs } from './hostile.mjs'
import { b4, workloads } from './workloads.mjs'
import { mixes, writersOf } from './writers.mjs'

const SUFFIX = '.json.gz'

/** The traces of HOTSEAT_TRACES (usually the shared folder beside the clone), or the two among the engine's tests. */
function traceFiles(root) {
  const shared = process.env.HOTSEAT_TRACES ?? join(root, '../shared/traces')
  const folder = existsSync(shared) ? shared : join(root, 'crdt/src/test/resources/traces')
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => join(folder, file))
    .sort()
}

/** Writes the inputs into `folder`; `wanted` says which traces. Answers what there is. */
export function makeInputs(root, folder, wanted) {
  const traces = []
  for (const file of traceFiles(root)) {
    const name = basename(file, SUFFIX)
    if (!wanted(name)) continue
    const trace = JSON.parse(gunzipSync(readFileSync(file)))
    const { updates, doc } = updatesOf(trace)
    writeTrace(folder, name, updates, Y.encodeStateAsUpdate(doc))
    const concurrent = trace.kind === 'concurrent'
    if (!concurrent) {
      const patches = trace.txns.map((transaction) => transaction.patches)
      writeEdits(folder, name, trace.startContent ? [[[0, 0, trace.startContent]], ...patches] : patches)
    }
    traces.push({ name, updates: updates.length, edits: concurrent ? 0 : trace.txns.length })
    if (name === 'automerge-paper') writeWorkload(folder, 'B4', b4(trace.txns.map((transaction) => transaction.patches)))
  }
  for (const mix of Object.keys(mixes)) {
    const name = `writers-${mix}`
    if (!wanted(name)) continue
    const { updates, doc } = writersOf(mix)
    writeTrace(folder, name, updates, Y.encodeStateAsUpdate(doc))
    traces.push({ name, updates: updates.length, edits: 0 })
  }
  for (const [name, [, make]] of Object.entries(workloads)) writeWorkload(folder, name, make())

  mkdirSync(join(folder, 'hostile'))
  const hostile = hostileInputs(join(root, 'crdt/src/test/resources/hostile-updates.json'))
  for (const [name, bytes] of hostile) writeFileSync(join(folder, 'hostile', name), bytes)
  return {
    traces,
    workloads: [...Object.keys(workloads), ...(traces.some(({ name }) => name === 'automerge-paper') ? ['B4'] : [])],
    hostile: [...hostile].map(([name, { length }]) => ({ name, bytes: length })),
  }
}
