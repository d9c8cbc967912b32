// The launcher as a person meets it: what it says, and with which exit code.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Failure, root, words } from './process.mjs'
import { findJdk, jdkVersion } from './tools.mjs'

const hotseat = (args, env = {}) =>
  spawnSync(process.execPath, [join(root, 'launcher/main.mjs'), ...args], { encoding: 'utf8', env: { ...process.env, ...env } })

function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'hotseat-launcher-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A folder that looks like a JDK of a version. */
function jdk(t, version) {
  const home = folder(t)
  mkdirSync(join(home, 'bin'))
  writeFileSync(join(home, 'bin', process.platform === 'win32' ? 'javac.exe' : 'javac'), '')
  writeFileSync(join(home, 'release'), `IMPLEMENTOR="Nobody"\nJAVA_VERSION="${version}"\n`)
  return home
}

test('help names every command, option and variable', () => {
  const { stdout, status } = hotseat(['help'])
  assert.equal(status, 0)
  for (const word of ['start', 'dev', 'test', 'bench', 'package', 'help', '--host', '--port', '--data', '--public-url', '--seeds', '--from']) {
    assert.match(stdout, new RegExp(`(^|\\W)${word}\\W`))
  }
  for (const variable of ['HOST', 'PORT', 'DATA', 'PUBLIC_URL', 'LOG', 'NODE', 'CHROMIUM']) assert.ok(stdout.includes(`HOTSEAT_${variable}`))
})

for (const [args, sentence] of [
  [['dance'], /there is no command 'dance'; \.\/hotseat help lists them/],
  [['test', 'everything'], /test takes one of unit, integration, e2e, fuzz or nothing, but got 'everything'/],
  [['test', 'fuzz', '--seeds', 'many'], /test fuzz takes --seeds N and --from S, whole numbers from 1 on, but got '--seeds many'/],
  [['test', 'fuzz', '--for', '1'], /test fuzz takes --seeds N and --from S, whole numbers from 1 on, but got '--for 1'/],
  [['test', 'fuzz', '--seeds', '2', '--from', '2147483647'], /test fuzz has seeds up to 2147483647: start earlier or run fewer/],
  [['bench', 'speed'], /bench takes crdt, server, start, full, web and --json FILE, but got 'speed'/],
  [['bench', '--json', 'x.json'], /--json FILE holds one suite/],
  [['package', '--fast'], /package takes no options, but got '--fast'/],
  [['dev', '--port=1'], /dev takes no options, but got '--port=1'/],
]) {
  test(`hotseat ${args.join(' ')} is answered by one sentence`, () => {
    const { stderr, stdout, status } = hotseat(args)
    assert.equal(status, 64)
    assert.equal(stdout, '')
    assert.match(stderr, sentence)
    assert.equal(stderr.trim().split('\n').length, 1)
  })
}

test('a JDK is told by its release file, and the first one that is new enough is taken', (t) => {
  const [old, good, newer] = [jdk(t, '17.0.15'), jdk(t, '25.0.3'), jdk(t, '26')]
  assert.deepEqual([old, good, newer, folder(t)].map(jdkVersion), [17, 25, 26, 0])
  assert.equal(findJdk([undefined, null, old, good, newer]), good)
})

test('a missing JDK is said with one command for each platform', (t) => {
  assert.throws(() => findJdk([jdk(t, '17')]), (error) => {
    assert.ok(error instanceof Failure)
    assert.equal(error.code, 69)
    for (const platform of ['Debian', 'Fedora', 'macOS', 'Windows']) assert.ok(error.message.includes(platform))
    return true
  })
})

test('a missing Maven is said before anything else runs', (t) => {
  const path = folder(t)
  symlinkSync(process.execPath, join(path, 'node'))
  const { stderr, stdout, status } = hotseat(['test', 'unit'], { PATH: path })
  assert.equal(status, 69)
  assert.equal(stdout, '')
  assert.match(stderr, /needs Maven 3\.8 or later, and found none/)
  for (const platform of ['Debian', 'Fedora', 'macOS', 'Windows']) assert.ok(stderr.includes(platform))
})

test('on Windows a shell gets every word in one piece', () => {
  assert.deepEqual(words('mvn', ['-q', 'a b'], false), ['mvn', ['-q', 'a b']])
  assert.deepEqual(words('C:\\Program Files\\java.exe', ['-jar', 'C:\\My Rooms\\x.jar', '--name=a&b', 'say "hi"'], true), [
    '"C:\\Program Files\\java.exe"',
    ['-jar', '"C:\\My Rooms\\x.jar"', '"--name=a&b"', '"say \\"hi\\""'],
  ])
})
