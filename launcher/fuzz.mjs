// `./hotseat test fuzz [--what sessions|sequences] --seeds N --from S`: what is generated for the engine against yjs, as much as one likes:
// sessions of replicas, or sequences of what clients send to a server. Those of the usual tests are among `unit`.
import { delimiter, join } from 'node:path'
import { install } from './build.mjs'
import { Failure, root, run, step } from './process.mjs'
import { findJdk, findMaven, javaOf } from './tools.mjs'

/** Seeds are ints in Java. */
const SEED_MAX = 2 ** 31 - 1
const WHAT = ['sessions', 'sequences']

export async function fuzz(options) {
  const { what, seeds, from } = parse(options)
  const jdk = findJdk()
  const maven = findMaven(jdk)
  await install('crdt/oracle')
  await step('building the engine', maven.mvn, ['-q', '-B', '-ntp', '-pl', 'crdt', 'test-compile', '-Dspotless.check.skip=true'], { env: maven.env })
  const classes = ['classes', 'test-classes'].map((folder) => join(root, 'crdt/target', folder)).join(delimiter)
  return run(javaOf(jdk), ['-cp', classes, 'hotseat.crdt.Fuzz', '--what', what, '--seeds', String(seeds), '--from', String(from)], { cwd: join(root, 'crdt') })
}

function parse(options) {
  const values = { '--what': WHAT[0], '--seeds': 10_000, '--from': 1 }
  for (let i = 0; i < options.length; i += 2) {
    const [name, word] = options.slice(i, i + 2)
    const value = name === '--what' ? word : Number(word)
    if (name === '--what' && !WHAT.includes(word)) throw new Failure(`test fuzz has ${WHAT.join(' and ')}, but got '${word}'`, 64)
    if (name !== '--what' && (!(name in values) || !Number.isInteger(value) || value < 1 || value > SEED_MAX)) {
      throw new Failure(`test fuzz takes --seeds N and --from S, whole numbers from 1 on, but got '${options.slice(i, i + 2).join(' ')}'`, 64)
    }
    values[name] = value
  }
  if (values['--from'] + values['--seeds'] - 1 > SEED_MAX) throw new Failure(`test fuzz has seeds up to ${SEED_MAX}: start earlier or run fewer`, 64)
  return { what: values['--what'], seeds: values['--seeds'], from: values['--from'] }
}
