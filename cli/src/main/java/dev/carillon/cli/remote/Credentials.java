package dev.carillon.cli.remote;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves who asks. */
public sealed interface Credentials {

  /** The value of the header {@code Authorization}; empty for none. */
  String header();

  /** Nothing. */
  record None() implements Credentials {
    @Override
    public String header() {
      return "";
    }
  }

  /** A token from a login. */
  record Bearer(String token) implements Credentials {

    /**
     * The token, checked.
     *
     * @param source where it was given
     * @throws Failure where no header can hold it; it is not repeated then
     */
    static Bearer of(String source, String token) {
      if (!token.matches("[\\x21-\\x7e]+")) {
        throw new Failure(ExitCode.USAGE, source + " does not contain a token");
      }
      return new Bearer(token);
    }

    @Override
    public String header() {
      return "Bearer " + token;
    }

    @Override
    public String toString() {
      return "Bearer[…]";
    }
  }

  /** Name and password. */
  record Basic(String username, String password) implements Credentials {
    @Override
    public String header() {
      byte[] both = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String toString() {
      return "Basic[" + username + "]";
    }
  }
}
