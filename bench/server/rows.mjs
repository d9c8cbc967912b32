// What is to be reached: each row is a figure of a scenario, against a peer measured in the same run or by itself.
import { longest } from './memory.mjs'

/** `against`: the peer whose figure divides ours; without one the figure itself is held to the target. `more`: more is better. */
const row = (name, scenario, unit, figure, against, must, aim, more = false) => ({ name, scenario, unit, figure, against, must, aim, more })

export const ROWS = [
  row('150 rooms of 3: CPU s per 1M deliveries', 'interview', 's', (r) => r.warm.cpu_s_per_1m, 'yws', 0.6, 0.4),
  row('… edit p50', 'interview', 'ms', (r) => r.warm.edit_ms.p50, 'relay-sqlite', 1.3, 1.1),
  row('… edit p99', 'interview', 'ms', (r) => r.warm.edit_ms.p99, 'relay-sqlite', 2, 1.3),
  row('… cursor p99', 'interview', 'ms', (r) => r.warm.aw_ms.p99, 'yws', 1.5, 1),
  row('… memory', 'interview', 'MB', (r) => r.warm.end_rss_mb, 'yws', 0.8, 0.6),
  row('… CPU per delivery of the first 30 s ÷ warm', 'interview', '×', (r) => r.cold.cpu_s_per_1m / r.warm.cpu_s_per_1m, null, 1.5, 1.2),
  row('the first second: join', 'first', 'ms', (r) => r.join_ms.max, null, 50, 20),
  row('… edit p99', 'first', 'ms', (r) => r.edit_ms.p99, null, 50, 20),
  row('rooms of 3 on a core with p99 < 50 ms', 'sustain', 'rooms', (r) => r.rooms, 'yws', 2.5, 4, true),
  row('2 type, 200 watch: CPU s per 1M deliveries', 'lecture', 's', (r) => r.cpu_s_per_1m, 'yws', 0.7, 0.4),
  row('idle rooms of 2: memory', 'idle', 'MB', (r) => r.idle_rss_mb, 'yws', 0.3, 0.15),
  row('… CPU', 'idle', '%', (r) => r.idle_cpu_pct, 'yws', 0.6, 0.4),
  row('… all join first', 'idle', 's', (r) => r.join_s, 'yws', 0.35, 0.15),
  row('… all come back with their documents', 'idle', 's', (r) => r.storm_warm.secs, 'yws', 0.7, 0.35),
  row('… all come back without', 'idle', 's', (r) => r.storm_cold.secs, 'yws', 0.5, 0.25),
  row('… worst edit of a live room meanwhile, with', 'idle', 'ms', (r) => r.storm_warm.live_edit_ms.max, 'yws', 0.3, 0.1),
  row('… without', 'idle', 'ms', (r) => r.storm_cold.live_edit_ms.max, 'yws', 0.3, 0.1),
  row('… kill -9 and restart under all of them', 'idle', 's', (r) => r.storm_restart?.secs, null, 8, 3),
  row('a long paper of one author: edits/s', 'paper', '/s', (r) => r.ingest.updates_s, 'yws', 2.5, 4, true),
  row('… CPU per edit', 'paper', 'µs', (r) => r.ingest.server_cpu_us_per_update, 'yws', 0.35, 0.2),
  row('… join, CPU', 'paper', 'ms', (r) => r.join.server_cpu_ms_per_join, 'yws', 0.15, 0.03),
  row('… first join after kill -9', 'paper', 'ms', (r) => r.again?.first_ms, 'hocuspocus-sqlite', 0.5, 0.1),
  row('300 rooms of 3: pauses of the collector, p99.9', 'memory', 'ms', (r) => longest(r.pauses, 0.999), null, 10, 5),
  row('memory when all have gone ÷ at the start', 'memory', '×', (r) => r.gone.after / r.gone.start, null, 1.5, 1.2),
  row('edits lost that somebody had seen', 'durability', '', (r) => r.lost, null, 0, 0),
]

export const median = (values) => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  return sorted.length === 0 ? null : sorted[Math.floor((sorted.length - 1) / 2)]
}

const isReached = (value, target, more) => (more ? value >= target : value <= target)

/** One row with the figures of all who were measured. `results`: by scenario and peer, those of each repetition. */
function judged(each, results) {
  const figures = {}
  for (const [peer, repeated] of Object.entries(results[each.scenario] ?? {})) {
    const values = repeated.filter((result) => !result.failed).map(each.figure).filter(Number.isFinite)
    if (values.length > 0) figures[peer] = { median: median(values), least: Math.min(...values), most: Math.max(...values) }
  }
  const own = figures.hotseat?.median
  const other = each.against ? figures[each.against]?.median : 1
  const ratio = own === undefined || !other ? null : own / other
  const reached = ratio === null ? null : isReached(ratio, each.aim, each.more) ? 'aim' : isReached(ratio, each.must, each.more) ? 'must' : 'no'
  return { ...each, figures, ratio, reached }
}

export const judge = (results) => ROWS.map((each) => judged(each, results)).filter(({ figures }) => figures.hotseat)
