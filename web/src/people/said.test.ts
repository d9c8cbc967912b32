import { expect, it } from 'vitest'
import type { RunRecord } from '../run/records'
import type { Participant } from '../sync/messages/people'
import type { RoomEvent } from './events'
import { sentenceOf, spokenOf } from './said'

const person: Participant = { id: 'noor', name: 'Noor Haddad', role: 'candidate', colour: 4, online: true }
const ended = (exit: Partial<NonNullable<RunRecord['exit']>>): RoomEvent => ({
  id: 1,
  at: new Date(0),
  person,
  kind: 'ended',
  run: 'r',
  number: 7,
  exit: { code: 1, ms: 1, reason: 'exit', truncated: false, ...exit },
})

it('whoever hears of a run hears what went wrong and where', () => {
  const failed = ended({ error: { message: 'ValueError: expected 3 values, got 2', file: 'main.py', line: 14 } })
  expect(spokenOf(failed)).toBe('Noor ran #7, exit 1. ValueError: expected 3 values, got 2, line 14')
  expect(sentenceOf(failed)).toBe('Noor ran #7, exit 1')
  expect(spokenOf(ended({ error: { message: 'Error: no place' } }))).toBe('Noor ran #7, exit 1. Error: no place')
})

it('a run without an error is told as it is', () => {
  expect(spokenOf(ended({ code: 0 }))).toBe('Noor ran #7, exit 0')
  expect(spokenOf(ended({ code: 130, reason: 'stopped' }))).toBe('Noor ran #7, stopped')
})
