package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.query.AssetDocuments;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.assets.search.query.MalformedQuery;
import dev.carillon.server.assets.search.query.ParsedQuery;
import dev.carillon.server.assets.search.query.QueryContext;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.QueryPart;
import dev.carillon.server.assets.search.query.RelatedAssets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Makes filters out of queries: the same language and the same answers as the search index. */
public final class QueryFilters {

  private static final String HAS_TEXT =
      AssetDocuments.PRESENT + ":" + IndexedFields.content().name();

  private final QueryLanguage language;

  // One change is matched against many filters, one after the other, by the same thread: mostly the
  // state after it, sometimes that before it. Not static, because it lives and ends with the
  // language it was made in.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<SoftReference<Probes>> latest = new ThreadLocal<>();

  /** Filters in this language. */
  public QueryFilters(QueryLanguage language) {
    this.language = language;
  }

  /**
   * Makes a filter.
   *
   * @throws IllegalArgumentException if the query is malformed or asks for relations; the message
   *     is for its writer
   */
  public QueryFilter compile(String q) {
    QueryFilter filter = new QueryFilter(this, q);
    try {
      filter.check();
    } catch (IndexSearcher.TooManyClauses e) {
      throw new MalformedQuery("The query has too many terms or wildcards");
    }
    return filter;
  }

  /**
   * All terms of an asset's metadata, in the form of {@link QueryFilter#requiredTerms}; those of
   * its file's text are not among them.
   */
  public Set<String> terms(String assetId, Metadata metadata) {
    return probed(assetId, metadata).terms();
  }

  /** Whether a term, in the form of {@link QueryFilter#requiredTerms}, is looked for in texts. */
  public static boolean ofText(String term) {
    return term.startsWith(AssetDocuments.TEXT_WORDS + ":") || term.equals(HAS_TEXT);
  }

  QueryPart parts(String q, Instant now) {
    return language.parts(q, context(now));
  }

  boolean matches(Query query, String assetId, Metadata metadata) {
    return Probe.finds(probed(assetId, metadata).plain, query);
  }

  boolean matches(Query query, String assetId, Metadata metadata, Supplier<String> text) {
    return Probe.finds(probed(assetId, metadata).whole(text), query);
  }

  ZoneId zone() {
    return language.zone();
  }

  /** The form in which terms are compared; two may look the same, if they are no text. */
  static String shown(String field, BytesRef term) {
    return field + ":" + Term.toString(term);
  }

  private Probe probed(String assetId, Metadata metadata) {
    SoftReference<Probes> known = latest.get();
    Probes probes = known == null ? null : known.get();
    if (probes != null && probes.newer.of(assetId, metadata)) {
      return probes.newer;
    }
    if (probes != null && probes.older.of(assetId, metadata)) {
      return probes.older;
    }
    Probe probe = new Probe(assetId, metadata);
    latest.set(new SoftReference<>(new Probes(probe, probes == null ? probe : probes.newer)));
    return probe;
  }

  ParsedQuery parse(String q, Instant now) {
    return language.parse(q, context(now));
  }

  private static QueryContext context(Instant now) {
    return new QueryContext(now, RelatedAssets.REFUSED, Deadline.NONE);
  }

  /** The last two that a thread made; the same one twice at first. */
  private record Probes(Probe newer, Probe older) {}

  /** Indexes of one asset, without the text of its file and with it. For one thread. */
  private final class Probe {

    private final String assetId;
    private final Metadata metadata;
    private final IndexSearcher plain;
    private @Nullable Supplier<String> text;
    private @Nullable IndexSearcher whole;
    private @Nullable Set<String> terms;

    Probe(String assetId, Metadata metadata) {
      this.assetId = assetId;
      this.metadata = metadata;
      this.plain = searcher("");
    }

    boolean of(String otherId, Metadata other) {
      return metadata.equals(other) && assetId.equals(otherId);
    }

    private IndexSearcher searcher(String content) {
      var document = language.documents().whole(assetId, metadata, content);
      IndexSearcher searcher =
          MemoryIndex.fromDocument(document, language.analyzer()).createSearcher();
      searcher.setQueryCache(null);
      return searcher;
    }

    /** Another text is another object, or an equal one: the same is not read again. */
    IndexSearcher whole(Supplier<String> asked) {
      IndexSearcher known = whole;
      if (known == null || !asked.equals(text)) {
        String content = asked.get();
        known = content.isEmpty() ? plain : searcher(content);
        whole = known;
        text = asked;
      }
      return known;
    }

    Set<String> terms() {
      Set<String> known = terms;
      if (known == null) {
        known = read();
        terms = known;
      }
      return known;
    }

    private Set<String> read() {
      Set<String> read = new HashSet<>();
      try {
        for (var leaf : plain.getIndexReader().leaves()) {
          for (FieldInfo field : leaf.reader().getFieldInfos()) {
            addTerms(leaf.reader(), field.name, read);
          }
        }
        return read;
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

    static boolean finds(IndexSearcher searcher, Query query) {
      try {
        return searcher.count(query) > 0;
      } catch (IOException e) {
        throw new UncheckedIOException("memory cannot fail to be read", e);
      }
    }
  }
}
