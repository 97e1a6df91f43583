package dev.carillon.server.assets.preview.process;

import dev.carillon.server.assets.preview.rendering.RenderProcess;
import dev.carillon.server.platform.process.JavaCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a process that decodes files is started. */
final class ProcessCommand {

  private ProcessCommand() {}

  /**
   * The command of a process with these limits.
   *
   * @param fonts where all processes keep what they know about fonts
   * @param temporary where it may keep what it needs for a while
   * @param background whether everything else comes before it
   */
  static List<String> of(RenderLimits limits, Path fonts, Path temporary, boolean background) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Djava.awt.headless=true",
                "-Djdk.xml.dtd.support=deny",
                "-Dpdfbox.fontcache=" + fonts,
                "-Djava.io.tmpdir=" + temporary));
    if (limits.readsOnly()) {
      options.add(JavaCommand.QUICK);
    }
    return new JavaCommand(
            RenderProcess.class,
            List.of(String.valueOf(limits.pixels())),
            limits.heapMegabytes(),
            options,
            background)
        .words();
  }
}
