import { words } from '../ui/words'
import type { RoomEvent } from './events'

/** The same for who hears it: the wire is beside the marked line, so only the ear needs to be told what went wrong. */
export function spokenOf(event: RoomEvent): string {
  const error = event.kind === 'ended' && event.exit.reason === 'exit' ? event.exit.error : undefined
  return error === undefined
    ? sentenceOf(event)
    : `${sentenceOf(event)}. ${words.said.error(error.message, error.line)}`
}

/** An event in words, for the wire. */
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
