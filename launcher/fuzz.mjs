// `./hotseat test fuzz --seeds N --from S`: generated sessions of the engine against yjs, as many as one likes. Those of the usual
// tests are among `unit`.
import { delimiter, join } from 'node:path'
import { install } from './build.mjs'
import { Failure, root, run, step } from './process.mjs'
import { findJdk, findMaven, javaOf } from './tools.mjs'

/** Seeds are ints in Java. */
const SEED_MAX = 2 ** 31 - 1

export async function fuzz(options) {
  const { seeds, from } = parse(options)
  const jdk = findJdk()
  const maven = findMaven(jdk)
  await install('crdt/oracle')
  await step('building the engine', maven.mvn, ['-q', '-B', '-ntp', '-pl', 'crdt', 'test-compile', '-Dspotless.check.skip=true'], { env: maven.env })
  const classes = ['classes', 'test-classes'].map((folder) => join(root, 'crdt/target', folder)).join(delimiter)
  return run(javaOf(jdk), ['-cp', classes, 'hotseat.crdt.Fuzz', '--seeds', String(seeds), '--from', String(from)], { cwd: join(root, 'crdt') })
}

function parse(options) {
  const values = { '--seeds': 10_000, '--from': 1 }
  for (let i = 0; i < options.length; i += 2) {
    const value = Number(options[i + 1])
    if (!(options[i] in values) || !Number.isInteger(value) || value < 1 || value > SEED_MAX) {
      throw new Failure(`test fuzz takes --seeds N and --from S, whole numbers from 1 on, but got '${options.slice(i, i + 2).join(' ')}'`, 64)
    }
    values[options[i]] = value
  }
  if (values['--from'] + values['--seeds'] - 1 > SEED_MAX) throw new Failure(`test fuzz has seeds up to ${SEED_MAX}: start earlier or run fewer`, 64)
  return { seeds: values['--seeds'], from: values['--from'] }
}
