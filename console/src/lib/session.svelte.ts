import type { Profile } from '../api/session'

const CSRF = 'carillon.csrf'

/** Who is logged in. The cookie is the browser's; this keeps the token that proves our calls. */
class Session {
  profile = $state.raw<Profile | null>(null)
  expired = $state(false)
  #waiting: { resume: () => void; giveUp: (reason: Error) => void }[] = []

  get csrfToken(): string {
    return localStorage.getItem(CSRF) ?? ''
  }

  get superUser(): boolean {
    return this.profile?.authorities.includes('ROLE_SUPERUSER') ?? false
  }

  begin(profile: Profile, csrfToken: string): void {
    localStorage.setItem(CSRF, csrfToken)
    this.profile = profile
    this.expired = false
    for (const one of this.#waiting.splice(0)) one.resume()
  }

  end(): void {
    localStorage.removeItem(CSRF)
    this.profile = null
    this.expired = false
    for (const one of this.#waiting.splice(0)) one.giveUp(new Error('Logged out'))
  }

  /** Opens the dialog that asks for the password; settles when the user has logged in. */
  renewal(): Promise<void> {
    this.expired = true
    return new Promise((resume, giveUp) => this.#waiting.push({ resume, giveUp }))
  }
}

export const session = new Session()
