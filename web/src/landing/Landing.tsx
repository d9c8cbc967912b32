// The front page: two doors (create, join), the rooms of this browser, a room that types by itself, and what a room does.
import { useLayoutEffect, useState } from 'react'
import { forgetSession, keptRooms } from '../entry/kept'
import '../ui/bar.css'
import { Mark, Wordmark } from '../ui/Brand'
import { ThemeButton } from '../ui/ThemeButton'
import { useHere } from '../ui/useStore'
import { words } from '../ui/words'
import { Cells } from './Cells'
import { Chairs } from './Chairs'
import { Doors } from './Doors'
import './landing.css'
import { Preview } from './Preview'
import { announceRooms } from './rooms'
import { ServerFacts } from './ServerFacts'
import { YourRooms } from './YourRooms'
import { YourServer } from './YourServer'

export function Landing() {
  const [answers, setAnswers] = useState(true)
  const here = useHere()
  const [kept, setRooms] = useState(keptRooms)
  const rooms = here ? kept : []
  useLayoutEffect(() => announceRooms(kept.length), [kept])
  const forget = (id: string) => {
    forgetSession(id)
    setRooms(keptRooms)
  }
  return (
    <>
      <a className="skip" href="#main">
        {words.landing.skip}
      </a>
      <header className="topbar topbar--site">
        <a className="mark" href="/" aria-label={words.common.home}>
          <Mark />
        </a>
        <span className="wordcell">
          <Wordmark />
        </span>
        <span className="fill" />
        <a className="nav hide-p" href="#own">
          {words.landing.nav.own}
        </a>
        <a className="nav hide-p" href="/docs">
          {words.landing.nav.contract}
        </a>
        <ThemeButton />
      </header>
      <main id="main">
        <section className="hero">
          <div className="hero__say">
            <p className="label hero__top">{words.landing.over}</p>
            <h1 className="slab hero__h">
              {words.landing.hero[0]}
              <br />
              {words.landing.hero[1]}
              <span className="caret-block" aria-hidden="true" />
            </h1>
            <p className="hero__p">
              {words.landing.say} <span className="dim">{words.landing.sayMore}</span>
            </p>
            <Doors onAnswer={setAnswers} />
            {rooms.length > 0 ? <YourRooms rooms={rooms} onForget={forget} /> : <Chairs />}
          </div>
          <Preview />
        </section>
        <ServerFacts failed={!answers} />
        <section className="sec">
          <header className="sec__h">
            <h2 className="h2">{words.landing.section}</h2>
          </header>
          <Cells />
        </section>
        <YourServer />
      </main>
      <footer className="sitefoot">
        <Wordmark height={15} />
        <span className="mute">{words.landing.foot}</span>
        <span className="fill" />
        <a href="/docs">{words.landing.nav.contract}</a>
        <a href="/openapi.yaml">{words.landing.source}</a>
      </footer>
    </>
  )
}
