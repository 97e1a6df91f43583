package dev.carillon.server.assets.file;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/**
 * A file that comes in.
 *
 * @param blob its content
 * @param embedded what it says about itself, as values of fields
 * @param read how far it could be read
 * @param source where it comes from, if that has to know that an asset got it
 */
public record NewFile(Blob blob, Map<String, Object> embedded, Read read, Source source) {

  /** Fields that always follow the file, even if the asset keeps its other metadata. */
  public static final Set<String> SIZE = Set.of("width", "height", "videoLength", "numberOfPages");

  /**
   * Files of these domains have content only: values found in them are no metadata of the asset.
   */
  private static final Set<String> SILENT =
      Set.of("text", "xml", "archive", "container", "generic");

  public NewFile {
    embedded = Map.copyOf(embedded);
  }

  /** A file that was read. */
  public NewFile(Blob blob, Map<String, Object> embedded) {
    this(blob, embedded, Read.ALL, Source.CALL);
  }

  /**
   * A file that was read as far as could be.
   *
   * @param known whether these are all its values
   * @param whole whether its words were read as well
   */
  public static NewFile read(Blob blob, Map<String, Object> values, boolean known, boolean whole) {
    Read read = known ? Read.VALUES : Read.NOTHING;
    return new NewFile(blob, values, known && whole ? Read.ALL : read, Source.CALL);
  }

  /** The same file from somewhere else. */
  public NewFile from(Source other) {
    return new NewFile(blob, embedded, read, other);
  }

  /** How many bytes it has. */
  public long length() {
    return blob.length();
  }

  /**
   * The file's values that an asset takes over: none if the asset is a text, archive or the like.
   */
  public Map<String, Object> valuesFor(Map<String, Object> asset) {
    return SILENT.contains(String.valueOf(asset.get("assetDomain"))) ? Map.of() : embedded;
  }

  /** Where a file comes from. */
  public interface Source {

    /** The body of a call, which is gone with it. */
    Source CALL = connection -> {};

    /**
     * An asset gets the file, in this transaction, which fails where this does. May be called again
     * where a transaction is repeated.
     */
    void taken(Connection connection) throws SQLException;

    /**
     * The transaction that gave an asset the file is committed; a resumable upload deletes its
     * parts.
     */
    default void stored() {}
  }

  /** How far a file could be read while its upload was waited for. */
  public enum Read {
    /** All that is ever read. */
    ALL,
    /** What it says about itself, not all of its words. */
    VALUES,
    /** Nothing. */
    NOTHING
  }
}
