import { CopyButton } from '../ui/CopyLine'
import { words } from '../ui/words'
import '../ui/tabs.css'
import './your-server.css'

// What a first start prints; later ones print the last line only.
const COMMAND = './hotseat start'

export const YourServer = () => (
  <section className="sec own" id="own">
    <div className="own__t">
      <h2 className="h2">
        {words.landing.own[0]}
        <br />
        {words.landing.own[1]}
      </h2>
      <p className="prose">{words.landing.ownSay}</p>
    </div>
    <div className="own__term">
      <div className="tabs">
        <span className="tab" aria-current="page">
          {words.landing.ownTab}
        </span>
        <div className="tools">
          <CopyButton text={COMMAND} label={words.landing.copyCommand} className="btn--ghost" />
        </div>
      </div>
      <pre className="term">
        <span className="t-hot">$</span> {COMMAND}
        {'\n'}
        <span className="mute">
          {'building the page\n'}
          {'building the server\n'}
          {'preparing quick starts\n'}
        </span>
        <span className="t-lime">Hotseat is at http://127.0.0.1:8080/</span>
        <span className="mute">{'  (ready in 640 ms, stop with Ctrl-C)\n'}</span>
        <span className="caret-block" />
      </pre>
    </div>
  </section>
)
