package dev.carillon.cli.terminal;

import java.io.Console;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The terminal that a person sits at. */
public final class Terminal {

  private static final int OUTPUT = 1;
  private static final int ERRORS = 2;

  private Terminal() {}

  /** The terminal; empty where input or output goes elsewhere. */
  public static Optional<Console> attached() {
    return Surroundings.givenByAProgram()
        ? Optional.empty()
        : Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  /**
   * The terminal, to ask a person.
   *
   * @param mayAsk whether the user may be asked
   * @param otherwise what the failure says
   * @throws Failure if there is no terminal to ask at
   */
  public static Console toAsk(boolean mayAsk, String otherwise) {
    return attached()
        .filter(terminal -> mayAsk)
        .orElseThrow(() -> new Failure(ExitCode.USAGE, otherwise));
  }

  /** Whether standard output is seen on one, wherever the rest goes. */
  public static boolean showsOutput() {
    return isTerminal(OUTPUT);
  }

  /** Whether standard error is seen on one, wherever the rest goes. */
  public static boolean showsErrors() {
    return isTerminal(ERRORS);
  }

  /** Java tells of input and output together only, and of errors nothing: the C library knows. */
  private static boolean isTerminal(int descriptor) {
    if (Surroundings.givenByAProgram()) {
      return false;
    }
    return Linker.nativeLinker()
        .defaultLookup()
        .find("isatty")
        .map(function -> answer(function, descriptor))
        .orElseGet(() -> attached().isPresent());
  }

  @SuppressWarnings("restricted")
  private static boolean answer(MemorySegment isatty, int descriptor) {
    FunctionDescriptor shape = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    try {
      return (int) Linker.nativeLinker().downcallHandle(isatty, shape).invokeExact(descriptor) != 0;
    } catch (Throwable impossible) {
      throw new AssertionError("a C function throws nothing", impossible);
    }
  }
}
