package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The lock on {@code <file>.lock} that keeps other processes, and this one, from a second open. */
final class FileOwner implements AutoCloseable {

  /**
   * The lock files that this process holds. One that is open must not be opened again: on POSIX, a
   * process that closes a file loses its lock, whichever of its channels took it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path lockFile;
  private final FileChannel channel;

  private FileOwner(Path lockFile, FileChannel channel) {
    this.lockFile = lockFile;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws HooksException if somebody has it, or the folder cannot be written
   */
  static FileOwner of(Path file) {
    try {
      Path lockFile = real(file.resolveSibling(file.getFileName() + ".lock"));
      if (!HELD.add(lockFile)) {
        throw inUse(file, "this process: share what has it open, or close it first");
      }
      try {
        return of(file, lockFile);
      } catch (IOException | RuntimeException refused) {
        HELD.remove(lockFile);
        throw refused;
      }
    } catch (IOException failure) {
      throw new HooksException(
          Code.STORE_UNAVAILABLE,
          "the database " + file + " cannot be locked: " + failure,
          failure);
    }
  }

  /** One name for each file, whether or not it is there already. */
  private static Path real(Path lockFile) throws IOException {
    Path absolute = lockFile.toAbsolutePath();
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    Path folder = Objects.requireNonNull(absolute.getParent()).toRealPath();
    return folder.resolve(Objects.requireNonNull(absolute.getFileName()));
  }

  private static FileOwner of(Path file, Path lockFile) throws IOException {
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw inUse(file, "another process");
    }
    return new FileOwner(lockFile, channel);
  }

  private static HooksException inUse(Path file, String whom) {
    return new HooksException(Code.STORE_LOCKED, "the database " + file + " is in use by " + whom);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ownProcess) {
      return false;
    }
  }

  /** May be called again: then it leaves to another one what that holds by now. */
  @Override
  public synchronized void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException failure) {
      throw new HooksException(Code.STORE_UNAVAILABLE, "cannot unlock: " + failure, failure);
    } finally {
      HELD.remove(lockFile);
    }
  }
}
