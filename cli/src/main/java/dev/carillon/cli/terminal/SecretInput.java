package dev.carillon.cli.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Secrets that a user types or pipes in. They are never arguments, which other users and the
 * shell's history would see.
 */
public final class SecretInput {

  private SecretInput() {}

  /** The first line of standard input. */
  public static String line() {
    try {
      InputStream bytes = Surroundings.current().in();
      var in = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
      String line = in.readLine();
      return line == null ? "" : line;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("standard input cannot be read", unreadable);
    }
  }

  /** What is typed at the terminal, unseen. */
  public static String secret(Console terminal, String question) {
    char[] typed = terminal.readPassword("%s", question);
    return typed == null ? "" : new String(typed);
  }

  /**
   * The password of who asks, typed at the terminal.
   *
   * @throws Failure if there is no terminal to ask at
   */
  public static String ownPassword(boolean mayAsk) {
    return secret(
        Terminal.toAsk(
            mayAsk,
            "without a terminal, the command cannot ask for your password; use --password-stdin"),
        "Your password: ");
  }

  /**
   * A new password: from standard input, or typed twice.
   *
   * @param piped whether standard input was asked for
   * @throws Failure if there is no terminal to ask at, or the two differ
   */
  public static String newPassword(boolean piped) {
    if (piped) {
      return line();
    }
    Console terminal =
        Terminal.toAsk(
            true,
            "without a terminal, the command cannot ask for the password; use --password-stdin");
    String first = secret(terminal, "New password: ");
    String again = secret(terminal, "Repeat the password: ");
    if (!MessageDigest.isEqual(
        first.getBytes(StandardCharsets.UTF_8), again.getBytes(StandardCharsets.UTF_8))) {
      throw new Failure(ExitCode.USAGE, "the two passwords differ; nothing was changed");
    }
    return first;
  }
}
