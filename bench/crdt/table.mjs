// The results for the terminal.
import { summary } from './targets.mjs'

const padded = (cells, widths) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd()

/** Columns as wide as their widest cell. */
export function columns(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)))
  return rows.map((row) => padded(row, widths)).join('\n')
}

/** A number as people read it: four digits at most, and whole beyond a hundred. */
export function figure(value) {
  if (value === null || value === undefined) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(value >= 10 ? 3 : 2)))
}

/** From the worst to the best of a row of targets. */
export const span = (values) => (values.length > 1 ? `${figure(values[0])} … ${figure(values.at(-1))}` : figure(values[0]))

const verdict = ({ met, stretchMet }) => (met === null ? '' : stretchMet ? 'stretch' : met ? 'met' : 'MISSED')

export function printed({ results }) {
  const rows = results.map((result) => [
    result.name,
    result.unit,
    figure(result.hotseat),
    figure(result.peers.yjs),
    figure(result.peers.ywasm),
    figure(result.ratio.yjs),
    figure(result.ratio.ywasm),
    verdict(result),
  ])
  const targets = summary(results).map((row) => [row.work, row.goal, row.stretch, span(row.values), verdict(row)])
  const slopes = results.filter(({ detail }) => detail?.nsPerUpdate).map(({ name, detail }) => `${name} ${detail.nsPerUpdate} ns per update`)
  return [
    '',
    columns([['result', 'unit', 'hotseat', 'yjs', 'ywasm', 'yjs ÷', 'ywasm ÷', 'target'], ...rows]),
    '',
    columns([['work', 'target', 'stretch', 'measured', ''], ...targets]),
    '',
    ...slopes,
  ].join('\n')
}
