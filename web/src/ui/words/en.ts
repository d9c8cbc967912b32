// English: every sentence of the page, by place. Plain, short, present tense: what is, then what to do.
// Figures have a unit, big numbers a thin gap, and labels do not depend on upper case.
import type { SaveFace } from '../faces'

const number = (value: number) => value.toLocaleString('en').replaceAll(',', '\u202f')
const edits = (count: number) => `${number(count)} ${count === 1 ? 'edit' : 'edits'}`
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

const common = {
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  theme: (name: string) => `Theme: ${name}`,
  home: 'Hotseat, front page',
}

const run = {
  run: 'Run',
  stop: 'Stop',
  loading: (language: string) => `loading ${language}`,
  loaded: (loaded: number, total: number) => `${megabytes(loaded)} of ${megabytes(total)} MB`,
  seconds: (value: number) => `${value.toFixed(1)} s`,
  watching: 'You are watching: running needs the candidate link',
  watchingTyped: 'You are watching: typing needs the candidate link',
}

const save = {
  label: 'Save state',
  face(face: SaveFace): string {
    switch (face.kind) {
      case 'connecting':
        return 'connecting'
      case 'saved':
        return 'on disk'
      case 'sending':
        return `sending ${edits(face.edits)}`
      case 'merging':
        return `merging ${edits(face.edits)}`
      case 'offline':
        return face.edits === 0 ? 'offline' : `offline, ${edits(face.edits)} kept here`
      case 'refused':
        return `not saved: ${face.message}`
    }
  },
  merged: (count: number) => `merged ${number(count)}`,
  ago: (seconds: number) =>
    seconds < 1 ? 'just now' : seconds < 60 ? `${Math.floor(seconds)} s ago` : `${Math.floor(seconds / 60)} min ago`,
}

const paste = {
  hint: 'link, or the whole message',
  join: 'Join',
  found: (role: string, where: string) => `Found a link: ${role}, ${where}.`,
  roles: { host: 'host', candidate: 'candidate', observer: 'watch only' },
  here: 'this server',
  half: 'That is only half a link: the part behind # is missing. It is the key; copy the whole link.',
  cut: 'The end of this link is cut off: its key is too short. Copy the whole link.',
  code: 'Codes to say aloud do not exist yet. Paste the link.',
  nothing: (origin: string) => `No room link in there. It looks like ${origin}/s/…#c.…`,
  empty: 'Paste the link you were sent.',
}

const landing = {
  title: 'Hotseat: a code interview is a link',
  skip: 'Skip to create and join',
  nav: { own: 'Run your own', contract: 'API' },
  rooms: {
    title: 'Your rooms',
    say: 'The keys are in this browser.',
    untitled: 'A room',
    when: (date: Date) =>
      date.toLocaleDateString('en', {
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hour12: false,
      }),
    gone: 'is gone',
    open: (title: string) => `Open ${title}`,
    forget: 'Forget',
    forgetLabel: (title: string) => `Forget ${title}`,
    forgetHost: 'Forget it? Its host link is only here.',
    forgetNow: 'Yes, forget',
    keep: 'Keep',
  },
  over: 'Live code interviews on your own server',
  hero: ['Take a', 'seat'] as const,
  say: 'A code interview is a link. Open it, type in the same file, press Run.',
  sayMore: 'No account, nothing to install, and nobody’s code ever runs on a server.',
  create: 'Create room',
  joinField: 'Link, or the message you were sent',
  quiet: 'Create asks only your name. The room opens with its links ready to send.',
  unreachable: 'The server does not answer. Try again in a moment.',
  refused: (why: string) => `The room was not created: ${why}`,
  chairs: 'A room has eight seats, and any number may watch',
  free: 'free',
  ready: 'READY',
  away: 'AWAY',
  asking: '…',
  languages: 'runs JavaScript and Python',
  zero: 'lines of your code run on this server: 0',
  section: 'What a good room does',
  own: ['Your server,', 'your room'] as const,
  ownSay:
    'One process serves the page, the API and the socket. Everything it knows is in one file. Nothing is fetched from anywhere else.',
  ownTab: 'Terminal',
  copyCommand: 'Copy the command',
  foot: 'Your code stays in your browser and in this room.',
  source: 'OpenAPI',
  cells: {
    kept: {
      label: 'Kept',
      title: 'Nothing you type is lost',
      text: 'Every edit says where it is: in your browser, on the way, on disk. Pull the cable and carry on; it merges when you are back.',
    },
    local: {
      label: 'Local',
      title: 'Runs in the browser',
      text: 'JavaScript and Python run in a sandbox in the browser of whoever presses Run. Everyone in the room sees the output as it comes.',
    },
    roles: {
      label: 'Roles',
      title: 'The link decides',
      text: 'One link to lead, one to type, one to watch. A host’s key leaves the address bar before anything is drawn, so a shared screen gives nothing away.',
    },
    seen: {
      label: 'Seen',
      title: 'Who is where',
      text: 'Eight seats, eight colours, four caret patterns. A name at every cursor, and a line in the room when somebody sits down.',
    },
    open: {
      label: 'Open',
      title: 'Bring your own tools',
      text: 'The text answers to plain REST with an OpenAPI contract, and the socket speaks the Yjs protocol. Another editor can take a seat.',
    },
    honest: {
      label: 'Honest',
      title: 'Errors that point',
      text: 'A failed run marks its line, and its trace leads back to the code. Stop stops, even a loop that never ends.',
    },
  },
  demo: {
    onDisk: 'on disk',
    offline: 'offline, 34 edits kept here',
    merged: 'merged 34',
    host: 'host',
    candidate: 'candidate',
    watch: 'watch',
    error: 'expected 3 values, got 2',
    reply: '200, on disk, everywhere',
  },
}

