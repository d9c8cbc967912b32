import { words } from '../ui/words'
import type { RoomEvent } from './events'

/** An event in words: for the wire, and for the live region. */
export function sentenceOf(event: RoomEvent): string {
  const name = firstName(event.person.name)
  switch (event.kind) {
    case 'joined':
      return words.said.joined(name)
    case 'left':
      return words.said.left(name)
    case 'started':
      return words.said.runStarted(name, event.number)
    case 'ended':
      return words.said.runEnded(
        name,
        event.number,
        event.exit.reason === 'stopped' ? words.said.stopped : words.said.exit(event.exit.code),
      )
  }
}

const firstName = (name: string) => (name.startsWith(words.guest('')) ? name : (name.split(/\s+/)[0] ?? name))
