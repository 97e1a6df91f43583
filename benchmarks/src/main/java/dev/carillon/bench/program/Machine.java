package dev.carillon.bench.program;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What the figures were measured on. */
public final class Machine {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** The places of {@code cutime} and {@code cstime} behind the name in {@code stat}. */
  private static final int CHILDREN_USER = 13;

  private static final int CHILDREN_SYSTEM = 14;

  /** What a tick of the kernel's counters is, on all machines in use. */
  private static final long TICK_NANOS = 10_000_000;

  private Machine() {}

  /** Such as {@code 2 × Intel Xeon, 24 GB, Linux 6.1, load 0.4, Java 25.0.1}. */
  public static String description() throws IOException {
    return String.format(
        Locale.ROOT,
        "%d × %s, %d GB, Linux %s, load %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        value("/proc/cpuinfo", "model name"),
        Math.round(kilobytes("/proc/meminfo", "MemTotal") / 1024.0 / 1024.0),
        System.getProperty("os.version"),
        Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0],
        Runtime.version());
  }

  /** The processor time that this process has used. */
  public static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /** A line's number of kilobytes in a file of /proc. */
  static long kilobytes(String file, String key) throws IOException {
    return Long.parseLong(value(file, key).replace("kB", "").strip());
  }

  /** The processor time of processes that this one started and that have ended. */
  public static long childrenCpuNanos() throws IOException {
    String line = Files.readString(Path.of("/proc/self/stat"));
    // the second field, the program's name in parentheses, may have spaces in it
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]))
        * TICK_NANOS;
  }

  /** The commit that is checked out here. */
  public static String commit(Path folder) throws IOException {
    Process git =
        new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return git.onExit().join().exitValue() == 0 ? printed.strip() : "unknown";
  }

  private static String value(String file, String key) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseThrow(() -> new IOException(file + " says nothing of " + key));
    }
  }
}
