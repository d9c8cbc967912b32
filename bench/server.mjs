// node bench/server.mjs [--json FILE] [--quick] [--write] [--only SCENARIO,…] [--peers NAME,…]: this server beside others under the loads of
// bench/server, each on one core. Started by the launcher. --quick: short, once, to see that all of it works. --write: docs/benchmarks-server.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jsonFile, measured, writeJson } from './report.mjs'
import { durability } from './server/durability.mjs'
import { HISTORY_EDITS, makeInputs } from './server/inputs.mjs'
import { page, tables } from './server/page.mjs'
import { peers } from './server/peers.mjs'
import { compile, missing, Server } from './server/process.mjs'
import { judge, ROWS } from './server/rows.mjs'
import { FULL, QUICK, SCENARIOS } from './server/scenarios.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const QUICK_EDITS = 20_000
const REPETITIONS = 3

const list = (option) => {
  const at = process.argv.indexOf(option)
  return at >= 0 ? process.argv[at + 1].split(',') : null
}
const quick = process.argv.includes('--quick')
const how = quick ? QUICK : FULL
const hotseat = JSON.parse(process.env.HOTSEAT_COMMAND)
const all = peers(hotseat)
const who = list('--peers') ?? (quick ? ['hotseat', 'yws', 'relay-sqlite'] : Object.keys(all))
/** Whom a scenario would tell nothing: a relay answers joins with all updates one by one, and forgets no cursor. */
const isHeldTo = (scenario, name) => ROWS.some((row) => row.scenario === scenario && row.against === name)
/** Loads that tell how this server grows, not how it stands beside others. */
const ALONE = ['memory', 'growth', 'scaling']
const scenarios = list('--only') ?? Object.keys(SCENARIOS).filter((name) => !quick || !ALONE.includes(name))
const isFor = (scenario, name) => (!quick || name === 'hotseat' || isHeldTo(scenario, name)) && !(name.startsWith('relay') && ['paper', 'idle', 'durability', 'first'].includes(scenario)) && !(name !== 'hotseat' && ALONE.includes(scenario))

const lack = missing()
if (lack) {
  console.error(lack)
  process.exit(69)
}

const folder = mkdtempSync(join(tmpdir(), 'hotseat-bench-'))
try {
  console.log('preparing the load')
  compile(folder)
  const inputs = makeInputs(folder, quick ? QUICK_EDITS : HISTORY_EDITS)
  const results = {}
  for (const scenario of scenarios) {
    results[scenario] = Object.fromEntries(who.filter((name) => isFor(scenario, name)).map((name) => [name, []]))
    const repetitions = scenario === 'interview' && !quick ? REPETITIONS : 1
    for (let i = 0; i < repetitions; i++) {
      for (const name of Object.keys(results[scenario])) results[scenario][name].push(await once(scenario, name, inputs)) // taking turns
    }
  }
  const { stderr } = spawnSync(hotseat[0], ['-version'], { encoding: 'utf8' })
  report(results, stderr.split('\n')[1].trim())
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0) // client libraries go on looking for the servers that are gone

/** A scenario against a server of its own; what fails is a result, too. */
async function once(scenario, name, inputs) {
  const began = Date.now()
  const server = new Server(name, all[name], folder)
  let result
  try {
    await server.start()
    result = await SCENARIOS[scenario](server, inputs, how)
    if (name === 'hotseat' && !quick && scenario !== 'durability') {
      const { lost } = await durability(server)
      if (lost > 0) result = { failed: `${lost} edits were lost that somebody had seen` }
    }
  } catch (failure) {
    result = { failed: String(failure.message ?? failure) }
  } finally {
    await server.stop()
  }
  console.log(`${scenario}, ${name}: ${((Date.now() - began) / 1_000).toFixed(0)} s${result.failed ? `, failed: ${result.failed}` : ''}`)
  return result
}

function report(results, java) {
  const rows = judge(results)
  console.log(`\n${tables(results, all)}\n`)
  const suite = measured('server', rows.map(({ name, unit, figures, ratio, must, aim, reached }) => ({ name, unit, figures, ratio, must, aim, reached })))
  const file = jsonFile(process.argv)
  if (file) writeJson(file, { ...suite, raw: results })
  if (!process.argv.includes('--write')) return
  const json = process.argv.indexOf('--json')
  const options = process.argv.slice(2).filter((_, i) => json < 0 || (i + 2 !== json && i + 2 !== json + 1))
  const command = `./hotseat bench server ${options.join(' ')}`
  const versions = { ...suite.versions, java }
  writeFileSync(join(root, 'docs/benchmarks-server.md'), page({ ...suite, versions, results, peers: all, command, repetitions: quick ? 1 : REPETITIONS }))
}
