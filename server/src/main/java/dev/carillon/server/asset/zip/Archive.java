package dev.carillon.server.asset.zip;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes files into an archive one after the other, none of them ever in memory. */
final class Archive {

  private static final int BUFFER_BYTES = 64 * 1024;

  private Archive() {}

  /** Writes all of it. */
  static void write(List<Item> items, OutputStream out) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    try (Zip zip = new Zip(buffered)) {
      for (Item item : items) {
        // pictures and films are packed as well as can be
        zip.setLevel(item.text() ? Deflater.BEST_SPEED : Deflater.NO_COMPRESSION);
        ZipEntry entry = new ZipEntry(item.name());
        entry.setLastModifiedTime(FileTime.fromMillis(item.modified()));
        zip.putNextEntry(entry);
        item.content().writeTo(zip);
        zip.closeEntry();
      }
      zip.finish();
      buffered.flush();
    }
  }

  /**
   * One file.
   *
   * @param name its path in the archive
   * @param modified milliseconds since 1970
   * @param text whether packing it is worth the time
   */
  record Item(String name, long modified, boolean text, Content content) {}

  /** Writes a file's bytes. */
  @FunctionalInterface
  interface Content {
    /** All of them. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Hands on more than the 512 bytes at a time that the JDK does. */
  private static final class Zip extends ZipOutputStream {
    Zip(OutputStream out) {
      super(out);
      buf = new byte[BUFFER_BYTES];
    }

    /** Frees what packing took; a half archive must not be ended as if it were whole. */
    @Override
    public void close() {
      def.end();
    }
  }
}
