import type { RunExit, RunRecord } from '../run/records'

// Sentences of the console. Plain, short, present tense.
const output = (number: number | null, name: string) => `output${number === null ? '' : ` ${number}`}, ${name}`
const megabyte = '1 MB'

export const words = {
  title: 'Console',
  clear: 'Clear for you',
  hint: 'runs',
  someone: 'Someone',
  run: (number: number | null, name: string) => `Run${number === null ? '' : ` ${number}`} by ${name}`,
  number: (number: number | null) => (number === null ? '#…' : `#${number}`),
  // Without the word "run": the Run button is looked for by it.
  fold: (number: number | null, name: string) => `Fold ${output(number, name)}`,
  unfold: (number: number | null, name: string) => `Unfold ${output(number, name)}`,
  running: 'running',
  reads: 'reads',
  gone: 'left',
  asks: 'The program asks for input',
  input: 'Input',
  inputHint: 'type, then Enter; Ctrl+D ends the input',
  send: 'Send',
  toLine: (fileName: string, line: number) => `Go to ${fileName} line ${line}`,
  earlier: (count: number) => `Show ${count} earlier line${count === 1 ? '' : 's'}`,
  dropped: (count: number) => `${count} earlier line${count === 1 ? ' is' : 's are'} no longer kept`,
  ended: (name: string) => `${name} left before it ended`,
  seconds: (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`,
}

/** The word beside the time: what became of the run. */
export function outcome({ code, reason }: RunExit): string {
  switch (reason) {
    case 'exit':
      return `exit ${code}`
    case 'stopped':
      return 'stopped'
    case 'time':
      return 'out of time'
    case 'output':
      return 'cut'
    case 'crashed':
      return 'crashed'
  }
}

/** What the runner has to say below the output, if anything. */
export function endings(record: RunRecord, name: string): string[] {
  const { exit } = record
  if (exit === undefined) return record.state === 'ended' ? [words.ended(name)] : []
  switch (exit.reason) {
    case 'stopped':
      return [`stopped by ${name}`]
    case 'time':
      return ['A run may take 10 s. This one was ended; waiting for input does not count.']
    case 'output':
      return [`A run keeps ${megabyte} of output. The rest is cut and the run was ended.`]
    case 'crashed':
      return [...(exit.error ? [exit.error.message] : []), 'The text is safe. Only the run was ended.']
    case 'exit':
      return exit.truncated ? [`A run keeps ${megabyte} of output. The rest is cut.`] : []
  }
}
