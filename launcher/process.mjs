// Running other programs.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

export const isWindows = process.platform === 'win32'

/** Something that the person at the keyboard can mend: one sentence, and the exit code (sysexits.h). */
export class Failure extends Error {
  constructor(message, code = 1) {
    super(message)
    this.code = code
  }
}

/** On Windows npm and Maven are scripts, which only a shell runs; and a shell takes words apart that are not in quotes. */
export function words(program, args, windows = isWindows) {
  if (!windows) return [program, args]
  const quoted = (word) => (/[\s"&|<>^()%!]/.test(word) ? `"${word.replaceAll('"', '\\"')}"` : word)
  return [quoted(program), args.map(quoted)]
}

/**
 * Runs a program to its end and answers with its exit code. Output goes to ours unless `stdio` says otherwise. Signals that ask
 * us to stop are passed on, so that the program can stop in its own way.
 */
export function run(program, args, { cwd = root, env = {}, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(...words(program, args), { cwd, stdio, env: { ...process.env, ...env }, shell: isWindows })
    const pass = (signal) => child.kill(signal)
    for (const signal of stopSignals) process.on(signal, pass)
    const forget = () => {
      for (const signal of stopSignals) process.off(signal, pass)
    }
    child.on('error', (error) => {
      forget()
      reject(new Failure(`cannot run ${program}: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      forget()
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}

export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs a step of a build quietly; only when it fails is its output shown, with a sentence that says what failed. */
export async function step(what, program, args, options = {}) {
  const output = []
  const code = await new Promise((resolve, reject) => {
    const child = spawn(...words(program, args), {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: isWindows,
    })
    child.stdout.on('data', (data) => output.push(data))
    child.stderr.on('data', (data) => output.push(data))
    child.on('error', (error) => reject(new Failure(`${what}: cannot run ${program}: ${error.message}`)))
    child.on('close', resolve)
  })
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output))
    throw new Failure(`${what} failed; what it printed is above`)
  }
}
