// How a benchmark in Node reports: a table, and one JSON object with --json FILE.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { arch, cpus, release, totalmem, type } from 'node:os'

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

export const percentile = (values, p) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))]

export function result(name, unit, hotseat, goal) {
  return { name, unit, hotseat: Math.round(hotseat * 10) / 10, peers: {}, ratio: {}, goal }
}

/** The folder's options: `--json FILE` alone. */
export function jsonFile(argv) {
  const at = argv.indexOf('--json')
  return at >= 0 ? argv[at + 1] : null
}

export function report(suite, results, file, versions = {}) {
  console.log('')
  for (const { name, unit, hotseat, goal } of results) {
    console.log(`${name.padEnd(46)} ${String(hotseat).padStart(9)} ${unit.padEnd(4)}  goal ${goal}`)
  }
  if (file) writeJson(file, measured(suite, results, versions))
}

/** The results with all that says where they are from. */
export function measured(suite, results, versions = {}) {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), os: `${type()} ${release()} ${arch()}` }
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  return { suite, machine, versions: { hotseat: commit, node: process.version, ...versions }, results }
}

export const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
