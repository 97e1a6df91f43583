package dev.carillon.cli.terminal;

import java.io.Console;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalInt;

/** The terminal that a person sits at. */
public final class Terminal {

  private static final int OUTPUT = 1;
  private static final int ERRORS = 2;

  /** What ioctl is asked for: TIOCGWINSZ. */
  private static final long SIZE_ON_LINUX = 0x5413;

  private static final long SIZE_ON_MAC = 0x40087468;

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

  /** How many columns standard output has; empty where that is no terminal, or it is not known. */
  public static OptionalInt columns() {
    if (!showsOutput()) {
      return OptionalInt.empty();
    }
    return Linker.nativeLinker()
        .defaultLookup()
        .find("ioctl")
        .map(Terminal::columns)
        .filter(columns -> columns > 0)
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /** Four numbers of 16 bits: rows, columns, and both in pixels. */
  @SuppressWarnings("restricted")
  private static int columns(MemorySegment ioctl) {
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    FunctionDescriptor shape =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
      int failed =
          (int)
              Linker.nativeLinker()
                  .downcallHandle(ioctl, shape, Linker.Option.firstVariadicArg(2))
                  .invokeExact(OUTPUT, mac ? SIZE_ON_MAC : SIZE_ON_LINUX, size);
      return failed == 0 ? Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1)) : 0;
    } catch (Throwable impossible) {
      throw new AssertionError("a C function throws nothing", impossible);
    }
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
