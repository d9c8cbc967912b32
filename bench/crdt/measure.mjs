// What is measured, suite by suite: the sides take turns, round after round, so that a noisy moment disturbs all of them alike; the
// median of the rounds counts.
import { median } from '../report.mjs'
import { judge } from './targets.mjs'

const PEERS = ['yjs', 'ywasm']
const COLD_UPDATES = 10_000
const COLD_TRACES = ['automerge-paper', 'rustcode', 'clownschool']
/** yjs needs quadratic time beyond. */
const MERGE_WITH_PEERS = 10_000
const MERGES = [1_000, MERGE_WITH_PEERS, 100_000, 250_000]
/** ywasm finds a position by walking from the start, so that its time grows with the square of the edits. */
const YWASM_EDITS_MAX = 30_000
const TYPICAL = 'sveltecomponent'
/** Hostile updates of one process. Fewer would tell more of a first time; a process each would take minutes. */
const HOSTILE_TOGETHER = 6

/** Milliseconds to warm up, and to measure, in each process; the same on all sides. The longest are what the compiler of the JVM needs. */
const BUDGETS = { apply: [3_000, 400], load: [800, 300], encode: [500, 200], merge: [3_000, 400], local: [3_000, 400], workloads: [1_200, 320] }

/** `how`: rounds (of B1 to B4 and of the rest), cold runs, documents in memory, whether B4 and all hostile inputs are measured, and how long a peer may take for one. */
export class Measure {
  #samples = new Map()

  constructor(engine, peers, inputs, how) {
    Object.assign(this, { engine, peers, inputs, how })
  }

  #add(name, unit, side, value) {
    if (!this.#samples.has(name)) this.#samples.set(name, { unit, sides: {} })
    const { sides } = this.#samples.get(name)
    sides[side] = [...(sides[side] ?? []), value]
  }

