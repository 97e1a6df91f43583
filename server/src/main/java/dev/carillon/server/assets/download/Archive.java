package dev.carillon.server.assets.download;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes files into an archive one after the other, none of them ever in memory. Pictures and films
 * are packed as well as can be: they are put in as they are, for which their checksum has to be
 * known before, so they are read twice.
 */
final class Archive {

  private static final int BUFFER_BYTES = 256 * 1024;

  /** What one that is written holds: both buffers, and what packing takes. */
  static final long BUFFERS_BYTES = 3 * BUFFER_BYTES;

  /** The file in an archive that names the files that could not be made. */
  static final String MISSING = "not in this archive.txt";

  private Archive() {}

  /** Writes all of it. */
  static void write(Iterator<Item> items, OutputStream out) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    try (Zip zip = new Zip(buffered)) {
      zip.setLevel(Deflater.BEST_SPEED);
      List<String> missing = new ArrayList<>();
      while (items.hasNext()) {
        Item item = items.next();
        Optional<String> why = item.content().prepare();
        if (why.isPresent()) {
          missing.add(item.name() + ": " + why.get());
          continue;
        }
        try {
          put(item, zip);
        } finally {
          item.content().close();
        }
      }
      if (!missing.isEmpty()) {
        zip.putNextEntry(new ZipEntry(MISSING));
        zip.write((String.join("\n", missing) + "\n").getBytes(UTF_8));
        zip.closeEntry();
      }
      zip.finish();
      buffered.flush();
    }
  }

  private static void put(Item item, Zip zip) throws IOException {
    ZipEntry entry = new ZipEntry(item.name());
    entry.setLastModifiedTime(FileTime.fromMillis(item.modified()));
    if (!item.text()) {
      Summed summed = new Summed();
      item.content().writeTo(summed);
      summed.describe(entry);
    }
    zip.putNextEntry(entry);
    item.content().writeTo(zip);
    zip.closeEntry();
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
    /** All of them; may be asked for twice. */
    void writeTo(OutputStream out) throws IOException;

    /** Asked for once before: makes the file, or says why it cannot be made. */
    default Optional<String> prepare() throws IOException {
      return Optional.empty();
    }

    /** It was written, or could not be. */
    default void close() throws IOException {
      // nothing is held
    }
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

  /** Keeps nothing of what is written but its length and its checksum. */
  private static final class Summed extends OutputStream {

    private final CRC32 crc = new CRC32();
    private long length;

    @Override
    public void write(int one) {
      crc.update(one);
      length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      crc.update(bytes, offset, count);
      length += count;
    }

    void describe(ZipEntry entry) {
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(length);
      entry.setCompressedSize(length);
      entry.setCrc(crc.getValue());
    }
  }
}
