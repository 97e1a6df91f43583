package dev.carillon.server.operations.home;

import dev.carillon.server.Main;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that was run to its end, in this process. */
public record Typed(int code, String out, String err) {

  public static Typed run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commands()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Typed(code, out.toString(), err.toString());
  }

  /** Itself, where it ended with this code. */
  public Typed is(int expected) {
    if (code != expected) {
      throw new AssertionError("ended with " + code + ", not " + expected + "\n" + out + err);
    }
    return this;
  }
}