const languages: Record<string, string> = {
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  python: 'Python',
}

const roles = { host: 'Host', candidate: 'Candidate', observer: 'Watching' }

const join = {
  title: (room: string) => `Join ${room} · Hotseat`,
  room: 'Join the room',
  inviteHost: 'You hold the host link: you lead this room',
  invite: (host: string) => `${host} is here as host`,
  inviteNobody: 'You are invited to a code interview',
  name: 'Your name',
  nameHint: 'Remembered on this device. No account.',
  seat: 'Your seat',
  seatHint: 'The next free one is yours: cursor, selection and runs wear its colour.',
  seatNumber: (seat: number) => `Seat ${seat}`,
  seatTaken: (seat: number, who: string) => `Seat ${seat}, taken by ${who}`,
  seatNext: (seat: number) => `Seat ${seat}, yours`,
  seatFree: (seat: number) => `Seat ${seat}, free`,
  preview: 'how they see you',
  rules: 'In this room',
  here: (names: string) => `Already here: ${names}`,
  join: 'Join',
  watch: 'Watch',
  full: (seats: number) => `All ${seats} seats are taken. You can watch, and join when somebody has left.`,
  unreachable: 'The server does not answer. Try again.',
  facts: {
    host: ['You lead this room', 'Type, run, and hand out links. The host link opens it again from another device.'],
    candidate: ['You type and run', 'The same file as everyone else. Your cursor carries your name.'],
    observer: ['You watch', 'You see everything and cannot type or run.'],
  } satisfies Record<string, readonly [string, string]>,
  factRuns: [
    'Runs stay in your browser',
    'JavaScript and Python run in a sandbox here; everyone sees the output.',
  ] as const,
  factKept: [
    'Typing is kept',
    'Every edit is written to this server’s disk, and waits in your browser while you are offline.',
  ] as const,
  factSeen: ['Others see your name', 'And where your cursor is. Nothing else about you is asked or kept.'] as const,
  ready: (language: string) => `Opens in ${language}`,
}

const room = {
  title: (name: string) => `${name} · Hotseat`,
  titleNews: (news: string, name: string) => `${news} · ${name}`,
  skip: 'Skip to the code',
  opening: 'Opening the room',
  noAnswer: 'the server does not answer',
  seats: (taken: number, of: number) => `${Math.min(taken, of)} of ${of} seats`,
  invite: 'Invite',
  inviteLabel: 'Invite people',
  renameHint: 'Rename the room',
  titleField: 'Name of the room',
  renameFailed: (why: string) => `The name was not changed: ${why}`,
  people: 'People in the room',
  watching: (count: number) => `${number(count)} ${count === 1 ? 'person' : 'people'} watching`,
  language: 'Language',
  noRunYet: (language: string) => `${language} (no run yet)`,
  readOnly: 'Code, to be read only',
  files: 'Files',
  code: 'Code',
  console: 'Console',
  dock: { label: 'Panes', code: 'Code', output: 'Output', people: 'People' },
  widthOfConsole: 'Width of the console',
  heightOfPeople: 'Height of the people',
  status: {
    modes: { host: 'HOST', candidate: 'EDIT', observer: 'WATCH' },
    offline: 'OFFLINE',
    connecting: 'CONNECTING',
    cursor: (line: number, column: number) => `Ln ${line}, Col ${column}`,
    runsHere: 'runs in this browser',
    keys: 'keys',
    nextTry: (seconds: number) => (seconds <= 0 ? 'trying now' : `next try in ${seconds} s`),
  },
  leave: 'Leave and forget',
  leaveTitle: 'Leave and forget',
  leaveSay: 'This browser forgets the room: your seat, your links and edits that were not sent. The room itself stays.',
  leaveHost: 'You hold the host link. Copy it first if you want to come back as host.',
  leaveShort: 'Leave',
  leaveStay: 'Stay',
  leaveGo: 'Leave',
}

