package dev.carillon.server.search;

import dev.carillon.server.field.Metadata;
import dev.carillon.server.search.query.MalformedQuery;
import dev.carillon.server.search.query.ParsedQuery;
import dev.carillon.server.search.query.QueryLanguage;
import dev.carillon.server.search.query.RelatedAssets;
import dev.carillon.server.search.query.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;

/** Makes filters out of queries: the same language and the same answers as the search index. */
public final class QueryFilters {

  private final QueryLanguage language;

  // One change is matched against many filters, one after the other, by the same thread. Not
  // static, because it lives and ends with the language it was made in.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Probe> latest = new ThreadLocal<>();

  /** Filters in this language. */
  public QueryFilters(QueryLanguage language) {
    this.language = language;
  }

  /**
   * Makes a filter.
   *
   * @throws IllegalArgumentException if the query is malformed or asks for relations; the message
   *     is for whoever wrote it
   */
  public QueryFilter compile(String q) {
    ParsedQuery parsed = parse(q, Instant.EPOCH);
    try {
      probe("", Metadata.EMPTY).count(parsed.query());
    } catch (IndexSearcher.TooManyClauses e) {
      throw new MalformedQuery("The query has too many terms or wildcards");
    }
    return new QueryFilter(this, q, parsed);
  }

  /** All terms of an asset, in the form of {@link QueryFilter#requiredTerms}. */
  public Set<String> terms(String assetId, Metadata metadata) {
    return probed(assetId, metadata).terms();
  }

  boolean matches(Query query, String assetId, Metadata metadata) {
    return probed(assetId, metadata).count(query) > 0;
  }

  /** The form in which terms are compared; two may look the same, if they are no text. */
  static String shown(String field, BytesRef term) {
    return field + ":" + Term.toString(term);
  }

  private Probe probed(String assetId, Metadata metadata) {
    Probe probe = latest.get();
    if (probe == null || !probe.metadata.equals(metadata) || !probe.assetId.equals(assetId)) {
      probe = probe(assetId, metadata);
      latest.set(probe);
    }
    return probe;
  }

  ParsedQuery parse(String q, Instant now) {
    return language.parse(q, new Scope(now, UnaryOperator.identity(), RelatedAssets.REFUSED));
  }

  private Probe probe(String assetId, Metadata metadata) {
    var document = language.documents().whole(assetId, metadata, metadata.text("textContent"));
    IndexSearcher searcher =
        MemoryIndex.fromDocument(document, language.analyzer()).createSearcher();
    searcher.setQueryCache(null);
    return new Probe(assetId, metadata, searcher);
  }

  /** An index of one asset. */
  private record Probe(String assetId, Metadata metadata, IndexSearcher searcher) {

    Set<String> terms() {
      Set<String> terms = new HashSet<>();
      try {
        for (var leaf : searcher.getIndexReader().leaves()) {
          for (FieldInfo field : leaf.reader().getFieldInfos()) {
            addTerms(leaf.reader(), field.name, terms);
          }
        }
        return terms;
      } catch (IOException e) {
        throw new UncheckedIOException("memory cannot fail to be read", e);
      }
    }

    private static void addTerms(LeafReader reader, String field, Set<String> terms)
        throws IOException {
      Terms ofField = reader.terms(field);
      if (ofField != null) {
        TermsEnum each = ofField.iterator();
        for (BytesRef term = each.next(); term != null; term = each.next()) {
          terms.add(shown(field, term));
        }
      }
    }

    int count(Query query) {
      try {
        return searcher.count(query);
      } catch (IOException e) {
        throw new UncheckedIOException("memory cannot fail to be read", e);
      }
    }
  }
}
