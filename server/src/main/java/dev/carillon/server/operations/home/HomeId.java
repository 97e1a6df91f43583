package dev.carillon.server.operations.home;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A random name of a home, in a file of it that no backup holds: neither a copy nor a restored home
 * has it, even where folder and machine are called the same, as in containers.
 */
public final class HomeId {

  static final String NAME = "home.id";

  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z_-]{8,64}");

  private HomeId() {}

  /** The id of this home; empty where it has none. */
  public static String of(Path home) {
    try {
      String text = Files.readString(home.resolve(NAME)).strip();
      return FORM.matcher(text).matches() ? text : "";
    } catch (IOException none) {
      return "";
    }
  }

  /** The id of this home, which is given one where it has none; empty where it cannot be. */
  public static String made(Path home) {
    String known = of(home);
    if (!known.isEmpty()) {
      return known;
    }
    try {
      String fresh = Ids.random();
      DurableFiles.write(home.resolve(NAME), (fresh + "\n").getBytes(US_ASCII));
      return fresh;
    } catch (IOException unwritable) {
      return "";
    }
  }
}
