import { EditorState } from '@codemirror/state'
import { expect, test, vi } from 'vitest'
import { remote } from './binding'
import { refuseTooLarge } from './paste'

const MIB = 1024 * 1024
const LIMITS = { documentBytes: 2 * MIB, textUnits: MIB }

function editor(doc = '') {
  const onRefused = vi.fn()
  const state = EditorState.create({ doc, extensions: refuseTooLarge(() => LIMITS, onRefused) })
  return { state, onRefused }
}

test('a paste above the limit is not made, and the sentence says how large it was', async () => {
  const { state, onRefused } = editor('code')
  const after = state.update({ changes: { from: 4, insert: 'x'.repeat(1.3 * MIB) }, userEvent: 'input.paste' }).state
  await Promise.resolve()
  expect(after.doc.toString()).toBe('code')
  expect(onRefused.mock.calls).toEqual([
    ['That paste is too large (1.3 MB, limit 1.0 MB). It was not added; it is still in your clipboard.'],
  ])
})

test('bytes count, too: 0.8 million signs of three bytes are too many for the document', async () => {
  const { state, onRefused } = editor()
  const after = state.update({ changes: { from: 0, insert: '一'.repeat(0.8 * MIB) } }).state
  await Promise.resolve()
  expect(after.doc.length).toBe(0)
  expect(onRefused.mock.calls[0]?.[0]).toBe(
    'That paste is too large (2.4 MB, limit 2.0 MB). It was not added; it is still in your clipboard.',
  )
})

test('a paste below the limit is made', () => {
  const { state } = editor()
  expect(state.update({ changes: { from: 0, insert: 'x'.repeat(0.9 * MIB) } }).state.doc.length).toBe(
    Math.floor(0.9 * MIB),
  )
})

test('a full file takes no more, but can be made shorter', async () => {
  const { state, onRefused } = editor('x'.repeat(MIB))
  expect(state.update({ changes: { from: 0, insert: 'y' } }).state.doc.length).toBe(MIB)
  await Promise.resolve()
  expect(onRefused.mock.calls[0]?.[0]).toContain('This file is full')
  expect(state.update({ changes: { from: 0, to: 10, insert: 'y' } }).state.doc.length).toBe(MIB - 9)
})

test('what others wrote always passes', () => {
  const { state } = editor('x'.repeat(MIB))
  const tr = state.update({ changes: { from: 0, insert: 'more' }, annotations: remote.of(true) })
  expect(tr.state.doc.length).toBe(MIB + 4)
})
