package dev.carillon.cli.terminal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far long work is, for a person at a terminal: a bar on standard error that is drawn over
 * itself, each time a hundredth more is done, or a number where the whole is unknown. Nothing is
 * drawn without a terminal, and for work that is done at once.
 */
public final class ProgressBar implements AutoCloseable {

  private static final int BAR = 30;
  private static final int HUNDREDTHS = 100;

  private final PrintWriter err;
  private final boolean shown;
  private final String unit;
  private long drawn = -1;

  /**
   * A bar that nothing is seen of yet.
   *
   * @param unit what is counted, written behind the numbers; may be empty
   */
  ProgressBar(PrintWriter err, boolean shown, String unit) {
    this.err = err;
    this.shown = shown;
    this.unit = unit.isEmpty() ? "" : " " + unit;
  }

  /** A bar where standard error is seen on a terminal and words are wanted. */
  public static ProgressBar on(Screen screen, String unit) {
    boolean shown = !screen.quiet() && !screen.json() && Terminal.showsErrors();
    return new ProgressBar(screen.err(), shown, unit);
  }

  /** The progress of data that goes to standard output: none where the data itself is seen. */
  public static ProgressBar besideOutput(Screen screen, String unit) {
    boolean shown =
        !screen.quiet() && !screen.json() && Terminal.showsErrors() && !Terminal.showsOutput();
    return new ProgressBar(screen.err(), shown, unit);
  }

  /** Whether it is drawn. */
  public boolean shown() {
    return shown;
  }

  /**
   * Says how much is done.
   *
   * @param total how much there is in all; 0 = unknown: then only what is done is shown
   */
  public void at(long done, long total) {
    if (total <= 0) {
      counted(done);
      return;
    }
    long within = Math.clamp(done, 0, total);
    long hundredths = HUNDREDTHS * within / total;
    if (!shown || hundredths == drawn || (drawn < 0 && done >= total)) {
      return;
    }
    drawn = hundredths;
    int filled = (int) (BAR * hundredths / HUNDREDTHS);
    err.printf(
        Locale.ROOT,
        "\r[%s%s] %,d/%,d%s",
        "#".repeat(filled),
        " ".repeat(BAR - filled),
        within,
        total,
        unit);
    err.flush();
  }

  /** Shows each hundredth that is more than what was shown last. */
  private void counted(long done) {
    if (!shown || done <= 0 || (drawn >= 0 && done - drawn <= drawn / HUNDREDTHS)) {
      return;
    }
    drawn = done;
    err.printf(Locale.ROOT, "\r%,d%s", done, unit);
    err.flush();
  }

  /** The bytes of a stream, counted while they are read. */
  public InputStream reading(InputStream in, long total) {
    return new FilterInputStream(in) {
      private long count;

      @Override
      public int read() throws IOException {
        int one = super.read();
        at(one < 0 ? count : ++count, total);
        return one;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count += Math.max(read, 0);
        at(count, total);
        return read;
      }
    };
  }

  /** Leaves the line on which the bar was drawn. */
  @Override
  public void close() {
    if (drawn >= 0) {
      err.println();
      err.flush();
    }
  }
}
