package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.HooksException;
import dev.carillon.hooks.HooksException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The lock on {@code <file>.lock} that keeps other processes, and this one, from a second open. */
final class FileOwner implements AutoCloseable {

  private final FileChannel channel;

  private FileOwner(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws HooksException if somebody has it, or the folder cannot be written
   */
  static FileOwner of(Path file) {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new HooksException(
            Code.STORE_LOCKED, "the database " + file + " is in use by another process");
      }
      return new FileOwner(channel);
    } catch (IOException failure) {
      throw new HooksException(
          Code.STORE_UNAVAILABLE,
          "the database " + file + " cannot be locked: " + failure,
          failure);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ownProcess) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new HooksException(Code.STORE_UNAVAILABLE, "cannot unlock: " + failure, failure);
    }
  }
}
