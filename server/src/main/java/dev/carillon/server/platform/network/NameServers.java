package dev.carillon.server.platform.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.lookup.LookupSession;

/**
 * The system's name servers, which change when a machine comes into another network. They are read
 * again when the file that names them was written, or after one was silent; what is known of names
 * is kept while the servers stay the same.
 */
final class NameServers {

  private static final Path FILE = Path.of("/etc/resolv.conf");
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final FileTime NO_FILE = FileTime.fromMillis(0);

  private final Path file;
  private final long everyNanos;
  private final Supplier<List<InetSocketAddress>> read;
  private final Supplier<LookupSession> make;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile boolean doubted;
  private volatile @Nullable Known known;

  /** The name servers of this system, read when they are asked first. */
  NameServers() {
    this(FILE, LOOK_EVERY, NameServers::configured, () -> LookupSession.defaultBuilder().build());
  }

  /**
   * The name servers that this reads.
   *
   * @param file names them; there may be none
   * @param every so often the file is looked at, at most
   * @param read reads which they are now
   * @param make makes a session that asks those that were read last
   */
  NameServers(
      Path file,
      Duration every,
      Supplier<List<InetSocketAddress>> read,
      Supplier<LookupSession> make) {
    this.file = file;
    this.everyNanos = every.toNanos();
    this.read = read;
    this.make = make;
  }

  private static List<InetSocketAddress> configured() {
    ResolverConfig.refresh();
    return ResolverConfig.getCurrentConfig().servers();
  }

  /** Asks the servers of this moment. */
  LookupSession session() {
    if (System.nanoTime() - known().at >= everyNanos && looking.tryLock()) {
      try {
        known = look(known());
      } finally {
        looking.unlock();
      }
    }
    return known().session;
  }

  private Known known() {
    Known before = known;
    if (before != null) {
      return before;
    }
    looking.lock();
    try {
      Known now = known;
      if (now == null) {
        now = new Known(written(), read.get(), make.get(), System.nanoTime());
        known = now;
      }
      return now;
    } finally {
      looking.unlock();
    }
  }

  /** One did not answer: perhaps it is not to be asked any more. */
  void doubt() {
    doubted = true;
  }

  private Known look(Known before) {
    FileTime written = written();
    long now = System.nanoTime();
    if (written.equals(before.written) && !doubted) {
      return new Known(written, before.servers, before.session, now);
    }
    doubted = false;
    List<InetSocketAddress> servers = read.get();
    LookupSession session = servers.equals(before.servers) ? before.session : make.get();
    return new Known(written, servers, session, now);
  }

  private FileTime written() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException none) {
      return NO_FILE;
    }
  }

  /**
   * What was found last.
   *
   * @param written when the file was written
   * @param at when it was looked at
   */
  private record Known(
      FileTime written, List<InetSocketAddress> servers, LookupSession session, long at) {}
}
