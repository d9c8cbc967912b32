// The launcher: one command for building, running, developing and testing. Each command is a file of this folder; `tools.mjs`
// finds what must be installed, `build.mjs` decides what is stale. Uses nothing but Node itself, so that it runs on a fresh clone.
import { bench } from './bench.mjs'
import { packageJar } from './build.mjs'
import { dev } from './dev.mjs'
import { help } from './help.mjs'
import { Failure } from './process.mjs'
import { start } from './start.mjs'
import { test } from './test.mjs'

const commands = {
  start,
  dev,
  test,
  bench,
  package: packageJar,
  help,
  '--help': help,
  '-h': help,
}

const [name = 'help', ...options] = process.argv.slice(2)
try {
  const command = commands[name]
  if (!command) throw new Failure(`there is no command '${name}'; ./hotseat help lists them`, 64)
  process.exitCode = (await command(options)) ?? 0
} catch (error) {
  if (!(error instanceof Failure)) throw error
  console.error(`hotseat: ${error.message}`)
  process.exitCode = error.code
}
