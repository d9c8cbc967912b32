// docs/benchmarks.md from the JSON of a run: no figure in it is typed by hand.
import { readFileSync } from 'node:fs'
import { figure, span } from './table.mjs'
import { summary } from './targets.mjs'
import { workloads } from './workloads.mjs'
import { EDITS, WRITERS, mixes } from './writers.mjs'

const KINDS = {
  apply: 'Remote updates applied one by one to an empty document (ms)',
  load: 'Full state loaded and its text read (ms)',
  encode: 'Full state encoded, nothing remembered (ms)',
  local: 'Edits by index, one transaction each, with its update (ms)',
  merge: 'Updates merged without a document (ms)',
  memory: 'Memory of a loaded document (kB)',
  cold: 'The first 10,000 updates in a cold process (ms)',
  'cold-with-start': 'The same with the start of the process and the reading of the inputs (ms)',
}
const reasons = readFileSync(new URL('./reasons.md', import.meta.url), 'utf8')
const FIGURES = { time: 'Time (ms)', encodeTime: 'Encoding the state (ms)', parseTime: 'Loading the state (ms)' }

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

const PEER_HEAD = ['hotseat', 'yjs', 'ywasm', 'yjs ÷ hotseat', 'ywasm ÷ hotseat']
const peerCells = ({ hotseat, peers, ratio }) => [hotseat, peers.yjs, peers.ywasm, ratio.yjs, ratio.ywasm].map(figure)
const verdict = ({ met, stretchMet }) => (stretchMet ? 'yes, and the stretch' : met ? 'yes' : '**no**')

export function page({ machine, versions, results, rounds, quick }) {
  return `# Benchmarks of the engine

Written by \`./hotseat bench crdt --write\` from one run on the machine below; no figure is typed by hand. Times depend on the machine,
ratios much less: every ratio is of figures from the same run, and says how many times faster, or smaller, Hotseat is.

${table(['what', 'which'], [
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.os}`],
    ['Hotseat', `commit ${versions.hotseat}, ${versions.java}, JMH ${versions.jmh}`],
    ['yjs, ywasm', `${versions.yjs}, ${versions.ywasm}, in Node ${versions.node}`],
    ['command', `\`./hotseat bench crdt${quick ? ' --quick' : ''} --write\`, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`],
  ])}

## Targets

${targetTable(results)}

Numbers without a unit are times yjs, in the last row times ywasm. A row is met when its worst case is.

### What keeps a row at its border or behind it

${reasons.trim()}

## Every figure

${Object.entries(KINDS).map(([kind, title]) => kindSection(kind, title, results)).filter(Boolean).join('\n\n')}

### Hostile updates (ms of CPU)

${hostileSection(results)}

## The public workloads B1 to B4

N = 6,000. Written anew from the description of crdt-benchmarks; random positions and letters are the same on all sides.

${Object.entries(FIGURES).map(([key, title]) => `### ${title}\n\n${workloadTable(key, results)}`).join('\n\n')}

### Sizes (bytes)

The same on all sides; where not, Hotseat, yjs and ywasm in this order.

${sizeTable(results)}

${METHOD}`
}

function targetTable(results) {
  const rows = summary(results).map((row) => [row.work, row.goal, row.stretch, span(row.values), verdict(row)])
  return table(['work', 'target', 'stretch', 'measured, worst … best', 'met'], rows)
}

function kindSection(kind, title, results) {
  const rows = results.filter(({ name }) => name.startsWith(`${kind}/`))
  if (rows.length === 0) return null
  const slope = rows.some(({ detail }) => detail?.nsPerUpdate)
  const cells = (row) => [row.name, ...peerCells(row), ...(slope ? [figure(row.detail.nsPerUpdate)] : [])]
  return `### ${title}\n\n${table(['result', ...PEER_HEAD, ...(slope ? ['ns per update'] : [])], rows.map(cells))}`
}

/** Inputs that cost less than this much on our side and on that of yjs are counted, not listed. */
const LISTED_MS = 1

function hostileSection(results) {
  const rows = results.filter(({ name }) => name.startsWith('hostile/')).sort((a, b) => b.hotseat - a.hotseat)
  const listed = rows.filter(({ hotseat, peers, detail }) => hotseat >= LISTED_MS || (peers.yjs ?? 0) >= 10 || detail.yjs === 'gave-up')
  const theirs = ({ peers, detail }) => (peers.yjs ? figure(peers.yjs) : (detail.yjs ?? '–'))
  return `${table(
    ['input', 'bytes', 'outcome', 'worst', 'first time', 'fresh document', 'typical document', 'merge', 'yjs'],
    listed.map((row) => {
      const { bytes, outcome, first, fresh, typical, merge } = row.detail
      const times = [row.hotseat, first, fresh, typical, merge].map(figure)
      return [row.name.slice('hostile/'.length), figure(bytes), outcome.replace('refused:', ''), ...times, theirs(row)]
    }),
  )}

${rows.length - listed.length} further inputs cost less than ${LISTED_MS} ms. \`1mb-\` is as much of an idea as a megabyte holds, \`allowed-\` as
much as the limits of an interview let through; the others are the corpus of the tests. Capitals are the reason of a refusal. yjs:
its CPU time in a fresh document; \`threw\` that it broke off half-way, \`gave-up\` that it was ended after five seconds.`
}

