package dev.carillon.cli.remote;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Terminal;
import java.io.Console;
import java.util.Locale;

/** Asks before what cannot be undone. */
public final class Confirmation {

  private Confirmation() {}

  /**
   * Goes on only where the person agrees.
   *
   * @param yes whether that was said beforehand
   * @throws Failure if the answer is no, or there is no terminal to ask at
   */
  public static void confirm(RemoteOptions remote, boolean yes, String question) {
    confirm(remote.mayAsk(), yes, question);
  }

  /** Asks for a command that talks to no server. */
  public static void confirm(boolean mayAsk, boolean yes, String question) {
    if (yes) {
      return;
    }
    Console console =
        Terminal.toAsk(
            mayAsk, "without a terminal, the command cannot ask: " + question + " Use --yes");
    String answer = console.readLine("%s [y/N] ", question);
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new Failure(ExitCode.FAILURE, "nothing was done");
    }
  }
}
