import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Lane } from './lane'
import { type FromFrame, UNCREDITED_BYTES_MAX } from './messages'
import type { LoadedPack } from './pack'
import { Run } from './run'
import type { FromWorker, ToWorker } from './worker-messages'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const id = 'a'.repeat(32)
const job = { files: { 'main.js': '' }, entry: 'main.js', arguments: [] }

/** A run whose workers do what the test says; without shared memory, which Node's workers would have. */
async function begin() {
  const sent: FromFrame[] = []
  const workers: { told: ToWorker[]; ended: boolean; say: (message: FromWorker) => void }[] = []
  const take = (): Lane => {
    const worker = {
      onmessage: (_: MessageEvent) => undefined as unknown,
      postMessage: (message: ToWorker) => mine.told.push(message),
      terminate: () => {
        mine.ended = true
      },
    }
    const mine = {
      told: [] as ToWorker[],
      ended: false,
      say: (message: FromWorker) => void worker.onmessage({ data: message } as MessageEvent),
    }
    workers.push(mine)
    return { worker: worker as unknown as Worker, channel: null, ready: Promise.resolve() }
  }
  const pack = { interrupt: false, runMs: 10_000, take, warm: async () => undefined } as unknown as LoadedPack
  const run = new Run(
    id,
    job,
    pack,
    (message) => sent.push(message),
    () => undefined,
  )
  await vi.advanceTimersByTimeAsync(0)
  const exit = () => sent.find((message) => message.type === 'exit')
  return { run, sent, workers, exit, latest: () => workers.at(-1) }
}

it('a spare that the system has ended is replaced once', async () => {
  const { workers, exit, latest } = await begin()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(workers.map(({ ended }) => ended)).toEqual([true, false])
  latest()?.say({ type: 'user' })
  latest()?.say({ type: 'exit', code: 0, ms: 0 })
  expect(exit()).toMatchObject({ code: 0, reason: 'exit' })

  const dead = await begin()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(dead.exit()).toMatchObject({ reason: 'crashed', error: { message: 'The runtime does not answer' } })
  await vi.advanceTimersByTimeAsync(20_000)
  expect(dead.workers).toHaveLength(2)
})

it('a program that runs again is given the same chance and clock, and only new time counts', async () => {
  const { run, workers, exit, latest } = await begin()
  latest()?.say({ type: 'user' })
  await vi.advanceTimersByTimeAsync(6_000)
  latest()?.say({ type: 'want-input' })
  await vi.advanceTimersByTimeAsync(60_000)
  run.stdin('one')
  await vi.advanceTimersByTimeAsync(0)
  latest()?.say({ type: 'user' })
  await vi.advanceTimersByTimeAsync(7_000)
  expect(exit()).toBeUndefined()
  const known = workers.map(({ told }) => told.flatMap((message) => (message.type === 'run' ? message.known : [])))
  const [[first] = [], [second] = []] = known
  expect(second?.origin.seed).toBe(first?.origin.seed)
  expect(second?.origin.startedAt).toBe(first?.origin.startedAt)
  expect([first?.answers, second?.answers]).toEqual([[], ['one']])
  expect(second?.origin.answeredAt).toEqual([(first?.origin.startedAt ?? 0) + 66_000])
  await vi.advanceTimersByTimeAsync(3_000)
  expect(exit()).toMatchObject({ reason: 'time', code: 124 })
})

it('the time in which the page is behind with the output is not the program’s', async () => {
  const { run, exit, latest } = await begin()
  latest()?.say({ type: 'user' })
  latest()?.say({ type: 'out', chunks: [[1, new Uint8Array(2 * UNCREDITED_BYTES_MAX)]] })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(exit()).toBeUndefined()
  run.credit(UNCREDITED_BYTES_MAX)
  run.credit(UNCREDITED_BYTES_MAX)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(exit()).toMatchObject({ reason: 'time' })
})

it('the worker’s own clock counts, unless it claims more than has passed', async () => {
  for (const [claims, counts] of [
    [50, 50],
    [9_000, 3_000],
  ] as const) {
    const { exit, latest } = await begin()
    latest()?.say({ type: 'user' })
    await vi.advanceTimersByTimeAsync(3_000)
    latest()?.say({ type: 'exit', code: 0, ms: claims })
    expect(exit()).toMatchObject({ ms: counts })
  }
})
