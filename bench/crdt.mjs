// node bench/crdt.mjs [--json FILE] [--quick] [--write]: the engine against yjs and ywasm on the same data in the same run. Started by
// the launcher, which names Java and the classes. --quick: few traces, one round, to see that all of it works. --write: docs/benchmarks.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeInputs } from './crdt/inputs.mjs'
import { Measure } from './crdt/measure.mjs'
import { page } from './crdt/page.mjs'
import { engine, peer } from './crdt/sides.mjs'
import { printed } from './crdt/table.mjs'
import { jsonFile, measured, writeJson } from './report.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const QUICK_TRACES = ['automerge-paper', 'clownschool', 'rustcode', 'sveltecomponent', 'writers-revising']

const quick = process.argv.includes('--quick')
const how = quick
  ? { rounds: 1, workloadRounds: 1, patience: 0.4, coldRuns: 2, documents: 5, paper: false, allHostile: false, hostileTimeout: 0 }
  : { rounds: 3, workloadRounds: 2, patience: 1, coldRuns: 5, documents: 20, paper: true, allHostile: true, hostileTimeout: 5_000 }

const folder = mkdtempSync(join(tmpdir(), 'hotseat-bench-'))
try {
  console.log('preparing the inputs with yjs')
  const inputs = makeInputs(root, folder, (name) => !quick || QUICK_TRACES.includes(name))
  const java = engine(process.env.HOTSEAT_JAVA, process.env.HOTSEAT_BENCH_CLASSES, folder)
  const versions = { java: java.version(), ...pinned() }
  const measure = new Measure(java, { yjs: peer('yjs', folder), ywasm: peer('ywasm', folder) }, inputs, how)
  for (const kind of ['apply', 'load', 'encode', 'local']) measure.repeated(kind)
  measure.merge()
  measure.memory()
  measure.cold()
  measure.workloads()
  const results = [...measure.results(), ...measure.hostile()]
  const all = { ...measured('crdt', results, versions), quick, rounds: how.rounds }
  console.log(printed(all))
  const file = jsonFile(process.argv)
  if (file) writeJson(file, all)
  if (process.argv.includes('--write')) writeFileSync(join(root, 'docs/benchmarks.md'), page(all))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function pinned() {
  const version = (folder, name) => JSON.parse(readFileSync(join(root, folder, 'package.json'))).dependencies[name]
  const jmh = /<jmh.version>(.*?)</.exec(readFileSync(join(root, 'bench/pom.xml'), 'utf8'))[1]
  return { yjs: version('crdt/oracle', 'yjs'), ywasm: version('bench/crdt', 'ywasm'), jmh }
}
