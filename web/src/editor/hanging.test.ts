import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { expect, test } from 'vitest'
import { hangColumns, wrapping } from './hanging'

test.each([
  ['x', 0],
  ['', 0],
  ['    return x', 4],
  ['   odd', 2],
  ['\tx', 4],
  [`${' '.repeat(40)}x`, 16],
])('a line "%s" goes on at column %i', (text, columns) => expect(hangColumns(text, 4)).toBe(columns))

test('every line says how deep it hangs, and says it anew when it changes', () => {
  const view = new EditorView({ state: EditorState.create({ doc: 'if a:\n    b\n', extensions: wrapping() }) })
  const classes = () => [...view.contentDOM.children].map((line) => /cm-hang-\d+/.exec(line.className)?.[0])
  expect(classes()).toEqual(['cm-hang-0', 'cm-hang-4', 'cm-hang-0'])
  view.dispatch({ changes: { from: 0, insert: '  ' } })
  expect(classes()).toEqual(['cm-hang-2', 'cm-hang-4', 'cm-hang-0'])
  view.destroy()
})
