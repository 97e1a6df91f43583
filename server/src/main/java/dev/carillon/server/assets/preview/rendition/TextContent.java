package dev.carillon.server.assets.preview.rendition;

import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.process.EmbeddedFields;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.files.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the words in a file, for the search index and for filters of webhooks. */
public record TextContent(BlobStore blobs) {

  private static final System.Logger LOG = System.getLogger(TextContent.class.getName());

  /** Words beyond this many bytes are not found. */
  private static final int BYTES_MAX = 256 * 1024;

  /** The domains of files whose words are extracted. */
  private static final Set<String> WORDY = Set.of("document", "presentation");

  private static final String SVG = "image/svg+xml";

  /**
   * The text of a text file, a PDF, a document of an office or a drawing (SVG); none of all others,
   * and empty where its file cannot be read. Asking for its words throws {@link
   * UncheckedIOException} where the file store cannot be used now.
   */
  public FileText of(String blob, Metadata metadata) {
    if (blob.isEmpty() || metadata.number("fileSize", 0) == 0) {
      return FileText.NONE;
    }
    Optional<PreviewKind> kind =
        PreviewKind.of(metadata.text("mimeType"), metadata.text("assetDomain"));
    if (kind.equals(Optional.of(PreviewKind.TEXT))) {
      return new FileText(blob, file -> read(file, blobs.file(file)));
    }
    return kind.equals(Optional.of(PreviewKind.PDF))
            || WORDY.contains(metadata.text("assetDomain"))
            || metadata.text("mimeType").equals(SVG)
        ? new FileText(blob, this::extracted)
        : FileText.NONE;
  }

  /** The text of a file that an asset had once: empty where the file is gone. */
  public FileText ofPast(String blob, Metadata metadata) {
    FileText text = of(blob, metadata);
    return text.none()
        ? text
        : new FileText(blob, file -> blobs.file(file).exists() ? text.get() : "");
  }

  /** As it was extracted at the upload, or with the preview where that took longer. */
  private String extracted(String blob) {
    for (StoredFile file :
        List.of(
            new PreviewFiles(blobs).text(blob, PreviewKind.PDF),
            blobs.beside(blob, EmbeddedFields.TEXT_SUFFIX))) {
      if (file.exists()) {
        return read(blob, file);
      }
    }
    return "";
  }

  private static String read(String blob, StoredFile file) {
    try (InputStream in = file.open(0, Math.min(file.length(), BYTES_MAX))) {
      return decoded(in.readNBytes(BYTES_MAX));
    } catch (IOException e) {
      if (e instanceof FileStoreTrouble trouble && !trouble.damaged()) {
        throw new UncheckedIOException(trouble);
      }
      LOG.log(System.Logger.Level.WARNING, "The text of the file " + blob + " cannot be read", e);
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
