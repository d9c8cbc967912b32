import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RunRecord } from '../run/records'
import type { Notice, RunState, Runs } from '../run/run'
import type { Participant } from '../sync/messages/people'
import { createStore } from '../sync/store'
import { Console } from './Console'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

const ada: Participant = { id: 'ada', name: 'Ada', role: 'candidate', colour: 4, online: true }
const record = (over: Partial<RunRecord> = {}): RunRecord => ({
  id: 'r1',
  number: 7,
  participant: 'ada',
  language: 'python',
  file: 'main',
  fileName: 'main.py',
  startedAt: 0,
  code: null,
  state: 'ended',
  phase: 'running',
  lines: [],
  dropped: 0,
  exit: { code: 0, ms: 420, reason: 'exit', truncated: false },
  mine: true,
  ...over,
})

let root: Root
let box: HTMLElement

beforeEach(() => {
  box = document.createElement('div')
  document.body.append(box)
  root = createRoot(box)
})
afterEach(() => {
  act(() => root.unmount())
  box.remove()
})

function open(records: readonly RunRecord[], may: 'run' | 'manage' = 'run', shift = 0) {
  const list = createStore(records)
  const state = createStore<RunState>({ kind: 'idle' })
  const notice = createStore<Notice | null>(null)
  const stopOf = vi.fn()
  const input = vi.fn()
  const clear = vi.fn()
  const show = vi.fn()
  const hidden = createStore(0)
  const jump = vi.fn()
  const said = vi.fn()
  const nothing = () => undefined
  const runs: Runs = {
    list,
    state,
    failure: createStore(null),
    preparing: createStore(null),
    notice,
    lineNow: (_, line) => line + shift,
    start: nothing,
    stopOf,
    mayStop: ({ state: now }) => may === 'manage' && now === 'running',
    stop: nothing,
    prepare: nothing,
    input,
    clear,
    hidden,
    show,
  }
  act(() => root.render(<Console runs={runs} people={createStore([ada])} onJump={jump} onSaid={said} />))
  return { list, state, notice, stopOf, input, clear, hidden, show, jump, said }
}

const text = (selector: string) => [...box.querySelectorAll(selector)].map((element) => element.textContent)
const button = (name: string) => {
  const found = [...box.querySelectorAll('button')].find(
    (element) => (element.getAttribute('aria-label') ?? element.textContent) === name,
  )
  if (!found) throw new Error(`no button ${name}`)
  return found
}
const inputBox = () => box.querySelector<HTMLInputElement>('input[aria-label="Input"]')

it('an empty console says how to run', () => {
  open([])
  expect(box.querySelector('[role="log"][aria-label="Console"]')?.textContent).toBe(
    'No run yet. Ctrl↵ runs the open file.',
  )
})

it('a run says who, which, what, how long and how it ended', () => {
  open([record()])
  expect(text('.run > header > :not(.seat)').join(' ')).toBe('#7 Ada python 0.42 sexit 0')
  expect(box.querySelector('.run .seat')?.className).toContain('c4')
})

it('output is text with signs, whatever it contains', () => {
  const lines = [
    { kind: 'out', text: '<img src=x onerror=alert(1)> \x1b[31mred' },
    { kind: 'in', text: '<b>' },
    { kind: 'err', text: 'javascript:alert(1)' },
  ] as const
  open([record({ lines })])
  expect(text('.out')).toEqual(['<img src=x onerror=alert(1)> red', '<b>', 'javascript:alert(1)'])
  expect(box.querySelector('.lines img, .lines b, .lines a')).toBeNull()
  expect(box.querySelectorAll('.out--in, .out--err')).toHaveLength(2)
})

it('a line of a traceback leads to the line of the program', () => {
  const { jump } = open([record({ lines: [{ kind: 'err', text: '  File "main.py", line 14, in f' }] })])
  act(() => button('File "main.py", line 14').click())
  expect(jump).toHaveBeenCalledWith('main', 14)
})

it('a line of a traceback leads to where that line is now', () => {
  const { jump } = open([record({ lines: [{ kind: 'err', text: '  File "main.py", line 14' }] })], 'run', 3)
  act(() => button('File "main.py", line 14').click())
  expect(jump).toHaveBeenCalledWith('main', 17)
})

it.each([
  ['time', 'A run may take 10 s. This one was ended; waiting for input does not count.'],
  ['output', 'A run keeps 1 MB of output. The rest is cut and the run was ended.'],
] as const)('an end by %s is explained', (reason, sentence) => {
  open([record({ exit: { code: 1, ms: 1, reason, truncated: false } })])
  expect(text('.out--sys')).toEqual([sentence])
})

it.each([
  ['reload', 'stopped by a reload', 'Ended by a reload of Ada’s page'],
  ['away', 'stopped by leaving', 'Ada left before it ended'],
] as const)('a run whose page is gone (%s) says so', (gone, word, sentence) => {
  const { exit: _, ...left } = record({ gone })
  open([left])
  expect(text('.run > header .exit')).toEqual([word])
  expect(text('.out--sys')).toEqual([sentence])
})

