import { said } from '../ui/words'
import type { RoomEvent } from './events'

/** An event in words: for the wire, and for the live region. */
export function sentenceOf(event: RoomEvent): string {
  const name = firstName(event.person.name)
  switch (event.kind) {
    case 'joined':
      return said.joined(name)
    case 'left':
      return said.left(name)
    case 'started':
      return said.runStarted(name, event.number)
    case 'ended':
      return said.runEnded(
        name,
        event.number,
        event.exit.reason === 'stopped' ? said.stopped : said.exit(event.exit.code),
      )
  }
}

const firstName = (name: string) => (name.startsWith('Guest ') ? name : (name.split(/\s+/)[0] ?? name))