const share = {
  title: 'Invite',
  opened: 'The links to invite people are open, after the Invite button',
  send: 'Send it: candidate link',
  sendNote: 'Whoever has it can type and run.',
  copyLabel: { candidate: 'Copy candidate link', observer: 'Copy watch link', host: 'Copy host link' },
  watch: 'Watch link',
  watchNote: 'sees everything, cannot type',
  host: 'Host link',
  hostNote: 'leads the room. Keep it to yourself.',
  copiedWhat: { candidate: 'Candidate link copied', observer: 'Watch link copied', host: 'Host link copied' },
  copiedNote: {
    candidate: 'not your host link',
    observer: 'whoever opens it sees everything',
    host: 'whoever opens it leads the room',
  },
  barNote: 'The address bar holds the candidate link, too.',
}

/** Why text will not be saved; what the server says of it, unless it is for the page to say. */
function refusedWhy({ code, message }: { code: string; message: string }): string {
  switch (code) {
    case 'read-only':
      return 'you may only watch now'
    case 'closed':
      return message ? `the server does not take it (${message})` : 'the server does not take it'
    default:
      return message
  }
}

const connection = {
  other: {
    host: (as: string) => `You opened the host link, and you are ${as} here.`,
    candidate: (as: string) =>
      `This is the candidate link, and you are ${as} here. Others would see you as one more person.`,
    observer: (as: string) =>
      `This is the watch link, and you are ${as} here. Others would see you as one more person.`,
  },
  openAs: { host: 'Open as host', candidate: 'Open as candidate', observer: 'Open to watch' },
  stay: (as: string) => `Stay ${as}`,
  notYet: 'The server does not answer yet. The room opens as soon as it does.',
  halted: 'You cannot type for a moment: the text is read again from the server.',
  recovered: 'Text was found in this browser that nobody sent. Nobody knows whose it was, so it is not in the room.',
  mended: 'Something failed in the editor, and it shows what the others see again. Check your last line.',
  outdated: 'The server has a newer page. Reload when it suits you; what you typed stays.',
  incomplete: 'A part of this page did not come. Reload to get it; what you typed stays.',
  reload: 'Reload',
  /** `types`: whether there is typing to keep on with. */
  offline: (since: string, count: number, types: boolean) => {
    const waiting = count === 0 ? 'edits wait' : `${edits(count)} ${count === 1 ? 'waits' : 'wait'}`
    if (types) return `Offline for ${since}. Keep typing: ${waiting} in this browser.`
    return count === 0
      ? `Offline for ${since}. What others write comes later.`
      : `Offline for ${since}: ${waiting} in this browser.`
  },
  blocked:
    'Your network may block live connections: the server answers, and WebSockets do not get through. You can read and not type. Try without VPN or proxy, or another network.',
  tryNow: 'Try now',
  noStorage: 'This browser will not keep a copy of unsent edits; stay online.',
  fine: 'Fine',
  refused: (why: string) => `Not saved: ${why}`,
  download: 'Download the text',
  back: (count: number) => `Merged ${edits(count)}`,
}

const said = {
  joinedWord: 'joined',
  leftWord: 'left',
  roleWord: { host: 'host', candidate: 'candidate', observer: 'watching' },
  joined: (name: string) => `${name} joined`,
  left: (name: string) => `${name} left`,
  runStarted: (name: string, number: number | null) => `${name} runs${number === null ? '' : ` #${number}`}`,
  runEnded: (name: string, number: number | null, outcome: string) =>
    `${name} ran${number === null ? '' : ` #${number}`}, ${outcome}`,
  exit: (code: number) => `exit ${code}`,
  stopped: 'stopped',
  error: (message: string, line: number | undefined) => `${message}${line === undefined ? '' : `, line ${line}`}`,
  noError: 'No line is marked',
  offline: 'Offline. Edits are kept in this browser.',
  saved: 'on disk',
  back: (count: number) => `Back. ${edits(count)} merged.`,
  language: (name: string) => `${name} is open`,
  languageFailed: (why: string) => `The file was not opened: ${why}`,
}

