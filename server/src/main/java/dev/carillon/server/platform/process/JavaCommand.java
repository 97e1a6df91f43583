package dev.carillon.server.platform.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a program of this server is started as a process of its own: with the same Java and the same
 * classes, and with what the launcher keeps for the start of such processes, where that is there.
 *
 * @param program whose {@code main} runs
 * @param arguments what it is told
 * @param heapMegabytes how much memory it has; it ends when it needs more
 * @param options of Java, such as system properties
 * @param background whether everything else on the machine comes before it
 */
public record JavaCommand(
    Class<?> program,
    List<String> arguments,
    int heapMegabytes,
    List<String> options,
    boolean background) {

  /** Compiles quickly: what takes a moment is over before the better compiler has begun. */
  public static final String QUICK = "-XX:TieredStopAtLevel=1";

  /** The start-up cache of these processes, which the launcher makes beside the jar. */
  private static final String CACHE = "carillon-files.aot";

  /** A POSIX utility; the process it starts takes its place, so killing that is the same. */
  private static final List<Path> NICE = List.of(Path.of("/usr/bin/nice"), Path.of("/bin/nice"));

  /** A tenth of a processor that others want; all of one that is idle. */
  private static final String LOWER = "10";

  public JavaCommand {
    arguments = List.copyOf(arguments);
    options = List.copyOf(options);
  }

  /** The words of the command. */
  public List<String> words() {
    List<String> command = new ArrayList<>();
    if (background) {
      nice().ifPresent(nice -> command.addAll(List.of(nice.toString(), "-n", LOWER)));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(options);
    String classes = System.getProperty("java.class.path");
    cache(classes)
        .ifPresent(cache -> command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off")));
    command.addAll(List.of("-cp", classes, program.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Java itself sees whether it fits, and passes over one that does not. */
  private static Optional<Path> cache(String classes) {
    return classes.endsWith(".jar") && !classes.contains(File.pathSeparator)
        ? Optional.of(Path.of(classes).resolveSibling(CACHE)).filter(Files::isReadable)
        : Optional.empty();
  }

  private static Optional<Path> nice() {
    return NICE.stream().filter(Files::isExecutable).findFirst();
  }
}
