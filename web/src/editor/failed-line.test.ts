import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { failedLineField, setFailedLine } from './failed-line'

function failed(line = 2) {
  const state = EditorState.create({ doc: 'one\ntwo\nthree', extensions: failedLineField })
  return state.update({ effects: setFailedLine.of({ line, message: 'ValueError: no' }) }).state
}

test('the mark is on the line a run failed on', () => {
  expect(failed().field(failedLineField)).toEqual({ from: 4, message: 'ValueError: no' })
})

test.each([0, 4, -1])('a line that is not there (%i) is not marked', (line) => {
  expect(failed(line).field(failedLineField)).toBeNull()
})

test('it moves with its line', () => {
  const state = failed().update({ changes: { from: 0, insert: '# new\n' } }).state
  expect(state.field(failedLineField)?.from).toBe(10)
  const edited = state.update({ changes: { from: 0, to: 2, insert: 'xyz' } }).state
  expect(edited.field(failedLineField)?.from).toBe(11)
})

test.each([
  ['typing in it', { from: 5, insert: 'x' }],
  ['typing at its start', { from: 4, insert: 'x' }],
  ['deleting from it', { from: 5, to: 6 }],
  ['joining it with the line before', { from: 3, to: 4 }],
  ['deleting it', { from: 4, to: 8 }],
])('%s removes it', (_, changes) => {
  expect(failed().update({ changes }).state.field(failedLineField)).toBeNull()
})

test('the next run removes it', () => {
  expect(
    failed()
      .update({ effects: setFailedLine.of(null) })
      .state.field(failedLineField),
  ).toBeNull()
})
