import { createRoot } from 'react-dom/client'
import { Console } from '../../web/src/console/Console'
import '../../web/src/app/styles'
import { createRunner } from '../../web/src/run/frame'
import { Execution, newRunId } from '../../web/src/run/execution'
import { createRuns } from '../../web/src/run/run'
import type { Participant } from '../../web/src/sync/messages/people'
import type { RunEntry } from '../../web/src/sync/messages/runs'
import { createStore } from '../../web/src/sync/store'
import { speak } from '../../web/src/ui/words'
import { en } from '../../web/src/ui/words/en'

speak(en)

const runner = createRunner(document.body)
const sent: RunEntry[] = []
const runs = createRuns({
  feed: {
    sendRun: (entry) => sent.push(entry),
    stopRun: () => undefined,
    onRun: () => () => undefined,
    onStop: () => () => undefined,
    knowsRuns: () => undefined,
    limits: () => ({ entryUnits: 65_536, chunks: 2_000, textUnits: 4_096, place: 2 ** 31 - 1, entries: 100_000, bytes: 1 << 20 }),
  },
  me: () => 'ada',
  may: (permission) => permission === 'run',
  runner,
  text: () => null,
  hidden: { get: () => 0, set: () => undefined },
})

const FILES: Record<string, string> = { javascript: 'main.js', python: 'main.py' }

/** Runs a program through the same door as the page and tells everything that happened, with times since the press. */
async function run(language: string, code: string, { answers = [], stopAfter }: Options = {}): Promise<Result> {
  const fileName = FILES[language] ?? 'main.txt'
  const pressed = performance.now()
  let firstOutput: number | null = null
  let stopPressed: number | null = null
  const left = [...answers]
  runs.start({ file: 'main', fileName, language, code })
  return new Promise((done) => {
    const look = () => {
      const state = runs.state.get()
      const record = runs.list.get().at(-1)
      if (record && record.lines.length > 0) firstOutput ??= performance.now() - pressed
      if (state.kind === 'waiting' && left.length > 0) runs.input(left.shift() ?? null)
      const go = stopAfter === 'output' ? firstOutput !== null : stopAfter === state.kind
      if (go && stopPressed === null) {
        stopPressed = performance.now()
        runs.stop()
      }
      if (state.kind !== 'idle' || record?.state !== 'ended') return
      unsubscribe.forEach((leave) => leave())
      const text = (kind: string) => record.lines.filter((line) => line.kind === kind).map((line) => line.text)
      const given = record.lines.flatMap(({ kind, text: line, answer }) => (kind === 'in' ? [line] : (answer ?? [])))
      done({
        out: text('out'),
        err: text('err'),
        in: given,
        exit: record.exit,
        failure: runs.failure.get(),
        firstOutputMs: firstOutput,
        stopMs: stopPressed === null ? null : performance.now() - stopPressed,
        totalMs: performance.now() - pressed,
      })
    }
    const unsubscribe = [runs.list.subscribe(look), runs.state.subscribe(look)]
  })
}

/** Runs a program that nobody is told of, with arguments; answers with what it printed. */
function runWith(language: string, code: string, given: string[]): Promise<string> {
  const entry = FILES[language] ?? 'main.txt'
  const program = { language, files: { [entry]: code }, entry, arguments: given, input: [] }
  let printed = ''
  return new Promise((done) => {
    const sink = { phase() {}, input() {}, output: (_: number, text: string) => (printed += text), ended: () => done(printed) }
    new Execution(newRunId(), program, runner, [sink]).start()
  })
}

export interface Options {
  answers?: (string | null)[]
  /** Press Stop when the run is in this state, or has printed something. */
  stopAfter?: 'output' | 'running' | 'waiting' | 'loading'
}

export interface Result {
  out: string[]
  err: string[]
  in: string[]
  exit: unknown
  failure: unknown
  firstOutputMs: number | null
  stopMs: number | null
  totalMs: number
}

/** The page's own responsiveness while something else happens: gaps between ticks, in ms, shortest first. */
function watchTicks(): () => number[] {
  const gaps: number[] = []
  let last = performance.now()
  let timer = 0
  const tick = () => {
    gaps.push(performance.now() - last)
    last = performance.now()
    timer = window.setTimeout(tick, 4)
  }
  tick()
  return () => {
    clearTimeout(timer)
    return gaps.sort((a, b) => a - b)
  }
}

const people = createStore<readonly Participant[]>([
  { id: 'ada', name: 'Ada', role: 'candidate', colour: 4, online: true },
])
const jumps: string[] = []
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <div style={{ height: '480px', display: 'grid' }}>
      <Console runs={runs} people={people} onJump={(file, line) => jumps.push(`${file}:${line}`)} />
    </div>,
  )
}

const lab = { jumps, run, runWith, runs, runner, sent, watchTicks }
Object.assign(globalThis, { lab })
export type Lab = typeof lab
