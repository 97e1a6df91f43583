package dev.carillon.cli.remote;

import dev.carillon.cli.terminal.Surroundings;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The browser of the user at this terminal. */
public final class Browser {

  private Browser() {}

  /** Whether there is one: not where the user came from another machine, or has no windows. */
  public static boolean likely() {
    Map<String, String> environment = Surroundings.current().variables();
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean windows =
        system.contains("mac")
            || system.contains("win")
            || environment.containsKey("DISPLAY")
            || environment.containsKey("WAYLAND_DISPLAY");
    return windows && !environment.containsKey("SSH_CONNECTION");
  }

  /** Opens a page in it; what to say about that. */
  public static String open(String url) {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    List<String> opener =
        system.contains("mac")
            ? List.of("open", url)
            : system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
                : List.of("xdg-open", url);
    try {
      new ProcessBuilder(opener)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return "Opened " + url;
    } catch (IOException none) {
      return "There is no browser to open it with: " + url;
    }
  }
}
