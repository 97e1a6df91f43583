package dev.carillon.server.assets.preview.process;

import dev.carillon.server.assets.preview.rendering.RenderProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a process that decodes files is started: with what the launcher keeps for its start, where
 * that is there.
 */
final class ProcessCommand {

  /** The start-up cache of these processes, which the launcher makes beside the jar. */
  private static final String CACHE = "carillon-files.aot";

  /** A POSIX utility; the process it starts takes its place, so killing that is the same. */
  private static final List<Path> NICE = List.of(Path.of("/usr/bin/nice"), Path.of("/bin/nice"));

  /** A tenth of a processor that others want; all of one that is idle. */
  private static final String LOWER = "10";

  private ProcessCommand() {}

  /**
   * The command of a process with these limits.
   *
   * @param fonts where all processes keep what they know about fonts
   * @param temporary where it may keep what it needs for a while
   * @param background whether everything else comes before it
   */
  static List<String> of(RenderLimits limits, Path fonts, Path temporary, boolean background) {
    List<String> command = new ArrayList<>();
    if (background) {
      nice().ifPresent(nice -> command.addAll(List.of(nice.toString(), "-n", LOWER)));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + limits.heapMegabytes() + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Djdk.xml.dtd.support=deny",
            "-Dpdfbox.fontcache=" + fonts,
            "-Djava.io.tmpdir=" + temporary));
    if (limits.readsOnly()) {
      // what takes a moment is over before the better compiler has begun
      command.add("-XX:TieredStopAtLevel=1");
    }
    String classes = System.getProperty("java.class.path");
    cache(classes)
        .ifPresent(cache -> command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off")));
    command.addAll(
        List.of("-cp", classes, RenderProcess.class.getName(), String.valueOf(limits.pixels())));
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
