/** Starts to fetch the session page's modules: the build writes their addresses into this page's head. */
export function preloadSession(): void {
  const list = document.querySelector<HTMLMetaElement>('meta[name="session-modules"]')
  if (!list) return // the development server has no list
  for (const href of list.content.split(' ')) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = href
    document.head.append(link)
  }
  list.remove()
}
