package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.QueryLanguage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriterConfig;

/**
 * The two indexes on disk: the assets' metadata, and the texts of their files.
 *
 * @param assets the metadata
 * @param texts the texts
 */
record IndexDirectory(DocumentIndex assets, DocumentIndex texts) implements Closeable {

  private static final System.Logger LOG = System.getLogger(IndexDirectory.class.getName());

  private static final int PROBE_BYTES = 1 << 20;
  private static final double ASSETS_BUFFER_MB = 48;
  private static final double TEXTS_BUFFER_MB = 32;

  /**
   * Opens both. Where they are damaged, or were written with other fields, they are thrown away and
   * made anew, empty.
   *
   * @throws IOException if the directory cannot be used, or another process uses it
   */
  static IndexDirectory open(Path path, QueryLanguage language) throws IOException {
    try {
      IndexDirectory found = openAsItIs(path, language);
      if (!found.assets.outdated() && !found.texts.outdated()) {
        return found;
      }
      LOG.log(
          System.Logger.Level.INFO,
          "The metadata fields have changed: the search index is rebuilt");
      found.close();
    } catch (CorruptIndexException
        | IndexFormatTooOldException
        | IndexFormatTooNewException
        | EOFException
        | FileNotFoundException
        | NoSuchFileException
        | IllegalArgumentException damaged) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The search index is damaged, or of another version: it is rebuilt",
          damaged);
    }
    delete(path.resolve("assets"));
    delete(path.resolve("texts"));
    return openAsItIs(path, language);
  }

  /** Up to which change both are whole on disk. */
  long committedSequence() {
    return Math.min(assets.committedSequence(), texts.committedSequence());
  }

  /** Whether one of them takes no more writes: both must be opened anew. */
  boolean broken() {
    return assets.broken() || texts.broken();
  }

  /**
   * Finds out whether there is space to go on with.
   *
   * @throws IOException if there is not
   */
  static void probe(Path path) throws IOException {
    Path file = Files.createTempFile(path, "probe", null);
    try {
      Files.write(file, new byte[PROBE_BYTES]);
    } finally {
      Files.delete(file);
    }
  }

  /** Makes what was written to both visible to searchers. */
  void refresh() throws IOException {
    texts.refresh();
    assets.refresh();
  }

  /** Makes both durable. */
  void commit(long sequence) throws IOException {
    texts.commit(sequence);
    assets.commit(sequence);
  }

  @Override
  public void close() throws IOException {
    try (assets;
        texts) {
      // both, even if one fails
    }
  }

  private static IndexDirectory openAsItIs(Path path, QueryLanguage language) throws IOException {
    Files.createDirectories(path);
    String layout = language.fields().fingerprint();
    DocumentIndex assets = new DocumentIndex(path.resolve("assets"), layout, assets(language));
    try {
      return new IndexDirectory(
          assets,
          new DocumentIndex(path.resolve("texts"), layout, config(language, TEXTS_BUFFER_MB)));
    } catch (IOException | RuntimeException e) {
      assets.close();
      throw e;
    }
  }

  /**
   * Assets are kept in the order in which most searches want them, so that the first of each
   * segment are the best ones. In the order of their making each asset would be better than all
   * before it.
   */
  private static IndexWriterConfig assets(QueryLanguage language) {
    return config(language, ASSETS_BUFFER_MB)
        .setIndexSort(new SortOrder(language.fields()).of(List.of()));
  }

  private static IndexWriterConfig config(QueryLanguage language, double bufferMegabytes) {
    return new IndexWriterConfig(language.analyzer()).setRAMBufferSizeMB(bufferMegabytes);
  }

  /** Removes an index, where there is one. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(each);
      }
    } catch (UncheckedIOException unlisted) {
      throw unlisted.getCause();
    }
  }
}
