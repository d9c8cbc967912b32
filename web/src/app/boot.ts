// Runs before the first paint, as the only blocking script of both pages, which are drawn already by the build, the same for
// everybody: it sets the theme and says what of this browser changes their looks. On a room's address it takes a host's key
// out of the address bar. Interviewers share their screens; that key must not be seen there even once. It waits in this entry
// of the tab's history, where a reload of the join card finds it again. The keys of the other links stay: whoever copies the
// address invites by it.
import { parsePath } from '../api/link'
import { tabAddress } from '../entry/address'
import { keptRooms } from '../entry/kept'
import { sits, wayIn } from '../entry/way'
import { announceRooms } from '../landing/rooms'
import { settings } from '../ui/settings'
import { startTheme } from '../ui/theme'
import { rememberPresses } from './early'

startTheme()
rememberPresses()
if (location.pathname.startsWith('/s/')) {
  takeHostKey()
  addEventListener('hashchange', () => {
    if (!/^#[hco]\./i.test(location.hash)) return // a place in the page
    takeHostKey()
    location.reload() // another link of the same room was pasted into the address bar
  })
}
if (location.pathname === '/') announceRooms(keptRooms().length)
else showWay()

function takeHostKey(): void {
  if (!/^#h\./i.test(location.hash)) return
  history.replaceState({ fragment: location.hash }, '', location.pathname + location.search)
}

/** Whose card the page shows, if any; and the name that was remembered, as soon as its field is there. */
function showWay(): void {
  const way = wayIn(parsePath(location.pathname), tabAddress.read())
  document.documentElement.dataset.way = way.kind === 'knock' && sits[way.role] ? way.role : 'none'
  const name = settings.name.get()
  if (name === null) return
  const watch = new MutationObserver(() => {
    const field = document.querySelector<HTMLInputElement>('#name')
    if (!field) return
    watch.disconnect()
    field.value = name
  })
  watch.observe(document, { childList: true, subtree: true })
}
