// Runs before the first paint, as the only blocking script of both pages: it sets the theme, and on a room's address it
// takes the secret out of the address bar. Interviewers share their screens; a key must not be seen there even once.
// The secret waits in this entry of the tab's history, where a reload of the join card finds it again.
import { startTheme } from '../ui/theme'

startTheme()
if (location.pathname.startsWith('/s/')) {
  takeSecret()
  addEventListener('hashchange', () => {
    if (location.hash.length > 1) {
      takeSecret()
      location.reload() // another link of the same room was pasted into the address bar
    }
  })
}

function takeSecret(): void {
  if (location.hash.length > 1)
    history.replaceState({ fragment: location.hash }, '', location.pathname + location.search)
}
