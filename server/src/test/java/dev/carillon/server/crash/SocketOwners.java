package dev.carillon.server.crash;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Which process of this machine has the other end of a connection, as the kernel tells it. */
final class SocketOwners {

  /** Where the process cannot be found: it has ended, or has closed the connection. */
  static final long UNKNOWN = 0;

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;

  private final Map<Socket, Long> known = new ConcurrentHashMap<>();

  /** The process's id, looked up once for each connection. */
  long owner(Socket socket) {
    return known.computeIfAbsent(socket, SocketOwners::lookUp);
  }

  private static long lookUp(Socket socket) {
    try {
      String inode = inode(socket.getPort(), socket.getLocalPort());
      return inode.isEmpty() ? UNKNOWN : holder("socket:[" + inode + "]");
    } catch (IOException unreadable) {
      return UNKNOWN;
    }
  }

  /** Of the socket that has the first port at its end, and the second at the other. */
  private static String inode(int port, int other) throws IOException {
    String local = ":%04X".formatted(port);
    String remote = ":%04X".formatted(other);
    for (String table : List.of("/proc/net/tcp6", "/proc/net/tcp")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns[LOCAL].endsWith(local) && columns[REMOTE].endsWith(remote)) {
          return columns[INODE];
        }
      }
    }
    return "";
  }

  private static long holder(String socket) {
    return ProcessHandle.allProcesses()
        .filter(process -> holds(process.pid(), socket))
        .mapToLong(ProcessHandle::pid)
        .findFirst()
        .orElse(UNKNOWN);
  }

  private static boolean holds(long pid, String socket) {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.anyMatch(file -> leadsTo(file, socket));
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean leadsTo(Path file, String socket) {
    try {
      return Files.readSymbolicLink(file).toString().equals(socket);
    } catch (IOException closed) {
      return false;
    }
  }
}
