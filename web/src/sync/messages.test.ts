import { expect, test } from 'vitest'
import { decodeHotseat } from './messages'
import { ADA, BEN, WELCOME } from './testServer'

const RUN = { type: 'RUN', run: 'ab'.repeat(16), i: 0, participant: 'p', number: 7, at: '2026-01-02T03:04:05Z' }

test.each([
  WELCOME,
  { ...WELCOME, permissions: [] },
  { type: 'ACK', n: 4 },
  { type: 'NACK', n: 4, code: 'too-large', message: 'too large', limit: 1, value: 2 },
  { type: 'SESSION', session: WELCOME.session },
  { type: 'PARTICIPANTS', participants: [{ ...ADA, role: 'observer', colour: null }] },
  { ...RUN, kind: 'started', file: 'main', fileName: 'main.py', language: 'python' },
  { ...RUN, kind: 'phase', phase: 'waiting' },
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
  { ...RUN, kind: 'gone', why: 'reload' },
  { type: 'RUNACK', run: 'ab'.repeat(16), i: 2, number: 7 },
  { type: 'RUNACK', run: 'ab'.repeat(16), i: 2, number: 7, refused: 'language: "x" is none of this server' },
  { type: 'STOP', run: 'ab'.repeat(16), by: BEN.id },
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
  { ...WELCOME, permissions: 'edit' },
  { ...WELCOME, participant: { ...ADA, name: 'x'.repeat(1000) } },
  { ...WELCOME, limits: { ...WELCOME.limits, updateBytes: -1 } },
  { ...WELCOME, limits: { ...WELCOME.limits, run: { bytes: 1 } } },
  { ...RUN, kind: 'eval', text: '' },
  { ...RUN, kind: 'phase', phase: 'dreaming' },
  { ...RUN, kind: 'gone', why: 'bored' },
  { ...RUN, kind: 'input', text: 'x', run: 'short' },
  { ...RUN, kind: 'output', chunks: [[3, 'a']] },
  { ...RUN, kind: 'output', chunks: [[1, 'a', 'b']] },
  { ...RUN, kind: 'ended', code: 'exit', ms: 1 },
  { ...RUN, kind: 'ended', code: 0, ms: 1, error: 'text' },
  { type: 'STOP', run: 'ab'.repeat(16) },
  { type: 'GOAWAY', afterMs: 1e12 },
])('%j is dropped', (message) => expect(decodeHotseat(message)).toBeNull())

test('fields nobody knows are not carried along', () => {
  expect(decodeHotseat({ type: 'ACK', n: 1, evil: true })).toEqual({ type: 'ACK', n: 1 })
  const welcome = decodeHotseat({
    ...WELCOME,
    participant: { ...BEN, style: 'x' },
    session: { ...WELCOME.session, x: 1 },
  })
  expect(welcome).toMatchObject({ participant: BEN, session: WELCOME.session })
  expect(JSON.stringify(welcome)).not.toContain('"x"')
})

test('a permission nobody knows is none, and the others stay', () => {
  expect(decodeHotseat({ ...WELCOME, permissions: ['fly', 'read', 'edit'] })).toMatchObject({
    permissions: ['read', 'edit'],
  })
})

test.each(['WELCOME', 'PARTICIPANTS'])('one person of a %s that cannot be read does not lose the others', (type) => {
  const message = decodeHotseat({
    ...WELCOME,
    type,
    participants: [ADA, { ...ADA, name: 7 }, { ...BEN, role: 'coach', colour: 9 }, null],
  })
  expect(message).toMatchObject({ participants: [ADA, { ...BEN, role: 'observer', colour: null }] })
})

test('a page whose own role is new is let in all the same', () => {
  expect(decodeHotseat({ ...WELCOME, participant: { ...ADA, role: 'coach' } })).toMatchObject({ type: 'WELCOME' })
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
