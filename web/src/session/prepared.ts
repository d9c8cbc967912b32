// What a room of that language will need, while its card is read: the runtime, which takes a second to come up. The room
// takes the runner over, with what has come so far.
import { createRunner } from '../run/frame'
import { runsHere } from '../run/languages'

type Runner = ReturnType<typeof createRunner>
let waiting: Runner | null = null

export function prepare(language: string): void {
  if (!runsHere(language)) return
  waiting ??= createRunner(document.body)
  // What went wrong is said when somebody presses Run; until then it is nobody's concern.
  waiting.prepare(language).catch(() => undefined)
}

export function takeRunner(): Runner {
  const runner = waiting ?? createRunner(document.body)
  waiting = null
  return runner
}
