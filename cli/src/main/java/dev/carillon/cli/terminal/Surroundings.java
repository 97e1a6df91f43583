package dev.carillon.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What a command of the client has around it: those of its process, unless a program runs it within
 * itself. Threads that the command starts do not have them.
 *
 * @param variables the environment
 * @param in standard input
 * @param out standard output, for bytes
 */
public record Surroundings(Map<String, String> variables, InputStream in, OutputStream out) {

  private static final ScopedValue<Surroundings> GIVEN = ScopedValue.newInstance();

  /** Those of the command that runs. */
  public static Surroundings current() {
    return givenByAProgram()
        ? GIVEN.get()
        // not System.out, which says nothing where the disk is full or the pipe is closed
        : new Surroundings(System.getenv(), System.in, new FileOutputStream(FileDescriptor.out));
  }

  /** Whether a program runs the command within itself, so that no terminal is the command's. */
  static boolean givenByAProgram() {
    return GIVEN.isBound();
  }

  /** Variables may hold passwords and tokens. */
  @Override
  public String toString() {
    return "Surroundings";
  }

  /** Runs what makes a command and executes it, in these; its exit code. */
  public int run(IntSupplier command) {
    return ScopedValue.where(GIVEN, this).call(command::getAsInt);
  }
}
