package dev.carillon.server.assets.search.query;

import dev.carillon.server.assets.field.Metadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.uhighlight.DefaultPassageFormatter;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;

/** Shows where in an asset the words of a query are, as HTML: all but the marks is escaped. */
public final class Highlights {

  /** Fields that are read rather than looked at, the most telling first. */
  private static final List<String> FIELDS =
      List.of("description", "caption", "title", "headline", "tags", "name");

  private static final int PASSAGES = 3;
  private static final int LENGTH_MAX = 256 * 1024;

  /** How long the words of one search are marked: hits after that come without marks. */
  private static final Duration WORK_MAX = Duration.ofSeconds(2);

  private final QueryLanguage language;
  private final Query query;
  private final Deadline deadline;

  private Highlights(QueryLanguage language, Query query, Deadline deadline) {
    this.language = language;
    this.query = query;
    this.deadline = deadline;
  }

  /** The words of a query that the index has understood before. */
  public static Highlights of(QueryLanguage language, String q) {
    return of(language, q, new Deadline(WORK_MAX, System::nanoTime));
  }

  /** The highlights with another end. */
  static Highlights of(QueryLanguage language, String q, Deadline deadline) {
    QueryContext scope = new QueryContext(Instant.EPOCH, RelatedAssets.NONE, deadline);
    try {
      Query query = FileTextTerm.opened(language.parse(q, scope).query());
      return new Highlights(language, query, deadline);
    } catch (SearchTimeout late) {
      return new Highlights(language, MatchNoDocsQuery.INSTANCE, deadline);
    }
  }

  /**
   * The best passages, from one field or the text; empty where no word of the query is in any, and
   * where marking has taken its time.
   *
   * @param text the text of its file, asked for only where it is needed
   */
  public String in(Metadata metadata, Supplier<String> text) {
    // hits are marked as they are sent: a slow reader's time is not theirs
    deadline.waited();
    if (deadline.shouldExit()) {
      return "";
    }
    for (String name : FIELDS) {
      IndexedField field = language.fields().find(name).orElse(null);
      Object value = metadata.get(name).orElse("");
      String content =
          value instanceof List<?> several
              ? String.join(", ", several.stream().map(String::valueOf).toList())
              : value.toString();
      if (field != null && !content.isEmpty()) {
        String found = passages(field, content);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    IndexedField content = IndexedFields.content();
    return asksFor(content) ? passages(content, text.get()) : "";
  }

  private String passages(IndexedField field, String content) {
    if (content.isEmpty() || !asksFor(field)) {
      return "";
    }
    UnifiedHighlighter highlighter =
        UnifiedHighlighter.builderWithoutSearcher(language.analyzer())
            .withFieldMatcher(name -> matters(field, name))
            .withFormatter(new DefaultPassageFormatter("<b>", "</b>", "… ", true))
            .withMaxLength(LENGTH_MAX)
            .withMaxNoHighlightPassages(0)
            .withWeightMatches(false)
            .build();
    try {
      return Objects.toString(
          highlighter.highlightWithoutSearcher(field.words(), query, content, PASSAGES), "");
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory cannot fail to be read", e);
    } catch (IndexSearcher.TooManyClauses tooMany) {
      return "";
    }
  }

  private boolean asksFor(IndexedField field) {
    Terms terms = new Terms(field);
    query.visit(terms);
    return terms.any;
  }

  private static boolean matters(IndexedField field, String luceneName) {
    return luceneName.equals(field.words())
        || (field.free() && luceneName.equals(AssetDocuments.FREE_WORDS));
  }

  /** Finds out whether a query has a word that is looked for in a field. */
  private static final class Terms extends QueryVisitor {

    private final IndexedField field;
    private boolean any;

    Terms(IndexedField field) {
      this.field = field;
    }

    @Override
    public boolean acceptField(String name) {
      any |= matters(field, name);
      return false;
    }
  }
}
