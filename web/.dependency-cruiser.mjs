// The directions of the page's folders: app → landing, session → entry → features → run → document → sync → api; ui is a leaf.
const features = 'editor|console|people'
const layer = (name, from, forbidden) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: forbidden },
})

export default {
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'features-are-strangers',
      severity: 'error',
      from: { path: `^src/(${features})/` },
      to: { path: `^src/(${features})/`, pathNot: '^src/$1/' },
    },
    layer('no-react-below', '^src/(run|document|sync|api)/', 'node_modules/react'),
    layer('api-is-the-bottom', '^src/api/', '^src/(?!api/)'),
    layer('sync-knows-api-only', '^src/sync/', '^src/(?!sync/|api/)'),
    layer('document-knows-sync', '^src/document/', '^src/(?!document/|sync/|api/)'),
    layer('run-knows-document', '^src/run/', '^src/(?!run/|document/|sync/|api/)'),
    layer('run-knows-only-the-messages-of-the-runner', '^src/', '^runner/(?!messages\\.ts$)'),
    layer('features-know-what-is-below', `^src/(${features})/`, '^src/(app|landing|session|entry)/'),
    layer('entry-knows-no-page', '^src/entry/', '^src/(app|landing|session)/'),
    layer('pages-are-strangers', '^src/landing/', '^src/session/'),
    layer('pages-are-strangers-both-ways', '^src/session/', '^src/landing/'),
    layer('pages-do-not-know-the-app', '^src/(landing|session)/', '^src/app/'),
    layer('ui-is-a-leaf', '^src/ui/', '^src/(?!ui/)'),
    layer('runner-imports-nothing-of-the-page', '^runner/', '^src/'),
  ],
}
