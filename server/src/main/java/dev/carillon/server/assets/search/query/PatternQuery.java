package dev.carillon.server.assets.search.query;

import java.io.IOException;
import org.apache.lucene.index.FilterLeafReader.FilterTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * All words that a pattern fits, every one of them, however many there are: an asset has the same
 * chance whether it is looked for among a million or alone. Finding them is charged to the pattern.
 */
public final class PatternQuery extends MultiTermQuery {

  private final Words words;
  private final MultiTermQuery pattern;
  private final String part;
  private final Deadline deadline;

  /**
   * A pattern.
   *
   * @param part what it is called where it takes long
   */
  PatternQuery(MultiTermQuery pattern, String part, Deadline deadline) {
    super(pattern.getField(), CONSTANT_SCORE_BLENDED_REWRITE);
    this.words = pattern instanceof FuzzyQuery fuzzy ? like(fuzzy) : pattern::getTermsEnum;
    this.pattern = pattern;
    this.part = part;
    this.deadline = deadline;
  }

  /** What the words are compared with. */
  public MultiTermQuery pattern() {
    return pattern;
  }

  /** Its automaton is made once, and not for each asset that a filter is asked about. */
  private static Words like(FuzzyQuery fuzzy) {
    return fuzzy.getAutomata()::getTermsEnum;
  }

  @Override
  protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
    String before = deadline.begin(part);
    return new FilterTermsEnum(words.in(terms)) {
      @Override
      public @Nullable BytesRef next() throws IOException {
        BytesRef next = in.next();
        if (next == null) {
          deadline.resume(before);
        }
        return next;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    pattern.visit(visitor);
  }

  @Override
  public String toString(String field) {
    return pattern.toString(field);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PatternQuery that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return 31 * PatternQuery.class.hashCode() + pattern.hashCode();
  }

  /** Finds the words that the pattern fits. */
  @FunctionalInterface
  private interface Words {
    TermsEnum in(Terms terms) throws IOException;
  }
}
