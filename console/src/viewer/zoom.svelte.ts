/** The zoom of a picture: how large it is shown against how large it is when all of it fits. */
export class Zoom {
  static readonly MAX = 16
  static readonly STEP = 1.5

  /** 1 = all of it fits. */
  factor = $state(1)

  get fits(): boolean {
    return this.factor === 1
  }

  in = (): void => this.set(this.factor * Zoom.STEP)
  out = (): void => this.set(this.factor / Zoom.STEP)
  fit = (): void => this.set(1)

  set(factor: number): void {
    // what is all but 1 after some steps in and out is 1
    this.factor = Math.abs(factor - 1) < 0.01 ? 1 : Math.min(Math.max(factor, 1), Zoom.MAX)
  }
}
