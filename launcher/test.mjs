// `./hotseat test`: installs what the tests need, runs all suites or those of one kind, and closes with the total of all.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildAll, buildPage, install, pageIsStale } from './build.mjs'
import { fuzz } from './fuzz.mjs'
import { Failure, root, run } from './process.mjs'
import { findChromium, findJdk, findMaven, npm } from './tools.mjs'

const results = join(root, 'e2e', 'test-results')

/** A suite: its name, its kind, and a function that runs it and answers with {passed, failed}. */
const suites = [
  { name: 'launcher and benchmarks', kind: 'unit', run: () => nodeTests('launcher', root, ['launcher/launcher.test.mjs', 'bench/server/simulation.test.mjs']) },
  { name: 'prose, names and styles', kind: 'unit', run: tools },
  { name: 'page: format, lint, directions', kind: 'unit', run: () => check('web', 'lint') },
  { name: 'page: types', kind: 'unit', run: types },
  { name: 'page: units', kind: 'unit', run: pageUnits },
  { name: 'engine and server: units', kind: 'unit', run: javaUnits },
  { name: 'server: real sockets and store', kind: 'integration', run: javaIntegration },
  { name: 'program: stock clients, kill -9', kind: 'integration', run: programIntegration },
  { name: 'browser', kind: 'e2e', run: browser },
]

const kinds = [...new Set(suites.map((suite) => suite.kind))]

export async function test(options) {
  const [kind, ...rest] = options
  if (kind === 'fuzz') return fuzz(rest)
  if (rest.length > 0 || (kind !== undefined && !kinds.includes(kind))) {
    throw new Failure(`test takes one of ${kinds.join(', ')}, fuzz or nothing, but got '${options.join(' ')}'`, 64)
  }
  findMaven(findJdk()) // before anything else runs
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })

  const total = { passed: 0, failed: 0 }
  const table = []
  for (const suite of suites.filter((each) => kind === undefined || each.kind === kind)) {
    console.log(`\n── ${suite.name} ${'─'.repeat(Math.max(3, 60 - suite.name.length))}`)
    const started = Date.now()
    const { passed, failed } = await suite.run()
    total.passed += passed
    total.failed += failed
    table.push([suite.name, passed, failed, `${((Date.now() - started) / 1000).toFixed(1)} s`])
  }
  console.log('')
  for (const [name, passed, failed, time] of table) {
    console.log(`${name.padEnd(36)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${time.padStart(8)}`)
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}

function tools() {
  const files = readdirSync(join(root, 'tools')).filter((file) => file.endsWith('.test.mjs'))
  return nodeTests(
    'tools',
    root,
    files.map((file) => join('tools', file)),
  )
}

/** A step that either holds or does not counts as one test. */
async function check(folder, script) {
  await install(folder)
  const code = await run(npm, ['run', '--silent', script], { cwd: join(root, folder) })
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** Of the page, and of the browser's tests, which import from it. */
async function types() {
  await install('e2e')
  return check('web', 'types')
}

/** A suite that ended badly without counting a failure has failed all the same: it could not even run. */
const counted = (code, { passed, failed }) => ({ passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed })

async function pageUnits() {
  await install('web')
  const report = join(results, 'vitest.json')
  const code = await run(npm, ['run', '--silent', 'test', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
    cwd: join(root, 'web'),
  })
  if (!existsSync(report)) return counted(code, { passed: 0, failed: 0 })
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
  return counted(code, { passed: numPassedTests, failed: numFailedTests })
}

async function javaUnits() {
  await install('crdt/oracle')
  const maven = findMaven(findJdk())
  rmReports('surefire-reports')
  const code = await run(maven.mvn, ['-B', '-ntp', '-q', '-fae', '-Pstrict', 'test'], { env: maven.env })
  return counted(code, readReports('surefire-reports'))
}

async function javaIntegration() {
  if (pageIsStale()) await buildPage() // these tests look at how the page is served
  const maven = findMaven(findJdk())
  rmReports('failsafe-reports')
  const code = await run(maven.mvn, ['-B', '-ntp', '-q', '-Pstrict', 'verify', '-Dskip.unit=true'], { env: maven.env })
  return counted(code, readReports('failsafe-reports'))
}

const modules = ['crdt', 'server']

function rmReports(name) {
  for (const module of modules) rmSync(join(root, module, 'target', name), { recursive: true, force: true })
}

function readReports(name) {
  const total = { passed: 0, failed: 0 }
  for (const module of modules) {
    const folder = join(root, module, 'target', name)
    if (!existsSync(folder)) continue
    for (const file of readdirSync(folder).filter((each) => each.startsWith('TEST-'))) {
      const head = /<testsuite [^>]*>/.exec(readFileSync(join(folder, file), 'utf8'))?.[0] ?? ''
      const count = (attribute) => Number(new RegExp(` ${attribute}="(\\d+)"`).exec(head)?.[1] ?? 0)
      const failed = count('failures') + count('errors')
      total.failed += failed
      total.passed += count('tests') - failed - count('skipped')
    }
  }
  return total
}

async function programIntegration() {
  await install('e2e')
  const { program, args } = await buildAll()
  const files = readdirSync(join(root, 'e2e/integration')).filter((file) => file.endsWith('.test.mjs'))
  return nodeTests(
    'integration',
    join(root, 'e2e'),
    files.map((file) => join('integration', file)),
    { HOTSEAT_COMMAND: JSON.stringify([program, ...args]) },
  )
}

async function nodeTests(name, cwd, files, env = {}) {
  const report = join(results, `${name}.tap`)
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap', `--test-reporter-destination=${report}`]
  const code = await run(process.execPath, ['--test', ...reporters, ...files], { cwd, env })
  const tap = existsSync(report) ? readFileSync(report, 'utf8') : ''
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0)
  return counted(code, { passed: count('pass'), failed: count('fail') + count('cancelled') })
}

async function browser() {
  await install('e2e')
  const chromium = await findChromium()
  const { program, args } = await buildAll()
  const report = join(results, 'playwright.json')
  const code = await run(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'], {
    cwd: join(root, 'e2e'),
    env: {
      HOTSEAT_COMMAND: JSON.stringify([program, ...args]),
      HOTSEAT_CHROMIUM: chromium,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    },
  })
  if (!existsSync(report)) return counted(code, { passed: 0, failed: 0 })
  const { expected, unexpected, flaky } = JSON.parse(readFileSync(report, 'utf8')).stats
  return counted(code, { passed: expected, failed: unexpected + flaky })
}
