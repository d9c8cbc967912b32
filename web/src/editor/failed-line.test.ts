import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { expect, test } from 'vitest'
import { failedLine, failedLineField, setFailedLine, showNote, toggleNote } from './failed-line'

function failed(line = 2) {
  const state = EditorState.create({ doc: 'one\ntwo\nthree', extensions: failedLineField })
  return state.update({ effects: setFailedLine.of({ line, message: 'ValueError: no', open: true }) }).state
}

test('the mark is on the line a run failed on', () => {
  expect(failed().field(failedLineField)).toMatchObject({ from: 4, message: 'ValueError: no' })
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

function shown(open: boolean) {
  const state = EditorState.create({ doc: 'one\ntwo\nthree', extensions: failedLine() })
  const view = new EditorView({ state, parent: document.body })
  view.dispatch({ effects: setFailedLine.of({ line: 2, message: 'ValueError: no', open }) })
  return view
}

const note = (view: EditorView) => view.dom.querySelector('.cm-errnote')

test('the note can be closed, and the number of its line shows it again; the mark stays', () => {
  const view = shown(true)
  const press = (line: number) => toggleNote(view, view.lineBlockAt(view.state.doc.line(line).from))
  note(view)?.querySelector<HTMLElement>('button[aria-label="Hide the message"]')?.click()
  expect(note(view)).toBeNull()
  expect(view.dom.querySelector('.cm-line--err')?.textContent).toBe('two')
  expect(press(1)).toBe(false)
  expect(press(2)).toBe(true)
  expect(note(view)?.textContent).toBe('ValueError: no')
  press(2)
  expect(note(view)).toBeNull()
  view.destroy()
})

test('a note that is not shown from the start moves with its line like any other', () => {
  const view = shown(false)
  expect(note(view)).toBeNull()
  view.dispatch({ changes: { from: 0, insert: '# new\n' } })
  view.dispatch({ effects: showNote.of(true) })
  expect(note(view)?.closest('.cm-line')?.textContent).toBe('twoValueError: no')
  view.destroy()
})

test('where there is no room behind the code the note is below it', async () => {
  const view = shown(true)
  Object.defineProperty(view.scrollDOM, 'clientWidth', { value: 60 })
  view.requestMeasure()
  view.dispatch({ effects: showNote.of(true) })
  await expect.poll(() => view.dom.querySelector('.cm-errnote--below')?.parentElement?.className).toMatch('cm-content')
  view.destroy()
})
