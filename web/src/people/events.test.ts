import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunRecord } from '../run/records'
import type { Participant } from '../sync/messages/people'
import { createStore } from '../sync/store'
import { createEvents, difference } from './events'
import { sentenceOf } from './said'

const person = (id: string, online = true): Participant => ({
  id,
  name: `${id} Person`,
  role: 'candidate',
  colour: 4,
  online,
})
const run = (id: string, over: Partial<RunRecord> = {}): RunRecord => ({
  id,
  number: 7,
  participant: 'noor',
  language: 'python',
  file: 'main',
  fileName: 'main.py',
  code: null,
  startedAt: Date.now(),
  state: 'running',
  phase: 'running',
  lines: [],
  dropped: 0,
  mine: false,
  ...over,
})

function room() {
  const participants = createStore<readonly Participant[]>([])
  const runs = createStore<readonly RunRecord[]>([])
  const said: string[] = []
  createEvents({ participants, runs, me: 'me' }).listen((event) => said.push(sentenceOf(event)))
  return { participants, runs, said }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('what happens in a room', () => {
  it('is who came and who left, without oneself and without who was there before', () => {
    const { participants, said } = room()
    participants.set([person('me'), person('mara')])
    participants.set([person('me'), person('mara'), person('noor')])
    participants.set([person('me'), person('mara', false), person('noor')])
    vi.advanceTimersByTime(3000)
    expect(said).toEqual(['noor joined', 'mara left'])
  })

  it('is silent about a reload: leaving and coming back within three seconds', () => {
    const { participants, said } = room()
    participants.set([person('me'), person('mara')])
    participants.set([person('me'), person('mara', false)])
    vi.advanceTimersByTime(2000)
    participants.set([person('me'), person('mara')])
    vi.advanceTimersByTime(10_000)
    expect(said).toEqual([])
  })

  it('is a run that starts and ends, with its number and outcome', () => {
    const { participants, runs, said } = room()
    participants.set([person('me'), person('noor')])
    runs.set([run('a')])
    runs.set([run('a', { state: 'ended', exit: { code: 1, ms: 420, reason: 'exit', truncated: false } })])
    runs.set([
      run('a', { state: 'ended', exit: { code: 1, ms: 420, reason: 'exit', truncated: false } }),
      run('b', { number: 8, state: 'ended', exit: { code: 130, ms: 9, reason: 'stopped', truncated: false } }),
    ])
    expect(said).toEqual(['noor runs #7', 'noor ran #7, exit 1', 'noor ran #8, stopped'])
  })

  it('is not the history of runs that the server tells at connect', () => {
    const { participants, runs, said } = room()
    participants.set([person('me'), person('noor')])
    runs.set([run('old', { startedAt: Date.now() - 600_000 })])
    expect(said).toEqual([])
  })

  it('is not what ran a moment before one came, and is the end of what one saw running', () => {
    const { participants, runs, said } = room()
    const startedAt = Date.now() - 5_000
    const ended = { state: 'ended', exit: { code: 1, ms: 420, reason: 'exit', truncated: false } } as const
    participants.set([person('me'), person('noor')])
    const old = run('old', { startedAt, endedAt: startedAt + 420, ...ended })
    runs.set([old, run('long', { startedAt, number: 8 })])
    expect(said).toEqual([])
    runs.set([old, run('long', { startedAt, number: 8, endedAt: Date.now(), ...ended })])
    expect(said).toEqual(['noor ran #8, exit 1'])
  })
})

it('the difference of two lists of people counts who is online', () => {
  expect(difference([person('a'), person('b')], [person('a', false), person('b'), person('c')])).toEqual({
    came: [person('c')],
    went: [person('a')],
  })
})
