// Runs before the first paint, as the only blocking script of both pages: it sets the theme, and on a room's address it
// takes a host's key out of the address bar. Interviewers share their screens; that key must not be seen there even once.
// It waits in this entry of the tab's history, where a reload of the join card finds it again. The keys of the other
// links stay: whoever copies the address invites by it.
import { startTheme } from '../ui/theme'

startTheme()
if (location.pathname.startsWith('/s/')) {
  takeHostKey()
  addEventListener('hashchange', () => {
    if (!/^#[hco]\./i.test(location.hash)) return // a place in the page
    takeHostKey()
    location.reload() // another link of the same room was pasted into the address bar
  })
}

function takeHostKey(): void {
  if (!/^#h\./i.test(location.hash)) return
  history.replaceState({ fragment: location.hash }, '', location.pathname + location.search)
}
