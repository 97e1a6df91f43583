package dev.carillon.server.assets.preview.rendition;

import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.platform.files.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where previews are: beside the blob they were made from, named after it, and purged with it. The
 * same content is rendered once for each kind, however many assets have it.
 */
public record PreviewFiles(BlobStore blobs) {

  private static final String PREVIEW = ".preview.jpg";
  private static final String THUMBNAIL = ".thumbnail.jpg";
  private static final String TEXT = ".text.txt";

  /** More than a preview, a thumbnail and a text take. */
  private static final long MADE_BYTES_MAX = 16 << 20;

  /** What unpacked parts of a PDF may take while it is drawn. */
  private static final long SCRATCH_BYTES_MAX = 256 << 20;

  /** The preview of this blob, which need not be there. */
  public StoredFile preview(String blob, PreviewKind kind) {
    return blobs.beside(blob, kind.text() + PREVIEW);
  }

  /** The thumbnail of this blob, which need not be there. */
  public StoredFile thumbnail(String blob, PreviewKind kind) {
    return blobs.beside(blob, kind.text() + THUMBNAIL);
  }

  /** The words in this blob; there only for kinds whose words must be extracted. */
  public StoredFile text(String blob, PreviewKind kind) {
    return blobs.beside(blob, kind.text() + TEXT);
  }

  /** Whether the preview was made before. */
  public boolean made(String blob, PreviewKind kind) {
    return preview(blob, kind).exists() && thumbnail(blob, kind).exists();
  }

  /** Whether the disk has space for another one beside what is kept free. */
  public boolean hasSpace() {
    return blobs.hasSpace(MADE_BYTES_MAX);
  }

  /** Whether the disk also has space for what is needed while one of this kind is made. */
  public boolean hasSpace(PreviewKind kind) {
    return blobs.hasSpace(MADE_BYTES_MAX + (kind == PreviewKind.PDF ? SCRATCH_BYTES_MAX : 0));
  }

  /**
   * Drafts for a rendering, on a disk of this machine.
   *
   * @throws UncheckedIOException if the disk fails or is full
   */
  public Drafts drafts() {
    try {
      return new Drafts(draft("preview"), draft("thumbnail"), draft("text"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Keeps what was rendered: stored for good when this returns. The preview comes last, since it
   * says that the rest is there.
   *
   * @throws UncheckedIOException if the disk fails or is full
   */
  public void keep(Drafts drafts, String blob, PreviewKind kind) {
    try {
      if (Files.size(drafts.text()) > 0) {
        blobs.keepBeside(drafts.text(), blob, kind.text() + TEXT);
      }
      blobs.keepBeside(drafts.thumbnail(), blob, kind.text() + THUMBNAIL);
      blobs.keepBeside(drafts.preview(), blob, kind.text() + PREVIEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path draft(String name) throws IOException {
    return Files.createTempFile(blobs.incoming(), name, null);
  }

  /** Files that a rendering is written to; gone when closed. */
  public record Drafts(Path preview, Path thumbnail, Path text) implements AutoCloseable {
    @Override
    public void close() {
      try {
        Files.deleteIfExists(preview);
        Files.deleteIfExists(thumbnail);
        Files.deleteIfExists(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
