// Finds what must be installed: a JDK, Maven, a browser for the tests. What is missing is said with the command that installs it.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { Failure, isWindows, step } from './process.mjs'

const JDK_MIN = 25
const MAVEN_MIN = [3, 8]
const MISSING = 69

const installJdk = `Install it with
  Debian, Ubuntu  sudo apt-get install temurin-25-jdk   (from the Adoptium repository), or openjdk-25-jdk where it exists
  Fedora          sudo dnf install java-25-openjdk-devel
  macOS           brew install openjdk@25
  Windows         winget install EclipseAdoptium.Temurin.25.JDK
or set JAVA_HOME to one.`

const installMaven = `Install it with
  Debian, Ubuntu  sudo apt-get install maven
  Fedora          sudo dnf install maven
  macOS           brew install maven
  Windows         winget install Apache.Maven`

const installChromium = `Install it with
  Debian, Ubuntu  sudo apt-get install chromium
  Fedora          sudo dnf install chromium
  macOS           brew install --cask chromium
  Windows         winget install Hibbiki.Chromium
or set HOTSEAT_CHROMIUM to the program of one.`

/** The major version of the JDK in a folder, 0 when there is none. Reads its `release` file: no need to start it. */
export function jdkVersion(home) {
  const release = join(home, 'release')
  if (!existsSync(release) || !existsSync(join(home, 'bin', isWindows ? 'javac.exe' : 'javac'))) return 0
  const version = /^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, 'utf8'))
  return version ? Number(version[1]) : 0
}

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const suffix of isWindows ? ['.exe', '.cmd', '.bat'] : ['']) {
      const file = join(folder, name + suffix)
      if (folder && existsSync(file)) return realpathSync(file)
    }
  }
  return null
}

/** Folders that hold JDKs on the systems we know, each with a folder below them that is the JDK proper. */
function* jdkFolders() {
  for (const [folder, below] of [
    ['/usr/lib/jvm', ''],
    ['/usr/java', ''],
    ['/opt/java', ''],
    ['/opt', ''],
    ['/Library/Java/JavaVirtualMachines', 'Contents/Home'],
    ['/opt/homebrew/opt', 'libexec/openjdk.jdk/Contents/Home'],
    ['/usr/local/opt', 'libexec/openjdk.jdk/Contents/Home'],
    ['C:\\Program Files\\Eclipse Adoptium', ''],
    ['C:\\Program Files\\Java', ''],
    ['C:\\Program Files\\Microsoft', ''],
    [join(homedir(), '.sdkman/candidates/java'), ''],
    [join(homedir(), '.jdks'), ''],
  ]) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder)) yield join(folder, name, below)
  }
}

function* jdkCandidates() {
  const javac = onPath('javac')
  yield process.env.JAVA_HOME
  yield javac && dirname(dirname(javac))
  yield* jdkFolders()
}

/** The folder of a JDK that can build and run this: the first candidate that is new enough, JAVA_HOME and PATH before others. */
export function findJdk(candidates = jdkCandidates()) {
  for (const home of candidates) if (home && jdkVersion(home) >= JDK_MIN) return home
  throw new Failure(`needs a JDK ${JDK_MIN} or later, and found none.\n${installJdk}`, MISSING)
}

export const javaOf = (jdk) => join(jdk, 'bin', isWindows ? 'java.exe' : 'java')

/** Maven and the environment to run it in. */
export function findMaven(jdk) {
  const mvn = onPath('mvn')
  const env = {
    JAVA_HOME: jdk,
    // Older releases of Maven use what newer JDKs warn about on every start.
    MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ''} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow`,
  }
  if (mvn) {
    const printed = execFileSync(mvn, ['--version'], { env: { ...process.env, ...env }, encoding: 'utf8', shell: isWindows })
    const version = /Apache Maven (\d+)\.(\d+)/.exec(printed)
    const [major, minor] = version ? [Number(version[1]), Number(version[2])] : [0, 0]
    if (major > MAVEN_MIN[0] || (major === MAVEN_MIN[0] && minor >= MAVEN_MIN[1])) return { mvn, env }
  }
  throw new Failure(`needs Maven ${MAVEN_MIN.join('.')} or later, and found none.\n${installMaven}`, MISSING)
}

export const npm = isWindows ? 'npm.cmd' : 'npm'

/** A Chromium for the browser tests; installed with the system's package manager where that can be done without asking. */
export async function findChromium() {
  const found = lookForChromium()
  if (found) return found
  const isRoot = process.getuid?.() === 0
  if (isRoot && onPath('apt-get')) {
    console.log('installing chromium for the browser tests')
    await step('updating the list of packages', 'apt-get', ['update', '-q'])
    await step('installing chromium', 'apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    })
    const installed = lookForChromium()
    if (installed) return installed
  }
  throw new Failure(`the browser tests need Chromium, and found none.\n${installChromium}`, MISSING)
}

function lookForChromium() {
  const candidates = [
    process.env.HOTSEAT_CHROMIUM,
    onPath('chromium'),
    onPath('chromium-browser'),
    onPath('google-chrome'),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ]
  return candidates.find((path) => path && existsSync(path)) ?? null
}
