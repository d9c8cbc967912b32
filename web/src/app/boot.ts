// Runs before the first paint, as the only blocking script of both pages: it sets the theme, and on a room's address it
// takes the secret out of the address bar. Interviewers share their screens; a key must not be seen there even once.
// The secret waits in this entry of the tab's history, where a reload of the join card finds it again.
import { startTheme } from '../ui/theme'

startTheme()
if (location.pathname.startsWith('/s/')) {
  takeSecret()
  addEventListener('hashchange', () => {
    if (takeSecret()) location.reload() // another link of the same room was pasted into the address bar
  })
}

/** True when the address held a key, also a damaged one. Other fragments are places in the page. */
function takeSecret(): boolean {
  if (!/^#[hco]\./i.test(location.hash)) return false
  history.replaceState({ fragment: location.hash }, '', location.pathname + location.search)
  return true
}
