// The two pages as they are before anything is known, for the build: their HTML holds what is drawn here, so that words and
// card are on the screen before a script has come. The pages' scripts take the same markup over (`mount.tsx`).
import './styles'
import { renderToString } from 'react-dom/server'
import { createArrival } from '../entry/arrival'
import { Landing } from '../landing/Landing'
import { Session } from '../session/Session'
import { speak } from '../ui/words'
import { en } from '../ui/words/en'

speak(en)
const nowhere = createArrival(null, { read: () => ({ kind: 'bare' }), settle: () => undefined })

/** By the names of the pages' documents. */
export const built: Readonly<Record<string, string>> = {
  'index.html': renderToString(<Landing />),
  'session.html': renderToString(<Session arrival={nowhere} loadRoom={() => new Promise(() => undefined)} />),
}