const people = {
  title: 'People',
  left: 'Left',
  you: 'you',
  host: 'host',
  watching: 'watching',
  watches: 'sees everything, cannot type',
  active: (file: string) => `${file}, active now`,
  here: 'here',
  gone: 'not here now',
  countLeft: (count: number) => `${number(count)} left`,
  unreachable: 'not reachable from here',
  invite: 'Invite',
  alone: (free: number) => `${counts[free] ?? free} ${free === 1 ? 'seat' : 'seats'} free`,
  aloneSay: 'Send the link; whoever opens it takes the next seat.',
}

const counts = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight']

const output = (number: number | null, name: string) => `output${number === null ? '' : ` ${number}`}, ${name}`
const possessive = (name: string) => `${name}’s`
const size = (bytes: number) => `${(bytes / (1 << 20)).toFixed(1)} MB`

const consolePane = {
  title: 'Console',
  hide: 'Hide output (for you)',
  hidden: (count: number) => `${number(count)} hidden, for you.`,
  show: 'Show again',
  nothing: 'No run yet.',
  hint: 'runs the open file.',
  someone: 'Someone',
  run: (number: number | null, name: string) => `Run${number === null ? '' : ` ${number}`} by ${name}`,
  number: (number: number | null) => (number === null ? '#…' : `#${number}`),
  // Without the word "run": the Run button is looked for by it.
  fold: (number: number | null, name: string) => `Fold ${output(number, name)}`,
  unfold: (number: number | null, name: string) => `Unfold ${output(number, name)}`,
  stop: 'Stop',
  stopOf: (number: number | null, name: string) => `Stop ${output(number, name)}`,
  asks: 'The program asks for input',
  input: 'Input',
  inputHint: 'type, then Enter; Ctrl+D ends the input',
  send: 'Send',
  toLine: (fileName: string, line: number) => `Go to ${fileName} line ${line}`,
  earlier: (count: number) => `Show ${count} earlier line${count === 1 ? '' : 's'}`,
  dropped: (count: number) => `${count} earlier line${count === 1 ? ' is' : 's are'} no longer kept`,
  more: (count: number) => `truncated, ${number(count)} more character${count === 1 ? '' : 's'}`,
  seconds: (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`,
  /** Beside the time: what a run does, or what became of it. */
  outcome: {
    loading: (language: string) => `loading ${language}`,
    starting: (language: string) => `starting ${language}`,
    waiting: (name: string) => `waits for ${possessive(name)} answer`,
    waitingForYou: 'waits for you',
    running: 'running',
    reload: 'stopped by a reload',
    away: 'stopped by leaving',
    exit: (code: number) => `exit ${code}`,
    stopped: 'stopped',
    stoppedBy: (name: string) => `stopped by ${name}`,
    time: 'out of time',
    output: 'cut',
    notStarted: 'could not start',
    brokeOff: 'broke off',
  },
  /** Below the output. */
  ending: {
    unshared: (why: string) => `Only you see this run: the server did not take it (${why})`,
    reload: (name: string) => `Ended by a reload of ${possessive(name)} page`,
    away: (name: string) => `${name} left before it ended`,
    time: (seconds: number) => `A run may take ${seconds} s. This one was ended; waiting for input does not count.`,
    output: (bytes: number) =>
      `A run keeps ${Math.floor(bytes / 1e6)} MB of output. The rest is cut and the run was ended.`,
    truncated: (bytes: number) => `A run keeps ${Math.floor(bytes / 1e6)} MB of output. The rest is cut.`,
    crashed: 'The text is safe. Only the run was ended.',
    silent: (print: string | undefined) =>
      print === undefined ? 'It ended without printing.' : `It ended without printing: use ${print}`,
  },
  /** What a message of the engine means here, where it is about the sandbox and not about the program. */
  plain: {
    network: 'There is no network in the sandbox: a program works with what it prints and what it is given.',
    node: 'This is JavaScript as browsers have it: without Node’s require and process, and with nothing to import from.',
    packages: 'Python’s own library is here; other packages cannot be installed.',
    threads: 'A program has one thread here. asyncio and timers work.',
    processes: 'A program cannot start other programs here.',
    page: 'There is no page around the program: it prints, and reads with prompt().',
  },
  /** Why a press of Run or Stop did nothing. */
  notice: {
    noRunner: (language: string) => `${language} is highlighted here and does not run yet`,
    waiting: 'Your program waits for its line: answer it, or stop it',
    stopping: 'The last one is still being stopped; a moment',
    beingStopped: 'It is being stopped; a moment',
    busy: 'Your program is still at it: stop it first',
  },
}

const editor = {
  label: 'Code',
  leave: (keys: string) => `Press ${keys}, then Tab, to leave.`,
  readOnlyLeave: (keys: string) => `Read only. Press ${keys}, then Tab, to leave.`,
  tabMoves: 'Tab moves focus',
  tabIndents: 'Tab indents',
  keys: {
    label: 'Code keys',
    tab: 'Tab',
    left: 'Left',
    up: 'Up',
    down: 'Down',
    right: 'Right',
    undo: 'undo',
    redo: 'redo',
    done: 'done',
    doneLabel: 'Hide the keyboard: done',
    moves: 'moves',
    signs: 'signs',
  },
  hideMessage: 'Hide the message',
  offscreen: (arrow: string, name: string, line: number) => `${arrow} ${name}, line ${line}`,
  pasteTooLarge: (bytes: number, limit: number) =>
    `That paste is too large (${size(bytes)}, limit ${size(limit)}). It was not added; it is still in your clipboard.`,
  fileFull: (limit: number) => `This file is full (limit ${size(limit)}). Nothing was added.`,
}

const keys = {
  title: 'Keys',
  run: 'Run',
  move: 'Move',
  edit: 'Edit',
  stop: 'Stop',
  saveState: 'Show save state',
  editor: 'Editor',
  console: 'Console',
  people: 'People',
  tab: 'Tab leaves the editor',
  error: 'Line of the error',
  sheet: 'This sheet',
  undo: 'Undo your own edit',
  redo: 'Redo',
  comment: 'Comment',
  moveLine: 'Move line',
  next: 'Next occurrence',
  find: 'Find',
  findNext: 'Next match',
  findPrevious: 'Match before',
  or: 'or',
}

const doors = {
  front: 'Front page',
  again: 'Try again',
  download: 'Download your text',
  downloadUnsent: 'Download unsent edits',
  title: 'This door does not open · Hotseat',
  field: 'Paste the whole link here',
  fieldHint: 'The link, or the whole message it came in.',
  nowhere: {
    mark: '404',
    title: 'There is nothing at this address',
    text: 'Mail programs and chats sometimes cut or break links. If you were sent one, copy all of it and paste it here.',
  },
  notFound: {
    mark: '?',
    title: 'No room answers to this link',
    text: 'It may be deleted, or the link was changed since. Ask whoever sent it for a new one, and paste it here.',
  },
  noKey: {
    mark: '#',
    title: 'This is half a link',
    text: 'The part behind # is the key, and it is missing here. Ask for the whole link, and paste it here.',
  },
  cutKey: {
    mark: '#',
    title: 'The key of this link is cut',
    text: 'Its end is missing: mail programs and chats do that. Ask for the whole link, and paste it here.',
  },
  ended: {
    mark: 'end',
    title: 'That was it. Get up, stretch.',
    text: 'The room has ended. Nobody can type any more.',
  },
  removed: {
    mark: 'out',
    title: 'A host removed you from the room',
    text: 'Your own text is still in this browser.',
  },
  refused: {
    mark: 'no',
    title: 'The room does not take this browser',
    text: 'The server closed the connection for good.',
  },
  unreachable: {
    mark: '…',
    title: 'The server does not answer',
    text: 'It may be starting again, or the network is away. Nothing is lost by waiting.',
  },
  broken: {
    mark: '!',
    title: 'The page broke',
    text: 'Edits that were not sent wait in this browser; loading the page again sends them.',
  },
}

const animals = [
  'Otter',
  'Heron',
  'Lynx',
  'Badger',
  'Gecko',
  'Puffin',
  'Marten',
  'Ibis',
  'Tapir',
  'Finch',
  'Bison',
  'Newt',
  'Stoat',
  'Wren',
  'Koala',
  'Moth',
] as const
const guest = (animal: string) => `Guest ${animal}`

export const en = {
  common,
  run,
  save,
  paste,
  landing,
  languages,
  roles,
  join,
  room,
  share,
  refusedWhy,
  connection,
  said,
  people,
  console: consolePane,
  editor,
  keys,
  doors,
  animals,
  guest,
}

/** What every language has to say. */
export type Words = typeof en
