import { expect, it } from 'vitest'
import { faceOf } from './runFace'

it('Run is ready for languages that run, and says why it is not for others', () => {
  expect(faceOf({ kind: 'idle' }, true, 'python')).toEqual({ kind: 'ready' })
  expect(faceOf({ kind: 'idle' }, true, 'typescript')).toMatchObject({ kind: 'refused' })
  expect(faceOf({ kind: 'idle' }, false, 'python')).toMatchObject({ kind: 'refused' })
})

it('Run says what comes ahead of it, of the open language, and can be pressed meanwhile', () => {
  const preparing = { language: 'python', loaded: 6, total: 12 }
  const idle = { kind: 'idle' } as const
  expect(faceOf(idle, true, 'python', preparing)).toEqual({
    ...preparing,
    kind: 'loading',
    language: 'Python',
    asked: false,
  })
  expect(faceOf(idle, true, 'javascript', preparing)).toEqual({ kind: 'ready' })
})

it('Run is Stop while something runs, also while its runtime comes and while it waits for input', () => {
  expect(faceOf({ kind: 'running', id: 'r', since: 5 }, true, 'python')).toEqual({ kind: 'running', since: 5 })
  expect(faceOf({ kind: 'waiting', id: 'r' }, true, 'python')).toMatchObject({ kind: 'running' })
  expect(faceOf({ kind: 'loading', language: 'python', loaded: 6, total: 12 }, true, 'python')).toMatchObject({
    kind: 'loading',
    loaded: 6,
    language: 'Python',
    asked: true,
  })
})
