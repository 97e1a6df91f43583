package dev.carillon.server.asset;

import dev.carillon.server.file.Blob;
import dev.carillon.server.file.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Reads the words in a file, for the search index. */
final class TextContent {

  private static final System.Logger LOG = System.getLogger(TextContent.class.getName());

  /** Words beyond this many bytes are not found. */
  private static final int BYTES_MAX = 256 * 1024;

  private final BlobStore blobs;

  TextContent(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** The text of a text file; empty for all others, and where its file cannot be read. */
  String of(Asset asset) {
    if (!asset.metadata().text("assetDomain").equals("text")
        || asset.metadata().number("fileSize", 0) == 0) {
      return "";
    }
    Blob blob = new Blob(asset.blob(), "", 0);
    try (InputStream in = Files.newInputStream(blobs.path(blob))) {
      return decoded(in.readNBytes(BYTES_MAX));
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING, "The text of asset " + asset.id() + " cannot be read", e);
      return "";
    }
  }

  /** UTF-8, or Latin-1 where it cannot be that. A character cut at the end is left out. */
  private static String decoded(byte[] bytes) {
    int end = bytes.length;
    if (end == BYTES_MAX) {
      while (end > BYTES_MAX - 4 && (bytes[end - 1] & 0xc0) == 0x80) {
        end--;
      }
      end--;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }
  }
}
