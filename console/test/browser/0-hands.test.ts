import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { visit, type Visit } from './browser'
import { heard } from './heard'
import { Keyboard } from './keyboard'

const LOST_MS = 300

let browser: Visit
let page: Page

beforeAll(async () => {
  browser = await visit()
  page = browser.page
})
afterAll(() => browser.close())

const of = (main: string) => page.setContent(`<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>${main}</main></html>`)

/** Presses First, then Save; what the keyboard found wrong with that. */
async function pressed(main: string): Promise<string[]> {
  await of(main)
  const hands = new Keyboard(page, LOST_MS)
  await hands.press(page.getByText('First'))
  await hands.press(page.getByText('Save').or(page.getByLabel('Save')))
  expect(await page.evaluate(() => document.title)).toBe('Saved')
  return hands.faults
}

const SAVE = `onclick="document.title = 'Saved'"`
const FIRST = '<button>First</button>'
const CLIPPED = 'position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)'

describe('a journey with nothing but keys', () => {
  it('finds nothing wrong with buttons', async () => {
    expect(await pressed(`${FIRST}<button ${SAVE}>Save</button>`)).toEqual([])
  })

  it('does not come to what only the pointer can press', async () => {
    await expect(pressed(`${FIRST}<div ${SAVE}>Save</div>`)).rejects.toThrow('The keys do not lead to')
  })

  it.each([
    { wrong: 'without a ring', main: `<style>:focus { outline: none }</style>${FIRST}<button ${SAVE}>Save</button>`, says: 'does not show that it has the focus' },
    { wrong: 'whose ring is clipped away', main: `${FIRST}<label>Choose<input type="checkbox" aria-label="Save" style="${CLIPPED}" ${SAVE}></label>`, says: 'does not show that it has the focus' },
    { wrong: 'behind something else', main: `${FIRST}<button ${SAVE}>Save</button><div style="position: fixed; inset: 0; background: white"></div>`, says: 'has the focus where it cannot be seen' },
    { wrong: 'behind which the focus was lost', main: `<button onclick="this.remove()">First</button><button ${SAVE}>Save</button>`, says: 'the focus was lost before' },
  ])('finds a control $wrong', async ({ main, says }) => {
    expect((await pressed(main)).at(-1)).toContain(says)
  })
})

describe('what is heard', () => {
  const DIALOG = '<dialog aria-label="Share"><h2>Share</h2></dialog><script>document.querySelector("dialog").showModal()</script>'

  it('is in order where all has a name, and what happens is announced', async () => {
    await of('<label>Name <input aria-invalid="true" aria-describedby="why"></label><p id="why" role="alert">Type a name</p><p role="status"><b>2</b> saved</p><p role="status"><strong>2</strong> of <span>3</span> sent</p>')
    expect(await heard(page, 'Type a name', /^2 saved$/, /^2 of 3 sent$/)).toEqual([])
    await of(DIALOG)
    expect(await heard(page)).toEqual([])
  })

  it.each([
    { wrong: 'a control without a name', main: '<button><svg></svg></button>', says: 'does not say what it does' },
    { wrong: 'two controls of one name', main: '<button>Remove</button><button>Remove</button>', says: 'is there twice' },
    { wrong: 'a field that does not say why it is wrong', main: '<label>Name <input aria-invalid="true"></label>', says: 'does not say why it is wrong' },
    { wrong: 'a dialog without a title', main: DIALOG.replace(' aria-label="Share"', ''), says: 'a dialog without a title' },
    { wrong: 'a heading of a level too deep', main: '<h4>Deep</h4>', says: 'of level 4 behind level 1' },
    { wrong: 'a message that is not announced', main: '<p>2 saved</p>', announced: '2 saved', says: '“2 saved” is not announced' },
    { wrong: 'a number that is the end of another', main: '<p role="status">12 saved</p>', announced: '2 saved', says: '“2 saved” is not announced' },
    { wrong: 'a message behind a dialog', main: `<p role="status">2 saved</p>${DIALOG}`, announced: '2 saved', says: '“2 saved” is not announced' },
  ])('says of $wrong that it is', async ({ main, announced, says }) => {
    await of(main)
    expect((await heard(page, ...(announced ? [announced] : []))).join()).toContain(says)
  })
})
