// `./hotseat help`.
export function help() {
  console.log(`Hotseat: rooms for code interviews on your own server.

  ./hotseat start [--host H] [--port P] [--data DIR] [--public-url URL] [--log LEVEL]
                                  builds what is missing or stale, then serves; prints the URL
  ./hotseat dev                   server and page with live reload, one Ctrl-C stops both
  ./hotseat test [unit|integration|e2e]
                                  installs what the tests need and runs them, all or one kind
  ./hotseat test fuzz [--what sessions|sequences] [--seeds N] [--from S]
                                  N generated sessions of the engine against yjs, from seed S on
  ./hotseat bench [crdt|server|start|full|web] [--json FILE]
                                  benchmarks, as a table and as JSON; crdt and server also
                                  take --quick, and --write for their page in docs/; server
                                  --only LOAD,… and --peers NAME,…
  ./hotseat package               one runnable jar with the page inside
  ./hotseat help                  this text

Options of start, each also an environment variable:
  --host H          HOTSEAT_HOST         address to listen on            127.0.0.1
  --port P          HOTSEAT_PORT         port to listen on, 0 for any    8080
  --data DIR        HOTSEAT_DATA         folder of the database          ./data
  --public-url URL  HOTSEAT_PUBLIC_URL   how browsers reach the server   (the address they use)
  --log LEVEL       HOTSEAT_LOG          ERROR, WARN, INFO or DEBUG      WARN

Of the launcher itself:
  JAVA_HOME         a JDK, 25 or later                                   (looked for)
  HOTSEAT_NODE      a Node.js, 20.19 or later                            node
  HOTSEAT_CHROMIUM  a Chromium for the browser tests                     (looked for)`)
}
