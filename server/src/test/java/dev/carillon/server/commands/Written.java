package dev.carillon.server.commands;

import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a program has written so far, which may end in the middle of a character. */
final class Written {

  private Written() {}

  static String in(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** Waits until this is in it. */
  static void await(Path file, String text) throws Exception {
    Await.until(() -> Files.exists(file) && in(file).contains(text));
  }
}
