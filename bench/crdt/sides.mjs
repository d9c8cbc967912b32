// Starts the sides of the benchmark, each measurement in a process of its own. One process at a time: two would disturb each other.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { javaFlags } from '../../launcher/build.mjs'

const fork = fileURLToPath(new URL('fork.mjs', import.meta.url))

/** The Java side: the engine, in a JVM as the server has it. */
export function engine(java, classes, folder) {
  const flags = [...javaFlags(), `-Dhotseat.bench.inputs=${folder}`, '-cp', classes]
  const run = (args) => execFileSync(java, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  return {
    /** Trace → milliseconds of the class of that name, the median that JMH sampled in one fork per trace. */
    jmh(benchmark, traces, [warm, budget], params = {}) {
      const file = join(folder, 'jmh.json')
      const given = Object.entries({ trace: traces.join(','), ...params }).flatMap(([key, value]) => ['-p', `${key}=${value}`])
      const times = ['-f', '1', '-wi', '1', '-w', `${warm}ms`, '-i', '1', '-r', `${budget}ms`]
      // A second run of JMH on this machine would be a mistake, but its lock would fail this run for one that was broken off.
      const jvm = ['-Djmh.ignoreLock=true', ...flags]
      const output = ['-foe', 'true', '-v', 'SILENT', '-rf', 'json', '-rff', file]
      run([...jvm, 'org.openjdk.jmh.Main', `\\.${benchmark}\\.`, ...given, ...times, ...output])
      return JSON.parse(readFileSync(file, 'utf8')).map((each) => ({ params: each.params, time: each.primaryMetric.scorePercentiles['50.0'] }))
    },
    main: (name, args) => run([...flags, `hotseat.bench.${name}`, ...args.map(String)]).trim(),
    /** The line that names the runtime. */
    version: () => run(['--version']).split('\n')[1],
  }
}

/** A peer in Node: fork.mjs in a process of its own; null when it took longer than `timeout` milliseconds. */
export function peer(name, folder) {
  return (kind, args, { timeout, flags = [] } = {}) => {
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [...flags, fork, name, folder, kind, ...args.map(String)], {
      encoding: 'utf8',
      timeout,
      killSignal: 'SIGKILL',
    })
    if (error?.code === 'ETIMEDOUT') return null
    if (status !== 0) throw new Error(`${name} ${kind} ${args.join(' ')} failed:\n${stderr}`)
    return JSON.parse(stdout)
  }
}