it('a run says what it does: to whoever runs it, and to the others', () => {
  const { exit: _, ...now } = record({ state: 'running' })
  const phases = ['loading', 'starting', 'running', 'waiting'] as const
  open(phases.flatMap((phase, i) => [true, false].map((mine) => ({ ...now, id: `${i} ${mine}`, phase, mine }))))
  expect(text('.run > header .exit')).toEqual([
    'loading Python',
    'loading Python',
    'starting Python',
    'starting Python',
    'running',
    'running',
    'waits for you',
    'waits for Ada’s answer',
  ])
})

it('whoever was stopped by somebody else reads by whom', () => {
  const exit = { code: 130, ms: 1, reason: 'stopped', truncated: false } as const
  open([record({ exit }), record({ exit, id: 'r2', stoppedBy: 'ada' })])
  expect(text('.run > header .exit')).toEqual(['stopped', 'stopped by Ada'])
})

it('what never began could not start, what did broke off', () => {
  const exit = { code: 1, ms: 0, reason: 'crashed', truncated: false } as const
  open([record({ exit, phase: 'loading' }), record({ exit, id: 'r2', phase: 'running' })])
  expect(text('.run > header .exit')).toEqual(['could not start', 'broke off'])
})

it('a host may stop what somebody else runs', () => {
  const { exit: _, ...now } = record({ state: 'running', mine: false })
  const { stopOf } = open([now], 'manage')
  act(() => button('Stop output 7, Ada').click())
  expect(stopOf).toHaveBeenCalledWith('r1')
})

it('whoever may not stop a run has no button for it, and the own one has that of Run', () => {
  const { exit: _, ...now } = record({ state: 'running', mine: false })
  open([now])
  expect(() => button('Stop output 7, Ada')).toThrow()
  act(() => root.unmount())
  root = createRoot(box)
  open([{ ...now, mine: true }], 'manage')
  expect(() => button('Stop output 7, Ada')).toThrow()
})

it.each([
  [{ kind: 'no-runner', language: 'typescript' }, 'TypeScript is highlighted here and does not run yet'],
  [{ kind: 'busy', state: 'waiting' }, 'Your program waits for its line: answer it, or stop it'],
  [{ kind: 'stopping' }, 'It is being stopped; a moment'],
  [{ kind: 'busy', state: 'stopping' }, 'The last one is still being stopped; a moment'],
] as const)('a press of Run that does nothing says why: %j', (what, sentence) => {
  const { notice, said } = open([])
  act(() => notice.set(what))
  expect(text('.plain')).toEqual([sentence])
  expect(said).toHaveBeenCalledWith(sentence)
})

it('a press of Run while a program waits shows its question each time', () => {
  const { state, notice } = open([record({ state: 'running' })])
  act(() => state.set({ kind: 'waiting', id: 'r1' }))
  expect(box.querySelector('.stdin-pulse')).toBeNull()
  const pulses = [1, 2].map(() => {
    inputBox()?.blur()
    act(() => notice.set({ kind: 'busy', state: 'waiting' }))
    expect(document.activeElement).toBe(inputBox())
    return box.querySelector('.stdin-pulse')
  })
  expect(pulses[0]).not.toBeNull()
  expect(pulses[1]).not.toBe(pulses[0])
})

it.each([
  ['python', 'It ended without printing: use print(…)'],
  ['javascript', 'It ended without printing: use console.log(…)'],
])('a silent program in %s says how to print', (language, sentence) => {
  open([record({ language })])
  expect(text('.out--sys')).toEqual([sentence])
})

it.each([
  ['ReferenceError: fetch is not defined', /network/],
  ['URLError: <urlopen error unknown url type: https>', /network/],
  ['ReferenceError: require is not defined', /require and process/],
  ['ReferenceError: process is not defined', /require and process/],
  [`TypeError: Failed to resolve module specifier "fs". Relative references must start with "/"`, /nothing to import/],
  ["ModuleNotFoundError: No module named 'numpy'", /own library/],
  ["RuntimeError: can't start new thread", /one thread/],
  ['OSError: [Errno 138] emscripten does not support processes.', /other programs/],
  ['ReferenceError: document is not defined', /no page/],
])('what the sandbox has not is said plainly: %s', (message, sentence) => {
  open([record({ exit: { code: 1, ms: 1, reason: 'exit', truncated: false, error: { message } } })])
  expect(text('.plain').join()).toMatch(sentence)
})

it.each(["NameError: name 'fetch' is not defined", 'ReferenceError: total is not defined', 'Error: Failed'])(
  'an error of the program itself is left alone: %s',
  (message) => {
    open([record({ exit: { code: 1, ms: 1, reason: 'exit', truncated: false, error: { message } } })])
    expect(text('.plain')).toEqual([])
  },
)

