import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { closure, firstScripts } from './modules.mjs'

// JavaScript of the first load, brotli 11, without language runtimes. The room is fetched while the join card is drawn,
// so it counts as first load although it is a chunk of its own.
const LANDING_KB = 80
const SESSION_KB = 235
const budgets = [
  { page: 'index.html', name: 'landing', kilobytes: LANDING_KB },
  { page: 'session.html', name: 'session', kilobytes: SESSION_KB, also: /^assets\/RoomGate-/ },
]

/** Prints what each page loads first; throws when a page is over its budget. */
export async function checkBudget(dist, files) {
  const over = []
  for (const { page, name, kilobytes, also } of budgets) {
    const chunks = also ? files.filter((file) => also.test(file) && file.endsWith('.js')) : []
    if (also && chunks.length === 0)
      throw new Error(`${name}: no file matches ${also}, so its budget would hold for less than it loads`)
    const scripts = await closure(dist, [...(await firstScripts(dist, page)), ...chunks])
    const sizes = await Promise.all(scripts.map(async (file) => ({ file, bytes: await brotliSize(join(dist, file)) })))
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
    console.log(`\n${name}: ${total.toFixed(1)} of ${kilobytes} kB JavaScript at first load (brotli 11)`)
    for (const { file, bytes } of sizes.sort((a, b) => b.bytes - a.bytes))
      console.log(`  ${(bytes / 1000).toFixed(1).padStart(7)}  ${file}`)
    if (total > kilobytes) over.push(`${name}: ${total.toFixed(1)} kB, at most ${kilobytes} kB`)
  }
  if (over.length > 0) throw new Error(`over the budget of first-load JavaScript: ${over.join('; ')}`)
}

const brotliSize = async (path) =>
  brotliCompressSync(await readFile(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
