import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture as painted, upload } from '../../screenshots/data'
import { axe, logIn, overflows, picture, SERVER, visit, type Visit } from './browser'
import type { Hands } from './hands'
import { announced, clear } from './heard'
import { handsOf, WAYS } from './keyboard'
import { call } from './made'
import { film, pdf, tone } from './media'

const LONG = 'A very long name of a picture that nobody would want to read to its end but that people give all the same.png'

let browser: Visit
let page: Page

beforeAll(async () => {
  browser = await visit({ width: 1440, height: 900 })
  page = browser.page
  await logIn(page)
})
afterAll(() => browser.close())

describe.each(WAYS)('the viewer, by %s,', (way) => {
  let hands: Hands
  const FOLDER = `/Viewer by ${way}`
  const ids: Record<string, string> = {}
  const viewer = () => page.getByRole('dialog')
  const stage = () => viewer().getByRole('region', { name: /^Picture at/ })
  const zoom = async () => Number(await stage().getAttribute('data-zoom'))
  const open = (name: string) => page.goto(`${SERVER}/?folder=${FOLDER}&sort=name-asc&show=${ids[name]}`)
  const loaded = async () => {
    await expect.poll(() => viewer().locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
    // only then is it known how large it fits
    await viewer().getByText('Loading …').waitFor({ state: 'detached' })
  }

  beforeAll(async () => {
    hands = handsOf(way, page)
    const files: [string, string, Buffer][] = [
      [LONG, 'image/png', painted([36, 94, 150], 2400, 1600)],
      ['book.pdf', 'application/pdf', pdf(3)],
      ['broken.png', 'image/png', Buffer.from('\x89PNG\r\n\x1a\nthis is no picture')],
      ['drawing.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><script>parent.owned = 1; top.owned = 1</script><image href="http://127.0.0.1:9/x.png"/><circle cx="50" cy="50" r="40" fill="teal" onload="top.owned = 1"/></svg>')],
      ['film.webm', 'video/webm', await film(page)],
      ['song.wav', 'audio/wav', tone()],
      ['unknown.xyz', 'application/octet-stream', Buffer.from('what is this')],
    ]
    for (const [name, type, content] of files) ids[name] = (await upload(page, FOLDER, name, type, content)).id
  })

  it('opens from the keyboard and from the picture, and gives the focus back', async () => {
    await page.goto(`${SERVER}/?folder=${FOLDER}&sort=name-asc`)
    await hands.view(page.getByRole('link', { name: /(^|\s)A very long/ }))
    await viewer().getByRole('heading', { name: LONG }).waitFor()
    await loaded()
    await announced(page, '1 of 7')
    await hands.look(async () => {
      await clear(page, axe)
      await picture(page, 'viewer-1440')
    })
    await hands.key('Escape')
    await viewer().waitFor({ state: 'detached' })
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.asset)).toBe(ids[LONG])

    await hands.press(page.getByRole('link', { name: /(^|\s)A very long/ }))
    await hands.press(page.getByRole('complementary', { name: 'Asset' }).getByRole('button', { name: 'Open the viewer' }))
    await loaded()
    await hands.look(async () => {
      await page.setViewportSize({ width: 360, height: 740 })
      expect(await overflows(page)).toEqual([])
      expect(await viewer().evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0)
      await picture(page, 'viewer-360')
      await clear(page, axe)
      await page.setViewportSize({ width: 1440, height: 900 })
    })
  })

  it('zooms with keys, buttons and the wheel, moves the picture, and loads more pixels where they show', async () => {
    await open(LONG)
    await loaded()
    const fits = await zoom()
    await hands.key('+')
    await hands.key('+')
    await expect.poll(zoom).toBeGreaterThan(fits * 2)
    await expect.poll(() => viewer().locator('img').getAttribute('src')).toContain('maxWidth_4000')
    await loaded()
    const before = await stage().evaluate((element) => element.scrollLeft)
    await hands.goTo(stage())
    await hands.key('ArrowRight')
    await expect.poll(() => stage().evaluate((element) => element.scrollLeft)).toBeGreaterThan(before)
    const pulled = await stage().evaluate((element) => element.scrollLeft)
    if (way === 'pointer') {
      const box = (await stage().boundingBox())!
      await page.mouse.move(box.x + 400, box.y + 300)
      await page.mouse.down()
      await page.mouse.move(box.x + 480, box.y + 300, { steps: 4 })
      await page.mouse.up()
    } else await hands.key('ArrowLeft')
    await expect.poll(() => stage().evaluate((element) => element.scrollLeft)).toBeLessThan(pulled)
    await hands.look(() => picture(page, 'viewer-zoomed'))
    await hands.key('0')
    await expect.poll(zoom).toBe(fits)
    if (way === 'pointer') await page.mouse.wheel(0, -100)
    else await hands.press(viewer().getByRole('button', { name: 'Zoom in' }))
    await expect.poll(zoom).toBeGreaterThan(fits)
    await hands.press(viewer().getByRole('button', { name: 'Fit' }))
    expect(await viewer().getByRole('button', { name: 'Zoom out' }).isDisabled()).toBe(true)
  })

  it('goes to the next and the previous asset, and shows the pages of a PDF', async () => {
    await hands.key('ArrowRight')
    await viewer().getByRole('heading', { name: 'book.pdf' }).waitFor()
    await viewer().getByText('Page 1 of 3').waitFor()
    await loaded()
    await hands.key('PageDown')
    await announced(page, 'Page 2 of 3')
    await expect.poll(() => viewer().locator('img').getAttribute('src')).toContain('page_1')
    await loaded()
    await hands.press(viewer().getByRole('button', { name: 'Next page' }))
    await viewer().getByText('Page 3 of 3').waitFor()
    await loaded()
    await hands.look(async () => {
      await picture(page, 'viewer-pdf')
      await clear(page, axe)
    })
    await hands.key('k')
    await viewer().getByText('1 of 7').waitFor()
    expect(new URL(page.url()).searchParams.get('show')).toBe(ids[LONG])
  })

  it('fills the screen by a key, and leaves that by the same', async () => {
    await hands.key('f')
    await viewer().getByRole('button', { name: 'Leave full screen' }).waitFor()
    await hands.key('f')
    await viewer().getByRole('button', { name: 'Full screen', exact: true }).waitFor()
    await viewer().getByText('1 of 7').waitFor()
  })

  it('plays films and sound', async () => {
    for (const [name, tag] of [['film.webm', 'video'], ['song.wav', 'audio']] as const) {
      await open(name)
      const media = viewer().locator(tag)
      await expect.poll(() => media.evaluate((element) => (element as HTMLMediaElement).readyState)).toBeGreaterThanOrEqual(1)
      await media.evaluate((element) => ((element as HTMLMediaElement).muted = true))
      await hands.play(media)
      await expect.poll(() => media.evaluate((element) => (element as HTMLMediaElement).currentTime)).toBeGreaterThan(0)
      await hands.look(async () => {
        await clear(page, axe)
        await picture(page, `viewer-${tag}`)
      })
    }
  })

  it('compares two versions with a slider', async () => {
    await page.goto(`${SERVER}/?folder=${FOLDER}&asset=${ids[LONG]}&ptab=versions`)
    const panel = page.getByRole('complementary', { name: 'Asset' })
    await hands.give(panel.getByRole('button', { name: 'New version', exact: true }), { name: 'next.png', mimeType: 'image/png', buffer: painted([214, 90, 70], 2400, 1600) })
    await hands.press(panel.getByRole('button', { name: 'Compare version 1 with the current one' }))
    const images = page.getByRole('dialog').locator('img')
    await expect.poll(() => images.evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length)).toBe(2)
    const slider = page.getByRole('slider')
    await hands.slide(slider, 30)
    expect(await slider.getAttribute('aria-valuetext')).toBe('30 % version 1, 70 % version 2')
    expect(await page.getByAltText('Version 1', { exact: true }).evaluate((image) => getComputedStyle(image).clipPath)).toBe('inset(0px 70% 0px 0px)')
    await hands.look(async () => {
      await clear(page, axe)
      await picture(page, 'compare-1440')
      await page.setViewportSize({ width: 360, height: 740 })
      expect(await overflows(page)).toEqual([])
      await picture(page, 'compare-360')
      await page.setViewportSize({ width: 1440, height: 900 })
    })
    await hands.key('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  if (way === 'pointer') {
    it('says of a broken file that it is broken, and of an unknown one that there is no preview', async () => {
      await open('broken.png')
      await announced(page, 'This file cannot be shown')
      await clear(page, axe)
      await picture(page, 'viewer-broken')
      await open('unknown.xyz')
      await viewer().getByRole('heading', { name: 'There is no preview' }).waitFor()
      await page.goto(`${SERVER}/?folder=${FOLDER}&asset=${ids['unknown.xyz']}`)
      await page.getByRole('button', { name: 'XYZ Open the viewer' }).waitFor()
      await clear(page)
    })

    it('shows an SVG file in the grid as the server draws it', async () => {
      await page.goto(`${SERVER}/?folder=${FOLDER}&sort=name-asc`)
      const thumbnail = page.getByRole('link', { name: /drawing\.svg/ }).locator('img')
      await expect.poll(() => thumbnail.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(400)
      expect(await thumbnail.getAttribute('src')).toContain('/thumbnail/')
      const colours = await thumbnail.evaluate((image) => {
        const canvas = document.createElement('canvas')
        ;[canvas.width, canvas.height] = [400, 200]
        const drawn = canvas.getContext('2d')!
        drawn.drawImage(image as HTMLImageElement, 0, 0)
        const line = drawn.getImageData(0, 100, 400, 1).data
        return [100, 300].map((x) => [...line.slice(4 * x, 4 * x + 4)].map((part) => Math.round(part / 128)))
      })
      // teal, and nothing beside it
      expect(colours).toEqual([[0, 1, 1, 2], [2, 2, 2, 2]])
      await picture(page, 'grid-svg')
    })

    it('draws an SVG file without running what is in it', async () => {
      await open('drawing.svg')
      await loaded()
      await picture(page, 'viewer-svg')
      expect(await page.evaluate(() => 'owned' in window)).toBe(false)
    })

    it('shows the preview of a film until it plays', async () => {
      const of = (id: string) => `/services/search?q=${encodeURIComponent(`id:"${id}"`)}`
      const { previewUrl } = (await call<{ hits: { previewUrl: string }[] }>(page, 'GET', of(ids[LONG]!))).hits[0]!
      // no engine is there that makes previews of films
      await page.route('**/services/search?**', async (route) => {
        const response = await route.fetch()
        const found = (await response.json()) as { hits: { id: string }[] }
        await route.fulfill({ response, json: { ...found, hits: found.hits.map((hit) => (hit.id === ids['film.webm'] ? { ...hit, previewUrl } : hit)) } })
      })
      await open('film.webm')
      await viewer().locator('video[poster]').waitFor()
      expect(await viewer().locator('video').getAttribute('poster')).toBe(new URL(previewUrl).pathname + new URL(previewUrl).search)
      await page.unroute('**/services/search?**')
    })
  }

  it('shows where the focus is, and made the browser complain of nothing', () => {
    expect(hands.faults).toEqual([])
    expect(browser.complaints.all).toEqual([])
  })
})
