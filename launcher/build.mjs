// Builds what is missing or stale: the page, the program, and the cache that makes it start quickly.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure, root, step } from './process.mjs'
import { findJdk, findMaven, javaOf, npm } from './tools.mjs'

const at = (...path) => join(root, ...path)

export const jar = at('server/target/hotseat.jar')
const cache = at('server/target/hotseat.aot')
/** Which JDK and program the cache was made with: it fits no other. */
const cacheFor = at('server/target/hotseat.aot.for')
const page = at('web/dist/session.html')
/** Written last by a build of the page, so a build that was broken off is stale. */
const pageStamp = at('web/dist/.built')

const pageSources = ['web/src', 'web/runner', 'web/build', 'web/public', 'web', 'openapi.yaml', 'languages.json']
const programSources = ['pom.xml', 'openapi.yaml', 'languages.json', 'crdt/pom.xml', 'crdt/src/main', 'server/pom.xml', 'server/src/main']

/** The newest change below a path in ms; of a folder named without its own folders, only of the files in it. */
function changed(path, deep = true) {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  let newest = 0
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue
    if (entry.isDirectory() && !deep) continue
    newest = Math.max(newest, changed(join(path, entry.name)))
  }
  return newest
}

const newest = (paths) => Math.max(...paths.map((path) => changed(at(path), path !== 'web')))

export const pageIsStale = () => !existsSync(page) || changed(pageStamp) < newest(pageSources)

export const programIsStale = () => !existsSync(jar) || changed(jar) < Math.max(newest(programSources), changed(pageStamp))

/** Installs what a package.json asks for, unless that was done since it last changed. */
export async function install(folder, { scripts = false, env = {} } = {}) {
  const done = at(folder, 'node_modules/.package-lock.json')
  if (changed(done) >= changed(at(folder, 'package-lock.json')) && existsSync(done)) return
  console.log(`installing the packages of ${folder}/`)
  await step(`npm ci in ${folder}/`, npm, ['ci', ...(scripts ? [] : ['--ignore-scripts']), '--no-audit', '--no-fund'], { cwd: at(folder), env })
  const now = new Date()
  utimesSync(done, now, now)
}

export async function buildPage() {
  await install('web')
  console.log('building the page')
  await step('building the page', npm, ['run', '--silent', 'build'], { cwd: at('web') })
  writeFileSync(pageStamp, '')
}

export async function buildProgram(jdk, maven) {
  console.log('building the server')
  // Maven copies the page's files and never removes one: without this, old hashed files would pile up in the program.
  rmSync(at('server/target/classes/page'), { recursive: true, force: true })
  await step('building the server', maven.mvn, ['-q', '-B', '-ntp', 'package', '-DskipTests', '-Dspotless.check.skip=true'], { env: maven.env })
  // Maven leaves a program alone that would come out the same; it is fresh all the same.
  const now = new Date()
  utimesSync(jar, now, now)
}

/** What every start passes to Java; benchmarks of the engine run so too. */
export function javaFlags() {
  return [
    '-XX:+UseSerialGC',
    '-XX:+UseCompactObjectHeaders',
    '-XX:MaxRAMPercentage=60',
    // Begins small whatever the machine has, and collects little at a time: short pauses, and no memory that is touched once and kept.
    '-Xms32m',
    '-XX:MaxNewSize=32m',
    // What a collection frees goes back to the machine at once, all but what the next minutes may need.
    '-XX:MinHeapFreeRatio=10',
    '-XX:MaxHeapFreeRatio=20',
    '-XX:-ShrinkHeapInSteps',
    '-XX:TrimNativeHeapInterval=5000',
    // Buffers in small chunks, which are given back: by default some megabytes stay for each that was ever needed at once.
    '-Dio.netty.allocator.type=pooled',
    '-Dio.netty.allocator.maxOrder=3',
    // Compiling gives way to people: on a busy core it takes what they leave. Nothing is raised, which would need more than a user may,
    // and Java warns of that (the only warnings that are off: what it logs is not).
    '-XX:ThreadPriorityPolicy=1',
    '-XX:CompilerThreadPriority=10',
    '-XX:-PrintWarnings',
    '-XX:+ExitOnOutOfMemoryError',
    '-Xss512k',
    '--enable-native-access=ALL-UNNAMED',
    '--sun-misc-unsafe-memory-access=allow',
  ]
}

function cacheKey(jdk) {
  return `${readFileSync(join(jdk, 'release'), 'utf8')}\n${statSync(jar).size} ${statSync(jar).mtimeMs}\n${javaFlags().join(' ')}`
}

const cacheFits = (jdk) => existsSync(cache) && existsSync(cacheFor) && readFileSync(cacheFor, 'utf8') === cacheKey(jdk)

/** Lets the program walk through a first visit once, so that later starts find its classes linked: about half the time. */
async function makeCache(jdk) {
  console.log('preparing quick starts')
  const data = mkdtempSync(join(tmpdir(), 'hotseat-train-'))
  try {
    await step('the training run', javaOf(jdk), [
      ...javaFlags(),
      `-XX:AOTCacheOutput=${cache}`,
      '-Xlog:disable',
      '-jar',
      jar,
      '--train',
      '--port=0',
      `--data=${data}`,
    ])
    writeFileSync(cacheFor, cacheKey(jdk))
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

/** Builds whatever is stale; answers with the command that starts the server. */
export async function buildAll() {
  const jdk = findJdk()
  const maven = findMaven(jdk)
  if (pageIsStale()) await buildPage()
  if (programIsStale()) await buildProgram(jdk, maven)
  if (!cacheFits(jdk)) await makeCache(jdk)
  return startCommand(jdk)
}

/** The command for a program that is built and fresh, looking for nothing but a JDK; null when something is stale. */
export function readyCommand() {
  if (pageIsStale() || programIsStale()) return null
  const jdk = findJdk()
  return cacheFits(jdk) ? startCommand(jdk) : null
}

function startCommand(jdk) {
  return { program: javaOf(jdk), args: [...javaFlags(), `-XX:AOTCache=${cache}`, '-jar', jar] }
}

/** `./hotseat package`: one runnable jar with the page inside. */
export async function packageJar(options) {
  if (options.length > 0) throw new Failure(`package takes no options, but got '${options[0]}'`, 64)
  await buildAll()
  console.log('server/target/hotseat.jar is ready: java -jar server/target/hotseat.jar')
}
