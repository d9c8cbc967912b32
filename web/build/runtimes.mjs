// The language runtimes: what each language needs (`runner/<language>`), under the name that `languages.json` gives it.
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'esbuild'

const web = fileURLToPath(new URL('..', import.meta.url))
const runner = join(web, 'runner')
/** Compressed files by the hash of their content, and images by the hash of what they are made from. */
const cache = join(web, 'node_modules/.cache/hotseat-runtimes')

/** What no build has used for so long goes; builds of other branches share the cache. */
const UNUSED_MS = 30 * 24 * 3_600_000

const BROTLI = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
}

/**
 * Writes `runtimes/`: the parts of every language as `<name>.<sha256-16>.<ext>.br` and `.gz` (no raw copy: the server
 * never sends one), and `runtimes.json`, which names them with full hash and lengths. Ten seconds of work the first time,
 * under a second when nothing has changed.
 */
export async function buildRuntimes(outDir) {
  const out = join(outDir, 'runtimes')
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  await mkdir(cache, { recursive: true })

  const files = {}
  const publish = async (name, bytes) => {
    const sha256 = hash(bytes)
    const ext = extname(name)
    const published = `${name.slice(0, -ext.length)}.${sha256.slice(0, 16)}${ext}`
    const [br, gz] = await Promise.all([
      store(join(out, `${published}.br`), sha256, 'br', () => promisify(brotliCompress)(bytes, sized(bytes))),
      store(join(out, `${published}.gz`), sha256, 'gz', () => promisify(gzip)(bytes, { level: 9 })),
    ])
    files[published] = { sha256, bytes: bytes.length, br, gz }
    return published
  }

  const languages = {}
  for (const language of await readLanguages()) {
    const { id, label, from, pack, interrupt, limits } = language
    const part = async (name) => [name, await publish(name, await readPart(language, name))]
    languages[id] = {
      label,
      interrupt,
      limits,
      from,
      script: await publish(`${id}.js`, await buildWorker(id)),
      modules: Object.fromEntries(await Promise.all(pack.modules.map(part))),
      files: Object.fromEntries(await Promise.all([...pack.files, ...pack.built].map(part))),
    }
  }
  await prune()
  const manifest = Buffer.from(JSON.stringify({ languages, files }))
  await writeFile(join(out, 'runtimes.json'), manifest)
  await writeFile(join(out, 'runtimes.json.br'), await promisify(brotliCompress)(manifest, sized(manifest)))
  await writeFile(join(out, 'runtimes.json.gz'), await promisify(gzip)(manifest, { level: 9 }))
}

/** The languages of the table that run, each with what its folder in `runner` says of it. A folder and the table must agree. */
export async function readLanguages() {
  const table = JSON.parse(await readFile(join(web, '../languages.json'), 'utf8'))
  const running = table.filter(({ runs }) => runs)
  const folders = []
  for (const entry of await readdir(runner, { withFileTypes: true })) {
    if (entry.isDirectory() && (await exists(join(runner, entry.name, 'language.ts')))) folders.push(entry.name)
  }
  const ids = running.map(({ id }) => id)
  const [without, unknown] = [ids.filter((id) => !folders.includes(id)), folders.filter((id) => !ids.includes(id))]
  if (without.length + unknown.length > 0) {
    throw new Error(
      `languages.json and web/runner differ: no folder for [${without}], not in the table as running [${unknown}]`,
    )
  }
  const source = running
    .map(({ id }, i) => `import l${i} from ${JSON.stringify(join(runner, id, 'language.ts'))}`)
    .concat(`export default [${running.map((_, i) => `l${i}`)}]`)
    .join('\n')
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: runner },
    bundle: true,
    format: 'esm',
    write: false,
  })
  const { default: needs } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
  return running.map(({ id, label }, i) => ({ id, label, ...needs[i] }))
}

/** One classic script: the worker's core and the adapter, with whatever of the package is JavaScript. */
async function buildWorker(id) {
  const { outputFiles } = await build({
    absWorkingDir: web,
    entryPoints: [`runner/${id}/worker.ts`],
    bundle: true,
    format: 'iife',
    minify: true,
    charset: 'utf8',
    target: 'es2022',
    loader: { '.py': 'text' },
    define: { 'import.meta.url': '"https://runner.invalid/worker.js"' },
    external: ['node:*', 'ws'],
    logOverride: { 'empty-import-meta': 'silent' },
    write: false,
  })
  return Buffer.from(outputFiles[0].contents)
}

async function readPart(language, name) {
  if (language.pack.built.includes(name)) return makeImage(language, name)
  const [npm] = language.from.npm.split('@')
  const folder = join(web, 'node_modules', npm)
  const { name: found, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  if (`${found}@${version}` !== language.from.npm) {
    throw new Error(`${language.id} wants ${language.from.npm}, but ${found}@${version} is installed`)
  }
  return readFile(join(folder, name))
}

/** `runner/<language>/image.ts` makes it, in Node. The same inputs give the image of the last build. */
async function makeImage({ id, from }, name) {
  const { outputFiles } = await build({
    absWorkingDir: web,
    entryPoints: [`runner/${id}/image.ts`],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    loader: { '.py': 'text' },
    write: false,
  })
  const program = outputFiles[0].contents
  const made = join(cache, `${hash(Buffer.concat([Buffer.from(`${from.npm} ${process.version} `), program]))}.${name}`)
  if (!(await exists(made))) {
    const script = `${made}.mjs`
    await writeFile(script, program)
    const { makeImage: make } = await import(pathToFileURL(script).href)
    await put(made, await make())
    await rm(script)
  }
  await touch(made)
  return readFile(made)
}

/** Puts the compressed form at `path` and returns its length; compresses only what the cache has not seen. */
async function store(path, sha256, encoding, compress) {
  const cached = join(cache, `${sha256}.${encoding}`)
  if (!(await exists(cached))) await put(cached, await compress())
  await touch(cached)
  await copyFile(cached, path)
  return (await stat(path)).size
}

/** Removes from the cache what was not used for long, and what a build that was broken off left behind. */
async function prune() {
  for (const name of await readdir(cache)) {
    const path = join(cache, name)
    const { mtimeMs } = await stat(path)
    if (mtimeMs < Date.now() - UNUSED_MS) await rm(path, { force: true })
  }
}

/** Counts as used now. */
async function touch(path) {
  const now = new Date()
  await utimes(path, now, now)
}

/** A file in the cache is whole or absent, also when a build is broken off. */
async function put(path, bytes) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.part`, bytes)
  await rename(`${path}.part`, path)
}

const sized = (bytes) => ({ params: { ...BROTLI.params, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex')

const exists = (path) =>
  stat(path).then(
    () => true,
    () => false,
  )