it('an answer stands beside its question, and a line that is cut says so', () => {
  const lines = [
    { kind: 'out', text: 'name? ', answer: 'Ada' },
    { kind: 'out', text: 'xxx', more: 290_000 },
  ] as const
  open([record({ lines })])
  expect(text('.console-block .out')).toEqual(['name? Ada', 'xxx truncated, 290 000 more characters'])
  expect(text('.console-answer')).toEqual(['Ada'])
})

it('the input line takes the focus, sends lines and the end of input, and gives the focus back', () => {
  const before = document.createElement('button')
  document.body.append(before)
  before.focus()
  const { state, input, said } = open([record({ state: 'running' })])
  act(() => state.set({ kind: 'waiting', id: 'r1' }))
  const line = inputBox()
  expect(document.activeElement).toBe(line)
  expect(said).toHaveBeenCalledWith('The program asks for input')
  if (line) line.value = 'Ada'
  act(() => box.querySelector('form')?.requestSubmit())
  act(() => line?.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', ctrlKey: true, bubbles: true })))
  expect(input.mock.calls).toEqual([['Ada'], [null]])
  act(() => state.set({ kind: 'running', id: 'r1', since: 0 }))
  expect(inputBox()).toBe(line)
  act(() => state.set({ kind: 'idle' }))
  expect(inputBox()).toBeNull()
  expect(document.activeElement).toBe(before)
  before.remove()
})

it('the input line takes the focus from nobody who has typed on since the run began, and comes by Run', () => {
  const code = document.createElement('textarea')
  document.body.append(code)
  code.focus()
  const types = () => act(() => void code.dispatchEvent(new InputEvent('beforeinput', { bubbles: true })))
  const { state, notice } = open([record({ state: 'running' })])
  const asks = () => {
    act(() => state.set({ kind: 'starting' }))
    act(() => state.set({ kind: 'loading', language: 'python', loaded: 0, total: 1 }))
    act(() => state.set({ kind: 'starting' }))
    act(() => state.set({ kind: 'waiting', id: 'r1' }))
  }
  act(() => state.set({ kind: 'starting' }))
  types()
  asks()
  expect(inputBox()).not.toBeNull()
  expect(document.activeElement).toBe(code)
  act(() => notice.set({ kind: 'busy', state: 'waiting' }))
  expect(document.activeElement).toBe(inputBox())
  act(() => state.set({ kind: 'idle' }))
  code.focus()
  asks()
  expect(document.activeElement).toBe(inputBox())
  code.remove()
})

it('older runs of the same person fold, and open again by hand', () => {
  const lines = [{ kind: 'out', text: 'old' }] as const
  open([record({ lines }), record({ id: 'r2', number: 8 })])
  expect(text('.console-block .out')).toEqual([])
  act(() => button('Unfold output 7, Ada').click())
  expect(text('.console-block .out')).toEqual(['old'])
  // "Run" is the name of one button only, also for who looks for a part of a name.
  expect([...box.querySelectorAll('button')].filter((it) => /run/i.test(it.ariaLabel ?? it.textContent))).toEqual([])
  button('Fold output 7, Ada')
})

it('only the last run, the last own one and what still runs are open, and the last carries the weight', () => {
  const lines = [{ kind: 'out', text: 'x' }] as const
  const ran = [
    { id: 'a', mine: true },
    { id: 'b', mine: true },
    { id: 'c', mine: false },
    { id: 'd', mine: false, state: 'running' },
    { id: 'e', mine: false },
  ] as const
  open(ran.map((over) => record({ lines, ...over })))
  const open_ = [...box.querySelectorAll('.run')].map((run) => run.querySelector('.lines') !== null)
  expect(open_).toEqual([false, true, false, true, true])
  expect([...box.querySelectorAll('.run')].map((run) => run.hasAttribute('data-latest'))).toEqual([
    ...Array(4).fill(false),
    true,
  ])
})

it('of a flood only the end is drawn, and the rest on demand', () => {
  const lines = Array.from({ length: 3_000 }, (_, i) => ({ kind: 'out', text: `${i}` }) as const)
  open([record({ lines, dropped: 12 })])
  expect(box.querySelectorAll('.console-block .out')).toHaveLength(500)
  expect(text('.out--sys')[0]).toBe('12 earlier lines are no longer kept')
  act(() => button('Show 2500 earlier lines').click())
  expect(box.querySelectorAll('.console-block .out')).toHaveLength(3_000)
})

it('hiding the output asks the runs to forget', () => {
  const { clear } = open([record()])
  act(() => button('Hide output (for you)').click())
  expect(clear).toHaveBeenCalledOnce()
})

it('what is hidden is said to be, and can be shown again', () => {
  const { hidden, show } = open([])
  act(() => hidden.set(2))
  expect(text('[role="log"]')).toEqual(['2 hidden, for you.Show again'])
  act(() => button('Show again').click())
  expect(show).toHaveBeenCalledOnce()
})
