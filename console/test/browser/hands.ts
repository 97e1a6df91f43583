import type { FileChooser, Locator, Page } from 'playwright-core'

export type Files = Parameters<FileChooser['setFiles']>[0]

/**
 * How a person uses a page. The steps of a journey are written once, and done by each way: with the
 * pointer, and with nothing but keys.
 */
export abstract class Hands {
  /** What the person did: to go to a control and press it is one step, and so is a text that is typed. */
  steps = 0
  /** What no journey may come across, such as a focus that is lost. */
  readonly faults: string[] = []

  constructor(protected readonly page: Page) {}

  protected abstract pressed(what: Locator): Promise<void>
  protected abstract marked(tile: Locator): Promise<void>
  protected abstract viewed(tile: Locator): Promise<void>
  protected abstract typed(where: Locator, text: string): Promise<void>
  protected abstract chosen(list: Locator, option: string): Promise<void>
  protected abstract slid(slider: Locator, to: number): Promise<void>
  protected abstract played(media: Locator): Promise<void>

  private async step(act: () => Promise<void>): Promise<void> {
    this.steps++
    await act()
  }

  /** Presses a button, follows a link, opens what is closed. */
  press(what: Locator): Promise<void> {
    return this.step(() => this.pressed(what))
  }

  /** Sees to it that a box is ticked, or not. */
  async tick(box: Locator, on = true): Promise<void> {
    if ((await box.isChecked()) !== on) await this.press(box)
  }

  /** Adds an asset to the selection. */
  mark(tile: Locator): Promise<void> {
    return this.step(() => this.marked(tile))
  }

  /** Opens an asset in the viewer. */
  view(tile: Locator): Promise<void> {
    return this.step(() => this.viewed(tile))
  }

  /** Types a text in place of what is there. */
  type(where: Locator, text: string): Promise<void> {
    return this.step(() => this.typed(where, text))
  }

  /** Chooses the option with this value or these words. */
  choose(list: Locator, option: string): Promise<void> {
    return this.step(() => this.chosen(list, option))
  }

  /** Goes to what has keys of its own. */
  abstract goTo(what: Locator): Promise<void>

  slide(slider: Locator, to: number): Promise<void> {
    return this.step(() => this.slid(slider, to))
  }

  play(media: Locator): Promise<void> {
    return this.step(() => this.played(media))
  }

  /** A key that has a meaning of its own here. */
  key(key: string): Promise<void> {
    return this.step(() => this.page.keyboard.press(key))
  }

  /** Chooses files in the dialog of the system, which this opens. */
  give(opener: Locator, files: Files): Promise<void> {
    return this.step(async () => {
      const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.pressed(opener)])
      await chooser.setFiles(files)
    })
  }

  /** Looks at the page: it is the same whatever leads there, so this is done by one of the ways. */
  abstract look(at: () => Promise<void>): Promise<void>

  /** Drags, or does the same without: what can be dragged must have another way. */
  abstract drag(from: Locator, to: Locator, without: () => Promise<void>, held?: 'Control'): Promise<void>
}

export class Pointer extends Hands {
  protected pressed = (what: Locator) => what.click()
  protected marked = (tile: Locator) => tile.click({ modifiers: ['Control'] })
  protected typed = (where: Locator, text: string) => where.fill(text)

  protected async viewed(tile: Locator): Promise<void> {
    await tile.focus()
    await this.page.keyboard.press('v')
  }

  protected async chosen(list: Locator, option: string): Promise<void> {
    await list.selectOption(option)
  }

  protected slid = (slider: Locator, to: number) => slider.fill(String(to))

  protected async played(media: Locator): Promise<void> {
    await media.evaluate((element) => (element as HTMLMediaElement).play())
  }

  goTo(what: Locator): Promise<void> {
    return what.focus()
  }

  look(at: () => Promise<void>): Promise<void> {
    return at()
  }

  async drag(from: Locator, to: Locator, _without: () => Promise<void>, held?: 'Control'): Promise<void> {
    this.steps++
    if (held) await this.page.keyboard.down(held)
    await from.dragTo(to)
    if (held) await this.page.keyboard.up(held)
  }
}
