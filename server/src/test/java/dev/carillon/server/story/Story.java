package dev.carillon.server.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What README.md tells newcomers to type, and what it says they will see.
 *
 * @param server the block that starts the server
 * @param client the other blocks, in order
 * @param seen the lines that the receiver prints
 */
record Story(String server, String client, List<String> seen) {

  static Story of(Path readme) throws IOException {
    String text = Files.readString(readme);
    return new Story(
        blocks(text, "sh story server").getFirst(),
        String.join("\n", blocks(text, "sh story")),
        blocks(text, "text").getFirst().lines().toList());
  }

  /** The contents of the fenced blocks with exactly this after the fence. */
  private static List<String> blocks(String text, String label) {
    return Pattern.compile("^```" + label + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
