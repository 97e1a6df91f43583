package dev.carillon.bench.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What all processors have done since the machine was started, in ticks of the kernel.
 *
 * @param idle how many they had nothing to do, or waited for a disk
 * @param all how many there were
 */
public record Ticks(long idle, long all) {

  private static final int IDLE = 3;
  private static final int WAITING = 4;

  /** Guests are counted in the columns before, too. */
  private static final int COLUMNS = 8;

  /** Until now. */
  public static Ticks now() throws IOException {
    String total = Files.readAllLines(Path.of("/proc/stat")).getFirst();
    long[] columns =
        Stream.of(total.split("\\s+", -1))
            .skip(1)
            .limit(COLUMNS)
            .mapToLong(Long::parseLong)
            .toArray();
    return new Ticks(columns[IDLE] + columns[WAITING], LongStream.of(columns).sum());
  }

  /** Which share of all processors was used since then, from 0 to 1. */
  public double usedSince(Ticks before) {
    return 1 - (idle - before.idle) / (double) Math.max(1, all - before.all);
  }
}
