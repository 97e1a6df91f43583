package dev.carillon.server.assets.search.opensearch;

import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.platform.digest.Digests;
import org.apache.lucene.util.BytesRef;

/**
 * How an index is laid out, and what its fields are called. Each field of a Lucene document has one
 * here, which holds the very same terms: words are cut by this server and come with spaces between
 * them, so that OpenSearch cuts at spaces and does nothing else.
 */
public final class IndexLayout {

  /** Holds an asset's id, to sort by it. */
  static final String ORDER = "order";

  /** Changes whenever the layout does, so that older indexes are built again. */
  private static final String FORMAT = "1";

  private static final int NAME_LENGTH = 8;

  /** OpenSearch cuts longer words. */
  private static final int WORD_MAX = 255;

  private IndexLayout() {}

  /** What a Lucene field is called; no name of a field can hold a colon. */
  static String name(String luceneField) {
    return luceneField.replace('.', ':');
  }

  /** A term as text: characters that are none are replaced, as Lucene does. */
  static String text(BytesRef term) {
    return term.utf8ToString();
  }

  /** A word as it is kept. */
  static String word(String word) {
    if (word.length() <= WORD_MAX) {
      return word;
    }
    boolean split = Character.isHighSurrogate(word.charAt(WORD_MAX - 1));
    return word.substring(0, split ? WORD_MAX - 1 : WORD_MAX);
  }

  /** Whether a field holds words, rather than one term for each value. */
  static boolean words(String luceneField) {
    return luceneField.startsWith("t.") || luceneField.startsWith("w.");
  }

  /** Names a layout: eight hexadecimal digits, equal where indexes can be used by both. */
  public static String of(IndexedFields fields) {
    String whole = FORMAT + "\n" + fields.fingerprint();
    return Digests.sha256(whole).substring(0, NAME_LENGTH);
  }

  /** By which searches ask an index of this layout. */
  static String alias(String index, String layout) {
    return index + "-" + layout;
  }
}
