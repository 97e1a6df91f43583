package dev.carillon.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The ports that somebody on this machine listens on. */
final class ProcessSockets {

  private static final String LISTENING = "0A";

  private ProcessSockets() {}

  static Set<Integer> listening() throws IOException {
    Set<Integer> ports = new TreeSet<>();
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] cells = line.strip().split("\\s+");
        if (cells[3].equals(LISTENING)) {
          ports.add(Integer.parseInt(cells[1].substring(cells[1].indexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }
}
