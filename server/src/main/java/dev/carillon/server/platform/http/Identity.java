package dev.carillon.server.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/** What a request's credentials prove. */
public sealed interface Identity {

  /** The user who is proved; empty if no credentials prove one. */
  default Optional<Caller> user() {
    return switch (this) {
      case Nobody() -> Optional.empty();
      case LogIn(Caller caller) -> Optional.of(caller);
      case Program(Caller caller) -> Optional.of(caller);
      case Basic(Caller caller) -> Optional.of(caller);
      case Token token -> Optional.of(token.caller());
      case Session session -> Optional.of(session.caller());
    };
  }

  /** Nothing: there are none, or they are wrong or expired. */
  record Nobody() implements Identity {}

  /**
   * Whether another person than the user may have sent this: it was proved at the login, and a
   * stolen session is good for some hours. What is to last longer takes the password.
   */
  default boolean borrowed() {
    return this instanceof Session || this instanceof LogIn;
  }

  /** A user, by the token of a login, which only a program sends. */
  record LogIn(Caller caller) implements Identity {}

  /** A user, by {@code authcred}, which only a program sends. */
  record Program(Caller caller) implements Identity {}

  /** A user, by HTTP Basic: a program's, unless a browser remembers it. */
  record Basic(Caller caller) implements Identity {}

  /**
   * A user, by an API token: it may do what the user may, and of that only what its scopes say.
   *
   * @param id which token it is; not the token itself
   * @param consumer the id of the one consumer that it is good for; empty = of any
   */
  record Token(Caller caller, String id, Set<TokenScope> scopes, String consumer)
      implements Identity {

    public Token {
      scopes = Set.copyOf(scopes);
    }

    /** A token that is not limited to one consumer. */
    public Token(Caller caller, String id, Set<TokenScope> scopes) {
      this(caller, id, scopes, "");
    }

    /** Whether any of its scopes will do. */
    public boolean may(TokenScope needed) {
      return scopes.stream().anyMatch(scope -> scope.includes(needed));
    }
  }

  /**
   * A user, by the token of a session, or by a login token in the cookie of sessions.
   *
   * @param csrfToken what a changing call must carry in {@code X-CSRF-TOKEN}, where one must
   * @param id which session it is; not the token itself
   * @param sent how the token came
   */
  record Session(Caller caller, String csrfToken, String id, Sent sent) implements Identity {

    /** Whether this is the session's token. */
    public boolean provenBy(String token) {
      return MessageDigest.isEqual(csrfToken.getBytes(UTF_8), token.getBytes(UTF_8));
    }

    @Override
    public String toString() {
      return "Session[" + caller + ", " + sent + "]";
    }
  }

  /** How the token of a session came: what browsers send unasked proves less. */
  enum Sent {
    /** A session's token as the cookie that our login set. Browsers send it unasked. */
    COOKIE,

    /**
     * The token of {@code apilogin} as a cookie. No response of ours sets it: a program wrote the
     * header, unless a page put it into a browser.
     */
    PROGRAM_COOKIE,

    /** A session's token in the {@code Authorization} header, which no browser sends unasked. */
    BEARER
  }
}
