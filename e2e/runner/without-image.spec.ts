import { expect, test } from './fixture'

test.use({ variant: { image: false } })

test('Python starts from scratch and does the same', async ({ lab }) => {
  const code = 'import asyncio, random\nprint(input("? "))\nasyncio.run(asyncio.sleep(0.01))\n1/0'
  const { out, exit } = await lab.run('python', code, { answers: ['x'] })
  expect(out).toEqual(['? ', 'x'])
  expect(exit).toMatchObject({ code: 1, error: { file: 'main.py', line: 4 } })
})
