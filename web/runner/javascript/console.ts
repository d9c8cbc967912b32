import type { Fd } from '../messages'
import { type FormatOptions, format, formatMessage } from './format'

/** `console` as a program knows it from Node, writing text to the two output streams. */
export function createConsole(write: (fd: Fd, text: string) => void, options: FormatOptions, now: () => number) {
  let indent = ''
  const counts = new Map<string, number>()
  const timers = new Map<string, number>()
  const print = (fd: Fd, text: string) =>
    write(fd, `${indent === '' ? text : indent + text.replaceAll('\n', `\n${indent}`)}\n`)
  const out =
    (fd: Fd) =>
    (...values: unknown[]) =>
      print(fd, formatMessage(values, options))
  const elapsed = (label: string) => `${label}: ${(now() - (timers.get(label) ?? now())).toFixed(3)}ms`
  const group = (...values: unknown[]) => {
    if (values.length > 0) print(1, formatMessage(values, options))
    indent += '  '
  }
  return {
    log: out(1),
    info: out(1),
    debug: out(1),
    warn: out(2),
    error: out(2),
    dir: (value: unknown) => print(1, format(value, options)),
    dirxml: out(1),
    assert(condition?: unknown, ...values: unknown[]) {
      if (condition) return
      print(2, values.length === 0 ? 'Assertion failed' : `Assertion failed: ${formatMessage(values, options)}`)
    },
    trace: (...values: unknown[]) =>
      print(2, options.error(Object.assign(new Error(formatMessage(values, options)), { name: 'Trace' }))),
    count(label: unknown = 'default') {
      const name = String(label)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      print(1, `${name}: ${counts.get(name)}`)
    },
    countReset: (label: unknown = 'default') => void counts.delete(String(label)),
    time: (label: unknown = 'default') => void timers.set(String(label), now()),
    timeLog: (label: unknown = 'default', ...values: unknown[]) =>
      print(1, [elapsed(String(label)), ...values.map((value) => formatMessage([value], options))].join(' ')),
    timeEnd(label: unknown = 'default') {
      print(1, elapsed(String(label)))
      timers.delete(String(label))
    },
    table: (data: unknown) => print(1, table(data, options)),
    group,
    groupCollapsed: group,
    groupEnd() {
      indent = indent.slice(2)
    },
    clear() {},
  }
}

/** A table of rows and columns drawn with lines; what is not a table is printed as it is. */
function table(data: unknown, options: FormatOptions): string {
  if (typeof data !== 'object' || data === null) return format(data, options)
  const cell = (value: unknown) => format([value], options).slice(2, -2)
  const rows = new Map<string, Map<string, string>>()
  const columns = new Set<string>()
  let plain = false
  for (const [key, row] of data instanceof Map ? data : Object.entries(data)) {
    const cells = new Map<string, string>()
    if (typeof row === 'object' && row !== null) {
      for (const [column, value] of Object.entries(row)) {
        columns.add(column)
        cells.set(column, cell(value))
      }
    } else {
      plain = true
      cells.set('Values', cell(row))
    }
    rows.set(String(key), cells)
  }
  const names = [...columns, ...(plain ? ['Values'] : [])]
  const lines = [
    ['(index)', ...names],
    ...[...rows].map(([key, cells]) => [key, ...names.map((n) => cells.get(n) ?? '')]),
  ]
  const widths = ['(index)', ...names].map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)))
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right
  const text = (line: string[]) => `│${line.map((value, i) => ` ${value.padEnd(widths[i] ?? 0)} `).join('│')}│`
  const [head = [], ...body] = lines
  return [rule('┌', '┬', '┐'), text(head), rule('├', '┼', '┤'), ...body.map(text), rule('└', '┴', '┘')].join('\n')
}
