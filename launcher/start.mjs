// `./hotseat start`: builds what is missing or stale, then becomes the server.
import { buildAll, readyCommand } from './build.mjs'
import { run } from './process.mjs'

export async function start(options) {
  const { program, args } = readyCommand() ?? (await buildAll())
  // Relative folders mean what they mean where the command was typed.
  return run(program, [...args, ...options], { cwd: process.cwd() })
}
