// docs/benchmarks-server.md, and what is printed, from the results of a run: no figure in them is typed by hand.
import { readFileSync } from 'node:fs'
import { judge } from './rows.mjs'

const reasons = readFileSync(new URL('reasons.md', import.meta.url), 'utf8')
const REACHED = { aim: 'yes, and the aim', must: 'yes', no: '**no**' }

const figure = (value) => (value === 0 ? '0' : Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(Math.abs(value) < 0.1 ? 2 : 3).replace(/\.?0+$/, ''))
const spread = (one) => (!one ? '–' : one.least === one.most ? figure(one.median) : `${figure(one.median)} (${figure(one.least)}–${figure(one.most)})`)

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

const whoWas = (results, peers) => Object.keys(peers).filter((peer) => Object.values(results).some((byPeer) => byPeer[peer]))

export function tables(results, peers) {
  const measured = whoWas(results, peers)
  const rows = judge(results)
  const held = (row) => (row.ratio === null ? '–' : row.against ? `${figure(row.ratio)} × ${row.against}` : spread(row.figures.hotseat))
  return `${table(
    ['work', 'Hotseat', 'held to', 'must', 'aim', 'reached'],
    rows.map((row) => [
      `${row.name}${row.unit ? ` (${row.unit})` : ''}`,
      spread(row.figures.hotseat),
      held(row),
      `${row.more ? '≥' : '≤'} ${row.must}`,
      `${row.more ? '≥' : '≤'} ${row.aim}`,
      row.reached ? REACHED[row.reached] : 'not measured',
    ]),
  )}

## Every figure

${table(['work', ...measured], rows.map((row) => [`${row.name}${row.unit ? ` (${row.unit})` : ''}`, ...measured.map((peer) => spread(row.figures[peer]))]))}`
}

const GROWN = { rooms: 'rooms of 3', people: 'people in a room, 2 of whom type', documents: 'bytes in each document, 30 rooms of 3', sessions: 'sessions stored beside 100 rooms of 3', entries: 'entries in the log beside them' }

/** CPU s per 1M deliveries of Hotseat alone; nothing may grow faster than the work. */
function growth(results) {
  const grown = results.growth?.hotseat?.find(({ failed }) => !failed)
  if (!grown) return ''
  const rows = Object.entries(GROWN).filter(([key]) => Object.keys(grown[key]).length > 0).map(([key, name]) => [name, Object.entries(grown[key]).map(([count, cpu]) => `${Number(count).toLocaleString('en-US')}: ${figure(cpu)}`).join(' · ')])
  return `\n## Growth\n\n${table(['what grows', 'CPU s per 1M deliveries'], rows)}\n`
}

/** What is measured on one core and two, and what the simulation makes of it for more. */
function scaling(results) {
  const scaled = results.scaling?.hotseat?.find(({ failed }) => !failed)
  if (!scaled) return ''
  const { rooms, one, two, costs, cores } = scaled
  const share = (value) => `${Math.round(value * 100)} %`
  return `
## Cores

Measured with ${rooms} rooms of 3, CPU of threads for a delivery: on one core the loop ${figure(one.loop)} µs, the writer ${figure(one.writer)} and all others ${figure(one.rest)}; on
two cores, which the clients share, the loops ${figure(two.loop)}, the writer ${figure(two.writer)} and all others ${figure(two.rest)}. A commit takes ${figure(costs.commit)} µs, ${figure(costs.commitCpu)} of them
CPU, each edit in it ${figure(costs.edit)}. More cores than there are here are simulated from that (\`bench/server/simulation.mjs\`), at 70 % of what
they could do on paper.

${table(
    ['cores', 'rooms on paper', 'the writer alone', 'rooms simulated', 'edit p50 (ms)', 'edit p99 (ms)', 'busiest loop', 'writer'],
    cores.map((at) => [at.count, figure(at.most.cores), figure(at.most.writer), figure(at.rooms), figure(at.p50), figure(at.p99), share(at.busiest), share(at.writer)]),
  )}
`
}

function disturbed(results) {
  const all = Object.entries(results).flatMap(([scenario, byPeer]) =>
    Object.entries(byPeer).flatMap(([peer, repeated]) =>
      repeated.flatMap((result) => [result, result.warm].map((part) => part?.disturbed && `${scenario}, ${peer}: ${part.disturbed}`).filter(Boolean)),
    ),
  )
  return all.length === 0 ? 'No measured stretch was disturbed.' : `Disturbed, also the second time:\n\n${all.map((line) => `* ${line}`).join('\n')}`
}

function failures(results) {
  return Object.entries(results).flatMap(([scenario, byPeer]) =>
    Object.entries(byPeer).flatMap(([peer, repeated]) => repeated.filter(({ failed }) => failed).map(({ failed }) => `* ${scenario}, ${peer}: ${failed.split('\n')[0]}`)),
  )
}

export function page({ machine, versions, results, peers, command, repetitions }) {
  const failed = failures(results)
  return `# Benchmarks of the server

Written by \`${command}\` from one run on the machine below; no figure is typed by hand. The server is pinned to one core and the
clients to the other; Hotseat commits each edit to the disk before anybody sees it, those that run in memory lose all of it. Times depend on
the machine, ratios much less: each is of medians of the same run, in which the servers took turns.

${table(['what', 'which'], [
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.os}`],
    ['Hotseat', `commit ${versions.hotseat}, ${versions.java}`],
    ...whoWas(results, peers).filter((name) => name !== 'hotseat').map((name) => [name, peers[name].label]),
    ['Node', versions.node],
    ['repetitions', `${repetitions} of the first row, 1 of the others`],
  ])}

## Targets

${tables(results, peers)}
${growth(results)}${scaling(results)}
${disturbed(results)}
${failed.length > 0 ? `\nNot measured:\n\n${failed.join('\n')}\n` : ''}
${reasons}`
}