const named = (name) => (name === 'B4' ? 'a paper, keystroke by keystroke' : workloads[name][0])
const numeric = new Intl.Collator('en', { numeric: true })
const workloadNames = (results) => {
  const names = results.map(({ name }) => name.split('/')[0]).filter((name) => /^B\d/.test(name))
  return [...new Set(names)].sort(numeric.compare)
}

function workloadTable(key, results) {
  const rows = workloadNames(results).map((name) => [name, results.find((result) => result.name === `${name}/${key}`)])
  return table(['workload', ...PEER_HEAD], rows.map(([name, row]) => [`${name} ${named(name)}`, ...peerCells(row)]))
}

/** One number where the sides agree, which the formats make them do. */
function sizeTable(results) {
  const cell = (name, key) => {
    const { hotseat, peers } = results.find((result) => result.name === `${name}/${key}`)
    return [...new Set([hotseat, peers.yjs, peers.ywasm].filter((value) => value != null).map(figure))].join(' / ')
  }
  return table(
    ['workload', 'all updates', 'average update', 'state'],
    workloadNames(results).map((name) => [name, cell(name, 'updateSize'), cell(name, 'avgUpdateSize'), cell(name, 'docSize')]),
  )
}

/** "84 are typing, … in drafting" of each mix. */
function mixList() {
  const parts = Object.entries(mixes).map(([mix, shares]) => `\`${mix}\` ${Object.entries(shares).map(([action, share]) => `${share} ${action}`).join(', ')}`)
  return parts.join('; ')
}

const METHOD = `## How it is measured

* **Data.** The editing traces of josephg/editing-traces (CC BY 4.0). yjs replays them once; the updates, the states and the edits are files
  that all sides read. Before anything is timed the engine must reach the bytes of yjs.
* **Eight writers.** ${WRITERS} documents of yjs make ${EDITS.toLocaleString('en')} edits of one text between them, one update each, from a seed. Of a hundred actions
  ${mixList()};
  a moved cursor makes no update. Who is next is drawn evenly, and each lacks the last half a hundred edits of the others on average. What typing, deleting, pasting
  and moving are stands in \`bench/crdt/writers.mjs\`.
* **Processes.** Each case of each side and round has a process of its own, one at a time. The sides take turns within a round. In a
  process: warm up for a fixed time, then repeat for a fixed time; the median of those repetitions counts, and of the rounds again the
  median. On the Java side that is JMH in sample time; JMH is left where it would be in the way: a cold process (it would warm the JVM),
  memory, CPU time of one update, and B1 to B4 (three times and three sizes of twenty workloads), which have programs of their own with
  the same rule. The workloads of one side share a process, and have one round less. The JVM has the flags that the server starts with
  (\`launcher/build.mjs\`): the serial collector and compact object headers; Node has its defaults.
* **Encoding.** The engine remembers what it encoded last; an empty update before each encoding makes it forget.
* **Memory.** Twenty documents loaded in one process, heap before and after a full collection. For Node the heap and what is external to
  it, for ywasm also its own linear memory, which grows in steps.
* **Cold.** The clock starts when the inputs are in memory, in a process that has done nothing else; five processes, median.
* **Hostile updates.** CPU time of the thread, limits of an interview, a schema that allows everything, a sender who may be anybody: the worst
  of a first time (in a process that had served a trace and a few of the others), repeated times in a fresh and in a typical document, and merging.
* **B1 to B4.** B1 and B4: one client edits, each update is applied to a second one. B2: two clients edit in one transaction each and
  take in the other's update. B3: ${'`20√N`'} clients edit once, the first and the last take in all updates, one by one. Limits are off, because
  B3 has more clients than an interview may have.

## What is not comparable

* ywasm merges no updates without a document. Its local edits take time that grows with the square of their number: traces of more than
  30,000 edits and B4 are left out.
* The documents of the engine check every update against limits and schema, which the peers do not.
* ywasm crosses from JavaScript to WebAssembly on every call; native yrs would be faster.
* Merges of 100,000 and more show that time grows with the number of updates; yjs would need minutes to hours.
`