  #rounds(what, round, rounds = this.how.rounds) {
    for (let i = 1; i <= rounds; i++) {
      console.log(`${what}: round ${i} of ${rounds}`)
      round()
    }
  }

  #budget = (kind) => BUDGETS[kind].map((ms) => Math.round(ms * this.how.patience))

  /** One of apply, load, encode, local: a class of JMH and a kind of fork. */
  repeated(kind) {
    const traces = this.inputs.traces.filter(({ edits }) => kind !== 'local' || edits > 0)
    const benchmark = `${kind[0].toUpperCase()}${kind.slice(1)}Bench`
    const budget = this.#budget(kind)
    const names = traces.map(({ name }) => name)
    this.#rounds(kind, () => {
      for (const { params, time } of this.engine.jmh(benchmark, names, budget)) this.#add(`${kind}/${params.trace}`, 'ms', 'hotseat', time)
      for (const peer of PEERS) {
        for (const { name, edits } of traces) {
          if (kind === 'local' && peer === 'ywasm' && edits > YWASM_EDITS_MAX) continue
          this.#add(`${kind}/${name}`, 'ms', peer, this.peers[peer](kind, [name, ...budget]))
        }
      }
    })
  }

  /** Of the longest trace. ywasm cannot. */
  merge() {
    const longest = this.inputs.traces.reduce((a, b) => (b.updates > a.updates ? b : a))
    const counts = MERGES.filter((count) => count <= longest.updates)
    const budget = this.#budget('merge')
    this.#rounds('merge', () => {
      for (const { params, time } of this.engine.jmh('MergeBench', [longest.name], budget, { count: counts.join(',') })) {
        this.#add(`merge/${params.count}`, 'ms', 'hotseat', time)
      }
      for (const count of counts.filter((each) => each <= MERGE_WITH_PEERS)) {
        this.#add(`merge/${count}`, 'ms', 'yjs', this.peers.yjs('merge', [longest.name, count, ...budget]))
      }
    })
  }

  memory() {
    this.#rounds('memory', () => {
      for (const { name } of this.inputs.traces) {
        const count = this.how.documents
        const kB = (bytes) => Number(bytes) / 1000
        this.#add(`memory/${name}`, 'kB', 'hotseat', kB(this.engine.main('Memory', [name, count])))
        for (const peer of PEERS) this.#add(`memory/${name}`, 'kB', peer, kB(this.peers[peer]('memory', [name, count], { flags: ['--expose-gc'] })))
      }
    })
  }

  /** In the process, and from outside with its start and the reading of the inputs. */
  cold() {
    console.log('cold')
    const runs = { hotseat: (args) => this.engine.main('Cold', args), ...Object.fromEntries(PEERS.map((peer) => [peer, (args) => this.peers[peer]('cold', args)])) }
    for (let i = 0; i < this.how.coldRuns; i++) {
      for (const { name, updates } of this.inputs.traces.filter((trace) => COLD_TRACES.includes(trace.name))) {
        for (const [side, run] of Object.entries(runs)) {
          const from = performance.now()
          const inside = Number(run([name, Math.min(COLD_UPDATES, updates)]))
          this.#add(`cold/${name}`, 'ms', side, inside)
          this.#add(`cold-with-start/${name}`, 'ms', side, performance.now() - from)
        }
      }
    }
  }

  /** The worst of several situations counts; what they were goes along as `detail`. */
  hostile() {
    const typical = this.inputs.traces.find(({ name }) => name === TYPICAL) ?? this.inputs.traces[0]
    const inputs = this.inputs.hostile.filter(({ name }) => this.how.allHostile || !name.startsWith('1mb-'))
    console.log(`hostile: ${inputs.length} inputs`)
    const names = inputs.map(({ name }) => name)
    const lines = []
    for (let i = 0; i < names.length; i += HOSTILE_TOGETHER) {
      lines.push(...this.engine.main('Hostile', [typical.name, ...names.slice(i, i + HOSTILE_TOGETHER)]).split('\n'))
    }
    return lines.map((line) => {
      const [name, outcome, ...times] = line.split(' ')
      const [first, fresh, inTypical, merge] = times.map(Number)
      const { bytes } = inputs.find((input) => input.name === name)
      const yjs = this.how.allHostile ? this.#hostileToYjs(name) : null
      return finished(`hostile/${name}`, 'ms', Math.max(first, fresh, inTypical, merge), yjs?.outcome === 'applied' ? { yjs: yjs.cpu } : {}, {
        detail: { bytes, outcome, first, fresh, typical: inTypical, merge, yjs: yjs?.outcome ?? null },
      })
    })
  }

  #hostileToYjs(name) {
    return this.peers.yjs('hostile', [`hostile/${name}`], { timeout: this.how.hostileTimeout }) ?? { outcome: 'gave-up', cpu: null }
  }

  workloads() {
    const budget = this.#budget('workloads')
    const units = { time: 'ms', encodeTime: 'ms', parseTime: 'ms', updateSize: 'B', avgUpdateSize: 'B', docSize: 'B' }
    this.#rounds('B1 to B4', () => {
      const names = this.inputs.workloads.filter((name) => name !== 'B4' || this.how.paper)
      for (const line of this.engine.main('Workloads', [...budget, ...names]).split('\n')) {
        const [name, value] = line.split(' ')
        this.#add(name, units[name.split('/')[1]], 'hotseat', Number(value))
      }
      for (const peer of PEERS) {
        const theirs = names.filter((name) => peer !== 'ywasm' || name !== 'B4')
        for (const [name, figures] of Object.entries(this.peers[peer]('workloads', [...budget, ...theirs]))) {
          for (const [figure, value] of Object.entries(figures)) this.#add(`${name}/${figure}`, units[figure], peer, value)
        }
      }
    }, this.how.workloadRounds)
  }

  /** Everything but the hostile inputs, which have no rounds. */
  results() {
    return [...this.#samples].map(([name, { unit, sides }]) => {
      const middle = Object.fromEntries(Object.entries(sides).map(([side, values]) => [side, median(values)]))
      const { hotseat = null, ...peers } = middle
      const [kind, count] = name.split('/')
      return finished(name, unit, hotseat, peers, kind === 'merge' && hotseat !== null ? { detail: { nsPerUpdate: Math.round((hotseat * 1e6) / Number(count)) } } : {})
    })
  }
}

/** Four digits, but counts as they are. */
const rounded = (value) => (value === null || Number.isInteger(value) ? value : Number(value.toPrecision(4)))

function finished(name, unit, hotseat, peers, more = {}) {
  const ratio = hotseat ? Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, rounded(value / hotseat)])) : {}
  const result = { name, unit, hotseat: rounded(hotseat), peers: Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, rounded(value)])), ratio }
  return { ...result, ...judge(result), ...more }
}
