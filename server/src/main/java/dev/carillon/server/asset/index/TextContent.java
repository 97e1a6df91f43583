package dev.carillon.server.asset.index;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.file.BlobStore;
import dev.carillon.server.preview.PreviewFiles;
import dev.carillon.server.preview.PreviewKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the words in a file, for the search index. */
public final class TextContent {

  private static final System.Logger LOG = System.getLogger(TextContent.class.getName());

  /** Words beyond this many bytes are not found. */
  private static final int BYTES_MAX = 256 * 1024;

  private final BlobStore blobs;
  private final PreviewFiles previews;

  public TextContent(BlobStore blobs) {
    this.blobs = blobs;
    this.previews = new PreviewFiles(blobs);
  }

  /**
   * The text of a text file, and of a PDF once its preview was made; empty for all others, and
   * where its file cannot be read.
   */
  public String of(Asset asset) {
    if (asset.metadata().number("fileSize", 0) == 0) {
      return "";
    }
    return switch (asset.previewKind().orElse(PreviewKind.PICTURE)) {
      case PICTURE -> "";
      case PDF -> extracted(asset, previews.text(asset.blob(), PreviewKind.PDF));
      case TEXT -> read(asset, blobs.path(asset.blob()));
    };
  }

  private static String extracted(Asset asset, Path file) {
    return Files.exists(file) ? read(asset, file) : "";
  }

  private static String read(Asset asset, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
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
