import { call } from './http'

export interface Profile {
  username: string
  fullName: string
  email: string
  authorities: string[]
}

interface LoginAnswer {
  loginSuccess: boolean
  loginFaultMessage?: string
  csrfToken?: string
  userProfile?: Profile
}

export type LoginResult = { ok: true; csrfToken: string; profile: Profile } | { ok: false; message: string; waitSeconds: number }

export async function login(username: string, password: string): Promise<LoginResult> {
  const answer = await call<LoginAnswer>('POST', '/services/login', {
    form: { username, password, returnProfile: 'true', clientType: 'console' },
    anonymous: true,
  })
  if (answer.loginSuccess && answer.csrfToken && answer.userProfile) {
    return { ok: true, csrfToken: answer.csrfToken, profile: answer.userProfile }
  }
  const message = answer.loginFaultMessage ?? 'Logging in failed.'
  return { ok: false, message, waitSeconds: waitOf(message) }
}

/** The seconds to wait that a refusal names; 0 where it names none. */
export function waitOf(message: string): number {
  return Number(/try again in (\d+) s/.exec(message)?.[1] ?? 0)
}

export const profile = () => call<Profile>('GET', '/services/profile', { anonymous: true })
export const logout = () => call<unknown>('POST', '/services/logout', { anonymous: true })
