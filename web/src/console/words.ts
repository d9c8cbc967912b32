// Sentences of the console. Plain, short, present tense.
import { OUTPUT_BYTES_MAX, RUN_MS } from '../../runner/messages'
import { labelOf } from '../run/languages'
import type { RunExit, RunRecord } from '../run/records'
import type { Notice } from '../run/run'

const output = (number: number | null, name: string) => `output${number === null ? '' : ` ${number}`}, ${name}`
const megabyte = `${Math.floor(OUTPUT_BYTES_MAX / 1e6)} MB`
const figure = (value: number) => value.toLocaleString('en').replaceAll(',', '\u202f')

export const words = {
  title: 'Console',
  hide: 'Hide output (for you)',
  hint: 'runs',
  someone: 'Someone',
  run: (number: number | null, name: string) => `Run${number === null ? '' : ` ${number}`} by ${name}`,
  number: (number: number | null) => (number === null ? '#…' : `#${number}`),
  // Without the word "run": the Run button is looked for by it.
  fold: (number: number | null, name: string) => `Fold ${output(number, name)}`,
  unfold: (number: number | null, name: string) => `Unfold ${output(number, name)}`,
  stop: 'Stop',
  stopOf: (number: number | null, name: string) => `Stop ${output(number, name)}`,
  asks: 'The program asks for input',
  input: 'Input',
  inputHint: 'type, then Enter; Ctrl+D ends the input',
  send: 'Send',
  toLine: (fileName: string, line: number) => `Go to ${fileName} line ${line}`,
  earlier: (count: number) => `Show ${count} earlier line${count === 1 ? '' : 's'}`,
  dropped: (count: number) => `${count} earlier line${count === 1 ? ' is' : 's are'} no longer kept`,
  more: (count: number) => `truncated, ${figure(count)} more character${count === 1 ? '' : 's'}`,
  seconds: (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`,
}

/** The word beside the time: what the run does, or what became of it. */
export function outcome(record: RunRecord, name: string, stopper?: string): string {
  const { state, phase, exit, gone, language, mine } = record
  if (exit !== undefined) return ended(exit, phase, stopper)
  if (state === 'ended') return gone === 'reload' ? 'stopped by a reload' : 'stopped by leaving'
  switch (phase) {
    case 'loading':
      return `loading ${labelOf(language)}`
    case 'starting':
      return `starting ${labelOf(language)}`
    case 'waiting':
      return mine ? 'waits for you' : `waits for ${possessive(name)} answer`
    case 'running':
      return 'running'
  }
}

function ended({ code, reason }: RunExit, phase: RunRecord['phase'], stopper: string | undefined): string {
  switch (reason) {
    case 'exit':
      return `exit ${code}`
    case 'stopped':
      return stopper === undefined ? 'stopped' : `stopped by ${stopper}`
    case 'time':
      return 'out of time'
    case 'output':
      return 'cut'
    case 'crashed':
      return phase === 'starting' || phase === 'loading' ? 'could not start' : 'broke off'
  }
}

/** What there is to say below the output, if anything. The same for everybody. */
export function endings(record: RunRecord, name: string): string[] {
  const { exit, gone, unshared } = record
  const own = unshared === undefined ? [] : [`Only you see this run: the server did not take it (${unshared})`]
  if (exit !== undefined) return [...own, ...endingsOf(record, exit)]
  if (gone === undefined) return own
  return [gone === 'reload' ? `Ended by a reload of ${possessive(name)} page` : `${name} left before it ended`]
}

function endingsOf({ lines, language }: RunRecord, exit: RunExit): string[] {
  switch (exit.reason) {
    case 'stopped':
      return []
    case 'time':
      return [`A run may take ${RUN_MS / 1000} s. This one was ended; waiting for input does not count.`]
    case 'output':
      return [`A run keeps ${megabyte} of output. The rest is cut and the run was ended.`]
    case 'crashed':
      return [...(exit.error ? [exit.error.message] : []), 'The text is safe. Only the run was ended.']
    case 'exit':
      if (exit.truncated) return [`A run keeps ${megabyte} of output. The rest is cut.`]
      return exit.code === 0 && lines.length === 0 ? [silent(language)] : []
  }
}

const PRINT: Readonly<Record<string, string>> = { python: 'print(…)', javascript: 'console.log(…)' }

function silent(language: string): string {
  const print = Object.hasOwn(PRINT, language) ? PRINT[language] : undefined
  return print === undefined ? 'It ended without printing.' : `It ended without printing: use ${print}`
}

/** What a message of the engine means here, where it is about the sandbox and not about the program. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [
    /\b(fetch|XMLHttpRequest|WebSocket|EventSource|WebTransport) is not (defined|a constructor|a function)|Failed to fetch|urlopen error|unknown url type|Host is unreachable|The runner has no network|socket\.gaierror|\[Errno -?\d+\] .*(address|resolution)/i,
    'There is no network in the sandbox: a program works with what it prints and what it is given.',
  ],
  [
    /\b(require|module|exports|process|Buffer|__dirname|__filename|global) is not defined|Failed to resolve module specifier|Relative references must start with/,
    'This is JavaScript as browsers have it: without Node’s require and process, and with nothing to import from.',
  ],
  [/^(ModuleNotFoundError: )?No module named/, 'Python’s own library is here; other packages cannot be installed.'],
  [
    /can't start new thread|threading is not supported|\bWorker is not (defined|a constructor)/,
    'A program has one thread here. asyncio and timers work.',
  ],
  [
    /does not support processes|_posixsubprocess|No module named '_multiprocessing'/,
    'A program cannot start other programs here.',
  ],
  [
    /\b(document|window|localStorage|sessionStorage) is not defined/,
    'There is no page around the program: it prints, and reads with prompt().',
  ],
]

export function plainly({ exit }: RunRecord): string | null {
  const message = exit?.error?.message
  if (message === undefined || exit?.reason !== 'exit') return null
  return PLAIN.findLast(([about]) => about.test(message))?.[1] ?? null
}

/** Why a press of Run or Stop did nothing. */
export function notice(what: Notice): string {
  if (what.kind === 'no-runner') return noRunner(what.language)
  if (what.kind === 'stopping') return 'It is being stopped; a moment'
  switch (what.state) {
    case 'waiting':
      return 'Your program waits for its line: answer it, or stop it'
    case 'stopping':
      return 'The last one is still being stopped; a moment'
    default:
      return 'Your program is still at it: stop it first'
  }
}

/** Said of languages that are highlighted only, and of those that nobody knows. */
export function noRunner(language: string): string {
  return `${labelOf(language)} is highlighted here and does not run yet`
}

const possessive = (name: string) => `${name}’s`
