package dev.carillon.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** What a request's credentials prove. */
public sealed interface Identity {

  /** Nothing: there are none, or they are wrong or expired. */
  record Nobody() implements Identity {}

  /** A user, by something that only a program sends: a Bearer token, or {@code authcred}. */
  record Program(Caller caller) implements Identity {}

  /** A user, by HTTP Basic: a program's, unless a browser remembers it. */
  record Basic(Caller caller) implements Identity {}

  /**
   * A user, by the cookie of a session, which browsers send unasked.
   *
   * @param csrfToken what a changing call must carry in {@code X-CSRF-TOKEN}
   */
  record Session(Caller caller, String csrfToken) implements Identity {

    /** Whether this is the session's token. */
    public boolean provenBy(String token) {
      return MessageDigest.isEqual(csrfToken.getBytes(UTF_8), token.getBytes(UTF_8));
    }

    @Override
    public String toString() {
      return "Session[" + caller + "]";
    }
  }
}
