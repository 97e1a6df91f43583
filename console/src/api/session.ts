import { call, formText } from './http'

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

/** Whether this is the password; leaves the session as it is. */
export async function passwordRight(username: string, password: string): Promise<{ right: boolean; message: string }> {
  const response = await fetch('/services/apilogin', {
    method: 'POST',
    credentials: 'omit',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: formText({ username, password, clientId: 'console' }),
  })
  const answer = (await response.json()) as LoginAnswer & { authToken?: string }
  if (answer.authToken) {
    await fetch('/services/logout', { method: 'POST', credentials: 'omit', headers: { Authorization: `Bearer ${answer.authToken}` } })
  }
  return { right: answer.loginSuccess, message: answer.loginFaultMessage ?? '' }
}
