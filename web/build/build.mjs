// `npm run build`: the pages by Vite; the runner, the language runtimes and the API pages beside them; twins of all text, and the budget.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { checkBudget } from './budget.mjs'
import { compress } from './compress.mjs'
import { buildDocs } from './docs.mjs'
import { closure, firstScripts } from './modules.mjs'
import { slashed } from './paths.mjs'
import { buildRunner } from './runner.mjs'
import { buildRuntimes } from './runtimes.mjs'

const web = fileURLToPath(new URL('..', import.meta.url))
const dist = join(web, 'dist')

await build({ root: web, logLevel: 'warn' })
await announceSession()
await buildRunner(dist)
await buildRuntimes(dist)
await buildDocs(dist)
const files = await filesOf(dist)
const twins = await compress(dist, files)
console.log(`${files.length} files, ${twins} with .br and .gz twins`)
await checkBudget(dist, files)

/** Tells the landing page which modules a room will need: it preloads them when somebody reaches for a door. */
async function announceSession() {
  const rooms = (await readdir(join(dist, 'assets'))).filter((file) => /^RoomGate-.*\.js$/.test(file))
  const first = [...(await firstScripts(dist, 'session.html')), ...rooms.map((file) => `assets/${file}`)]
  const modules = (await closure(dist, first)).filter((file) => !file.includes('/boot-'))
  const list = modules.map((file) => `/${file}`).join(' ')
  const page = join(dist, 'index.html')
  const html = await readFile(page, 'utf8')
  await writeFile(page, html.replace('</head>', `  <meta name="session-modules" content="${list}" />\n  </head>`))
}

async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => slashed(join(entry.parentPath, entry.name).slice(folder.length + 1)))
}
