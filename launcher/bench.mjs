// `./hotseat bench [crdt|server|start|full|web] [--json FILE]`, for crdt and server also [--quick] [--write]: measures, as ratios to a peer in the
// same run where there is one.
import { delimiter, dirname, join, resolve } from 'node:path'
import { buildAll, install } from './build.mjs'
import { Failure, root, run, step } from './process.mjs'
import { findChromium, findJdk, findMaven, javaOf } from './tools.mjs'

const benches = { crdt, server, start, full, web }
/** To see in short that all of it works; to write the page of docs/. */
const flagged = ['crdt', 'server']
const FLAGS = ['--quick', '--write']
/** Of bench server: which loads, and which servers. */
const LISTS = ['--only', '--peers']

export async function bench(options) {
  const { names, json, flags } = parse(options)
  for (const name of names) {
    const code = await benches[name](json, flags)
    if (code !== 0) return code
  }
  return 0
}

function parse(options) {
  const names = []
  const flags = []
  let json = null
  for (let i = 0; i < options.length; i++) {
    if (options[i] === '--json' && options[i + 1]) json = resolve(options[++i])
    else if (options[i] in benches) names.push(options[i])
    else if (FLAGS.includes(options[i])) flags.push(options[i])
    else if (LISTS.includes(options[i]) && options[i + 1]) flags.push(options[i], options[++i])
    else throw new Failure(`bench takes ${Object.keys(benches).join(', ')} and --json FILE, but got '${options[i]}'`, 64)
  }
  if (json && names.length !== 1) throw new Failure('--json FILE holds one suite: name it, as in bench crdt --json FILE', 64)
  if (flags.length > 0 && !flagged.includes(names.join())) throw new Failure(`${flags[0]} is for ${flagged.map((name) => `bench ${name}`).join(' or ')} alone`, 64)
  return { names: names.length > 0 ? names : Object.keys(benches), json, flags }
}

const jsonOption = (json) => (json ? ['--json', json] : [])

async function crdt(json, flags) {
  const jdk = findJdk()
  const maven = findMaven(jdk)
  await install('crdt/oracle')
  await install('bench/crdt')
  console.log('building the benchmarks')
  await step('building the benchmarks', maven.mvn, ['-q', '-B', '-ntp', '-Pbench', '-pl', 'bench', '-am', 'package', '-DskipTests', '-Dspotless.check.skip=true'], { env: maven.env })
  const classes = ['crdt/target/classes', 'bench/target/classes', 'bench/target/lib/*'].map((path) => join(root, path)).join(delimiter)
  return run(process.execPath, ['bench/crdt.mjs', ...jsonOption(json), ...flags], { env: { HOTSEAT_JAVA: javaOf(jdk), HOTSEAT_BENCH_CLASSES: classes } })
}

async function server(json, flags) {
  const { program, args } = await buildAll()
  for (const folder of ['bench/server', 'bench/server/peers/yws']) await install(folder)
  // The one that compiles: against the headers that are beside this Node, where nothing made can be fetched.
  await install('bench/server/peers/hocuspocus', { scripts: true, env: { npm_config_nodedir: dirname(dirname(process.execPath)) } })
  return run(process.execPath, ['bench/server.mjs', ...jsonOption(json), ...flags], { env: { HOTSEAT_COMMAND: JSON.stringify([program, ...args]) } })
}

function start(json) {
  return ofServer('bench/start.mjs', json)
}

function full(json) {
  return ofServer('bench/full.mjs', json)
}

async function ofServer(script, json) {
  const { program, args } = await buildAll()
  await install('e2e')
  return run(process.execPath, [script, ...jsonOption(json)], {
    env: { HOTSEAT_COMMAND: JSON.stringify([program, ...args]) },
  })
}

async function web(json) {
  const { program, args } = await buildAll()
  await install('e2e')
  return run(process.execPath, ['bench/web.mjs', ...jsonOption(json)], {
    env: { HOTSEAT_COMMAND: JSON.stringify([program, ...args]), HOTSEAT_CHROMIUM: await findChromium() },
  })
}
