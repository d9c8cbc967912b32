// What the console says of a run: which of the words, by what its record says.
import { OUTPUT_BYTES_MAX, RUN_MS } from '../../runner/messages'
import { labelOf } from '../run/languages'
import type { RunExit, RunRecord } from '../run/records'
import type { Notice } from '../run/run'
import { words } from '../ui/words'

/** The word beside the time: what the run does, or what became of it. */
export function outcome(record: RunRecord, name: string, stopper?: string): string {
  const { state, phase, exit, gone, language, mine } = record
  const { outcome: said } = words.console
  if (exit !== undefined) return ended(exit, phase, stopper)
  if (state === 'ended') return gone === 'reload' ? said.reload : said.away
  switch (phase) {
    case 'loading':
      return said.loading(labelOf(language))
    case 'starting':
      return said.starting(labelOf(language))
    case 'waiting':
      return mine ? said.waitingForYou : said.waiting(name)
    case 'running':
      return said.running
  }
}

function ended({ code, reason }: RunExit, phase: RunRecord['phase'], stopper: string | undefined): string {
  const { outcome: said } = words.console
  switch (reason) {
    case 'exit':
      return said.exit(code)
    case 'stopped':
      return stopper === undefined ? said.stopped : said.stoppedBy(stopper)
    case 'time':
      return said.time
    case 'output':
      return said.output
    case 'crashed':
      return phase === 'starting' || phase === 'loading' ? said.notStarted : said.brokeOff
  }
}

/** What there is to say below the output, if anything. The same for everybody. */
export function endings(record: RunRecord, name: string): string[] {
  const { exit, gone, unshared } = record
  const { ending } = words.console
  const own = unshared === undefined ? [] : [ending.unshared(unshared)]
  if (exit !== undefined) return [...own, ...endingsOf(record, exit)]
  if (gone === undefined) return own
  return [gone === 'reload' ? ending.reload(name) : ending.away(name)]
}

function endingsOf({ lines, language }: RunRecord, exit: RunExit): string[] {
  const { ending } = words.console
  switch (exit.reason) {
    case 'stopped':
      return []
    case 'time':
      return [ending.time(RUN_MS / 1000)]
    case 'output':
      return [ending.output(OUTPUT_BYTES_MAX)]
    case 'crashed':
      return [...(exit.error ? [exit.error.message] : []), ending.crashed]
    case 'exit':
      if (exit.truncated) return [ending.truncated(OUTPUT_BYTES_MAX)]
      return exit.code === 0 && lines.length === 0 ? [ending.silent(printOf(language))] : []
  }
}

const PRINT: Readonly<Record<string, string>> = { python: 'print(…)', javascript: 'console.log(…)' }

const printOf = (language: string) => (Object.hasOwn(PRINT, language) ? PRINT[language] : undefined)

/** Messages of the engines that are about the sandbox and not about the program. */
const PLAIN = [
  [
    'network',
    /\b(fetch|XMLHttpRequest|WebSocket|EventSource|WebTransport) is not (defined|a constructor|a function)|Failed to fetch|urlopen error|unknown url type|Host is unreachable|The runner has no network|socket\.gaierror|\[Errno -?\d+\] .*(address|resolution)/i,
  ],
  [
    'node',
    /\b(require|module|exports|process|Buffer|__dirname|__filename|global) is not defined|Failed to resolve module specifier|Relative references must start with/,
  ],
  ['packages', /^(ModuleNotFoundError: )?No module named/],
  ['threads', /can't start new thread|threading is not supported|\bWorker is not (defined|a constructor)/],
  ['processes', /does not support processes|_posixsubprocess|No module named '_multiprocessing'/],
  ['page', /\b(document|window|localStorage|sessionStorage) is not defined/],
] as const satisfies readonly (readonly [keyof typeof words.console.plain, RegExp])[]

export function plainly({ exit }: RunRecord): string | null {
  const message = exit?.error?.message
  if (message === undefined || exit?.reason !== 'exit') return null
  const found = PLAIN.findLast(([, about]) => about.test(message))
  return found ? words.console.plain[found[0]] : null
}

/** Why a press of Run or Stop did nothing. */
export function notice(what: Notice): string {
  if (what.kind === 'no-runner') return noRunner(what.language)
  const { notice: said } = words.console
  if (what.kind === 'stopping') return said.beingStopped
  return what.state === 'waiting' || what.state === 'stopping' ? said[what.state] : said.busy
}

/** Said of languages that are highlighted only, and of those that nobody knows. */
export const noRunner = (language: string): string => words.console.notice.noRunner(labelOf(language))
