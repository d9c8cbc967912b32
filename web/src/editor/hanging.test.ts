import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { expect, test } from 'vitest'
import { columnsOf, hangingIndent } from './hanging'

test.each([
  ['', 2],
  ['x', 2],
  ['    return x', 6],
  ['\t\treturn x', 10],
  [`${' '.repeat(40)}x`, 16],
])('a wrapped line goes on below its indentation: %j', (text, columns) => {
  expect(columnsOf(text, 4)).toBe(columns)
})

test('the line itself begins where it does without', () => {
  const state = EditorState.create({ doc: 'def f():\n    return 1', extensions: hangingIndent() })
  const view = new EditorView({ state, parent: document.body })
  const styles = [...view.contentDOM.querySelectorAll<HTMLElement>('.cm-line')].map((line) => line.style.cssText)
  expect(styles).toEqual([
    'text-indent: -2ch; padding-inline-start: 2ch;',
    'text-indent: -6ch; padding-inline-start: 6ch;',
  ])
  view.dispatch({ changes: { from: 0, insert: '    ' } })
  expect(view.contentDOM.querySelector<HTMLElement>('.cm-line')?.style.textIndent).toBe('-6ch')
  view.destroy()
})
