package dev.carillon.server.platform.http.access;

import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import java.net.InetAddress;

/** Finds out who sends a request. */
@FunctionalInterface
public interface Authenticator {

  /**
   * Whom these credentials prove. Where there are several, a Bearer token wins, then Basic, then
   * {@code authcred}, then the cookie. A Bearer token that is none of ours counts as none; one of
   * ours that has ended proves no user, whatever stands beside it.
   *
   * @throws Problem 429 where there were too many wrong passwords
   */
  Identity identify(Credentials credentials);

  /** Whom these credentials prove, for a look in between: nothing counts as used by it. */
  default Identity recognise(Credentials credentials) {
    return identify(credentials);
  }

  /**
   * What a request brought along; an empty text is none.
   *
   * @param authorization the {@code Authorization} header
   * @param cookie the {@code Cookie} header
   * @param authcred the parameter of this name: user:password in base64
   * @param from where the request came from
   */
  record Credentials(String authorization, String cookie, String authcred, InetAddress from) {

    /** Whether there is nothing at all. */
    public boolean none() {
      return authorization.isEmpty() && cookie.isEmpty() && authcred.isEmpty();
    }

    @Override
    public String toString() {
      return "Credentials[from=" + from + "]";
    }
  }
}
