import { expect, test } from 'vitest'
import { decodeHotseat } from './messages'
import { ADA, BEN, LIMITS } from './testServer'

const SESSION = { id: 's1', title: 'Rota', language: 'python', state: 'live', createdAt: '2026-01-02T03:04:05Z' }
const WELCOME = {
  type: 'WELCOME',
  role: 'host',
  participant: BEN,
  session: SESSION,
  generation: 3,
  limits: LIMITS,
  participants: [ADA, BEN],
}
const RUN = { type: 'RUN', run: 'ab'.repeat(16), i: 0, participant: 'p', number: 7, at: '2026-01-02T03:04:05Z' }

test.each([
  WELCOME,
  { type: 'ACK', n: 4 },
  { type: 'NACK', n: 4, code: 'too-large', message: 'too large', limit: 1, value: 2 },
  { type: 'SESSION', session: SESSION },
  { type: 'PARTICIPANTS', participants: [{ ...ADA, role: 'observer', colour: null }] },
  { ...RUN, kind: 'started', file: 'main', fileName: 'main.py', language: 'python' },
  {
    ...RUN,
    kind: 'output',
    chunks: [
      [1, 'a'],
      [2, 'b'],
    ],
  },
  { ...RUN, kind: 'input', text: 'Ada' },
  {
    ...RUN,
    kind: 'ended',
    code: 1,
    ms: 420.5,
    error: { message: 'ValueError', line: 14, file: 'main.py' },
    reason: 'exit',
  },
  { ...RUN, kind: 'ended', code: -1, ms: 1, reason: 'output', truncated: true },
  { type: 'RUNACK', run: 'ab'.repeat(16), i: 2, number: 7 },
  { type: 'GOAWAY', afterMs: 5000 },
])('$type is read as it was written', (message) => {
  expect(decodeHotseat(JSON.parse(JSON.stringify(message)))).toEqual(message)
})

test.each([
  null,
  'ACK',
  [],
  {},
  { type: 'toString' },
  { type: 'ACK', n: '4' },
  { type: 'ACK', n: 1e300 },
  { type: 'NACK', n: 1, code: 'c' },
  { ...WELCOME, role: 'admin' },
  { ...WELCOME, participants: [{ ...ADA, colour: 9 }] },
  { ...WELCOME, participants: [{ ...ADA, name: 'x'.repeat(1000) }] },
  { ...WELCOME, limits: { ...LIMITS, updateBytes: -1 } },
  { ...RUN, kind: 'eval', text: '' },
  { ...RUN, kind: 'input', text: 'x', run: 'short' },
  { ...RUN, kind: 'output', chunks: [[3, 'a']] },
  { ...RUN, kind: 'output', chunks: [[1, 'a', 'b']] },
  { ...RUN, kind: 'ended', code: 'exit', ms: 1 },
  { ...RUN, kind: 'ended', code: 0, ms: 1, error: 'text' },
  { type: 'GOAWAY', afterMs: 1e12 },
])('%j is dropped', (message) => expect(decodeHotseat(message)).toBeNull())

test('fields nobody knows are not carried along', () => {
  expect(decodeHotseat({ type: 'ACK', n: 1, evil: true })).toEqual({ type: 'ACK', n: 1 })
  const welcome = decodeHotseat({ ...WELCOME, participant: { ...BEN, style: 'x' } })
  expect(welcome?.type === 'WELCOME' && welcome.participant).toEqual(BEN)
})

test.each(['WELCOME', 'PARTICIPANTS'])('a %s with too many people is cut, and those who are here stay', (type) => {
  const message = decodeHotseat({
    ...WELCOME,
    type,
    participants: [...Array(2000).fill({ ...ADA, online: false }), BEN],
  })
  const people = message?.type === 'WELCOME' || message?.type === 'PARTICIPANTS' ? message.participants : []
  expect(people).toHaveLength(1_000)
  expect(people).toContainEqual(BEN)
})
