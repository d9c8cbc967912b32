import { useEffect, useState } from 'react'
import type { Events } from '../people/events'
import { sentenceOf } from '../people/said'
import { words } from '../ui/words'

/** The tab is called as the room is. While nobody looks at it, it says who came: whoever waits does so in another tab. */
export function useTabTitle(title: string, events: Events): void {
  const [news, setNews] = useState<string | null>(null)
  useEffect(
    () => events.listen((event) => event.kind === 'joined' && document.hidden && setNews(sentenceOf(event))),
    [events],
  )
  useEffect(() => {
    const look = () => document.hidden || setNews(null)
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  useEffect(() => {
    document.title = news === null ? words.room.title(title) : words.room.titleNews(news, title)
  }, [title, news])
}
